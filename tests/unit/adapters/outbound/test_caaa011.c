/* caaa.011: its writer, its schema, and its reader against it. */
#include <string.h>

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

static struct text write_sample(const struct sample *sample)
{
    struct text file = sample_file(arena, &caaa011_format, &sample_payer, sample, 4, providers);
    schema_check("iso20022/caaa.011.001.13.xsd", file);
    return file;
}

static struct text write_lines(size_t count, const struct payable_line *lines)
{
    struct sample sample = sample_batch(arena, count, lines);
    return write_sample(&sample);
}

static bool read_totals(struct text file, struct file_totals *totals_r, struct error *error_r)
{
    return sample_read_back(arena, &caaa011_format, file, totals_r, error_r);
}

static void holds(struct text file, const char *words)
{
    ck_assert_msg(strstr(string_of(file), words) != NULL, "no %s in\n%s", words, string_of(file));
}

/* A sale of 10.00 − 3.00 and 2.00 VAT, a refund of 5.00 and 1.00 VAT. */
static struct text two_transactions(void)
{
    struct payable_line lines[] = {sample_line("A", "1", 1000), sample_line("A", "2", -300),
                                   sample_line("B", "1", -500)};
    lines[0].vat_pence = 200;
    lines[0].vat_percent_e4 = 200000;
    lines[2].vat_pence = -100;
    return write_lines(3, lines);
}

START_TEST(header_and_totals_by_type)
{
    struct text file = two_transactions();
    holds(file, "<XchgId>20261109000001</XchgId>\n<CreDtTm>2026-11-09T00:00:00</CreDtTm>");
    const char *totals = "<TxTtls>\n<Ccy>GBP</Ccy>\n<Tp>DEBT</Tp>\n<TtlNb>1</TtlNb>\n"
                         "<CmltvAmt>9.00</CmltvAmt>\n</TxTtls>\n"
                         "<TxTtls>\n<Ccy>GBP</Ccy>\n<Tp>CRDT</Tp>\n<TtlNb>1</TtlNb>\n"
                         "<CmltvAmt>6.00</CmltvAmt>\n</TxTtls>\n";
    holds(file, arena_printf(arena, "<BtchTrf>\n%s<DataSet>", totals));
    holds(file, arena_printf(arena, "</DataSetId>\n%s<Tx>", totals));
}
END_TEST

START_TEST(hours_are_a_quantity_and_in_words_and_no_unit)
{
    struct text file = two_transactions();
    holds(file, "<PdctQty>0.5</PdctQty>\n<UnitPric>20</UnitPric>\n<PdctAmt>10.00</PdctAmt>\n"
                "<PdctAmtSgn>true</PdctAmtSgn>\n<ValAddedTax>2.00</ValAddedTax>\n"
                "<TaxTp>VAT 20%</TaxTp>\n<PdctDesc>0.5 h HC C1001 2026-11-02 31min</PdctDesc>");
    ck_assert_ptr_null(strstr(string_of(file), "UnitOfMeasr"));
    /* The credit of a sale goes against it, the refund's does not. */
    holds(file, "<PdctAmt>3.00</PdctAmt>\n<PdctAmtSgn>false</PdctAmtSgn>");
    holds(file, "<PdctAmt>5.00</PdctAmt>\n<PdctAmtSgn>true</PdctAmtSgn>");
}
END_TEST

START_TEST(a_card_is_a_token_and_four_digits)
{
    holds(two_transactions(), "<Card>\n<MskdPAN>************7919</MskdPAN>\n</Card>\n"
                              "<MrchntTkn>\n<Tkn>tok_0001</Tkn>\n</MrchntTkn>");
    providers[1].card_token = TEXT_LITERAL("1234567890123456789");
    struct text file = two_transactions();
    holds(file, "<PmtTkn>\n<PmtTkn>1234567890123456789</PmtTkn>\n</PmtTkn>");
    ck_assert_ptr_null(strstr(string_of(file), "<PAN>"));
}
END_TEST

#define SIXTY_FOUR "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKL"

START_TEST(awkward_values_are_valid)
{
    struct payable_line line = sample_line("INV & <Co> 012345678901234567890123", "1", 950);
    char *name = ARENA_ARRAY(arena, char, 401);
    for (int i = 0; i < 200; i++)
        memcpy(name + 2 * (size_t)i, "\xC3\xA9", 2); /* 200 é */
    providers[1].name = text_of(name);
    providers[1].merchant_id = TEXT_LITERAL("M&\"'>0123456789");
    line.service = line.client_ref = line.line_no = TEXT_LITERAL(SIXTY_FOUR);
    line.order_no = TEXT_LITERAL("PO\x01\xFF]]>");
    struct text file = write_lines(1, &line);
    name[140] = '\0';
    holds(file, arena_printf(arena, "<CmonNm>%s</CmonNm>", name));
    holds(file, "<PurchsOrdrNb>PO??]]&gt;</PurchsOrdrNb>");
    holds(file, "<InvcNb>INV &amp; &lt;Co&gt; 012345678901234567890123</InvcNb>");
    struct file_totals totals;
    struct error error;
    ck_assert(read_totals(file, &totals, &error));
    ck_assert_int_eq(totals.item_pence, 950);
}
END_TEST

START_TEST(net_zero_and_999_items_are_valid)
{
    struct payable_line *lines = ARENA_ARRAY(arena, struct payable_line, 1001);
    for (size_t i = 0; i < 1000; i++) {
        lines[i] = sample_line("A", arena_printf(arena, "%zu", i + 1), i % 2 == 0 ? 5 : -5);
        lines[i].provider = TEXT_LITERAL("P001");
    }
    lines[1000] = sample_line("Z", "1", 0);
    lines[1000].provider = TEXT_LITERAL("P002");
    struct file_totals totals;
    struct error error;
    ck_assert(read_totals(write_lines(1001, lines), &totals, &error));
    /* 999 items come to 5, the thousandth to -5, the last transaction to nothing. */
    const struct file_totals wanted = {2, 5, 1, 5, 0, 1001, 0};
    ck_assert_mem_eq(&totals, &wanted, sizeof(wanted));
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
    struct payment_lot lot = {.invoice_no = TEXT_LITERAL(SIXTY_FOUR), .line_count = 1};
    const char *(*refuses)(struct arena *, const struct payer *, const struct provider *,
                           const struct payment_lot *) = caaa011_format.refuses;
    ck_assert_ptr_nonnull(strstr(refuses(arena, &sample_payer, &providers[1], &lot), "invoice"));
    lot.invoice_no.length = 35;
    ck_assert_ptr_null(refuses(arena, &sample_payer, &providers[1], &lot));
    providers[1].card_token = (struct text){0};
    ck_assert_ptr_nonnull(strstr(refuses(arena, &sample_payer, &providers[1], &lot), "token"));
}
END_TEST

START_TEST(reader_agrees_with_the_batch_to_the_penny)
{
    srand(11);
    for (int round = 0; round < 20; round++) {
        struct sample sample = sample_random_batch(arena, 1 + (size_t)(rand() % 200));
        struct file_totals totals, wanted = {0};
        struct error error = {0};
        for (size_t i = 0; i < sample.batch.transaction_count; i++)
            file_totals_add(&wanted, &sample.batch.transactions[i]);
        ck_assert_msg(read_totals(write_sample(&sample), &totals, &error), "%s", error.message);
        ck_assert_mem_eq(&totals, &wanted, sizeof(wanted));
    }
}
END_TEST

/* What is put in the place of what, in a good file; and what the error must say. */
static const struct {
    const char *old, *new, *said;
} changes[] = {
    {"<PdctAmt>10.00", "<PdctAmt>10.01", "do not add up"},
    {"<ValAddedTax>2.00", "<ValAddedTax>2.01", "VAT does not add up"},
    {"<TtlAmt>9.00", "<TtlAmt>9.01", "not goods and VAT"},
    {"<TtlAmt>9.00", "<TtlAmt>9.0", "two decimals"},
    {"<PdctAmtSgn>false", "<PdctAmtSgn>true", "do not add up"},
    {"<TtlNb>1", "<TtlNb>2", "TxTtls"},
    {"<CmltvAmt>6.00", "<CmltvAmt>6.01", "TxTtls"},
    {"<TxSeqCntr>2", "<TxSeqCntr>3", "run from 1"},
    {"<ItmId>2", "<ItmId>3", "run from 1"},
    {"<Ccy>GBP</Ccy>\n<TtlAmt>", "<Ccy>EUR</Ccy>\n<TtlAmt>", "sterling"},
    {"<Tkn>tok_0001</Tkn>", "", "token"},
    {"<TxTp>RFND", "<TxTp>CRDP", "TxTtls"},
    {"caaa.011.001.13", "caaa.011.001.12", "namespace"},
    {"</Document>", "", "XML"},
    {"<Document", "<!DOCTYPE Document>\n<Document", "DOCTYPE"},
};

START_TEST(a_changed_file_is_found)
{
    const char *good = string_of(two_transactions()), *at = strstr(good, changes[_i].old);
    ck_assert_ptr_nonnull(at);
    struct text file = text_of(arena_printf(arena, "%.*s%s%s", (int)(at - good), good,
                                            changes[_i].new, at + strlen(changes[_i].old)));
    struct file_totals totals;
    struct error error;
    ck_assert(!read_totals(file, &totals, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, changes[_i].said) != NULL, "%s, not %s", error.message,
                  changes[_i].said);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("caaa011");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, header_and_totals_by_type);
    tcase_add_test(tcase, hours_are_a_quantity_and_in_words_and_no_unit);
    tcase_add_test(tcase, a_card_is_a_token_and_four_digits);
    tcase_add_test(tcase, awkward_values_are_valid);
    tcase_add_test(tcase, net_zero_and_999_items_are_valid);
    tcase_add_test(tcase, what_does_not_fit_is_refused);
    tcase_add_test(tcase, reader_agrees_with_the_batch_to_the_penny);
    tcase_add_loop_test(tcase, a_changed_file_is_found, 0,
                        (int)(sizeof(changes) / sizeof(*changes)));
    Suite *suite = suite_create("adapters/outbound/caaa011");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
