/*
 * XML in UTF-8, element by element, to the end of a text_buffer; the only
 * outbound module that writes by libxml2.  What XML cannot say (control
 * characters, what is not UTF-8) becomes a question mark.
 */
#ifndef TALLYSTICK_OUTBOUND_XML_WRITE_H
#define TALLYSTICK_OUTBOUND_XML_WRITE_H

#include <stdint.h>

#include "adapters/outbound/text_buffer.h"
#include "matcher/base/civil.h"

struct xml_writer;

/* The declaration, and the root element with its default namespace.  Ended by xml_end or
 * xml_abandon. */
struct xml_writer *xml_begin(struct text_buffer *file, const char *root, const char *name_space);
/* Closes what is open; the file is whole. */
void xml_end(struct xml_writer *xml);
void xml_abandon(struct xml_writer *xml);

void xml_open(struct xml_writer *xml, const char *name);
/* Of the element just opened. */
void xml_attribute(struct xml_writer *xml, const char *name, const char *value);
void xml_close(struct xml_writer *xml);
/* What was written is in the buffer: after a transaction. */
void xml_flush(struct xml_writer *xml);

/* Elements with nothing but a value. */
void xml_text(struct xml_writer *xml, const char *name, struct text value);
void xml_string(struct xml_writer *xml, const char *name, const char *value);
/* At most so many characters of it. */
void xml_text_cut(struct xml_writer *xml, const char *name, struct text value, size_t characters);
void xml_number(struct xml_writer *xml, const char *name, int64_t value);
void xml_pounds(struct xml_writer *xml, const char *name, int64_t pence);
/* With an attribute, as currencies are said. */
void xml_pounds_in(struct xml_writer *xml, const char *name, int64_t pence, const char *attribute,
                   const char *currency);
/* value / 10^places without trailing zeros. */
void xml_decimal(struct xml_writer *xml, const char *name, int64_t value, int places);
void xml_day(struct xml_writer *xml, const char *name, day_t day);
/* The day at 00:00:00. */
void xml_midnight(struct xml_writer *xml, const char *name, day_t day);

/* How many characters XML readers see in it. */
size_t xml_characters(struct text utf8);

#endif
