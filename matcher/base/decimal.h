/*
 * Exact decimals as scaled integers, and the one rounding of money.
 *
 *   pence      money, whole pence
 *   _e4        ten-thousandths: quantities, percentages, minutes where they
 *              meet a decimal limit, pence where they do
 *   _e6        millionths of a pound: rates and unit prices.  One millionth of
 *              a pound is one ten-thousandth of a penny.
 *
 * A number that a record does not give is NOT_GIVEN.
 */
#ifndef TALLYSTICK_BASE_DECIMAL_H
#define TALLYSTICK_BASE_DECIMAL_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/text.h"

__extension__ typedef __int128 int128;

#define NOT_GIVEN INT64_MIN

#define PENCE_PER_POUND      100
#define E4                   10000
#define E6                   1000000
#define PLACES_MONEY         2
#define PLACES_QUANTITY      4
#define PLACES_RATE          6
#define DECIMAL_LIMIT_DIGITS 12 /* before the point: a trillion of anything is a mistake */

static inline bool given(int64_t value)
{
    return value != NOT_GIVEN;
}

/*
 * The grammar of every number that comes in: -?digits[.digits], at most
 * `places` digits after the point and DECIMAL_LIMIT_DIGITS before it.  No
 * plus, exponent, separator, currency, blank, leading or trailing point.
 * *scaled_r is the value times 10^places.
 */
bool decimal_parse(struct text t, int places, int64_t *scaled_r);

/* X(enum, the word in the configuration) : how a feed writes numbers */
#define NUMBER_FORM_LIST(X)                                                                        \
    X(PLAIN, "plain")     /* -1234.50 */                                                           \
    X(GROUPED, "grouped") /* also £1,234.50, -£1,234.50, and (1,234.50) for what is below zero */

enum number_form {
#define X(name, word) NUMBER_FORM_##name,
    NUMBER_FORM_LIST(X)
#undef X
};

/* A number of that form without what money is written with: what decimal_parse takes, if it is a
 * number.  False: it is not written so, or is longer than any number. */
#define DECIMAL_PLAIN_BYTES 32
bool decimal_make_plain(struct text t, enum number_form form, char room[DECIMAL_PLAIN_BYTES],
                        struct text *plain_r);
bool decimal_parse_as(struct text t, enum number_form form, int places, int64_t *scaled_r);

/* Writes value / 10^places with all its places, NUL-terminated: 1950, 2 gives
 * "19.50".  Returns the length.  The buffer holds DECIMAL_TEXT_BYTES. */
#define DECIMAL_TEXT_BYTES 32
int decimal_format(int64_t scaled, int places, char text_r[DECIMAL_TEXT_BYTES]);
/* The same without trailing zeros (and without a bare point): 0.5, 19. */
int decimal_format_short(int64_t scaled, int places, char text_r[DECIMAL_TEXT_BYTES]);

int64_t divide_half_away_wide(int128 numerator, int64_t denominator);

/* numerator / denominator rounded half away from zero; denominator > 0.
 * Asserts that the result fits.  Sums of everyday size are divided in one word. */
static inline int64_t divide_half_away(int128 numerator, int64_t denominator)
{
    if (numerator > INT64_MAX || numerator <= INT64_MIN)
        return divide_half_away_wide(numerator, denominator);
    assert(denominator > 0);
    int64_t quotient = (int64_t)numerator / denominator;
    int64_t rest = (int64_t)numerator % denominator;
    int64_t distance = rest < 0 ? -rest : rest;
    bool is_half = distance >= denominator - distance;
    return is_half ? quotient + (numerator < 0 ? -1 : 1) : quotient;
}

/* The same for values >= 0, where half up and half away agree; minutes. */
static inline int64_t minutes_half_up(int64_t seconds)
{
    return (seconds + 30) / 60;
}

/* Whether a part is more than a percentage of the whole, in ten-thousandths of a percent; exactly
 * that much is not. */
#define PERCENT_ALL (100 * E4)
static inline bool exceeds_percent(int64_t part, int64_t whole, int64_t percent_e4)
{
    return (int128)part * PERCENT_ALL > (int128)percent_e4 * whole;
}

static inline int64_t magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

#endif
