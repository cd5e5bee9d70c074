/*
 * The life of batches after the night prepared them: docs/files-out.md, "The
 * life of a batch".  All under the run's lock; what a batch is made of is
 * settlement_store.h.
 */
#ifndef TALLYSTICK_POSTGRES_BATCH_STORE_H
#define TALLYSTICK_POSTGRES_BATCH_STORE_H

#include "adapters/postgres/db.h"
#include "matcher/payment/batch.h"
#include "matcher/payment/batch_state.h"

struct known_batch {
    struct settlement_batch batch; /* without its transactions and lots */
    enum batch_state state;
    struct text done_by; /* who brought it there; empty: the night */
    struct text prepared_by;
};

/* *found_r false: the council has no such batch. */
bool batch_find(struct db *db, int64_t council_id, struct text batch, struct arena *arena,
                bool *found_r, struct known_batch *batch_r, struct error *error_r);

/* The next state of a batch.  `run_id`: the run at work or, for a person's, the last one; `by` and
 * `reason` may be empty; `done_on`: DAY_NOT_GIVEN where it is the run's business date.  The
 * database refuses what batch_state.h does not list. */
bool batch_step(struct db *db, int64_t council_id, int64_t run_id, struct text batch,
                enum batch_state state, struct text by, struct text reason, day_t done_on,
                struct error *error_r);

/* How many people have released it, and whether this is one of them. */
bool batch_approvals(struct db *db, int64_t council_id, struct text batch, struct text by,
                     int *count_r, bool *is_one_r, struct error *error_r);
/* The next of them, for the content as it is known. */
bool batch_approve(struct db *db, int64_t council_id, int64_t run_id,
                   const struct known_batch *batch, struct text by, int number,
                   struct error *error_r);

/* Ends the attempt of a transaction's lots, or of all where transaction is NOT_GIVEN: "settled",
 * "withdrawn", "retried". */
bool batch_end_lots(struct db *db, int64_t council_id, int64_t run_id, struct text batch,
                    int64_t transaction, const char *ending, struct error *error_r);

/* A transaction of a batch. */
struct known_transaction {
    struct text provider;
    int32_t number, attempt;
    int64_t gross_pence;
    enum payment_answer answer; /* ANSWER_COUNT: none yet */
    struct text retried_by;     /* empty: nobody */
};
/* *found_r false: the batch has no such transaction. */
bool batch_find_transaction(struct db *db, int64_t council_id, struct text batch,
                            int32_t transaction, struct arena *arena, bool *found_r,
                            struct known_transaction *transaction_r, struct error *error_r);
/* A declined transaction is tried again: its lots wait for the next batch of the rail. */
bool batch_retry(struct db *db, int64_t council_id, int64_t run_id, struct text batch,
                 int32_t transaction, enum rail rail, struct text by, struct error *error_r);

/* Ends the batch as withdrawn and lets its lots wait for another. */
bool batch_withdraw(struct db *db, int64_t council_id, int64_t run_id, struct text batch,
                    struct text by, struct text reason, struct error *error_r);

#endif
