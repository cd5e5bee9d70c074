#include "adapters/inbound/ubl_value.h"

#include <string.h>

#include "matcher/base/decimal.h"
#include "matcher/record/quantity_unit.h"

#define MILLION     1000000
#define PLACES      6
#define DIGITS_MOST 12
#define DATE_BYTES  10

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits in front of the point; false: too many. */
static bool take_whole(const char **at, const char *end, int64_t *value)
{
    int digits = 0;

    for (; *at < end && is_digit(**at); (*at)++) {
        *value = *value * 10 + (**at - '0');
        digits += *value > 0;
        if (digits > DIGITS_MOST)
            return false;
    }
    return true;
}

/* Six digits behind the point; the seventh rounds. */
static void take_fraction(const char **at, const char *end, int64_t *value)
{
    bool rounds_up = false;

    for (int place = 0; place < PLACES || (*at < end && is_digit(**at)); place++) {
        int digit = *at < end && is_digit(**at) ? *(*at)++ - '0' : 0;
        if (place < PLACES)
            *value = *value * 10 + digit;
        else if (place == PLACES)
            rounds_up = digit >= 5;
    }
    *value += rounds_up;
}

bool ubl_decimal(struct text t, int64_t *millionths_r)
{
    const char *at = t.bytes;
    const char *end = t.bytes + t.length;
    bool is_negative = t.length > 0 && *at == '-';
    int64_t value = 0;

    if (t.length > 0 && (*at == '-' || *at == '+'))
        at++;
    const char *digits = at;
    if (!take_whole(&at, end, &value))
        return false;
    bool has_digits = at > digits;
    if (at < end && *at == '.')
        has_digits |= ++at < end && is_digit(*at);
    take_fraction(&at, end, &value);
    *millionths_r = is_negative ? -value : value;
    return has_digits && at == end;
}

bool ubl_is_decimal(struct text t)
{
    size_t at = t.length > 0 && (t.bytes[0] == '-' || t.bytes[0] == '+');
    size_t digits = 0, points = 0;

    for (; at < t.length; at++) {
        digits += is_digit(t.bytes[at]);
        points += t.bytes[at] == '.';
        if (!is_digit(t.bytes[at]) && t.bytes[at] != '.')
            return false;
    }
    return digits > 0 && points <= 1;
}

struct text ubl_decimal_text(struct arena *arena, int64_t millionths)
{
    char shown[DECIMAL_TEXT_BYTES];

    decimal_format_short(millionths, PLACES, shown);
    return arena_text(arena, text_of(shown));
}

struct text ubl_negated(struct arena *arena, struct text t)
{
    if (t.length == 0)
        return t;
    if (t.bytes[0] == '-')
        return (struct text){t.bytes + 1, t.length - 1};
    return text_of(arena_printf(arena, "-%.*s", TEXT_ARGS(t)));
}

/* Z or +hh:mm */
static bool is_zone(struct text t)
{
    return text_equal(t, TEXT_LITERAL("Z")) ||
           (t.length == 6 && (t.bytes[0] == '+' || t.bytes[0] == '-') && t.bytes[3] == ':');
}

struct text ubl_date(struct text t)
{
    if (t.length > DATE_BYTES &&
        is_zone((struct text){t.bytes + DATE_BYTES, t.length - DATE_BYTES}))
        t.length = DATE_BYTES;
    return t;
}

struct text ubl_time(struct arena *arena, struct text t)
{
    const char *point = t.length == 0 ? NULL : memchr(t.bytes, '.', t.length);
    const char *end = t.bytes + t.length;

    if (point == NULL)
        return t;
    const char *after = point + 1;
    while (after < end && *after == '0')
        after++;
    if (after < end && is_digit(*after))
        return t;
    return text_of(arena_printf(arena, "%.*s%.*s", (int)(point - t.bytes), t.bytes,
                                (int)(end - after), after));
}

struct text ubl_moment(struct arena *arena, struct text date, struct text time)
{
    date = ubl_date(date);
    time = ubl_time(arena, time);
    if (date.length == 0 || time.length == 0)
        return date.length == 0 ? time : date;
    return text_of(arena_printf(arena, "%.*sT%.*s", TEXT_ARGS(date), TEXT_ARGS(time)));
}

struct text ubl_unit(struct text code)
{
    bool is_piece = text_equal_nocase(code, TEXT_LITERAL("C62")) ||
                    text_equal_nocase(code, TEXT_LITERAL("H87"));

    return is_piece ? TEXT_LITERAL("EA") : code;
}

/* How many of the base's units an hour has; or one, where a unit is no time. */
static bool units_an_hour(struct text unit, struct text base_unit, int64_t *count_r)
{
    enum quantity_unit of_line = QUANTITY_UNIT_NOT_GIVEN, of_base = QUANTITY_UNIT_NOT_GIVEN;

    quantity_unit_parse(ubl_unit(unit), &of_line);
    if (base_unit.length == 0)
        of_base = of_line;
    else
        quantity_unit_parse(ubl_unit(base_unit), &of_base);
    *count_r = of_base == QUANTITY_UNIT_MINUTE ? 60 : 1;
    return of_line == of_base || (quantity_unit_is_time(of_line) && quantity_unit_is_time(of_base));
}

bool ubl_rate(struct text price, struct text base_quantity, struct text base_unit, struct text unit,
              int64_t *rate_e6_r)
{
    int64_t price_e6, base_e6 = MILLION, times;

    if (!ubl_decimal(price, &price_e6) ||
        (base_quantity.length > 0 && !ubl_decimal(base_quantity, &base_e6)) || base_e6 <= 0 ||
        !units_an_hour(unit, base_unit, &times))
        return false;
    int128 numerator = (int128)price_e6 * times * MILLION;
    int128 most = (int128)INT64_MAX / 2 * base_e6;
    if (numerator > most || numerator < -most)
        return false;
    *rate_e6_r = divide_half_away_wide(numerator, base_e6);
    return true;
}

bool ubl_tax_percent(struct text category, struct text percent, int64_t *percent_e6_r)
{
    *percent_e6_r = 0;
    if (percent.length > 0 && !ubl_decimal(percent, percent_e6_r))
        return false;
    if (text_equal(category, TEXT_LITERAL("S")))
        return percent.length > 0 && *percent_e6_r >= 0 && *percent_e6_r <= 100 * MILLION;
    return category.length == 1 && strchr("EOZ", category.bytes[0]) != NULL && *percent_e6_r == 0;
}

int64_t ubl_percent_of(int64_t millionths, int64_t percent_e6)
{
    return divide_half_away_wide((int128)millionths * percent_e6, (int64_t)100 * MILLION);
}
