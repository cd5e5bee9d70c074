#include "matcher/engine/overlap.h"

#include "matcher/base/sort.h"
#include "matcher/engine/explanation.h"

/* A stretch of a carer's time that a line takes up. */
struct stretch {
    const struct bill_line *line;
    struct open_line *open; /* NULL: accepted beforehand */
    int64_t claimed_start_s;
    int64_t start_s;
    int64_t end_s;
};

/* Accepted stretches of one carer, by start. */
struct accepted {
    struct stretch *items;
    size_t count;
    int64_t longest_s;
};

/* The stretches of each carer by themselves: those of number n at starts[n] up to starts[n + 1]. */
struct carers {
    size_t count;
    const size_t *starts;
    struct stretch *stretches;
};

/* Those accepted beforehand first; then in the order of the walk: claimed start, with evidence
 * before without, invoice_no, line_no. */
static int stretch_compare(const void *a, const void *b)
{
    const struct stretch *left = a, *right = b;
    int order = (left->open != NULL) - (right->open != NULL);
    if (order == 0) {
        order = (left->claimed_start_s > right->claimed_start_s) -
                (left->claimed_start_s < right->claimed_start_s);
    }
    if (order == 0 && left->open != NULL)
        order = (left->open->evidence == NULL) - (right->open->evidence == NULL);
    return order != 0 ? order : bill_line_compare_name(left->line, right->line);
}

static bool takes_part(const struct bill_line *line, bool is_delivered)
{
    return is_delivered && !text_is_empty(line->carer_ref) && !bill_line_is_credit(line);
}

/* Paid lines of earlier nights and those decided to be paid are accepted
 * beforehand; lines that something else ended take no part. */
static struct stretch *stretches_gather(const struct workbench *bench, size_t *count_r)
{
    struct stretch *stretches =
        ARENA_ARRAY(bench->arena, struct stretch, bench->past_count + bench->line_count);
    size_t count = 0;

    for (size_t i = 0; i < bench->past_count; i++) {
        const struct past_line *past = bench->past[i].past;
        if (past_stands(&bench->past[i]) && past_is_own(bench->input, &bench->past[i]) &&
            takes_part(&past->line, bill_line_is_delivered(&past->line))) {
            stretches[count++] = (struct stretch){&past->line, NULL, past->line.claimed_start_s,
                                                  past->delivered_start_s, past->delivered_end_s};
        }
    }
    for (size_t i = 0; i < bench->line_count; i++) {
        struct open_line *open = &bench->lines[i];
        bool is_paid = open->is_final && verdict_is_paid(open->verdict);
        if (takes_part(open->line, open->is_delivered) && (!open->is_final || is_paid)) {
            stretches[count++] =
                (struct stretch){open->line, is_paid ? NULL : open, open->line->claimed_start_s,
                                 open->delivered_start_s, open->delivered_end_s};
        }
    }
    *count_r = count;
    return stretches;
}

static uint32_t carer_number(const struct workbench *bench, const struct stretch *stretch)
{
    return stretch->open != NULL
               ? stretch->open->carer
               : numbering_give(bench->carers, stretch->line->carer_ref, TEXT_LITERAL(""));
}

static struct carers carers_gather(const struct workbench *bench)
{
    size_t count;
    const struct stretch *stretches = stretches_gather(bench, &count);
    uint32_t *numbers = ARENA_ARRAY(bench->arena, uint32_t, count);
    size_t *places = ARENA_ARRAY(bench->arena, size_t, count);

    for (size_t i = 0; i < count; i++)
        numbers[i] = carer_number(bench, &stretches[i]);
    struct carers carers = {
        bench->carers->count,
        numbers_gather(bench->arena, count, numbers, bench->carers->count, places),
        ARENA_ARRAY(bench->arena, struct stretch, count)};
    for (size_t i = 0; i < count; i++)
        carers.stretches[places[i]] = stretches[i];
    for (size_t n = 0; n < carers.count; n++)
        sort_items(&carers.stretches[carers.starts[n]], carers.starts[n + 1] - carers.starts[n],
                   sizeof(struct stretch), stretch_compare);
    return carers;
}

static void accept(struct accepted *accepted, const struct stretch *stretch)
{
    size_t at = accepted->count++;

    for (; at > 0 && accepted->items[at - 1].start_s > stretch->start_s; at--)
        accepted->items[at] = accepted->items[at - 1];
    accepted->items[at] = *stretch;
    if (stretch->end_s - stretch->start_s > accepted->longest_s)
        accepted->longest_s = stretch->end_s - stretch->start_s;
}

static int64_t common_s(const struct stretch *a, const struct stretch *b)
{
    int64_t start_s = a->start_s > b->start_s ? a->start_s : b->start_s;
    int64_t end_s = a->end_s < b->end_s ? a->end_s : b->end_s;
    return end_s - start_s;
}

struct clash {
    bool is_found;
    bool is_same_client;
};

/* Accepted stretches stand by start, so none before start_s - longest_s reaches this one. */
static struct clash clash_find(const struct accepted *accepted, const struct stretch *stretch,
                               int64_t allowed_s)
{
    struct clash clash = {false, false};

    for (size_t i = accepted->count; i-- > 0;) {
        const struct stretch *other = &accepted->items[i];
        if (other->start_s < stretch->start_s - accepted->longest_s)
            break;
        if (common_s(other, stretch) > allowed_s) {
            clash.is_found = true;
            if (text_equal(other->line->client_ref, stretch->line->client_ref))
                clash.is_same_client = true;
        }
    }
    return clash;
}

static void stretch_walk(const struct workbench *bench, struct accepted *accepted,
                         const struct stretch *stretch)
{
    struct open_line *open = stretch->open;

    if (open != NULL) {
        const struct settings *settings = open_line_terms(bench, open->line, open->delivered_day);
        struct clash clash = clash_find(accepted, stretch, (int64_t)settings->carer_overlap * 60);
        if (clash.is_found) {
            open_line_hold(open,
                           clash.is_same_client ? REASON_DUPLICATE_VISIT : REASON_CARER_OVERLAP);
            return;
        }
    }
    accept(accepted, stretch);
}

void overlaps_find(struct workbench *bench)
{
    struct carers carers = carers_gather(bench);
    struct stretch *room = ARENA_ARRAY(bench->arena, struct stretch, carers.starts[carers.count]);

    for (size_t n = 0; n < carers.count; n++) {
        struct accepted accepted = {.items = room};
        for (size_t i = carers.starts[n]; i < carers.starts[n + 1]; i++)
            stretch_walk(bench, &accepted, &carers.stretches[i]);
    }
}

/* --- looking at it again --------------------------------------------------- */

static struct obstacle_told obstacle_tell(const struct workbench *bench,
                                          const struct stretch *stretch, int64_t together_s)
{
    struct obstacle_told told = {
        .other = {.line = stretch->line, .start_s = stretch->start_s, .end_s = stretch->end_s},
        .common_s = together_s};

    for (size_t i = 0; i < bench->past_count; i++)
        if (&bench->past[i].past->line == stretch->line)
            told.other.past = bench->past[i].past;
    return told;
}

const struct obstacle_told *overlaps_look(const struct workbench *bench,
                                          const struct open_line *open, size_t *count_r)
{
    struct carers carers = carers_gather(bench);
    size_t count = carers.starts[carers.count];
    struct accepted accepted = {.items = ARENA_ARRAY(bench->arena, struct stretch, count)};
    struct obstacle_told *told = ARENA_ARRAY(bench->arena, struct obstacle_told, count);

    *count_r = 0;
    for (size_t i = 0; i < count; i++) {
        const struct stretch *stretch = &carers.stretches[i];
        if (!text_equal(stretch->line->carer_ref, open->line->carer_ref))
            continue;
        if (stretch->open != open) {
            stretch_walk(bench, &accepted, stretch);
            continue;
        }
        int64_t allowed_s =
            (int64_t)open_line_terms(bench, open->line, open->delivered_day)->carer_overlap * 60;
        for (size_t j = 0; j < accepted.count; j++)
            if (common_s(&accepted.items[j], stretch) > allowed_s)
                told[(*count_r)++] =
                    obstacle_tell(bench, &accepted.items[j], common_s(&accepted.items[j], stretch));
        break;
    }
    return told;
}
