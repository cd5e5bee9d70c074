/*
 * Texts as numbers 0, 1, 2.. in the order in which they first come: equal ones
 * have the same number, so that what belongs together is found by counting
 * instead of sorting.  A text is a pair, such as client and service; the second
 * may be empty.
 */
#ifndef TALLYSTICK_ENGINE_NUMBERING_H
#define TALLYSTICK_ENGINE_NUMBERING_H

#include <stdint.h>

#include "matcher/base/arena.h"

#define NUMBER_NONE UINT32_MAX

struct text_pair {
    struct text first;
    struct text second;
};

struct numbering {
    struct arena *arena;
    size_t count, room;
    struct text_pair *pairs; /* by number; their bytes are the caller's */
    uint32_t last;           /* given or found last: the same often comes again */
    size_t place_count;      /* a power of two, or 0 */
    uint32_t *places;        /* by hash: 1 + number; 0: free */
};

struct numbering *numbering_new(struct arena *arena);

/* The number of a pair, a new one the first time. */
uint32_t numbering_give(struct numbering *numbering, struct text first, struct text second);

/* The number that a pair was given, or NUMBER_NONE. */
uint32_t numbering_find(struct numbering *numbering, struct text first, struct text second);

/*
 * Puts items together by number, keeping their order: place_r[i] becomes the
 * place of item i.  Those of number n get the places starts[n] up to
 * starts[n + 1]; numbers are below number_count, or NUMBER_NONE, which come last.
 */
const size_t *numbers_gather(struct arena *arena, size_t count, const uint32_t *numbers,
                             size_t number_count, size_t *place_r);

#endif
