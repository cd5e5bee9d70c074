#include "adapters/outbound/finding_words.h"

#include <check.h>
#include <string.h>

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

static const char *words_of(const struct finding *finding)
{
    return arena_printf(arena, "%.*s", TEXT_ARGS(finding_in_words(arena, finding)));
}

static const char *words(uint64_t reasons, const char *detail)
{
    struct finding finding = sample_finding("C1", VERDICT_HELD, reasons, detail);
    return words_of(&finding);
}

START_TEST(a_difference_comes_with_its_limit)
{
    ck_assert_str_eq(words(REASON_BIT(LONG), "{\"long\":{\"difference\":1,\"pay\":5}}"),
                     "1 min longer than planned (limit 5 min)");
    ck_assert_str_eq(words(REASON_BIT(SHORT), "{\"short\":{\"difference\":\"8\",\"pay\":\"5\"}}"),
                     "8 min shorter than planned (limit 5 min)");
    ck_assert_str_eq(
        words(REASON_BIT(SHORT), "{\"short\":{\"difference\":8,\"pay_percent\":12.5}}"),
        "8 min shorter than planned (limit 12.5 %)");
    ck_assert_str_eq(words(REASON_BIT(VAT), "{\"vat\":{\"difference\":190}}"),
                     "the VAT is \u00A31.90 off what is due");
    ck_assert_str_eq(words(REASON_BIT(RATE), "{\"rate\":{\"difference\":12.5,\"pay\":0}}"),
                     "the billed rate is \u00A30.125 an hour off the contract (limit \u00A30.00)");
}
END_TEST

START_TEST(a_difference_says_which_way_it_goes)
{
    struct finding finding = sample_finding("C1", VERDICT_HELD, REASON_BIT(START),
                                            "{\"start\":{\"difference\":35,\"pay\":30}}");
    finding.delivered_start_s = finding.planned_start_s + 35 * 60;
    ck_assert_str_eq(words_of(&finding), "started 35 min later than planned (limit 30 min)");
    finding.delivered_start_s = finding.planned_start_s - 35 * 60;
    ck_assert_str_eq(words_of(&finding), "started 35 min earlier than planned (limit 30 min)");

    finding = sample_finding(
        "C1", VERDICT_HELD, REASON_BIT(AMOUNT),
        "{\"amount\":{\"difference\":20,\"pay\":100,\"pay_percent\":2,\"zone\":\"outside\"}}");
    finding.billed_pence = 970;
    ck_assert_str_eq(words_of(&finding), "billed \u00A30.20 more than the agreed price (limit "
                                         "\u00A31.00 or 2 %, whichever is less)");
    finding.billed_pence = 930;
    ck_assert_str_eq(words_of(&finding), "billed \u00A30.20 less than the agreed price (limit "
                                         "\u00A31.00 or 2 %, whichever is less)");
}
END_TEST

START_TEST(reasons_stand_in_the_order_of_the_checks)
{
    const char *said = words(REASON_BIT(EVIDENCE) | REASON_BIT(SHORT),
                             "{\"evidence\":{\"difference\":1,\"pay\":0},"
                             "\"short\":{\"difference\":6,\"pay\":5}}");
    ck_assert_str_eq(said, "6 min shorter than planned (limit 5 min); no call-monitoring record");
    struct finding finding =
        sample_finding("C1", VERDICT_HELD, REASON_BIT(EVIDENCE) | REASON_BIT(SHORT), "");
    ck_assert_str_eq(arena_printf(arena, "%.*s", TEXT_ARGS(finding_codes(arena, &finding))),
                     "short evidence");
}
END_TEST

START_TEST(what_is_within_its_limits_comes_last)
{
    ck_assert_str_eq(
        words(REASON_BIT(SHORT) | REASON_BIT(LONG) | REASON_BIT(VAT),
              "{\"short\":{\"difference\":3,\"pay\":5,\"zone\":\"within\"},"
              "\"long\":{\"difference\":9,\"pay\":5,\"zone\":\"outside\"},"
              "\"vat\":{\"difference\":1,\"pay\":1,\"zone\":\"within\"}}"),
        "9 min longer than planned (limit 5 min); not held for: 3 min shorter than planned "
        "(limit 5 min); the VAT is \u00A30.01 off what is due (limit \u00A30.01)");
    ck_assert_str_eq(
        words(REASON_BIT(SHORT), "{\"short\":{\"difference\":3,\"pay\":5,\"zone\":\"within\"}}"),
        "3 min shorter than planned (limit 5 min)");
}
END_TEST

/* exceed: report, or a bill below what was agreed. */
START_TEST(what_is_only_reported_is_not_said_to_be_within_its_limit)
{
    ck_assert_str_eq(
        words(REASON_BIT(START) | REASON_BIT(LONG) | REASON_BIT(AMOUNT),
              "{\"start\":{\"difference\":45,\"expected\":30,\"pay\":30,\"zone\":\"within\"},"
              "\"long\":{\"difference\":9,\"pay\":5,\"zone\":\"outside\"},"
              "\"amount\":{\"difference\":20,\"expected\":950,\"pay\":100,\"pay_percent\":2,"
              "\"zone\":\"within\"}}"),
        "9 min longer than planned (limit 5 min); not held for: started 45 min away from the "
        "planned time (beyond the limit 30 min, only reported); billed \u00A30.20 off the agreed "
        "price (beyond the limit \u00A31.00 or 2 %, whichever is less, only reported)");
    ck_assert_str_eq(words(REASON_BIT(AMOUNT),
                           "{\"amount\":{\"difference\":19,\"expected\":950,\"pay\":100,"
                           "\"pay_percent\":2,\"zone\":\"within\"}}"),
                     "billed \u00A30.19 off the agreed price (limit \u00A31.00 or 2 %, whichever "
                     "is less)");
}
END_TEST

START_TEST(a_suspension_says_from_when_to_when)
{
    struct suspension suspension = {.from = 20759, .to = 20763}; /* 2026-11-02, a Monday */
    struct finding finding = sample_finding("C1", VERDICT_HELD, REASON_BIT(CLIENT_SUSPENDED), "");

    finding.suspension = &suspension;
    ck_assert_str_eq(words_of(&finding), "care was suspended from Monday 2 November 2026 to "
                                         "Friday 6 November 2026");
    suspension.to = suspension.from;
    ck_assert_str_eq(words_of(&finding), "care was suspended on Monday 2 November 2026");
    suspension.to = DAY_NOT_GIVEN;
    ck_assert_str_eq(words_of(&finding), "care was suspended from Monday 2 November 2026 on");
}
END_TEST

START_TEST(other_reasons_have_their_own_words)
{
    ck_assert_str_eq(words(REASON_BIT(NO_SLOT), ""), reason_in_words(REASON_NO_SLOT));
}
END_TEST

static const char *const broken_details[] = {"",
                                             "null",
                                             "[]",
                                             "{",
                                             "{\"start\":3}",
                                             "{\"start\":{\"difference\":\"35 min\"}}",
                                             "{\"start\":{\"difference\":true}}",
                                             "{\"start\":{\"difference\":1e300}}",
                                             "{\"start\":{\"difference\":\"35\"}",
                                             "{\"start\":{\"difference\":\"35\"}}}",
                                             "{\"start\":{\"difference\":\"35\",}}",
                                             "{\"start\":{\"difference\":\"35}}",
                                             "{\"start\":{\"difference\":}}",
                                             "{\"start\":{\"difference\":[35]}}",
                                             "{\"start\":{\"difference\" \"35\"}}",
                                             "{\"start\":{difference:\"35\"}}"};

START_TEST(without_a_readable_detail_the_reason_stands_alone)
{
    ck_assert_str_eq(words(REASON_BIT(START), broken_details[_i]), reason_in_words(REASON_START));
}
END_TEST

START_TEST(every_reason_has_words)
{
    for (int reason = 0; reason < REASON_COUNT; reason++)
        ck_assert_uint_gt(strlen(words(UINT64_C(1) << reason, "")), 3);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("finding_words");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_difference_comes_with_its_limit);
    tcase_add_test(tcase, a_difference_says_which_way_it_goes);
    tcase_add_test(tcase, reasons_stand_in_the_order_of_the_checks);
    tcase_add_test(tcase, what_is_within_its_limits_comes_last);
    tcase_add_test(tcase, what_is_only_reported_is_not_said_to_be_within_its_limit);
    tcase_add_test(tcase, a_suspension_says_from_when_to_when);
    tcase_add_test(tcase, other_reasons_have_their_own_words);
    tcase_add_loop_test(tcase, without_a_readable_detail_the_reason_stands_alone, 0,
                        (int)(sizeof(broken_details) / sizeof(*broken_details)));
    tcase_add_test(tcase, every_reason_has_words);
    Suite *suite = suite_create("adapters/outbound/finding_words");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
