#include "adapters/outbound/xml_write.h"

#include <assert.h>
#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <stdlib.h>

#include "matcher/base/decimal.h"

struct xml_writer {
    xmlTextWriter *to;
    struct text_buffer *file;
    struct text_buffer value; /* of the element at hand, ends with NUL */
};

/* libxml2 fails for want of memory only, for the writer's callback never does. */
static void must(int result)
{
    if (result >= 0)
        return;
    fputs("tallystick: out of memory\n", stderr);
    abort();
}

static int put_bytes(void *file, const char *bytes, int length)
{
    text_buffer_add(file, (struct text){bytes, (size_t)length});
    return length;
}

struct xml_writer *xml_begin(struct text_buffer *file, const char *root, const char *name_space)
{
    struct xml_writer *xml = ARENA_NEW(file->arena, struct xml_writer);
    xmlOutputBuffer *output = xmlOutputBufferCreateIO(put_bytes, NULL, file, NULL);

    must(output != NULL ? 0 : -1);
    *xml = (struct xml_writer){
        .to = xmlNewTextWriter(output), .file = file, .value = {.arena = file->arena}};
    must(xml->to != NULL ? 0 : -1);
    xmlTextWriterSetIndent(xml->to, 1);
    xmlTextWriterSetIndentString(xml->to, (const xmlChar *)"");
    must(xmlTextWriterStartDocument(xml->to, "1.0", "UTF-8", NULL));
    xml_open(xml, root);
    xml_attribute(xml, "xmlns", name_space);
    return xml;
}

void xml_end(struct xml_writer *xml)
{
    must(xmlTextWriterEndDocument(xml->to));
    must(xmlTextWriterFlush(xml->to));
    xml_abandon(xml);
}

void xml_abandon(struct xml_writer *xml)
{
    xmlFreeTextWriter(xml->to);
    xml->to = NULL;
}

void xml_open(struct xml_writer *xml, const char *name)
{
    must(xmlTextWriterStartElement(xml->to, (const xmlChar *)name));
}

void xml_attribute(struct xml_writer *xml, const char *name, const char *value)
{
    must(xmlTextWriterWriteAttribute(xml->to, (const xmlChar *)name, (const xmlChar *)value));
}

void xml_close(struct xml_writer *xml)
{
    must(xmlTextWriterEndElement(xml->to));
}

void xml_flush(struct xml_writer *xml)
{
    must(xmlTextWriterFlush(xml->to));
}

/* --- values ------------------------------------------------------------------ */

/* A whole character that XML 1.0 allows, section 2.2; line ends and tabs are left out too, for a
 * value is one line. */
static bool is_sayable(struct text character)
{
    unsigned char first = (unsigned char)character.bytes[0];
    if (character.length == 1)
        return first >= 0x20 && first != 0x7F;
    return !(character.length == 2 && first == 0xC2 && (unsigned char)character.bytes[1] < 0xA0) &&
           !(character.length == 3 && first == 0xEF && (unsigned char)character.bytes[1] == 0xBF &&
             (unsigned char)character.bytes[2] >= 0xBE);
}

/* The first character, or byte of none. */
static struct text front(struct text t)
{
    size_t length = text_character_bytes(t);
    return (struct text){t.bytes, length > 0 ? length : 1};
}

static void put_value(struct xml_writer *xml, struct text value, size_t characters)
{
    xml->value.length = 0;
    for (; value.length > 0 && characters > 0; characters--) {
        struct text character = front(value);
        bool is_one = text_character_bytes(value) > 0;
        text_buffer_add(&xml->value,
                        is_one && is_sayable(character) ? character : TEXT_LITERAL("?"));
        value.bytes += character.length;
        value.length -= character.length;
    }
    text_buffer_add(&xml->value, (struct text){"", 1});
}

void xml_text_cut(struct xml_writer *xml, const char *name, struct text value, size_t characters)
{
    put_value(xml, value, characters);
    must(xmlTextWriterWriteElement(xml->to, (const xmlChar *)name,
                                   (const xmlChar *)xml->value.bytes));
}

void xml_text(struct xml_writer *xml, const char *name, struct text value)
{
    xml_text_cut(xml, name, value, SIZE_MAX);
}

void xml_string(struct xml_writer *xml, const char *name, const char *value)
{
    must(xmlTextWriterWriteElement(xml->to, (const xmlChar *)name, (const xmlChar *)value));
}

void xml_number(struct xml_writer *xml, const char *name, int64_t value)
{
    xml_decimal(xml, name, value, 0);
}

void xml_pounds(struct xml_writer *xml, const char *name, int64_t pence)
{
    char digits[DECIMAL_TEXT_BYTES];
    decimal_format(pence, PLACES_MONEY, digits);
    xml_string(xml, name, digits);
}

void xml_pounds_in(struct xml_writer *xml, const char *name, int64_t pence, const char *attribute,
                   const char *currency)
{
    char digits[DECIMAL_TEXT_BYTES];
    decimal_format(pence, PLACES_MONEY, digits);
    xml_open(xml, name);
    xml_attribute(xml, attribute, currency);
    must(xmlTextWriterWriteString(xml->to, (const xmlChar *)digits));
    xml_close(xml);
}

void xml_decimal(struct xml_writer *xml, const char *name, int64_t value, int places)
{
    char digits[DECIMAL_TEXT_BYTES];
    decimal_format_short(value, places, digits);
    xml_string(xml, name, digits);
}

void xml_day(struct xml_writer *xml, const char *name, day_t day)
{
    char date[DAY_TEXT_BYTES];
    day_format(day, date);
    xml_string(xml, name, date);
}

void xml_midnight(struct xml_writer *xml, const char *name, day_t day)
{
    char date[DAY_TEXT_BYTES], at[DAY_TEXT_BYTES + sizeof("T00:00:00")];
    day_format(day, date);
    snprintf(at, sizeof(at), "%sT00:00:00", date);
    xml_string(xml, name, at);
}

size_t xml_characters(struct text utf8)
{
    size_t count = 0;
    for (; utf8.length > 0; count++) {
        size_t length = front(utf8).length;
        utf8.bytes += length;
        utf8.length -= length;
    }
    return count;
}
