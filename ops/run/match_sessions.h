/*
 * The sessions by which the hands of the match stage read and write verdicts: a single hand has the
 * stage's own; of several each has one of its own, whose work waits until all is committed.
 */
#ifndef TALLYSTICK_RUN_MATCH_SESSIONS_H
#define TALLYSTICK_RUN_MATCH_SESSIONS_H

#include <pthread.h>

#include "ops/run/council_night.h"

#define MATCH_SESSIONS_MOST 3

struct match_session {
    const struct council_night *night;
    struct match_session *next;
    struct db *db; /* NULL: nobody has needed it yet */
};

struct match_sessions {
    const struct council_night *night;
    size_t count;
    struct match_session items[MATCH_SESSIONS_MOST];
    pthread_mutex_t lock; /* over the next */
    struct match_session *free;
};

/* One for each hand; they lie where they are from now on. */
void match_sessions_begin(struct match_sessions *sessions, const struct council_night *night,
                          size_t hands);
/* What they wrote, before the stage commits what makes it true. */
bool match_sessions_commit(const struct match_sessions *sessions, struct error *error_r);
void match_sessions_close(const struct match_sessions *sessions);

/* A free one, for one step of a hand. */
struct match_session *match_session_take(struct match_sessions *sessions);
void match_session_give_back(struct match_sessions *sessions, struct match_session *session);
/* By the hand that needs it first, while others are at work. */
bool match_session_open(struct match_session *session, struct error *error_r);

#endif
