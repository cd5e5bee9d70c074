#include "adapters/postgres/batch_store.h"

#include <assert.h>
#include <string.h>

#include "adapters/postgres/audit_store.h"
#include "adapters/postgres/settlement_store.h"
#include "sql_statements.h"

#define EVERY_TRANSACTION NOT_GIVEN

bool batch_find(struct db *db, int64_t council_id, struct text batch, struct arena *arena,
                bool *found_r, struct known_batch *batch_r, struct error *error_r)
{
    const struct db_value values[] = {db_int8(council_id), db_text(batch)};
    struct db_result *result;

    if (!db_query(db, sql_batch_find, COUNT_OF(values), values, &result, error_r))
        return false;
    *found_r = db_rows(result) > 0;
    if (*found_r) {
        *batch_r = (struct known_batch){
            .batch = settlement_batch_of_row(result, 0, arena),
            .done_by = db_keep_text(result, 0, 13, arena),
            .prepared_by = db_keep_text(result, 0, 14, arena),
        };
        bool is_known = batch_state_parse(db_get_text(result, 0, 12), &batch_r->state);
        assert(is_known);
    }
    db_result_free(result);
    return true;
}

bool batch_step(struct db *db, int64_t council_id, int64_t run_id, struct text batch,
                enum batch_state state, struct text by, struct text reason, day_t done_on,
                struct error *error_r)
{
    const struct db_value values[] = {
        db_int8(council_id), db_text(batch),      db_text(text_of(batch_state_word(state))),
        db_int8(run_id),     db_text_or_null(by), db_text_or_null(reason),
        db_date(done_on),
    };
    struct db_result *result;

    if (!db_query(db, sql_settlement_add_step, COUNT_OF(values), values, &result, error_r))
        return false;
    int64_t step = db_get_int(result, 0, 0);
    db_result_free(result);
    return audit_add(db, council_id, AUDIT_BATCH, batch, step, error_r);
}

bool batch_approvals(struct db *db, int64_t council_id, struct text batch, struct text by,
                     int *count_r, bool *is_one_r, struct error *error_r)
{
    const struct db_value values[] = {db_int8(council_id), db_text(batch), db_text(by)};
    struct db_result *result;

    if (!db_query(db, sql_batch_approvals, COUNT_OF(values), values, &result, error_r))
        return false;
    *count_r = (int)db_get_int(result, 0, 0);
    *is_one_r = db_get_bool(result, 0, 1);
    db_result_free(result);
    return true;
}

bool batch_approve(struct db *db, int64_t council_id, int64_t run_id,
                   const struct known_batch *batch, struct text by, int number,
                   struct error *error_r)
{
    const struct db_value values[] = {
        db_int8(council_id),
        db_text(batch->batch.batch),
        db_int4(number),
        db_text(by),
        db_bytea(batch->batch.content_sha256, sizeof(batch->batch.content_sha256)),
        db_int8(run_id),
    };
    return db_execute(db, sql_batch_add_approval, COUNT_OF(values), values, NULL, error_r) &&
           audit_add(db, council_id, AUDIT_BATCH_APPROVAL, batch->batch.batch, number, error_r);
}

bool batch_end_lots(struct db *db, int64_t council_id, int64_t run_id, struct text batch,
                    int64_t transaction, const char *ending, struct error *error_r)
{
    const struct db_value values[] = {db_int8(council_id), db_text(batch), db_int4(transaction),
                                      db_text(text_of(ending)), db_int8(run_id)};

    return db_execute(db, sql_batch_end_lots, COUNT_OF(values), values, NULL, error_r);
}

/* The lots of a transaction, or of the whole batch, end and wait for another batch. */
static bool lots_again(struct db *db, int64_t council_id, int64_t run_id, struct text batch,
                       int64_t transaction, const char *ending, struct error *error_r)
{
    const struct db_value values[] = {db_int8(council_id), db_text(batch), db_int4(transaction)};

    return batch_end_lots(db, council_id, run_id, batch, transaction, ending, error_r) &&
           db_execute(db, sql_batch_reopen_lots, COUNT_OF(values), values, NULL, error_r);
}

bool batch_withdraw(struct db *db, int64_t council_id, int64_t run_id, struct text batch,
                    struct text by, struct text reason, struct error *error_r)
{
    return batch_step(db, council_id, run_id, batch, BATCH_STATE_WITHDRAWN, by, reason,
                      DAY_NOT_GIVEN, error_r) &&
           lots_again(db, council_id, run_id, batch, EVERY_TRANSACTION, "withdrawn", error_r);
}

bool batch_find_transaction(struct db *db, int64_t council_id, struct text batch,
                            int32_t transaction, struct arena *arena, bool *found_r,
                            struct known_transaction *transaction_r, struct error *error_r)
{
    const struct db_value values[] = {db_int8(council_id), db_text(batch), db_int4(transaction)};
    struct db_result *result;

    if (!db_query(db, sql_batch_find_transaction, COUNT_OF(values), values, &result, error_r))
        return false;
    *found_r = db_rows(result) > 0;
    if (*found_r) {
        *transaction_r = (struct known_transaction){
            .provider = db_keep_text(result, 0, 0, arena),
            .number = transaction,
            .attempt = (int32_t)db_get_int(result, 0, 1),
            .gross_pence = db_get_int(result, 0, 2),
            .answer = ANSWER_COUNT,
            .retried_by = db_keep_text(result, 0, 4, arena),
        };
        bool is_known = db_is_null(result, 0, 3) ||
                        payment_answer_parse(db_get_text(result, 0, 3), &transaction_r->answer);
        assert(is_known);
    }
    db_result_free(result);
    return true;
}

bool batch_retry(struct db *db, int64_t council_id, int64_t run_id, struct text batch,
                 int32_t transaction, enum rail rail, struct text by, struct error *error_r)
{
    const struct db_value values[] = {
        db_int8(council_id),  db_text(batch),
        db_int4(transaction), db_text(text_of(rail_word(rail))),
        db_text(by),          db_int8(run_id),
    };
    return db_execute(db, sql_batch_add_retry, COUNT_OF(values), values, NULL, error_r) &&
           audit_add(db, council_id, AUDIT_RETRY, batch, transaction, error_r) &&
           lots_again(db, council_id, run_id, batch, transaction, "retried", error_r);
}
