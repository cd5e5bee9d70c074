/*
 * Adjustments: what a paid line is to cost more or less once an order, a rate or
 * evidence has changed.  docs/matching.md, section 11.
 */
#ifndef TALLYSTICK_PAYMENT_ADJUSTMENT_H
#define TALLYSTICK_PAYMENT_ADJUSTMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/text.h"
#include "matcher/record/words.h"

/* What changed.  X(name, word) */
#define ADJUSTMENT_CAUSE_LIST(X)                                                                   \
    X(ORDER, "order") X(RATE, "rate") X(EVIDENCE, "evidence") X(CREDIT, "credit")
#define X(name, word) ADJUSTMENT_CAUSE_##name,
enum adjustment_cause { ADJUSTMENT_CAUSE_LIST(X) ADJUSTMENT_CAUSE_COUNT };
#undef X
WORD_FUNCTIONS(adjustment_cause)

/* What people are told of one.  old_pence != new_pence */
struct adjustment_news {
    enum adjustment_cause cause;
    int64_t old_pence, new_pence; /* net: as last paid or told, and now */
    bool is_self_billed;          /* paid by us; else the provider credits or bills it */
    bool is_waiting;              /* self-billed: for an approval */
};

/* A paid line's expected prices so far, pence. */
struct paid_price {
    int64_t first_pence;    /* on which it was paid */
    int64_t latest_pence;   /* of its last adjustment, whatever became of it; NOT_GIVEN: none */
    int64_t settled_pence;  /* of its last one that was paid or told; NOT_GIVEN: none */
    int64_t payable_pence;  /* what was paid for it */
    int64_t credited_pence; /* >= 0 */
    bool is_self_billed;
};

/*
 * Whether something changes with `price_pence` (NOT_GIVEN: there is none) as the
 * price under the rules now in force.  If so the difference is *new_r - *old_r:
 * 0 where an adjustment that waited has become needless.
 */
bool adjustment_is_due(const struct paid_price *paid, int64_t price_pence, int64_t *old_r,
                       int64_t *new_r);

/* VAT of the difference, such that all of the line's VAT is that of its price. */
int64_t adjustment_vat_pence(int64_t old_pence, int64_t new_pence, int64_t vat_percent_e4);

/* How many people have to approve adjustments that move so much money, up or down together. */
int adjustment_people(int people, int64_t over_pence, int64_t moved_pence);

#endif
