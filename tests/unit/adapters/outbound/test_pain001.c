/* pain.001: its writer, its schema, and its reader against it; the bank's CSV beside it. */
#include <string.h>

#include "matcher/payment/transaction_reference.h"
#include "tests/unit/adapters/outbound/schema_check.h"
#include "tests/unit/adapters/outbound/settlement_sample.h"

static struct arena *arena;
static struct provider providers[4];

static void set_up(void)
{
    arena = arena_new();
    for (int i = 0; i < 4; i++)
        providers[i] = sample_provider(arena_printf(arena, "P00%d", i));
}

static void tear_down(void)
{
    arena_free(arena);
}

static const char *string_of(struct text t)
{
    return arena_printf(arena, "%.*s", TEXT_ARGS(t));
}

static struct text write_sample(const struct file_format *format, const struct sample *sample)
{
    return sample_file(arena, format, &sample_payer, sample, 4, providers);
}

static struct text write_lines(const struct file_format *format, size_t count,
                               const struct payable_line *lines)
{
    struct sample sample = sample_on_rail(arena, TEXT_LITERAL("KENT"), RAIL_BANK, 1, count, lines);
    struct text file = write_sample(format, &sample);
    if (format == &pain001_format)
        schema_check("iso20022/pain.001.001.09.xsd", file);
    return file;
}

/* 10.00 and 2.00 VAT less 3.00; 5.00. */
static struct text two_payments(const struct file_format *format)
{
    struct payable_line lines[] = {sample_line("A", "1", 1000), sample_line("A", "2", -300),
                                   sample_line("B", "1", 500)};
    lines[0].vat_pence = 200;
    lines[2].provider = TEXT_LITERAL("P002");
    return write_lines(format, 3, lines);
}

static void holds(struct text file, const char *words)
{
    ck_assert_msg(strstr(string_of(file), words) != NULL, "no %s in\n%s", words, string_of(file));
}

START_TEST(counts_and_sums_at_both_levels)
{
    struct text file = two_payments(&pain001_format);
    holds(file, "<GrpHdr>\n<MsgId>KENT-20261109-bank-1</MsgId>\n"
                "<CreDtTm>2026-11-09T00:00:00</CreDtTm>\n<NbOfTxs>2</NbOfTxs>\n"
                "<CtrlSum>14.00</CtrlSum>\n<InitgPty>\n<Nm>Kent CC</Nm>");
    holds(file, "<PmtInfId>KENT-20261109-bank-1</PmtInfId>\n<PmtMtd>TRF</PmtMtd>\n"
                "<NbOfTxs>2</NbOfTxs>\n<CtrlSum>14.00</CtrlSum>");
    holds(file, "<ReqdExctnDt>\n<Dt>2026-11-10</Dt>");
}
END_TEST

START_TEST(a_payment_names_account_and_invoice)
{
    struct text file = two_payments(&pain001_format);
    holds(file, "<EndToEndId>KENT-20261109-B1-1</EndToEndId>");
    holds(file, "<InstdAmt Ccy=\"GBP\">9.00</InstdAmt>");
    holds(file, "<CdtrAgt>\n<FinInstnId>\n<ClrSysMmbId>\n<ClrSysId>\n<Cd>GBDSC</Cd>\n</ClrSysId>\n"
                "<MmbId>203040</MmbId>");
    holds(file, "<CdtrAcct>\n<Id>\n<Othr>\n<Id>12345678</Id>");
    holds(file, "<Ustrd>A</Ustrd>");
    holds(file, "<DbtrAcct>\n<Id>\n<Othr>\n<Id>00012345</Id>");
}
END_TEST

START_TEST(awkward_names_are_valid)
{
    struct payable_line line = sample_line("INV & <Co> \x02", "1", 950);
    char *name = ARENA_ARRAY(arena, char, 401);
    for (int i = 0; i < 200; i++)
        memcpy(name + 2 * (size_t)i, "\xC3\xA9", 2); /* 200 é */
    providers[1].account_name = text_of(name);
    struct text file = write_lines(&pain001_format, 1, &line);
    name[280] = '\0';
    holds(file, arena_printf(arena, "<Cdtr>\n<Nm>%s</Nm>", name));
    holds(file, "<Ustrd>INV &amp; &lt;Co&gt; ?</Ustrd>");
}
END_TEST

START_TEST(longest_names_fit_their_fields)
{
    struct payable_line line = sample_line("A", "1", 950);
    const struct text council = TEXT_LITERAL("ABCDEFGHIJKLMNOP");
    struct sample sample = sample_on_rail(arena, council, RAIL_BANK, 60, 1, &line);
    struct text file = write_sample(&pain001_format, &sample);
    schema_check("iso20022/pain.001.001.09.xsd", file);
    holds(file, "<MsgId>ABCDEFGHIJKLMNOP-20261109-bank-60</MsgId>");
    struct text batch;
    int32_t transaction;
    ck_assert(transaction_reference_read(
        arena, council, transaction_reference(arena, &sample.batch, 77), &batch, &transaction));
    ck_assert_str_eq(string_of(batch), "ABCDEFGHIJKLMNOP-20261109-bank-60");
    ck_assert_int_eq(transaction, 77);
}
END_TEST

START_TEST(an_invoice_is_one_payment_however_long)
{
    struct payable_line *lines = ARENA_ARRAY(arena, struct payable_line, 2500);
    struct file_totals totals;
    struct error error;
    for (size_t i = 0; i < 2500; i++)
        lines[i] = sample_line("A", arena_printf(arena, "%zu", i + 1), 7);
    ck_assert(sample_read_back(arena, &pain001_format, write_lines(&pain001_format, 2500, lines),
                               &totals, &error));
    ck_assert_int_eq(totals.sale_count, 1);
    ck_assert_int_eq(totals.sale_pence, 17500);
}
END_TEST

START_TEST(accounts_that_no_bank_has_are_refused)
{
    const struct payment_lot lot = {.invoice_no = TEXT_LITERAL("A"), .line_count = 1};
    struct payer payer = sample_payer;
    const char *(*refuses)(struct arena *, const struct payer *, const struct provider *,
                           const struct payment_lot *) = pain001_format.refuses;
    ck_assert_ptr_null(refuses(arena, &payer, &providers[1], &lot));
    payer.sort_code = "";
    ck_assert_ptr_nonnull(strstr(refuses(arena, &payer, &providers[1], &lot), "payer"));
    payer = sample_payer;
    static const char *const bad[] = {"20304", "2030401", "20-3-040", "ab-cd-ef", "-203040", ""};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        providers[1].sort_code = text_of(bad[i]);
        ck_assert_ptr_nonnull(strstr(refuses(arena, &payer, &providers[1], &lot), "sort code"));
    }
    providers[1].sort_code = TEXT_LITERAL("20 30 40");
    providers[1].account_no = TEXT_LITERAL("1234567");
    ck_assert_ptr_nonnull(strstr(refuses(arena, &payer, &providers[1], &lot), "account"));
}
END_TEST

START_TEST(csv_is_a_row_a_payment)
{
    ck_assert_str_eq(
        string_of(two_payments(&bank_csv_format)),
        "batch,transaction,reference,pay_date,provider,name,sort_code,account_no,invoice_no,lines,"
        "net,vat,total\r\n"
        "KENT-20261109-bank-1,1,KENT-20261109-B1-1,2026-11-10,P001,Harbour Homecare,203040,"
        "12345678,A,2,7.00,2.00,9.00\r\n"
        "KENT-20261109-bank-1,2,KENT-20261109-B1-2,2026-11-10,P002,Harbour Homecare,203040,"
        "12345678,B,1,5.00,0.00,5.00\r\n"
        "KENT-20261109-bank-1,total,,,,,,,,2,12.00,2.00,14.00\r\n");
}
END_TEST

START_TEST(csv_readers_agree_with_the_batch)
{
    const struct payable_line lines[] = {sample_line("A", "1", 1000), sample_line("A", "2", -300),
                                         sample_line("B", "1", -500)};
    struct sample card = sample_batch(arena, 3, lines);
    struct file_totals totals;
    struct error error;
    ck_assert(
        sample_read_back(arena, &bank_csv_format, two_payments(&bank_csv_format), &totals, &error));
    const struct file_totals wanted = {2, 1400, 0, 0, 200, NOT_GIVEN, 1200};
    ck_assert_mem_eq(&totals, &wanted, sizeof(wanted));
    struct text file = write_sample(&card_csv_format, &card);
    ck_assert(sample_read_back(arena, &card_csv_format, file, &totals, &error));
    const struct file_totals of_card = {1, 700, 1, 500, 0, 3, 200};
    ck_assert_mem_eq(&totals, &of_card, sizeof(of_card));
    holds(file, "\r\nKENT-20261109-card-1,2,KENT-20261109-1-2,refund,P001,M0001,tok_0001,7919,B,1,"
                "1,C1001,HC,2026-11-02,31,0.5,h,10,0,-5.00,0.00,-5.00\r\n");
}
END_TEST

/* What is put in the place of what, in a good file; and what the error must say. */
static const struct {
    const char *old, *new, *said;
} changes[] = {
    {">9.00</InstdAmt>", ">9.01</InstdAmt>", "NbOfTxs"},
    {"<CtrlSum>14.00", "<CtrlSum>14.01", "NbOfTxs"},
    {"<PmtMtd>TRF</PmtMtd>\n<NbOfTxs>2", "<PmtMtd>TRF</PmtMtd>\n<NbOfTxs>3", "NbOfTxs"},
    {"Ccy=\"GBP\"", "Ccy=\"EUR\"", "sterling"},
    {">5.00</InstdAmt>", ">0.00</InstdAmt>", "nothing"},
    {">5.00</InstdAmt>", ">-5.00</InstdAmt>", "amount"},
    {"<MmbId>203040", "<MmbId>20304", "sort code"},
    {"<Id>12345678", "<Id>1234567", "account"},
    {"<EndToEndId>KENT-20261109-B1-2</EndToEndId>", "", "reference"},
    {"</Document>", "", "XML"},
};

START_TEST(a_changed_file_is_found)
{
    const char *good = string_of(two_payments(&pain001_format));
    const char *at = strstr(good, changes[_i].old);
    ck_assert_ptr_nonnull(at);
    struct text file = text_of(arena_printf(arena, "%.*s%s%s", (int)(at - good), good,
                                            changes[_i].new, at + strlen(changes[_i].old)));
    struct file_totals totals;
    struct error error;
    ck_assert(!sample_read_back(arena, &pain001_format, file, &totals, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, changes[_i].said) != NULL, "%s, not %s", error.message,
                  changes[_i].said);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("pain001");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, counts_and_sums_at_both_levels);
    tcase_add_test(tcase, a_payment_names_account_and_invoice);
    tcase_add_test(tcase, awkward_names_are_valid);
    tcase_add_test(tcase, longest_names_fit_their_fields);
    tcase_add_test(tcase, an_invoice_is_one_payment_however_long);
    tcase_add_test(tcase, accounts_that_no_bank_has_are_refused);
    tcase_add_test(tcase, csv_is_a_row_a_payment);
    tcase_add_test(tcase, csv_readers_agree_with_the_batch);
    tcase_add_loop_test(tcase, a_changed_file_is_found, 0,
                        (int)(sizeof(changes) / sizeof(*changes)));
    Suite *suite = suite_create("adapters/outbound/pain001");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
