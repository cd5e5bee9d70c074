/*
 * Remittance as UBL 2.1 RemittanceAdvice: a line for what each transaction pays
 * of an invoice, with the invoice's lines below it (docs/files-out.md).  The
 * totals stand before the lines and are known after them, so that a provider's
 * file is gathered whole.
 */
#include "adapters/outbound/settlement_files.h"
#include "adapters/outbound/ubl_remittance_read.h"
#include "adapters/outbound/xml_write.h"
#include "matcher/payment/transaction_reference.h"

#define COMPONENTS "urn:oasis:names:specification:ubl:schema:xsd:"

struct ubl_writer {
    const struct file_subject *subject;
    struct text_buffer *file;
    struct text_buffer whole; /* in the order in which it was written */
    size_t totals_at;         /* where the totals belong */
    struct xml_writer *xml;
    int64_t line_count, debit_pence, credit_pence;
};

static void put_amount(struct xml_writer *xml, const char *name, int64_t pence)
{
    xml_pounds_in(xml, name, pence, "currencyID", "GBP");
}

static void put_party(struct xml_writer *xml, const char *role, struct text reference,
                      struct text name)
{
    xml_open(xml, role);
    xml_open(xml, "cac:Party");
    xml_open(xml, "cac:PartyIdentification");
    xml_text(xml, "cbc:ID", reference);
    xml_close(xml);
    xml_open(xml, "cac:PartyName");
    xml_text(xml, "cbc:Name", name);
    xml_close(xml);
    xml_close(xml);
    xml_close(xml);
}

static void *begin(const struct file_subject *subject, struct text_buffer *file)
{
    struct ubl_writer *writer = ARENA_NEW(file->arena, struct ubl_writer);
    const struct provider *provider = subject->provider;
    struct text batch = subject->batch->batch;
    const char *id =
        arena_printf(file->arena, "%.*s-%.*s", TEXT_ARGS(batch), TEXT_ARGS(provider->provider));

    *writer =
        (struct ubl_writer){.subject = subject, .file = file, .whole = {.arena = file->arena}};
    struct xml_writer *xml = writer->xml =
        xml_begin(&writer->whole, "RemittanceAdvice", COMPONENTS "RemittanceAdvice-2");
    xml_attribute(xml, "xmlns:cac", COMPONENTS "CommonAggregateComponents-2");
    xml_attribute(xml, "xmlns:cbc", COMPONENTS "CommonBasicComponents-2");
    xml_string(xml, "cbc:UBLVersionID", "2.1");
    xml_string(xml, "cbc:ID", id);
    xml_day(xml, "cbc:IssueDate", subject->batch->business_date);
    xml_string(xml, "cbc:DocumentCurrencyCode", "GBP");
    xml_flush(xml);
    writer->totals_at = writer->whole.length;
    put_party(xml, "cac:AccountingCustomerParty", text_of(subject->payer->council_code),
              text_of(subject->payer->council_name));
    put_party(xml, "cac:AccountingSupplierParty", provider->provider, provider->name);
    return writer;
}

/* `count` lines of one invoice in one transaction. */
static void put_invoice(struct ubl_writer *writer, struct text reference, size_t count,
                        const struct payable_line *lines)
{
    struct xml_writer *xml = writer->xml;
    int64_t pence = 0;

    for (size_t i = 0; i < count; i++)
        pence += lines[i].net_pence + lines[i].vat_pence;
    *(pence < 0 ? &writer->credit_pence : &writer->debit_pence) += magnitude(pence);
    xml_open(xml, "cac:RemittanceAdviceLine");
    xml_number(xml, "cbc:ID", ++writer->line_count);
    xml_text(xml, "cbc:Note", reference);
    put_amount(xml, pence < 0 ? "cbc:CreditLineAmount" : "cbc:DebitLineAmount", magnitude(pence));
    xml_open(xml, "cac:BillingReference");
    xml_open(xml, pence < 0 ? "cac:CreditNoteDocumentReference" : "cac:InvoiceDocumentReference");
    xml_text(xml, "cbc:ID", lines[0].invoice_no);
    xml_close(xml);
    for (size_t i = 0; i < count; i++) {
        xml_open(xml, "cac:BillingReferenceLine");
        xml_text(xml, "cbc:ID", lines[i].line_no);
        put_amount(xml, "cbc:Amount", lines[i].net_pence + lines[i].vat_pence);
        xml_close(xml);
    }
    xml_close(xml);
    xml_close(xml);
}

static void add(void *to, struct arena *arena, const struct settlement_transaction *transaction,
                const struct payable_line *lines, const struct provider *provider)
{
    struct ubl_writer *writer = to;
    struct text reference =
        transaction_reference(arena, writer->subject->batch, transaction->number);

    (void)provider;
    for (size_t first = 0, next; first < transaction->line_count; first = next) {
        for (next = first + 1; next < transaction->line_count &&
                               text_equal(lines[next].invoice_no, lines[first].invoice_no);
             next++) {
        }
        put_invoice(writer, reference, next - first, lines + first);
    }
    xml_flush(writer->xml);
}

static void put_totals(struct ubl_writer *writer)
{
    struct xml_writer *xml = writer->xml;

    put_amount(xml, "cbc:TotalDebitAmount", writer->debit_pence);
    put_amount(xml, "cbc:TotalCreditAmount", writer->credit_pence);
    put_amount(xml, "cbc:TotalPaymentAmount", writer->debit_pence - writer->credit_pence);
    xml_text(xml, "cbc:PaymentOrderReference", writer->subject->batch->batch);
    xml_number(xml, "cbc:LineCountNumeric", writer->line_count);
    xml_flush(xml);
}

static void hand_on(const struct ubl_writer *writer, size_t from, size_t to)
{
    text_buffer_add(writer->file, (struct text){writer->whole.bytes + from, to - from});
}

/* Children of the root, the totals are written last and put where they belong. */
static void end(void *to, const struct file_totals *totals)
{
    struct ubl_writer *writer = to;

    (void)totals;
    xml_flush(writer->xml);
    size_t lines_end = writer->whole.length;
    put_totals(writer);
    size_t totals_end = writer->whole.length;
    xml_end(writer->xml);
    hand_on(writer, 0, writer->totals_at);
    hand_on(writer, lines_end, totals_end);
    hand_on(writer, writer->totals_at, lines_end);
    hand_on(writer, totals_end, writer->whole.length);
}

static void abandon(void *to)
{
    struct ubl_writer *writer = to;

    xml_abandon(writer->xml);
}

const struct file_format ubl_remittance_format = {
    .folder = "remittance",
    .suffix = ".xml",
    .is_per_provider = true,
    .begin = begin,
    .add = add,
    .end = end,
    .abandon = abandon,
    .read_back = ubl_remittance_read_back,
};
