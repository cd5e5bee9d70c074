/*
 * Which transaction a reference in somebody else's file means: one that our own
 * files gave it (docs/files-out.md).
 */
#ifndef TALLYSTICK_PAYMENT_BATCH_REFERENCE_H
#define TALLYSTICK_PAYMENT_BATCH_REFERENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/arena.h"
#include "matcher/base/text.h"

/*
 * BATCH-TRANSACTION or BATCH/TRANSACTION, with or without the batch's rail (BRIF leaves out
 * "card"), or BRIF's short form of the council's code and nine digits in base 36.  False: none of
 * them.
 */
bool batch_reference_read(struct arena *arena, struct text council, struct text reference,
                          struct text *batch_r, int32_t *transaction_r);

/* A transaction's number, from 1; false: it is none. */
bool transaction_number_read(struct text number, int32_t *transaction_r);

#endif
