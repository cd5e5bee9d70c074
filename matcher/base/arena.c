/*
 * Small pieces come from an obstack, larger ones from malloc: an obstack counts bytes in int.  Huge
 * ones are mappings of their own: what the kernel hands out is zero already, so that room which is
 * never used is never touched; a growing array moves without a copy; and what is given back is
 * memory of the machine's again at once, whatever malloc thinks of later.  But an arena that is
 * emptied keeps them, if they are few, for what it is asked for next: to make memory zero again
 * costs a tenth of having it mapped again, page by page.
 */
#include "matcher/base/arena.h"

#include <assert.h>
#include <obstack.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define obstack_chunk_alloc alloc_chunk
#define obstack_chunk_free  free

#define CHUNK_BYTES       (64 * 1024 - 64)
#define LARGE_BYTES       ((size_t)256 * 1024)
#define HUGE_BYTES        ((size_t)4 * 1024 * 1024)
#define HUGE_STEP_BYTES   ((size_t)2 * 1024 * 1024)
#define KEPT_BYTES_MOST   ((size_t)24 * 1024 * 1024) /* of an empty arena */
#define FIRST_ARRAY_ITEMS 16

struct large_block {
    _Alignas(max_align_t) struct large_block *next;
    struct large_block *previous;
    size_t bytes; /* with this */
    size_t dirty; /* bytes with this, from its beginning, beyond which all are zero */
};

struct arena {
    struct obstack small;
    void *bottom;             /* freeing the obstack down to here empties it */
    struct large_block large; /* head of a ring */
    struct large_block *kept; /* huge ones, by next */
    size_t kept_bytes;
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
    arena->kept = NULL;
    arena->kept_bytes = 0;
    return arena;
}

static void large_free(struct large_block *block)
{
    if (block->bytes < HUGE_BYTES) {
        free(block);
        return;
    }
    int failed = munmap(block, block->bytes);
    assert(!failed);
}

static void free_large_blocks(struct arena *arena)
{
    struct large_block *block = arena->large.next;

    while (block != &arena->large) {
        struct large_block *next = block->next;
        large_free(block);
        block = next;
    }
    make_ring(arena);
}

static void free_kept_blocks(struct arena *arena)
{
    while (arena->kept != NULL) {
        struct large_block *next = arena->kept->next;
        large_free(arena->kept);
        arena->kept = next;
    }
    arena->kept_bytes = 0;
}

static size_t huge_bytes(const struct arena *arena)
{
    size_t bytes = 0;

    for (const struct large_block *block = arena->large.next; block != &arena->large;
         block = block->next)
        bytes += block->bytes >= HUGE_BYTES ? block->bytes : 0;
    return bytes;
}

/* Those that it was asked for last; what was kept and not asked for again goes.  Where it is much,
 * nothing is kept: it is the machine's memory that matters then. */
static void keep_huge_blocks(struct arena *arena)
{
    struct large_block *block = arena->large.next;

    free_kept_blocks(arena);
    if (huge_bytes(arena) > KEPT_BYTES_MOST)
        return;
    while (block != &arena->large) {
        struct large_block *next = block->next;
        if (block->bytes >= HUGE_BYTES) {
            block->next->previous = block->previous;
            block->previous->next = block->next;
            block->next = arena->kept;
            arena->kept = block;
            arena->kept_bytes += block->bytes;
        }
        block = next;
    }
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    free_large_blocks(arena);
    free_kept_blocks(arena);
    obstack_free(&arena->small, NULL);
    free(arena);
}

void arena_empty(struct arena *arena)
{
    keep_huge_blocks(arena);
    free_large_blocks(arena);
    obstack_free(&arena->small, arena->bottom);
    arena->bottom = obstack_alloc(&arena->small, 0);
}

static void *huge_map(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        return NULL;
    madvise(memory, bytes, MADV_HUGEPAGE); /* a wish: where it is not granted, pages are small */
    return memory;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* A kept one that is large enough and not much too large, as it was left; NULL: there is none. */
static struct large_block *take_kept(struct arena *arena, size_t whole)
{
    struct large_block **place = &arena->kept;

    while (*place != NULL && ((*place)->bytes < whole || (*place)->bytes > 2 * whole))
        place = &(*place)->next;
    struct large_block *block = *place;
    if (block != NULL) {
        *place = block->next;
        arena->kept_bytes -= block->bytes;
        memset(block + 1, 0, least(block->dirty, whole) - sizeof(*block));
    }
    return block;
}

static struct large_block *huge_alloc(struct arena *arena, size_t whole)
{
    size_t mapped = (whole + HUGE_STEP_BYTES - 1) / HUGE_STEP_BYTES * HUGE_STEP_BYTES;
    struct large_block *block = take_kept(arena, whole);

    if (block == NULL) {
        block = huge_map(mapped);
        if (block != NULL)
            *block = (struct large_block){.bytes = mapped, .dirty = sizeof(*block)};
    }
    return block;
}

static void *large_alloc(struct arena *arena, size_t bytes)
{
    size_t whole = sizeof(struct large_block) + bytes;
    bool is_huge = whole >= HUGE_BYTES;
    struct large_block *block = is_huge ? huge_alloc(arena, whole) : calloc(1, whole);

    if (block == NULL)
        out_of_memory();
    if (!is_huge)
        block->bytes = whole;
    if (block->dirty < whole)
        block->dirty = whole;
    block->next = arena->large.next;
    block->previous = &arena->large;
    block->next->previous = block;
    arena->large.next = block;
    return block + 1;
}

/* Where it lies now. */
static struct large_block *huge_move(struct large_block *block, size_t whole)
{
    size_t mapped = (whole + HUGE_STEP_BYTES - 1) / HUGE_STEP_BYTES * HUGE_STEP_BYTES;

    block = mremap(block, block->bytes, mapped, MREMAP_MAYMOVE);
    if (block == MAP_FAILED)
        out_of_memory();
    block->bytes = mapped;
    block->previous->next = block;
    block->next->previous = block;
    return block;
}

/* What is new is zero. */
static void *huge_grow(struct large_block *block, size_t old_bytes, size_t bytes)
{
    size_t whole = sizeof(*block) + bytes, old_whole = sizeof(*block) + old_bytes;

    if (whole > block->bytes)
        block = huge_move(block, whole);
    if (old_whole < least(block->dirty, whole))
        memset((char *)block + old_whole, 0, least(block->dirty, whole) - old_whole);
    if (block->dirty < whole)
        block->dirty = whole;
    return block + 1;
}

static void *large_grow(struct arena *arena, void *memory, size_t old_bytes, size_t bytes)
{
    struct large_block *block = (struct large_block *)memory - 1;

    if (block->bytes >= HUGE_BYTES)
        return huge_grow(block, old_bytes, bytes);
    void *grown = large_alloc(arena, bytes);
    memcpy(grown, memory, old_bytes);
    block->previous->next = block->next;
    block->next->previous = block->previous;
    free(block);
    return grown;
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
    return count >= LARGE_BYTES ? large_alloc(arena, bytes_of(count, 1))
                                : obstack_alloc(&arena->small, (int)count);
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    size_t bytes = bytes_of(count, size);
    void *memory = arena_bytes(arena, bytes);

    return bytes >= LARGE_BYTES ? memory : memset(memory, 0, bytes);
}

void arena_give_back(struct arena *arena, void *last, size_t bytes, size_t used)
{
    size_t mask = (size_t)obstack_alignment_mask(&arena->small);
    size_t kept = (used + mask) & ~mask;

    assert(used <= bytes);
    if (bytes >= LARGE_BYTES)
        return; /* its rest was never touched */
    assert((char *)last + bytes <= (char *)obstack_base(&arena->small));
    if (kept < bytes)
        obstack_free(&arena->small, (char *)last + kept);
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
        return large_grow(arena, items, old_bytes, bytes_of(new_room, size));
    void *grown = arena_alloc(arena, new_room, size);
    if (old_bytes > 0)
        memcpy(grown, items, old_bytes);
    return grown;
}
