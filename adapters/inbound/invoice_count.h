/*
 * How many records of each invoice a file has brought so far: a bill line
 * without a number of its own takes its place in that count.  Records that are
 * rejected count too, so that a corrected file gives the others their old numbers.
 */
#ifndef TALLYSTICK_INBOUND_INVOICE_COUNT_H
#define TALLYSTICK_INBOUND_INVOICE_COUNT_H

#include <stdint.h>

#include "matcher/base/arena.h"
#include "matcher/base/text.h"

struct invoice_count;

struct invoice_count *invoice_count_new(struct arena *arena);

/* Counts one more record; 1 for the first. */
int64_t invoice_count_next(struct invoice_count *count, struct text provider,
                           struct text invoice_no);

/* The same for a record of the invoice that was counted last; for any other it counts nothing and
 * is 0. */
int64_t invoice_count_again(struct invoice_count *count, struct text provider,
                            struct text invoice_no);

#endif
