/* matching.md, section 6: the codes, and their order. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "matcher/engine/verdict.h"

START_TEST(verdicts_are_written_and_read_back)
{
    const char *const words[] = {"matched", "variance", "held", "rejected", "duplicate"};

    ck_assert_int_eq(VERDICT_COUNT, 5);
    for (int kind = 0; kind < VERDICT_COUNT; kind++) {
        enum verdict_kind read = VERDICT_COUNT;
        ck_assert_str_eq(verdict_word((enum verdict_kind)kind), words[kind]);
        ck_assert(verdict_parse(text_of(words[kind]), &read));
        ck_assert_int_eq(read, kind);
    }
    enum verdict_kind read;
    ck_assert(!verdict_parse(TEXT_LITERAL("paid"), &read));
}
END_TEST

/* The checks in the order of the table; then what could not be compared, first that applies. */
START_TEST(reasons_stand_in_their_order)
{
    const char *const codes[] = {"start",
                                 "short",
                                 "long",
                                 "billed",
                                 "rate",
                                 "amount",
                                 "arithmetic",
                                 "vat",
                                 "evidence",
                                 "quantity",
                                 "changed_line",
                                 "provider_unknown",
                                 "provider_suspended",
                                 "client_suspended",
                                 "future_visit",
                                 "no_order",
                                 "carer_overlap",
                                 "duplicate_visit",
                                 "no_slot",
                                 "no_rate"};

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        enum reason reason = REASON_COUNT;
        ck_assert(reason_parse(text_of(codes[i]), &reason));
        ck_assert_uint_eq(reason, i);
    }
}
END_TEST

START_TEST(every_reason_has_a_code_and_words)
{
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        enum reason read = REASON_COUNT;
        const char *code = reason_code((enum reason)reason);
        ck_assert(reason_parse(text_of(code), &read));
        ck_assert_int_eq(read, reason); /* no two alike */
        ck_assert_uint_gt(strlen(reason_in_words((enum reason)reason)), 10);
        ck_assert_uint_gt(strlen(reason_what_to_do((enum reason)reason)), 5);
    }
}
END_TEST

START_TEST(zones_have_words)
{
    ck_assert_str_eq(zone_of_check_word(ZONE_OFF), "off");
    ck_assert_str_eq(zone_of_check_word(ZONE_AGREES), "agrees");
    ck_assert_str_eq(zone_of_check_word(ZONE_WITHIN), "within");
    ck_assert_str_eq(zone_of_check_word(ZONE_OUTSIDE), "outside");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine/verdict");
    TCase *codes = tcase_create("codes");

    tcase_add_test(codes, verdicts_are_written_and_read_back);
    tcase_add_test(codes, reasons_stand_in_their_order);
    tcase_add_test(codes, every_reason_has_a_code_and_words);
    tcase_add_test(codes, zones_have_words);
    suite_add_tcase(suite, codes);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
