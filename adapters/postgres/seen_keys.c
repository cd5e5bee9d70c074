/* A Bloom filter whose bits for a key lie in one word, so that adding is one step and of two
 * threads with the same key one at least is told. */
#include "adapters/postgres/seen_keys.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define WORD_COUNT   ((size_t)1 << 21)
#define BITS_PER_KEY 4

struct seen_keys {
    _Atomic uint64_t words[WORD_COUNT]; /* 16 MiB, of which a small load touches little */
};

struct seen_keys *seen_keys_new(void)
{
    struct seen_keys *keys = calloc(1, sizeof(*keys));

    assert(keys != NULL);
    return keys;
}

void seen_keys_free(struct seen_keys *keys)
{
    free(keys);
}

/* The text's hash leaves similar texts with similar high bits. */
static uint64_t mixed(uint64_t hash)
{
    hash = (hash ^ (hash >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    hash = (hash ^ (hash >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
    return hash ^ (hash >> 33);
}

bool seen_keys_add(struct seen_keys *keys, struct text order_no, struct text order_line)
{
    uint64_t hash = text_hash(order_no, TEXT_HASH_SEED);
    hash = text_hash(TEXT_LITERAL("\n"), hash);
    hash = mixed(text_hash(order_line, hash));
    uint64_t bits = 0;

    for (int i = 0; i < BITS_PER_KEY; i++)
        bits |= UINT64_C(1) << (hash >> (40 + 6 * i) & 63);
    uint64_t before =
        atomic_fetch_or_explicit(&keys->words[hash & (WORD_COUNT - 1)], bits, memory_order_relaxed);
    return (before & bits) == bits;
}
