/*
 * Which lots are paid together: docs/files-out.md, "What is in a batch".  A group
 * is what a council settles by, an invoice or a provider, whatever its length; its
 * transactions are what the rail's files can say of it.
 */
#ifndef TALLYSTICK_PAYMENT_PAYMENT_GROUP_H
#define TALLYSTICK_PAYMENT_PAYMENT_GROUP_H

#include "matcher/payment/batch.h"

struct payment_group {
    struct text provider;
    struct text invoice_no; /* empty: a provider's, or several invoices */
    int32_t attempt;
    size_t lot_count;
    struct payment_lot *lots;
    size_t line_count;
    int64_t net_pence, vat_pence;
};

/* What is tried again stays the group that it was.  All of one rail.  Puts the lots in order, by
 * provider, invoice and lot_id, in place; those of a group follow each other. */
void payment_groups(struct arena *arena, enum rail rail, bool per_provider, size_t lot_count,
                    struct payment_lot *lots, size_t *count_r, struct payment_group **groups_r);

/* A group's transactions, without numbers: on the card of at most TRANSACTION_ITEMS_MAX lines and
 * with one sign for net and VAT, for which its lots may change their order. */
void payment_group_transactions(struct arena *arena, enum rail rail, struct payment_group *group,
                                size_t *count_r, struct settlement_transaction **transactions_r);

#endif
