#include "adapters/inbound/invoice_count.h"

#include "harness.h"

static int64_t next(struct invoice_count *count, const char *provider, const char *invoice_no)
{
    return invoice_count_next(count, text_of(provider), text_of(invoice_no));
}

START_TEST(an_invoice_is_its_providers)
{
    struct invoice_count *count = invoice_count_new(arena);
    ck_assert_int_eq(next(count, "P1", "I1"), 1);
    ck_assert_int_eq(next(count, "P1", "I1"), 2);
    ck_assert_int_eq(next(count, "P2", "I1"), 1);
    ck_assert_int_eq(next(count, "P1", "I1"), 3);
    ck_assert_int_eq(next(count, "P1I", "1"), 1);
}
END_TEST

START_TEST(many_invoices)
{
    struct invoice_count *count = invoice_count_new(arena);
    for (int64_t round = 1; round <= 3; round++) {
        for (int i = 0; i < 5000; i++) {
            char invoice_no[16];
            snprintf(invoice_no, sizeof(invoice_no), "I%d", i);
            ck_assert_int_eq(next(count, "P1", invoice_no), round);
        }
    }
}
END_TEST

START_TEST(only_the_invoice_counted_last_is_counted_again)
{
    struct invoice_count *count = invoice_count_new(arena);
    ck_assert_int_eq(invoice_count_again(count, text_of("P1"), text_of("I1")), 0);
    ck_assert_int_eq(next(count, "P1", "I1"), 1);
    ck_assert_int_eq(invoice_count_again(count, text_of("P1"), text_of("I1")), 2);
    ck_assert_int_eq(invoice_count_again(count, text_of("P1"), text_of("I2")), 0);
    ck_assert_int_eq(invoice_count_again(count, text_of("P2"), text_of("I1")), 0);
    ck_assert_int_eq(next(count, "P2", "I1"), 1);
    ck_assert_int_eq(invoice_count_again(count, text_of("P1"), text_of("I1")), 0);
    ck_assert_int_eq(next(count, "P1", "I1"), 3);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, an_invoice_is_its_providers);
    tcase_add_test(tcase, many_invoices);
    tcase_add_test(tcase, only_the_invoice_counted_last_is_counted_again);
}

int main(void)
{
    return run_cases("adapters/inbound/invoice_count", add);
}
