#include "matcher/record/bill_line.h"

#include <check.h>

static struct bill_line line, other;

static void set_up(void)
{
    line = (struct bill_line){
        .line_id = 1,
        .file_id = 2,
        .source_row = 3,
        .provider = TEXT_LITERAL("P001"),
        .invoice_no = TEXT_LITERAL("INV1"),
        .line_no = TEXT_LITERAL("7"),
        .client_ref = TEXT_LITERAL("C1"),
        .carer_ref = TEXT_LITERAL("K1"),
        .service = TEXT_LITERAL("HC"),
        .order_line = TEXT_LITERAL("1"),
        .outcome = TEXT_LITERAL("delivered"),
        .claimed_start_s = 1000,
        .claimed_end_s = 2800,
        .actual_start_s = NOT_GIVEN,
        .actual_end_s = NOT_GIVEN,
        .notice_at_s = NOT_GIVEN,
        .quantity_e4 = 5000,
        .rate_e6 = 19000000,
        .net_pence = 950,
        .vat_pence = NOT_GIVEN,
        .invoice_date = DAY_NOT_GIVEN,
        .unit = QUANTITY_UNIT_HOUR,
    };
    other = line;
}

static void tear_down(void)
{
}

START_TEST(a_line_is_known_by_provider_invoice_and_line_number)
{
    other.net_pence = 1;
    other.line_no = TEXT_LITERAL("007");
    ck_assert(bill_line_same_identity(&line, &other));
    other.line_no = TEXT_LITERAL("8");
    ck_assert(!bill_line_same_identity(&line, &other));
    other = line;
    other.provider = TEXT_LITERAL("P002");
    ck_assert(!bill_line_same_identity(&line, &other));
    other = line;
    other.invoice_no = TEXT_LITERAL("inv1");
    ck_assert(!bill_line_same_identity(&line, &other));
}
END_TEST

START_TEST(where_a_line_was_read_is_no_content)
{
    other.line_id = 10;
    other.file_id = 20;
    other.source_row = 30;
    other.line_no = TEXT_LITERAL("07");
    ck_assert(bill_line_same_content(&line, &other));
}
END_TEST

#define DIFFERS_IF(member, value)                                                                  \
    do {                                                                                           \
        other = line;                                                                              \
        other.member = (value);                                                                    \
        ck_assert_msg(!bill_line_same_content(&line, &other), #member);                            \
    } while (0)

START_TEST(every_canonical_field_is_content)
{
    struct text text = TEXT_LITERAL("2");

    DIFFERS_IF(provider, text);
    DIFFERS_IF(invoice_no, text);
    DIFFERS_IF(line_no, text);
    DIFFERS_IF(client_ref, text);
    DIFFERS_IF(carer_ref, text);
    DIFFERS_IF(service, text);
    DIFFERS_IF(order_no, text);
    DIFFERS_IF(order_line, text);
    DIFFERS_IF(outcome, text);
    DIFFERS_IF(description, text);
    DIFFERS_IF(credits_invoice_no, text);
    DIFFERS_IF(credits_line_no, text);
    DIFFERS_IF(claimed_start_s, 1);
    DIFFERS_IF(claimed_end_s, 1);
    DIFFERS_IF(actual_start_s, 1);
    DIFFERS_IF(actual_end_s, 1);
    DIFFERS_IF(notice_at_s, 1);
    DIFFERS_IF(quantity_e4, 1);
    DIFFERS_IF(rate_e6, 1);
    DIFFERS_IF(net_pence, NOT_GIVEN);
    DIFFERS_IF(vat_pence, 0);
    DIFFERS_IF(invoice_date, 0);
    DIFFERS_IF(unit, QUANTITY_UNIT_MINUTE);
    DIFFERS_IF(secondary, true);
}
END_TEST

START_TEST(lines_order_by_invoice_then_line_number_as_number)
{
    other.line_no = TEXT_LITERAL("10");
    ck_assert_int_lt(bill_line_compare_name(&line, &other), 0);
    ck_assert_int_gt(bill_line_compare_name(&other, &line), 0);
    other.invoice_no = TEXT_LITERAL("INV0");
    ck_assert_int_gt(bill_line_compare_name(&line, &other), 0);
    other = line;
    other.line_no = TEXT_LITERAL("A");
    ck_assert_int_lt(bill_line_compare_name(&line, &other), 0);
}
END_TEST

START_TEST(money_says_what_a_line_is)
{
    ck_assert(!bill_line_is_self_billed(&line));
    ck_assert(!bill_line_is_credit(&line));
    line.net_pence = NOT_GIVEN;
    ck_assert(bill_line_is_self_billed(&line));
    ck_assert(!bill_line_is_credit(&line));
    line.net_pence = -1;
    ck_assert(bill_line_is_credit(&line));
    line.net_pence = 0;
    ck_assert(!bill_line_is_credit(&line));
}
END_TEST

START_TEST(any_other_outcome_is_not_delivered)
{
    ck_assert(bill_line_is_delivered(&line));
    line.outcome = TEXT_LITERAL("cancelled");
    ck_assert(!bill_line_is_delivered(&line));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("bill_line");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_line_is_known_by_provider_invoice_and_line_number);
    tcase_add_test(tcase, where_a_line_was_read_is_no_content);
    tcase_add_test(tcase, every_canonical_field_is_content);
    tcase_add_test(tcase, lines_order_by_invoice_then_line_number_as_number);
    tcase_add_test(tcase, money_says_what_a_line_is);
    tcase_add_test(tcase, any_other_outcome_is_not_delivered);
    Suite *suite = suite_create("matcher/record/bill_line");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
