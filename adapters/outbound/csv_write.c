#include "adapters/outbound/csv_write.h"

#include <string.h>

#include "matcher/base/decimal.h"

static void begin_field(struct csv_writer *csv)
{
    if (csv->in_row)
        text_buffer_add(&csv->file, TEXT_LITERAL(","));
    csv->in_row = true;
}

static bool one_of(char byte, const char *set)
{
    return byte != '\0' && strchr(set, byte) != NULL;
}

static bool needs_quotes(struct text value)
{
    for (size_t i = 0; i < value.length; i++)
        if (one_of(value.bytes[i], ",\"\r\n"))
            return true;
    return value.length > 0 &&
           (one_of(value.bytes[0], " \t") || one_of(value.bytes[value.length - 1], " \t"));
}

static void add_quoted(struct text_buffer *file, struct text value)
{
    for (size_t i = 0; i < value.length; i++) {
        if (value.bytes[i] == '"')
            text_buffer_add(file, TEXT_LITERAL("\""));
        text_buffer_add(file, (struct text){value.bytes + i, 1});
    }
}

void csv_field(struct csv_writer *csv, struct text value)
{
    begin_field(csv);
    bool guard = csv->for_people && value.length > 0 && one_of(value.bytes[0], "=+-@\t\r");
    bool quote = needs_quotes(value);
    if (quote)
        text_buffer_add(&csv->file, TEXT_LITERAL("\""));
    if (guard)
        text_buffer_add(&csv->file, TEXT_LITERAL("'"));
    add_quoted(&csv->file, value);
    if (quote)
        text_buffer_add(&csv->file, TEXT_LITERAL("\""));
}

static void add_decimal(struct csv_writer *csv, int64_t scaled, int places)
{
    char digits[DECIMAL_TEXT_BYTES];
    begin_field(csv);
    if (!given(scaled))
        return;
    decimal_format(scaled, places, digits);
    text_buffer_add_string(&csv->file, digits);
}

void csv_number(struct csv_writer *csv, int64_t value)
{
    add_decimal(csv, value, 0);
}

void csv_pounds(struct csv_writer *csv, int64_t pence)
{
    add_decimal(csv, pence, PLACES_MONEY);
}

void csv_end_row(struct csv_writer *csv)
{
    text_buffer_add(&csv->file, TEXT_LITERAL("\r\n"));
    csv->in_row = false;
}

void csv_heading(struct csv_writer *csv, size_t count, const char *const *names)
{
    for (size_t i = 0; i < count; i++)
        csv_field(csv, text_of(names[i]));
    csv_end_row(csv);
}
