/*
 * Seeded random numbers (splitmix64): the same seed and stream give the same
 * numbers on every machine.
 */
#ifndef TALLYSTICK_DEMO_RANDOM_H
#define TALLYSTICK_DEMO_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

/* Streams of one seed do not depend on each other. */
struct random random_stream(uint64_t seed, uint64_t stream);
/* low and high are both possible. */
int64_t random_between(struct random *random, int64_t low, int64_t high);
bool random_percent(struct random *random, int percent);
/* An index of `weights`, each as likely as its weight. */
int random_pick(struct random *random, int count, const int *weights);

#endif
