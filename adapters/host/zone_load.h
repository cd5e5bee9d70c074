/* A zone's table of changes (base/zone.h), from the system's time-zone data. */
#ifndef TALLYSTICK_HOST_ZONE_LOAD_H
#define TALLYSTICK_HOST_ZONE_LOAD_H

#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/zone.h"

/* Covers CIVIL_YEAR_FIRST to CIVIL_YEAR_LAST.  An unknown name is an error.  Takes some hundredths
 * of a second and sets TZ meanwhile: load a zone once, and not beside other threads. */
bool zone_load(struct arena *arena, const char *name, const struct zone **zone_r,
               struct error *error_r);

#endif
