#include "adapters/postgres/waiting_store.h"

#include "adapters/postgres/audit_store.h"
#include "adapters/postgres/load_store.h"
#include "matcher/record/word_functions.h"
#include "sql_statements.h"

DEFINE_WORD_FUNCTIONS(waiting, WAITING_LIST, WAITING_COUNT)

bool waiting_store_add(struct db *db, const struct run *run, const struct waiting_item *item,
                       int64_t *item_id_r, struct error *error_r)
{
    struct db_value values[] = {
        db_int8(run->council_id),
        db_int8(run->run_id),
        db_text(text_of(waiting_word(item->kind))),
        db_int4(item->people_needed),
        db_text(item->words),
        db_int8(item->pence),
        db_text(item->provider),
    };
    struct db_result *result;

    if (!db_query(db, sql_waiting_add, COUNT_OF(values), values, &result, error_r))
        return false;
    *item_id_r = db_get_int(result, 0, 0);
    db_result_free(result);
    return true;
}

/* Of files read tonight. */
static bool find_of(struct db *db, const struct run *run, const char *sql, int people,
                    struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id),
                                db_int8(run->first_line_id / FILE_RECORDS), db_int4(people)};

    return people == 0 || run->run_id == 1 ||
           db_execute(db, sql, COUNT_OF(values), values, NULL, error_r);
}

static bool find_decisions(struct db *db, const struct run *run, int64_t first_id, int64_t last_id,
                           int people, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id), db_int8(first_id),
                                db_int4(people), db_int8(last_id)};

    return people == 0 ||
           db_execute(db, sql_waiting_find_decisions, COUNT_OF(values), values, NULL, error_r);
}

bool waiting_store_find(struct db *db, const struct run *run, int64_t first_decision_id,
                        const struct approvals_config *approvals, struct error *error_r)
{
    return find_of(db, run, sql_waiting_find_payees, approvals->payees, error_r) &&
           find_of(db, run, sql_waiting_find_rates, approvals->rates, error_r) &&
           find_decisions(db, run, first_decision_id, INT64_MAX, approvals->decisions, error_r);
}

bool waiting_store_add_decision(struct db *db, const struct run *run, int64_t decision_id,
                                int people_needed, struct error *error_r)
{
    return find_decisions(db, run, decision_id, decision_id, people_needed, error_r);
}

bool waiting_store_read(struct db *db, int64_t council_id, int64_t item_id, struct text person,
                        struct arena *arena, bool *is_found_r, struct known_item *item_r,
                        struct error *error_r)
{
    struct db_value values[] = {db_int8(council_id), db_int8(item_id), db_text(person)};
    struct db_result *result;

    if (!db_query(db, sql_verb_approve_item, COUNT_OF(values), values, &result, error_r))
        return false;
    *is_found_r = db_rows(result) > 0;
    if (*is_found_r) {
        *item_r = (struct known_item){
            .words = db_keep_text(result, 0, 1, arena),
            .made_by = db_keep_text(result, 0, 2, arena),
            .people_needed = (int)db_get_int(result, 0, 3),
            .people = (int)db_get_int(result, 0, 4),
            .is_approved = db_get_bool(result, 0, 5),
            .is_by_person = db_get_bool(result, 0, 6),
        };
    }
    db_result_free(result);
    return true;
}

bool waiting_store_approve(struct db *db, int64_t council_id, int64_t item_id, struct text person,
                           bool is_enough, struct error *error_r)
{
    struct db_value values[] = {db_int8(council_id), db_int8(item_id), db_text(person)};

    return db_execute(db, sql_verb_approve_add, COUNT_OF(values), values, NULL, error_r) &&
           (!is_enough || db_execute(db, sql_verb_approve_enough, 2, values, NULL, error_r)) &&
           audit_add(db, council_id, AUDIT_APPROVAL, person, item_id, error_r);
}
