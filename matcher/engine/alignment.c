/*
 * Dynamic programming from the last line to the first: best(i, j) is the best
 * sum that lines i.. can reach with slots j..
 *
 *     best(i, j) = max of  best(i + 1, j)                       line i unpaired
 *                          best(i, j + 1)                       slot j left
 *                          worth(i, j) + best(i + 1, j + 1)     they pair
 *
 * Walking it from the first line forward and taking the earliest slot that
 * keeps the sum at its best gives the fifth criterion for nothing.
 *
 * Only a band of the table matters: line i reaches slots [low, high) of its
 * range.  With the ends made to ascend, best(i, j) is best(i, low) for j below
 * the band, and for j beyond it is best(i + 1, j).
 *
 * Where no line reaches what those after it reach, the lines fall into
 * stretches that are aligned each by itself: sums add up, and the fifth
 * criterion goes from line to line.  A stretch with as many slots as lines, of
 * which each pays with the slot of its turn, needs no table: every other
 * alignment has fewer pairs, so fewer that pay.
 */
#include "matcher/engine/alignment.h"

#include <assert.h>

/* Paid, matched and pairs packed, the first in the highest bits; then minutes. */
struct worth {
    uint64_t pairs;
    int64_t minutes_off;
};

#define WORTH_BITS 21 /* a group of two million lines */

struct band {
    size_t low;
    size_t end; /* one past the last slot; >= low */
    /* Of a stretch that needs a table: */
    struct worth *best; /* best(i, low + k); one beyond the band too */
    size_t next_longer; /* the next line whose band ends later */
};

struct table {
    const struct alignment *alignment;
    size_t end;         /* one past the last line of the stretch at hand */
    struct band *bands; /* one a line */
};

static bool worth_is_better(struct worth a, struct worth b)
{
    return a.pairs != b.pairs ? a.pairs > b.pairs : a.minutes_off < b.minutes_off;
}

static bool worth_is_equal(struct worth a, struct worth b)
{
    return a.pairs == b.pairs && a.minutes_off == b.minutes_off;
}

static struct worth worth_add(struct worth sum, struct pair_worth pair)
{
    sum.pairs += (uint64_t)pair.is_paid << (2 * WORTH_BITS);
    sum.pairs += (uint64_t)pair.is_matched << WORTH_BITS;
    sum.pairs += 1;
    sum.minutes_off += pair.minutes_off;
    return sum;
}

/* best(line, slot) wherever it is kept. */
static struct worth best_at(const struct table *table, size_t line, size_t slot)
{
    while (line < table->end) {
        const struct band *band = &table->bands[line];
        if (slot < band->end)
            return band->best[slot < band->low ? 0 : slot - band->low];
        line = band->next_longer;
    }
    return (struct worth){0, 0};
}

static void bands_ascend(const struct table *table)
{
    const struct alignment *alignment = table->alignment;
    size_t end = 0, low = alignment->slot_count;

    for (size_t i = 0; i < alignment->line_count; i++) {
        const struct slot_range *range = &alignment->ranges[i];
        if (range->first_slot < range->end_slot && range->end_slot > end)
            end = range->end_slot;
        table->bands[i].end = end;
    }
    for (size_t i = alignment->line_count; i-- > 0;) {
        const struct slot_range *range = &alignment->ranges[i];
        if (range->first_slot < range->end_slot && range->first_slot < low)
            low = range->first_slot;
        table->bands[i].low = low < table->bands[i].end ? low : table->bands[i].end;
    }
}

static struct pair_worth pair_at(const struct alignment *alignment, size_t line, size_t slot)
{
    const struct slot_range *range = &alignment->ranges[line];

    if (slot < range->first_slot || slot >= range->end_slot)
        return (struct pair_worth){.is_possible = false};
    return alignment->worth(alignment->context, line, slot);
}

static void band_fill(const struct table *table, size_t line)
{
    struct band *band = &table->bands[line];
    struct worth after = best_at(table, line + 1, band->end); /* best(line, slot + 1) */

    band->best[0] = after; /* stands for all earlier slots where the band is empty */
    for (size_t slot = band->end; slot-- > band->low;) {
        struct worth best = best_at(table, line + 1, slot);
        if (worth_is_better(after, best))
            best = after;
        struct pair_worth pair = pair_at(table->alignment, line, slot);
        if (pair.is_possible) {
            struct worth paired = worth_add(best_at(table, line + 1, slot + 1), pair);
            best = worth_is_better(paired, best) ? paired : best;
        }
        band->best[slot - band->low] = best;
        after = best;
    }
}

/* The earliest slot from first_free on that keeps the best sum; or none. */
static size_t slot_of_line(const struct table *table, size_t line, size_t first_free)
{
    const struct slot_range *range = &table->alignment->ranges[line];
    struct worth goal = best_at(table, line, first_free);
    size_t slot = range->first_slot > first_free ? range->first_slot : first_free;

    for (; slot < range->end_slot; slot++) {
        struct pair_worth pair = pair_at(table->alignment, line, slot);
        if (pair.is_possible &&
            worth_is_equal(worth_add(best_at(table, line + 1, slot + 1), pair), goal))
            return slot;
    }
    return NO_SLOT_TAKEN;
}

static size_t next_longer(const struct table *table, size_t line)
{
    size_t next = line + 1;

    while (next < table->end && table->bands[next].end <= table->bands[line].end)
        next = table->bands[next].next_longer;
    return next;
}

/* Lines first..end - 1, whose bands are filled here, from the last line to the first. */
static void stretch_fill(struct arena *arena, const struct table *table, size_t first)
{
    for (size_t line = table->end; line-- > first;) {
        struct band *band = &table->bands[line];
        band->next_longer = next_longer(table, line);
        band->best = ARENA_ROOM(arena, struct worth, band->end - band->low + 1);
        band_fill(table, line);
    }
}

static void stretch_align(struct arena *arena, const struct table *table, size_t first,
                          size_t *taken_r)
{
    size_t first_free = table->bands[first].low;

    stretch_fill(arena, table, first);
    for (size_t line = first; line < table->end; line++) {
        taken_r[line] = slot_of_line(table, line, first_free);
        if (taken_r[line] != NO_SLOT_TAKEN)
            first_free = taken_r[line] + 1;
    }
}

/* Each line takes the slot of its turn, if as many slots as lines are there and all pay. */
static bool stretch_pays_in_turn(const struct table *table, size_t first, size_t *taken_r)
{
    size_t low = table->bands[first].low;

    if (table->bands[table->end - 1].end - low != table->end - first)
        return false;
    for (size_t line = first; line < table->end; line++) {
        size_t slot = low + (line - first);
        struct pair_worth pair = pair_at(table->alignment, line, slot);
        if (!pair.is_possible || !pair.is_paid)
            return false;
        taken_r[line] = slot;
    }
    return true;
}

/* One past the last line that shares slots with those before it. */
static size_t stretch_end(const struct table *table, size_t first)
{
    size_t end = first + 1;

    while (end < table->alignment->line_count && table->bands[end].low < table->bands[end - 1].end)
        end++;
    return end;
}

void alignment_find(struct arena *arena, const struct alignment *alignment, size_t *taken_r)
{
    size_t line_count = alignment->line_count;
    struct table table = {
        .alignment = alignment,
        .bands = ARENA_ROOM(arena, struct band, line_count),
    };

    assert(line_count < UINT64_C(1) << WORTH_BITS);
    bands_ascend(&table);
    for (size_t first = 0; first < line_count; first = table.end) {
        table.end = stretch_end(&table, first);
        if (!stretch_pays_in_turn(&table, first, taken_r))
            stretch_align(arena, &table, first, taken_r);
    }
}
