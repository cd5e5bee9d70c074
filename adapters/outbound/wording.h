/* Money, days and times as people in a council read them. */
#ifndef TALLYSTICK_OUTBOUND_WORDING_H
#define TALLYSTICK_OUTBOUND_WORDING_H

#include "matcher/base/arena.h"
#include "matcher/base/civil.h"
#include "matcher/base/zone.h"

const char *words_pounds(struct arena *arena, int64_t pence); /* £1,209.50, -£3.00; NOT_GIVEN: - */
const char *words_pounds_e4(struct arena *arena,
                            int64_t pence_e4); /* £0.125 where not whole pence */
const char *words_number(struct arena *arena, int64_t number_e4); /* 1,240 and 7.5; >= 0 */
/* To a tenth: 22.5 %, 40 %; of nothing: -.  part >= 0 */
const char *words_percent(struct arena *arena, int64_t part, int64_t whole);
const char *words_percent_e4(struct arena *arena, int64_t percent_e4); /* 2.25 % */
/* ", carer 2" of a visit's slot 2; of the first nothing, for most visits have no other */
const char *words_carer(struct arena *arena, int32_t slot);
const char *words_minutes(struct arena *arena, int64_t minutes); /* 30 min; NOT_GIVEN: - */
const char *words_date(struct arena *arena, day_t day);          /* 2026-11-02 */
const char *words_day(struct arena *arena, day_t day);           /* Mon 2 Nov */
const char *words_day_of_month(struct arena *arena, day_t day);  /* 2 November */
const char *words_month(struct arena *arena, day_t day);         /* November 2026 */
const char *words_long_day(struct arena *arena, day_t day);      /* Monday 2 November 2026 */
const char *words_time(struct arena *arena, const struct zone *zone, int64_t utc_s); /* 07:30 */
/* With seconds only where there are some: 07:30, 07:30:20; 2026-11-02 07:30. */
const char *words_clock(struct arena *arena, const struct zone *zone, int64_t utc_s);
const char *words_moment(struct arena *arena, const struct zone *zone, int64_t utc_s);
const char *words_count(struct arena *arena, size_t count, const char *one, const char *many);

#endif
