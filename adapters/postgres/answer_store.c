#include "adapters/postgres/answer_store.h"

#include <assert.h>

#include "adapters/postgres/audit_store.h"
#include "adapters/postgres/batch_store.h"
#include "sql_statements.h"

static int64_t id_of(struct record_place place)
{
    return place.file_id * FILE_RECORDS + place.source_row;
}

bool answer_store_response(struct db *db, const struct run *run, struct record_place place,
                           const struct payment_response *response, struct error *error_r)
{
    const struct db_value values[] = {
        db_int8(run->council_id),
        db_int8(id_of(place)),
        db_int8(run->run_id),
        db_int8(place.file_id),
        db_int4(place.source_row),
        db_text(response->batch),
        db_text_or_null(response->transaction),
        db_text(text_of(payment_answer_word(response->status))),
        db_timestamptz(response->at_s),
        db_int8(response->amount_pence),
        db_text_or_null(response->message),
    };
    return db_execute(db, sql_answer_add_response, COUNT_OF(values), values, NULL, error_r);
}

/* Columns of answer_find.sql. */
static struct found_transaction found_of_row(const struct db_result *result, size_t row)
{
    struct found_transaction found = {
        .known = {.batch_is_known = true,
                  .is_known = !db_is_null(result, row, 1),
                  .gross_pence = db_get_int(result, row, 2),
                  .answer = ANSWER_COUNT},
    };
    bool is_parsed = batch_state_parse(db_get_text(result, row, 0), &found.known.state);

    if (found.known.is_known)
        found.number = (int32_t)db_get_int(result, row, 1);
    if (!db_is_null(result, row, 3))
        is_parsed =
            payment_answer_parse(db_get_text(result, row, 3), &found.known.answer) && is_parsed;
    assert(is_parsed);
    return found;
}

bool answer_store_find(struct db *db, int64_t council_id, struct text batch, int32_t transaction,
                       struct arena *arena, size_t *count_r, struct found_transaction **found_r,
                       struct error *error_r)
{
    const struct db_value values[] = {db_int8(council_id), db_text(batch),
                                      db_int4(transaction == 0 ? NOT_GIVEN : transaction)};
    struct db_result *result;

    if (!db_query(db, sql_answer_find, COUNT_OF(values), values, &result, error_r))
        return false;
    *count_r = db_rows(result) == 0 ? 1 : db_rows(result);
    *found_r = ARENA_ARRAY(arena, struct found_transaction, *count_r);
    for (size_t row = 0; row < db_rows(result); row++)
        (*found_r)[row] = found_of_row(result, row);
    db_result_free(result);
    return true;
}

/* The first word about a batch acknowledges it. */
static bool acknowledge(struct db *db, const struct run *run, struct text batch,
                        struct error *error_r)
{
    struct arena *arena = arena_new();
    const struct text nobody = {"", 0};
    struct known_batch known;
    bool is_found;

    bool is_done = batch_find(db, run->council_id, batch, arena, &is_found, &known, error_r) &&
                   (known.state != BATCH_STATE_EXPORTED ||
                    batch_step(db, run->council_id, run->run_id, batch, BATCH_STATE_ACKNOWLEDGED,
                               nobody, nobody, DAY_NOT_GIVEN, error_r));
    arena_free(arena);
    return is_done;
}

bool answer_store_take(struct db *db, const struct run *run, struct text batch, int32_t transaction,
                       struct record_place place, const struct payment_response *response,
                       struct error *error_r)
{
    const struct db_value values[] = {
        db_int8(run->council_id),
        db_text(batch),
        db_int4(transaction),
        db_text(text_of(payment_answer_word(response->status))),
        db_int8(id_of(place)),
        db_int8(run->run_id),
        db_text_or_null(response->message),
    };
    if (!acknowledge(db, run, batch, error_r))
        return false;
    if (response->status == ANSWER_RECEIVED)
        return true;
    return db_execute(db, sql_answer_add, COUNT_OF(values), values, NULL, error_r) &&
           audit_add(db, run->council_id, AUDIT_ANSWER, batch, transaction, error_r) &&
           (response->status != ANSWER_SETTLED ||
            batch_end_lots(db, run->council_id, run->run_id, batch, transaction, "settled",
                           error_r));
}

/* Rows of answer_declined.sql from `row` on that are of the same batch. */
static struct declined_transactions declined_of_rows(const struct db_result *result, size_t row,
                                                     struct arena *arena)
{
    struct declined_transactions declined = {.number = (int32_t)db_get_int(result, row, 1)};
    int32_t *transactions = ARENA_ARRAY(arena, int32_t, db_rows(result) - row);
    struct text batch = db_keep_text(result, row, 0, arena);

    for (; row < db_rows(result) && text_equal(db_get_text(result, row, 0), batch); row++)
        transactions[declined.count++] = (int32_t)db_get_int(result, row, 2);
    declined.transactions = transactions;
    declined.batch.batch = batch;
    return declined;
}

static bool read_batch(struct db *db, int64_t council_id, struct arena *arena,
                       struct settlement_batch *batch, struct error *error_r)
{
    struct known_batch known;
    bool is_found;

    if (!batch_find(db, council_id, batch->batch, arena, &is_found, &known, error_r))
        return false;
    assert(is_found); /* a foreign key says so */
    *batch = known.batch;
    return true;
}

bool answer_store_declined(struct db *db, const struct run *run, struct arena *arena,
                           size_t *count_r, const struct declined_transactions **declined_r,
                           struct error *error_r)
{
    const struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};
    struct db_result *result;
    size_t count = 0;

    if (!db_query(db, sql_answer_declined, COUNT_OF(values), values, &result, error_r))
        return false;
    struct declined_transactions *declined =
        ARENA_ARRAY(arena, struct declined_transactions, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row += declined[count++].count)
        declined[count] = declined_of_rows(result, row, arena);
    db_result_free(result);
    for (size_t i = 0; i < count; i++)
        if (!read_batch(db, run->council_id, arena, &declined[i].batch, error_r))
            return false;
    *count_r = count;
    *declined_r = declined;
    return true;
}

/* One step for each batch that the statement finds; its second column, if it is true, makes it
 * `otherwise`. */
static bool step_each(struct db *db, const struct run *run, const char *sql, enum batch_state state,
                      enum batch_state otherwise, struct error *error_r)
{
    const struct db_value value = db_int8(run->council_id);
    const struct text nobody = {"", 0};
    struct arena *arena = arena_new();
    struct db_result *result;
    bool is_done = db_query(db, sql, 1, &value, &result, error_r);

    for (size_t row = 0; is_done && row < db_rows(result); row++) {
        bool is_otherwise = otherwise != state && db_get_bool(result, row, 1);
        is_done =
            batch_step(db, run->council_id, run->run_id, db_keep_text(result, row, 0, arena),
                       is_otherwise ? otherwise : state, nobody, nobody, DAY_NOT_GIVEN, error_r);
    }
    if (is_done)
        db_result_free(result);
    arena_free(arena);
    return is_done;
}

bool answer_store_close_batches(struct db *db, const struct run *run, struct error *error_r)
{
    return step_each(db, run, sql_answer_finished_batches, BATCH_STATE_CLOSED, BATCH_STATE_CLOSED,
                     error_r);
}

bool answer_store_settle_batches(struct db *db, const struct run *run, struct error *error_r)
{
    return step_each(db, run, sql_answer_answered_batches, BATCH_STATE_SETTLED,
                     BATCH_STATE_PART_DECLINED, error_r);
}

bool settlement_finding_add(struct db *db, const struct run *run,
                            const struct settlement_finding *finding, struct error *error_r)
{
    const struct db_value values[] = {
        db_int8(run->council_id),         db_int8(run->run_id),
        db_text(text_of(finding->kind)),  db_text(finding->place),
        db_text(text_of(finding->words)), db_int8(finding->pence),
    };
    return db_execute(db, sql_finding_add, COUNT_OF(values), values, NULL, error_r);
}

/* --- the card statement ------------------------------------------------------ */

bool statement_store_find(struct db *db, int64_t council_id, struct text batch, int32_t transaction,
                          const struct statement_entry *entry, struct arena *arena,
                          struct stated_transaction *transaction_r, struct error *error_r)
{
    const struct db_value values[] = {
        db_int8(council_id),         db_text_or_null(batch),       db_int4(transaction),
        db_text(entry->merchant_id), db_int8(entry->amount_pence),
    };
    struct db_result *result;

    *transaction_r = (struct stated_transaction){.is_known = false};
    if (!db_query(db, sql_statement_find, COUNT_OF(values), values, &result, error_r))
        return false;
    if (db_rows(result) > 0)
        *transaction_r = (struct stated_transaction){
            .is_known = true,
            .batch = db_keep_text(result, 0, 0, arena),
            .number = (int32_t)db_get_int(result, 0, 1),
            .gross_pence = db_get_int(result, 0, 2),
            .is_settled = db_get_bool(result, 0, 3),
            .is_on_statement = db_get_bool(result, 0, 4),
        };
    db_result_free(result);
    return true;
}

bool statement_store_add(struct db *db, const struct run *run, struct record_place place,
                         const struct statement_entry *entry,
                         const struct stated_transaction *transaction, struct error *error_r)
{
    const struct db_value values[] = {
        db_int8(run->council_id),
        db_int8(id_of(place)),
        db_int8(run->run_id),
        db_int8(place.file_id),
        db_int4(place.source_row),
        db_date(entry->posted),
        db_int8(entry->amount_pence),
        db_text_or_null(entry->merchant_id),
        db_text_or_null(entry->reference),
        transaction == NULL ? db_text((struct text){NULL, 0}) : db_text(transaction->batch),
        db_int4(transaction == NULL ? NOT_GIVEN : transaction->number),
    };
    return db_execute(db, sql_statement_add, COUNT_OF(values), values, NULL, error_r);
}

bool statement_store_tell_missing(struct db *db, const struct run *run, day_t settled_by,
                                  bool *is_any_r, struct error *error_r)
{
    const struct db_value values[] = {db_int8(run->council_id), db_date(settled_by)};
    struct db_result *result;
    bool is_told = true;

    if (!db_query(db, sql_statement_missing, COUNT_OF(values), values, &result, error_r))
        return false;
    *is_any_r = db_rows(result) > 0;
    for (size_t row = 0; is_told && row < db_rows(result); row++) {
        const struct settlement_finding finding = {
            .kind = "not on statement",
            .place = db_get_text(result, row, 0),
            .words = "was settled, and is on no card statement yet",
            .pence = db_get_int(result, row, 1),
        };
        is_told = settlement_finding_add(db, run, &finding, error_r);
    }
    db_result_free(result);
    return is_told;
}
