#include "harness.h"

static void read_statement(const char *row)
{
    feed.kind = FEED_KIND_STATEMENT;
    read_csv(arena_printf(arena, "date,amount,merchant_id,reference,batch,transaction\n%s\n", row));
}

START_TEST(a_line_of_a_statement)
{
    read_statement("2026-11-10,-9.50,M1,KENT-20261109-1-12,KENT-20261109-card-1,12");
    const struct statement_entry *entry = &only_record()->statement;
    ck_assert_int_eq(entry->posted, day("2026-11-10"));
    ck_assert_int_eq(entry->amount_pence, -950); /* a refund */
    ck_assert_text_eq(entry->merchant_id, "M1");
    ck_assert_text_eq(entry->reference, "KENT-20261109-1-12");
    ck_assert_text_eq(entry->batch, "KENT-20261109-card-1");
    ck_assert_text_eq(entry->transaction, "12");
    read_statement("2026-11-10,9.50,M1,,,");
    ck_assert_text_eq(only_record()->statement.reference, "");
}
END_TEST

START_TEST(refused_lines_of_a_statement)
{
    read_statement(",9.50,M1,,,");
    assert_rejected(REJECT_MISSING, "date");
    read_statement("2026-11-10,,M1,,,");
    assert_rejected(REJECT_MISSING, "amount");
    read_statement("2026-11-10,£9.50,M1,,,");
    assert_rejected(REJECT_INVALID, "amount");
    read_statement("2026-11-10,9.50,4111111111111111,,,");
    assert_rejected(REJECT_CARD_NUMBER, "merchant_id");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_line_of_a_statement);
    tcase_add_test(tcase, refused_lines_of_a_statement);
}

int main(void)
{
    return run_cases("adapters/inbound/statement_row", add);
}
