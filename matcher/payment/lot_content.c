/*
 * What a lot's hash is of, and what its files are made from: a row for the lot
 * and one a line, fields parted by tabs (references are printable, so they hold
 * none), what is not given empty.  Ids that the store gives are not in it: the
 * same payment has the same hash anywhere.
 */
#include <assert.h>
#include <string.h>

#include "matcher/base/decimal.h"
#include "matcher/payment/lot.h"

/* Digits, signs and tabs of a row, and the word of its unit. */
#define ROW_BYTES_BESIDES_TEXTS 320

/* --- writing --------------------------------------------------------------- */

static char *put_text(char *to, struct text t, char after)
{
    if (t.length > 0)
        memcpy(to, t.bytes, t.length);
    to[t.length] = after;
    return to + t.length + 1;
}

static char *put_number(char *to, int64_t value, char after)
{
    if (given(value))
        to += decimal_format(value, 0, to);
    *to = after;
    return to + 1;
}

static char *put_lot(char *to, const struct payment_lot *lot)
{
    to = put_text(to, TEXT_LITERAL("lot"), '\t');
    to = put_text(to, lot->provider, '\t');
    to = put_text(to, lot->invoice_no, '\t');
    to = put_number(to, (int64_t)lot->line_count, '\t');
    to = put_number(to, lot->net_pence, '\t');
    to = put_number(to, lot->vat_pence, '\t');
    return put_number(to, lot->due_date, '\n');
}

static char *put_line(char *to, const struct payable_line *line)
{
    to = put_text(to, line->line_no, '\t');
    to = put_text(to, line->client_ref, '\t');
    to = put_text(to, line->service, '\t');
    to = put_text(to, line->cost_centre, '\t');
    to = put_text(to, line->gl_code, '\t');
    to = put_text(to, line->order_no, '\t');
    to = put_text(to, line->order_line, '\t');
    to = put_number(to, line->delivered_start_s, '\t');
    to = put_number(to, line->delivered_minutes, '\t');
    to = put_number(to, line->expected_minutes, '\t');
    to = put_number(to, line->quantity_e4, '\t');
    to = put_text(to, text_of(quantity_unit_word(line->unit)), '\t');
    to = put_number(to, line->billed_pence, '\t');
    to = put_number(to, line->net_pence, '\t');
    to = put_number(to, line->vat_pence, '\t');
    to = put_number(to, line->vat_percent_e4, '\t');
    return put_number(to, line->due_date, '\n');
}

static size_t line_bytes_most(const struct payable_line *line)
{
    return ROW_BYTES_BESIDES_TEXTS + line->line_no.length + line->client_ref.length +
           line->service.length + line->cost_centre.length + line->gl_code.length +
           line->order_no.length + line->order_line.length;
}

struct text lot_content(struct arena *arena, const struct payment_lot *lot,
                        const struct payable_line *lines)
{
    size_t most = ROW_BYTES_BESIDES_TEXTS + lot->provider.length + lot->invoice_no.length;
    for (size_t i = 0; i < lot->line_count; i++)
        most += line_bytes_most(&lines[i]);
    struct arena *scratch = arena_new(); /* it is much less than it may be */
    char *bytes = arena_bytes(scratch, most);
    char *to = put_lot(bytes, lot);
    for (size_t i = 0; i < lot->line_count; i++)
        to = put_line(to, &lines[i]);
    assert(to <= bytes + most);
    struct text content = arena_text(arena, (struct text){bytes, (size_t)(to - bytes)});
    arena_free(scratch);
    return content;
}

/* --- reading ---------------------------------------------------------------- */

struct reading {
    const char *at;
    const char *end;
    bool is_good; /* false: something was not as it is written */
};

/* The bytes up to `after`, which must come before any other end of a field. */
static struct text take_text(struct reading *reading, char after)
{
    const char *begin = reading->at, *end = reading->end, *at = begin;
    while (at < end && *at != '\t' && *at != '\n')
        at++;
    bool has_ended = at < end && *at == after;
    reading->at = has_ended ? at + 1 : at;
    reading->is_good = reading->is_good && has_ended;
    return (struct text){begin, (size_t)(at - begin)};
}

static int64_t take_number(struct reading *reading, char after)
{
    struct text t = take_text(reading, after);
    bool is_negative = t.length > 0 && t.bytes[0] == '-';
    uint64_t value = 0;

    if (t.length == 0)
        return NOT_GIVEN;
    if (t.length > 19 || t.length == (is_negative ? 1 : 0))
        reading->is_good = false;
    for (size_t i = is_negative; i < t.length; i++) {
        unsigned digit = (unsigned)(unsigned char)t.bytes[i] - '0';
        if (digit > 9)
            reading->is_good = false;
        value = value * 10 + digit;
    }
    return is_negative ? -(int64_t)value : (int64_t)value;
}

/* A number that is always there. */
static int64_t take_given(struct reading *reading, char after)
{
    int64_t value = take_number(reading, after);
    if (given(value))
        return value;
    reading->is_good = false;
    return 0;
}

static day_t take_day(struct reading *reading, char after)
{
    int64_t value = take_given(reading, after);
    if (value > INT32_MIN && value <= INT32_MAX)
        return (day_t)value;
    reading->is_good = false;
    return 0;
}

static enum quantity_unit take_unit(struct reading *reading, char after)
{
    struct text word = take_text(reading, after);
    enum quantity_unit unit = QUANTITY_UNIT_NOT_GIVEN;
    if (word.length > 0 && !quantity_unit_parse(word, &unit))
        reading->is_good = false;
    return unit;
}

static void take_lot(struct reading *reading, const struct payment_lot *lot)
{
    bool is_it = text_equal(take_text(reading, '\t'), TEXT_LITERAL("lot"));
    is_it = text_equal(take_text(reading, '\t'), lot->provider) && is_it;
    is_it = text_equal(take_text(reading, '\t'), lot->invoice_no) && is_it;
    is_it = take_given(reading, '\t') == (int64_t)lot->line_count && is_it;
    is_it = take_given(reading, '\t') == lot->net_pence && is_it;
    is_it = take_given(reading, '\t') == lot->vat_pence && is_it;
    is_it = take_day(reading, '\n') == lot->due_date && is_it;
    reading->is_good = reading->is_good && is_it;
}

static struct payable_line take_line(struct reading *reading, const struct payment_lot *lot)
{
    struct payable_line line = {.provider = lot->provider, .invoice_no = lot->invoice_no};
    line.line_no = take_text(reading, '\t');
    line.client_ref = take_text(reading, '\t');
    line.service = take_text(reading, '\t');
    line.cost_centre = take_text(reading, '\t');
    line.gl_code = take_text(reading, '\t');
    line.order_no = take_text(reading, '\t');
    line.order_line = take_text(reading, '\t');
    line.delivered_start_s = take_given(reading, '\t');
    line.delivered_minutes = take_given(reading, '\t');
    line.expected_minutes = take_number(reading, '\t');
    line.quantity_e4 = take_number(reading, '\t');
    line.unit = take_unit(reading, '\t');
    line.billed_pence = take_number(reading, '\t');
    line.net_pence = take_given(reading, '\t');
    line.vat_pence = take_given(reading, '\t');
    line.vat_percent_e4 = take_given(reading, '\t');
    line.due_date = take_day(reading, '\n');
    return line;
}

bool lot_content_read(struct text content, const struct payment_lot *lot,
                      struct payable_line *lines_r, struct error *error_r)
{
    struct reading reading = {content.bytes, content.bytes + content.length, true};
    int64_t net_pence = 0, vat_pence = 0;
    day_t due_date = INT32_MAX;

    take_lot(&reading, lot);
    for (size_t i = 0; reading.is_good && i < lot->line_count; i++) {
        lines_r[i] = take_line(&reading, lot);
        if (__builtin_add_overflow(net_pence, lines_r[i].net_pence, &net_pence) ||
            __builtin_add_overflow(vat_pence, lines_r[i].vat_pence, &vat_pence))
            reading.is_good = false;
        if (lines_r[i].due_date < due_date)
            due_date = lines_r[i].due_date;
    }
    if (!reading.is_good || reading.at != reading.end || net_pence != lot->net_pence ||
        vat_pence != lot->vat_pence || due_date != lot->due_date)
        return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                         "the lines of a lot of invoice %.*s are not those that it was made of",
                         TEXT_ARGS(lot->invoice_no));
    return true;
}
