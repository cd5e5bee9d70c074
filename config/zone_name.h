/* Which time zones there are: those of the system's time-zone data. */
#ifndef TALLYSTICK_CONFIG_ZONE_NAME_H
#define TALLYSTICK_CONFIG_ZONE_NAME_H

#include <stdbool.h>

/* Of a file of $TZDIR, else of /usr/share/zoneinfo; never one outside of it. */
bool zone_is_known(const char *name);

#endif
