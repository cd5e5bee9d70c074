/*
 * Civil dates and times: what a calendar and a wall clock show.
 *
 *   day_t      days since 1970-01-01, proleptic Gregorian
 *   civil_s    seconds since 1970-01-01T00:00:00 on the wall clock
 *   utc_s      real seconds since 1970-01-01T00:00:00Z (see zone.h)
 */
#ifndef TALLYSTICK_BASE_CIVIL_H
#define TALLYSTICK_BASE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/text.h"

typedef int32_t day_t;

#define DAY_NOT_GIVEN   INT32_MIN
#define SECONDS_PER_DAY 86400

/* Years that a record may name; outside them a date is a mistake. */
#define CIVIL_YEAR_FIRST 1900
#define CIVIL_YEAR_LAST  2199

bool day_from_ymd(int year, int month, int day_of_month, day_t *day_r); /* false: no such day */
void day_to_ymd(day_t day, int *year_r, int *month_r, int *day_of_month_r);
int day_of_week(day_t day);  /* 0 Monday .. 6 Sunday */
day_t day_monday(day_t day); /* the Monday on or before it */
day_t day_month_first(day_t day);

static inline day_t civil_day(int64_t civil_s)
{
    int64_t q = civil_s / SECONDS_PER_DAY;
    return (day_t)(civil_s % SECONDS_PER_DAY < 0 ? q - 1 : q);
}

static inline int32_t civil_time_of_day_s(int64_t civil_s)
{
    return (int32_t)(civil_s - (int64_t)civil_day(civil_s) * SECONDS_PER_DAY);
}

/* X(enum, the word in the configuration) : how a feed writes dates */
#define DATE_FORM_LIST(X)                                                                          \
    X(ISO, "iso")     /* 2026-11-02 */                                                             \
    X(DMY, "dmy")     /* 02/11/2026, 02-11-2026, 02.11.2026, 2/11/2026 */                          \
    X(MDY, "mdy")     /* 11/02/2026 */                                                             \
    X(YMD, "ymd")     /* 2026/11/02, 2026.11.02, 20261102 */                                       \
    X(NAMED, "named") /* 02-Nov-2026, 2 November 2026 */

enum date_form {
#define X(name, word) DATE_FORM_##name,
    DATE_FORM_LIST(X)
#undef X
};

bool day_parse(struct text t, enum date_form form, day_t *day_r);
/* HH:MM[:SS], 24:00 refused. */
bool time_of_day_parse(struct text t, int32_t *time_of_day_s_r);
/* HH:MM[:SS] (hours may pass 24) or whole minutes; the result is seconds. */
bool duration_parse(struct text t, int64_t *duration_s_r);

/* DATE(T| )HH:MM[:SS][Z|±HH:MM].  *offset_s_r is seconds east of UTC, or
 * NOT_GIVEN (decimal.h) where the text says none. */
bool datetime_parse(struct text t, enum date_form form, int64_t *civil_s_r, int64_t *offset_s_r);

#define DAY_TEXT_BYTES      12
#define DAY_TEXT_LENGTH     10
#define TIME_TEXT_LENGTH    8
#define DATETIME_TEXT_BYTES 24
void day_format(day_t day, char text_r[DAY_TEXT_BYTES]);                 /* 2026-11-02 */
void datetime_format(int64_t civil_s, char text_r[DATETIME_TEXT_BYTES]); /* 2026-11-02T07:30:00 */
void time_format(int32_t time_of_day_s, char text_r[TIME_TEXT_LENGTH]);  /* 07:30:00, no NUL */

#endif
