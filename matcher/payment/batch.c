#include "matcher/payment/batch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "matcher/base/decimal.h"

static int compare_lines(const void *a, const void *b)
{
    const struct payable_line *x = a, *y = b;
    int order = text_compare(x->provider, y->provider);
    if (order == 0)
        order = text_compare(x->invoice_no, y->invoice_no);
    if (order == 0)
        order = text_compare_number(x->line_no, y->line_no);
    if (order == 0)
        order = (x->line_id > y->line_id) - (x->line_id < y->line_id);
    return order;
}

static void add_pence(int64_t *sum, int64_t pence)
{
    bool overflow = __builtin_add_overflow(*sum, pence, sum);
    assert(!overflow);
}

static bool is_credit(const struct payable_line *line)
{
    return line->net_pence + line->vat_pence < 0;
}

static bool same_transaction(const struct payable_line *a, const struct payable_line *b,
                             bool per_provider)
{
    return text_equal(a->provider, b->provider) &&
           (per_provider || text_equal(a->invoice_no, b->invoice_no));
}

/* Lines from the first on that share its provider (and invoice), at most as many as fit. */
static size_t transaction_length(const struct payable_line *lines, size_t count, bool per_provider)
{
    size_t length = 1;
    while (length < count && length < TRANSACTION_ITEMS_MAX &&
           same_transaction(&lines[0], &lines[length], per_provider))
        length++;
    return length;
}

static struct settlement_transaction transaction_over(const struct payable_line *lines,
                                                      size_t count, bool per_provider)
{
    struct settlement_transaction transaction = {
        .provider = lines[0].provider,
        .invoice_no = per_provider ? (struct text){0} : lines[0].invoice_no,
        .line_count = count,
        .lines = lines,
        .due_date = lines[0].due_date,
    };
    for (size_t i = 0; i < count; i++) {
        add_pence(&transaction.net_pence, lines[i].net_pence);
        add_pence(&transaction.vat_pence, lines[i].vat_pence);
        if (lines[i].due_date < transaction.due_date)
            transaction.due_date = lines[i].due_date;
    }
    return transaction;
}

/* Puts credits behind the others, each part in its order. Returns how many are no credits. */
static size_t credits_last(struct arena *arena, struct payable_line *lines, size_t count)
{
    struct payable_line *credits = ARENA_ARRAY(arena, struct payable_line, count);
    size_t kept = 0, credit_count = 0;
    for (size_t i = 0; i < count; i++)
        if (is_credit(&lines[i]))
            credits[credit_count++] = lines[i];
        else
            lines[kept++] = lines[i];
    memcpy(lines + kept, credits, credit_count * sizeof(*lines));
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
static void gather_lines(struct gathering *gathering, struct payable_line *lines, size_t count)
{
    struct settlement_transaction whole = transaction_over(lines, count, gathering->per_provider);
    bool opposed = (whole.net_pence < 0 && whole.vat_pence > 0) ||
                   (whole.net_pence > 0 && whole.vat_pence < 0);
    size_t kept = opposed ? credits_last(gathering->arena, lines, count) : count;
    if (kept == 0 || kept == count) {
        gather(gathering, whole);
        return;
    }
    gather(gathering, transaction_over(lines, kept, gathering->per_provider));
    gather(gathering, transaction_over(lines + kept, count - kept, gathering->per_provider));
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
        add_pence(&batch->net_pence, transaction->net_pence);
        add_pence(&batch->vat_pence, transaction->vat_pence);
        if (transaction->due_date < batch->due_date)
            batch->due_date = transaction->due_date;
    }
}

/* Lines, transactions and batch have the same money, and every line is in one transaction. */
static void assert_totals(const struct settlement_batch *batch, size_t line_count,
                          const struct payable_line *lines_given)
{
    int64_t net_pence = 0, vat_pence = 0;
    for (size_t i = 0; i < line_count; i++) {
        add_pence(&net_pence, lines_given[i].net_pence);
        add_pence(&vat_pence, lines_given[i].vat_pence);
    }
    assert(net_pence == batch->net_pence && vat_pence == batch->vat_pence);

    const struct payable_line *next = batch->lines;
    for (size_t i = 0; i < batch->transaction_count; i++) {
        assert(batch->transactions[i].lines == next);
        assert(batch->transactions[i].line_count <= TRANSACTION_ITEMS_MAX);
        next += batch->transactions[i].line_count;
    }
    assert(next == batch->lines + line_count);
}

void batch_close(struct arena *arena, struct text council, day_t business_date, enum rail rail,
                 int number, bool per_provider, size_t line_count, const struct payable_line *lines,
                 struct settlement_batch *batch_r)
{
    assert(line_count > 0 && number > 0);
    struct payable_line *sorted = ARENA_ARRAY(arena, struct payable_line, line_count);
    memcpy(sorted, lines, line_count * sizeof(*sorted));
    qsort(sorted, line_count, sizeof(*sorted), compare_lines);

    struct gathering gathering = {.arena = arena, .per_provider = per_provider};
    for (size_t i = 0, length; i < line_count; i += length) {
        length = transaction_length(sorted + i, line_count - i, per_provider);
        gather_lines(&gathering, sorted + i, length);
    }

    *batch_r = (struct settlement_batch){
        .council = arena_text(arena, council),
        .batch = batch_name(arena, council, business_date, rail, number),
        .rail = rail,
        .business_date = business_date,
        .transaction_count = gathering.count,
        .transactions = gathering.transactions,
        .line_count = line_count,
        .lines = sorted,
    };
    sum_transactions(batch_r);
    assert_totals(batch_r, line_count, lines);
}
