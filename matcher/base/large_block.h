/*
 * Blocks of memory too large for an obstack.  Those of megabytes are mappings, which
 * all arenas of the process share: what one gives back the next one takes, for to have
 * memory mapped again, page by page, costs ten times what it costs to make it
 * zero.
 */
#ifndef TALLYSTICK_BASE_LARGE_BLOCK_H
#define TALLYSTICK_BASE_LARGE_BLOCK_H

#include <stddef.h>

struct large_block {
    _Alignas(max_align_t) struct large_block *next, *previous; /* the owner's */
    size_t room;                                               /* bytes behind this header */
    size_t dirty; /* of them, from the beginning: all others are zero */
};

/* All of its bytes are zero.  NULL: there is no memory. */
struct large_block *large_block_new(size_t bytes);
struct large_block *large_block_room(size_t bytes); /* the same, but not zeroed */
/* Where it lies now, next and previous as they were; what is beyond old_bytes is zero.  NULL: there
 * is no memory. */
struct large_block *large_block_grow(struct large_block *block, size_t old_bytes, size_t bytes);
void large_block_free(struct large_block *block);

/* Mappings that no arena has go back to the machine. */
void large_blocks_trim(void);

#endif
