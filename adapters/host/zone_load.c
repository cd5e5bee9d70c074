#include "adapters/host/zone_load.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

#include "config/zone_name.h"
#include "matcher/base/civil.h"

/* The shortest time between changing clocks and changing them back is four days (Freetown,
 * 1939). */
#define PROBE_STEP_S (3 * SECONDS_PER_DAY)

static int32_t offset_at(int64_t utc_s)
{
    time_t time = (time_t)utc_s;
    struct tm fields;

    struct tm *known = localtime_r(&time, &fields);
    assert(known != NULL);
    return (int32_t)fields.tm_gmtoff;
}

/* The first second at which the offset is no longer old_offset_s; at before_s it is, at after_s it
 * is not. */
static int64_t end_of_offset(int64_t before_s, int64_t after_s, int32_t old_offset_s)
{
    while (after_s - before_s > 1) {
        int64_t middle_s = before_s + (after_s - before_s) / 2;
        if (offset_at(middle_s) == old_offset_s)
            before_s = middle_s;
        else
            after_s = middle_s;
    }
    return after_s;
}

struct change_list {
    struct arena *arena;
    struct zone_change *changes;
    size_t count, room;
};

static void add_change(struct change_list *list, int64_t utc_s, int32_t offset_s)
{
    list->changes = arena_grow(list->arena, list->changes, &list->room, list->count + 1,
                               sizeof(*list->changes));
    list->changes[list->count++] = (struct zone_change){.utc_s = utc_s, .offset_s = offset_s};
}

static int64_t year_begins_s(int year)
{
    day_t day;
    bool exists = day_from_ymd(year, 1, 1, &day);

    assert(exists);
    return (int64_t)day * SECONDS_PER_DAY;
}

/* By the zone that the C library is set to. */
static const struct zone *read_changes(struct arena *arena)
{
    struct change_list list = {.arena = arena};
    int64_t at_s = year_begins_s(CIVIL_YEAR_FIRST) - SECONDS_PER_DAY;
    int64_t end_s = year_begins_s(CIVIL_YEAR_LAST + 1) + SECONDS_PER_DAY;
    int32_t offset_s = offset_at(at_s);

    add_change(&list, at_s, offset_s);
    while (at_s < end_s) {
        int64_t next_s = at_s + PROBE_STEP_S;
        int32_t next_offset_s = offset_at(next_s);
        while (offset_s != next_offset_s) {
            at_s = end_of_offset(at_s, next_s, offset_s);
            offset_s = offset_at(at_s);
            add_change(&list, at_s, offset_s);
        }
        at_s = next_s;
    }
    struct zone *zone = ARENA_NEW(arena, struct zone);
    *zone = (struct zone){.change_count = list.count, .changes = list.changes};
    return zone;
}

static void set_library_zone(const char *tz)
{
    int failed = tz != NULL ? setenv("TZ", tz, 1) : unsetenv("TZ");

    assert(failed == 0);
    tzset();
}

bool zone_load(struct arena *arena, const char *name, const struct zone **zone_r,
               struct error *error_r)
{
    /* The C library takes a name that it does not know for UTC without a word, so ask first. */
    if (!zone_is_known(name))
        return error_set(error_r, EXIT_STATUS_CONFIGURATION,
                         "time zone %s: not in the system's time-zone data", name);
    const char *tz = getenv("TZ");
    /* A copy: setenv may take away what getenv returned. */
    const char *old_tz = tz != NULL ? arena_printf(arena, "%s", tz) : NULL;
    set_library_zone(arena_printf(arena, ":%s", name));
    *zone_r = read_changes(arena);
    set_library_zone(old_tz);
    return true;
}
