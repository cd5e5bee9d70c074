/*
 * Memory by lifetime: everything taken from an arena goes at once, when the
 * arena is emptied or freed; nothing is freed one by one.  Running out of
 * memory ends the program (a night that is killed reruns).
 */
#ifndef TALLYSTICK_BASE_ARENA_H
#define TALLYSTICK_BASE_ARENA_H

#include <stddef.h>

#include "matcher/base/text.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);  /* NULL is allowed */
void arena_empty(struct arena *arena); /* keeps the arena, drops what it held */

/* Zeroed, aligned for any type; count * size is checked for overflow. */
void *arena_alloc(struct arena *arena, size_t count, size_t size);
#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), (count), sizeof(type)))

/* Not zeroed: for what is written over at once. */
char *arena_bytes(struct arena *arena, size_t count);
void *arena_room(struct arena *arena, size_t count, size_t size); /* as arena_alloc() */
#define ARENA_ROOM(arena, type, count) ((type *)arena_room((arena), (count), sizeof(type)))

struct text arena_text(struct arena *arena, struct text t); /* a copy, NUL after it */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * A growing array inside an arena: returns where the array now lies, with room
 * for at least `wanted` items, the new ones zeroed.  It may move (the old place
 * is then gone), so a pointer into it is good until the next push.
 *
 *     struct bill_line *lines = NULL; size_t count = 0, room = 0;
 *     lines = arena_grow(arena, lines, &room, count + 1, sizeof(*lines));
 *     lines[count++] = line;
 */
void *arena_grow(struct arena *arena, void *items, size_t *room, size_t wanted, size_t size);

#endif
