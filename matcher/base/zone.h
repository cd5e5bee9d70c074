/*
 * A council's time zone as a table of changes, so that turning wall-clock time
 * into real time is a look-up without system calls or hidden state.  The host
 * fills it (adapters/host/zone_load.h); matching.md, section 2, has the rules
 * for times that happen twice or not at all.
 */
#ifndef TALLYSTICK_BASE_ZONE_H
#define TALLYSTICK_BASE_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "matcher/base/civil.h"

/* From utc_s on, the wall clock shows utc + offset_s; ascending; the first
 * entry covers all earlier time. */
struct zone_change {
    int64_t utc_s;
    int32_t offset_s;
};

struct zone {
    size_t change_count; /* >= 1 */
    const struct zone_change *changes;
};

/* What the wall clock shows at utc_s. */
int64_t zone_civil(const struct zone *zone, int64_t utc_s);

/* The first time the wall clock shows civil_s; false if it never does. */
bool zone_utc_first(const struct zone *zone, int64_t civil_s, int64_t *utc_s_r);

/* The first time it does so at or after not_before_utc_s; where all are
 * before, the first; false if it never does.  For the end of a visit. */
bool zone_utc_not_before(const struct zone *zone, int64_t civil_s, int64_t not_before_utc_s,
                         int64_t *utc_s_r);

/* The same with a memory of its own: times that follow each other mostly lie between the same two
 * changes of the clocks, where the wall clock shows every time once.  For one thread. */
struct zone_memory {
    const struct zone *zone;
    int64_t civil_from_s, civil_to_s; /* before civil_to_s; the same as from: nothing is known */
    int32_t offset_s;
};

bool zone_memory_look_up(struct zone_memory *memory, int64_t civil_s, int64_t not_before_utc_s,
                         int64_t *utc_s_r);

static inline bool zone_memory_utc_not_before(struct zone_memory *memory, int64_t civil_s,
                                              int64_t not_before_utc_s, int64_t *utc_s_r)
{
    if (civil_s < memory->civil_from_s || civil_s >= memory->civil_to_s)
        return zone_memory_look_up(memory, civil_s, not_before_utc_s, utc_s_r);
    *utc_s_r = civil_s - memory->offset_s;
    return true;
}

static inline bool zone_memory_utc_first(struct zone_memory *memory, int64_t civil_s,
                                         int64_t *utc_s_r)
{
    return zone_memory_utc_not_before(memory, civil_s, INT64_MIN, utc_s_r);
}

static inline day_t zone_day(const struct zone *zone, int64_t utc_s)
{
    return civil_day(zone_civil(zone, utc_s));
}

/*
 * The same, asked again and again: remembers the stretch of time of the last
 * answer, as the next question is mostly about the same half of a year.
 */
struct wall_clock {
    const struct zone *zone;
    int64_t from_s; /* utc; between the two the clock shows utc + offset_s */
    int64_t until_s;
    int32_t offset_s;
};

struct wall_clock wall_clock_of(const struct zone *zone);
void wall_clock_turn(struct wall_clock *clock, int64_t utc_s); /* to the stretch of utc_s */

static inline int64_t wall_clock_civil(struct wall_clock *clock, int64_t utc_s)
{
    if (utc_s < clock->from_s || utc_s >= clock->until_s)
        wall_clock_turn(clock, utc_s);
    return utc_s + clock->offset_s;
}

static inline day_t wall_clock_day(struct wall_clock *clock, int64_t utc_s)
{
    return civil_day(wall_clock_civil(clock, utc_s));
}

#endif
