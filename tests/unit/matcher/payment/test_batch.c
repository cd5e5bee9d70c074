#include "matcher/payment/batch.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "matcher/base/decimal.h"

static struct arena *arena;
static day_t business_date;

static void set_up(void)
{
    arena = arena_new();
    ck_assert(day_from_ymd(2026, 11, 9, &business_date));
}

static void tear_down(void)
{
    arena_free(arena);
}

static struct payable_line line_of(const char *provider, const char *invoice_no,
                                   const char *line_no, int64_t net_pence)
{
    return (struct payable_line){
        .provider = text_of(provider),
        .invoice_no = text_of(invoice_no),
        .line_no = text_of(line_no),
        .client_ref = TEXT_LITERAL("C1"),
        .service = TEXT_LITERAL("HC"),
        .net_pence = net_pence,
        .due_date = business_date + 4,
    };
}

static struct settlement_batch close_of(size_t count, const struct payable_line *lines,
                                        bool per_provider)
{
    struct settlement_batch batch;
    batch_close(arena, TEXT_LITERAL("KENT"), business_date, RAIL_CARD, 1, per_provider, count,
                lines, &batch);
    return batch;
}

START_TEST(id_is_made_of_council_date_rail_and_number)
{
    struct payable_line line = line_of("P001", "INV1", "1", 950);
    struct settlement_batch batch = close_of(1, &line, false);
    ck_assert(text_equal(batch.batch, TEXT_LITERAL("KENT-20261109-card-1")));
    batch_close(arena, TEXT_LITERAL("KENT"), business_date, RAIL_BANK, 12, false, 1, &line, &batch);
    ck_assert(text_equal(batch.batch, TEXT_LITERAL("KENT-20261109-bank-12")));
}
END_TEST

START_TEST(lines_go_by_provider_invoice_and_line_number)
{
    struct payable_line lines[] = {
        line_of("P002", "A", "1", 1), line_of("P001", "B", "10", 2), line_of("P001", "B", "9", 3),
        line_of("P001", "A", "2", 4), line_of("P001", "b", "1", 5),  line_of("P001", "B", "2a", 6),
    };
    const int64_t expected[] = {4, 3, 2, 6, 5, 1};
    struct settlement_batch batch = close_of(6, lines, false);
    for (size_t i = 0; i < 6; i++)
        ck_assert_int_eq(batch.lines[i].net_pence, expected[i]);
    ck_assert_uint_eq(batch.transaction_count, 4);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(batch.transactions[i].number, i + 1);
}
END_TEST

START_TEST(per_invoice_or_per_provider)
{
    struct payable_line lines[] = {line_of("P001", "A", "1", 100), line_of("P001", "B", "1", 200),
                                   line_of("P002", "A", "1", 400)};
    struct settlement_batch batch = close_of(3, lines, false);
    ck_assert_uint_eq(batch.transaction_count, 3);
    ck_assert(text_equal(batch.transactions[1].invoice_no, TEXT_LITERAL("B")));

    batch = close_of(3, lines, true);
    ck_assert_uint_eq(batch.transaction_count, 2);
    ck_assert(text_is_empty(batch.transactions[0].invoice_no));
    ck_assert_int_eq(batch.transactions[0].net_pence, 300);
    ck_assert_int_eq(batch.net_pence, 700);
}
END_TEST

START_TEST(a_credit_nets_off_inside_its_invoice)
{
    struct payable_line lines[] = {line_of("P001", "A", "1", 1000),
                                   line_of("P001", "A", "2", -300)};
    struct settlement_batch batch = close_of(2, lines, false);
    ck_assert_uint_eq(batch.transaction_count, 1);
    ck_assert_int_eq(batch.transactions[0].net_pence, 700);
    ck_assert_int_eq(batch.net_pence, 700);
}
END_TEST

START_TEST(net_and_vat_of_a_transaction_never_have_opposite_signs)
{
    struct payable_line lines[] = {line_of("P001", "A", "1", -500), line_of("P001", "A", "2", 900),
                                   line_of("P001", "A", "3", 100)};
    lines[0].vat_pence = -100; /* a credit with VAT beside exempt lines */
    struct settlement_batch batch = close_of(3, lines, false);
    ck_assert_uint_eq(batch.transaction_count, 2);
    ck_assert_int_eq(batch.transactions[0].net_pence, 1000);
    ck_assert_int_eq(batch.transactions[0].vat_pence, 0);
    ck_assert_int_eq(batch.transactions[1].net_pence, -500);
    ck_assert_int_eq(batch.transactions[1].vat_pence, -100);
    ck_assert_int_eq(batch.net_pence, 500);
    ck_assert_int_eq(batch.vat_pence, -100);
}
END_TEST

static struct payable_line *many(size_t count)
{
    struct payable_line *lines = ARENA_ARRAY(arena, struct payable_line, count);
    for (size_t i = 0; i < count; i++)
        lines[i] = line_of("P001", "A", arena_printf(arena, "%zu", i + 1), 1);
    return lines;
}

START_TEST(a_transaction_has_at_most_999_items)
{
    struct settlement_batch batch = close_of(999, many(999), false);
    ck_assert_uint_eq(batch.transaction_count, 1);

    batch = close_of(1000, many(1000), false);
    ck_assert_uint_eq(batch.transaction_count, 2);
    ck_assert_uint_eq(batch.transactions[0].line_count, 999);
    ck_assert_uint_eq(batch.transactions[1].line_count, 1);
    ck_assert(text_equal(batch.transactions[1].lines[0].line_no, TEXT_LITERAL("1000")));
    ck_assert(text_equal(batch.transactions[1].invoice_no, TEXT_LITERAL("A")));
    ck_assert_int_eq(batch.net_pence, 1000);
}
END_TEST

START_TEST(due_dates_are_the_earliest)
{
    struct payable_line lines[] = {line_of("P001", "A", "1", 1), line_of("P001", "A", "2", 1),
                                   line_of("P002", "A", "1", 1)};
    lines[1].due_date = business_date + 2;
    lines[2].due_date = business_date + 1;
    struct settlement_batch batch = close_of(3, lines, false);
    ck_assert_int_eq(batch.transactions[0].due_date, business_date + 2);
    ck_assert_int_eq(batch.transactions[1].due_date, business_date + 1);
    ck_assert_int_eq(batch.due_date, business_date + 1);
}
END_TEST

START_TEST(content_does_not_depend_on_the_order_given_or_on_stored_ids)
{
    struct payable_line lines[] = {line_of("P001", "A", "1", 5), line_of("P001", "A", "2", 6)};
    struct payable_line swapped[] = {lines[1], lines[0]};
    swapped[0].line_id = 77;
    struct settlement_batch one = close_of(2, lines, false), other = close_of(2, swapped, false);
    ck_assert(text_equal(batch_content(arena, &one), batch_content(arena, &other)));
}
END_TEST

START_TEST(content_tells_every_penny_and_reference)
{
    struct payable_line line = line_of("P001", "A", "1", 5);
    struct settlement_batch batch = close_of(1, &line, false);
    struct text content = batch_content(arena, &batch);
    struct payable_line others[] = {line, line, line, line};
    others[0].net_pence = 6;
    others[1].vat_pence = 1;
    others[2].line_no = TEXT_LITERAL("2");
    others[3].due_date++;
    for (size_t i = 0; i < 4; i++) {
        batch = close_of(1, &others[i], false);
        ck_assert(!text_equal(content, batch_content(arena, &batch)));
    }
}
END_TEST

START_TEST(totals_agree_for_any_lines)
{
    srand(20261109);
    for (int round = 0; round < 50; round++) {
        size_t count = 1 + (size_t)(rand() % 300);
        struct payable_line *lines = ARENA_ARRAY(arena, struct payable_line, count);
        int64_t net_pence = 0, vat_pence = 0;
        for (size_t i = 0; i < count; i++) {
            lines[i] = line_of(arena_printf(arena, "P%d", rand() % 4),
                               arena_printf(arena, "I%d", rand() % 9),
                               arena_printf(arena, "%zu", i), rand() % 20001 - 10000);
            lines[i].vat_pence = lines[i].net_pence / 5 * (rand() % 2);
            net_pence += lines[i].net_pence;
            vat_pence += lines[i].vat_pence;
        }
        struct settlement_batch batch = close_of(count, lines, round % 2);
        size_t in_transactions = 0;
        for (size_t t = 0; t < batch.transaction_count; t++) {
            const struct settlement_transaction *transaction = &batch.transactions[t];
            in_transactions += transaction->line_count;
            ck_assert(transaction->net_pence >= 0 || transaction->vat_pence <= 0);
            ck_assert(transaction->net_pence <= 0 || transaction->vat_pence >= 0);
        }
        ck_assert_uint_eq(in_transactions, count);
        ck_assert_int_eq(batch.net_pence, net_pence);
        ck_assert_int_eq(batch.vat_pence, vat_pence);
    }
}
END_TEST

START_TEST(due_date_counts_working_days_after_the_day_of_arrival)
{
    day_t christmas, boxing_substitute, expected;
    ck_assert(day_from_ymd(2026, 12, 25, &christmas));
    ck_assert(day_from_ymd(2026, 12, 28, &boxing_substitute));
    const day_t holidays[] = {christmas, boxing_substitute};
    const struct calendar calendar = {.holiday_count = 2, .holidays = holidays};

    ck_assert_int_eq(due_date(&calendar, business_date, 4), business_date + 4); /* Mon -> Fri */
    ck_assert_int_eq(due_date(&calendar, business_date + 4, 4),
                     business_date + 10); /* Fri -> Thu */
    ck_assert(day_from_ymd(2026, 12, 31, &expected));
    ck_assert_int_eq(due_date(&calendar, christmas - 1, 3), expected);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("batch");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, id_is_made_of_council_date_rail_and_number);
    tcase_add_test(tcase, lines_go_by_provider_invoice_and_line_number);
    tcase_add_test(tcase, per_invoice_or_per_provider);
    tcase_add_test(tcase, a_credit_nets_off_inside_its_invoice);
    tcase_add_test(tcase, net_and_vat_of_a_transaction_never_have_opposite_signs);
    tcase_add_test(tcase, a_transaction_has_at_most_999_items);
    tcase_add_test(tcase, due_dates_are_the_earliest);
    tcase_add_test(tcase, content_does_not_depend_on_the_order_given_or_on_stored_ids);
    tcase_add_test(tcase, content_tells_every_penny_and_reference);
    tcase_add_test(tcase, totals_agree_for_any_lines);
    tcase_add_test(tcase, due_date_counts_working_days_after_the_day_of_arrival);
    Suite *suite = suite_create("matcher/payment/batch");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
