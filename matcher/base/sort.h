/* Sorting what mostly stands in order already, or in stretches that do. */
#ifndef TALLYSTICK_BASE_SORT_H
#define TALLYSTICK_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* qsort(), but it looks first whether there is anything to do. */
void sort_items(void *items, size_t count, size_t size, int (*compare)(const void *, const void *));

/* A number to sort by, and which item it is of. */
struct sort_key {
    int64_t value;
    size_t item;
};

/* By value; equal ones keep their order.  `room` is for as many.  Several times faster than
 * qsort(): no call for each comparison, and it begins with the ascending stretches that are there.
 */
void sort_keys(struct sort_key *keys, struct sort_key *room, size_t count);

#endif
