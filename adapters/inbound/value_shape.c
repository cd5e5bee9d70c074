#include "adapters/inbound/value_shape.h"

#include <string.h>

#include "matcher/base/decimal.h"

#define REFERENCE_BYTES 64
#define MOST_PERCENT    80

static bool is_flag(struct text value)
{
    static const char *const words[] = {"true", "false", "yes", "no"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (text_equal_nocase(value, text_of(words[i])))
            return true;
    return false;
}

/* £1,234.50, (12.00), 1 234.50, GBP 7: digits, and signs that money is written with. */
static bool is_decorated(struct text value)
{
    size_t digits = 0, signs = 0;

    for (size_t i = 0; i < value.length; i++) {
        unsigned char c = (unsigned char)value.bytes[i];
        bool is_digit = c >= '0' && c <= '9';
        if (!is_digit && strchr(",.-+() $GBPCRD\xC2\xA3\xE2\x82\xAC", c) == NULL)
            return false;
        digits += is_digit;
        signs += !is_digit && c != '.' && c != '-';
    }
    return digits > 0 && signs > 0 && value.bytes[0] != '+';
}

static bool is_email(struct text value)
{
    const char *at = memchr(value.bytes, '@', value.length);

    return at != NULL && at > value.bytes && at + 1 < value.bytes + value.length &&
           memchr(value.bytes, ' ', value.length) == NULL;
}

static void add_dates(struct value_shape *shape, struct text value)
{
    int64_t civil_s, offset_s;
    day_t day;

    for (int form = 0; form < DATE_FORM_COUNT; form++) {
        shape->dates[form] += day_parse(value, (enum date_form)form, &day);
        shape->moments[form] += datetime_parse(value, (enum date_form)form, &civil_s, &offset_s);
    }
}

void value_shape_add(struct value_shape *shape, struct text value)
{
    int32_t time_s;
    int64_t number;

    if (text_is_empty(value))
        return;
    shape->given++;
    add_dates(shape, value);
    shape->fits[SHAPE_TIME] += time_of_day_parse(value, &time_s);
    shape->fits[SHAPE_DURATION] += duration_parse(value, &number);
    shape->fits[SHAPE_WHOLE] += decimal_parse(value, 0, &number) && value.bytes[0] != '-';
    shape->fits[SHAPE_DECIMAL] += decimal_parse(value, PLACES_RATE, &number);
    shape->fits[SHAPE_GROUPED] +=
        decimal_parse_as(value, NUMBER_FORM_GROUPED, PLACES_RATE, &number);
    shape->fits[SHAPE_DECORATED] += is_decorated(value);
    shape->fits[SHAPE_FLAG] += is_flag(value);
    shape->fits[SHAPE_EMAIL] += is_email(value);
    shape->fits[SHAPE_REFERENCE] += value.length <= REFERENCE_BYTES;
}

static bool is_most(const struct value_shape *shape, int64_t count)
{
    return shape->given > 0 && count * 100 >= shape->given * MOST_PERCENT;
}

bool value_shape_is(const struct value_shape *shape, enum shape kind)
{
    return is_most(shape, shape->fits[kind]);
}

bool value_shape_is_date(const struct value_shape *shape, enum date_form form)
{
    return is_most(shape, shape->dates[form]);
}

bool value_shape_is_moment(const struct value_shape *shape, enum date_form form)
{
    return is_most(shape, shape->moments[form]);
}
