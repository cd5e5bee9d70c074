#include "adapters/inbound/ubl_invoice.h"

#include "harness.h"

#define CAC "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
#define CBC "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
#define ROOT(name)                                                                                 \
    "<" name " xmlns='urn:oasis:names:specification:ubl:schema:xsd:" name "-2' xmlns:c='" CAC      \
    "' xmlns:b='" CBC "'>\n"
#define TOTALS(lines, payable)                                                                     \
    "<c:LegalMonetaryTotal><b:LineExtensionAmount currencyID='GBP'>" lines                         \
    "</b:LineExtensionAmount><b:PayableAmount currencyID='GBP'>" payable                           \
    "</b:PayableAmount></c:LegalMonetaryTotal>"
#define NET(net) "<b:LineExtensionAmount currencyID='GBP'>" net "</b:LineExtensionAmount>"
#define PERIOD                                                                                     \
    "<c:InvoicePeriod><b:StartDate>2026-11-02</b:StartDate><b:StartTime>07:30:00.000</"            \
    "b:StartTime>"                                                                                 \
    "</c:InvoicePeriod>"
#define PROPERTY(name, value)                                                                      \
    "<c:AdditionalItemProperty><b:Name>" name "</b:Name><b:Value>" value                           \
    "</b:Value></c:AdditionalItemProperty>"
#define SERVICE      "<c:SellersItemIdentification><b:ID>HC</b:ID></c:SellersItemIdentification>"
#define ITEM         "<c:Item>" SERVICE PROPERTY("client_ref", "C1") "</c:Item>"
#define PRICE(price) "<c:Price><b:PriceAmount currencyID='GBP'>" price "</b:PriceAmount></c:Price>"

static void read_lines(const char *root, const char *totals, const char *lines)
{
    feed.preset = PRESET_UBL_INVOICE;
    feed.provider = TEXT_LITERAL("P1");
    read_csv(arena_printf(arena, "%s<b:ID>I1</b:ID>%s%s</%s>", root, totals, lines,
                          strstr(root, "CreditNote") != NULL ? "CreditNote" : "Invoice"));
}

static const struct bill_line *only_line(void)
{
    return &only_record()->bill;
}

START_TEST(a_line_with_notes_about_it)
{
    read_lines(ROOT("Invoice") "<!-- a note -->", TOTALS("9.50", "9.50"),
               "<c:InvoiceLine><?any thing?><b:ID>07</b:ID><b:InvoicedQuantity unitCode='MIN'>"
               "<![CDATA[30]]></b:InvoicedQuantity>" NET("9.<!-- -->50")
                   PERIOD ITEM PRICE("0.316667") "</c:InvoiceLine>");
    const struct bill_line *line = only_line();
    ck_assert_text_eq(line->invoice_no, "I1");
    ck_assert_text_eq(line->line_no, "7");
    ck_assert_text_eq(line->provider, "P1");
    ck_assert_text_eq(line->client_ref, "C1");
    ck_assert_int_eq(line->net_pence, 950);
    ck_assert_int_eq(line->quantity_e4, 30 * E4);
    ck_assert_int_eq(line->unit, QUANTITY_UNIT_MINUTE);
    ck_assert_int_eq(line->rate_e6, 19000020); /* 0.316667 a minute */
    ck_assert_int_eq(line->claimed_start_s, utc("2026-11-02T07:30"));
    ck_assert_int_eq(line->claimed_end_s, utc("2026-11-02T08:00"));
    ck_assert_str_eq(reading.outcome.totals, "");
}
END_TEST

START_TEST(a_credit_note_is_negative)
{
    read_lines(ROOT("CreditNote"),
               "<c:BillingReference><c:InvoiceDocumentReference><b:ID>I0</b:ID>"
               "</c:InvoiceDocumentReference></c:BillingReference>" TOTALS("9.50", "9.50"),
               "<c:CreditNoteLine><b:ID>1</b:ID><b:CreditedQuantity unitCode='HUR'>0.5"
               "</b:CreditedQuantity>" NET("9.50") PERIOD ITEM "</c:CreditNoteLine>");
    ck_assert_int_eq(only_line()->net_pence, -950);
    ck_assert_int_eq(only_line()->quantity_e4, -5000);
    ck_assert_text_eq(only_line()->credits_invoice_no, "I0");
}
END_TEST

START_TEST(an_attachment_may_be_long)
{
    size_t length = 20 * 1024 * 1024;
    char *attachment = malloc(length + 1);

    memset(attachment, 'Q', length);
    attachment[length] = '\0';
    read_lines(ROOT("Invoice"), TOTALS("9.50", "9.50"),
               arena_printf(arena,
                            "<c:AdditionalDocumentReference><c:Attachment>"
                            "<b:EmbeddedDocumentBinaryObject>%s</b:EmbeddedDocumentBinaryObject>"
                            "</c:Attachment></c:AdditionalDocumentReference>"
                            "<c:InvoiceLine><b:ID>1</b:ID>" NET("9.50") PERIOD ITEM
                            "</c:InvoiceLine>",
                            attachment));
    free(attachment);
    ck_assert_int_eq(only_line()->net_pence, 950);
}
END_TEST

/* Two lines of 9.50, so that four pence are let pass. */
#define TWO_LINES                                                                                  \
    "<c:InvoiceLine><b:ID>1</b:ID>" NET("9.50") PERIOD ITEM                                        \
        "</c:InvoiceLine><c:InvoiceLine><b:ID>2</b:ID>" NET("9.50") PERIOD ITEM "</c:InvoiceLine>"

START_TEST(totals)
{
    read_lines(ROOT("Invoice"), TOTALS("19.04", "19.00"), TWO_LINES);
    ck_assert_str_eq(reading.outcome.totals, "");
    read_lines(ROOT("Invoice"), TOTALS("19.05", "19.05"), TWO_LINES);
    ck_assert_str_eq(reading.outcome.totals, "the line sum is 19.05 where its parts make 19.00");
    ck_assert_int_eq(reading.outcome.totals_differ_pence, 5);
    ck_assert_uint_eq(reading.record_count, 2); /* held, not lost */
    read_lines(ROOT("Invoice"), TOTALS("19.00", "190.00"), TWO_LINES);
    ck_assert_str_eq(reading.outcome.totals,
                     "the amount payable is 190.00 where its parts make 19.00");
    read_lines(ROOT("Invoice"), TOTALS("19.00", "1.9E1"), TWO_LINES);
    ck_assert(reading.outcome.quarantined);
    ck_assert_ptr_nonnull(strstr(reading.outcome.reason, "LegalMonetaryTotal: \"1.9E1\" is not a"));
    /* a number, as UBL's schema has them: held like any other that does not add up */
    read_lines(ROOT("Invoice"), TOTALS("19.00", "1000000000000.00"), TWO_LINES);
    ck_assert(!reading.outcome.quarantined);
    ck_assert_str_eq(reading.outcome.totals, "a total of \"1000000000000.00\" is too large");
    ck_assert_int_gt(reading.outcome.totals_differ_pence, INT64_C(100000000000000));
    ck_assert_uint_eq(reading.record_count, 2);
}
END_TEST

START_TEST(what_rejects_a_line)
{
    static const struct {
        const char *line;
        enum reject_code code;
        const char *field;
    } cases[] = {
        {NET("9.50") PERIOD "<c:Item>" SERVICE "</c:Item>", REJECT_MISSING, "client_ref"},
        {NET("9.50") ITEM, REJECT_MISSING, "start"},
        {NET("9.50") PERIOD "<c:Item>" PROPERTY("client_ref", "C1") "</c:Item>", REJECT_MISSING,
         "service"},
        {PERIOD ITEM, REJECT_MISSING, "net"},
        {NET("1e3") PERIOD ITEM, REJECT_INVALID, "net"},
        {NET("9.505") PERIOD ITEM, REJECT_INVALID, "net"},
        {"<b:LineExtensionAmount currencyID='EUR'>9.50</b:LineExtensionAmount>" PERIOD ITEM,
         REJECT_CURRENCY, "net"},
        {NET("9.50") PERIOD PERIOD ITEM, REJECT_INVALID, "start"},
        {NET("9.50") PERIOD "<c:Item>" SERVICE PROPERTY("client_ref", "C1")
             PROPERTY("Client_Ref", "C2") "</c:Item>",
         REJECT_INVALID, "client_ref"},
        {NET("9.50") PERIOD
         "<c:Item>" SERVICE PROPERTY("client_ref", "4111111111111111") "</c:Item>",
         REJECT_CARD_NUMBER, "client_ref"},
        {NET("9.50") PERIOD "<c:Item>" SERVICE PROPERTY(
             "client_ref",
             "C1") "<c:ClassifiedTaxCategory><b:ID>AE</b:ID></c:ClassifiedTaxCategory></c:Item>",
         REJECT_INVALID, "vat"},
    };

    read_lines(
        ROOT("Invoice"), TOTALS("0.00", "0.00"),
        arena_printf(arena, "<c:InvoiceLine><b:ID>1</b:ID>%s</c:InvoiceLine>", cases[_i].line));
    assert_rejected(cases[_i].code, cases[_i].field);
    ck_assert_int_gt(reading.rejects[0].line, 1);
}
END_TEST

/* What is owed is said by the whole document: with a part of it in euros, no line is what was
 * billed. */
START_TEST(an_amount_in_another_currency_rejects_the_whole_document)
{
    static const struct {
        const char *other; /* than a line in pounds */
        int rejects;
    } cases[] = {
        {"<c:InvoiceLine><b:ID>2</b:ID><b:LineExtensionAmount currencyID='EUR'>9.50"
         "</b:LineExtensionAmount>" PERIOD ITEM "</c:InvoiceLine>",
         2},
        {"<c:InvoiceLine><b:ID>2</b:ID>" NET("9.50") PERIOD ITEM
         "<c:Price><b:PriceAmount currencyID='EUR'>19</b:PriceAmount></c:Price></c:InvoiceLine>",
         2},
        {"<c:AllowanceCharge><b:ChargeIndicator>false</b:ChargeIndicator>"
         "<b:Amount currencyID='EUR'>1.00</b:Amount></c:AllowanceCharge>",
         2},
        {"<c:TaxTotal><b:TaxAmount currencyID='EUR'>0.00</b:TaxAmount></c:TaxTotal>", 0},
    };
    const char *in_pounds =
        "<c:InvoiceLine><b:ID>1</b:ID>" NET("9.50") PERIOD ITEM "</c:InvoiceLine>";

    read_lines(ROOT("Invoice"), TOTALS("9.50", "9.50"),
               arena_printf(arena, "%s%s", in_pounds, cases[_i].other));
    ck_assert_int_eq((int)reading.reject_count, cases[_i].rejects);
    for (size_t i = 0; i < reading.reject_count; i++)
        ck_assert_int_eq(reading.rejects[i].why.code, REJECT_CURRENCY);
    ck_assert_str_eq(reading.outcome.totals, "");
    if (cases[_i].rejects > 0)
        ck_assert_str_eq(reading.rejects[0].why.message,
                         "\"EUR\" is the currency of another amount of the document, not GBP");
}
END_TEST

START_TEST(files_that_are_set_aside)
{
    read_lines(ROOT("Invoice"), TOTALS("0.00", "0.00"), "");
    ck_assert(reading.outcome.quarantined);
    ck_assert_ptr_nonnull(strstr(reading.outcome.reason, ": the document has no lines"));
    read_csv("<Invoice/>");
    assert_quarantined("feed.csv:1:1: the file is neither an Invoice nor a CreditNote of UBL 2");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_line_with_notes_about_it);
    tcase_add_test(tcase, a_credit_note_is_negative);
    tcase_add_test(tcase, an_attachment_may_be_long);
    tcase_add_test(tcase, totals);
    tcase_add_loop_test(tcase, what_rejects_a_line, 0, 11);
    tcase_add_loop_test(tcase, an_amount_in_another_currency_rejects_the_whole_document, 0, 4);
    tcase_add_test(tcase, files_that_are_set_aside);
}

int main(void)
{
    return run_cases("adapters/inbound/ubl_invoice", add);
}
