/* HTML text: everything that comes from a record goes through html_add(). */
#ifndef TALLYSTICK_OUTBOUND_HTML_H
#define TALLYSTICK_OUTBOUND_HTML_H

#include "adapters/outbound/text_buffer.h"

/* Escapes, and drops the marks that turn the direction of writing. */
void html_add(struct text_buffer *html, struct text value);
void html_add_string(struct text_buffer *html, const char *value);

#endif
