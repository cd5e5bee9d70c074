#include "adapters/outbound/check_detail.h"

#include "matcher/base/decimal.h"

/* The JSON that our own tables hold: objects of objects of plain words, without escapes.  A night
 * has thousands of them. */
struct reading {
    struct text rest;
    bool is_good;
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static void skip(struct reading *reading, size_t bytes)
{
    reading->rest.bytes += bytes;
    reading->rest.length -= bytes;
}

static bool comes(struct reading *reading, char mark)
{
    while (reading->rest.length > 0 && is_blank(reading->rest.bytes[0]))
        skip(reading, 1);
    return reading->rest.length > 0 && reading->rest.bytes[0] == mark;
}

static bool take_mark(struct reading *reading, char mark)
{
    if (!comes(reading, mark))
        return reading->is_good = false;
    skip(reading, 1);
    return true;
}

/* The bytes before one that may not be among them. */
static struct text take_bytes(struct reading *reading, bool (*may_be)(char byte))
{
    struct text bytes = {reading->rest.bytes, 0};
    while (bytes.length < reading->rest.length && may_be(bytes.bytes[bytes.length]))
        bytes.length++;
    skip(reading, bytes.length);
    return bytes;
}

static bool is_of_string(char byte)
{
    return byte != '"' && byte != '\\' && (unsigned char)byte >= ' ';
}

static bool is_of_number_or_name(char byte)
{
    return byte == '-' || byte == '+' || byte == '.' || (byte >= '0' && byte <= '9') ||
           (byte >= 'a' && byte <= 'z') || byte == 'E';
}

static struct text take_string(struct reading *reading)
{
    take_mark(reading, '"');
    struct text string = take_bytes(reading, is_of_string);
    take_mark(reading, '"');
    return string;
}

/* A string, number, true, false or null. */
static struct text take_scalar(struct reading *reading)
{
    if (comes(reading, '"'))
        return take_string(reading);
    struct text word = take_bytes(reading, is_of_number_or_name);
    reading->is_good = reading->is_good && word.length > 0;
    return word;
}

/* take_value: takes the value of the member with this name. */
static void take_object(struct reading *reading, void *details,
                        void (*take_value)(struct reading *reading, struct text name,
                                           void *details))
{
    take_mark(reading, '{');
    if (!comes(reading, '}')) {
        bool has_more = true;
        while (reading->is_good && has_more) {
            struct text name = take_string(reading);
            take_mark(reading, ':');
            take_value(reading, name, details);
            has_more = comes(reading, ',');
            skip(reading, has_more);
        }
    }
    take_mark(reading, '}');
}

/* Where the number of this name goes; NULL: nobody asks for it. */
static int64_t *number_named(struct check_detail *detail, struct text name)
{
    if (text_equal(name, TEXT_LITERAL("difference")))
        return &detail->difference_e4;
    if (text_equal(name, TEXT_LITERAL("expected")))
        return &detail->expected_e4;
    if (text_equal(name, TEXT_LITERAL("pay")))
        return &detail->pay_e4;
    return text_equal(name, TEXT_LITERAL("pay_percent")) ? &detail->pay_percent_e4 : NULL;
}

static void take_number(struct reading *reading, struct text name, void *of_check)
{
    struct check_detail *detail = of_check;
    struct text value = take_scalar(reading);
    int64_t *number_e4 = number_named(detail, name), value_e4;
    if (text_equal(name, TEXT_LITERAL("totals")))
        detail->totals = value;
    if (text_equal(name, TEXT_LITERAL("zone")))
        detail->is_within = text_equal(value, TEXT_LITERAL("within"));
    if (number_e4 != NULL && decimal_parse(value, PLACES_QUANTITY, &value_e4))
        *number_e4 = value_e4;
}

static const struct check_detail nothing_given = {NOT_GIVEN, NOT_GIVEN, NOT_GIVEN,
                                                  NOT_GIVEN, false,     {"", 0}};

static void take_name(struct reading *reading, struct text name, void *of_all)
{
    struct check_details *details = of_all;
    struct text value = take_scalar(reading);

    if (text_equal(name, TEXT_LITERAL("invoice_no")))
        details->other_invoice_no = value;
    if (text_equal(name, TEXT_LITERAL("line_no")))
        details->other_line_no = value;
}

static void take_check(struct reading *reading, struct text name, void *of_all)
{
    struct check_details *details = of_all;
    struct check_detail unknown = nothing_given, *detail = &unknown;
    if (!comes(reading, '{')) {
        take_scalar(reading);
        return;
    }
    if (text_equal(name, TEXT_LITERAL("other"))) {
        take_object(reading, details, take_name);
        return;
    }
    for (int check = 0; check < CHECK_COUNT; check++)
        if (text_equal(name, text_of(check_word((enum check)check))))
            detail = &details->checks[check];
    take_object(reading, detail, take_number);
}

static void give_nothing(struct check_details *details_r)
{
    for (int check = 0; check < CHECK_COUNT; check++)
        details_r->checks[check] = nothing_given;
    details_r->other_invoice_no = details_r->other_line_no = TEXT_LITERAL("");
}

uint64_t check_details_holding(struct text json, uint64_t reasons)
{
    struct check_details details;
    uint64_t within = 0;

    if ((reasons & (reasons - 1)) == 0) /* a single one */
        return reasons;
    check_details_read(json, &details);
    for (int check = 0; check < CHECK_COUNT; check++)
        within |= (uint64_t)details.checks[check].is_within << check;
    return reasons & ~within;
}

void check_details_read(struct text json, struct check_details *details_r)
{
    struct reading reading = {json, true};
    give_nothing(details_r);
    if (json.length == 0)
        return;
    take_object(&reading, details_r, take_check);
    bool has_ended = !comes(&reading, '\0') && reading.rest.length == 0;
    if (!reading.is_good || !has_ended)
        give_nothing(details_r);
}
