#include "matcher/payment/batch.h"

#include <assert.h>
#include <string.h>

#include "matcher/payment/payment_group.h"

static void add_pence(int64_t *sum, int64_t pence)
{
    bool overflow = __builtin_add_overflow(*sum, pence, sum);
    assert(!overflow);
}

static struct text batch_name(struct arena *arena, struct text council, day_t business_date,
                              enum rail rail, int number)
{
    int year, month, day_of_month;
    day_to_ymd(business_date, &year, &month, &day_of_month);
    return text_of(arena_printf(arena, "%.*s-%04d%02d%02d-%s-%d", TEXT_ARGS(council), year, month,
                                day_of_month, rail_word(rail), number));
}

static void sum_transactions(struct settlement_batch *batch)
{
    batch->due_date = batch->transactions[0].due_date;
    for (size_t i = 0; i < batch->transaction_count; i++) {
        const struct settlement_transaction *transaction = &batch->transactions[i];
        batch->line_count += transaction->line_count;
        add_pence(&batch->net_pence, transaction->net_pence);
        add_pence(&batch->vat_pence, transaction->vat_pence);
        if (settlement_transaction_is_refund(transaction)) {
            batch->refund_count++;
            add_pence(&batch->refund_pence, -(transaction->net_pence + transaction->vat_pence));
        }
        if (transaction->due_date < batch->due_date)
            batch->due_date = transaction->due_date;
    }
}

/* Lots, transactions and batch have the same lines and money, and every lot is in one transaction.
 */
static void assert_totals(const struct settlement_batch *batch, const struct payment_lot *given)
{
    int64_t net_pence = 0, vat_pence = 0;
    size_t line_count = 0;
    for (size_t i = 0; i < batch->lot_count; i++) {
        line_count += given[i].line_count;
        add_pence(&net_pence, given[i].net_pence);
        add_pence(&vat_pence, given[i].vat_pence);
    }
    assert(line_count == batch->line_count);
    assert(net_pence == batch->net_pence && vat_pence == batch->vat_pence);

    const struct payment_lot *next = batch->lots;
    for (size_t i = 0; i < batch->transaction_count; i++) {
        assert(batch->transactions[i].lots == next);
        assert(batch->rail == RAIL_BANK ||
               batch->transactions[i].line_count <= TRANSACTION_ITEMS_MAX);
        next += batch->transactions[i].lot_count;
    }
    assert(next == batch->lots + batch->lot_count);
}

/* Every group's transactions, numbered from 1. */
static void gather(struct arena *arena, enum rail rail, size_t group_count,
                   struct payment_group *groups, size_t *count_r,
                   struct settlement_transaction **transactions_r)
{
    struct settlement_transaction *transactions = NULL;
    size_t count = 0, room = 0;

    for (size_t i = 0; i < group_count; i++) {
        struct settlement_transaction *more;
        size_t more_count;
        payment_group_transactions(arena, rail, &groups[i], &more_count, &more);
        transactions =
            arena_grow(arena, transactions, &room, count + more_count, sizeof(*transactions));
        for (size_t n = 0; n < more_count; n++, count++) {
            transactions[count] = more[n];
            transactions[count].number = (int32_t)count + 1;
        }
    }
    *count_r = count;
    *transactions_r = transactions;
}

void batch_close(struct arena *arena, struct text council, day_t business_date, enum rail rail,
                 int number, bool per_provider, size_t lot_count, const struct payment_lot *lots,
                 struct settlement_batch *batch_r)
{
    assert(lot_count > 0 && number > 0);
    struct payment_lot *sorted = ARENA_ARRAY(arena, struct payment_lot, lot_count);
    struct payment_group *groups;
    size_t group_count;
    memcpy(sorted, lots, lot_count * sizeof(*sorted));
    payment_groups(arena, rail, per_provider, lot_count, sorted, &group_count, &groups);

    *batch_r = (struct settlement_batch){
        .council = arena_text(arena, council),
        .batch = batch_name(arena, council, business_date, rail, number),
        .rail = rail,
        .business_date = business_date,
        .lot_count = lot_count,
        .lots = sorted,
    };
    gather(arena, rail, group_count, groups, &batch_r->transaction_count, &batch_r->transactions);
    sum_transactions(batch_r);
    assert_totals(batch_r, lots);
}

void batch_bind_payees(struct settlement_batch *batch, size_t provider_count,
                       const struct provider *providers)
{
    for (size_t i = 0; i < batch->transaction_count; i++) {
        struct settlement_transaction *transaction = &batch->transactions[i];
        transaction->payee = provider_find(provider_count, providers, transaction->provider);
        assert(transaction->payee != NULL);
    }
}
