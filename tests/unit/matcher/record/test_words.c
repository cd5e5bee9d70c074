#include "matcher/record/words.h"

#include <check.h>

START_TEST(words_are_read_in_any_case)
{
    enum day_type day_type;
    enum period period;

    ck_assert(day_type_parse(text_of("BankHoliday"), &day_type));
    ck_assert_int_eq(day_type, DAY_TYPE_BANKHOLIDAY);
    ck_assert(period_parse(text_of("4WEEK"), &period));
    ck_assert_int_eq(period, PERIOD_4WEEK);
}
END_TEST

START_TEST(only_whole_words_of_the_list_are_read)
{
    enum rail rail = RAIL_BANK;

    ck_assert(!rail_parse(text_of(""), &rail));
    ck_assert(!rail_parse(text_of("car"), &rail));
    ck_assert(!rail_parse(text_of("cards"), &rail));
    ck_assert(!rail_parse(text_of(" card"), &rail));
    ck_assert(!rail_parse(text_of("cash"), &rail));
    ck_assert_int_eq(rail, RAIL_BANK);
}
END_TEST

/* What is written is read back as the same, for every word of every list. */
#define CHECK_LIST_BOTH_WAYS(type, COUNT)                                                          \
    for (unsigned i = 0; i < COUNT; i++) {                                                         \
        enum type back = COUNT;                                                                    \
        ck_assert(type##_parse(text_of(type##_word((enum type)i)), &back));                        \
        ck_assert_uint_eq(back, i);                                                                \
    }

START_TEST(every_word_goes_both_ways){
    CHECK_LIST_BOTH_WAYS(basis, BASIS_COUNT) CHECK_LIST_BOTH_WAYS(period, PERIOD_COUNT)
        CHECK_LIST_BOTH_WAYS(order_status, ORDER_STATUS_COUNT)
            CHECK_LIST_BOTH_WAYS(provider_status, PROVIDER_STATUS_COUNT)
                CHECK_LIST_BOTH_WAYS(rail, RAIL_COUNT) CHECK_LIST_BOTH_WAYS(day_type,
                                                                            DAY_TYPE_COUNT)
                    CHECK_LIST_BOTH_WAYS(rate_kind, RATE_KIND_COUNT)
                        CHECK_LIST_BOTH_WAYS(evidence_method, EVIDENCE_METHOD_COUNT)
                            CHECK_LIST_BOTH_WAYS(decision_kind, DECISION_COUNT)
                                CHECK_LIST_BOTH_WAYS(drift_measure, DRIFT_MEASURE_COUNT)
                                    CHECK_LIST_BOTH_WAYS(care_signal_kind, CARE_SIGNAL_COUNT)
                                        CHECK_LIST_BOTH_WAYS(feed_kind, FEED_KIND_COUNT)} END_TEST

    START_TEST(the_words_are_those_of_the_formats)
{
    ck_assert_str_eq(decision_kind_word(DECISION_PAY_EXPECTED), "pay_expected");
    ck_assert_str_eq(period_word(PERIOD_4WEEK), "4week");
    ck_assert_str_eq(feed_kind_word(FEED_KIND_SUSPENSION), "suspension");
    ck_assert_str_eq(day_type_word(DAY_TYPE_WEEKEND), "weekend");
    ck_assert_str_eq(care_signal_kind_word(CARE_SIGNAL_SHORT_HANDED), "short_handed");
    ck_assert_str_eq(drift_measure_word(DRIFT_MINUTES), "minutes");
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("words");
    tcase_add_test(tcase, words_are_read_in_any_case);
    tcase_add_test(tcase, only_whole_words_of_the_list_are_read);
    tcase_add_test(tcase, every_word_goes_both_ways);
    tcase_add_test(tcase, the_words_are_those_of_the_formats);
    Suite *suite = suite_create("matcher/record/words");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
