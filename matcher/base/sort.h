/* qsort() for what mostly stands in order already: it looks first, and then has nothing to do. */
#ifndef TALLYSTICK_BASE_SORT_H
#define TALLYSTICK_BASE_SORT_H

#include <stddef.h>

/* `compare` as for qsort(). */
void sort_items(void *items, size_t count, size_t size, int (*compare)(const void *, const void *));

#endif
