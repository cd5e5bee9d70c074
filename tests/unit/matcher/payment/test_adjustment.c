#include "matcher/payment/adjustment.h"

#include <check.h>

#include "matcher/base/decimal.h"

/* A self-billed line, paid 9.50. */
static struct paid_price paid_once(void)
{
    return (struct paid_price){.first_pence = 950,
                               .latest_pence = NOT_GIVEN,
                               .settled_pence = NOT_GIVEN,
                               .payable_pence = 950,
                               .is_self_billed = true};
}

static void expect(struct paid_price paid, int64_t price, bool is_due, int64_t from, int64_t to)
{
    int64_t old_pence, new_pence;

    ck_assert_int_eq(adjustment_is_due(&paid, price, &old_pence, &new_pence), is_due);
    if (is_due) {
        ck_assert_int_eq(old_pence, from);
        ck_assert_int_eq(new_pence, to);
    }
}

START_TEST(a_difference_is_due_once)
{
    struct paid_price paid = paid_once();

    expect(paid, 950, false, 0, 0);
    expect(paid, 1000, true, 950, 1000);
    expect(paid, NOT_GIVEN, false, 0, 0);
    paid.latest_pence = paid.settled_pence = 1000;
    expect(paid, 1000, false, 0, 0);
    expect(paid, 1100, true, 1000, 1100);
    expect(paid, 950, true, 1000, 950);
}
END_TEST

/* 10.00 was found and waits for people: nobody has paid it. */
START_TEST(what_waits_is_replaced)
{
    struct paid_price paid = paid_once();

    paid.latest_pence = 1000;
    expect(paid, 1000, false, 0, 0);
    expect(paid, 1100, true, 950, 1100);
    expect(paid, 950, true, 950, 950);
}
END_TEST

START_TEST(a_credited_line_is_adjusted_no_more)
{
    struct paid_price paid = paid_once();

    paid.credited_pence = 400;
    expect(paid, 1000, false, 0, 0);
    paid.credited_pence = 950;
    expect(paid, 1000, false, 0, 0);
    paid.latest_pence = paid.settled_pence = 1000;
    expect(paid, 1100, true, 1000, 950); /* what it was adjusted by is taken back */
    paid.is_self_billed = false;
    expect(paid, 1100, false, 0, 0);
}
END_TEST

/* 20 % of 9.53 are 1.91, of 9.58 1.92; of the difference by itself they would be 0.01. */
START_TEST(all_vat_is_that_of_the_price)
{
    ck_assert_int_eq(adjustment_vat_pence(953, 958, 20 * E4), 1);
    ck_assert_int_eq(adjustment_vat_pence(953, 957, 20 * E4), 0);
    ck_assert_int_eq(adjustment_vat_pence(958, 953, 20 * E4), -1);
}
END_TEST

START_TEST(people_are_asked_above_the_limit)
{
    ck_assert_int_eq(adjustment_people(2, 1000, 1000), 0);
    ck_assert_int_eq(adjustment_people(2, 1000, 1001), 2);
    ck_assert_int_eq(adjustment_people(0, 0, 1), 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("adjustment");
    tcase_add_test(tcase, a_difference_is_due_once);
    tcase_add_test(tcase, what_waits_is_replaced);
    tcase_add_test(tcase, a_credited_line_is_adjusted_no_more);
    tcase_add_test(tcase, all_vat_is_that_of_the_price);
    tcase_add_test(tcase, people_are_asked_above_the_limit);
    Suite *suite = suite_create("matcher/payment/adjustment");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
