/*
 * A council's bank holidays, and the working days that they leave: Monday to
 * Friday, not a holiday.
 */
#ifndef TALLYSTICK_BASE_CALENDAR_H
#define TALLYSTICK_BASE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

#include "matcher/base/civil.h"

struct calendar {
    size_t holiday_count;
    const day_t *holidays; /* ascending, no doubles */
};

bool calendar_is_holiday(const struct calendar *calendar, day_t day);
bool calendar_is_working_day(const struct calendar *calendar, day_t day);

/* The nth working day after `day` (n > 0) or before it (n < 0); n = 0 gives day. */
day_t calendar_add_working_days(const struct calendar *calendar, day_t day, int n);

#endif
