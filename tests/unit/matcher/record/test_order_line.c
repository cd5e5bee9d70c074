#include "matcher/record/order_line.h"

#include <check.h>

static struct order_line line, other;

static void set_up(void)
{
    line = (struct order_line){.order_id = 1,
                               .file_id = 2,
                               .source_row = 3,
                               .order_no = TEXT_LITERAL("O1"),
                               .order_line = TEXT_LITERAL("2"),
                               .basis = BASIS_VISIT,
                               .planned_start_s = 1000,
                               .planned_minutes = 30,
                               .carers = 1,
                               .quantity_e4 = NOT_GIVEN,
                               .valid_from = DAY_NOT_GIVEN,
                               .valid_to = DAY_NOT_GIVEN,
                               .rate_e6 = NOT_GIVEN,
                               .unit_price_e6 = NOT_GIVEN};
    other = line;
}

static void tear_down(void)
{
}

START_TEST(order_lines_order_by_number)
{
    other.order_line = TEXT_LITERAL("10");
    ck_assert_int_lt(order_line_compare_key(&line, &other), 0);
    other.order_line = TEXT_LITERAL("02");
    ck_assert_int_eq(order_line_compare_key(&line, &other), 0);
    other.order_no = TEXT_LITERAL("O0");
    other.order_line = TEXT_LITERAL("99");
    ck_assert_int_gt(order_line_compare_key(&line, &other), 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("order_line");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, order_lines_order_by_number);
    Suite *suite = suite_create("matcher/record/order_line");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
