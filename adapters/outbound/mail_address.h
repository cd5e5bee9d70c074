/* What is allowed into a mail header. */
#ifndef TALLYSTICK_OUTBOUND_MAIL_ADDRESS_H
#define TALLYSTICK_OUTBOUND_MAIL_ADDRESS_H

#include <stdbool.h>

#include "matcher/base/arena.h"
#include "matcher/base/text.h"

/*
 * One address, local@host, of printable ASCII without blanks and without
 * anything that a header gives a meaning to (commas, angle brackets, quotes).
 * A message for any other must go to somebody else.
 */
bool mail_address_is_plain(struct text address);

/* The same text with every control character as a blank: it cannot end a header. */
const char *mail_header_text(struct arena *arena, const char *value);

#endif
