#include "ops/run/match_sessions.h"

#include <assert.h>

void match_sessions_begin(struct match_sessions *sessions, const struct council_night *night,
                          size_t hands)
{
    assert(hands <= MATCH_SESSIONS_MOST);
    *sessions =
        (struct match_sessions){.night = night, .count = hands, .lock = PTHREAD_MUTEX_INITIALIZER};
    for (size_t i = 0; i < hands; i++) {
        sessions->items[i] =
            (struct match_session){.night = night, .db = hands == 1 ? night->db : NULL};
        match_session_give_back(sessions, &sessions->items[i]);
    }
}

static bool session_commit(const struct match_session *session, struct error *error_r)
{
    return session->db == NULL || session->db == session->night->db ||
           (db_copies_end(session->db, error_r) && db_commit(session->db, error_r));
}

bool match_sessions_commit(const struct match_sessions *sessions, struct error *error_r)
{
    for (size_t i = 0; i < sessions->count; i++)
        if (!session_commit(&sessions->items[i], error_r))
            return false;
    return true;
}

void match_sessions_close(const struct match_sessions *sessions)
{
    for (size_t i = 0; i < sessions->count; i++)
        if (sessions->items[i].db != sessions->night->db)
            db_close(sessions->items[i].db);
}

struct match_session *match_session_take(struct match_sessions *sessions)
{
    pthread_mutex_lock(&sessions->lock);
    struct match_session *session = sessions->free;
    assert(session != NULL); /* there is one for each hand */
    sessions->free = session->next;
    pthread_mutex_unlock(&sessions->lock);
    return session;
}

void match_session_give_back(struct match_sessions *sessions, struct match_session *session)
{
    pthread_mutex_lock(&sessions->lock);
    session->next = sessions->free;
    sessions->free = session;
    pthread_mutex_unlock(&sessions->lock);
}

bool match_session_open(struct match_session *session, struct error *error_r)
{
    const struct council_night *night = session->night;

    return session->db != NULL || (db_open(night->config->database, &session->db, error_r) &&
                                   run_lane_begin(session->db, night->run.council_id, error_r) &&
                                   db_look_up_only(session->db, true, error_r));
}
