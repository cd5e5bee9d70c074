#include "matcher/record/reject.h"

#include <check.h>
#include <string.h>

START_TEST(a_reject_says_field_and_reason)
{
    struct reject reject;

    ck_assert(!reject_set(&reject, REJECT_INVALID, "net", "%s is not valid", "1,000.00"));
    ck_assert_int_eq(reject.code, REJECT_INVALID);
    ck_assert_str_eq(reject.field, "net");
    ck_assert_int_eq(reject.column, 0);
    ck_assert_str_eq(reject.message, "1,000.00 is not valid");
}
END_TEST

START_TEST(a_long_reason_is_cut)
{
    struct reject reject;
    char value[2 * REJECT_MESSAGE_BYTES];

    memset(value, 'x', sizeof(value) - 1);
    value[sizeof(value) - 1] = '\0';
    reject_set(&reject, REJECT_INVALID, "description", "%s", value);
    ck_assert_uint_eq(strlen(reject.message), REJECT_MESSAGE_BYTES - 1);
}
END_TEST

START_TEST(the_codes_are_those_of_the_verdicts)
{
    ck_assert_str_eq(reject_code_word(REJECT_TIME_NONEXISTENT), "time_nonexistent");
    ck_assert_str_eq(reject_code_word(REJECT_CARD_NUMBER), "card_number");
    ck_assert_str_eq(reject_code_word(REJECT_MISSING), "missing");
    ck_assert_str_eq(reject_code_word(REJECT_INVALID), "invalid");
    ck_assert_str_eq(reject_code_word(REJECT_CURRENCY), "currency");
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("reject");
    tcase_add_test(tcase, a_reject_says_field_and_reason);
    tcase_add_test(tcase, a_long_reason_is_cut);
    tcase_add_test(tcase, the_codes_are_those_of_the_verdicts);
    Suite *suite = suite_create("matcher/record/reject");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
