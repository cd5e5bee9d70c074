#include "adapters/host/clock.h"

#include <assert.h>
#include <time.h>

static struct timespec read_clock(clockid_t clock)
{
    struct timespec now;
    int failed = clock_gettime(clock, &now);

    assert(failed == 0);
    return now;
}

day_t clock_today(const struct zone *zone)
{
    return zone_day(zone, read_clock(CLOCK_REALTIME).tv_sec);
}

int64_t clock_monotonic_ms(void)
{
    struct timespec now = read_clock(CLOCK_MONOTONIC);

    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
