/* How messages go out: docs/configuration.md, `mail`. */
#ifndef TALLYSTICK_CONFIG_MAIL_FIELDS_H
#define TALLYSTICK_CONFIG_MAIL_FIELDS_H

#include "config/fields.h"

extern const struct level mail_level; /* of struct mail_config */

#endif
