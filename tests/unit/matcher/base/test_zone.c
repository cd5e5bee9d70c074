/* Clocks as in London: they go forward on 2026-03-29 at 01:00 and back on 2026-10-25 at 02:00. */
#include "matcher/base/zone.h"

#include <check.h>

#include "matcher/base/decimal.h"

static struct zone_change london_changes[4];
static const struct zone london = {.change_count = 4, .changes = london_changes};

static int64_t civil(const char *text)
{
    int64_t civil_s, offset_s;

    ck_assert_msg(datetime_parse(text_of(text), DATE_FORM_ISO, &civil_s, &offset_s), "%s", text);
    return civil_s;
}

static void set_up(void)
{
    london_changes[0] = (struct zone_change){civil("1900-01-01 00:00"), 0};
    london_changes[1] = (struct zone_change){civil("2026-03-29 01:00"), 3600};
    london_changes[2] = (struct zone_change){civil("2026-10-25 01:00"), 0};
    london_changes[3] = (struct zone_change){civil("2027-03-28 01:00"), 3600};
}

static void tear_down(void)
{
}

static int64_t first(const char *text)
{
    int64_t utc_s = NOT_GIVEN;

    ck_assert_msg(zone_utc_first(&london, civil(text), &utc_s), "%s", text);
    return utc_s;
}

static int64_t end_after(const char *text, int64_t start_s)
{
    int64_t utc_s = NOT_GIVEN;

    ck_assert_msg(zone_utc_not_before(&london, civil(text), start_s, &utc_s), "%s", text);
    return utc_s;
}

START_TEST(ordinary_times_go_both_ways)
{
    static const char *const times[] = {
        "1950-06-01 12:00",    "2026-03-29 00:59:59", "2026-03-29 02:00",    "2026-07-01 00:00",
        "2026-10-25 00:59:59", "2026-10-25 02:00",    "2026-12-31 23:59:59", "2030-01-01 00:00"};

    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
        ck_assert_int_eq(zone_civil(&london, first(times[i])), civil(times[i]));
    ck_assert_int_eq(first("2026-07-01 08:00"), civil("2026-07-01 07:00"));
    ck_assert_int_eq(first("2026-12-01 08:00"), civil("2026-12-01 08:00"));
}
END_TEST

START_TEST(a_skipped_time_does_not_exist)
{
    int64_t utc_s;

    ck_assert(!zone_utc_first(&london, civil("2026-03-29 01:00"), &utc_s));
    ck_assert(!zone_utc_first(&london, civil("2026-03-29 01:30"), &utc_s));
    ck_assert(!zone_utc_first(&london, civil("2026-03-29 01:59:59"), &utc_s));
    ck_assert(!zone_utc_not_before(&london, civil("2026-03-29 01:30"), 0, &utc_s));
    ck_assert_int_eq(first("2026-03-29 02:00") - first("2026-03-29 00:59:59"), 1);
}
END_TEST

START_TEST(a_start_that_happens_twice_is_the_first)
{
    ck_assert_int_eq(first("2026-10-25 01:00"), civil("2026-10-25 00:00"));
    ck_assert_int_eq(first("2026-10-25 01:59:59"), civil("2026-10-25 00:59:59"));
    ck_assert_int_eq(first("2026-10-25 02:00"), civil("2026-10-25 02:00"));
}
END_TEST

START_TEST(an_end_that_happens_twice_is_the_first_not_before_the_start)
{
    int64_t quarter_past = first("2026-10-25 01:15");
    int64_t second_quarter_past = quarter_past + 3600;

    ck_assert_int_eq(end_after("2026-10-25 01:45", quarter_past), quarter_past + 1800);
    ck_assert_int_eq(end_after("2026-10-25 01:45", second_quarter_past),
                     second_quarter_past + 1800);
    /* the clock was put back between the two */
    ck_assert_int_eq(end_after("2026-10-25 01:10", first("2026-10-25 01:50")),
                     first("2026-10-25 01:50") + 20 * 60);
    ck_assert_int_eq(end_after("2026-10-25 01:15", quarter_past), quarter_past);
}
END_TEST

START_TEST(an_end_before_its_start_is_still_a_time)
{
    ck_assert_int_eq(end_after("2026-07-01 08:00", first("2026-07-01 09:00")),
                     first("2026-07-01 08:00"));
    ck_assert_int_eq(end_after("2026-10-25 01:30", first("2026-10-25 03:00")),
                     first("2026-10-25 01:30"));
}
END_TEST

START_TEST(a_night_across_a_change_lasts_what_it_lasts)
{
    int64_t autumn = first("2026-10-24 22:00");
    int64_t spring = first("2026-03-28 22:00");

    ck_assert_int_eq(end_after("2026-10-25 06:00", autumn) - autumn, 9 * 3600);
    ck_assert_int_eq(end_after("2026-03-29 06:00", spring) - spring, 7 * 3600);
}
END_TEST

START_TEST(a_day_is_the_day_of_the_wall_clock)
{
    ck_assert_int_eq(zone_day(&london, civil("2026-07-01 23:00")),
                     civil_day(civil("2026-07-02 00:00")));
    ck_assert_int_eq(zone_day(&london, civil("2026-12-01 23:00")),
                     civil_day(civil("2026-12-01 00:00")));
}
END_TEST

/* Whatever was asked before: on both sides of each change, and to and fro over them. */
START_TEST(a_wall_clock_shows_what_the_zone_says)
{
    struct wall_clock clock = wall_clock_of(&london);

    for (size_t i = 1; i < london.change_count; i++)
        for (int64_t utc_s = london.changes[i].utc_s - 1; utc_s <= london.changes[i].utc_s; utc_s++)
            ck_assert_int_eq(wall_clock_civil(&clock, utc_s), zone_civil(&london, utc_s));
    for (size_t i = london.change_count; i-- > 0;)
        ck_assert_int_eq(wall_clock_civil(&clock, london.changes[i].utc_s),
                         zone_civil(&london, london.changes[i].utc_s));
    ck_assert_int_eq(wall_clock_civil(&clock, INT32_MIN), zone_civil(&london, INT32_MIN));
    ck_assert_int_eq(wall_clock_day(&clock, civil("2026-07-01 23:00")),
                     civil_day(civil("2026-07-02 00:00")));
}
END_TEST

START_TEST(a_zone_without_changes_is_its_offset)
{
    static const struct zone_change changes[] = {{0, -5 * 3600}};
    static const struct zone zone = {.change_count = 1, .changes = changes};
    int64_t utc_s;

    ck_assert_int_eq(zone_civil(&zone, -1000000), -1000000 - 5 * 3600);
    ck_assert(zone_utc_first(&zone, 0, &utc_s));
    ck_assert_int_eq(utc_s, 5 * 3600);
}
END_TEST

/* A zone that jumped over the date line lost a whole day. */
START_TEST(a_whole_day_may_not_exist)
{
    struct zone_change changes[] = {{0, -10 * 3600}, {civil("2011-12-30 10:00"), 14 * 3600}};
    struct zone zone = {.change_count = 2, .changes = changes};
    int64_t utc_s;

    ck_assert(!zone_utc_first(&zone, civil("2011-12-30 12:00"), &utc_s));
    ck_assert(zone_utc_first(&zone, civil("2011-12-29 23:59:59"), &utc_s));
    ck_assert_int_eq(utc_s, civil("2011-12-30 09:59:59"));
    ck_assert(zone_utc_first(&zone, civil("2011-12-31 00:00"), &utc_s));
    ck_assert_int_eq(utc_s, civil("2011-12-30 10:00"));
}
END_TEST

/* Every half hour of two years, in an order that jumps from season to season. */
START_TEST(a_memory_says_what_the_table_says)
{
    struct zone_memory memory = {.zone = &london};
    int64_t from_s = civil("2026-01-01 00:00");
    const int64_t half_hours = 2 * 365 * 48;

    for (int64_t i = 0; i < half_hours; i++) {
        int64_t at_s = from_s + i * 7919 % half_hours * 1800;
        int64_t not_before_s = at_s - i % 3 * 3600;
        int64_t remembered_s = NOT_GIVEN, utc_s = NOT_GIVEN;
        bool is_there = zone_utc_not_before(&london, at_s, not_before_s, &utc_s);
        ck_assert(zone_memory_utc_not_before(&memory, at_s, not_before_s, &remembered_s) ==
                  is_there);
        ck_assert_int_eq(remembered_s, utc_s);
        ck_assert(zone_memory_utc_first(&memory, at_s, &remembered_s) == is_there);
        if (is_there)
            ck_assert(zone_utc_first(&london, at_s, &utc_s) && remembered_s == utc_s);
    }
}
END_TEST

START_TEST(a_memory_knows_the_hours_of_a_change)
{
    struct zone_memory memory = {.zone = &london};
    int64_t utc_s;

    ck_assert(zone_memory_utc_first(&memory, civil("2026-03-20 12:00"), &utc_s));
    ck_assert_int_eq(utc_s, civil("2026-03-20 12:00"));
    ck_assert(!zone_memory_utc_first(&memory, civil("2026-03-29 01:30"), &utc_s));
    ck_assert(zone_memory_utc_first(&memory, civil("2026-03-29 02:00"), &utc_s));
    ck_assert_int_eq(utc_s, civil("2026-03-29 01:00"));
    ck_assert(zone_memory_utc_first(&memory, civil("2026-10-20 12:00"), &utc_s));
    ck_assert_int_eq(utc_s, civil("2026-10-20 11:00"));
    ck_assert(zone_memory_utc_first(&memory, civil("2026-10-25 01:30"), &utc_s));
    ck_assert_int_eq(utc_s, civil("2026-10-25 00:30"));
    ck_assert(zone_memory_utc_not_before(&memory, civil("2026-10-25 01:30"),
                                         civil("2026-10-25 00:45"), &utc_s));
    ck_assert_int_eq(utc_s, civil("2026-10-25 01:30"));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("zone");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, ordinary_times_go_both_ways);
    tcase_add_test(tcase, a_skipped_time_does_not_exist);
    tcase_add_test(tcase, a_start_that_happens_twice_is_the_first);
    tcase_add_test(tcase, an_end_that_happens_twice_is_the_first_not_before_the_start);
    tcase_add_test(tcase, an_end_before_its_start_is_still_a_time);
    tcase_add_test(tcase, a_night_across_a_change_lasts_what_it_lasts);
    tcase_add_test(tcase, a_day_is_the_day_of_the_wall_clock);
    tcase_add_test(tcase, a_wall_clock_shows_what_the_zone_says);
    tcase_add_test(tcase, a_zone_without_changes_is_its_offset);
    tcase_add_test(tcase, a_whole_day_may_not_exist);
    tcase_add_test(tcase, a_memory_says_what_the_table_says);
    tcase_add_test(tcase, a_memory_knows_the_hours_of_a_change);
    Suite *suite = suite_create("matcher/base/zone");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
