#include "matcher/base/calendar.h"

bool calendar_is_holiday(const struct calendar *calendar, day_t day)
{
    size_t low = 0;
    size_t high = calendar->holiday_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->holidays[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < calendar->holiday_count && calendar->holidays[low] == day;
}

bool calendar_is_working_day(const struct calendar *calendar, day_t day)
{
    return day_of_week(day) < 5 && !calendar_is_holiday(calendar, day);
}

day_t calendar_add_working_days(const struct calendar *calendar, day_t day, int n)
{
    int step = n < 0 ? -1 : 1;

    while (n != 0) {
        day += step;
        if (calendar_is_working_day(calendar, day))
            n -= step;
    }
    return day;
}
