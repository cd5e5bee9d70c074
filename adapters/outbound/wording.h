/* Money, days and times as people in a council read them. */
#ifndef TALLYSTICK_OUTBOUND_WORDING_H
#define TALLYSTICK_OUTBOUND_WORDING_H

#include "matcher/base/arena.h"
#include "matcher/base/civil.h"
#include "matcher/base/zone.h"

const char *words_pounds(struct arena *arena, int64_t pence); /* £9.50, -£3.00; NOT_GIVEN: - */
const char *words_pounds_e4(struct arena *arena,
                            int64_t pence_e4);                   /* £0.125 where not whole pence */
const char *words_minutes(struct arena *arena, int64_t minutes); /* 30 min; NOT_GIVEN: - */
const char *words_day(struct arena *arena, day_t day);           /* Mon 2 Nov */
const char *words_long_day(struct arena *arena, day_t day);      /* Monday 2 November 2026 */
const char *words_time(struct arena *arena, const struct zone *zone, int64_t utc_s); /* 07:30 */
const char *words_count(struct arena *arena, size_t count, const char *one, const char *many);

#endif
