/*
 * Missed visits: ordered, never billed.  matching.md, end of section 7.
 */
#ifndef TALLYSTICK_ENGINE_MISSED_H
#define TALLYSTICK_ENGINE_MISSED_H

#include "matcher/engine/rules.h"
#include "matcher/engine/terms_lookup.h"
#include "matcher/record/order_line.h"

/*
 * Whether a visit, of which a slot is neither paid nor paired, counts as missed
 * on the rules' business date.  `provider`: its record, or NULL; `terms`: of
 * that provider.
 */
bool visit_is_missed(const struct rules *rules, struct terms_lookup *terms,
                     const struct provider *provider, const struct order_line *order);

/* The first suspension by which the client was not to be served on that day; NULL: none. */
const struct suspension *client_suspension(const struct rules *rules, struct text client_ref,
                                           day_t day);
bool client_is_suspended(const struct rules *rules, struct text client_ref, day_t day);

/* The last day that lies more than missed_after days back under any of the terms: whose visits can
 * be missed, and whose periods can be due (under_delivery.h). */
day_t missed_until(const struct rules *rules);
/* A moment that comes after all of that day in any zone; there are zones whose clocks never show
 * some midnights.  visit_is_missed() looks at the day itself. */
int64_t missed_before_s(const struct rules *rules);

/* The first day that did not lie that far back on the business date `since` under some of the
 * terms: whose visits, and whose periods, can have become so since then; DAY_NOT_GIVEN if since is.
 */
day_t missed_from(const struct rules *rules, day_t since);

#endif
