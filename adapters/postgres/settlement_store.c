#include "adapters/postgres/settlement_store.h"

#include <assert.h>
#include <string.h>

#include "matcher/record/word_functions.h"
#include "sql_statements.h"

#define FIRST_ATTEMPT 1

DEFINE_WORD_FUNCTIONS(batch_state, BATCH_STATE_LIST, BATCH_STATE_COUNT)

/* --- lines ----------------------------------------------------------------- */

/* Columns of settlement_payable.sql and settlement_batch_lines.sql. */
static struct payable_line payable_of_row(const struct db_result *result, size_t row,
                                          struct arena *arena)
{
    struct payable_line line = {
        .line_id = db_get_int(result, row, 0),
        .provider = db_keep_text(result, row, 1, arena),
        .invoice_no = db_keep_text(result, row, 2, arena),
        .line_no = db_keep_text(result, row, 3, arena),
        .client_ref = db_keep_text(result, row, 4, arena),
        .service = db_keep_text(result, row, 5, arena),
        .cost_centre = db_keep_text(result, row, 6, arena),
        .gl_code = db_keep_text(result, row, 7, arena),
        .order_no = db_keep_text(result, row, 8, arena),
        .order_line = db_keep_text(result, row, 9, arena),
        .delivered_start_s = db_get_timestamptz(result, row, 10),
        .delivered_minutes = db_get_int(result, row, 11),
        .expected_minutes = db_get_int(result, row, 12),
        .quantity_e4 = db_get_int(result, row, 13),
        .unit = QUANTITY_UNIT_NOT_GIVEN,
        .billed_pence = db_get_int(result, row, 15),
        .net_pence = db_get_int(result, row, 16),
        .vat_pence = db_get_int(result, row, 17),
        .due_date = db_get_date(result, row, 18),
        .vat_percent_e4 = db_get_int(result, row, 19),
    };

    if (!db_is_null(result, row, 14)) {
        bool is_known = quantity_unit_parse(db_get_text(result, row, 14), &line.unit);
        assert(is_known);
    }
    return line;
}

static struct payable_line *payables_of(const struct db_result *result, struct arena *arena)
{
    struct payable_line *lines = ARENA_ARRAY(arena, struct payable_line, db_rows(result));

    for (size_t row = 0; row < db_rows(result); row++)
        lines[row] = payable_of_row(result, row, arena);
    return lines;
}

bool settlement_store_payable(struct db *db, int64_t council_id, struct arena *arena,
                              size_t *count_r, struct payable_line **lines_r, struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    struct db_result *result;

    if (!db_query(db, sql_settlement_payable, 1, &value, &result, error_r))
        return false;
    *count_r = db_rows(result);
    *lines_r = payables_of(result, arena);
    db_result_free(result);
    return true;
}

bool settlement_store_batch_count(struct db *db, int64_t council_id, day_t business_date,
                                  enum rail rail, int *count_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(council_id), db_date(business_date),
                                db_text(text_of(rail_word(rail)))};
    struct db_result *result;

    if (!db_query(db, sql_settlement_batch_count, COUNT_OF(values), values, &result, error_r))
        return false;
    *count_r = (int)db_get_int(result, 0, 0);
    db_result_free(result);
    return true;
}

/* --- writing a batch ------------------------------------------------------- */

static bool batch_write(struct db *db, const struct run *run, const struct settlement_batch *batch,
                        struct error *error_r)
{
    struct db_value values[] = {
        db_int8(run->council_id),
        db_text(batch->batch),
        db_int8(run->run_id),
        db_text(text_of(rail_word(batch->rail))),
        db_date(batch->business_date),
        db_date(batch->due_date),
        db_int4((int64_t)batch->transaction_count),
        db_int4((int64_t)batch->line_count),
        db_int8(batch->net_pence),
        db_int8(batch->vat_pence),
        db_bytea(batch->content_sha256, sizeof(batch->content_sha256)),
    };
    return db_execute(db, sql_settlement_add_batch, COUNT_OF(values), values, NULL, error_r);
}

static bool step_write(struct db *db, int64_t council_id, int64_t run_id, struct text batch,
                       enum batch_state state, struct error *error_r)
{
    struct db_value values[] = {db_int8(council_id), db_text(batch),
                                db_text(text_of(batch_state_word(state))), db_int8(run_id)};
    return db_execute(db, sql_settlement_add_step, COUNT_OF(values), values, NULL, error_r);
}

static bool transactions_write(struct db *db, int64_t council_id,
                               const struct settlement_batch *batch, struct error *error_r)
{
    struct db_copy *copy;

    if (!db_copy_begin(db, sql_settlement_copy_transactions, &copy, error_r))
        return false;
    for (size_t i = 0; i < batch->transaction_count; i++) {
        const struct settlement_transaction *transaction = &batch->transactions[i];
        struct db_value values[] = {
            db_int8(council_id),
            db_text(batch->batch),
            db_int4(transaction->number),
            db_int4(FIRST_ATTEMPT),
            db_text(transaction->provider),
            db_text_or_null(transaction->invoice_no),
            db_int4((int64_t)transaction->line_count),
            db_int8(transaction->net_pence),
            db_int8(transaction->vat_pence),
            db_date(transaction->due_date),
        };
        db_copy_values(copy, COUNT_OF(values), values);
    }
    return db_copy_end(copy, error_r);
}

static bool items_write(struct db *db, int64_t council_id, const struct settlement_batch *batch,
                        struct error *error_r)
{
    struct db_copy *copy;

    if (!db_copy_begin(db, sql_settlement_copy_items, &copy, error_r))
        return false;
    for (size_t t = 0; t < batch->transaction_count; t++) {
        const struct settlement_transaction *transaction = &batch->transactions[t];
        for (size_t i = 0; i < transaction->line_count; i++) {
            struct db_value values[] = {
                db_int8(council_id),
                db_int8(transaction->lines[i].line_id),
                db_int4(FIRST_ATTEMPT),
                db_text(batch->batch),
                db_int4(transaction->number),
                db_int4((int64_t)i + 1),
                db_int8(transaction->lines[i].vat_percent_e4),
            };
            db_copy_values(copy, COUNT_OF(values), values);
        }
    }
    return db_copy_end(copy, error_r);
}

bool settlement_store_write(struct db *db, const struct run *run,
                            const struct settlement_batch *batch, enum batch_state state,
                            struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_text(batch->batch)};

    return batch_write(db, run, batch, error_r) &&
           step_write(db, run->council_id, run->run_id, batch->batch, BATCH_STATE_PREPARED,
                      error_r) &&
           (state == BATCH_STATE_PREPARED ||
            step_write(db, run->council_id, run->run_id, batch->batch, state, error_r)) &&
           transactions_write(db, run->council_id, batch, error_r) &&
           items_write(db, run->council_id, batch, error_r) &&
           db_execute(db, sql_settlement_forget_unsettled, COUNT_OF(values), values, NULL, error_r);
}

/* --- reading batches ------------------------------------------------------- */

/* Hands the batch's lines out to its transactions, in order. */
static bool transactions_of(const struct db_result *result, struct arena *arena,
                            struct settlement_batch *batch, struct error *error_r)
{
    size_t count = db_rows(result), line = 0;
    struct settlement_transaction *transactions =
        ARENA_ARRAY(arena, struct settlement_transaction, count);

    for (size_t row = 0; row < count; row++) {
        transactions[row] = (struct settlement_transaction){
            .number = (int32_t)db_get_int(result, row, 0),
            .provider = db_keep_text(result, row, 1, arena),
            .invoice_no = db_keep_text(result, row, 2, arena),
            .line_count = (size_t)db_get_int(result, row, 3),
            .lines = &batch->lines[line],
            .net_pence = db_get_int(result, row, 4),
            .vat_pence = db_get_int(result, row, 5),
            .due_date = db_get_date(result, row, 6),
        };
        line += transactions[row].line_count;
    }
    batch->transaction_count = count;
    batch->transactions = transactions;
    return line == batch->line_count || error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                                                  "batch %.*s has %zu lines, its transactions %zu",
                                                  TEXT_ARGS(batch->batch), batch->line_count, line);
}

static bool batch_fill(struct db *db, int64_t council_id, struct arena *arena,
                       struct settlement_batch *batch, struct error *error_r)
{
    struct db_value values[] = {db_int8(council_id), db_text(batch->batch)};
    struct db_result *result;

    if (!db_query(db, sql_settlement_batch_lines, COUNT_OF(values), values, &result, error_r))
        return false;
    batch->line_count = db_rows(result);
    batch->lines = payables_of(result, arena);
    db_result_free(result);
    if (!db_query(db, sql_settlement_transactions, COUNT_OF(values), values, &result, error_r))
        return false;
    bool is_whole = transactions_of(result, arena, batch, error_r);
    db_result_free(result);
    return is_whole;
}

static struct settlement_batch batch_of_row(const struct db_result *result, size_t row,
                                            struct arena *arena)
{
    struct settlement_batch batch = {
        .council = db_keep_text(result, row, 7, arena),
        .batch = db_keep_text(result, row, 0, arena),
        .business_date = db_get_date(result, row, 2),
        .due_date = db_get_date(result, row, 3),
        .net_pence = db_get_int(result, row, 4),
        .vat_pence = db_get_int(result, row, 5),
    };
    struct text sha256 = db_get_text(result, row, 6);
    bool is_known = rail_parse(db_get_text(result, row, 1), &batch.rail);

    assert(is_known && sha256.length == sizeof(batch.content_sha256));
    memcpy(batch.content_sha256, sha256.bytes, sizeof(batch.content_sha256));
    return batch;
}

bool settlement_store_read(struct db *db, int64_t council_id, enum batch_state state,
                           struct arena *arena, size_t *count_r,
                           const struct settlement_batch **batches_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(council_id), db_text(text_of(batch_state_word(state)))};
    struct db_result *result;

    if (!db_query(db, sql_settlement_batches_in_state, COUNT_OF(values), values, &result, error_r))
        return false;
    size_t count = db_rows(result);
    struct settlement_batch *batches = ARENA_ARRAY(arena, struct settlement_batch, count);
    for (size_t row = 0; row < count; row++)
        batches[row] = batch_of_row(result, row, arena);
    db_result_free(result);
    *count_r = count;
    *batches_r = batches;
    for (size_t i = 0; i < count; i++)
        if (!batch_fill(db, council_id, arena, &batches[i], error_r))
            return false;
    return true;
}

static bool state_is(struct db *db, int64_t council_id, struct text batch, enum batch_state state,
                     struct error *error_r)
{
    struct db_value values[] = {db_int8(council_id), db_text(batch)};
    struct db_result *result;

    if (!db_query(db, sql_settlement_state, COUNT_OF(values), values, &result, error_r))
        return false;
    bool is_so = db_rows(result) == 1 &&
                 text_equal(db_get_text(result, 0, 0), text_of(batch_state_word(state)));
    db_result_free(result);
    return is_so || error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT, "batch %.*s is not %s",
                              TEXT_ARGS(batch), batch_state_word(state));
}

bool settlement_store_advance(struct db *db, const struct run *run, struct text batch,
                              enum batch_state from, enum batch_state to, struct error *error_r)
{
    return state_is(db, run->council_id, batch, from, error_r) &&
           step_write(db, run->council_id, run->run_id, batch, to, error_r);
}
