#include "matcher/base/zone.h"

#include <assert.h>

/* Wall clocks are never further from UTC. */
#define OFFSET_LIMIT_S SECONDS_PER_DAY

/* The last change at or before utc_s; the first covers all earlier time. */
static size_t change_in_force(const struct zone *zone, int64_t utc_s)
{
    size_t low = 0;
    size_t high = zone->change_count;

    assert(high > 0);
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (zone->changes[middle].utc_s <= utc_s)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Whether change i is the one in force at utc_s. */
static bool is_in_force(const struct zone *zone, size_t i, int64_t utc_s)
{
    return (i == 0 || utc_s >= zone->changes[i].utc_s) &&
           (i + 1 == zone->change_count || utc_s < zone->changes[i + 1].utc_s);
}

int64_t zone_civil(const struct zone *zone, int64_t utc_s)
{
    return utc_s + zone->changes[change_in_force(zone, utc_s)].offset_s;
}

void wall_clock_turn(struct wall_clock *clock, int64_t utc_s)
{
    const struct zone *zone = clock->zone;
    size_t i = change_in_force(zone, utc_s);

    clock->from_s = i == 0 ? INT64_MIN : zone->changes[i].utc_s;
    clock->until_s = i + 1 == zone->change_count ? INT64_MAX : zone->changes[i + 1].utc_s;
    clock->offset_s = zone->changes[i].offset_s;
}

struct wall_clock wall_clock_of(const struct zone *zone)
{
    struct wall_clock clock = {.zone = zone};
    wall_clock_turn(&clock, 0);
    return clock;
}

/* The first time at or after not_before_utc_s that shows civil_s. */
static bool find_from(const struct zone *zone, int64_t civil_s, int64_t not_before_utc_s,
                      int64_t *utc_s_r)
{
    size_t i = change_in_force(zone, civil_s - OFFSET_LIMIT_S);

    do {
        int64_t utc_s = civil_s - zone->changes[i].offset_s;
        if (utc_s >= not_before_utc_s && is_in_force(zone, i, utc_s)) {
            *utc_s_r = utc_s;
            return true;
        }
        i++;
    } while (i < zone->change_count && zone->changes[i].utc_s <= civil_s + OFFSET_LIMIT_S);
    return false;
}

bool zone_utc_first(const struct zone *zone, int64_t civil_s, int64_t *utc_s_r)
{
    return find_from(zone, civil_s, INT64_MIN, utc_s_r);
}

bool zone_utc_not_before(const struct zone *zone, int64_t civil_s, int64_t not_before_utc_s,
                         int64_t *utc_s_r)
{
    return find_from(zone, civil_s, not_before_utc_s, utc_s_r) ||
           zone_utc_first(zone, civil_s, utc_s_r);
}

/* More than OFFSET_LIMIT_S away from both changes only one of them can be in force. */
bool zone_memory_look_up(struct zone_memory *memory, int64_t civil_s, int64_t not_before_utc_s,
                         int64_t *utc_s_r)
{
    const struct zone *zone = memory->zone;
    size_t i = change_in_force(zone, civil_s - OFFSET_LIMIT_S);

    memory->offset_s = zone->changes[i].offset_s;
    memory->civil_from_s = i == 0 ? INT64_MIN : zone->changes[i].utc_s + OFFSET_LIMIT_S;
    memory->civil_to_s =
        i + 1 == zone->change_count ? INT64_MAX : zone->changes[i + 1].utc_s - OFFSET_LIMIT_S;
    return zone_utc_not_before(zone, civil_s, not_before_utc_s, utc_s_r);
}
