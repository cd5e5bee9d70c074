/*
 * Where a bill line is judged against an order line: its checks, their zones,
 * and the verdict that follows.  matching.md, sections 3 to 6.
 */
#ifndef TALLYSTICK_ENGINE_JUDGE_H
#define TALLYSTICK_ENGINE_JUDGE_H

#include "matcher/engine/group.h"
#include "matcher/engine/pricing.h"

/* The day whose terms judge a line against an order line: a visit's planned one, else the delivered
 * one, as of a credit (NULL). */
day_t judge_day(const struct workbench *bench, const struct open_line *open,
                const struct order_line *order);

/*
 * Each writes the line's verdict, over any draft that is there (open_line_drop_draft); the line
 * does not become final.
 */

/* Against one visit: every slot of an order line gives the same verdict.  A draft has no checks. */
void judge_visit(const struct workbench *bench, struct open_line *open, const struct slot *slot);
void judge_visit_draft(const struct workbench *bench, struct open_line *open,
                       const struct slot *slot);

/* Whether the verdict, once it is no draft, has its checks: what is matched, only to be explained.
 */
bool judge_keeps_checks(const struct workbench *bench, const struct verdict *verdict);

/* Against a period order line, of whose quantity total_before_e4 (minutes) is used up. */
void judge_period(const struct workbench *bench, struct open_line *open,
                  const struct order_line *order, int64_t total_before_e4);

/* Against a unit order line, of whose quantity total_before_e4 units are used up. */
void judge_unit(const struct workbench *bench, struct open_line *open,
                const struct order_line *order, int64_t total_before_e4);

/* A credit, by itself: arithmetic and vat, on absolute values. */
void judge_credit(const struct workbench *bench, struct open_line *open);

/* VAT paid with payable_pence: the billed VAT if that is the billed net, else the rate of it. */
int64_t judge_payable_vat_pence(const struct open_line *open, const struct settings *settings,
                                int64_t payable_pence, int64_t billed_vat_pence);

/* What the line adds to the running total of a period or unit order line. */
int64_t judge_counted_e4(const struct open_line *open, const struct order_line *order);

/* What is asked of the rate card for `minutes` that start at civil_start_s. */
struct price_question judge_question(const struct settings *settings,
                                     const struct order_line *order, int64_t civil_start_s,
                                     int64_t minutes);

/* The first entry of the outcomes that fits the line; NULL: none, it earns nothing. */
const struct outcome_price *judge_outcome(const struct settings *settings,
                                          const struct bill_line *line, int64_t planned_start_s);

/* Rate times quantity in pence; a rate per hour times minutes counts a sixtieth. */
int64_t judge_product_pence(int64_t rate_e6, int64_t quantity_e4, enum quantity_unit unit);

/* Whether a difference is inside the pay limit, whatever is done with one that is not. */
bool judge_inside_pay(const struct tolerance *tolerance, int64_t difference_e4,
                      int64_t expected_e4);

/* Minutes between two starts, rounded half up to whole minutes. */
int64_t start_difference_minutes(int64_t a_s, int64_t b_s);

#endif
