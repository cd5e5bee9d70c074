#include "matcher/base/decimal.h"

#include <assert.h>
#include <string.h>

static const int64_t power_of_ten[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Adds the digits at *at to *value; returns how many there were. */
static int take_digits(const char **at, const char *end, int limit, int64_t *value)
{
    int count = 0;

    while (*at < end && is_digit(**at) && count < limit) {
        *value = *value * 10 + (**at - '0');
        (*at)++;
        count++;
    }
    return count;
}

bool decimal_parse(struct text t, int places, int64_t *scaled_r)
{
    assert(places >= 0 && places <= PLACES_RATE);
    if (t.length == 0)
        return false;
    const char *at = t.bytes;
    const char *end = t.bytes + t.length;
    int64_t value = 0;
    int fraction_digits = 0;
    bool negative = at < end && *at == '-';
    if (negative)
        at++;
    if (take_digits(&at, end, DECIMAL_LIMIT_DIGITS, &value) == 0)
        return false;
    if (at < end && *at == '.') {
        at++;
        fraction_digits = take_digits(&at, end, places, &value);
        if (fraction_digits == 0)
            return false;
    }
    if (at != end)
        return false;
    value *= power_of_ten[places - fraction_digits];
    *scaled_r = negative ? -value : value;
    return true;
}

static bool take_text(const char **at, const char *end, const char *wanted)
{
    size_t length = strlen(wanted);

    if ((size_t)(end - *at) < length || memcmp(*at, wanted, length) != 0)
        return false;
    *at += length;
    return true;
}

/* 1,234,567: one to three digits, then three after each comma; without a comma, any digits. */
static bool take_groups(const char **at, const char *end, char *plain, size_t *length)
{
    bool has_groups = false;
    int run = 0;

    for (; *at < end && (is_digit(**at) || **at == ','); (*at)++) {
        if (**at == ',') {
            if (run == 0 || run > 3 || (has_groups && run != 3))
                return false;
            has_groups = true;
            run = 0;
            continue;
        }
        if (*length + 1 >= DECIMAL_PLAIN_BYTES)
            return false;
        plain[(*length)++] = **at;
        run++;
    }
    return !has_groups || run == 3;
}

bool decimal_make_plain(struct text t, enum number_form form, char room[DECIMAL_PLAIN_BYTES],
                        struct text *plain_r)
{
    *plain_r = t;
    if (form == NUMBER_FORM_PLAIN || t.length == 0)
        return true;
    const char *at = t.bytes, *end = t.bytes + t.length;
    size_t length = 0;
    bool has_brackets = take_text(&at, end, "(");
    if (has_brackets && *--end != ')')
        return false;
    bool is_negative = has_brackets || take_text(&at, end, "-");
    if (take_text(&at, end, "\xC2\xA3")) {
        is_negative = (!is_negative && take_text(&at, end, "-")) || is_negative;
        take_text(&at, end, " ");
    }
    if (is_negative)
        room[length++] = '-';
    if (!take_groups(&at, end, room, &length) || (size_t)(end - at) > DECIMAL_PLAIN_BYTES - length)
        return false;
    memcpy(room + length, at, (size_t)(end - at));
    *plain_r = (struct text){room, length + (size_t)(end - at)};
    return true;
}

bool decimal_parse_as(struct text t, enum number_form form, int places, int64_t *scaled_r)
{
    char room[DECIMAL_PLAIN_BYTES];
    struct text plain;

    return decimal_make_plain(t, form, room, &plain) && decimal_parse(plain, places, scaled_r);
}

/* The smallest number of so many digits and one more. */
static const uint64_t powers_of_ten[] = {
    UINT64_C(1),
    UINT64_C(10),
    UINT64_C(100),
    UINT64_C(1000),
    UINT64_C(10000),
    UINT64_C(100000),
    UINT64_C(1000000),
    UINT64_C(10000000),
    UINT64_C(100000000),
    UINT64_C(1000000000),
    UINT64_C(10000000000),
    UINT64_C(100000000000),
    UINT64_C(1000000000000),
    UINT64_C(10000000000000),
    UINT64_C(100000000000000),
    UINT64_C(1000000000000000),
    UINT64_C(10000000000000000),
    UINT64_C(100000000000000000),
    UINT64_C(1000000000000000000),
};

/* Written from the last digit on; settlement files hold a dozen numbers a line. */
int decimal_format(int64_t scaled, int places, char text_r[DECIMAL_TEXT_BYTES])
{
    assert(given(scaled) && places >= 0 && places <= PLACES_RATE);
    uint64_t rest = (uint64_t)magnitude(scaled);
    int digits = places + 1, point = places > 0, minus = scaled < 0;

    while (digits < (int)(sizeof(powers_of_ten) / sizeof(*powers_of_ten)) &&
           rest >= powers_of_ten[digits])
        digits++;
    int length = minus + digits + point;
    char *at = text_r + length;
    *at = '\0';
    for (int i = 0; i < places; i++, rest /= 10)
        *--at = (char)('0' + rest % 10);
    if (point)
        *--at = '.';
    for (int i = places; i < digits; i++, rest /= 10)
        *--at = (char)('0' + rest % 10);
    if (minus)
        *--at = '-';
    return length;
}

int decimal_format_short(int64_t scaled, int places, char text_r[DECIMAL_TEXT_BYTES])
{
    int length = decimal_format(scaled, places, text_r);

    if (places == 0)
        return length;
    while (text_r[length - 1] == '0')
        length--;
    if (text_r[length - 1] == '.')
        length--;
    text_r[length] = '\0';
    return length;
}

int64_t divide_half_away_wide(int128 numerator, int64_t denominator)
{
    assert(denominator > 0);
    int128 quotient = numerator / denominator;
    int128 rest = numerator % denominator;
    int128 twice_rest = 2 * (rest < 0 ? -rest : rest);

    if (twice_rest >= denominator)
        quotient += numerator < 0 ? -1 : 1;
    assert(quotient <= INT64_MAX && quotient > INT64_MIN);
    return (int64_t)quotient;
}
