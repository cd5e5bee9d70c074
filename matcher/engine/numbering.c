#include "matcher/engine/numbering.h"

#include <assert.h>
#include <stdbool.h>

#define FIRST_PLACES 256

struct numbering *numbering_new(struct arena *arena)
{
    struct numbering *numbering = ARENA_NEW(arena, struct numbering);

    numbering->arena = arena;
    return numbering;
}

static bool is_pair(const struct numbering *numbering, size_t number, struct text first,
                    struct text second)
{
    const struct text_pair *pair = &numbering->pairs[number];
    return text_equal(pair->first, first) && text_equal(pair->second, second);
}

/* Where the pair stands, or the free place for it. */
static uint32_t *place_of(const struct numbering *numbering, struct text first, struct text second)
{
    uint64_t hash = text_hash(second, text_hash(first, TEXT_HASH_SEED));
    size_t at = (size_t)(hash ^ hash >> 32) & (numbering->place_count - 1);

    while (numbering->places[at] != 0 &&
           !is_pair(numbering, numbering->places[at] - 1, first, second))
        at = (at + 1) & (numbering->place_count - 1);
    return &numbering->places[at];
}

static void places_double(struct numbering *numbering)
{
    numbering->place_count =
        numbering->place_count == 0 ? FIRST_PLACES : 2 * numbering->place_count;
    numbering->places = ARENA_ARRAY(numbering->arena, uint32_t, numbering->place_count);
    for (size_t i = 0; i < numbering->count; i++)
        *place_of(numbering, numbering->pairs[i].first, numbering->pairs[i].second) =
            (uint32_t)i + 1;
}

uint32_t numbering_find(struct numbering *numbering, struct text first, struct text second)
{
    if (numbering->count == 0)
        return NUMBER_NONE;
    if (is_pair(numbering, numbering->last, first, second))
        return numbering->last;
    uint32_t place = *place_of(numbering, first, second);
    if (place == 0)
        return NUMBER_NONE;
    numbering->last = place - 1;
    return numbering->last;
}

static uint32_t pair_add(struct numbering *numbering, struct text first, struct text second)
{
    assert(numbering->count < NUMBER_NONE - 1);
    if (2 * (numbering->count + 1) > numbering->place_count)
        places_double(numbering);
    numbering->pairs = arena_grow(numbering->arena, numbering->pairs, &numbering->room,
                                  numbering->count + 1, sizeof(*numbering->pairs));
    numbering->last = (uint32_t)numbering->count;
    numbering->pairs[numbering->count++] = (struct text_pair){first, second};
    *place_of(numbering, first, second) = (uint32_t)numbering->count;
    return numbering->last;
}

uint32_t numbering_give(struct numbering *numbering, struct text first, struct text second)
{
    uint32_t number = numbering_find(numbering, first, second);
    return number == NUMBER_NONE ? pair_add(numbering, first, second) : number;
}

/* One past the last item of the run of one number that begins at `first`. */
static size_t run_end(const uint32_t *numbers, size_t first, size_t count)
{
    size_t end = first + 1;

    while (end < count && numbers[end] == numbers[first])
        end++;
    return end;
}

/* Items mostly come in runs of one number, which are counted and placed as one. */
const size_t *numbers_gather(struct arena *arena, size_t count, const uint32_t *numbers,
                             size_t number_count, size_t *place_r)
{
    size_t *starts = ARENA_ARRAY(arena, size_t, number_count + 3);
    size_t *next = starts + 1; /* place of the next item of a number; in the end starts[n + 1] */

    for (size_t first = 0, end; first < count; first = end) {
        end = run_end(numbers, first, count);
        next[1 + (numbers[first] == NUMBER_NONE ? number_count : numbers[first])] += end - first;
    }
    for (size_t n = 0; n < number_count; n++)
        next[n + 1] += next[n];
    for (size_t i = 0, end; i < count;) {
        size_t *place = &next[numbers[i] == NUMBER_NONE ? number_count : numbers[i]];
        for (end = run_end(numbers, i, count); i < end; i++)
            place_r[i] = (*place)++;
    }
    return starts;
}
