/*
 * Paid lines whose order, rate or evidence has changed since: priced again, and
 * the difference paid or told.  docs/matching.md, section 11.
 */
#ifndef TALLYSTICK_RUN_ADJUSTMENTS_H
#define TALLYSTICK_RUN_ADJUSTMENTS_H

#include "ops/run/council_night.h"

/* In the report stage's transaction, when all verdicts are written: finds adjustments, and makes
 * payment lots of those that wait for nobody. */
bool adjustments_of_council(struct council_night *night, const struct rules *rules,
                            struct error *error_r);

#endif
