#include "ops/demo_council/random.h"

#include <assert.h>

static uint64_t next(struct random *random)
{
    uint64_t z = random->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

struct random random_stream(uint64_t seed, uint64_t stream)
{
    struct random random = {.state = seed};
    random.state = next(&random) ^ (stream * 0xD1B54A32D192ED03u);
    return random;
}

/* The ranges here are small against 2^64: the bias of a remainder is nothing. */
int64_t random_between(struct random *random, int64_t low, int64_t high)
{
    assert(low <= high);
    return low + (int64_t)(next(random) % (uint64_t)(high - low + 1));
}

bool random_percent(struct random *random, int percent)
{
    return random_between(random, 1, 100) <= percent;
}

int random_pick(struct random *random, int count, const int *weights)
{
    int64_t sum = 0;
    for (int i = 0; i < count; i++)
        sum += weights[i];
    int64_t at = random_between(random, 0, sum - 1);
    int picked = 0;
    while (at >= weights[picked])
        at -= weights[picked++];
    return picked;
}
