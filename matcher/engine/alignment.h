/*
 * The best pairing of lines with slots, both in order of time, without
 * crossings: matching.md, section 7.  Knows nothing of visits: a caller says
 * which pairs there can be and what each is worth.
 */
#ifndef TALLYSTICK_ENGINE_ALIGNMENT_H
#define TALLYSTICK_ENGINE_ALIGNMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "matcher/base/arena.h"

/* What one pair is worth; sums of these are compared in this order. */
struct pair_worth {
    bool is_possible;
    bool is_paid; /* matched or variance */
    bool is_matched;
    int64_t minutes_off; /* start difference + |delivered - planned|; less is better */
};

/* The slots that a line might take: first_slot <= slot < end_slot. Empty where
 * it can take none. */
struct slot_range {
    size_t first_slot;
    size_t end_slot;
};

#define NO_SLOT_TAKEN SIZE_MAX

struct alignment {
    size_t line_count;
    const struct slot_range *ranges; /* one a line */
    size_t slot_count;
    struct pair_worth (*worth)(void *context, size_t line, size_t slot);
    void *context;
};

/*
 * taken_r[line] becomes the slot of the line, or NO_SLOT_TAKEN.  Of all
 * alignments without crossings: most paid pairs, then most matched, then most
 * pairs, then fewest minutes off; then the first line is paired rather than
 * not, with the earliest slot it can have, then the second line, and so on.
 *
 * Time and space grow with the sum of the ranges' widths, after widening each
 * so that both ends ascend.
 */
void alignment_find(struct arena *arena, const struct alignment *alignment, size_t *taken_r);

#endif
