/* Texts that must be of a certain form: what the form is, and the reader that insists on it. */
#ifndef TALLYSTICK_CONFIG_TEXT_FORM_H
#define TALLYSTICK_CONFIG_TEXT_FORM_H

#include <stdbool.h>

#include "config/fields.h"

/* None of these is asked about the empty text. */
bool is_code(const char *s); /* capitals, digits and dashes between them */
bool is_feed_name(const char *s);
bool is_vat_no(const char *s);
bool is_eight_digits(const char *s);
bool is_sort_code(const char *s);     /* 123456 or 12-34-56 */
bool is_relative_path(const char *s); /* every part between slashes is a name, not . or .. */
bool is_relative_or_absolute_path(const char *s);

/* read_string, and a fault that ends in `wrong` where the text is not of the form; what is left
 * out passes.  True: read. */
bool read_form(struct reader *reader, const struct field *field, const struct node *value,
               void *base, bool (*is_of_form)(const char *), const char *wrong);

#endif
