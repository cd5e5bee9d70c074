/*
 * Drift: what a provider is paid beyond the agreed price, and for time beyond
 * what was delivered, over a week of paid lines.  matching.md, section 9.
 */
#ifndef TALLYSTICK_ENGINE_DRIFT_H
#define TALLYSTICK_ENGINE_DRIFT_H

#include "matcher/base/arena.h"
#include "matcher/base/zone.h"
#include "matcher/engine/terms_lookup.h"
#include "matcher/engine/verdict.h"
#include "matcher/record/words.h"

/* Sums of one provider's paid lines that had an expected price; or what is added to them. */
struct provider_week {
    day_t week; /* Monday, of the delivered start's civil date */
    int64_t payable_pence;
    int64_t expected_pence;
    int64_t expected_minutes; /* these two of the lines that had expected minutes */
    int64_t delivered_minutes;
};

struct provider_weeks {
    struct arena *arena;
    size_t count, room;
    struct provider_week *items; /* once a week, in no order */
};

/* A line's part in its week; false: it has none, not being paid or having no expected price. */
bool provider_week_of(const struct zone *zone, const struct verdict *verdict,
                      struct provider_week *part_r);

void provider_weeks_add(struct provider_weeks *weeks, const struct provider_week *part);
/* Of a line that is credited in full. */
void provider_weeks_take_back(struct provider_weeks *weeks, const struct provider_week *part);

struct drift {
    day_t week;
    enum drift_measure measure;
    int64_t difference; /* pence paid beyond the expected; minutes expected beyond the delivered */
    int64_t base;       /* expected pence; delivered minutes; > 0 */
    int64_t limit_percent_e4;
};

/* Which of a provider's weeks lie beyond their limits, either way.  `terms`: of that provider;
 * found_r holds 2 * count. */
size_t drift_find(struct terms_lookup *terms, size_t count, const struct provider_week *weeks,
                  struct drift *found_r);

#endif
