/*
 * The purse: how many pence a client's lines of a week may be paid to differ from
 * their expected prices.  matching.md, section 9.
 */
#ifndef TALLYSTICK_ENGINE_PURSE_H
#define TALLYSTICK_ENGINE_PURSE_H

#include "matcher/engine/group.h"

/* Whether any terms set a purse: if none do, nobody needs to know what was spent. */
bool terms_have_purse(const struct terms *terms);

/* What is spent of every client's purse, week by week; in the bench's arena. */
struct purses;

/* With what earlier nights, and providers before tonight, paid to differ.  NULL where no terms
 * set a purse. */
struct purses *purses_open(const struct workbench *bench, const struct groups *groups);

/* What a verdict takes from a purse, in pence: |payable - expected price| of a paid variance. */
int64_t purse_share_pence(const struct verdict *verdict);

/* Takes the share of a line that a person decided to pay, whatever is left. */
void purse_spend(struct purses *purses, struct open_line *open);

/* Takes the share of a line that was judged, or holds it purse_spent. */
void purse_charge(struct purses *purses, struct open_line *open);

#endif
