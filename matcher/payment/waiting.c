#include "matcher/payment/waiting.h"

#include <string.h>

#include "matcher/base/decimal.h"

/* The most that one transaction of the group, or all of them together, would take. */
static int64_t most_pence(struct arena *arena, enum rail rail, struct payment_group *group)
{
    struct settlement_transaction *transactions;
    size_t count;
    int64_t most = group->net_pence + group->vat_pence;

    payment_group_transactions(arena, rail, group, &count, &transactions);
    for (size_t i = 0; i < count; i++) {
        int64_t gross_pence = transactions[i].net_pence + transactions[i].vat_pence;
        most = gross_pence > most ? gross_pence : most;
    }
    return most;
}

static bool waits(struct arena *arena, enum rail rail, const struct provider *payee,
                  struct payment_group *group, enum wait_reason *reason_r)
{
    const int64_t limit_pence = payee != NULL ? payee->per_transaction_limit_pence : NOT_GIVEN;

    if (rail == RAIL_BANK && group->net_pence + group->vat_pence <= 0) {
        *reason_r = WAIT_FOR_MORE;
        return true;
    }
    *reason_r = WAIT_OVER_LIMIT;
    return given(limit_pence) && most_pence(arena, rail, group) > limit_pence;
}

void payments_wait(struct arena *arena, enum rail rail, bool per_provider, size_t provider_count,
                   const struct provider *providers, size_t *lot_count, struct payment_lot *lots,
                   size_t *waiting_count_r, struct waiting_payment **waiting_r)
{
    struct payment_group *groups;
    struct waiting_payment *waiting = NULL;
    size_t group_count, kept = 0, waiting_count = 0, room = 0;

    payment_groups(arena, rail, per_provider, *lot_count, lots, &group_count, &groups);
    for (size_t i = 0; i < group_count; i++) {
        struct payment_group *group = &groups[i];
        const struct provider *payee = provider_find(provider_count, providers, group->provider);
        enum wait_reason reason;
        if (!waits(arena, rail, payee, group, &reason)) {
            memmove(lots + kept, group->lots, group->lot_count * sizeof(*lots));
            kept += group->lot_count;
            continue;
        }
        waiting = arena_grow(arena, waiting, &room, waiting_count + 1, sizeof(*waiting));
        waiting[waiting_count++] = (struct waiting_payment){
            .reason = reason,
            .provider = group->provider,
            .invoice_no = group->invoice_no,
            .line_count = group->line_count,
            .gross_pence = group->net_pence + group->vat_pence,
            .limit_pence = payee != NULL ? payee->per_transaction_limit_pence : NOT_GIVEN,
        };
    }
    *lot_count = kept;
    *waiting_count_r = waiting_count;
    *waiting_r = waiting;
}
