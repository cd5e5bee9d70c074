/*
 * Mappings that were given back wait in a pool.  Together with those in use they are never more
 * than were in use at some time since the last trim: the pool does not raise the most memory that a
 * night takes.
 */
#include "matcher/base/large_block.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define HUGE_BYTES      ((size_t)4 * 1024 * 1024) /* blocks from this on are mappings */
#define HUGE_STEP_BYTES ((size_t)2 * 1024 * 1024)

static struct {
    pthread_mutex_t lock;
    struct large_block *first; /* by next */
    size_t pooled, used, used_most;
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t whole_bytes(const struct large_block *block)
{
    return sizeof(*block) + block->room;
}

static bool is_huge(const struct large_block *block)
{
    return whole_bytes(block) >= HUGE_BYTES;
}

static size_t mapped_bytes(size_t whole)
{
    return (whole + HUGE_STEP_BYTES - 1) / HUGE_STEP_BYTES * HUGE_STEP_BYTES;
}

/* What the kernel hands out is zero already, so that room which is never used is never touched. */
static struct large_block *block_map(size_t mapped)
{
    struct large_block *block =
        mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (block == MAP_FAILED)
        return NULL;
    madvise(block, mapped, MADV_HUGEPAGE); /* a wish: where it is not granted, pages are small */
    block->room = mapped - sizeof(*block);
    return block;
}

static void block_unmap(struct large_block *block)
{
    int failed = munmap(block, whole_bytes(block));
    assert(!failed);
}

/* --- the pool, under its lock ------------------------------------------------- */

static struct large_block *pool_remove(struct large_block **place)
{
    struct large_block *block = *place;

    *place = block->next;
    pool.pooled -= whole_bytes(block);
    return block;
}

static void pool_use(size_t bytes)
{
    pool.used += bytes;
    if (pool.used > pool.used_most)
        pool.used_most = pool.used;
}

static void pool_shrink(size_t most)
{
    while (pool.first != NULL && pool.used + pool.pooled > most)
        block_unmap(pool_remove(&pool.first));
}

/* The smallest that is large enough and not much too large; NULL: there is none. */
static struct large_block *pool_take(size_t whole)
{
    struct large_block **best = NULL;

    for (struct large_block **place = &pool.first; *place != NULL; place = &(*place)->next) {
        size_t bytes = whole_bytes(*place);
        if (bytes >= whole && bytes <= 2 * whole && (best == NULL || bytes < whole_bytes(*best)))
            best = place;
    }
    if (best == NULL)
        return NULL;
    struct large_block *block = pool_remove(best);
    pool_use(whole_bytes(block));
    return block;
}

static struct large_block *huge_take(size_t whole)
{
    pthread_mutex_lock(&pool.lock);
    struct large_block *block = pool_take(whole);
    if (block == NULL) {
        pool_use(mapped_bytes(whole));
        pool_shrink(pool.used_most);
    }
    pthread_mutex_unlock(&pool.lock);
    return block;
}

static void huge_give_back(struct large_block *block)
{
    pthread_mutex_lock(&pool.lock);
    pool.used -= whole_bytes(block);
    pool.pooled += whole_bytes(block);
    block->next = pool.first;
    pool.first = block;
    pthread_mutex_unlock(&pool.lock);
}

void large_blocks_trim(void)
{
    pthread_mutex_lock(&pool.lock);
    pool_shrink(0);
    pool.used_most = pool.used;
    pthread_mutex_unlock(&pool.lock);
}

/* --- blocks ---------------------------------------------------------------------- */

static struct large_block *huge_new(size_t whole, bool is_zeroed)
{
    struct large_block *block = huge_take(whole);

    if (block == NULL)
        return block_map(mapped_bytes(whole));
    if (is_zeroed)
        memset(block + 1, 0, least(block->dirty, whole - sizeof(*block)));
    return block;
}

static struct large_block *heap_new(size_t whole, bool is_zeroed)
{
    struct large_block *block = is_zeroed ? calloc(1, whole) : malloc(whole);

    if (block != NULL)
        *block = (struct large_block){.room = whole - sizeof(*block)};
    return block;
}

static struct large_block *block_new(size_t bytes, bool is_zeroed)
{
    size_t whole = sizeof(struct large_block) + bytes;
    struct large_block *block =
        whole >= HUGE_BYTES ? huge_new(whole, is_zeroed) : heap_new(whole, is_zeroed);

    if (block != NULL && block->dirty < bytes)
        block->dirty = bytes;
    return block;
}

struct large_block *large_block_new(size_t bytes)
{
    return block_new(bytes, true);
}

struct large_block *large_block_room(size_t bytes)
{
    return block_new(bytes, false);
}

/* A mapping moves without a copy. */
static struct large_block *huge_move(struct large_block *block, size_t whole)
{
    size_t mapped = mapped_bytes(whole), more = mapped - whole_bytes(block);

    pthread_mutex_lock(&pool.lock);
    pool_use(more);
    pool_shrink(pool.used_most);
    pthread_mutex_unlock(&pool.lock);
    block = mremap(block, whole_bytes(block), mapped, MREMAP_MAYMOVE);
    if (block == MAP_FAILED)
        return NULL;
    block->room = mapped - sizeof(*block);
    return block;
}

static struct large_block *huge_grow(struct large_block *block, size_t old_bytes, size_t bytes)
{
    if (bytes > block->room)
        block = huge_move(block, sizeof(*block) + bytes);
    if (block == NULL)
        return NULL;
    if (old_bytes < least(block->dirty, bytes))
        memset((char *)(block + 1) + old_bytes, 0, least(block->dirty, bytes) - old_bytes);
    if (block->dirty < bytes)
        block->dirty = bytes;
    return block;
}

struct large_block *large_block_grow(struct large_block *block, size_t old_bytes, size_t bytes)
{
    if (is_huge(block))
        return huge_grow(block, old_bytes, bytes);
    struct large_block *grown = large_block_new(bytes);
    if (grown == NULL)
        return NULL;
    memcpy(grown + 1, block + 1, old_bytes);
    grown->next = block->next;
    grown->previous = block->previous;
    free(block);
    return grown;
}

void large_block_free(struct large_block *block)
{
    if (is_huge(block))
        huge_give_back(block);
    else
        free(block);
}
