#include "matcher/record/terms.h"

#include <check.h>

static const struct tolerance nothing_written = {
    .agree_e4 = NOT_GIVEN,
    .agree_percent_e4 = NOT_GIVEN,
    .pay_e4 = NOT_GIVEN,
    .pay_percent_e4 = NOT_GIVEN,
};

static void check_limits(struct tolerance tolerance, int64_t agree_e4, int64_t agree_percent_e4,
                         int64_t pay_e4, int64_t pay_percent_e4)
{
    ck_assert_int_eq(tolerance.agree_e4, agree_e4);
    ck_assert_int_eq(tolerance.agree_percent_e4, agree_percent_e4);
    ck_assert_int_eq(tolerance.pay_e4, pay_e4);
    ck_assert_int_eq(tolerance.pay_percent_e4, pay_percent_e4);
}

START_TEST(the_defaults_are_those_of_the_table)
{
    struct settings settings = settings_default();
    const struct tolerance *tolerances = settings.tolerances;

    check_limits(tolerances[CHECK_START], 150000, NOT_GIVEN, 300000, NOT_GIVEN);
    check_limits(tolerances[CHECK_SHORT], 0, NOT_GIVEN, 50000, NOT_GIVEN);
    check_limits(tolerances[CHECK_RATE], 0, NOT_GIVEN, 0, NOT_GIVEN);
    check_limits(tolerances[CHECK_AMOUNT], 0, NOT_GIVEN, 1000000, 20000);
    check_limits(tolerances[CHECK_ARITHMETIC], 10000, NOT_GIVEN, 10000, NOT_GIVEN);
    check_limits(tolerances[CHECK_VAT], 0, NOT_GIVEN, 10000, NOT_GIVEN);
    check_limits(tolerances[CHECK_QUANTITY], 0, NOT_GIVEN, 0, NOT_GIVEN);
    ck_assert(!tolerances[CHECK_AMOUNT].off);
    ck_assert(!tolerances[CHECK_AMOUNT].exceed_report);
}
END_TEST

START_TEST(an_agree_limit_left_out_altogether_is_zero)
{
    struct tolerance written = nothing_written;

    written.pay_e4 = 5 * E4;
    check_limits(tolerance_complete(written), 0, NOT_GIVEN, 5 * E4, NOT_GIVEN);
    written.agree_percent_e4 = 1 * E4;
    check_limits(tolerance_complete(written), NOT_GIVEN, 1 * E4, 5 * E4, NOT_GIVEN);
}
END_TEST

START_TEST(a_pay_limit_left_out_altogether_is_the_agree_limit_with_both_parts)
{
    struct tolerance written = nothing_written;

    check_limits(tolerance_complete(written), 0, NOT_GIVEN, 0, NOT_GIVEN);
    written.agree_e4 = 2 * E4;
    written.agree_percent_e4 = 3 * E4;
    check_limits(tolerance_complete(written), 2 * E4, 3 * E4, 2 * E4, 3 * E4);
    written.pay_percent_e4 = 4 * E4;
    check_limits(tolerance_complete(written), 2 * E4, 3 * E4, NOT_GIVEN, 4 * E4);
}
END_TEST

START_TEST(completing_keeps_the_switches)
{
    struct tolerance written = nothing_written;

    written.off = true;
    written.exceed_report = true;
    ck_assert(tolerance_complete(written).off);
    ck_assert(tolerance_complete(written).exceed_report);
}
END_TEST

static bool is_tight(int64_t agree_e4, int64_t agree_percent_e4, int64_t pay_e4,
                     int64_t pay_percent_e4)
{
    struct tolerance tolerance = {.agree_e4 = agree_e4,
                                  .agree_percent_e4 = agree_percent_e4,
                                  .pay_e4 = pay_e4,
                                  .pay_percent_e4 = pay_percent_e4};

    return tolerance_is_tight(&tolerance);
}

START_TEST(pay_is_tighter_than_agree_part_by_part)
{
    ck_assert(is_tight(5, NOT_GIVEN, 4, NOT_GIVEN));
    ck_assert(!is_tight(5, NOT_GIVEN, 5, NOT_GIVEN));
    ck_assert(is_tight(NOT_GIVEN, 5, NOT_GIVEN, 4));
    ck_assert(is_tight(5, 5, 9, 4));
    /* parts of different kinds are not compared */
    ck_assert(!is_tight(5, NOT_GIVEN, NOT_GIVEN, 1));
    ck_assert(!is_tight(NOT_GIVEN, 5, 1, NOT_GIVEN));
}
END_TEST

START_TEST(where_no_terms_speak_the_defaults_do)
{
    struct settings settings = settings_default();

    ck_assert_int_eq(settings.pay_on, PAY_ON_ACTUAL);
    ck_assert_int_eq(settings.pay, PAY_BILLED);
    ck_assert_int_eq(settings.rounding.rule, ROUNDING_NONE);
    ck_assert_int_eq(settings.visit_pricing, VISIT_PRICING_COVER);
    ck_assert_int_eq(settings.pair_window, 120);
    ck_assert_int_eq(settings.carer_overlap, 0);
    ck_assert_int_eq(settings.missed_after, 3);
    ck_assert(!settings.require_evidence);
    ck_assert_int_eq(settings.drift_limit_percent_e4, 10000);
    ck_assert_int_eq(settings.shrinking_percent_e4, 200000);
    ck_assert_int_eq(settings.shrinking_weeks, 4);
    ck_assert_int_eq(settings.short_handed_limit, 2);
    ck_assert_int_eq(settings.no_reply_limit, 3);
    ck_assert_int_eq(settings.no_reply_weeks, 2);
    ck_assert_int_eq(settings.drift_minutes_percent_e4, 50000);
    ck_assert_int_eq(settings.under_delivery_percent_e4, 100000);
    ck_assert(!given(settings.purse_pence));
    ck_assert(!given(settings.vat_percent_e4));
    ck_assert_uint_eq(settings.outcome_count, 0);
    check_limits(settings.tolerances[CHECK_LONG], 0, NOT_GIVEN, 50000, NOT_GIVEN);
}
END_TEST

START_TEST(checks_have_words_and_units)
{
    ck_assert_str_eq(check_word(CHECK_BILLED), "billed");
    ck_assert_str_eq(check_unit(CHECK_AMOUNT), "p");
    ck_assert_str_eq(check_unit(CHECK_QUANTITY), "");
    /* reason codes follow the order of the table */
    ck_assert(CHECK_START < CHECK_SHORT && CHECK_BILLED < CHECK_RATE && CHECK_VAT < CHECK_EVIDENCE);
}
END_TEST

START_TEST(the_words_of_the_settings_go_both_ways)
{
    enum rounding_rule rule;
    enum pay_on pay_on;
    enum pay pay;
    enum visit_pricing pricing;

    ck_assert(rounding_rule_parse(text_of("bands"), &rule));
    ck_assert_str_eq(rounding_rule_word(rule), "bands");
    ck_assert(pay_on_parse(text_of("LESSER"), &pay_on));
    ck_assert_str_eq(pay_on_word(pay_on), "lesser");
    ck_assert(pay_parse(text_of("lesser"), &pay));
    ck_assert_str_eq(pay_word(pay), "lesser");
    ck_assert(visit_pricing_parse(text_of("step"), &pricing));
    ck_assert_str_eq(visit_pricing_word(pricing), "step");
    ck_assert(!pay_parse(text_of("planned"), &pay));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("terms");
    tcase_add_test(tcase, the_defaults_are_those_of_the_table);
    tcase_add_test(tcase, an_agree_limit_left_out_altogether_is_zero);
    tcase_add_test(tcase, a_pay_limit_left_out_altogether_is_the_agree_limit_with_both_parts);
    tcase_add_test(tcase, completing_keeps_the_switches);
    tcase_add_test(tcase, pay_is_tighter_than_agree_part_by_part);
    tcase_add_test(tcase, where_no_terms_speak_the_defaults_do);
    tcase_add_test(tcase, checks_have_words_and_units);
    tcase_add_test(tcase, the_words_of_the_settings_go_both_ways);
    Suite *suite = suite_create("matcher/record/terms");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
