/*
 * The run row of one council's night, and the lock that lets one night at a
 * time work for a council.
 */
#ifndef TALLYSTICK_POSTGRES_RUN_STORE_H
#define TALLYSTICK_POSTGRES_RUN_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "adapters/postgres/db.h"
#include "matcher/base/civil.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"
#include "matcher/record/words.h"

/* How far a run has come.  X(name, word); in this order. */
#define RUN_STATE_LIST(X)                                                                          \
    X(OPEN, "open")                                                                                \
    X(LOADED, "loaded")                                                                            \
    X(MATCHED, "matched")                                                                          \
    X(REPORTED, "reported")                                                                        \
    X(SETTLED, "settled")                                                                          \
    X(EXPORTED, "exported")                                                                        \
    X(CLOSED, "closed")

#define X(name, word) RUN_STATE_##name,
enum run_state { RUN_STATE_LIST(X) RUN_STATE_COUNT };
#undef X
WORD_FUNCTIONS(run_state)

struct run {
    int64_t council_id;
    int64_t run_id; /* ascending within the council */
    day_t business_date;
    enum run_state state;
    int64_t first_line_id; /* bill lines that it reads have this number or a higher one */
};

/* A council's runs are numbered from 1. */
static inline bool run_is_first(const struct run *run)
{
    return run->run_id == 1;
}

/* Counts and pence of a run, as the run row holds them (docs/database.md). */
struct run_totals {
    int64_t lines_in, pence_in; /* read tonight and carried in, counted at reading */
    int64_t carried, carried_pence;
    int64_t matched, matched_pence;
    int64_t variance, variance_pence;
    int64_t held, held_pence;
    int64_t rejected, rejected_pence;
    int64_t duplicate, duplicate_pence;
    int64_t paid_pence, not_paid_pence;
};

/* The council's row, made on first sight; name and zone follow the configuration. */
bool council_register(struct db *db, struct text code, const char *name, const char *timezone,
                      int64_t *council_id_r, struct error *error_r);
/* The council's id; *council_id_r = 0 if it was never registered. */
bool council_find(struct db *db, struct text code, int64_t *council_id_r, struct error *error_r);

/* Session-level advisory lock. *locked_r false: another night is at work. */
bool run_lock(struct db *db, int64_t council_id, bool *locked_r, struct error *error_r);
bool run_unlock(struct db *db, int64_t council_id, struct error *error_r);
/* Begins the transaction of a session of its own, which writes for the night beside the one that
 * holds the lock. */
bool run_lane_begin(struct db *db, int64_t council_id, struct error *error_r);
/* Waits for such sessions of a night that was killed, before what they left is swept: one may be
 * about to commit. */
bool run_lanes_end(struct db *db, int64_t council_id, struct error *error_r);

/* The unclosed run, if there is one; *found_r. */
bool run_find_unclosed(struct db *db, int64_t council_id, struct run *run_r, bool *found_r,
                       struct error *error_r);
/* The last run, closed or not, if there was any; *found_r. */
bool run_find_last(struct db *db, int64_t council_id, struct run *run_r, bool *found_r,
                   struct error *error_r);
/* Date of the last closed run, DAY_NOT_GIVEN if none. */
bool run_last_closed_date(struct db *db, int64_t council_id, day_t *date_r, struct error *error_r);
bool run_begin(struct db *db, int64_t council_id, day_t business_date, struct run *run_r,
               struct error *error_r);
/* Moves the run row on; part of the stage's own transaction.  An error if the
 * row is not in the state before (somebody else moved it). */
bool run_advance(struct db *db, struct run *run, enum run_state state, struct error *error_r);

/* Adds what the load stage read and the match stage carried and judged. */
bool run_record_totals(struct db *db, const struct run *run, const struct run_totals *totals,
                       struct error *error_r);
/* Whether nothing new has come since the run before, which was of the same date: then the lines
 * that it left held stay as they are, and are all that totals_r has. */
bool run_repeats(struct db *db, const struct run *run, bool *repeats_r, struct run_totals *totals_r,
                 struct error *error_r);
/* Notes what could not be fetched or read of what was to arrive; the same twice is one. */
bool run_add_arrival(struct db *db, const struct run *run, struct text place, struct text words,
                     struct error *error_r);
/* Whether the run left something in the database that needs a person. */
bool run_has_findings(struct db *db, const struct run *run, bool *has_findings_r,
                      struct error *error_r);
/* Whether there is something to tell: it is the first run of its date, or something came in or
 * changed since the one before. */
bool run_has_news(struct db *db, const struct run *run, bool *has_news_r, struct error *error_r);
/* Closes: state closed.  The row's own CHECK constraints refuse totals that do
 * not agree; that is EXIT_STATUS_BROKEN_INVARIANT. */
bool run_close(struct db *db, struct run *run, struct error *error_r);

#endif
