#include "matcher/base/exit_status.h"

#include <check.h>
#include <stdlib.h>

static void assert_graver(enum exit_status wanted, enum exit_status other)
{
    ck_assert_int_eq(exit_status_graver(wanted, other), wanted);
    ck_assert_int_eq(exit_status_graver(other, wanted), wanted);
}

START_TEST(the_gravest_is_told)
{
    assert_graver(EXIT_STATUS_FINDINGS, EXIT_STATUS_DONE);
    assert_graver(EXIT_STATUS_TRY_AGAIN, EXIT_STATUS_FINDINGS);
    assert_graver(EXIT_STATUS_BAD_DATA, EXIT_STATUS_TRY_AGAIN);
    assert_graver(EXIT_STATUS_CANNOT_WRITE, EXIT_STATUS_UNAVAILABLE);
}
END_TEST

START_TEST(nothing_hides_a_broken_invariant)
{
#define X(name, number, meaning) assert_graver(EXIT_STATUS_BROKEN_INVARIANT, EXIT_STATUS_##name);
    EXIT_STATUS_LIST(X)
#undef X
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("matcher/base/exit_status");
    TCase *tcase = tcase_create("exit_status");
    tcase_add_test(tcase, the_gravest_is_told);
    tcase_add_test(tcase, nothing_hides_a_broken_invariant);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
