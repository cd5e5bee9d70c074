#include "ops/run/control_totals.h"

#include <check.h>
#include <stdlib.h>

static struct run_totals totals;

static void set_up(void)
{
    totals = (struct run_totals){.lines_in = 0};
}

static struct verdict verdict_of(enum verdict_kind kind, int64_t expected_pence,
                                 int64_t payable_pence)
{
    return (struct verdict){
        .kind = kind, .expected_pence = expected_pence, .payable_pence = payable_pence};
}

/* A line of that net, carried in from an earlier night or read tonight. */
static void add(int64_t net_pence, bool is_carried, struct verdict verdict)
{
    const struct bill_line line = {.net_pence = net_pence};
    const struct carried carried = {.is_carried = is_carried};
    const struct match_input input = {
        .line_count = 1, .lines = &line, .carried_count = 1, .carried = &carried};
    const struct match_output output = {&verdict};

    control_totals_add(&totals, &input, &output);
}

/* What the load stage counts of a line that it reads. */
static void load(int64_t net_pence)
{
    totals.lines_in++;
    totals.pence_in += given(net_pence) ? net_pence : 0;
}

static void in_is_out(void)
{
    ck_assert_int_eq(totals.lines_in, totals.matched + totals.variance + totals.held +
                                          totals.rejected + totals.duplicate);
    ck_assert_int_eq(totals.pence_in, totals.matched_pence + totals.variance_pence +
                                          totals.held_pence + totals.rejected_pence +
                                          totals.duplicate_pence);
    ck_assert_int_eq(totals.matched_pence + totals.variance_pence,
                     totals.paid_pence + totals.not_paid_pence);
}

START_TEST(lines_of_every_verdict_are_counted_once)
{
    for (int i = 0; i < 5; i++)
        load(1000 + i);
    add(1000, false, verdict_of(VERDICT_MATCHED, 1000, 1000));
    add(1001, false, verdict_of(VERDICT_VARIANCE, 990, 990));
    add(1002, false, verdict_of(VERDICT_HELD, NOT_GIVEN, 0));
    add(1003, false, verdict_of(VERDICT_REJECTED, NOT_GIVEN, 0));
    add(1004, false, verdict_of(VERDICT_DUPLICATE, NOT_GIVEN, 0));
    in_is_out();
    ck_assert_int_eq(totals.variance, 1);
    ck_assert_int_eq(totals.held_pence, 1002);
    ck_assert_int_eq(totals.paid_pence, 1990);
    ck_assert_int_eq(totals.not_paid_pence, 11);
    ck_assert_int_eq(totals.carried, 0);
}
END_TEST

/* Nobody counted it tonight before. */
START_TEST(a_carried_line_comes_in_where_it_is_judged)
{
    add(950, true, verdict_of(VERDICT_HELD, NOT_GIVEN, 0));
    add(950, true, verdict_of(VERDICT_MATCHED, 950, 950));
    in_is_out();
    ck_assert_int_eq(totals.lines_in, 2);
    ck_assert_int_eq(totals.carried, 2);
    ck_assert_int_eq(totals.carried_pence, 1900);
}
END_TEST

/* Its price is known once it is judged; without one it counts for nothing. */
START_TEST(a_self_billed_line_counts_for_its_expected_price)
{
    load(NOT_GIVEN);
    load(NOT_GIVEN);
    add(NOT_GIVEN, false, verdict_of(VERDICT_MATCHED, 950, 950));
    add(NOT_GIVEN, false, verdict_of(VERDICT_HELD, NOT_GIVEN, 0));
    add(NOT_GIVEN, true, verdict_of(VERDICT_MATCHED, 800, 800));
    in_is_out();
    ck_assert_int_eq(totals.pence_in, 1750);
    ck_assert_int_eq(totals.carried_pence, 800);
    ck_assert_int_eq(totals.not_paid_pence, 0);
}
END_TEST

START_TEST(a_credit_takes_away)
{
    load(950);
    load(-950);
    add(950, false, verdict_of(VERDICT_MATCHED, 950, 950));
    add(-950, false, verdict_of(VERDICT_MATCHED, -950, -950));
    in_is_out();
    ck_assert_int_eq(totals.matched, 2);
    ck_assert_int_eq(totals.paid_pence, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("run/control_totals");
    TCase *tests = tcase_create("control_totals");
    tcase_add_checked_fixture(tests, set_up, NULL);
    tcase_add_test(tests, lines_of_every_verdict_are_counted_once);
    tcase_add_test(tests, a_carried_line_comes_in_where_it_is_judged);
    tcase_add_test(tests, a_self_billed_line_counts_for_its_expected_price);
    tcase_add_test(tests, a_credit_takes_away);
    suite_add_tcase(suite, tests);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
