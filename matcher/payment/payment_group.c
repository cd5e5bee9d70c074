#include "matcher/payment/payment_group.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int compare_lots(const void *a, const void *b)
{
    const struct payment_lot *x = a, *y = b;
    int order = text_compare(x->provider, y->provider);
    if (order == 0)
        order = text_compare(x->again, y->again);
    if (order == 0)
        order = text_compare(x->invoice_no, y->invoice_no);
    if (order == 0)
        order = (x->lot_id > y->lot_id) - (x->lot_id < y->lot_id);
    return order;
}

static void add_pence(int64_t *sum, int64_t pence)
{
    bool overflow = __builtin_add_overflow(*sum, pence, sum);
    assert(!overflow);
}

/* --- groups --------------------------------------------------------------------- */

static struct payment_group group_over(size_t count, struct payment_lot *lots)
{
    struct payment_group group = {
        .provider = lots[0].provider,
        .invoice_no = lots[0].invoice_no,
        .attempt = lots[0].transaction_attempt,
        .lot_count = count,
        .lots = lots,
    };
    for (size_t i = 0; i < count; i++) {
        group.line_count += lots[i].line_count;
        add_pence(&group.net_pence, lots[i].net_pence);
        add_pence(&group.vat_pence, lots[i].vat_pence);
        if (!text_equal(lots[i].invoice_no, group.invoice_no))
            group.invoice_no = (struct text){0};
    }
    return group;
}

static int64_t gross_pence(const struct payment_group *group)
{
    return group->net_pence + group->vat_pence;
}

static bool is_together(const struct payment_lot *a, const struct payment_lot *b, bool per_provider)
{
    if (!text_equal(a->provider, b->provider) || !text_equal(a->again, b->again))
        return false;
    return per_provider || !text_is_empty(a->again) || text_equal(a->invoice_no, b->invoice_no);
}

static size_t group_length(size_t count, const struct payment_lot *lots, bool per_provider)
{
    size_t length = 1;
    while (length < count && is_together(&lots[0], &lots[length], per_provider))
        length++;
    return length;
}

struct grouping {
    struct arena *arena;
    struct payment_group *groups;
    size_t count, room;
};

static void add_group(struct grouping *grouping, struct payment_group group)
{
    grouping->groups = arena_grow(grouping->arena, grouping->groups, &grouping->room,
                                  grouping->count + 1, sizeof(*grouping->groups));
    grouping->groups[grouping->count++] = group;
}

/* The largest that is not set against credits yet, the first of those; NULL: none is left. */
static struct payment_group *largest(size_t count, struct payment_group *groups,
                                     const bool *is_netted)
{
    struct payment_group *found = NULL;
    for (size_t i = 0; i < count; i++)
        if (!is_netted[i] && (found == NULL || gross_pence(&groups[i]) > gross_pence(found)))
            found = &groups[i];
    return found;
}

/* Marks the groups that come to nothing or less, and as few of the others, the largest first, as
 * make something of them: so what they make is never more than any of these.  How many. */
static size_t mark_netted(size_t count, struct payment_group *groups, bool *is_netted)
{
    int64_t sum_pence = 0;
    size_t marked = 0;
    for (size_t i = 0; i < count; i++) {
        is_netted[i] = gross_pence(&groups[i]) <= 0;
        marked += is_netted[i];
        add_pence(&sum_pence, is_netted[i] ? gross_pence(&groups[i]) : 0);
    }
    struct payment_group *next;
    while (marked > 0 && sum_pence <= 0 && (next = largest(count, groups, is_netted)) != NULL) {
        is_netted[next - groups] = true;
        add_pence(&sum_pence, gross_pence(next));
        marked++;
    }
    return marked;
}

/* Puts the marked groups' lots, `lots` on, behind the others' and makes one group of them. */
static size_t join_netted(struct arena *arena, size_t count, struct payment_group *groups,
                          const bool *is_netted, size_t lot_count, struct payment_lot *lots)
{
    struct payment_lot *netted = ARENA_ARRAY(arena, struct payment_lot, lot_count);
    size_t kept_lots = 0, netted_lots = 0, kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct payment_group group = groups[i];
        if (is_netted[i]) {
            memcpy(netted + netted_lots, group.lots, group.lot_count * sizeof(*lots));
            netted_lots += group.lot_count;
        } else {
            memmove(lots + kept_lots, group.lots, group.lot_count * sizeof(*lots));
            group.lots = lots + kept_lots;
            kept_lots += group.lot_count;
            groups[kept++] = group;
        }
    }
    memcpy(lots + kept_lots, netted, netted_lots * sizeof(*lots));
    groups[kept++] = group_over(netted_lots, lots + kept_lots);
    return kept;
}

/* A bank only pays: what comes to nothing or less is set against the provider's other groups, from
 * `first` on, none of which is tried again. */
static void net_provider(struct grouping *grouping, size_t first)
{
    struct payment_group *groups = grouping->groups + first;
    const size_t count = grouping->count - first;
    bool *is_netted = ARENA_ARRAY(grouping->arena, bool, count);
    size_t lot_count = 0;

    if (mark_netted(count, groups, is_netted) < 2)
        return;
    for (size_t i = 0; i < count; i++)
        lot_count += groups[i].lot_count;
    grouping->count =
        first + join_netted(grouping->arena, count, groups, is_netted, lot_count, groups[0].lots);
}

void payment_groups(struct arena *arena, enum rail rail, bool per_provider, size_t lot_count,
                    struct payment_lot *lots, size_t *count_r, struct payment_group **groups_r)
{
    struct grouping grouping = {.arena = arena};
    size_t first_of_provider = 0;

    if (lot_count > 0)
        qsort(lots, lot_count, sizeof(*lots), compare_lots);
    for (size_t i = 0, length; i < lot_count; i += length) {
        length = group_length(lot_count - i, lots + i, per_provider);
        add_group(&grouping, group_over(length, lots + i));
        if (per_provider)
            grouping.groups[grouping.count - 1].invoice_no = (struct text){0};
        bool is_last = i + length == lot_count ||
                       !text_equal(lots[i].provider, lots[i + length].provider) ||
                       !text_is_empty(lots[i + length].again);
        if (is_last && rail == RAIL_BANK && text_is_empty(lots[i].again))
            net_provider(&grouping, first_of_provider);
        if (is_last)
            first_of_provider = grouping.count;
    }
    *count_r = grouping.count;
    *groups_r = grouping.groups;
}

/* --- transactions ---------------------------------------------------------------- */

struct gathering {
    struct arena *arena;
    const struct payment_group *group;
    struct settlement_transaction *transactions;
    size_t count, room;
};

static struct settlement_transaction transaction_over(const struct payment_group *group,
                                                      size_t count, const struct payment_lot *lots)
{
    struct settlement_transaction transaction = {
        .attempt = group->attempt,
        .provider = group->provider,
        .invoice_no = group->invoice_no,
        .lot_count = count,
        .lots = lots,
        .due_date = lots[0].due_date,
    };
    for (size_t i = 0; i < count; i++) {
        add_pence(&transaction.net_pence, lots[i].net_pence);
        add_pence(&transaction.vat_pence, lots[i].vat_pence);
        transaction.line_count += lots[i].line_count;
        if (lots[i].due_date < transaction.due_date)
            transaction.due_date = lots[i].due_date;
    }
    return transaction;
}

static void gather(struct gathering *gathering, size_t count, const struct payment_lot *lots)
{
    gathering->transactions =
        arena_grow(gathering->arena, gathering->transactions, &gathering->room,
                   gathering->count + 1, sizeof(*gathering->transactions));
    gathering->transactions[gathering->count++] = transaction_over(gathering->group, count, lots);
}

static bool is_credit(const struct payment_lot *lot)
{
    return lot->net_pence + lot->vat_pence < 0;
}

/* Puts credits behind the others, each part in its order. Returns how many are no credits. */
static size_t credits_last(struct arena *arena, size_t count, struct payment_lot *lots)
{
    struct payment_lot *credits = ARENA_ARRAY(arena, struct payment_lot, count);
    size_t kept = 0, credit_count = 0;
    for (size_t i = 0; i < count; i++)
        if (is_credit(&lots[i]))
            credits[credit_count++] = lots[i];
        else
            lots[kept++] = lots[i];
    memcpy(lots + kept, credits, credit_count * sizeof(*lots));
    return kept;
}

/* Card files give amounts without a sign and one direction for net and VAT
 * together.  Where credits leave the two with opposite signs, the credits
 * become a transaction of their own. */
static void gather_for_card(struct gathering *gathering, size_t count, struct payment_lot *lots)
{
    struct settlement_transaction whole = transaction_over(gathering->group, count, lots);
    bool opposed = signs_are_opposite(whole.net_pence, whole.vat_pence);
    size_t kept = opposed ? credits_last(gathering->arena, count, lots) : count;
    if (kept == 0 || kept == count) {
        gather(gathering, count, lots);
        return;
    }
    gather(gathering, kept, lots);
    gather(gathering, count - kept, lots + kept);
}

/* As many lots, from the first on, as one card transaction has items for. */
static size_t card_length(size_t count, const struct payment_lot *lots)
{
    size_t length = 1, line_count = lots[0].line_count;
    while (length < count && line_count + lots[length].line_count <= TRANSACTION_ITEMS_MAX)
        line_count += lots[length++].line_count;
    return length;
}

void payment_group_transactions(struct arena *arena, enum rail rail, struct payment_group *group,
                                size_t *count_r, struct settlement_transaction **transactions_r)
{
    struct gathering gathering = {.arena = arena, .group = group};

    if (rail == RAIL_BANK)
        gather(&gathering, group->lot_count, group->lots);
    else
        for (size_t i = 0, length; i < group->lot_count; i += length) {
            length = card_length(group->lot_count - i, group->lots + i);
            gather_for_card(&gathering, length, group->lots + i);
        }
    *count_r = gathering.count;
    *transactions_r = gathering.transactions;
}
