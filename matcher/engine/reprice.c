#include "matcher/engine/reprice.h"

#include <stdlib.h>

#include "matcher/base/sort.h"
#include "matcher/engine/judge.h"
#include "matcher/engine/receipt.h"
#include "matcher/engine/walk.h"

/* The order lines by name. */
struct order_book {
    size_t count;
    const struct order_line **orders;
};

static int order_compare(const void *a, const void *b)
{
    return order_line_compare_key(*(const struct order_line *const *)a,
                                  *(const struct order_line *const *)b);
}

static struct order_book book_open(struct arena *arena, const struct match_input *input)
{
    struct order_book book = {input->order_count,
                              ARENA_ARRAY(arena, const struct order_line *, input->order_count)};

    for (size_t i = 0; i < book.count; i++)
        book.orders[i] = &input->orders[i];
    sort_items(book.orders, book.count, sizeof(*book.orders), order_compare);
    return book;
}

/* The order line that a line was paid for, if it can still be set against it. */
static const struct order_line *book_find(const struct order_book *book,
                                          const struct open_line *open)
{
    const struct carried *carried = open->carried;
    struct order_line named = {.order_no = carried->order_no, .order_line = carried->order_line};
    const struct order_line *key = &named;

    if (book->count == 0 || text_is_empty(carried->order_no))
        return NULL;
    const struct order_line **found =
        bsearch(&key, book->orders, book->count, sizeof(*book->orders), order_compare);
    if (found == NULL)
        return NULL;
    const struct order_line *order = *found;
    bool is_visit = order->basis == BASIS_VISIT;
    return order->status == ORDER_STATUS_ACTIVE && is_visit == (carried->slot > 0) &&
                   text_equal(order->client_ref, open->line->client_ref) &&
                   text_equal(order->service, open->line->service)
               ? order
               : NULL;
}

/* The running total moves no price. */
static void judge_against(const struct workbench *bench, struct open_line *open,
                          const struct order_line *order)
{
    if (order->basis == BASIS_VISIT) {
        struct slot slot;
        slot_begin(bench, order, 1, &slot);
        judge_visit(bench, open, &slot);
    } else if (order->basis == BASIS_PERIOD) {
        judge_period(bench, open, order, 0);
    } else {
        judge_unit(bench, open, order, 0);
    }
}

void reprice(struct arena *arena, const struct rules *rules, const struct match_input *input,
             size_t first, int64_t *prices_r)
{
    struct walk walk = walk_until(arena, rules, input, WALK_DECISIONS);
    struct workbench *bench = &walk.bench;
    struct order_book book = book_open(arena, input);

    if (input->evidence_count > 0)
        receipts_assign(bench);
    for (size_t i = first; i < bench->line_count; i++) {
        struct open_line *open = &bench->lines[i];
        const struct order_line *order = book_find(&book, open);
        open_line_take_delivered(bench, open);
        if (order != NULL)
            judge_against(bench, open, order);
        prices_r[i - first] = order == NULL ? NOT_GIVEN : open->verdict->expected_pence;
    }
}
