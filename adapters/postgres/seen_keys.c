/* A Bloom filter whose bits for a key lie in one word, so that adding is one step and of two
 * threads with the same key one at least is told. */
#include "adapters/postgres/seen_keys.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>

#define WORD_COUNT   ((size_t)1 << 21)
#define BITS_PER_KEY 4

struct seen_keys {
    _Atomic uint64_t words[WORD_COUNT]; /* 16 MiB */
};

/* Keys lie anywhere in it.  In small pages each would first be read, and then had for writing, by
 * way of the kernel. */
struct seen_keys *seen_keys_new(void)
{
    struct seen_keys *keys =
        mmap(NULL, sizeof(*keys), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    assert(keys != MAP_FAILED);
    madvise(keys, sizeof(*keys), MADV_HUGEPAGE); /* a wish */
    return keys;
}

void seen_keys_free(struct seen_keys *keys)
{
    if (keys != NULL)
        munmap(keys, sizeof(*keys));
}

static size_t word_of(uint64_t hash)
{
    return (size_t)hash & (WORD_COUNT - 1);
}

uint64_t seen_keys_hash(const struct seen_keys *keys, struct text order_no, struct text order_line)
{
    uint64_t hash = text_hash(order_line, text_hash(order_no, TEXT_HASH_SEED));
    __builtin_prefetch(&keys->words[word_of(hash)], 1);
    return hash;
}

bool seen_keys_add(struct seen_keys *keys, uint64_t hash)
{
    uint64_t bits = 0;

    for (int i = 0; i < BITS_PER_KEY; i++)
        bits |= UINT64_C(1) << (hash >> (40 + 6 * i) & 63);
    uint64_t before =
        atomic_fetch_or_explicit(&keys->words[word_of(hash)], bits, memory_order_relaxed);
    return (before & bits) == bits;
}
