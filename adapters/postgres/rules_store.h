/*
 * What a night was matched on, kept so that `explain` can walk through it again
 * years later: the council's rules and calendar, and how far the record went.
 */
#ifndef TALLYSTICK_POSTGRES_RULES_STORE_H
#define TALLYSTICK_POSTGRES_RULES_STORE_H

#include "adapters/postgres/run_store.h"
#include "matcher/base/calendar.h"

/* The highest numbers of the record when a run was matched; 0: none. */
struct match_basis {
    int64_t file_id; /* provider records and suspensions too */
    int64_t order_id;
    int64_t line_id;
    int64_t evidence_id;
    int64_t rate_id;
    int64_t decision_id;
};

/* A run as it was matched. */
struct past_run {
    struct run run; /* state is not filled */
    bool is_kept;   /* false: it was matched before this was kept, or is not matched yet */
    struct match_basis basis;
    struct text rules; /* as config.h has them */
    struct calendar calendar;
};

/* Part of the match stage's transaction. */
bool rules_store_keep(struct db *db, const struct run *run, struct text rules,
                      const struct calendar *calendar, struct arena *arena, struct error *error_r);

/*
 * The business date of the run before `run`; DAY_NOT_GIVEN if there is none, or if visits that it
 * looked at and found not to be missed may be missed now: by other rules, because their provider is
 * no longer suspended, or because their client's suspension ends earlier.  After
 * rules_store_keep().
 */
bool rules_store_last_look(struct db *db, const struct run *run, struct text rules,
                           const struct calendar *calendar, struct arena *arena, day_t *date_r,
                           struct error *error_r);

/* *found_r: there is such a run. */
bool rules_store_find(struct db *db, int64_t council_id, int64_t run_id, struct arena *arena,
                      struct past_run *past_r, bool *found_r, struct error *error_r);

#endif
