#include "adapters/postgres/run_store.h"

#include <assert.h>

#include "adapters/postgres/safe_text.h"
#include "matcher/record/word_functions.h"
#include "sql_statements.h"

DEFINE_WORD_FUNCTIONS(run_state, RUN_STATE_LIST, RUN_STATE_COUNT)

/* --- the council ----------------------------------------------------------- */

bool council_find(struct db *db, struct text code, int64_t *council_id_r, struct error *error_r)
{
    struct db_value value = db_text(code);
    struct db_result *result;

    if (!db_query(db, sql_council_find, 1, &value, &result, error_r))
        return false;
    *council_id_r = db_rows(result) == 0 ? 0 : db_get_int(result, 0, 0);
    db_result_free(result);
    return true;
}

static bool council_add(struct db *db, struct text code, const char *name, const char *timezone,
                        int64_t *council_id_r, struct error *error_r)
{
    struct db_value values[] = {db_text(code), db_text(text_of(name)), db_text(text_of(timezone))};
    struct db_result *result;

    if (!db_query(db, sql_council_add, COUNT_OF(values), values, &result, error_r))
        return false;
    *council_id_r = db_get_int(result, 0, 0);
    db_result_free(result);
    return true;
}

static bool council_update(struct db *db, int64_t council_id, const char *name,
                           const char *timezone, struct error *error_r)
{
    struct db_value values[] = {db_int8(council_id), db_text(text_of(name)),
                                db_text(text_of(timezone))};
    return db_execute(db, sql_council_update, COUNT_OF(values), values, NULL, error_r);
}

bool council_register(struct db *db, struct text code, const char *name, const char *timezone,
                      int64_t *council_id_r, struct error *error_r)
{
    if (!db_begin(db, error_r) || !db_execute(db, sql_council_lock, 0, NULL, NULL, error_r) ||
        !council_find(db, code, council_id_r, error_r))
        return false;
    bool is_known = *council_id_r != 0;
    return (is_known ? council_update(db, *council_id_r, name, timezone, error_r)
                     : council_add(db, code, name, timezone, council_id_r, error_r)) &&
           db_commit(db, error_r);
}

/* --- the lock -------------------------------------------------------------- */

bool run_lock(struct db *db, int64_t council_id, bool *locked_r, struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    struct db_result *result;

    if (!db_query(db, sql_run_lock, 1, &value, &result, error_r))
        return false;
    *locked_r = db_get_bool(result, 0, 0);
    db_result_free(result);
    return true;
}

bool run_unlock(struct db *db, int64_t council_id, struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    return db_execute(db, sql_run_unlock, 1, &value, NULL, error_r);
}

bool run_lane_begin(struct db *db, int64_t council_id, struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    return db_begin(db, error_r) && db_execute(db, sql_run_lane, 1, &value, NULL, error_r);
}

bool run_lanes_end(struct db *db, int64_t council_id, struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    return db_execute(db, sql_run_lanes_end, 1, &value, NULL, error_r);
}

/* --- the run --------------------------------------------------------------- */

static bool find_run(struct db *db, const char *sql, int64_t council_id, struct run *run_r,
                     bool *found_r, struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    struct db_result *result;

    if (!db_query(db, sql, 1, &value, &result, error_r))
        return false;
    *found_r = db_rows(result) > 0;
    if (*found_r) {
        *run_r = (struct run){
            .council_id = council_id,
            .run_id = db_get_int(result, 0, 0),
            .business_date = db_get_date(result, 0, 1),
            .first_line_id = db_get_int(result, 0, 3),
        };
        bool is_known = run_state_parse(db_get_text(result, 0, 2), &run_r->state);
        assert(is_known);
    }
    db_result_free(result);
    return true;
}

bool run_find_unclosed(struct db *db, int64_t council_id, struct run *run_r, bool *found_r,
                       struct error *error_r)
{
    return find_run(db, sql_run_find_unclosed, council_id, run_r, found_r, error_r);
}

bool run_find_last(struct db *db, int64_t council_id, struct run *run_r, bool *found_r,
                   struct error *error_r)
{
    return find_run(db, sql_run_find_last, council_id, run_r, found_r, error_r);
}

bool run_last_closed_date(struct db *db, int64_t council_id, day_t *date_r, struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    struct db_result *result;

    if (!db_query(db, sql_run_last_closed, 1, &value, &result, error_r))
        return false;
    *date_r = db_get_date(result, 0, 0);
    db_result_free(result);
    return true;
}

bool run_begin(struct db *db, int64_t council_id, day_t business_date, struct run *run_r,
               struct error *error_r)
{
    struct db_value values[] = {db_int8(council_id), db_date(business_date)};
    struct db_result *result;

    if (!db_query(db, sql_run_begin, COUNT_OF(values), values, &result, error_r))
        return false;
    *run_r = (struct run){.council_id = council_id,
                          .run_id = db_get_int(result, 0, 0),
                          .business_date = business_date,
                          .state = RUN_STATE_OPEN,
                          .first_line_id = db_get_int(result, 0, 1)};
    db_result_free(result);
    return true;
}

static bool moved_one(int64_t affected, const struct run *run, struct error *error_r)
{
    return affected == 1 ||
           error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT, "run %lld is no longer %s",
                     (long long)run->run_id, run_state_word(run->state));
}

bool run_advance(struct db *db, struct run *run, enum run_state state, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id),
                                db_text(text_of(run_state_word(state))),
                                db_text(text_of(run_state_word(run->state)))};
    int64_t affected;

    if (!db_execute(db, sql_run_advance, COUNT_OF(values), values, &affected, error_r) ||
        !moved_one(affected, run, error_r))
        return false;
    run->state = state;
    return true;
}

bool run_close(struct db *db, struct run *run, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};
    int64_t affected;

    if (!db_execute(db, sql_run_close, COUNT_OF(values), values, &affected, error_r) ||
        !moved_one(affected, run, error_r))
        return error_prefix(error_r, "closing run %lld", (long long)run->run_id);
    run->state = RUN_STATE_CLOSED;
    return true;
}

bool run_record_totals(struct db *db, const struct run *run, const struct run_totals *totals,
                       struct error *error_r)
{
    struct db_value values[] = {
        db_int8(run->council_id),    db_int8(run->run_id),
        db_int8(totals->lines_in),   db_int8(totals->pence_in),
        db_int8(totals->carried),    db_int8(totals->carried_pence),
        db_int8(totals->matched),    db_int8(totals->matched_pence),
        db_int8(totals->variance),   db_int8(totals->variance_pence),
        db_int8(totals->held),       db_int8(totals->held_pence),
        db_int8(totals->rejected),   db_int8(totals->rejected_pence),
        db_int8(totals->duplicate),  db_int8(totals->duplicate_pence),
        db_int8(totals->paid_pence), db_int8(totals->not_paid_pence),
    };
    return db_execute(db, sql_run_add_totals, COUNT_OF(values), values, NULL, error_r);
}

bool run_repeats(struct db *db, const struct run *run, bool *repeats_r, struct run_totals *totals_r,
                 struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};
    struct db_result *result;

    if (!db_query(db, sql_run_repeats, COUNT_OF(values), values, &result, error_r))
        return false;
    *totals_r = (struct run_totals){.lines_in = 0};
    *repeats_r = db_rows(result) > 0;
    if (*repeats_r) {
        totals_r->lines_in = totals_r->carried = totals_r->held = db_get_int(result, 0, 0);
        totals_r->pence_in = totals_r->carried_pence = totals_r->held_pence =
            db_get_int(result, 0, 1);
    }
    db_result_free(result);
    return true;
}

static bool run_ask(struct db *db, const struct run *run, const char *sql, bool *is_so_r,
                    struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};
    struct db_result *result;

    if (!db_query(db, sql, COUNT_OF(values), values, &result, error_r))
        return false;
    *is_so_r = db_get_bool(result, 0, 0);
    db_result_free(result);
    return true;
}

bool run_add_arrival(struct db *db, const struct run *run, struct text place, struct text words,
                     struct error *error_r)
{
    struct arena *arena = arena_new();
    const struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id),
                                      db_text(safe_text(arena, place)),
                                      db_text(safe_text(arena, words))};
    bool is_added = db_execute(db, sql_run_add_arrival, COUNT_OF(values), values, NULL, error_r);
    arena_free(arena);
    return is_added;
}

bool run_has_findings(struct db *db, const struct run *run, bool *has_findings_r,
                      struct error *error_r)
{
    return run_ask(db, run, sql_run_has_findings, has_findings_r, error_r);
}

bool run_has_news(struct db *db, const struct run *run, bool *has_news_r, struct error *error_r)
{
    return run_ask(db, run, sql_run_has_news, has_news_r, error_r);
}
