/*
 * The settle and export stages' side of the database: lines that wait for a
 * batch, and the batches.
 */
#ifndef TALLYSTICK_POSTGRES_SETTLEMENT_STORE_H
#define TALLYSTICK_POSTGRES_SETTLEMENT_STORE_H

#include "adapters/postgres/run_store.h"
#include "matcher/payment/batch.h"

/* How far a batch has come.  X(name, word) */
#define BATCH_STATE_LIST(X)                                                                        \
    X(PREPARED, "prepared")                                                                        \
    X(WITHDRAWN, "withdrawn") X(RELEASED, "released") X(EXPORTED, "exported")
#define X(name, word) BATCH_STATE_##name,
enum batch_state { BATCH_STATE_LIST(X) BATCH_STATE_COUNT };
#undef X
WORD_FUNCTIONS(batch_state)

/* Paid lines in no batch yet, by provider; vat_percent_e4 is left 0 for the caller. */
bool settlement_store_payable(struct db *db, int64_t council_id, struct arena *arena,
                              size_t *count_r, struct payable_line **lines_r,
                              struct error *error_r);
/* How many batches the council has on that date and rail. */
bool settlement_store_batch_count(struct db *db, int64_t council_id, day_t business_date,
                                  enum rail rail, int *count_r, struct error *error_r);
bool settlement_store_write(struct db *db, const struct run *run,
                            const struct settlement_batch *batch, enum batch_state state,
                            struct error *error_r);
/* Batches in that state, whole, oldest first. */
bool settlement_store_read(struct db *db, int64_t council_id, enum batch_state state,
                           struct arena *arena, size_t *count_r,
                           const struct settlement_batch **batches_r, struct error *error_r);
/* One step on; an error if the batch is not in state `from`. */
bool settlement_store_advance(struct db *db, const struct run *run, struct text batch,
                              enum batch_state from, enum batch_state to, struct error *error_r);

#endif
