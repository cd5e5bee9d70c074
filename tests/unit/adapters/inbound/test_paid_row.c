#include "harness.h"

static void read_paid(const char *row)
{
    feed.kind = FEED_KIND_PAID;
    read_csv(arena_printf(
        arena, "provider,client_ref,service,start,invoice_no,line_no,amount\n%s\n", row));
}

START_TEST(a_visit_paid_before)
{
    read_paid("P001,C1,HC,2026-11-02T07:30Z,OLD1,007,9.50");
    ck_assert_text_eq(only_record()->paid.provider, "P001");
    ck_assert_text_eq(only_record()->paid.client_ref, "C1");
    ck_assert_text_eq(only_record()->paid.service, "HC");
    ck_assert_text_eq(only_record()->paid.invoice_no, "OLD1");
    ck_assert_text_eq(only_record()->paid.line_no, "7");
    ck_assert_int_eq(only_record()->paid.amount_pence, 950);
    ck_assert_int_eq(only_record()->paid.start_s,
                     (int64_t)day("2026-11-02") * 86400 + 7 * 3600 + 30 * 60);
    read_paid("P001,C1,HC,2026-11-02T07:30,OLD1,,");
    ck_assert(text_is_empty(only_record()->paid.line_no));
    ck_assert(!given(only_record()->paid.amount_pence));
}
END_TEST

START_TEST(refused_visits_paid_before)
{
    read_paid("P001,C1,HC,,OLD1,1,9.50");
    assert_rejected(REJECT_MISSING, "start");
    read_paid("P001,C1,HC,2026-11-02T07:30,,1,9.50");
    assert_rejected(REJECT_MISSING, "invoice_no");
    read_paid("P001,C1,HC,2026-11-02T07:30,OLD1,1,9.505");
    assert_rejected(REJECT_INVALID, "amount");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_visit_paid_before);
    tcase_add_test(tcase, refused_visits_paid_before);
}

int main(void)
{
    return run_cases("adapters/inbound/paid_row", add);
}
