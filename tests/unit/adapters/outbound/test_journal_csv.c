/* Ledger journal and VAT evidence: the writers, and what their readers refuse. */
#include <check.h>
#include <string.h>

#include "tests/unit/adapters/outbound/settlement_sample.h"

static struct arena *arena;
static struct provider providers[2];
static struct payer payer;

static void set_up(void)
{
    arena = arena_new();
    providers[0] = sample_provider("P001");
    providers[1] = sample_provider("P002");
    providers[1].name = TEXT_LITERAL("Net of, \"all\"");
    providers[1].vat_no = TEXT_LITERAL("GB2");
    payer = sample_payer;
    payer.creditor_account = "9000";
    payer.vat_account = "9100";
    payer.suspense_account = "9900";
}

static void tear_down(void)
{
    arena_free(arena);
}

static const char *string_of(struct text t)
{
    return arena_printf(arena, "%.*s", TEXT_ARGS(t));
}

/* P001: 10.00 and 2.00 VAT on 4100, less 3.00; P002: 5.00 and nothing on no account. */
static struct text write_sample(const struct file_format *format)
{
    struct payable_line lines[] = {sample_line("A", "1", 1000), sample_line("A", "2", -300),
                                   sample_line("B", "1", 500), sample_line("B", "2", 0)};
    lines[0].vat_pence = 200;
    lines[0].vat_percent_e4 = 20 * E4;
    lines[0].gl_code = lines[1].gl_code = TEXT_LITERAL("4100");
    lines[2].provider = lines[3].provider = TEXT_LITERAL("P002");
    struct sample sample = sample_batch(arena, 4, lines);
    return sample_file(arena, format, &payer, &sample, 2, providers);
}

#define HEADINGS "batch,date,account,cost_centre,debit,credit,reference,narrative\r\n"
#define ROW      "KENT-20261109-card-1,2026-11-09,"

START_TEST(each_way_has_its_own_rows)
{
    ck_assert_str_eq(string_of(write_sample(&journal_csv_format)), HEADINGS ROW
                     "4100,CC-ADULTS,10.00,,KENT-20261109-1-1,Net of 1 line\r\n" ROW
                     "4100,CC-ADULTS,,3.00,KENT-20261109-1-1,Net of credits: 1 line\r\n" ROW
                     "9100,,2.00,,KENT-20261109-1-1,VAT of 1 line\r\n" ROW
                     "9000,,3.00,,KENT-20261109-1-1,Owed by P001 Harbour Homecare\r\n" ROW
                     "9000,,,12.00,KENT-20261109-1-1,Owed to P001 Harbour Homecare\r\n" ROW
                     "9900,CC-ADULTS,5.00,,KENT-20261109-1-2,Net of 1 line\r\n" ROW
                     "9000,,,5.00,KENT-20261109-1-2,\"Owed to P002 Net of, \"\"all\"\"\"\r\n");
}
END_TEST

START_TEST(a_reversal_has_the_same_rows_the_other_way_round)
{
    ck_assert_str_eq(
        string_of(write_sample(&journal_reversal_format)), HEADINGS ROW
        "4100,CC-ADULTS,,10.00,KENT-20261109-1-1,Reversed: Net of 1 line\r\n" ROW
        "4100,CC-ADULTS,3.00,,KENT-20261109-1-1,Reversed: Net of credits: 1 line\r\n" ROW
        "9100,,,2.00,KENT-20261109-1-1,Reversed: VAT of 1 line\r\n" ROW
        "9000,,,3.00,KENT-20261109-1-1,Reversed: Owed by P001 Harbour Homecare\r\n" ROW
        "9000,,12.00,,KENT-20261109-1-1,Reversed: Owed to P001 Harbour Homecare\r\n" ROW
        "9900,CC-ADULTS,,5.00,KENT-20261109-1-2,Reversed: Net of 1 line\r\n" ROW
        "9000,,5.00,,KENT-20261109-1-2,\"Reversed: Owed to P002 Net of, "
        "\"\"all\"\"\"\r\n");
}
END_TEST

START_TEST(vat_is_shown_by_rate)
{
    ck_assert_str_eq(
        string_of(write_sample(&vat_csv_format)),
        "batch,transaction,reference,date,provider,name,supplier_vat_no,invoice_no,vat_percent,"
        "lines,net,vat,total\r\n"
        "KENT-20261109-card-1,1,KENT-20261109-1-1,2026-11-09,P001,Harbour Homecare,,A,20,1,10.00,"
        "2.00,12.00\r\n"
        "KENT-20261109-card-1,1,KENT-20261109-1-1,2026-11-09,P001,Harbour Homecare,,A,0,1,-3.00,"
        "0.00,-3.00\r\n"
        "KENT-20261109-card-1,2,KENT-20261109-1-2,2026-11-09,P002,\"Net of, "
        "\"\"all\"\"\",GB2,B,0,2,"
        "5.00,0.00,5.00\r\n"
        "KENT-20261109-card-1,total,,,,,,,,3,12.00,2.00,14.00\r\n");
}
END_TEST

START_TEST(readers_agree_with_the_batch)
{
    struct file_totals totals;
    struct error error;
    ck_assert(sample_read_back(arena, &journal_csv_format, write_sample(&journal_csv_format),
                               &totals, &error));
    ck_assert_int_eq(totals.item_pence, 1200);
    ck_assert_int_eq(totals.vat_pence, 200);
    ck_assert(sample_read_back(arena, &journal_reversal_format,
                               write_sample(&journal_reversal_format), &totals, &error));
    ck_assert_int_eq(totals.item_pence, 1200);
    ck_assert_int_eq(totals.vat_pence, 200);
    ck_assert(
        sample_read_back(arena, &vat_csv_format, write_sample(&vat_csv_format), &totals, &error));
    const struct file_totals wanted = {2, 1400, 0, 0, 200, NOT_GIVEN, 1200};
    ck_assert_mem_eq(&totals, &wanted, sizeof(wanted));
}
END_TEST

START_TEST(many_accounts_are_found_again)
{
    struct payable_line *lines = ARENA_ARRAY(arena, struct payable_line, 3000);
    struct file_totals totals;
    struct error error;
    for (size_t i = 0; i < 3000; i++) {
        lines[i] = sample_line("A", arena_printf(arena, "%zu", i + 1), 100);
        lines[i].gl_code = text_of(arena_printf(arena, "%04zu", i % 1000));
    }
    /* On the bank they are one payment. */
    struct sample sample = sample_on_rail(arena, TEXT_LITERAL("KENT"), RAIL_BANK, 1, 3000, lines);
    struct text file = sample_file(arena, &journal_csv_format, &payer, &sample, 2, providers);
    ck_assert(sample_read_back(arena, &journal_csv_format, file, &totals, &error));
    ck_assert_int_eq(totals.item_pence, 300000);
    ck_assert_ptr_nonnull(
        strstr(string_of(file), ",0999,CC-ADULTS,3.00,,KENT-20261109-B1-1,Net of 3 lines\r\n"));
}
END_TEST

/* What is put in the place of what, in a good file; and what the error must say. */
static const struct {
    const char *old, *new, *said;
} changes[] = {
    {",10.00,,", ",10.01,,", "not the same"},
    {",,5.00,", ",,5.01,", "not the same"},
    {",5.00,,KENT-20261109-1-2", ",5.00,,KENT-20261109-1-1", "not the same"},
    {",5.00,,KENT-20261109-1-2", ",5.00,,", "not the same"},
    {",Net of 1", ",Reversed: Net of 1", "what it is"},
    {",,12.00,", ",,11.99,", "not the same"},
    {",10.00,,", ",10.00,1.00,", "one of debit and credit"},
    {",10.00,,", ",,,", "one of debit and credit"},
    {",10.00,,", ",-10.00,,", "amount"},
    {"Net of 1 line", "Something", "what it is"},
    {",4100,CC", ",,CC", "account"},
    {"batch,date", "batch,day", "heading"},
};

START_TEST(a_journal_is_no_reversal)
{
    struct file_totals totals;
    struct error error;
    ck_assert(!sample_read_back(arena, &journal_reversal_format, write_sample(&journal_csv_format),
                                &totals, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "what it is"));
}
END_TEST

START_TEST(a_changed_journal_is_found)
{
    const char *file = string_of(write_sample(&journal_csv_format));
    const char *at = strstr(file, changes[_i].old);
    struct file_totals totals;
    struct error error;
    ck_assert_ptr_nonnull(at);
    const char *changed = arena_printf(arena, "%.*s%s%s", (int)(at - file), file, changes[_i].new,
                                       at + strlen(changes[_i].old));
    ck_assert(!sample_read_back(arena, &journal_csv_format, text_of(changed), &totals, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, changes[_i].said) != NULL, "%s, not %s", error.message,
                  changes[_i].said);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("journal_csv");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, each_way_has_its_own_rows);
    tcase_add_test(tcase, a_reversal_has_the_same_rows_the_other_way_round);
    tcase_add_test(tcase, vat_is_shown_by_rate);
    tcase_add_test(tcase, readers_agree_with_the_batch);
    tcase_add_test(tcase, many_accounts_are_found_again);
    tcase_add_test(tcase, a_journal_is_no_reversal);
    tcase_add_loop_test(tcase, a_changed_journal_is_found, 0,
                        (int)(sizeof(changes) / sizeof(*changes)));
    Suite *suite = suite_create("adapters/outbound/journal_csv");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
