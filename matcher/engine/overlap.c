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

/* What may take up carers' time, each carer's by itself: that of number n at starts[n] up to
 * starts[n + 1].  Stretches are made of it a carer at a time: all of them would be much memory. */
struct carers {
    size_t count;
    const size_t *starts;
    struct sort_key *keys; /* of stretch_of() */
    struct sort_key *room; /* for as many keys as one carer has */
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

/* The carer whose time it takes up, or NUMBER_NONE: it takes no part. */
static uint32_t carer_of_past(const struct workbench *bench, const struct past_state *state)
{
    const struct bill_line *line = &state->past->line;
    bool takes_part = past_stands(state) && past_is_own(bench->input, state) &&
                      bill_line_is_delivered(line) && !text_is_empty(line->carer_ref) &&
                      !bill_line_is_credit(line);

    return takes_part ? numbering_give(bench->carers, line->carer_ref, TEXT_LITERAL(""))
                      : NUMBER_NONE;
}

/* Lines that something else ended take no part. */
static uint32_t carer_of_tonight(const struct open_line *open)
{
    bool takes_part = open->is_delivered && !open->is_credit &&
                      (!open->is_final || verdict_is_paid(open->verdict));

    return takes_part ? open->carer : NUMBER_NONE;
}

/* Paid lines of earlier nights are accepted beforehand, and so are those decided to be paid. */
static struct stretch stretch_of_past(const struct past_line *past)
{
    return (struct stretch){&past->line, NULL, past->line.claimed_start_s, past->delivered_start_s,
                            past->delivered_end_s};
}

static struct stretch stretch_of_tonight(struct open_line *open)
{
    return (struct stretch){open->line, open->is_final ? NULL : open, open->claimed_start_s,
                            open->delivered_start_s, open->delivered_end_s};
}

/* Of lines of earlier nights, and behind them tonight's, the i-th. */
static struct stretch stretch_of(const struct workbench *bench, size_t i)
{
    return i < bench->past_count ? stretch_of_past(bench->past[i].past)
                                 : stretch_of_tonight(&bench->lines[i - bench->past_count]);
}

/* As stretch_compare(), but for ties. */
#define BEFOREHAND_S (INT64_C(1) << 40) /* longer than time is */
static struct sort_key key_of(const struct workbench *bench, size_t i)
{
    struct stretch stretch = stretch_of(bench, i);
    return (struct sort_key){stretch.claimed_start_s - (stretch.open == NULL ? BEFOREHAND_S : 0),
                             i};
}

static size_t stretch_count(const struct carers *carers, size_t n)
{
    return carers->starts[n + 1] - carers->starts[n];
}

/* Of the carer who has most. */
static size_t stretch_count_most(const struct carers *carers)
{
    size_t most = 0;

    for (size_t n = 0; n < carers->count; n++)
        most = stretch_count(carers, n) > most ? stretch_count(carers, n) : most;
    return most;
}

/* A carer's visits come client by client, so that keys that stand in order by the client have only
 * to be merged.  Few begin at one time, so that mostly the keys' order is all.  Returns how many
 * stretches carer n has. */
static size_t stretches_sort(const struct workbench *bench, const struct carers *carers, size_t n,
                             struct stretch *stretches_r)
{
    struct sort_key *keys = &carers->keys[carers->starts[n]];
    size_t count = stretch_count(carers, n);
    bool is_tied = false;

    sort_keys(keys, carers->room, count);
    for (size_t i = 0; i < count; i++) {
        stretches_r[i] = stretch_of(bench, keys[i].item);
        is_tied = is_tied || (i > 0 && keys[i - 1].value == keys[i].value);
    }
    if (is_tied)
        sort_items(stretches_r, count, sizeof(*stretches_r), stretch_compare);
    return count;
}

static struct carers carers_gather(const struct workbench *bench, struct arena *arena)
{
    size_t past_count = bench->past_count, count = past_count + bench->line_count;
    uint32_t *numbers = ARENA_ROOM(arena, uint32_t, count);
    size_t *places = ARENA_ROOM(arena, size_t, count);

    for (size_t i = 0; i < past_count; i++)
        numbers[i] = carer_of_past(bench, &bench->past[i]);
    for (size_t i = past_count; i < count; i++)
        numbers[i] = carer_of_tonight(&bench->lines[i - past_count]);
    struct carers carers = {.count = bench->carers->count,
                            .starts =
                                numbers_gather(arena, count, numbers, bench->carers->count, places),
                            .keys = ARENA_ROOM(arena, struct sort_key, count)};
    for (size_t i = 0; i < count; i++)
        if (numbers[i] != NUMBER_NONE)
            carers.keys[places[i]] = key_of(bench, i);
    carers.room = ARENA_ROOM(arena, struct sort_key, stretch_count_most(&carers));
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

/* Accepted stretches stand by start, so none before start_s - longest_s reaches this one. */
static int64_t longest_common_s(const struct accepted *accepted, const struct stretch *stretch)
{
    int64_t earliest_s = stretch->start_s - accepted->longest_s, longest_s = 0;

    for (size_t i = accepted->count; i-- > 0 && accepted->items[i].start_s >= earliest_s;) {
        int64_t together_s = common_s(&accepted->items[i], stretch);
        longest_s = together_s > longest_s ? together_s : longest_s;
    }
    return longest_s;
}

struct clash {
    bool is_found;
    const struct bill_line *same_client; /* NULL: all are other clients' */
};

static struct clash clash_find(const struct accepted *accepted, const struct stretch *stretch,
                               int64_t allowed_s)
{
    struct clash clash = {false, NULL};

    for (size_t i = accepted->count; i-- > 0;) {
        const struct stretch *other = &accepted->items[i];
        if (other->start_s < stretch->start_s - accepted->longest_s)
            break;
        if (common_s(other, stretch) > allowed_s) {
            clash.is_found = true;
            if (text_equal(other->line->client_ref, stretch->line->client_ref))
                clash.same_client = other->line;
        }
    }
    return clash;
}

static void stretch_walk(const struct workbench *bench, struct accepted *accepted,
                         const struct stretch *stretch)
{
    struct open_line *open = stretch->open;

    if (open != NULL && longest_common_s(accepted, stretch) > 0) {
        const struct settings *settings = open_line_terms(bench, open->line, open->delivered_day);
        struct clash clash = clash_find(accepted, stretch, (int64_t)settings->carer_overlap * 60);
        if (clash.is_found) {
            if (clash.same_client != NULL)
                open_line_hold_again(bench, open, clash.same_client);
            else
                open_line_hold(open, REASON_CARER_OVERLAP);
            return;
        }
    }
    accept(accepted, stretch);
}

void overlaps_find(struct workbench *bench)
{
    struct arena *arena = arena_new();
    struct carers carers = carers_gather(bench, arena);
    size_t most = stretch_count_most(&carers);
    struct stretch *stretches = ARENA_ROOM(arena, struct stretch, most);
    struct stretch *room = ARENA_ROOM(arena, struct stretch, most);

    for (size_t n = 0; n < carers.count; n++) {
        struct accepted accepted = {.items = room};
        size_t count = stretches_sort(bench, &carers, n, stretches);
        for (size_t i = 0; i < count; i++)
            stretch_walk(bench, &accepted, &stretches[i]);
    }
    arena_free(arena);
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
    struct carers carers = carers_gather(bench, bench->arena);
    size_t most = stretch_count_most(&carers), count = 0;
    struct stretch *stretches = ARENA_ARRAY(bench->arena, struct stretch, most);
    struct accepted accepted = {.items = ARENA_ARRAY(bench->arena, struct stretch, most)};
    struct obstacle_told *told = ARENA_ARRAY(bench->arena, struct obstacle_told, most);

    *count_r = 0;
    if (open->carer != NUMBER_NONE)
        count = stretches_sort(bench, &carers, open->carer, stretches);
    for (size_t i = 0; i < count; i++) {
        const struct stretch *stretch = &stretches[i];
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
