#include "matcher/payment/batch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int compare_lots(const void *a, const void *b)
{
    const struct payment_lot *x = a, *y = b;
    int order = text_compare(x->provider, y->provider);
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

static bool is_credit(const struct payment_lot *lot)
{
    return lot->net_pence + lot->vat_pence < 0;
}

static bool same_transaction(const struct payment_lot *a, const struct payment_lot *b,
                             bool per_provider)
{
    return text_equal(a->provider, b->provider) &&
           (per_provider || text_equal(a->invoice_no, b->invoice_no));
}

/* Lots from the first on that share its provider (and invoice), at most as many as fit. */
static size_t transaction_length(const struct payment_lot *lots, size_t count, bool per_provider)
{
    size_t length = 1, line_count = lots[0].line_count;
    while (length < count && same_transaction(&lots[0], &lots[length], per_provider)) {
        line_count += lots[length].line_count;
        if (line_count > TRANSACTION_ITEMS_MAX)
            break;
        length++;
    }
    return length;
}

static struct settlement_transaction transaction_over(const struct payment_lot *lots, size_t count,
                                                      bool per_provider)
{
    struct settlement_transaction transaction = {
        .provider = lots[0].provider,
        .invoice_no = per_provider ? (struct text){0} : lots[0].invoice_no,
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

/* Puts credits behind the others, each part in its order. Returns how many are no credits. */
static size_t credits_last(struct arena *arena, struct payment_lot *lots, size_t count)
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

struct gathering {
    struct arena *arena;
    bool per_provider;
    struct settlement_transaction *transactions;
    size_t count, room;
};

static void gather(struct gathering *gathering, struct settlement_transaction transaction)
{
    gathering->transactions =
        arena_grow(gathering->arena, gathering->transactions, &gathering->room,
                   gathering->count + 1, sizeof(*gathering->transactions));
    transaction.number = (int32_t)gathering->count + 1;
    gathering->transactions[gathering->count++] = transaction;
}

/* Payment files give amounts without a sign and one direction for net and VAT
 * together.  Where credits leave the two with opposite signs, the credits
 * become a transaction of their own. */
static void gather_lots(struct gathering *gathering, struct payment_lot *lots, size_t count)
{
    struct settlement_transaction whole = transaction_over(lots, count, gathering->per_provider);
    bool opposed = signs_are_opposite(whole.net_pence, whole.vat_pence);
    size_t kept = opposed ? credits_last(gathering->arena, lots, count) : count;
    if (kept == 0 || kept == count) {
        gather(gathering, whole);
        return;
    }
    gather(gathering, transaction_over(lots, kept, gathering->per_provider));
    gather(gathering, transaction_over(lots + kept, count - kept, gathering->per_provider));
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
        assert(batch->transactions[i].line_count <= TRANSACTION_ITEMS_MAX);
        next += batch->transactions[i].lot_count;
    }
    assert(next == batch->lots + batch->lot_count);
}

void batch_close(struct arena *arena, struct text council, day_t business_date, enum rail rail,
                 int number, bool per_provider, size_t lot_count, const struct payment_lot *lots,
                 struct settlement_batch *batch_r)
{
    assert(lot_count > 0 && number > 0);
    struct payment_lot *sorted = ARENA_ARRAY(arena, struct payment_lot, lot_count);
    memcpy(sorted, lots, lot_count * sizeof(*sorted));
    qsort(sorted, lot_count, sizeof(*sorted), compare_lots);

    struct gathering gathering = {.arena = arena, .per_provider = per_provider};
    for (size_t i = 0, length; i < lot_count; i += length) {
        length = transaction_length(sorted + i, lot_count - i, per_provider);
        gather_lots(&gathering, sorted + i, length);
    }

    *batch_r = (struct settlement_batch){
        .council = arena_text(arena, council),
        .batch = batch_name(arena, council, business_date, rail, number),
        .rail = rail,
        .business_date = business_date,
        .transaction_count = gathering.count,
        .transactions = gathering.transactions,
        .lot_count = lot_count,
        .lots = sorted,
    };
    sum_transactions(batch_r);
    assert_totals(batch_r, lots);
}
