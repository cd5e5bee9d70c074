/*
 * UTF-8 as printable ASCII, for files that hold nothing else.  European letters
 * lose their marks (é e, ß ss, Æ AE), typographic quotes and dashes become
 * plain ones; whatever is left is a question mark.  The same in every locale.  A text
 * that is ASCII already is given back as it is.
 */
#ifndef TALLYSTICK_OUTBOUND_ASCII_H
#define TALLYSTICK_OUTBOUND_ASCII_H

#include "matcher/base/arena.h"
#include "matcher/base/text.h"

struct text ascii_of(struct arena *arena, struct text utf8);

#endif
