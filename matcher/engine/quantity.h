/*
 * Basis period and unit: running totals against a commissioned quantity.
 * matching.md, section 8, and "same service again" in section 9.
 */
#ifndef TALLYSTICK_ENGINE_QUANTITY_H
#define TALLYSTICK_ENGINE_QUANTITY_H

#include "matcher/engine/group.h"

/* A group's running totals, and the services without slots that are paid. */
struct tally;

/* With what was paid before, and what a person decided to pay tonight. */
struct tally *tally_open(struct workbench *bench, struct group *group);

/* The group's lines come in order of delivered start.  Ends a line of basis period or unit, and
 * one for which no order line is valid on the day (no_slot); true: it was set against a total,
 * and is to be added to it by tally_add(), which does so if it is still to be paid. */
bool tally_judge(struct tally *tally, struct open_line *open);
void tally_add(struct tally *tally, const struct open_line *open);

/* First day of the period of `order` that `day` lies in: Monday, a fourth week from
 * valid_from, the first of the month; for total and basis unit valid_from. */
day_t period_first_day(const struct order_line *order, day_t day);
/* Its last day, whatever the order's validity cuts off; for total and basis unit valid_to. */
day_t period_last_day(const struct order_line *order, day_t first);
/* Whether an order line's quantity is for its whole validity, whatever its versions say of when
 * that begins: total and basis unit. */
bool order_has_one_period(const struct order_line *order);

/* "Same service again", of lines of one provider, client and service. */
bool service_is_same(const struct bill_line *a, const struct bill_line *b);

/* For explain.h, when the night is over: the running total that a line of the group met. */
int64_t quantity_total_before_e4(struct workbench *bench, struct group *group,
                                 const struct order_line *order, day_t period_first,
                                 const struct open_line *open);

#endif
