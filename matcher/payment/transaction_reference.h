/*
 * The originator's reference of a transaction, which payment files carry and
 * responses give back (docs/files-out.md, "The originator's reference").
 */
#ifndef TALLYSTICK_PAYMENT_TRANSACTION_REFERENCE_H
#define TALLYSTICK_PAYMENT_TRANSACTION_REFERENCE_H

#include "matcher/payment/batch.h"

/* No card transaction's is longer; a bank's may be longer by one. */
#define TRANSACTION_REFERENCE_BYTES 25

/* Unique for ever among a council's transactions.  It must fit. */
struct text transaction_reference(struct arena *arena, const struct settlement_batch *batch,
                                  int32_t transaction);

/* Whether it can be made: a packed one (docs/files-out.md) numbers some 60 batches a day. */
bool transaction_reference_fits(struct arena *arena, const struct settlement_batch *batch,
                                int32_t transaction);

/* The batch's name and the transaction that a council's reference stands for; false: it stands for
 * none. */
bool transaction_reference_read(struct arena *arena, struct text council, struct text reference,
                                struct text *batch_r, int32_t *transaction_r);

#endif
