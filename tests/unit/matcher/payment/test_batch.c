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

/* A lot of line_count lines; ids are given in the order in which lots are made. */
static struct payment_lot lot_of(const char *provider, const char *invoice_no, size_t line_count,
                                 int64_t net_pence)
{
    static int64_t lot_id;
    return (struct payment_lot){
        .lot_id = ++lot_id,
        .provider = text_of(provider),
        .invoice_no = text_of(invoice_no),
        .line_count = line_count,
        .net_pence = net_pence,
        .due_date = business_date + 4,
    };
}

static struct settlement_batch close_of(size_t count, const struct payment_lot *lots,
                                        bool per_provider)
{
    struct settlement_batch batch;
    batch_close(arena, TEXT_LITERAL("KENT"), business_date, RAIL_CARD, 1, per_provider, count, lots,
                &batch);
    return batch;
}

START_TEST(id_is_made_of_council_date_rail_and_number)
{
    struct payment_lot lot = lot_of("P001", "INV1", 1, 950);
    struct settlement_batch batch = close_of(1, &lot, false);
    ck_assert(text_equal(batch.batch, TEXT_LITERAL("KENT-20261109-card-1")));
    batch_close(arena, TEXT_LITERAL("KENT"), business_date, RAIL_BANK, 12, false, 1, &lot, &batch);
    ck_assert(text_equal(batch.batch, TEXT_LITERAL("KENT-20261109-bank-12")));
}
END_TEST

/* A declined transaction of two lots, tried again, beside new lots of the same invoices. */
START_TEST(what_is_tried_again_stays_the_transaction_that_it_was)
{
    struct payment_lot lots[] = {lot_of("P001", "A", 1, 10), lot_of("P001", "A", 2, 20),
                                 lot_of("P001", "B", 3, 30), lot_of("P001", "B", 4, 40)};
    for (size_t i = 0; i < 4; i++)
        lots[i].transaction_attempt = 1;
    for (size_t i = 1; i < 3; i++) {
        lots[i].again = TEXT_LITERAL("KENT-20261106-card-1/1");
        lots[i].transaction_attempt = 2;
    }
    struct settlement_batch batch = close_of(4, lots, false);
    ck_assert_uint_eq(batch.transaction_count, 3);
    ck_assert_int_eq(batch.transactions[0].net_pence, 10);
    ck_assert_int_eq(batch.transactions[0].attempt, 1);
    ck_assert_int_eq(batch.transactions[1].net_pence, 40);
    ck_assert_int_eq(batch.transactions[2].net_pence, 20 + 30);
    ck_assert_int_eq(batch.transactions[2].attempt, 2);
    ck_assert(text_is_empty(batch.transactions[2].invoice_no)); /* it was the provider's */

    batch = close_of(4, lots, true);
    ck_assert_uint_eq(batch.transaction_count, 2);
    ck_assert_int_eq(batch.transactions[0].net_pence, 10 + 40);
    ck_assert_int_eq(batch.transactions[1].net_pence, 20 + 30);
}
END_TEST

START_TEST(lots_go_by_provider_invoice_and_number)
{
    struct payment_lot lots[] = {
        lot_of("P002", "A", 1, 1), lot_of("P001", "B", 999, 2), lot_of("P001", "B", 1, 3),
        lot_of("P001", "A", 1, 4), lot_of("P001", "b", 1, 5),
    };
    struct payment_lot last = lots[4];
    lots[4] = lots[1];
    lots[1] = last;
    const int64_t expected[] = {4, 2, 3, 5, 1};
    struct settlement_batch batch = close_of(5, lots, false);
    for (size_t i = 0; i < 5; i++)
        ck_assert_int_eq(batch.lots[i].net_pence, expected[i]);
    ck_assert_uint_eq(batch.transaction_count, 5);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(batch.transactions[i].number, i + 1);
}
END_TEST

START_TEST(per_invoice_or_per_provider)
{
    struct payment_lot lots[] = {lot_of("P001", "A", 3, 100), lot_of("P001", "B", 5, 200),
                                 lot_of("P002", "A", 7, 400)};
    struct settlement_batch batch = close_of(3, lots, false);
    ck_assert_uint_eq(batch.transaction_count, 3);
    ck_assert(text_equal(batch.transactions[1].invoice_no, TEXT_LITERAL("B")));

    batch = close_of(3, lots, true);
    ck_assert_uint_eq(batch.transaction_count, 2);
    ck_assert(text_is_empty(batch.transactions[0].invoice_no));
    ck_assert_int_eq(batch.transactions[0].net_pence, 300);
    ck_assert_uint_eq(batch.transactions[0].line_count, 8);
    ck_assert_uint_eq(batch.transactions[0].lot_count, 2);
    ck_assert_int_eq(batch.net_pence, 700);
    ck_assert_uint_eq(batch.line_count, 15);
}
END_TEST

/* What a carried line adds to an invoice on a later night, before either was settled. */
START_TEST(lots_of_an_invoice_go_together)
{
    struct payment_lot lots[] = {lot_of("P001", "A", 20, 1000), lot_of("P001", "A", 1, -300)};
    struct settlement_batch batch = close_of(2, lots, false);
    ck_assert_uint_eq(batch.transaction_count, 1);
    ck_assert_uint_eq(batch.transactions[0].line_count, 21);
    ck_assert_int_eq(batch.transactions[0].net_pence, 700);
    ck_assert_int_eq(batch.net_pence, 700);
}
END_TEST

START_TEST(net_and_vat_of_a_transaction_never_have_opposite_signs)
{
    struct payment_lot lots[] = {lot_of("P001", "A", 1, 900), lot_of("P001", "A", 1, -500),
                                 lot_of("P001", "A", 1, 100)};
    lots[1].vat_pence = -100; /* a credit with VAT beside exempt lines */
    struct settlement_batch batch = close_of(3, lots, false);
    ck_assert_uint_eq(batch.transaction_count, 2);
    ck_assert_int_eq(batch.transactions[0].net_pence, 1000);
    ck_assert_int_eq(batch.transactions[0].vat_pence, 0);
    ck_assert_int_eq(batch.transactions[1].net_pence, -500);
    ck_assert_int_eq(batch.transactions[1].vat_pence, -100);
    ck_assert_int_eq(batch.net_pence, 500);
    ck_assert_int_eq(batch.vat_pence, -100);
}
END_TEST

START_TEST(a_transaction_has_at_most_999_items)
{
    struct payment_lot lots[] = {lot_of("P001", "A", 500, 1), lot_of("P001", "A", 499, 2),
                                 lot_of("P001", "A", 1, 4), lot_of("P001", "B", 999, 8)};
    struct settlement_batch batch = close_of(4, lots, false);
    ck_assert_uint_eq(batch.transaction_count, 3);
    ck_assert_uint_eq(batch.transactions[0].line_count, 999);
    ck_assert_int_eq(batch.transactions[0].net_pence, 3);
    ck_assert_uint_eq(batch.transactions[1].line_count, 1);
    ck_assert(text_equal(batch.transactions[1].invoice_no, TEXT_LITERAL("A")));
    ck_assert_int_eq(batch.net_pence, 15);

    batch = close_of(4, lots, true); /* 999, then 1 and 999 do not fit either */
    ck_assert_uint_eq(batch.transaction_count, 3);
    ck_assert_uint_eq(batch.transactions[1].line_count, 1);
    ck_assert_uint_eq(batch.transactions[2].line_count, 999);
}
END_TEST

START_TEST(due_dates_are_the_earliest)
{
    struct payment_lot lots[] = {lot_of("P001", "A", 1, 1), lot_of("P001", "A", 1, 1),
                                 lot_of("P002", "A", 1, 1)};
    lots[1].due_date = business_date + 2;
    lots[2].due_date = business_date + 1;
    struct settlement_batch batch = close_of(3, lots, false);
    ck_assert_int_eq(batch.transactions[0].due_date, business_date + 2);
    ck_assert_int_eq(batch.transactions[1].due_date, business_date + 1);
    ck_assert_int_eq(batch.due_date, business_date + 1);
}
END_TEST

START_TEST(content_does_not_depend_on_the_order_given_or_on_stored_ids)
{
    struct payment_lot lots[] = {lot_of("P001", "A", 1, 5), lot_of("P001", "A", 1, 6)};
    struct payment_lot swapped[] = {lots[1], lots[0]};
    struct settlement_batch one = close_of(2, lots, false), other = close_of(2, swapped, false);
    ck_assert(text_equal(batch_content(arena, &one), batch_content(arena, &other)));
    lots[0].lot_id += 70;
    lots[1].lot_id += 70;
    lots[1].attempt = 2;
    other = close_of(2, lots, false);
    ck_assert(text_equal(batch_content(arena, &one), batch_content(arena, &other)));
}
END_TEST

START_TEST(content_tells_every_penny_and_every_lots_hash)
{
    struct payment_lot lot = lot_of("P001", "A", 1, 5);
    struct settlement_batch batch = close_of(1, &lot, false);
    struct text content = batch_content(arena, &batch);
    struct payment_lot others[] = {lot, lot, lot, lot, lot};
    others[0].net_pence = 6;
    others[1].vat_pence = 1;
    others[2].line_count = 2;
    others[3].due_date++;
    others[4].content_sha256[31] = 1;
    for (size_t i = 0; i < 5; i++) {
        batch = close_of(1, &others[i], false);
        ck_assert(!text_equal(content, batch_content(arena, &batch)));
    }
}
END_TEST

START_TEST(content_comes_in_pieces_too)
{
    struct payment_lot lots[] = {lot_of("P001", "A", 1, 5), lot_of("P002", "A", 1, 6)};
    struct settlement_batch batch = close_of(2, lots, false);
    struct text head = batch_content_head(arena, &batch);
    struct text first = batch_content_transaction(arena, &batch.transactions[0]);
    struct text second = batch_content_transaction(arena, &batch.transactions[1]);
    ck_assert(text_equal(batch_content(arena, &batch),
                         text_of(arena_printf(arena, "%.*s%.*s%.*s", TEXT_ARGS(head),
                                              TEXT_ARGS(first), TEXT_ARGS(second)))));
}
END_TEST

START_TEST(totals_agree_for_any_lots)
{
    srand(20261109);
    for (int round = 0; round < 50; round++) {
        size_t count = 1 + (size_t)(rand() % 300);
        struct payment_lot *lots = ARENA_ARRAY(arena, struct payment_lot, count);
        int64_t net_pence = 0, vat_pence = 0;
        for (size_t i = 0; i < count; i++) {
            lots[i] = lot_of(arena_printf(arena, "P%d", rand() % 4),
                             arena_printf(arena, "I%d", rand() % 9), 1 + (size_t)(rand() % 400),
                             rand() % 20001 - 10000);
            lots[i].vat_pence = lots[i].net_pence / 5 * (rand() % 2);
            net_pence += lots[i].net_pence;
            vat_pence += lots[i].vat_pence;
        }
        struct settlement_batch batch = close_of(count, lots, round % 2);
        size_t in_transactions = 0;
        for (size_t t = 0; t < batch.transaction_count; t++) {
            const struct settlement_transaction *transaction = &batch.transactions[t];
            in_transactions += transaction->lot_count;
            ck_assert_uint_le(transaction->line_count, 999);
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
    tcase_add_test(tcase, lots_go_by_provider_invoice_and_number);
    tcase_add_test(tcase, what_is_tried_again_stays_the_transaction_that_it_was);
    tcase_add_test(tcase, per_invoice_or_per_provider);
    tcase_add_test(tcase, lots_of_an_invoice_go_together);
    tcase_add_test(tcase, net_and_vat_of_a_transaction_never_have_opposite_signs);
    tcase_add_test(tcase, a_transaction_has_at_most_999_items);
    tcase_add_test(tcase, due_dates_are_the_earliest);
    tcase_add_test(tcase, content_does_not_depend_on_the_order_given_or_on_stored_ids);
    tcase_add_test(tcase, content_tells_every_penny_and_every_lots_hash);
    tcase_add_test(tcase, content_comes_in_pieces_too);
    tcase_add_test(tcase, totals_agree_for_any_lots);
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
