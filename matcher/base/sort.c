#include "matcher/base/sort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_in_order(const char *items, size_t count, size_t size,
                        int (*compare)(const void *, const void *))
{
    for (size_t i = 1; i < count; i++)
        if (compare(items + (i - 1) * size, items + i * size) > 0)
            return false;
    return true;
}

void sort_items(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    if (!is_in_order(items, count, size, compare))
        qsort(items, count, size, compare);
}

/* One past the ascending stretch that begins at `first`. */
static size_t ascent_end(const struct sort_key *keys, size_t first, size_t count)
{
    size_t end = first + 1;

    while (end < count && keys[end - 1].value <= keys[end].value)
        end++;
    return end < count ? end : count;
}

/* Without a branch on which comes first, which cannot be foreseen. */
static void merge(const struct sort_key *left, const struct sort_key *left_end,
                  const struct sort_key *right, const struct sort_key *right_end,
                  struct sort_key *to)
{
    while (left < left_end && right < right_end) {
        bool is_right = right->value < left->value;
        *to++ = is_right ? *right : *left;
        right += is_right;
        left += !is_right;
    }
    memcpy(to, left, (size_t)(left_end - left) * sizeof(*to));
    memcpy(to + (left_end - left), right, (size_t)(right_end - right) * sizeof(*to));
}

void sort_keys(struct sort_key *keys, struct sort_key *room, size_t count)
{
    while (ascent_end(keys, 0, count) < count) {
        for (size_t first = 0, middle, end; first < count; first = end) {
            middle = ascent_end(keys, first, count);
            end = ascent_end(keys, middle, count);
            merge(keys + first, keys + middle, keys + middle, keys + end, room + first);
        }
        memcpy(keys, room, count * sizeof(*keys));
    }
}
