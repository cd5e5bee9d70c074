/* UBL RemittanceAdvice: its writer, its schema, and its reader against it. */
#include <string.h>

#include "tests/unit/adapters/outbound/schema_check.h"
#include "tests/unit/adapters/outbound/settlement_sample.h"

static struct arena *arena;
static struct provider provider;

static void set_up(void)
{
    arena = arena_new();
    provider = sample_provider("P001");
}

static void tear_down(void)
{
    arena_free(arena);
}

static const char *string_of(struct text t)
{
    return arena_printf(arena, "%.*s", TEXT_ARGS(t));
}

static struct text write_lines(size_t count, const struct payable_line *lines)
{
    struct sample sample = sample_batch(arena, count, lines);
    struct text file =
        sample_file(arena, &ubl_remittance_format, &sample_payer, &sample, 1, &provider);
    schema_check("ubl-2.1/maindoc/UBL-RemittanceAdvice-2.1.xsd", file);
    return file;
}

/* A: 10.00 and 2.00 VAT less 3.00; B: 5.00 back. */
static struct text invoice_and_refund(void)
{
    struct payable_line lines[] = {sample_line("A", "1", 1000), sample_line("A", "2", -300),
                                   sample_line("B", "1", -500)};
    lines[0].vat_pence = 200;
    return write_lines(3, lines);
}

static void holds(struct text file, const char *words)
{
    ck_assert_msg(strstr(string_of(file), words) != NULL, "no %s in\n%s", words, string_of(file));
}

START_TEST(totals_come_before_the_lines_they_are_of)
{
    holds(invoice_and_refund(),
          "<cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>\n"
          "<cbc:TotalDebitAmount currencyID=\"GBP\">9.00</cbc:TotalDebitAmount>\n"
          "<cbc:TotalCreditAmount currencyID=\"GBP\">5.00</cbc:TotalCreditAmount>\n"
          "<cbc:TotalPaymentAmount currencyID=\"GBP\">4.00</cbc:TotalPaymentAmount>\n"
          "<cbc:PaymentOrderReference>KENT-20261109-card-1</cbc:PaymentOrderReference>\n"
          "<cbc:LineCountNumeric>2</cbc:LineCountNumeric>\n"
          "<cac:AccountingCustomerParty>");
}
END_TEST

START_TEST(an_invoice_is_a_line_and_has_its_lines_below)
{
    struct text file = invoice_and_refund();
    holds(file, "<cbc:Note>KENT-20261109-1-1</cbc:Note>\n"
                "<cbc:DebitLineAmount currencyID=\"GBP\">9.00</cbc:DebitLineAmount>\n"
                "<cac:BillingReference>\n<cac:InvoiceDocumentReference>\n<cbc:ID>A</cbc:ID>\n"
                "</cac:InvoiceDocumentReference>\n<cac:BillingReferenceLine>\n<cbc:ID>1</cbc:ID>\n"
                "<cbc:Amount currencyID=\"GBP\">12.00</cbc:Amount>\n");
    holds(file, "<cbc:Amount currencyID=\"GBP\">-3.00</cbc:Amount>");
    holds(file, "<cbc:CreditLineAmount currencyID=\"GBP\">5.00</cbc:CreditLineAmount>\n"
                "<cac:BillingReference>\n<cac:CreditNoteDocumentReference>\n<cbc:ID>B</cbc:ID>");
    ck_assert_ptr_null(strstr(string_of(file), "C1001")); /* of clients nothing at all */
}
END_TEST

START_TEST(the_reader_agrees_with_the_batch)
{
    struct file_totals totals;
    struct error error;
    ck_assert(
        sample_read_back(arena, &ubl_remittance_format, invoice_and_refund(), &totals, &error));
    const struct file_totals wanted = {1, 900, 1, 500, NOT_GIVEN, 3, NOT_GIVEN};
    ck_assert_mem_eq(&totals, &wanted, sizeof(wanted));
}
END_TEST

START_TEST(awkward_names_are_valid)
{
    struct payable_line line = sample_line("INV & <Co> \x02", "1", 950);
    char *name = ARENA_ARRAY(arena, char, 401);
    for (int i = 0; i < 200; i++)
        memcpy(name + 2 * (size_t)i, "\xC3\xA9", 2); /* 200 é */
    name[400] = '\0';
    provider.name = text_of(name);
    struct text file = write_lines(1, &line);
    holds(file, arena_printf(arena, "<cbc:Name>%s</cbc:Name>", name));
    holds(file, "<cbc:ID>INV &amp; &lt;Co&gt; ?</cbc:ID>");
    provider.name = TEXT_LITERAL("\"O'Neill\" & Söhne <Ltd>");
    holds(write_lines(1, &line), "O'Neill");
}
END_TEST

START_TEST(many_lines)
{
    struct payable_line *lines = ARENA_ARRAY(arena, struct payable_line, 5000);
    struct file_totals totals;
    struct error error;
    for (size_t i = 0; i < 5000; i++)
        lines[i] = sample_line(arena_printf(arena, "INV%zu", i / 2000),
                               arena_printf(arena, "%zu", i + 1), 7);
    ck_assert(
        sample_read_back(arena, &ubl_remittance_format, write_lines(5000, lines), &totals, &error));
    ck_assert_int_eq(totals.item_count, 5000);
    ck_assert_int_eq(totals.sale_pence, 35000);
}
END_TEST

START_TEST(nothing_but_refunds)
{
    const struct payable_line line = sample_line("B", "1", -500);
    struct file_totals totals;
    struct error error;
    struct text file = write_lines(1, &line);
    holds(file, "<cbc:TotalPaymentAmount currencyID=\"GBP\">-5.00</cbc:TotalPaymentAmount>");
    ck_assert(sample_read_back(arena, &ubl_remittance_format, file, &totals, &error));
    ck_assert_int_eq(totals.refund_pence, 500);
}
END_TEST

/* What is put in the place of what, in a good file; and what the error must say. */
static const struct {
    const char *old, *new, *said;
} changes[] = {
    {">9.00</cbc:DebitLineAmount>", ">9.01</cbc:DebitLineAmount>", "add up to it"},
    {">12.00</cbc:Amount>", ">12.01</cbc:Amount>", "add up to it"},
    {">9.00</cbc:TotalDebitAmount>", ">9.01</cbc:TotalDebitAmount>", "totals"},
    {">5.00</cbc:TotalCreditAmount>", ">5.01</cbc:TotalCreditAmount>", "totals"},
    {">4.00</cbc:TotalPaymentAmount>", ">4.01</cbc:TotalPaymentAmount>", "totals"},
    {"<cbc:LineCountNumeric>2", "<cbc:LineCountNumeric>3", "totals"},
    {"currencyID=\"GBP\">12.00", "currencyID=\"EUR\">12.00", "sterling"},
    {"<cbc:Note>KENT-20261109-1-1</cbc:Note>", "", "add up to it"},
    {"RemittanceAdvice-2\"", "Invoice-2\"", "namespace"},
    {"</RemittanceAdvice>", "", "XML"},
};

START_TEST(a_changed_file_is_found)
{
    const char *file = string_of(invoice_and_refund()), *at = strstr(file, changes[_i].old);
    struct file_totals totals;
    struct error error;
    ck_assert_ptr_nonnull(at);
    const char *changed = arena_printf(arena, "%.*s%s%s", (int)(at - file), file, changes[_i].new,
                                       at + strlen(changes[_i].old));
    ck_assert(!sample_read_back(arena, &ubl_remittance_format, text_of(changed), &totals, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, changes[_i].said) != NULL, "%s, not %s", error.message,
                  changes[_i].said);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("ubl_remittance");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, totals_come_before_the_lines_they_are_of);
    tcase_add_test(tcase, an_invoice_is_a_line_and_has_its_lines_below);
    tcase_add_test(tcase, the_reader_agrees_with_the_batch);
    tcase_add_test(tcase, awkward_names_are_valid);
    tcase_add_test(tcase, many_lines);
    tcase_add_test(tcase, nothing_but_refunds);
    tcase_add_loop_test(tcase, a_changed_file_is_found, 0,
                        (int)(sizeof(changes) / sizeof(*changes)));
    Suite *suite = suite_create("adapters/outbound/ubl_remittance");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
