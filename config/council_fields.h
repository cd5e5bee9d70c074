/* A council's keys: docs/configuration.md, `councils`. */
#ifndef TALLYSTICK_CONFIG_COUNCIL_FIELDS_H
#define TALLYSTICK_CONFIG_COUNCIL_FIELDS_H

#include "config/config.h"
#include "config/fields.h"

extern const struct level council_level; /* of struct council_config */
extern const struct level rules_level;   /* likewise, of the keys that council_rules_text() keeps */

/* What a council's lines are judged by, besides the calendar, as it is kept with every night. */
struct text council_rules_text(struct arena *arena, const struct node *council);

#endif
