/*
 * What came back about payments: responses as they were read, the answers that
 * count, and what does not agree.  Part of the load stage's transaction, but for
 * answer_store_declined, which the export stage asks.
 */
#ifndef TALLYSTICK_POSTGRES_ANSWER_STORE_H
#define TALLYSTICK_POSTGRES_ANSWER_STORE_H

#include "adapters/postgres/load_store.h"
#include "adapters/postgres/run_store.h"
#include "matcher/payment/answer.h"
#include "matcher/payment/batch.h"

bool answer_store_response(struct db *db, const struct run *run, struct record_place place,
                           const struct payment_response *response, struct error *error_r);

/* A transaction, with its number. */
struct found_transaction {
    int32_t number;
    struct answered_transaction known;
};
/* That transaction, or where the number is 0 all of the batch's without an answer.  Of a batch or a
 * transaction that is not known, one that says so. */
bool answer_store_find(struct db *db, int64_t council_id, struct text batch, int32_t transaction,
                       struct arena *arena, size_t *count_r, struct found_transaction **found_r,
                       struct error *error_r);

/* The answer that counts; where settled, its lots end. */
bool answer_store_take(struct db *db, const struct run *run, struct text batch, int32_t transaction,
                       struct record_place place, const struct payment_response *response,
                       struct error *error_r);

/* What one run read to be declined of a batch. */
struct declined_transactions {
    struct settlement_batch batch; /* without its transactions and lots */
    int32_t number;                /* of the runs that read such of it, this one's, from 1 */
    size_t count;
    const int32_t *transactions; /* their numbers, ascending */
};
bool answer_store_declined(struct db *db, const struct run *run, struct arena *arena,
                           size_t *count_r, const struct declined_transactions **declined_r,
                           struct error *error_r);

/* Moves batches on as their transactions have it: those about which nothing is open since an
 * earlier night are closed; those with all their answers are settled or part-declined. */
bool answer_store_close_batches(struct db *db, const struct run *run, struct error *error_r);
bool answer_store_settle_batches(struct db *db, const struct run *run, struct error *error_r);

/* The transaction that a line of the card statement is, as statement_find.sql has it. */
struct stated_transaction {
    bool is_known, is_settled, is_on_statement;
    struct text batch;
    int32_t number;
    int64_t gross_pence;
};
/* By batch and number, or where batch is empty by merchant and amount. */
bool statement_store_find(struct db *db, int64_t council_id, struct text batch, int32_t transaction,
                          const struct statement_entry *entry, struct arena *arena,
                          struct stated_transaction *transaction_r, struct error *error_r);
/* transaction NULL: it is none of ours. */
bool statement_store_add(struct db *db, const struct run *run, struct record_place place,
                         const struct statement_entry *entry,
                         const struct stated_transaction *transaction, struct error *error_r);
/* What was settled on that day or earlier and is on no statement becomes a finding, once each. */
bool statement_store_tell_missing(struct db *db, const struct run *run, day_t settled_by,
                                  bool *is_any_r, struct error *error_r);

/* What does not agree: told once, in `status` and to finance.  pence may be NOT_GIVEN. */
struct settlement_finding {
    const char *kind; /* response, statement, ... */
    struct text place;
    const char *words;
    int64_t pence;
};
bool settlement_finding_add(struct db *db, const struct run *run,
                            const struct settlement_finding *finding, struct error *error_r);

#endif
