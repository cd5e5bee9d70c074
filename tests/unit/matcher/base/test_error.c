#include "matcher/base/error.h"

#include <check.h>
#include <string.h>

START_TEST(an_error_says_what_was_done_to_what)
{
    struct error error;

    ck_assert(
        !error_set(&error, EXIT_STATUS_CANNOT_WRITE, "writing %s: %s", "a.brif", "disk full"));
    ck_assert_int_eq(error.status, 73);
    ck_assert_str_eq(error.message, "writing a.brif: disk full");
    ck_assert(!error_prefix(&error, "batch %d", 7));
    ck_assert_str_eq(error.message, "batch 7: writing a.brif: disk full");
    ck_assert_int_eq(error.status, 73);
}
END_TEST

START_TEST(a_long_message_is_cut_not_overrun)
{
    struct error error;
    char long_text[3 * ERROR_MESSAGE_BYTES];

    memset(long_text, 'x', sizeof(long_text) - 1);
    long_text[sizeof(long_text) - 1] = '\0';
    error_set(&error, EXIT_STATUS_BAD_DATA, "%s", long_text);
    ck_assert_uint_eq(strlen(error.message), ERROR_MESSAGE_BYTES - 1);
    error_prefix(&error, "a");
    ck_assert_uint_eq(strlen(error.message), ERROR_MESSAGE_BYTES - 1);
    ck_assert_int_eq(strncmp(error.message, "a: xxx", 6), 0);
    error_prefix(&error, "%s", long_text);
    ck_assert_uint_eq(strlen(error.message), ERROR_MESSAGE_BYTES - 1);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("error");
    tcase_add_test(tcase, an_error_says_what_was_done_to_what);
    tcase_add_test(tcase, a_long_message_is_cut_not_overrun);
    Suite *suite = suite_create("matcher/base/error");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
