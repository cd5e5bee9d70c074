/* The tables of a feed. */
#ifndef TALLYSTICK_CONFIG_FEED_FIELDS_H
#define TALLYSTICK_CONFIG_FEED_FIELDS_H

#include "config/fields.h"

/* Fills struct feed_config.  A feed with a fault of its own has line 0. */
extern const struct level feed_level;

#endif
