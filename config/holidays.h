/*
 * A council's bank holidays from a file: one ISO date a line, # begins a
 * comment.  A NAME is looked for in $TALLYSTICK_SHARE/holidays, then in
 * ../config/holidays beside the program (an uninstalled build), then in
 * TALLYSTICK_SHARE_DIR/holidays; anything with a slash is a path.
 */
#ifndef TALLYSTICK_CONFIG_HOLIDAYS_H
#define TALLYSTICK_CONFIG_HOLIDAYS_H

#include "config/fields.h"
#include "matcher/base/calendar.h"

#ifndef TALLYSTICK_SHARE_DIR
#define TALLYSTICK_SHARE_DIR "/usr/share/tallystick"
#endif

field_reader read_holidays; /* struct calendar */

#endif
