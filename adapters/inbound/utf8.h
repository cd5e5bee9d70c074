/* What bytes of a file are as characters: valid, printable, fit to be shown. */
#ifndef TALLYSTICK_INBOUND_UTF8_H
#define TALLYSTICK_INBOUND_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "matcher/base/arena.h"
#include "matcher/base/text.h"

bool utf8_is_ascii(struct text t);
bool utf8_is_plain(struct text t); /* printable ASCII only: valid, and no control characters */
bool utf8_is_valid(struct text t); /* no overlong forms, surrogates or bytes cut short */

/* Where the first control character stands (C0, DEL, C1), or t.length.  t is valid UTF-8.
 * With layout_allowed, tab and line ends do not count. */
size_t utf8_find_control(struct text t, bool layout_allowed);

/* A copy whose invalid bytes are written \xHH. */
struct text utf8_repaired(struct arena *arena, struct text t);

/* "value" for a message: in quotes, shortened, control characters and invalid bytes written
 * \xHH, card numbers masked.  NUL-terminated. */
#define SHOWN_BYTES 192
void utf8_show(struct text t, char shown_r[SHOWN_BYTES]);

#endif
