#include "adapters/outbound/csv_write.h"

#include <string.h>

/* Room for the comma before a field and for `bytes` of it. */
static char *begin_field(struct csv_writer *csv, size_t bytes)
{
    char *at = text_buffer_extend(csv->file, bytes + csv->in_row);
    if (csv->in_row)
        *at++ = ',';
    csv->in_row = true;
    return at;
}

bool csv_is_formula(struct text value)
{
    const char byte = value.length > 0 ? value.bytes[0] : ' ';
    return byte == '=' || byte == '+' || byte == '-' || byte == '@' || byte == '\t' || byte == '\r';
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static bool needs_quotes(struct text value)
{
    static const bool is_special[256] = {[','] = true, ['"'] = true, ['\r'] = true, ['\n'] = true};
    bool holds_special = false;
    for (size_t i = 0; i < value.length; i++)
        holds_special |= is_special[(unsigned char)value.bytes[i]];
    return holds_special || (value.length > 0 &&
                             (is_blank(value.bytes[0]) || is_blank(value.bytes[value.length - 1])));
}

static void add_quoted(struct csv_writer *csv, struct text value, bool guard)
{
    *begin_field(csv, 1) = '"';
    if (guard)
        text_buffer_add(csv->file, TEXT_LITERAL("'"));
    for (size_t i = 0; i < value.length; i++) {
        if (value.bytes[i] == '"')
            text_buffer_add(csv->file, TEXT_LITERAL("\""));
        text_buffer_add(csv->file, (struct text){value.bytes + i, 1});
    }
    text_buffer_add(csv->file, TEXT_LITERAL("\""));
}

void csv_field(struct csv_writer *csv, struct text value)
{
    bool guard = csv->for_people && csv_is_formula(value);
    if (needs_quotes(value)) {
        add_quoted(csv, value, guard);
        return;
    }
    char *at = begin_field(csv, value.length + guard);
    if (guard)
        *at++ = '\'';
    if (value.length > 0)
        memcpy(at, value.bytes, value.length);
}

static void add_plain(struct csv_writer *csv, struct text value)
{
    char *at = begin_field(csv, value.length);

    if (value.length > 0)
        memcpy(at, value.bytes, value.length);
}

static struct text amount_text(struct csv_amount *amount, int64_t pence)
{
    if (amount->length == 0 || amount->pence != pence) {
        amount->pence = pence;
        amount->length = (size_t)decimal_format(pence, PLACES_MONEY, amount->text);
    }
    return (struct text){amount->text, amount->length};
}

static const char *date_text(struct csv_date *date, day_t day)
{
    if (date->text[0] == '\0' || date->day != day) {
        date->day = day;
        day_format(day, date->text);
    }
    return date->text;
}

void csv_number(struct csv_writer *csv, int64_t value)
{
    char *at = begin_field(csv, DECIMAL_TEXT_BYTES); /* written where it is to stand */
    size_t length = given(value) ? (size_t)decimal_format(value, 0, at) : 0;

    csv->file->length -= DECIMAL_TEXT_BYTES - length;
}

void csv_pounds(struct csv_writer *csv, int64_t pence)
{
    if (!given(pence))
        add_plain(csv, (struct text){NULL, 0});
    else if (pence == 0)
        add_plain(csv, TEXT_LITERAL("0.00"));
    else
        add_plain(csv, amount_text(&csv->amount, pence));
}

void csv_day(struct csv_writer *csv, day_t day)
{
    size_t length = day == DAY_NOT_GIVEN ? 0 : DAY_TEXT_LENGTH;
    char *at = begin_field(csv, length);

    if (length > 0)
        memcpy(at, date_text(&csv->day, day), length);
}

void csv_datetime(struct csv_writer *csv, const struct zone *zone, int64_t utc_s)
{
    if (!given(utc_s)) {
        begin_field(csv, 0);
        return;
    }
    if (csv->clock.zone != zone)
        csv->clock = wall_clock_of(zone);
    int64_t civil_s = wall_clock_civil(&csv->clock, utc_s);
    char *at = begin_field(csv, DAY_TEXT_LENGTH + 1 + TIME_TEXT_LENGTH);
    memcpy(at, date_text(&csv->date, civil_day(civil_s)), DAY_TEXT_LENGTH);
    at[DAY_TEXT_LENGTH] = 'T';
    time_format(civil_time_of_day_s(civil_s), at + DAY_TEXT_LENGTH + 1);
}

void csv_end_row(struct csv_writer *csv)
{
    text_buffer_add(csv->file, TEXT_LITERAL("\r\n"));
    csv->in_row = false;
}

void csv_heading(struct csv_writer *csv, size_t count, const char *const *names)
{
    for (size_t i = 0; i < count; i++)
        csv_field(csv, text_of(names[i]));
    csv_end_row(csv);
}

void csv_total_row(struct csv_writer *csv, struct text batch, size_t count_column, int64_t count,
                   size_t net_column, int64_t net_pence, int64_t vat_pence)
{
    csv_field(csv, batch);
    csv_field(csv, TEXT_LITERAL("total"));
    for (size_t column = 2; column < net_column; column++)
        csv_number(csv, column == count_column ? count : NOT_GIVEN);
    csv_pounds(csv, net_pence);
    csv_pounds(csv, vat_pence);
    csv_pounds(csv, net_pence + vat_pence);
    csv_end_row(csv);
}
