/*
 * Random small worlds: one provider, up to three clients, two nights.  The
 * same seed always gives the same world.
 */
#ifndef TALLYSTICK_TESTS_WORLDS_H
#define TALLYSTICK_TESTS_WORLDS_H

#include "matcher/engine/match.h"

#define WORLD_MAX 64 /* of anything */

struct world {
    struct arena *arena;
    uint64_t random;
    day_t first_day;
    int days;
    bool is_dense; /* one client, one service, one day: many lines for many slots */
    bool is_tight; /* one client with a purse, and many small differences */
    struct rules rules;
    struct terms terms;
    struct provider provider;
    struct match_input input;
    struct bill_line lines[WORLD_MAX];
    struct carried carried[WORLD_MAX];
    struct past_line past[WORLD_MAX];
    struct order_line orders[WORLD_MAX];
    struct evidence evidence[WORLD_MAX];
    struct rate_entry rates[WORLD_MAX];
    struct spent_line spent[WORLD_MAX];
    struct terms_block blocks[WORLD_MAX];
    struct suspension suspensions[WORLD_MAX];
    struct service_rule services[2];
    int64_t last_line_id;
};

/* The first night: lines are self-billed until world_bill(). */
void world_make(struct world *world_r, struct arena *arena, uint64_t seed);

/* Gives tonight's new lines amounts near the prices that verdicts expect, and adds
 * repeats of some of them. */
void world_bill(struct world *world, const struct verdict *verdicts);

/* The next night: paid lines become past ones, held lines are carried, some decided; new lines,
 * evidence, orders and credits come in. */
void world_next_night(struct world *world, const struct verdict *verdicts);

/* The same input in another order. */
void world_shuffle(struct world *world);

unsigned world_below(struct world *world, unsigned limit); /* a random number */

#endif
