/*
 * Lines held because their client's care was suspended are compared with no order, and so are
 * nobody's among the findings; but the care manager of the order that the visit would have been for
 * is who knows why care went on: docs/matching.md, section 10.
 */
#ifndef TALLYSTICK_RUN_SUSPENDED_CARE_H
#define TALLYSTICK_RUN_SUSPENDED_CARE_H

#include "adapters/outbound/variance_report.h"
#include "ops/run/notify_work.h"

/* Findings that are a care manager's though their lines have no order. */
struct suspended_care {
    size_t count;
    const struct finding *findings;      /* in the order of a report's */
    const struct contact *const *owners; /* of each; NULL: it stays finance's */
};

/* Takes them out of finance's findings; they stay in the arena that those are in. */
bool suspended_care_take(const struct notify_work *work, struct arena *arena, size_t *count,
                         struct finding *findings, struct suspended_care *care_r,
                         struct error *error_r);

/* How many of them are the contact's; theirs are put into findings, which has room for them
 * behind its `count` and is in the order of a report's. */
size_t suspended_care_count(const struct suspended_care *care, const struct contact *owner);
void suspended_care_put(const struct suspended_care *care, const struct contact *owner,
                        size_t count, struct finding *findings);

#endif
