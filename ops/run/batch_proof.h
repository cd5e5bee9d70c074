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

#include "adapters/host/assembly_line.h"
#include "adapters/postgres/db.h"
#include "matcher/base/error.h"
#include "matcher/payment/batch.h"

struct transaction_lines {
    struct settlement_transaction transaction;
    const struct payable_line *lines; /* its line_count of them */
};

/* Some transactions that follow each other. */
struct batch_part {
    size_t count;
    struct transaction_lines *transactions;
    struct arena *arena; /* what they consist of: until the part has been through its last step */
    const void *chosen;  /* the visitor's */
};

/* Who wants to see the transactions on the way: what is done with each part once its lines are what
 * its hashes are of.  The batch may still turn out not to be what was settled. */
struct batch_visitor {
    size_t step_count;
    const struct assembly_step *steps; /* at most BATCH_STEPS_MOST; pieces are batch_parts */
};
#define BATCH_STEPS_MOST (STEPS_MOST - 1)

/* False with EXIT_STATUS_BROKEN_INVARIANT where something differs.  Memory holds a few thousand
 * lines at a time for each of the hands.  `visitor` may be NULL. */
bool batch_prove(struct db *db, int64_t council_id, const struct settlement_batch *batch,
                 size_t hands, const struct batch_visitor *visitor, struct error *error_r);

/* The error for it: "what is stored of batch B is not what was settled: WHAT". */
bool batch_is_not_as_made(struct text batch, const char *what, struct error *error_r);

#endif
