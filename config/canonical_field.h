/* The canonical fields of docs/files-in.md: what a feed's `columns` may rename. */
#ifndef TALLYSTICK_CONFIG_CANONICAL_FIELD_H
#define TALLYSTICK_CONFIG_CANONICAL_FIELD_H

#include <stdbool.h>

#include "matcher/base/text.h"
#include "matcher/record/words.h"

bool canonical_field_known(enum feed_kind kind, struct text name);

#endif
