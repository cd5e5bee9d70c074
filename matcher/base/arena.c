/*
 * Small pieces come from an obstack, larger ones (large_block.h) one by one: an obstack counts
 * bytes in int.
 */
#include "matcher/base/arena.h"

#include <assert.h>
#include <obstack.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "matcher/base/large_block.h"

#define obstack_chunk_alloc alloc_chunk
#define obstack_chunk_free  free

#define CHUNK_BYTES       (64 * 1024 - 64)
#define LARGE_BYTES       ((size_t)16 * 1024) /* more would leave much of a chunk empty */
#define FIRST_ARRAY_ITEMS 16

struct arena {
    struct obstack small;
    void *bottom;             /* freeing the obstack down to here empties it */
    struct large_block large; /* head of a ring */
};

static _Noreturn void out_of_memory(void)
{
    fputs("tallystick: out of memory\n", stderr);
    abort();
}

/* Never NULL: what obstack calls then is one variable for all threads. */
static void *alloc_chunk(size_t bytes)
{
    void *chunk = malloc(bytes);

    if (chunk == NULL)
        out_of_memory();
    return chunk;
}

static void make_ring(struct arena *arena)
{
    arena->large.next = &arena->large;
    arena->large.previous = &arena->large;
}

struct arena *arena_new(void)
{
    struct arena *arena = malloc(sizeof(*arena));

    if (arena == NULL)
        out_of_memory();
    obstack_begin(&arena->small, CHUNK_BYTES);
    arena->bottom = obstack_alloc(&arena->small, 0);
    make_ring(arena);
    return arena;
}

static void free_large_blocks(struct arena *arena)
{
    struct large_block *block = arena->large.next;

    while (block != &arena->large) {
        struct large_block *next = block->next;
        large_block_free(block);
        block = next;
    }
    make_ring(arena);
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    free_large_blocks(arena);
    obstack_free(&arena->small, NULL);
    free(arena);
}

void arena_empty(struct arena *arena)
{
    free_large_blocks(arena);
    obstack_free(&arena->small, arena->bottom);
    arena->bottom = obstack_alloc(&arena->small, 0);
}

/* Puts it into the ring. */
static void *large_take(struct arena *arena, struct large_block *block)
{
    if (block == NULL)
        out_of_memory();
    block->next = arena->large.next;
    block->previous = &arena->large;
    block->next->previous = block;
    arena->large.next = block;
    return block + 1;
}

static void *large_grow(void *memory, size_t old_bytes, size_t bytes)
{
    struct large_block *block =
        large_block_grow((struct large_block *)memory - 1, old_bytes, bytes);

    if (block == NULL)
        out_of_memory();
    block->previous->next = block;
    block->next->previous = block;
    return block + 1;
}

static size_t bytes_of(size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX - LARGE_BYTES)
        out_of_memory();
    return bytes;
}

char *arena_bytes(struct arena *arena, size_t count)
{
    return arena_room(arena, count, 1);
}

void *arena_room(struct arena *arena, size_t count, size_t size)
{
    size_t bytes = bytes_of(count, size);

    return bytes >= LARGE_BYTES ? large_take(arena, large_block_room(bytes))
                                : obstack_alloc(&arena->small, (int)bytes);
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    size_t bytes = bytes_of(count, size);

    return bytes >= LARGE_BYTES ? large_take(arena, large_block_new(bytes))
                                : memset(obstack_alloc(&arena->small, (int)bytes), 0, bytes);
}

struct text arena_text(struct arena *arena, struct text t)
{
    char *copy = arena_bytes(arena, t.length + 1);

    if (t.length > 0)
        memcpy(copy, t.bytes, t.length);
    copy[t.length] = '\0';
    return (struct text){copy, t.length};
}

/* Most fit, and are then printed once. */
#define PRINTED_BYTES 256

char *arena_printf(struct arena *arena, const char *format, ...)
{
    char printed[PRINTED_BYTES];
    va_list arguments, again;

    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(printed, sizeof(printed), format, arguments);
    va_end(arguments);
    assert(length >= 0);
    char *string = arena_bytes(arena, (size_t)length + 1);
    if ((size_t)length < sizeof(printed))
        memcpy(string, printed, (size_t)length + 1);
    else
        vsnprintf(string, (size_t)length + 1, format, again);
    va_end(again);
    return string;
}

void *arena_grow(struct arena *arena, void *items, size_t *room, size_t wanted, size_t size)
{
    if (wanted <= *room)
        return items;
    size_t old_bytes = *room * size;
    size_t new_room = *room < FIRST_ARRAY_ITEMS / 2 ? FIRST_ARRAY_ITEMS : *room * 2;
    if (new_room < wanted)
        new_room = wanted;
    *room = new_room;
    if (old_bytes >= LARGE_BYTES)
        return large_grow(items, old_bytes, bytes_of(new_room, size));
    void *grown = arena_alloc(arena, new_room, size);
    if (old_bytes > 0)
        memcpy(grown, items, old_bytes);
    return grown;
}
