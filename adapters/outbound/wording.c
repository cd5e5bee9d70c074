#include "adapters/outbound/wording.h"

#include <inttypes.h>
#include <string.h>

#include "matcher/base/decimal.h"

static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

/* 1240.50 as 1,240.50 */
static const char *with_commas(struct arena *arena, const char *digits)
{
    const size_t whole = strcspn(digits, ".");
    char *words = ARENA_ARRAY(arena, char, 2 * strlen(digits) + 1);
    char *at = words;
    for (size_t i = 0; digits[i] != '\0'; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            *at++ = ',';
        *at++ = digits[i];
    }
    return words;
}

static const char *with_pound_sign(struct arena *arena, const char *digits)
{
    const bool negative = digits[0] == '-';
    return arena_printf(arena, "%s\u00A3%s", negative ? "-" : "",
                        with_commas(arena, digits + negative));
}

const char *words_pounds(struct arena *arena, int64_t pence)
{
    char digits[DECIMAL_TEXT_BYTES];
    if (!given(pence))
        return "-";
    decimal_format(pence, PLACES_MONEY, digits);
    return with_pound_sign(arena, digits);
}

const char *words_pounds_e4(struct arena *arena, int64_t pence_e4)
{
    char digits[DECIMAL_TEXT_BYTES];
    if (pence_e4 % E4 == 0)
        return words_pounds(arena, pence_e4 / E4);
    decimal_format_short(pence_e4, PLACES_RATE, digits);
    return with_pound_sign(arena, digits);
}

const char *words_number(struct arena *arena, int64_t number_e4)
{
    char digits[DECIMAL_TEXT_BYTES];
    decimal_format_short(number_e4, PLACES_QUANTITY, digits);
    return with_commas(arena, digits);
}

const char *words_percent(struct arena *arena, int64_t part, int64_t whole)
{
    char digits[DECIMAL_TEXT_BYTES];
    if (whole <= 0)
        return "-";
    decimal_format_short(divide_half_away((int128)part * 1000, whole), 1, digits);
    return arena_printf(arena, "%s %%", digits);
}

const char *words_percent_e4(struct arena *arena, int64_t percent_e4)
{
    char digits[DECIMAL_TEXT_BYTES];
    decimal_format_short(percent_e4, PLACES_QUANTITY, digits);
    return arena_printf(arena, "%s %%", digits);
}

const char *words_carer(struct arena *arena, int32_t slot)
{
    return slot > 1 ? arena_printf(arena, ", carer %d", slot) : "";
}

const char *words_minutes(struct arena *arena, int64_t minutes)
{
    return given(minutes) ? arena_printf(arena, "%" PRId64 " min", minutes) : "-";
}

const char *words_date(struct arena *arena, day_t day)
{
    char text[DAY_TEXT_BYTES];
    day_format(day, text);
    return arena_printf(arena, "%s", text);
}

const char *words_day(struct arena *arena, day_t day)
{
    int year, month, day_of_month;
    day_to_ymd(day, &year, &month, &day_of_month);
    return arena_printf(arena, "%.3s %d %.3s", weekdays[day_of_week(day)], day_of_month,
                        months[month - 1]);
}

const char *words_day_of_month(struct arena *arena, day_t day)
{
    int year, month, day_of_month;
    day_to_ymd(day, &year, &month, &day_of_month);
    return arena_printf(arena, "%d %s", day_of_month, months[month - 1]);
}

const char *words_month(struct arena *arena, day_t day)
{
    int year, month, day_of_month;
    day_to_ymd(day, &year, &month, &day_of_month);
    return arena_printf(arena, "%s %d", months[month - 1], year);
}

const char *words_long_day(struct arena *arena, day_t day)
{
    int year, month, day_of_month;
    day_to_ymd(day, &year, &month, &day_of_month);
    return arena_printf(arena, "%s %d %s %d", weekdays[day_of_week(day)], day_of_month,
                        months[month - 1], year);
}

const char *words_time(struct arena *arena, const struct zone *zone, int64_t utc_s)
{
    int32_t second = civil_time_of_day_s(zone_civil(zone, utc_s));
    return arena_printf(arena, "%02d:%02d", second / 3600, second / 60 % 60);
}

const char *words_clock(struct arena *arena, const struct zone *zone, int64_t utc_s)
{
    int32_t second = civil_time_of_day_s(zone_civil(zone, utc_s)) % 60;
    const char *minutes = words_time(arena, zone, utc_s);
    return second == 0 ? minutes : arena_printf(arena, "%s:%02d", minutes, second);
}

const char *words_moment(struct arena *arena, const struct zone *zone, int64_t utc_s)
{
    return arena_printf(arena, "%s %s", words_date(arena, zone_day(zone, utc_s)),
                        words_clock(arena, zone, utc_s));
}

const char *words_count(struct arena *arena, size_t count, const char *one, const char *many)
{
    return arena_printf(arena, "%zu %s", count, count == 1 ? one : many);
}
