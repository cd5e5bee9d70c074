/*
 * Periods delivered below what was commissioned.  matching.md, section 8.
 */
#ifndef TALLYSTICK_ENGINE_UNDER_DELIVERY_H
#define TALLYSTICK_ENGINE_UNDER_DELIVERY_H

#include "matcher/base/arena.h"
#include "matcher/engine/rules.h"
#include "matcher/engine/terms_lookup.h"
#include "matcher/record/order_line.h"

/* A period of an order line of basis period or unit, whole, even where the order is valid for a
 * part of it only. */
struct due_period {
    const struct order_line *order;
    day_t first;
    day_t last;
    int64_t delivered_e4; /* running total of the lines that stand paid; filled by the store */
    bool is_reported;     /* earlier; likewise */
};

struct due_periods {
    struct arena *arena;
    size_t count, room;
    struct due_period *items;
};

/*
 * Adds the periods of an active order line that are due on the rules' business
 * date: that ended more than missed_after days before, and did not begin before
 * go_live.  since: the business date of the run before, on which those that were
 * due then were looked at; DAY_NOT_GIVEN: all of them are.  `terms`: of the
 * order's provider.
 */
void due_periods_add(struct due_periods *periods, const struct rules *rules,
                     struct terms_lookup *terms, const struct order_line *order, day_t since);

/* Whether it was delivered below its quantity by more than the terms of its last day allow. */
bool period_is_short(struct terms_lookup *terms, const struct due_period *period);

#endif
