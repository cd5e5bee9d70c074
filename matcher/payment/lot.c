#include "matcher/payment/lot.h"

#include <assert.h>
#include <string.h>

#include "matcher/base/sort.h"

static int compare_lines(const void *a, const void *b)
{
    const struct lot_line *x = a, *y = b;
    int order = text_compare(x->invoice_no, y->invoice_no);
    if (order == 0)
        order = text_compare_number(x->line_no, y->line_no);
    if (order == 0)
        order = (x->line_id > y->line_id) - (x->line_id < y->line_id);
    return order;
}

/* Lines of one invoice that stand together. */
struct stretch {
    const struct lot_line *first;
    size_t count;
};

static int compare_stretches(const void *a, const void *b)
{
    return compare_lines(((const struct stretch *)a)->first, ((const struct stretch *)b)->first);
}

static size_t same_invoice_count(size_t count, const struct lot_line *lines)
{
    size_t same = 1;

    while (same < count && text_equal(lines[0].invoice_no, lines[same].invoice_no))
        same++;
    return same;
}

static struct stretch *stretches_of(struct arena *arena, size_t count, const struct lot_line *lines,
                                    size_t *stretch_count_r)
{
    struct stretch *stretches = NULL;
    size_t room = 0;

    *stretch_count_r = 0;
    for (size_t i = 0, same; i < count; i += same) {
        same = same_invoice_count(count - i, lines + i);
        stretches = arena_grow(arena, stretches, &room, *stretch_count_r + 1, sizeof(*stretches));
        stretches[(*stretch_count_r)++] = (struct stretch){lines + i, same};
    }
    return stretches;
}

/* Files mostly have an invoice's lines together and in order, so that it is the invoices that are
 * put in order, and then what is left to do. */
static void put_in_order(size_t count, struct lot_line *lines)
{
    if (count == 0)
        return;
    struct arena *arena = arena_new();
    size_t stretch_count;
    struct stretch *stretches = stretches_of(arena, count, lines, &stretch_count);
    struct lot_line *ordered = ARENA_ROOM(arena, struct lot_line, count), *next = ordered;

    sort_items(stretches, stretch_count, sizeof(*stretches), compare_stretches);
    for (size_t i = 0; i < stretch_count; i++) {
        memcpy(next, stretches[i].first, stretches[i].count * sizeof(*lines));
        next += stretches[i].count;
    }
    memcpy(lines, ordered, count * sizeof(*lines));
    arena_free(arena);
    sort_items(lines, count, sizeof(*lines), compare_lines);
}

static void add_pence(int64_t *sum, int64_t pence)
{
    bool overflow = __builtin_add_overflow(*sum, pence, sum);
    assert(!overflow);
}

static bool is_credit(const struct lot_line *line)
{
    return line->net_pence + line->vat_pence < 0;
}

static bool stands_alone(const struct lot_line *line)
{
    return lot_line_stands_alone(line->net_pence, line->vat_pence);
}

/* Puts the lines that are `so` behind the others, each part in its order. Returns how many are
 * not. */
static size_t put_last(struct arena *arena, size_t count, struct lot_line *lines,
                       bool (*so)(const struct lot_line *line))
{
    size_t kept = 0, moved_count = 0;
    while (kept < count && !so(&lines[kept]))
        kept++;
    if (kept == count)
        return count;
    struct lot_line *moved = ARENA_ARRAY(arena, struct lot_line, count - kept);
    for (size_t i = kept; i < count; i++)
        if (so(&lines[i]))
            moved[moved_count++] = lines[i];
        else
            lines[kept++] = lines[i];
    memcpy(lines + kept, moved, moved_count * sizeof(*lines));
    return kept;
}

static struct payment_lot lot_over(struct text provider, size_t count, const struct lot_line *lines)
{
    struct payment_lot lot = {
        .provider = provider,
        .invoice_no = lines[0].invoice_no,
        .line_count = count,
        .lines = lines,
        .due_date = lines[0].due_date,
    };
    for (size_t i = 0; i < count; i++) {
        add_pence(&lot.net_pence, lines[i].net_pence);
        add_pence(&lot.vat_pence, lines[i].vat_pence);
        if (lines[i].due_date < lot.due_date)
            lot.due_date = lines[i].due_date;
    }
    return lot;
}

struct making {
    struct arena *arena;
    struct text provider;
    struct payment_lot *lots;
    size_t count, room;
    int32_t part; /* of the invoice at hand */
};

static void add_lot(struct making *making, struct payment_lot lot)
{
    making->lots = arena_grow(making->arena, making->lots, &making->room, making->count + 1,
                              sizeof(*making->lots));
    lot.part = ++making->part;
    making->lots[making->count++] = lot;
}

static void add_lines(struct making *making, size_t count, struct lot_line *lines)
{
    struct payment_lot whole = lot_over(making->provider, count, lines);
    size_t kept = count;

    if (signs_are_opposite(whole.net_pence, whole.vat_pence))
        kept = put_last(making->arena, count, lines, is_credit);
    if (kept == 0 || kept == count) {
        add_lot(making, whole);
        return;
    }
    add_lot(making, lot_over(making->provider, kept, lines));
    add_lot(making, lot_over(making->provider, count - kept, lines + kept));
}

static void add_invoice(struct making *making, size_t count, struct lot_line *lines)
{
    size_t common = put_last(making->arena, count, lines, stands_alone);

    making->part = 0;
    for (size_t i = 0, length; i < common; i += length) {
        length = common - i < TRANSACTION_ITEMS_MAX ? common - i : TRANSACTION_ITEMS_MAX;
        add_lines(making, length, lines + i);
    }
    for (size_t i = common; i < count; i++)
        add_lot(making, lot_over(making->provider, 1, lines + i));
}

/* Every line is in one lot, and lines and lots have the same money. */
static void assert_totals(const struct making *making, size_t line_count,
                          const struct lot_line *lines)
{
    int64_t net_pence = 0, vat_pence = 0;
    const struct lot_line *next = lines;

    for (size_t i = 0; i < line_count; i++) {
        add_pence(&net_pence, lines[i].net_pence);
        add_pence(&vat_pence, lines[i].vat_pence);
    }
    for (size_t i = 0; i < making->count; i++) {
        const struct payment_lot *lot = &making->lots[i];
        assert(lot->lines == next && lot->line_count <= TRANSACTION_ITEMS_MAX);
        assert(lot->line_count == 1 || !signs_are_opposite(lot->net_pence, lot->vat_pence));
        next += lot->line_count;
        net_pence -= lot->net_pence;
        vat_pence -= lot->vat_pence;
    }
    assert(next == lines + line_count && net_pence == 0 && vat_pence == 0);
}

void lots_make(struct arena *arena, struct text provider, size_t line_count, struct lot_line *lines,
               size_t *lot_count_r, struct payment_lot **lots_r)
{
    struct making making = {.arena = arena, .provider = provider};

    put_in_order(line_count, lines);
    for (size_t i = 0, length; i < line_count; i += length) {
        length = same_invoice_count(line_count - i, lines + i);
        add_invoice(&making, length, lines + i);
    }
    assert_totals(&making, line_count, lines);
    *lot_count_r = making.count;
    *lots_r = making.lots;
}
