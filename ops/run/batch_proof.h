/*
 * That a batch is what was settled: its lots' contents, hashes, lines and pence,
 * its transactions, and its own hash over them, worked out again from what is
 * stored.  Asked before a batch is released and by `verify`.
 */
#ifndef TALLYSTICK_RUN_BATCH_PROOF_H
#define TALLYSTICK_RUN_BATCH_PROOF_H

#include <stdbool.h>
#include <stdint.h>

#include "adapters/postgres/db.h"
#include "matcher/base/error.h"
#include "matcher/payment/batch.h"

/* False with EXIT_STATUS_BROKEN_INVARIANT where something differs. */
bool batch_prove(struct db *db, int64_t council_id, const struct settlement_batch *batch,
                 struct error *error_r);

/* The lines of a transaction's lots, if these are what their hashes are of and add up to it; room
 * for TRANSACTION_ITEMS_MAX. */
bool batch_prove_lines(struct text batch, const struct settlement_transaction *transaction,
                       const struct text *contents, struct payable_line *lines_r,
                       struct error *error_r);

/* The error for it: "what is stored of batch B is not what was settled: WHAT". */
bool batch_is_not_as_made(struct text batch, const char *what, struct error *error_r);

#endif
