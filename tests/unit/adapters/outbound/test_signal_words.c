#include "adapters/outbound/signal_words.h"

#include <check.h>

#include "tests/unit/adapters/outbound/report_sample.h"

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

static const char *care_signal_of(enum care_signal_kind kind, int weeks, int64_t counted)
{
    struct care_signal_news signal = sample_care_signal("C1");
    signal.kind = kind;
    signal.last_week = (day_t)(signal.week + 7 * (weeks - 1));
    signal.counted = counted;
    return care_signal_in_words(arena, &signal);
}

START_TEST(care_signals_say_how_often_and_when)
{
    ck_assert_str_eq(care_signal_of(CARE_SIGNAL_SHORT_HANDED, 1, 2),
                     "Fewer carers came than were ordered: 2 visits in the week of 5 October");
    ck_assert_str_eq(care_signal_of(CARE_SIGNAL_NO_REPLY, 2, 3),
                     "No reply: 3 visits in the 2 weeks from 5 October");
    ck_assert_str_eq(care_signal_of(CARE_SIGNAL_NO_REPLY, 1, 1),
                     "No reply: 1 visit in the week of 5 October");
    ck_assert_str_eq(care_signal_of(CARE_SIGNAL_SHRINKING, 3, 0),
                     "Visits keep shrinking: 0 of 1,600 planned minutes in the 3 weeks from "
                     "5 October (100 % shorter)");
}
END_TEST

static const char *period_of(day_t first, day_t last)
{
    struct short_period period = sample_short_period("C1");
    period.first = first;
    period.last = last;
    return short_period_in_words(arena, &period);
}

START_TEST(periods_have_the_name_of_their_days)
{
    ck_assert_str_eq(period_of(sample_day(2026, 10, 5), sample_day(2026, 11, 1)),
                     "4 weeks from 5 October: 540 of 900 minutes billed and paid (40 % below)");
    ck_assert_str_eq(period_of(sample_day(2026, 10, 1), sample_day(2026, 10, 31)),
                     "October 2026: 540 of 900 minutes billed and paid (40 % below)");
    ck_assert_str_eq(
        period_of(sample_day(2026, 10, 3), sample_day(2026, 10, 31)),
        "3 October to 31 October 2026: 540 of 900 minutes billed and paid (40 % below)");
    ck_assert_str_eq(
        period_of(sample_day(2026, 11, 3), sample_day(2026, 11, 9)),
        "3 November to 9 November 2026: 540 of 900 minutes billed and paid (40 % below)");
    ck_assert_str_eq(period_of(sample_day(2026, 11, 2), sample_day(2027, 10, 31)),
                     "2 November 2026 to 31 October 2027: 540 of 900 minutes billed and paid "
                     "(40 % below)");
}
END_TEST

START_TEST(units_are_told_as_units_to_the_last_place)
{
    struct short_period period = sample_short_period("C1");
    period.basis = BASIS_UNIT;
    period.quantity_e4 = INT64_C(12345000) * E4 + 5000;
    period.delivered_e4 = 0;
    ck_assert_str_eq(short_period_in_words(arena, &period),
                     "Week of 2 November: 0 of 12,345,000.5 units billed and paid (100 % below)");
}
END_TEST

static const char *drift_of(enum drift_measure measure, int64_t difference, int64_t base,
                            int64_t limit_percent_e4)
{
    struct provider_drift drift = sample_drift();
    drift.measure = measure;
    drift.difference = difference;
    drift.base = base;
    drift.limit_percent_e4 = limit_percent_e4;
    return provider_drift_in_words(arena, &drift);
}

START_TEST(drift_keeps_its_sign_in_words)
{
    ck_assert_str_eq(drift_of(DRIFT_MONEY, 12340, 987600, 1 * E4),
                     "Week of 2 November: paid \u00A3123.40 above the agreed price of "
                     "\u00A39,876.00 (1.2 %, limit 1 %)");
    ck_assert_str_eq(drift_of(DRIFT_MONEY, -12340, 987600, 1 * E4),
                     "Week of 2 November: paid \u00A3123.40 below the agreed price of "
                     "\u00A39,876.00 (1.2 %, limit 1 %)");
    ck_assert_str_eq(drift_of(DRIFT_MINUTES, 56, 1000, 5 * E4),
                     "Week of 2 November: pays 5.6 % more time than was delivered: 1,056 minutes "
                     "for 1,000 (limit 5 %)");
    ck_assert_str_eq(drift_of(DRIFT_MINUTES, -56, 1000, 5 * E4),
                     "Week of 2 November: pays 5.6 % less time than was delivered: 944 minutes "
                     "for 1,000 (limit 5 %)");
}
END_TEST

/* 1.04 % rounds to the limit of 1 %, and 2.26 % to 2.3 %, above its limit of 2.25 %. */
START_TEST(drift_never_looks_as_if_it_were_inside_its_limit)
{
    ck_assert_str_eq(drift_of(DRIFT_MONEY, 104, 10000, 1 * E4),
                     "Week of 2 November: paid \u00A31.04 above the agreed price of \u00A3100.00 "
                     "(just over 1 %, limit 1 %)");
    ck_assert_str_eq(drift_of(DRIFT_MONEY, 226, 10000, 22500),
                     "Week of 2 November: paid \u00A32.26 above the agreed price of \u00A3100.00 "
                     "(2.3 %, limit 2.25 %)");
    ck_assert_str_eq(drift_of(DRIFT_MINUTES, 1, 10000, 0),
                     "Week of 2 November: pays just over 0 % more time than was delivered: 10,001 "
                     "minutes for 10,000 (limit 0 %)");
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("signal_words");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, care_signals_say_how_often_and_when);
    tcase_add_test(tcase, periods_have_the_name_of_their_days);
    tcase_add_test(tcase, units_are_told_as_units_to_the_last_place);
    tcase_add_test(tcase, drift_keeps_its_sign_in_words);
    tcase_add_test(tcase, drift_never_looks_as_if_it_were_inside_its_limit);
    Suite *suite = suite_create("adapters/outbound/signal_words");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
