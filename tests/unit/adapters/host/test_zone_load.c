#include "adapters/host/zone_load.h"

#include <check.h>
#include <stdlib.h>
#include <time.h>

#include "matcher/base/civil.h"

static struct arena *arena;
static struct error error;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

static const struct zone *load(const char *name)
{
    const struct zone *zone = NULL;

    ck_assert_msg(zone_load(arena, name, &zone, &error), "%s", error.message);
    return zone;
}

static int64_t utc(const char *text)
{
    int64_t civil_s, offset_s;

    ck_assert(datetime_parse(text_of(text), DATE_FORM_ISO, &civil_s, &offset_s));
    return civil_s;
}

static int64_t offset_at(const struct zone *zone, const char *text)
{
    return zone_civil(zone, utc(text)) - utc(text);
}

/* The days on which the clocks of the United Kingdom change, at 01:00 UTC. */
static const char *const forward_days[] = {"2015-03-29", "2019-03-31", "2020-03-29", "2026-03-29",
                                           "2027-03-28"};
static const char *const back_days[] = {"2015-10-25", "2019-10-27", "2020-10-25", "2026-10-25",
                                        "2027-10-31"};

START_TEST(london_changes_at_one_in_the_night_to_the_second)
{
    const struct zone *london = load("Europe/London");

    for (size_t i = 0; i < sizeof(forward_days) / sizeof(forward_days[0]); i++) {
        int64_t forward_s = utc(arena_printf(arena, "%sT01:00", forward_days[i]));
        int64_t back_s = utc(arena_printf(arena, "%sT01:00", back_days[i]));
        ck_assert_int_eq(zone_civil(london, forward_s - 1), forward_s - 1);
        ck_assert_int_eq(zone_civil(london, forward_s), forward_s + 3600);
        ck_assert_int_eq(zone_civil(london, back_s - 1), back_s - 1 + 3600);
        ck_assert_int_eq(zone_civil(london, back_s), back_s);
    }
}
END_TEST

START_TEST(london_skips_and_repeats_an_hour)
{
    const struct zone *london = load("Europe/London");
    int64_t utc_s;

    ck_assert(!zone_utc_first(london, utc("2027-03-28T01:30"), &utc_s));
    ck_assert(zone_utc_first(london, utc("2026-10-25T01:30"), &utc_s));
    ck_assert_int_eq(utc_s, utc("2026-10-25T00:30"));
}
END_TEST

START_TEST(the_table_covers_the_years_that_records_may_name)
{
    const struct zone *london = load("Europe/London");

    ck_assert_int_eq(offset_at(london, "1900-07-01T00:00"), 0);
    ck_assert_int_eq(offset_at(london, "1944-07-01T00:00"), 7200); /* double summer time */
    ck_assert_int_eq(offset_at(london, "1970-01-01T00:00"), 3600); /* summer time all year */
    ck_assert_int_eq(offset_at(london, "2199-07-01T00:00"), 3600);
    ck_assert_int_eq(offset_at(london, "2199-12-31T23:59:59"), 0);
}
END_TEST

/* Every quarter of a day of some years against the C library itself, set to the zone. */
static void check_against_library(const char *name)
{
    const struct zone *zone = load(name);

    int64_t end_s = utc("2045-01-01T00:00");
    int differences = 0;

    setenv("TZ", name, 1);
    tzset();
    for (int64_t utc_s = utc("1996-01-01T00:00"); utc_s < end_s; utc_s += 21600) {
        time_t time = (time_t)utc_s;
        struct tm fields;
        localtime_r(&time, &fields);
        differences += zone_civil(zone, utc_s) - utc_s != fields.tm_gmtoff;
    }
    unsetenv("TZ");
    tzset();
    ck_assert_msg(differences == 0, "%s: %d differences", name, differences);
}

START_TEST(zones_agree_with_the_library)
{
    check_against_library("Europe/London");
    check_against_library("America/New_York");
    check_against_library("Africa/Casablanca");   /* changes within weeks */
    check_against_library("Australia/Lord_Howe"); /* changes by half an hour */
}
END_TEST

START_TEST(utc_has_no_changes)
{
    ck_assert_uint_eq(load("UTC")->change_count, 1);
}
END_TEST

START_TEST(an_unknown_name_is_an_error_not_utc)
{
    static const char *const none[] = {"",
                                       "Europe/Londn",
                                       "Europe",
                                       "zone.tab",
                                       "../zoneinfo/UTC",
                                       "Europe/../UTC",
                                       "/usr/share/zoneinfo/UTC",
                                       ":UTC",
                                       "GMT0BST",
                                       ".."};
    const struct zone *zone;

    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        ck_assert_msg(!zone_load(arena, none[i], &zone, &error), "%s", none[i]);
        ck_assert_int_eq(error.status, EXIT_STATUS_CONFIGURATION);
    }
}
END_TEST

START_TEST(the_process_keeps_its_own_zone)
{
    setenv("TZ", "Asia/Tokyo", 1);
    load("Europe/London");
    ck_assert_str_eq(getenv("TZ"), "Asia/Tokyo");
    unsetenv("TZ");
    load("Europe/London");
    ck_assert_ptr_null(getenv("TZ"));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("zone_load");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, london_changes_at_one_in_the_night_to_the_second);
    tcase_add_test(tcase, london_skips_and_repeats_an_hour);
    tcase_add_test(tcase, the_table_covers_the_years_that_records_may_name);
    tcase_add_test(tcase, zones_agree_with_the_library);
    tcase_add_test(tcase, utc_has_no_changes);
    tcase_add_test(tcase, an_unknown_name_is_an_error_not_utc);
    tcase_add_test(tcase, the_process_keeps_its_own_zone);
    Suite *suite = suite_create("adapters/host/zone_load");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
