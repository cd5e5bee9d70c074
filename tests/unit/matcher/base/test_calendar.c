#include "matcher/base/calendar.h"

#include <check.h>

/* The end of 2026 in England: Christmas Day, and the Monday for Boxing Day, a Saturday. */
static day_t holidays[3];
static const struct calendar england = {.holiday_count = 3, .holidays = holidays};

static day_t day(int year, int month, int day_of_month)
{
    day_t found;

    ck_assert(day_from_ymd(year, month, day_of_month, &found));
    return found;
}

static void set_up(void)
{
    holidays[0] = day(2026, 12, 25);
    holidays[1] = day(2026, 12, 28);
    holidays[2] = day(2027, 1, 1);
}

static void tear_down(void)
{
}

START_TEST(only_the_days_listed_are_holidays)
{
    ck_assert(calendar_is_holiday(&england, day(2026, 12, 25)));
    ck_assert(!calendar_is_holiday(&england, day(2026, 12, 26)));
    ck_assert(calendar_is_holiday(&england, day(2026, 12, 28)));
    ck_assert(calendar_is_holiday(&england, day(2027, 1, 1)));
    ck_assert(!calendar_is_holiday(&england, day(2027, 1, 2)));
    ck_assert(!calendar_is_holiday(&(struct calendar){0}, day(2026, 12, 25)));
}
END_TEST

START_TEST(working_days_are_monday_to_friday_but_holidays)
{
    ck_assert(calendar_is_working_day(&england, day(2026, 12, 24)));
    ck_assert(!calendar_is_working_day(&england, day(2026, 12, 25)));
    ck_assert(!calendar_is_working_day(&england, day(2026, 12, 26)));
    ck_assert(!calendar_is_working_day(&england, day(2026, 12, 27)));
    ck_assert(!calendar_is_working_day(&england, day(2026, 12, 28)));
    ck_assert(calendar_is_working_day(&england, day(2026, 12, 29)));
}
END_TEST

START_TEST(working_days_are_added_and_taken_off)
{
    ck_assert_int_eq(calendar_add_working_days(&england, day(2026, 12, 24), 1), day(2026, 12, 29));
    ck_assert_int_eq(calendar_add_working_days(&england, day(2026, 12, 24), 4), day(2027, 1, 4));
    ck_assert_int_eq(calendar_add_working_days(&england, day(2026, 12, 29), -1), day(2026, 12, 24));
    /* from a day that is not one itself */
    ck_assert_int_eq(calendar_add_working_days(&england, day(2026, 12, 26), 1), day(2026, 12, 29));
    ck_assert_int_eq(calendar_add_working_days(&england, day(2026, 12, 26), 0), day(2026, 12, 26));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("calendar");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, only_the_days_listed_are_holidays);
    tcase_add_test(tcase, working_days_are_monday_to_friday_but_holidays);
    tcase_add_test(tcase, working_days_are_added_and_taken_off);
    Suite *suite = suite_create("matcher/base/calendar");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
