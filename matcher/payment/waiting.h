/*
 * Payments that cannot be made tonight and wait for another night:
 * docs/files-out.md, "What waits".
 */
#ifndef TALLYSTICK_PAYMENT_WAITING_H
#define TALLYSTICK_PAYMENT_WAITING_H

#include "matcher/payment/payment_group.h"

enum wait_reason {
    WAIT_OVER_LIMIT, /* above the provider's limit for a transaction */
    WAIT_FOR_MORE,   /* a bank pays nothing that is not more than nothing */
};

struct waiting_payment {
    enum wait_reason reason;
    struct text provider, invoice_no; /* of its group */
    size_t line_count;
    int64_t gross_pence; /* net and VAT */
    int64_t limit_pence; /* the provider's, or NOT_GIVEN */
};

/* Takes out of `lots`, all of one rail, those that wait, whole groups of them; the others are left
 * in order, *lot_count of them.  The limit is judged on the group before it is split. */
void payments_wait(struct arena *arena, enum rail rail, bool per_provider, size_t provider_count,
                   const struct provider *providers, size_t *lot_count, struct payment_lot *lots,
                   size_t *waiting_count_r, struct waiting_payment **waiting_r);

#endif
