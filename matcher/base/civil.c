#include "matcher/base/civil.h"

#include <assert.h>
#include <string.h>

#include "matcher/base/decimal.h"

#define DAYS_PER_ERA        146097 /* 400 years, after which the calendar repeats */
#define DAYS_PER_CENTURY    36524  /* the last of an era has one more */
#define DAYS_PER_FOUR_YEARS 1461
#define DAYS_PER_YEAR       365
#define DAY_ZERO_YEAR_ZERO  719468 /* from 0000-03-01 to 1970-01-01 */

/* Years are counted from March, so that the leap day is a year's last. */

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool day_from_ymd(int year, int month, int day_of_month, day_t *day_r)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day_of_month < 1 ||
        day_of_month > days_in_month(year, month))
        return false;
    int march_year = month > 2 ? year : year - 1;
    int march_month = month > 2 ? month - 3 : month + 9;
    /* March has 31 days, and so on: 153 days in five months, twice, and the rest. */
    int day_of_year = (153 * march_month + 2) / 5 + day_of_month - 1;
    int leap_days = march_year / 4 - march_year / 100 + march_year / 400;

    *day_r = march_year * DAYS_PER_YEAR + leap_days + day_of_year - DAY_ZERO_YEAR_ZERO;
    return true;
}

static int at_most(int value, int limit)
{
    return value < limit ? value : limit;
}

void day_to_ymd(day_t day, int *year_r, int *month_r, int *day_of_month_r)
{
    int rest = day + DAY_ZERO_YEAR_ZERO;
    assert(rest >= 0);
    int era = rest / DAYS_PER_ERA;
    rest %= DAYS_PER_ERA;
    int century = at_most(rest / DAYS_PER_CENTURY, 3);
    rest -= century * DAYS_PER_CENTURY;
    int four_years = rest / DAYS_PER_FOUR_YEARS;
    rest %= DAYS_PER_FOUR_YEARS;
    int year = at_most(rest / DAYS_PER_YEAR, 3);
    rest -= year * DAYS_PER_YEAR;
    int march_month = (5 * rest + 2) / 153;

    *day_of_month_r = rest - (153 * march_month + 2) / 5 + 1;
    *month_r = march_month < 10 ? march_month + 3 : march_month - 9;
    *year_r = era * 400 + century * 100 + four_years * 4 + year + (*month_r <= 2);
}

int day_of_week(day_t day)
{
    int from_monday = (day + 3) % 7; /* 1970-01-01 was a Thursday */

    return from_monday < 0 ? from_monday + 7 : from_monday;
}

day_t day_monday(day_t day)
{
    return day - day_of_week(day);
}

day_t day_month_first(day_t day)
{
    int year, month, day_of_month;

    day_to_ymd(day, &year, &month, &day_of_month);
    return day - day_of_month + 1;
}

#define ISO_DATE_BYTES  10 /* YYYY-MM-DD */
#define DATE_BYTES_MOST 17 /* 30 September 2026 */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes between least and most digits, as many as there are, off the front of *t. */
static bool take_number(struct text *t, size_t least, size_t most, int *number_r)
{
    size_t length = 0;
    int number = 0;

    while (length < t->length && length < most && is_digit(t->bytes[length]))
        number = number * 10 + (t->bytes[length++] - '0');
    t->bytes += length;
    t->length -= length;
    *number_r = number;
    return length >= least;
}

static inline bool take_char(struct text *t, char wanted)
{
    if (t->length == 0 || t->bytes[0] != wanted)
        return false;
    t->bytes++;
    t->length--;
    return true;
}

#define NO_NUMBER 10000 /* more than may stand anywhere, also where it is a part */

/* The number of two digits, or NO_NUMBER. */
static inline int pair(const char *at)
{
    return is_digit(at[0]) && is_digit(at[1]) ? (at[0] - '0') * 10 + (at[1] - '0') : NO_NUMBER;
}

static inline void skip(struct text *t, size_t length)
{
    t->bytes += length;
    t->length -= length;
}

static inline bool take_iso_date(struct text *t, int *year_r, int *month_r, int *day_r)
{
    const char *at = t->bytes;

    if (t->length < ISO_DATE_BYTES || at[4] != '-' || at[7] != '-')
        return false;
    *year_r = pair(at) * 100 + pair(at + 2);
    *month_r = pair(at + 5);
    *day_r = pair(at + 8);
    skip(t, ISO_DATE_BYTES);
    return true;
}

/* The month by its English name, whole or its first three letters. */
static bool take_month_name(struct text *t, int *month_r)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    size_t length = 0;

    while (length < t->length && (t->bytes[length] | 0x20) >= 'a' &&
           (t->bytes[length] | 0x20) <= 'z')
        length++;
    struct text word = {t->bytes, length};
    for (int i = 0; i < 12; i++) {
        struct text name = text_of(names[i]), short_name = {names[i], 3};
        if (!text_equal_nocase(word, name) && !text_equal_nocase(word, short_name))
            continue;
        *month_r = i + 1;
        skip(t, length);
        return true;
    }
    return false;
}

static bool take_one_of(struct text *t, const char *separators, char *separator_r)
{
    if (t->length == 0 || t->bytes[0] == '\0' || strchr(separators, t->bytes[0]) == NULL)
        return false;
    *separator_r = t->bytes[0];
    skip(t, 1);
    return true;
}

static bool take_slashed_date(struct text *t, int *first_r, int *second_r, int *year_r)
{
    char separator;

    return take_number(t, 1, 2, first_r) && take_one_of(t, "/-.", &separator) &&
           take_number(t, 1, 2, second_r) && take_char(t, separator) &&
           take_number(t, 4, 4, year_r);
}

static bool take_named_date(struct text *t, int *day_r, int *month_r, int *year_r)
{
    char separator;

    return take_number(t, 1, 2, day_r) && take_one_of(t, "/- ", &separator) &&
           take_month_name(t, month_r) && take_char(t, separator) && take_number(t, 4, 4, year_r);
}

/* 2026/11/02, 2026.11.02, 20261102 */
static bool take_year_first(struct text *t, int *year_r, int *month_r, int *day_r)
{
    char separator = '\0';

    if (!take_number(t, 4, 4, year_r))
        return false;
    bool has_separators = take_one_of(t, "/.", &separator);
    return take_number(t, 2, 2, month_r) && (!has_separators || take_char(t, separator)) &&
           take_number(t, 2, 2, day_r);
}

static bool take_date(struct text *t, enum date_form form, day_t *day_r)
{
    int year = 0, month = 0, day_of_month = 0;
    bool taken = false;

    switch (form) {
    case DATE_FORM_ISO:
        taken = take_iso_date(t, &year, &month, &day_of_month);
        break;
    case DATE_FORM_DMY:
        taken = take_slashed_date(t, &day_of_month, &month, &year);
        break;
    case DATE_FORM_MDY:
        taken = take_slashed_date(t, &month, &day_of_month, &year);
        break;
    case DATE_FORM_YMD:
        taken = take_year_first(t, &year, &month, &day_of_month);
        break;
    case DATE_FORM_NAMED:
        taken = take_named_date(t, &day_of_month, &month, &year);
        break;
    }
    return taken && year >= CIVIL_YEAR_FIRST && year <= CIVIL_YEAR_LAST &&
           day_from_ymd(year, month, day_of_month, day_r);
}

/* A sign and a pair, such as :MM. */
static inline bool take_pair_after(struct text *t, char sign, int *number_r)
{
    if (t->length < 3 || t->bytes[0] != sign)
        return false;
    *number_r = pair(t->bytes + 1);
    skip(t, 3);
    return true;
}

/* :MM[:SS] after the hours. */
static inline bool take_minutes_and_seconds(struct text *t, int *seconds_r)
{
    int minutes, seconds = 0;

    if (!take_pair_after(t, ':', &minutes) || minutes > 59)
        return false;
    if (t->length > 0 && t->bytes[0] == ':' && (!take_pair_after(t, ':', &seconds) || seconds > 59))
        return false;
    *seconds_r = minutes * 60 + seconds;
    return true;
}

static inline bool take_time(struct text *t, int32_t *time_of_day_s_r)
{
    int seconds;

    if (t->length < 2)
        return false;
    int hours = pair(t->bytes);
    skip(t, 2);
    if (hours > 23 || !take_minutes_and_seconds(t, &seconds))
        return false;
    *time_of_day_s_r = hours * 3600 + seconds;
    return true;
}

/* Nothing, Z, or ±HH:MM. */
static bool take_offset(struct text *t, int64_t *offset_s_r)
{
    int hours, minutes;

    *offset_s_r = NOT_GIVEN;
    if (t->length == 0)
        return true;
    if (take_char(t, 'Z')) {
        *offset_s_r = 0;
        return true;
    }
    bool west = take_char(t, '-');
    if (!west && !take_char(t, '+'))
        return false;
    if (!take_number(t, 2, 2, &hours) || hours > 23 || !take_char(t, ':') ||
        !take_number(t, 2, 2, &minutes) || minutes > 59)
        return false;
    *offset_s_r = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

bool day_parse(struct text t, enum date_form form, day_t *day_r)
{
    return t.length <= DATE_BYTES_MOST && take_date(&t, form, day_r) && t.length == 0;
}

bool time_of_day_parse(struct text t, int32_t *time_of_day_s_r)
{
    return take_time(&t, time_of_day_s_r) && t.length == 0;
}

bool duration_parse(struct text t, int64_t *duration_s_r)
{
    bool clock_form = t.length > 0 && memchr(t.bytes, ':', t.length) != NULL;
    int whole, seconds = 0;

    if (!take_number(&t, clock_form ? 2 : 1, 6, &whole))
        return false;
    if (clock_form && !take_minutes_and_seconds(&t, &seconds))
        return false;
    *duration_s_r = (int64_t)whole * (clock_form ? 3600 : 60) + seconds;
    return t.length == 0;
}

bool datetime_parse(struct text t, enum date_form form, int64_t *civil_s_r, int64_t *offset_s_r)
{
    day_t day;
    int32_t time_of_day_s;

    if (!take_date(&t, form, &day) || !(take_char(&t, 'T') || take_char(&t, ' ')) ||
        !take_time(&t, &time_of_day_s) || !take_offset(&t, offset_s_r) || t.length != 0)
        return false;
    *civil_s_r = (int64_t)day * SECONDS_PER_DAY + time_of_day_s;
    return true;
}

static char *put_digits(char *at, int number, int width)
{
    for (int i = width - 1; i >= 0; i--) {
        at[i] = (char)('0' + number % 10);
        number /= 10;
    }
    return at + width;
}

static char *put_day(char *at, day_t day)
{
    int year, month, day_of_month;

    day_to_ymd(day, &year, &month, &day_of_month);
    assert(year >= 0 && year <= 9999);
    at = put_digits(at, year, 4);
    *at++ = '-';
    at = put_digits(at, month, 2);
    *at++ = '-';
    return put_digits(at, day_of_month, 2);
}

void day_format(day_t day, char text_r[DAY_TEXT_BYTES])
{
    *put_day(text_r, day) = '\0';
}

void time_format(int32_t time_of_day_s, char text_r[TIME_TEXT_LENGTH])
{
    char *at = put_digits(text_r, time_of_day_s / 3600, 2);

    *at++ = ':';
    at = put_digits(at, time_of_day_s / 60 % 60, 2);
    *at++ = ':';
    put_digits(at, time_of_day_s % 60, 2);
}

void datetime_format(int64_t civil_s, char text_r[DATETIME_TEXT_BYTES])
{
    char *at = put_day(text_r, civil_day(civil_s));

    *at++ = 'T';
    time_format(civil_time_of_day_s(civil_s), at);
    at[TIME_TEXT_LENGTH] = '\0';
}
