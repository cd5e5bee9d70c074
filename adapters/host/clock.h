/* The only module that asks what time it is. */
#ifndef TALLYSTICK_HOST_CLOCK_H
#define TALLYSTICK_HOST_CLOCK_H

#include <stdint.h>

#include "matcher/base/zone.h"

/* The civil date in the zone right now: the business date where none is given. */
day_t clock_today(const struct zone *zone);

/* Milliseconds since some moment; never goes back.  For measuring only. */
int64_t clock_monotonic_ms(void);

#endif
