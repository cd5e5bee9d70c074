/*
 * The settle and export stages' side of the database: payment lots that wait for
 * a batch, and the batches.
 */
#ifndef TALLYSTICK_POSTGRES_SETTLEMENT_STORE_H
#define TALLYSTICK_POSTGRES_SETTLEMENT_STORE_H

#include "adapters/postgres/run_store.h"
#include "matcher/payment/batch.h"
#include "matcher/payment/batch_state.h"

/* Lots in no batch yet, by (provider, invoice_no, lot_id). */
bool settlement_store_open_lots(struct db *db, int64_t council_id, struct arena *arena,
                                size_t *count_r, struct payment_lot **lots_r,
                                struct error *error_r);
/* How many batches the council has on that date and rail. */
bool settlement_store_batch_count(struct db *db, int64_t council_id, day_t business_date,
                                  enum rail rail, int *count_r, struct error *error_r);
bool settlement_store_write(struct db *db, const struct run *run,
                            const struct settlement_batch *batch, enum batch_state state,
                            struct error *error_r);
/* Batches in that state (BATCH_STATE_COUNT: in any), oldest first, without their transactions and
 * lots. */
bool settlement_store_batches(struct db *db, int64_t council_id, enum batch_state state,
                              struct arena *arena, size_t *count_r,
                              const struct settlement_batch **batches_r, struct error *error_r);

/* Columns of settlement_batches_in_state.sql and batch_find.sql. */
struct settlement_batch settlement_batch_of_row(const struct db_result *result, size_t row,
                                                struct arena *arena);

/* The transactions of a batch, one after the other; nothing else may be asked of db meanwhile. */
struct transaction_reader {
    struct db_stream *stream;
    struct text batch;
};
bool settlement_store_transactions(struct db *db, int64_t council_id, struct text batch,
                                   struct transaction_reader *reader_r, struct error *error_r);
/* The next with its lots and their contents (parallel), in `arena`; *has_r false: it was the last.
 * An error if its lots are not there or have not the transaction's lines. */
bool settlement_store_next(struct transaction_reader *reader, struct arena *arena, bool *has_r,
                           struct settlement_transaction *transaction_r,
                           const struct text **contents_r, struct error *error_r);
bool settlement_store_end(struct transaction_reader *reader, struct error *error_r);

/* One step on, as batch_step(); an error if the batch is not in state `from`. */
bool settlement_store_advance(struct db *db, const struct run *run, struct text batch,
                              enum batch_state from, enum batch_state to, day_t done_on,
                              struct error *error_r);

#endif
