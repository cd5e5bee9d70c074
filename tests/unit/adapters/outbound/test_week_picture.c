#include "adapters/outbound/week_picture.h"

#include <check.h>

#include "tests/unit/adapters/outbound/report_sample.h"

static struct finding finding_on(int day, enum verdict_kind kind)
{
    struct finding finding = sample_finding("C1", kind, REASON_BIT(NO_SLOT), "");
    finding.delivered_start_s = SAMPLE_START_S + (int64_t)day * SECONDS_PER_DAY;
    return finding;
}

START_TEST(seven_days_end_with_the_latest_visit_and_the_rest_is_earlier)
{
    struct finding findings[] = {finding_on(0, VERDICT_HELD), finding_on(6, VERDICT_VARIANCE),
                                 finding_on(6, VERDICT_HELD), finding_on(-1, VERDICT_VARIANCE),
                                 finding_on(-30, VERDICT_HELD)};
    struct missed_visit missed = sample_missed("C2"); /* day 1 */
    const struct variance_report report = sample_report(5, findings, 1, &missed);
    const struct week_picture picture = week_picture_of(&report);

    ck_assert_int_eq(picture.first, zone_day(&sample_zone, SAMPLE_START_S));
    ck_assert_uint_eq(picture.days[0].counts[VISIT_HELD], 1);
    ck_assert_uint_eq(picture.days[1].counts[VISIT_MISSED], 1);
    ck_assert_uint_eq(picture.days[6].counts[VISIT_HELD], 1);
    ck_assert_uint_eq(picture.days[6].counts[VISIT_VARIED], 1);
    ck_assert_uint_eq(day_bar_total(&picture.earlier), 2);
    ck_assert_uint_eq(picture.longest, 2);
}
END_TEST

/* A line dated ten years on must not push the week away. */
START_TEST(what_has_not_come_yet_is_later)
{
    struct finding findings[] = {finding_on(0, VERDICT_HELD), finding_on(3652, VERDICT_HELD)};
    struct variance_report report = sample_report(2, findings, 0, NULL);
    report.business_date = zone_day(&sample_zone, SAMPLE_START_S) + 2;
    const struct week_picture picture = week_picture_of(&report);

    ck_assert_int_eq(picture.first + 6, zone_day(&sample_zone, SAMPLE_START_S));
    ck_assert_uint_eq(picture.days[6].counts[VISIT_HELD], 1);
    ck_assert_uint_eq(picture.later.counts[VISIT_HELD], 1);
}
END_TEST

START_TEST(days_are_the_councils_civil_days)
{
    struct finding finding = finding_on(0, VERDICT_HELD);
    finding.delivered_start_s = INT64_C(1781740200); /* 2026-06-17T23:50Z is the 18th in London */
    const struct variance_report report = sample_report(1, &finding, 0, NULL);
    day_t expected;
    ck_assert(day_from_ymd(2026, 6, 18, &expected));
    ck_assert_int_eq(week_picture_of(&report).first + 6, expected);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("week_picture");
    tcase_add_test(tcase, seven_days_end_with_the_latest_visit_and_the_rest_is_earlier);
    tcase_add_test(tcase, what_has_not_come_yet_is_later);
    tcase_add_test(tcase, days_are_the_councils_civil_days);
    Suite *suite = suite_create("adapters/outbound/week_picture");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
