#include "matcher/payment/waiting.h"

#include <check.h>

#include "matcher/base/decimal.h"

static struct arena *arena;
static struct provider providers[2];
static int64_t lot_id;

static void set_up(void)
{
    arena = arena_new();
    lot_id = 0;
    providers[0] = (struct provider){.provider = TEXT_LITERAL("P001"),
                                     .per_transaction_limit_pence = NOT_GIVEN};
    providers[1] =
        (struct provider){.provider = TEXT_LITERAL("P002"), .per_transaction_limit_pence = 100000};
}

static void tear_down(void)
{
    arena_free(arena);
}

static struct payment_lot lot_of(const char *provider, const char *invoice_no, size_t line_count,
                                 int64_t net_pence, int64_t vat_pence)
{
    return (struct payment_lot){.lot_id = ++lot_id,
                                .provider = text_of(provider),
                                .invoice_no = text_of(invoice_no),
                                .line_count = line_count,
                                .net_pence = net_pence,
                                .vat_pence = vat_pence};
}

/* How many lots go; what waits in waiting_r. */
static size_t go(enum rail rail, bool per_provider, size_t count, struct payment_lot *lots,
                 size_t *waiting_count_r, struct waiting_payment **waiting_r)
{
    payments_wait(arena, rail, per_provider, 2, providers, &count, lots, waiting_count_r,
                  waiting_r);
    return count;
}

START_TEST(above_the_limit_waits_and_at_it_goes)
{
    struct payment_lot lots[] = {lot_of("P002", "A", 1, 100000, 0),
                                 lot_of("P002", "B", 1, 90000, 10001),
                                 lot_of("P001", "C", 1, 5000000, 0)};
    struct waiting_payment *waiting;
    size_t waiting_count;
    ck_assert_uint_eq(go(RAIL_CARD, false, 3, lots, &waiting_count, &waiting), 2);
    ck_assert_uint_eq(waiting_count, 1);
    ck_assert_int_eq(waiting[0].reason, WAIT_OVER_LIMIT);
    ck_assert(text_equal(waiting[0].invoice_no, TEXT_LITERAL("B")));
    ck_assert_int_eq(waiting[0].gross_pence, 100001);
    ck_assert_int_eq(waiting[0].limit_pence, 100000);
}
END_TEST

/* Two transactions of 600.00 would each be below 1,000.00; the invoice is not. */
START_TEST(the_limit_is_judged_on_the_whole_invoice)
{
    struct payment_lot lots[] = {lot_of("P002", "A", 999, 60000, 0),
                                 lot_of("P002", "A", 500, 60000, 0)};
    struct waiting_payment *waiting;
    size_t waiting_count;
    ck_assert_uint_eq(go(RAIL_CARD, false, 2, lots, &waiting_count, &waiting), 0);
    ck_assert_uint_eq(waiting_count, 1);
    ck_assert_uint_eq(waiting[0].line_count, 1499);
    ck_assert_int_eq(waiting[0].gross_pence, 120000);
}
END_TEST

START_TEST(per_provider_all_invoices_count)
{
    struct payment_lot lots[] = {lot_of("P002", "A", 1, 60000, 0), lot_of("P002", "B", 1, 60000, 0),
                                 lot_of("P001", "A", 1, 60000, 0)};
    struct waiting_payment *waiting;
    size_t waiting_count;
    ck_assert_uint_eq(go(RAIL_CARD, true, 3, lots, &waiting_count, &waiting), 1);
    ck_assert(text_is_empty(waiting[0].invoice_no));
    ck_assert_int_eq(waiting[0].gross_pence, 120000);
    ck_assert(text_equal(lots[0].provider, TEXT_LITERAL("P001")));
}
END_TEST

/* Net 900.00 and no VAT in all, but the sale beside the credit would be of 1,400.00. */
START_TEST(no_transaction_of_a_split_is_above_the_limit)
{
    struct payment_lot lots[] = {lot_of("P002", "A", 1, 140000, 0),
                                 lot_of("P002", "A", 1, -50000, -1000)};
    struct waiting_payment *waiting;
    size_t waiting_count;
    ck_assert_uint_eq(go(RAIL_CARD, false, 2, lots, &waiting_count, &waiting), 0);
    ck_assert_int_eq(waiting[0].gross_pence, 89000);
}
END_TEST

START_TEST(a_card_refunds_and_a_bank_waits)
{
    struct payment_lot lots[] = {lot_of("P001", "A", 1, -500, 0), lot_of("P002", "B", 1, 0, 0)};
    struct waiting_payment *waiting;
    size_t waiting_count;
    ck_assert_uint_eq(go(RAIL_CARD, false, 2, lots, &waiting_count, &waiting), 2);
    ck_assert_uint_eq(waiting_count, 0);
    ck_assert_uint_eq(go(RAIL_BANK, false, 2, lots, &waiting_count, &waiting), 0);
    ck_assert_uint_eq(waiting_count, 2);
    ck_assert_int_eq(waiting[0].reason, WAIT_FOR_MORE);
    ck_assert_int_eq(waiting[0].gross_pence, -500);
}
END_TEST

/* The credit of 7.00 is set against the largest, 9.00, and paid with it: 2.00; 5.00 goes by itself.
 */
START_TEST(on_the_bank_a_credit_is_netted_with_the_largest)
{
    struct payment_lot lots[] = {lot_of("P001", "A", 1, 500, 0), lot_of("P001", "B", 1, 900, 0),
                                 lot_of("P001", "C", 1, -700, 0)};
    struct settlement_batch batch;
    struct waiting_payment *waiting;
    size_t waiting_count;
    ck_assert_uint_eq(go(RAIL_BANK, false, 3, lots, &waiting_count, &waiting), 3);
    batch_close(arena, TEXT_LITERAL("KENT"), 20000, RAIL_BANK, 1, false, 3, lots, &batch);
    ck_assert_uint_eq(batch.transaction_count, 2);
    ck_assert(text_equal(batch.transactions[0].invoice_no, TEXT_LITERAL("A")));
    ck_assert_int_eq(batch.transactions[0].net_pence, 500);
    ck_assert(text_is_empty(batch.transactions[1].invoice_no));
    ck_assert_int_eq(batch.transactions[1].net_pence, 200);
    ck_assert_uint_eq(batch.refund_count, 0);
}
END_TEST

START_TEST(credits_beyond_all_invoices_hold_the_provider)
{
    struct payment_lot lots[] = {lot_of("P001", "A", 1, 500, 0), lot_of("P001", "B", 1, 900, 0),
                                 lot_of("P001", "C", 1, -1400, 0), lot_of("P002", "D", 1, 1, 0)};
    struct waiting_payment *waiting;
    size_t waiting_count;
    ck_assert_uint_eq(go(RAIL_BANK, false, 4, lots, &waiting_count, &waiting), 1);
    ck_assert(text_equal(lots[0].provider, TEXT_LITERAL("P002")));
    ck_assert_uint_eq(waiting_count, 1);
    ck_assert_uint_eq(waiting[0].line_count, 3);
    ck_assert_int_eq(waiting[0].gross_pence, 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("waiting");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, above_the_limit_waits_and_at_it_goes);
    tcase_add_test(tcase, the_limit_is_judged_on_the_whole_invoice);
    tcase_add_test(tcase, per_provider_all_invoices_count);
    tcase_add_test(tcase, no_transaction_of_a_split_is_above_the_limit);
    tcase_add_test(tcase, a_card_refunds_and_a_bank_waits);
    tcase_add_test(tcase, on_the_bank_a_credit_is_netted_with_the_largest);
    tcase_add_test(tcase, credits_beyond_all_invoices_hold_the_provider);
    Suite *suite = suite_create("matcher/payment/waiting");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
