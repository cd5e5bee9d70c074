/*
 * Basis period and unit: running totals against a commissioned quantity.
 * matching.md, section 8, and "same service again" in section 9.
 */
#ifndef TALLYSTICK_ENGINE_QUANTITY_H
#define TALLYSTICK_ENGINE_QUANTITY_H

#include "matcher/engine/group.h"

/* Ends the group's open lines of basis period and unit, and those for which no
 * order line is valid on the day (no_slot). */
void quantities_count(struct workbench *bench, struct group *group);

/* First day of the period of `order` that `day` lies in: Monday, a fourth week from
 * valid_from, the first of the month; for total and basis unit valid_from. */
day_t period_first_day(const struct order_line *order, day_t day);
/* Its last day, whatever the order's validity cuts off; for total and basis unit valid_to. */
day_t period_last_day(const struct order_line *order, day_t first);

/* "Same service again", of lines of one provider, client and service. */
bool service_is_same(const struct bill_line *a, const struct bill_line *b);

/* For explain.h, when the night is over: the running total that a line of the group met. */
int64_t quantity_total_before_e4(struct workbench *bench, struct group *group,
                                 const struct order_line *order, day_t period_first,
                                 const struct open_line *open);

#endif
