#include "adapters/postgres/settlement_store.h"

#include <assert.h>
#include <string.h>

#include "adapters/postgres/batch_store.h"
#include "sql_statements.h"

/* --- lots ------------------------------------------------------------------ */

static void sha256_of_row(const struct db_result *row, size_t column, uint8_t sha256_r[32])
{
    struct text sha256 = db_get_text(row, 0, column);

    assert(sha256.length == 32);
    memcpy(sha256_r, sha256.bytes, 32);
}

/* Rows come by provider and invoice: what stays the same is kept once. */
static struct text keep_unless_same(const struct db_result *row, size_t column, struct arena *arena,
                                    struct text last)
{
    struct text t = db_get_text(row, 0, column);

    return last.bytes != NULL && text_equal(t, last) ? last : arena_text(arena, t);
}

/* Columns of settlement_open_lots.sql. */
static struct payment_lot open_lot_of_row(const struct db_result *row, struct arena *arena,
                                          const struct payment_lot *last)
{
    struct payment_lot lot = {
        .lot_id = db_get_int(row, 0, 0),
        .provider = keep_unless_same(row, 1, arena, last->provider),
        .invoice_no = keep_unless_same(row, 2, arena, last->invoice_no),
        .line_count = (size_t)db_get_int(row, 0, 3),
        .net_pence = db_get_int(row, 0, 4),
        .vat_pence = db_get_int(row, 0, 5),
        .due_date = db_get_date(row, 0, 6),
        .attempt = (int32_t)db_get_int(row, 0, 8),
        .again = db_keep_text(row, 0, 9, arena),
        .transaction_attempt = (int32_t)db_get_int(row, 0, 10),
        .rail = RAIL_COUNT,
        .payee_waits = db_get_bool(row, 0, 12),
    };

    bool is_known = db_is_null(row, 0, 11) || rail_parse(db_get_text(row, 0, 11), &lot.rail);
    assert(is_known);
    sha256_of_row(row, 7, lot.content_sha256);
    return lot;
}

bool settlement_store_open_lots(struct db *db, int64_t council_id, struct arena *arena,
                                size_t *count_r, struct payment_lot **lots_r, struct error *error_r)
{
    struct db_value value = db_int8(council_id);
    struct db_stream *stream;
    const struct db_result *row;
    struct payment_lot *lots = NULL, last = {0};
    size_t count = 0, room = 0;

    if (!db_stream_begin(db, sql_settlement_open_lots, 1, &value, &stream, error_r))
        return false;
    bool is_read;
    while ((is_read = db_stream_next(stream, &row, error_r)) && row != NULL) {
        lots = arena_grow(arena, lots, &room, count + 1, sizeof(*lots));
        last = lots[count++] = open_lot_of_row(row, arena, &last);
    }
    *count_r = count;
    *lots_r = lots;
    return db_stream_end(stream, error_r) && is_read;
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

/* A step of the night's own. */
static bool step_write(struct db *db, const struct run *run, struct text batch,
                       enum batch_state state, day_t done_on, struct error *error_r)
{
    const struct text nobody = {"", 0};

    return batch_step(db, run->council_id, run->run_id, batch, state, nobody, nobody, done_on,
                      error_r);
}

static bool transactions_write(struct db *db, int64_t council_id,
                               const struct settlement_batch *batch, struct error *error_r)
{
    struct db_copy *copy = db_copy_begin(db, sql_settlement_copy_transactions);

    for (size_t i = 0; i < batch->transaction_count; i++) {
        const struct settlement_transaction *transaction = &batch->transactions[i];
        struct db_value values[] = {
            db_int8(council_id),
            db_text(batch->batch),
            db_int4(transaction->number),
            db_int4(transaction->attempt),
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

/* Transactions of one provider follow each other. */
static bool payees_write(struct db *db, int64_t council_id, const struct settlement_batch *batch,
                         struct error *error_r)
{
    const struct provider *last = NULL;
    struct db_copy *copy = db_copy_begin(db, sql_settlement_copy_payees);

    for (size_t i = 0; i < batch->transaction_count; i++) {
        const struct provider *payee = batch->transactions[i].payee;
        if (payee == NULL || payee == last)
            continue;
        struct db_value values[] = {
            db_int8(council_id),
            db_text(batch->batch),
            db_text(payee->provider),
            db_text(payee->name),
            db_text_or_null(payee->card_token),
            db_text_or_null(payee->card_last4),
            db_text_or_null(payee->merchant_id),
            db_text_or_null(payee->sort_code),
            db_text_or_null(payee->account_no),
            db_text_or_null(payee->account_name),
            db_text_or_null(payee->vat_no),
        };
        db_copy_values(copy, COUNT_OF(values), values);
        last = payee;
    }
    return db_copy_end(copy, error_r);
}

static bool lots_write(struct db *db, int64_t council_id, const struct settlement_batch *batch,
                       struct error *error_r)
{
    struct db_copy *copy = db_copy_begin(db, sql_settlement_copy_lots);

    for (size_t t = 0; t < batch->transaction_count; t++) {
        const struct settlement_transaction *transaction = &batch->transactions[t];
        size_t first_item = 1;
        for (size_t i = 0; i < transaction->lot_count; i++) {
            struct db_value values[] = {
                db_int8(council_id),
                db_int8(transaction->lots[i].lot_id),
                db_int4(transaction->lots[i].attempt),
                db_text(batch->batch),
                db_int4(transaction->number),
                db_int4((int64_t)first_item),
            };
            db_copy_values(copy, COUNT_OF(values), values);
            first_item += transaction->lots[i].line_count;
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
           step_write(db, run, batch->batch, BATCH_STATE_PREPARED, DAY_NOT_GIVEN, error_r) &&
           (state == BATCH_STATE_PREPARED ||
            step_write(db, run, batch->batch, state, DAY_NOT_GIVEN, error_r)) &&
           transactions_write(db, run->council_id, batch, error_r) &&
           payees_write(db, run->council_id, batch, error_r) &&
           lots_write(db, run->council_id, batch, error_r) &&
           db_execute(db, sql_settlement_close_lots, COUNT_OF(values), values, NULL, error_r);
}

/* --- reading batches ------------------------------------------------------- */

struct settlement_batch settlement_batch_of_row(const struct db_result *result, size_t row,
                                                struct arena *arena)
{
    struct settlement_batch batch = {
        .council = db_keep_text(result, row, 7, arena),
        .batch = db_keep_text(result, row, 0, arena),
        .business_date = db_get_date(result, row, 2),
        .due_date = db_get_date(result, row, 3),
        .net_pence = db_get_int(result, row, 4),
        .vat_pence = db_get_int(result, row, 5),
        .transaction_count = (size_t)db_get_int(result, row, 8),
        .line_count = (size_t)db_get_int(result, row, 9),
        .refund_count = (size_t)db_get_int(result, row, 10),
        .refund_pence = db_get_int(result, row, 11),
    };
    struct text sha256 = db_get_text(result, row, 6);
    bool is_known = rail_parse(db_get_text(result, row, 1), &batch.rail);

    assert(is_known && sha256.length == sizeof(batch.content_sha256));
    memcpy(batch.content_sha256, sha256.bytes, sizeof(batch.content_sha256));
    return batch;
}

bool settlement_store_batches(struct db *db, int64_t council_id, enum batch_state state,
                              struct arena *arena, size_t *count_r,
                              const struct settlement_batch **batches_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(council_id),
                                state == BATCH_STATE_COUNT
                                    ? db_text((struct text){NULL, 0})
                                    : db_text(text_of(batch_state_word(state)))};
    struct db_result *result;

    if (!db_query(db, sql_settlement_batches_in_state, COUNT_OF(values), values, &result, error_r))
        return false;
    struct settlement_batch *batches = ARENA_ARRAY(arena, struct settlement_batch, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        batches[row] = settlement_batch_of_row(result, row, arena);
    *count_r = db_rows(result);
    *batches_r = batches;
    db_result_free(result);
    return true;
}

bool settlement_store_transactions(struct db *db, int64_t council_id, struct text batch,
                                   struct transaction_reader *reader_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(council_id), db_text(batch)};

    reader_r->batch = batch;
    return db_stream_begin(db, sql_settlement_batch_lots, COUNT_OF(values), values,
                           &reader_r->stream, error_r);
}

/* Columns of settlement_batch_lots.sql, from the payee's on. */
static const struct provider *payee_of_row(const struct db_result *row, struct arena *arena)
{
    enum { FIRST = 16 };
    if (db_is_null(row, 0, FIRST))
        return NULL;
    struct provider *payee = ARENA_NEW(arena, struct provider);
    size_t column = FIRST;
    payee->provider = db_keep_text(row, 0, column++, arena);
#define X(name) payee->name = db_keep_text(row, 0, column++, arena);
    PAYEE_TEXT_LIST(X)
#undef X
    return payee;
}

/* Columns of settlement_batch_lots.sql. */
static struct settlement_transaction transaction_of_row(const struct db_result *row,
                                                        struct arena *arena)
{
    return (struct settlement_transaction){
        .number = (int32_t)db_get_int(row, 0, 0),
        .provider = db_keep_text(row, 0, 1, arena),
        .invoice_no = db_keep_text(row, 0, 2, arena),
        .line_count = (size_t)db_get_int(row, 0, 3),
        .net_pence = db_get_int(row, 0, 4),
        .vat_pence = db_get_int(row, 0, 5),
        .due_date = db_get_date(row, 0, 6),
        .payee = payee_of_row(row, arena),
    };
}

static struct payment_lot lot_of_row(const struct db_result *row, struct text provider,
                                     struct arena *arena)
{
    struct payment_lot lot = {
        .lot_id = db_get_int(row, 0, 8),
        .provider = provider,
        .invoice_no = db_keep_text(row, 0, 9, arena),
        .line_count = (size_t)db_get_int(row, 0, 10),
        .net_pence = db_get_int(row, 0, 11),
        .vat_pence = db_get_int(row, 0, 12),
        .due_date = db_get_date(row, 0, 13),
    };

    sha256_of_row(row, 14, lot.content_sha256);
    return lot;
}

static bool not_whole(const struct transaction_reader *reader,
                      const struct settlement_transaction *transaction, struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                     "transaction %d of batch %.*s has not the lots that it was made of",
                     transaction->number, TEXT_ARGS(reader->batch));
}

bool settlement_store_next(struct transaction_reader *reader, struct arena *arena, bool *has_r,
                           struct settlement_transaction *transaction_r,
                           const struct text **contents_r, struct error *error_r)
{
    const struct db_result *row;
    struct payment_lot *lots = NULL;
    struct text *contents = NULL;
    size_t count = 0, lot_room = 0, content_room = 0, line_count = 0;

    do {
        if (!db_stream_next(reader->stream, &row, error_r))
            return false;
        if (row == NULL && count == 0)
            break;
        if (count == 0)
            *transaction_r = transaction_of_row(row, arena);
        if (row == NULL || transaction_r->number != db_get_int(row, 0, 0) ||
            db_get_int(row, 0, 7) != (int64_t)line_count + 1)
            return not_whole(reader, transaction_r, error_r);
        lots = arena_grow(arena, lots, &lot_room, count + 1, sizeof(*lots));
        contents = arena_grow(arena, contents, &content_room, count + 1, sizeof(*contents));
        lots[count] = lot_of_row(row, transaction_r->provider, arena);
        contents[count] = db_keep_text(row, 0, 15, arena);
        line_count += lots[count++].line_count;
    } while (line_count < transaction_r->line_count);
    *has_r = count > 0;
    *contents_r = contents;
    transaction_r->lot_count = count;
    transaction_r->lots = lots;
    return count == 0 || line_count == transaction_r->line_count ||
           not_whole(reader, transaction_r, error_r);
}

bool settlement_store_end(struct transaction_reader *reader, struct error *error_r)
{
    return db_stream_end(reader->stream, error_r);
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
                              enum batch_state from, enum batch_state to, day_t done_on,
                              struct error *error_r)
{
    return state_is(db, run->council_id, batch, from, error_r) &&
           step_write(db, run, batch, to, done_on, error_r);
}
