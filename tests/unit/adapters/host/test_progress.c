#include "adapters/host/progress.h"

#include <check.h>
#include <string.h>

static char line[PROGRESS_LINE_BYTES];

START_TEST(a_bar_shows_stage_share_and_time)
{
    progress_draw("match", 250, 1000, 83000, 200, line);
    ck_assert_str_eq(line, "match    [#######.......................]  25% 250/1000 1:23");
    progress_draw("match", 1000, 1000, 0, 200, line);
    ck_assert_str_eq(line, "match    [##############################] 100% 1000/1000 0:00");
}
END_TEST

START_TEST(more_than_all_is_all)
{
    progress_draw("load", 12, 10, 0, 200, line);
    ck_assert_ptr_nonnull(strstr(line, "[##############################] 100%"));
}
END_TEST

START_TEST(without_a_total_there_is_no_bar)
{
    progress_draw("load", 12, 0, 61000, 200, line);
    ck_assert_str_eq(line, "load     12 1:01");
}
END_TEST

START_TEST(a_bar_fits_the_terminal)
{
    ck_assert_uint_eq(progress_draw("load", 1, 10, 0, 20, line), 20);
    ck_assert_uint_eq(strlen(line), 20);
    ck_assert_uint_lt(progress_draw("load", 1, 10, 0, 100000, line), PROGRESS_LINE_BYTES);
}
END_TEST

START_TEST(hiding_and_ending_need_no_stage)
{
    progress_hide();
    progress_at(1);
    progress_end();
    progress_end();
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("progress");
    tcase_add_test(tcase, a_bar_shows_stage_share_and_time);
    tcase_add_test(tcase, more_than_all_is_all);
    tcase_add_test(tcase, without_a_total_there_is_no_bar);
    tcase_add_test(tcase, a_bar_fits_the_terminal);
    tcase_add_test(tcase, hiding_and_ending_need_no_stage);
    Suite *suite = suite_create("adapters/host/progress");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
