/*
 * That a batch is what was settled: its lots' contents, hashes, lines and pence,
 * its transactions, and its own hash over them, worked out again from what is
 * stored.  Asked before a batch is released, while its files are written, and by
 * `verify`.
 */
#ifndef TALLYSTICK_RUN_BATCH_PROOF_H
#define TALLYSTICK_RUN_BATCH_PROOF_H

#include <stdbool.h>
#include <stdint.h>

#include "adapters/postgres/db.h"
#include "matcher/base/error.h"
#include "matcher/payment/batch.h"

struct transaction_lines {
    struct settlement_transaction transaction;
    const struct payable_line *lines; /* its line_count of them */
};

/* Who wants to see the transactions on the way, some at a time; the batch may still turn out not
 * to be what was settled.  They live until the call returns; false stops. */
struct batch_visitor {
    void *context;
    bool (*take)(void *context, size_t count, const struct transaction_lines *transactions,
                 struct error *error_r);
};

/* False with EXIT_STATUS_BROKEN_INVARIANT where something differs.  Memory holds a few thousand
 * lines at a time.  `visitor` may be NULL. */
bool batch_prove(struct db *db, int64_t council_id, const struct settlement_batch *batch,
                 const struct batch_visitor *visitor, struct error *error_r);

/* The error for it: "what is stored of batch B is not what was settled: WHAT". */
bool batch_is_not_as_made(struct text batch, const char *what, struct error *error_r);

#endif
