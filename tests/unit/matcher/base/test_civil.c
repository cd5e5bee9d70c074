#include "matcher/base/civil.h"

#include <check.h>
#include <string.h>

#include "matcher/base/decimal.h"

static day_t day_of(int year, int month, int day_of_month)
{
    day_t day;

    ck_assert(day_from_ymd(year, month, day_of_month, &day));
    return day;
}

START_TEST(days_are_counted_from_1970)
{
    ck_assert_int_eq(day_of(1970, 1, 1), 0);
    ck_assert_int_eq(day_of(1969, 12, 31), -1);
    ck_assert_int_eq(day_of(2000, 3, 1), 11017);
    ck_assert_int_eq(day_of(2026, 11, 2), 20759);
    ck_assert_int_eq(day_of(1900, 1, 1), -25567);
}
END_TEST

START_TEST(only_days_of_the_calendar_exist)
{
    static const int none[][3] = {{2026, 2, 29}, {1900, 2, 29}, {2100, 2, 29}, {2026, 4, 31},
                                  {2026, 13, 1}, {2026, 0, 1},  {2026, 1, 0},  {2026, 1, 32},
                                  {0, 1, 1},     {10000, 1, 1}, {2026, -1, 1}};
    day_t day;

    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        ck_assert_msg(!day_from_ymd(none[i][0], none[i][1], none[i][2], &day), "%zu", i);
    ck_assert_int_eq(day_of(2024, 2, 29) + 1, day_of(2024, 3, 1));
    ck_assert_int_eq(day_of(2000, 2, 29) + 1, day_of(2000, 3, 1));
    ck_assert_int_eq(day_of(2100, 2, 28) + 1, day_of(2100, 3, 1));
}
END_TEST

/* Every day of three centuries follows the one before it, there and back. */
START_TEST(the_calendar_has_no_seam)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    day_t expected = day_of(1899, 1, 1);

    for (int year = 1899; year <= 2200; year++)
        for (int month = 1; month <= 12; month++) {
            bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
            int length = lengths[month - 1] + (month == 2 && leap);
            for (int day_of_month = 1; day_of_month <= length; day_of_month++, expected++) {
                int y, m, d;
                ck_assert_int_eq(day_of(year, month, day_of_month), expected);
                day_to_ymd(expected, &y, &m, &d);
                ck_assert(y == year && m == month && d == day_of_month);
            }
        }
}
END_TEST

START_TEST(a_week_is_monday_to_sunday)
{
    ck_assert_int_eq(day_of_week(day_of(2026, 11, 2)), 0);
    ck_assert_int_eq(day_of_week(day_of(2026, 11, 8)), 6);
    ck_assert_int_eq(day_of_week(day_of(1969, 12, 29)), 0);
    ck_assert_int_eq(day_of_week(day_of(1969, 12, 28)), 6);
    ck_assert_int_eq(day_monday(day_of(2026, 11, 8)), day_of(2026, 11, 2));
    ck_assert_int_eq(day_monday(day_of(2026, 11, 2)), day_of(2026, 11, 2));
    ck_assert_int_eq(day_monday(day_of(1970, 1, 1)), day_of(1969, 12, 29));
}
END_TEST

START_TEST(a_month_begins_on_its_first)
{
    ck_assert_int_eq(day_month_first(day_of(2024, 2, 29)), day_of(2024, 2, 1));
}
END_TEST

START_TEST(seconds_before_1970_have_a_day_too)
{
    ck_assert_int_eq(civil_day(-1), -1);
    ck_assert_int_eq(civil_time_of_day_s(-1), 86399);
    ck_assert_int_eq(civil_day(-86400), -1);
    ck_assert_int_eq(civil_time_of_day_s(-86400), 0);
    ck_assert_int_eq(civil_day(86399), 0);
}
END_TEST

static void check_day(const char *text, enum date_form form, int year, int month, int day_of_month)
{
    day_t day;

    ck_assert_msg(day_parse(text_of(text), form, &day), "%s", text);
    ck_assert_int_eq(day, day_of(year, month, day_of_month));
}

START_TEST(dates_are_read_in_the_stated_form)
{
    check_day("2026-11-02", DATE_FORM_ISO, 2026, 11, 2);
    check_day("1900-01-01", DATE_FORM_ISO, 1900, 1, 1);
    check_day("2199-12-31", DATE_FORM_ISO, 2199, 12, 31);
    check_day("02/11/2026", DATE_FORM_DMY, 2026, 11, 2);
    check_day("02-11-2026", DATE_FORM_DMY, 2026, 11, 2);
    check_day("2/11/2026", DATE_FORM_DMY, 2026, 11, 2);
    check_day("02.11.2026", DATE_FORM_DMY, 2026, 11, 2);
    check_day("11/02/2026", DATE_FORM_MDY, 2026, 11, 2);
    check_day("11/2/2026", DATE_FORM_MDY, 2026, 11, 2);
    check_day("2026/11/02", DATE_FORM_YMD, 2026, 11, 2);
    check_day("2026.11.02", DATE_FORM_YMD, 2026, 11, 2);
    check_day("20261102", DATE_FORM_YMD, 2026, 11, 2);
    check_day("02-Nov-2026", DATE_FORM_NAMED, 2026, 11, 2);
    check_day("2/nov/2026", DATE_FORM_NAMED, 2026, 11, 2);
    check_day("2 November 2026", DATE_FORM_NAMED, 2026, 11, 2);
    check_day("30 SEPTEMBER 2026", DATE_FORM_NAMED, 2026, 9, 30);
    check_day("01-May-2026", DATE_FORM_NAMED, 2026, 5, 1);
}
END_TEST

static const struct {
    const char *text;
    enum date_form form;
} no_dates[] = {
    {"", DATE_FORM_ISO},
    {"2026-11-2", DATE_FORM_ISO},
    {"26-11-02", DATE_FORM_ISO},
    {"2026/11/02", DATE_FORM_ISO},
    {"20261102", DATE_FORM_ISO},
    {"02/11/2026", DATE_FORM_ISO},
    {"2026-11-02 ", DATE_FORM_ISO},
    {" 2026-11-02", DATE_FORM_ISO},
    {"2026-11-023", DATE_FORM_ISO},
    {"2026-02-29", DATE_FORM_ISO},
    {"1899-12-31", DATE_FORM_ISO},
    {"2200-01-01", DATE_FORM_ISO},
    {"2026-11-02T00:00", DATE_FORM_ISO},
    {"-026-11-02", DATE_FORM_ISO},
    {"02/11/26", DATE_FORM_DMY},
    {"02/11-2026", DATE_FORM_DMY},
    {"2026-11-02", DATE_FORM_DMY},
    {"02.11/2026", DATE_FORM_DMY},
    {"02.11.26", DATE_FORM_DMY},
    {"002/11/2026", DATE_FORM_DMY},
    {"31/04/2026", DATE_FORM_DMY},
    {"11/31/2026", DATE_FORM_DMY},
    {"31/11/2026", DATE_FORM_MDY},
    {"02/11/20266", DATE_FORM_DMY},
    {"02//2026", DATE_FORM_DMY},
    {"02-Nov-2026", DATE_FORM_DMY},
    {"2026-11-02", DATE_FORM_YMD},
    {"2026/11.02", DATE_FORM_YMD},
    {"2026/1/02", DATE_FORM_YMD},
    {"261102", DATE_FORM_YMD},
    {"20261131", DATE_FORM_YMD},
    {"02-Nov-26", DATE_FORM_NAMED},
    {"02-Nov 2026", DATE_FORM_NAMED},
    {"02-Sept-2026", DATE_FORM_NAMED},
    {"02-No-2026", DATE_FORM_NAMED},
    {"31-Nov-2026", DATE_FORM_NAMED},
    {"Nov-02-2026", DATE_FORM_NAMED},
    {"02-11-2026", DATE_FORM_NAMED},
};

START_TEST(any_other_date_is_refused)
{
    day_t day;

    ck_assert_msg(!day_parse(text_of(no_dates[_i].text), no_dates[_i].form, &day), "%s",
                  no_dates[_i].text);
}
END_TEST

START_TEST(a_time_of_day_is_hours_and_minutes_and_perhaps_seconds)
{
    int32_t time_of_day_s;

    ck_assert(time_of_day_parse(text_of("00:00"), &time_of_day_s));
    ck_assert_int_eq(time_of_day_s, 0);
    ck_assert(time_of_day_parse(text_of("07:34:09"), &time_of_day_s));
    ck_assert_int_eq(time_of_day_s, 27249);
    ck_assert(time_of_day_parse(text_of("23:59:59"), &time_of_day_s));
    ck_assert_int_eq(time_of_day_s, 86399);
}
END_TEST

START_TEST(any_other_time_of_day_is_refused)
{
    static const char *const none[] = {"",           "24:00",    "24:00:00", "7:30",   "07:3",
                                       "07:60",      "07:30:60", "0730",     "07:30:", "07:30:5",
                                       "07-30",      "07:30Z",   " 07:30",   "07:30 ", "-7:30",
                                       "07:30:00.5", "07"};
    int32_t time_of_day_s;

    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        ck_assert_msg(!time_of_day_parse(text_of(none[i]), &time_of_day_s), "%s", none[i]);
}
END_TEST

START_TEST(a_duration_is_a_clock_time_or_whole_minutes)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } durations[] = {{"00:30", 1800},    {"01:00:01", 3601}, {"24:00", 86400},
                     {"100:00", 360000}, {"00:00:30", 30},   {"30", 1800},
                     {"0", 0},           {"007", 420},       {"00:00", 0}};
    int64_t duration_s;

    for (size_t i = 0; i < sizeof(durations) / sizeof(durations[0]); i++) {
        ck_assert_msg(duration_parse(text_of(durations[i].text), &duration_s), "%s",
                      durations[i].text);
        ck_assert_int_eq(duration_s, durations[i].seconds);
    }
}
END_TEST

START_TEST(any_other_duration_is_refused)
{
    static const char *const none[] = {"",       "-30",  "30.0",  "00:60",      "00:30:60",
                                       "1:30",   "00:3", ":30",   "30m",        " 30",
                                       "00:30:", "1e2",  "PT30M", "99999999999"};
    int64_t duration_s;

    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        ck_assert_msg(!duration_parse(text_of(none[i]), &duration_s), "%s", none[i]);
    ck_assert(!duration_parse((struct text){0}, &duration_s));
}
END_TEST

static void check_datetime(const char *text, enum date_form form, int32_t time_of_day_s,
                           int64_t offset_s)
{
    int64_t civil_s, offset_read_s;

    ck_assert_msg(datetime_parse(text_of(text), form, &civil_s, &offset_read_s), "%s", text);
    ck_assert_int_eq(civil_day(civil_s), day_of(2026, 11, 2));
    ck_assert_int_eq(civil_time_of_day_s(civil_s), time_of_day_s);
    ck_assert_int_eq(offset_read_s, offset_s);
}

START_TEST(a_date_and_time_may_say_its_offset)
{
    check_datetime("2026-11-02T07:30", DATE_FORM_ISO, 27000, NOT_GIVEN);
    check_datetime("2026-11-02 07:30:15", DATE_FORM_ISO, 27015, NOT_GIVEN);
    check_datetime("2026-11-02T07:30:00Z", DATE_FORM_ISO, 27000, 0);
    check_datetime("2026-11-02T07:30+01:00", DATE_FORM_ISO, 27000, 3600);
    check_datetime("2026-11-02T07:30:00-05:30", DATE_FORM_ISO, 27000, -19800);
    check_datetime("2026-11-02T07:30+00:00", DATE_FORM_ISO, 27000, 0);
    check_datetime("2/11/2026 07:30", DATE_FORM_DMY, 27000, NOT_GIVEN);
    check_datetime("11/2/2026T07:30", DATE_FORM_MDY, 27000, NOT_GIVEN);
}
END_TEST

START_TEST(any_other_date_and_time_is_refused)
{
    static const char *const none[] = {"",
                                       "2026-11-02",
                                       "2026-11-02T",
                                       "2026-11-02T24:00",
                                       "2026-11-0207:30",
                                       "2026-11-02  07:30",
                                       "2026-11-02T07:30 Z",
                                       "2026-11-02T07:30z",
                                       "2026-11-02T07:30+1:00",
                                       "2026-11-02T07:30+0100",
                                       "2026-11-02T07:30+01",
                                       "2026-11-02T07:30+01:60",
                                       "2026-11-02T07:30+24:00",
                                       "2026-11-02T07:30:00.000Z",
                                       "2026-11-02T07:30ZZ"};
    int64_t civil_s, offset_s;

    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        ck_assert_msg(!datetime_parse(text_of(none[i]), DATE_FORM_ISO, &civil_s, &offset_s), "%s",
                      none[i]);
}
END_TEST

START_TEST(dates_and_times_are_written_in_iso)
{
    char day_text[DAY_TEXT_BYTES];
    char datetime_text[DATETIME_TEXT_BYTES];

    day_format(day_of(2026, 1, 9), day_text);
    ck_assert_str_eq(day_text, "2026-01-09");
    datetime_format((int64_t)day_of(2026, 11, 2) * SECONDS_PER_DAY + 27009, datetime_text);
    ck_assert_str_eq(datetime_text, "2026-11-02T07:30:09");
    datetime_format(-1, datetime_text);
    ck_assert_str_eq(datetime_text, "1969-12-31T23:59:59");
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("civil");
    tcase_add_test(tcase, days_are_counted_from_1970);
    tcase_add_test(tcase, only_days_of_the_calendar_exist);
    tcase_add_test(tcase, the_calendar_has_no_seam);
    tcase_add_test(tcase, a_week_is_monday_to_sunday);
    tcase_add_test(tcase, a_month_begins_on_its_first);
    tcase_add_test(tcase, seconds_before_1970_have_a_day_too);
    tcase_add_test(tcase, dates_are_read_in_the_stated_form);
    tcase_add_loop_test(tcase, any_other_date_is_refused, 0,
                        (int)(sizeof(no_dates) / sizeof(*no_dates)));
    tcase_add_test(tcase, a_time_of_day_is_hours_and_minutes_and_perhaps_seconds);
    tcase_add_test(tcase, any_other_time_of_day_is_refused);
    tcase_add_test(tcase, a_duration_is_a_clock_time_or_whole_minutes);
    tcase_add_test(tcase, any_other_duration_is_refused);
    tcase_add_test(tcase, a_date_and_time_may_say_its_offset);
    tcase_add_test(tcase, any_other_date_and_time_is_refused);
    tcase_add_test(tcase, dates_and_times_are_written_in_iso);
    Suite *suite = suite_create("matcher/base/civil");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
