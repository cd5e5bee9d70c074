/* Card settlement as caaa.011.001.13, AcceptorBatchTransfer: docs/files-out.md. */
#include <assert.h>
#include <string.h>

#include "adapters/outbound/caaa011_read.h"
#include "adapters/outbound/item_breakdown.h"
#include "adapters/outbound/settlement_files.h"
#include "adapters/outbound/xml_write.h"
#include "matcher/base/decimal.h"
#include "matcher/payment/transaction_reference.h"

#define NAME_SPACE "urn:iso:std:iso:20022:tech:xsd:caaa.011.001.13"

/* Lengths of the schema's texts, in characters. */
enum { MAX_35 = 35, MAX_70 = 70, MAX_140 = 140, TOKEN_DIGITS = 19 };

struct caaa011_writer {
    const struct file_subject *subject;
    struct xml_writer *xml;
};

static bool fits(struct text value, size_t characters)
{
    return xml_characters(value) <= characters;
}

static const char *refuses(struct arena *arena, const struct payer *payer,
                           const struct provider *provider, const struct payment_lot *lot)
{
    (void)arena, (void)payer;
    if (text_is_empty(provider->card_token))
        return "the provider has no card token";
    if (!fits(provider->card_token, MAX_35))
        return "the card token is longer than 35 characters";
    if (!fits(provider->merchant_id, MAX_35))
        return "the merchant id is longer than 35 characters";
    if (!fits(lot->invoice_no, MAX_35))
        return "the invoice number is longer than 35 characters";
    if (signs_are_opposite(lot->net_pence, lot->vat_pence))
        return "net and VAT of a line have opposite signs";
    if (lot->line_count == 1 && lot_line_stands_alone(lot->net_pence, lot->vat_pence))
        return "the amount of a line is too large for a card transaction";
    return NULL;
}

/* An identity is there whole or not at all. */
static void put_if_it_fits(struct xml_writer *xml, const char *name, struct text value,
                           size_t characters)
{
    if (!text_is_empty(value) && fits(value, characters))
        xml_text(xml, name, value);
}

/* --- before the transactions ---------------------------------------------------- */

/* Council, date and number make it: YYYYMMDD and six digits. */
static int64_t exchange_id(const struct settlement_batch *batch)
{
    int year, month, day;
    int64_t number = 0;
    day_to_ymd(batch->business_date, &year, &month, &day);
    const char *dash = memrchr(batch->batch.bytes, '-', batch->batch.length);
    assert(dash);
    for (const char *at = dash + 1; at < batch->batch.bytes + batch->batch.length; at++)
        number = number * 10 + (*at - '0');
    return (((int64_t)year * 100 + month) * 100 + day) * 1000000 + number;
}

static void put_header(struct xml_writer *xml, const struct settlement_batch *batch)
{
    xml_open(xml, "Hdr");
    xml_string(xml, "DwnldTrf", "false");
    xml_string(xml, "FrmtVrsn", "13");
    xml_number(xml, "XchgId", exchange_id(batch));
    xml_midnight(xml, "CreDtTm", batch->business_date);
    xml_open(xml, "InitgPty");
    xml_text(xml, "Id", batch->council);
    xml_close(xml);
    xml_close(xml);
}

static void put_total(struct xml_writer *xml, const char *type, int64_t count, int64_t pence)
{
    if (count == 0)
        return;
    xml_open(xml, "TxTtls");
    xml_string(xml, "Ccy", "GBP");
    xml_string(xml, "Tp", type);
    xml_number(xml, "TtlNb", count);
    xml_pounds(xml, "CmltvAmt", pence);
    xml_close(xml);
}

/* The card is debited by sales and credited by refunds. */
static void put_totals(struct xml_writer *xml, const struct settlement_batch *batch)
{
    const int64_t gross_pence = batch->net_pence + batch->vat_pence;
    put_total(xml, "DEBT", (int64_t)(batch->transaction_count - batch->refund_count),
              gross_pence + batch->refund_pence);
    put_total(xml, "CRDT", (int64_t)batch->refund_count, batch->refund_pence);
}

static void *begin(const struct file_subject *subject, struct text_buffer *file)
{
    struct caaa011_writer *writer = ARENA_NEW(file->arena, struct caaa011_writer);
    const struct settlement_batch *batch = subject->batch;
    struct xml_writer *xml = xml_begin(file, "Document", NAME_SPACE);

    *writer = (struct caaa011_writer){subject, xml};
    xml_open(xml, "AccptrBtchTrf");
    put_header(xml, batch);
    xml_open(xml, "BtchTrf");
    put_totals(xml, batch);
    xml_open(xml, "DataSet");
    xml_open(xml, "DataSetId");
    xml_text(xml, "Nm", batch->batch);
    xml_string(xml, "Tp", "TXCP"); /* transactions to capture */
    xml_midnight(xml, "CreDtTm", batch->business_date);
    xml_close(xml);
    put_totals(xml, batch);
    return writer;
}

/* --- a transaction ----------------------------------------------------------------- */

static void put_merchant(struct xml_writer *xml, const struct provider *provider)
{
    xml_open(xml, "Mrchnt");
    if (!text_is_empty(provider->merchant_id)) {
        xml_open(xml, "Id");
        xml_text(xml, "Id", provider->merchant_id);
        xml_string(xml, "Tp", "MERC");
        put_if_it_fits(xml, "ShrtNm", provider->provider, MAX_35);
        xml_close(xml);
    }
    if (!text_is_empty(provider->name))
        xml_text_cut(xml, "CmonNm", provider->name, MAX_70);
    xml_close(xml);
}

/* The last four digits are all that anybody has of the card's number. */
static void put_card(struct xml_writer *xml, const struct provider *provider)
{
    if (text_is_empty(provider->card_last4))
        return;
    char masked[] = "************0000";
    const size_t stars = sizeof("************") - 1;
    for (size_t i = 0; i < 4 && i < provider->card_last4.length; i++)
        masked[stars + i] = provider->card_last4.bytes[i];
    xml_open(xml, "Card");
    xml_string(xml, "MskdPAN", masked);
    xml_close(xml);
}

/* A payment token is digits; any other is the acquirer's own. */
static void put_token(struct xml_writer *xml, struct text token)
{
    const bool is_digits = text_is_whole_number(token) && token.length <= TOKEN_DIGITS;
    xml_open(xml, is_digits ? "PmtTkn" : "MrchntTkn");
    xml_text(xml, is_digits ? "PmtTkn" : "Tkn", token);
    xml_close(xml);
}

static void put_context(struct xml_writer *xml, const struct settlement_transaction *transaction,
                        const struct payable_line *lines)
{
    struct text order_no = lines[0].order_no;
    for (size_t i = 1; i < transaction->line_count; i++)
        if (!text_equal(lines[i].order_no, order_no))
            order_no = (struct text){0};
    const bool has_order = !text_is_empty(order_no) && fits(order_no, MAX_35);
    const bool has_invoice = !text_is_empty(transaction->invoice_no);
    if (!has_order && !has_invoice)
        return;
    xml_open(xml, "Cntxt");
    xml_open(xml, "SaleCntxt");
    if (has_order)
        xml_text(xml, "PurchsOrdrNb", order_no);
    if (has_invoice)
        xml_text(xml, "InvcNb", transaction->invoice_no);
    xml_close(xml);
    xml_close(xml);
}

/* The hours first, then the item as BRIF describes it. */
static void put_description(struct xml_writer *xml, const struct zone *zone, struct arena *arena,
                            const struct payable_line *line, const struct item_breakdown *breakdown)
{
    char date[DAY_TEXT_BYTES], minutes[DECIMAL_TEXT_BYTES], quantity[DECIMAL_TEXT_BYTES];
    day_format(zone_day(zone, line->delivered_start_s), date);
    decimal_format(line->delivered_minutes, 0, minutes);
    decimal_format_short(breakdown->quantity_e4, PLACES_QUANTITY, quantity);
    xml_text_cut(
        xml, "PdctDesc",
        text_of(arena_printf(arena, "%s %s %.*s %.*s %s %smin", quantity, breakdown->unit,
                             TEXT_ARGS(line->service), TEXT_ARGS(line->client_ref), date, minutes)),
        MAX_140);
}

static void put_vat_rate(struct xml_writer *xml, struct arena *arena,
                         const struct payable_line *line)
{
    char percent[DECIMAL_TEXT_BYTES];
    decimal_format_short(line->vat_percent_e4, PLACES_QUANTITY, percent);
    xml_string(xml, "TaxTp", arena_printf(arena, "VAT %s%%", percent));
}

/* is_against: the item's money goes the other way than the transaction's. */
static void put_item(struct caaa011_writer *writer, struct arena *arena, size_t item_no,
                     bool is_against, const struct payable_line *line)
{
    struct xml_writer *xml = writer->xml;
    const struct item_breakdown breakdown = item_breakdown(line);
    xml_open(xml, "SaleItm");
    xml_number(xml, "ItmId", (int64_t)item_no);
    xml_text_cut(xml, "PdctCd", line->service, MAX_70);
    put_if_it_fits(xml, "AddtlPdctCd", line->line_no, MAX_70);
    xml_decimal(xml, "PdctQty", breakdown.quantity_e4, PLACES_QUANTITY);
    xml_decimal(xml, "UnitPric", breakdown.unit_cost_e4, PLACES_QUANTITY);
    xml_pounds(xml, "PdctAmt", magnitude(line->net_pence));
    xml_string(xml, "PdctAmtSgn", is_against ? "false" : "true");
    xml_pounds(xml, "ValAddedTax", magnitude(line->vat_pence));
    put_vat_rate(xml, arena, line);
    put_description(xml, writer->subject->zone, arena, line, &breakdown);
    xml_close(xml);
}

static void put_amounts(struct xml_writer *xml, const struct settlement_transaction *transaction)
{
    xml_string(xml, "Ccy", "GBP");
    xml_pounds(xml, "TtlAmt", magnitude(transaction->net_pence + transaction->vat_pence));
    xml_open(xml, "DtldAmt");
    xml_pounds(xml, "AmtGoodsAndSvcs", magnitude(transaction->net_pence));
    xml_open(xml, "ValAddedTax");
    xml_pounds(xml, "Amt", magnitude(transaction->vat_pence));
    xml_close(xml);
    xml_close(xml);
}

static void put_transaction(struct caaa011_writer *writer, struct arena *arena,
                            const struct settlement_transaction *transaction,
                            const struct payable_line *lines)
{
    struct xml_writer *xml = writer->xml;
    const struct settlement_batch *batch = writer->subject->batch;
    const bool is_refund = settlement_transaction_is_refund(transaction);

    xml_open(xml, "Tx");
    xml_string(xml, "TxCaptr", "true");
    xml_string(xml, "TxTp", is_refund ? "RFND" : "CRDP");
    xml_open(xml, "TxId");
    xml_midnight(xml, "TxDtTm", batch->business_date);
    xml_text(xml, "TxRef", transaction_reference(arena, batch, transaction->number));
    xml_close(xml);
    xml_string(xml, "TxSucss", "true");
    xml_open(xml, "TxDtls");
    put_amounts(xml, transaction);
    for (size_t i = 0; i < transaction->line_count; i++) {
        const int64_t pence = lines[i].net_pence + lines[i].vat_pence;
        put_item(writer, arena, i + 1, is_refund ? pence > 0 : pence < 0, &lines[i]);
    }
    xml_close(xml);
    xml_close(xml);
}

static void add(void *to, struct arena *arena, const struct settlement_transaction *transaction,
                const struct payable_line *lines, const struct provider *provider)
{
    struct caaa011_writer *writer = to;
    struct xml_writer *xml = writer->xml;

    xml_open(xml, "Tx");
    xml_open(xml, "Cmpltn");
    xml_number(xml, "TxSeqCntr", transaction->number);
    xml_open(xml, "Envt");
    put_merchant(xml, provider);
    put_card(xml, provider);
    put_token(xml, provider->card_token);
    xml_close(xml);
    put_context(xml, transaction, lines);
    put_transaction(writer, arena, transaction, lines);
    xml_close(xml);
    xml_close(xml);
    xml_flush(xml);
}

static void end(void *to, const struct file_totals *totals)
{
    struct caaa011_writer *writer = to;
    (void)totals;
    xml_end(writer->xml);
}

static void abandon(void *to)
{
    struct caaa011_writer *writer = to;
    xml_abandon(writer->xml);
}

const struct file_format caaa011_format = {
    .folder = "settlement",
    .suffix = ".caaa011.xml",
    .refuses = refuses,
    .begin = begin,
    .add = add,
    .end = end,
    .abandon = abandon,
    .read_back = caaa011_read_back,
};
