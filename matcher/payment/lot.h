/*
 * Payment lots: what one night pays of one invoice, in pieces of at most as many
 * lines as one transaction can hold.  A lot is made when its lines are paid and
 * never changes; it is what goes into batches, from the first attempt to the
 * last (docs/files-out.md).  Pure data; storing it is adapters/postgres.
 */
#ifndef TALLYSTICK_PAYMENT_LOT_H
#define TALLYSTICK_PAYMENT_LOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "matcher/base/arena.h"
#include "matcher/base/civil.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"
#include "matcher/payment/payable_line.h"
#include "matcher/record/words.h"

/* Lines that one lot, and one transaction, can hold: BRIF numbers them 001 to 999. */
#define TRANSACTION_ITEMS_MAX 999

/* 999 lines below this fit the twelve digits of a card transaction's amount. */
#define LOT_LINE_PENCE_LIMIT INT64_C(1000000000)

/* A line paid tonight, as far as lots go by it. */
struct lot_line {
    size_t index; /* the caller's number of it */
    int64_t line_id;
    struct text invoice_no;
    struct text line_no;
    int64_t net_pence;
    int64_t vat_pence;
    day_t due_date;
};

struct payment_lot {
    int64_t lot_id;  /* given by the store; 0 before */
    int32_t attempt; /* to settle it, from 1; 0 before */
    /* Of a lot that waits: the declined transaction that it is tried again with, BATCH/NUMBER
     * (empty: none), the number of that try, and the rail for it (RAIL_COUNT: its provider's). */
    struct text again;
    int32_t transaction_attempt;
    enum rail rail;
    bool payee_waits; /* its payment details changed, and are not approved yet */
    int32_t part;     /* 1.. within what that night pays of the invoice */
    struct text provider;
    struct text invoice_no;
    size_t line_count;
    const struct lot_line *lines; /* of a lot just made; item n is lines[n - 1] */
    int64_t net_pence;
    int64_t vat_pence;
    day_t due_date;             /* earliest of its lines */
    uint8_t content_sha256[32]; /* filled by the caller from lot_content() */
};

/* Amounts of payment files have no sign, and net and VAT one direction together. */
static inline bool signs_are_opposite(int64_t net_pence, int64_t vat_pence)
{
    return (net_pence < 0 && vat_pence > 0) || (net_pence > 0 && vat_pence < 0);
}

/* A line that not every payment file can say is a lot of its own, so that it
 * holds nothing else back. */
static inline bool lot_line_stands_alone(int64_t net_pence, int64_t vat_pence)
{
    return magnitude(net_pence) + magnitude(vat_pence) >= LOT_LINE_PENCE_LIMIT ||
           signs_are_opposite(net_pence, vat_pence);
}

/*
 * Lots of one provider's lines, which are put in order in place: by invoice, line
 * number, line_id; where credits would leave net and VAT of a lot with opposite
 * signs, the credits are a lot of their own.  Asserts that lines and lots have
 * the same money.
 */
void lots_make(struct arena *arena, struct text provider, size_t line_count, struct lot_line *lines,
               size_t *lot_count_r, struct payment_lot **lots_r);

/* The lot's content in a fixed textual form, which its hash is of and which its files are made
 * from: a row for the lot, then one for each of its line_count lines, in order. */
struct text lot_content(struct arena *arena, const struct payment_lot *lot,
                        const struct payable_line *lines);

/* Reads it back; texts point into it.  lines_r has room for the lot's lines.  False: it is not the
 * content of that lot, or does not add up to it. */
bool lot_content_read(struct text content, const struct payment_lot *lot,
                      struct payable_line *lines_r, struct error *error_r);

#endif
