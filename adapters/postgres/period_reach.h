/*
 * The periods of orders without slots that a night's lines may fall into: what was paid in the
 * others bears on none of them, and an order of years has hundreds.
 */
#ifndef TALLYSTICK_POSTGRES_PERIOD_REACH_H
#define TALLYSTICK_POSTGRES_PERIOD_REACH_H

#include <stddef.h>
#include <stdint.h>

#include "adapters/postgres/reach.h"
#include "matcher/base/civil.h"
#include "matcher/record/order_line.h"

/* An order line, and from when to when a period of it begins that a line may fall into. */
struct period_reach {
    int64_t order_key;
    day_t from, to;
};

struct period_reaches {
    struct arena *arena;
    size_t count, room;
    struct period_reach *items;
};

/* Of orders with keys below `until`; packages, by client and service, as reaches_join() left them.
 */
struct period_reaches period_reaches_find(struct arena *arena, size_t order_count,
                                          const struct order_line *orders, int64_t until,
                                          const struct reaches *packages);

/* Columns for unnest(), row by row. */
struct db_value period_reaches_order_keys(const struct period_reaches *periods);
struct db_value period_reaches_from(const struct period_reaches *periods);
struct db_value period_reaches_to(const struct period_reaches *periods);

#endif
