/* Card settlement as CSV, a row an item: docs/files-out.md. */
#include "adapters/outbound/csv_write.h"
#include "adapters/outbound/item_breakdown.h"
#include "adapters/outbound/paid_csv_read.h"
#include "adapters/outbound/settlement_files.h"
#include "matcher/base/decimal.h"
#include "matcher/payment/transaction_reference.h"

static const char *const headings[] = {
    "batch",       "transaction", "reference",  "type",     "provider", "merchant_id",
    "card_token",  "card_last4",  "invoice_no", "item",     "line_no",  "client_ref",
    "service",     "date",        "minutes",    "quantity", "unit",     "unit_cost",
    "vat_percent", "net",         "vat",        "total",
};
#define HEADING_COUNT (sizeof(headings) / sizeof(*headings))
enum { ITEM_COLUMN = 9, NET_COLUMN = 19 };

struct card_csv_writer {
    const struct file_subject *subject;
    struct csv_writer csv;
};

static const char *refuses(struct arena *arena, const struct payer *payer,
                           const struct provider *provider, const struct payment_lot *lot)
{
    (void)arena, (void)payer;
    if (text_is_empty(provider->card_token))
        return "the provider has no card token";
    return signs_are_opposite(lot->net_pence, lot->vat_pence)
               ? "net and VAT of a line have opposite signs"
               : NULL;
}

static void *begin(const struct file_subject *subject, struct text_buffer *file)
{
    struct card_csv_writer *writer = ARENA_NEW(file->arena, struct card_csv_writer);
    *writer = (struct card_csv_writer){subject, {.file = file}};
    csv_heading(&writer->csv, HEADING_COUNT, headings);
    return writer;
}

static void add_decimal(struct csv_writer *csv, int64_t value_e4)
{
    char digits[DECIMAL_TEXT_BYTES];
    decimal_format_short(value_e4, PLACES_QUANTITY, digits);
    csv_field(csv, text_of(digits));
}

static void add_item(struct card_csv_writer *writer, const struct payable_line *line, size_t item)
{
    struct csv_writer *csv = &writer->csv;
    const struct item_breakdown breakdown = item_breakdown(line);

    csv_field(csv, line->invoice_no);
    csv_number(csv, (int64_t)item);
    csv_field(csv, line->line_no);
    csv_field(csv, line->client_ref);
    csv_field(csv, line->service);
    csv_day(csv, zone_day(writer->subject->zone, line->delivered_start_s));
    csv_number(csv, line->delivered_minutes);
    add_decimal(csv, breakdown.quantity_e4);
    csv_field(csv, text_of(breakdown.unit));
    add_decimal(csv, breakdown.unit_cost_e4);
    add_decimal(csv, line->vat_percent_e4);
    csv_pounds(csv, line->net_pence);
    csv_pounds(csv, line->vat_pence);
    csv_pounds(csv, line->net_pence + line->vat_pence);
    csv_end_row(csv);
}

static void add(void *to, struct arena *arena, const struct settlement_transaction *transaction,
                const struct payable_line *lines, const struct provider *provider)
{
    struct card_csv_writer *writer = to;
    struct csv_writer *csv = &writer->csv;
    const struct settlement_batch *batch = writer->subject->batch;
    const struct text reference = transaction_reference(arena, batch, transaction->number);
    for (size_t i = 0; i < transaction->line_count; i++) {
        csv_field(csv, batch->batch);
        csv_number(csv, transaction->number);
        csv_field(csv, reference);
        csv_field(csv, settlement_transaction_is_refund(transaction) ? TEXT_LITERAL("refund")
                                                                     : TEXT_LITERAL("sale"));
        csv_field(csv, provider->provider);
        csv_field(csv, provider->merchant_id);
        csv_field(csv, provider->card_token);
        csv_field(csv, provider->card_last4);
        add_item(writer, &lines[i], i + 1);
    }
}

static void end(void *to, const struct file_totals *totals)
{
    struct card_csv_writer *writer = to;
    csv_total_row(&writer->csv, writer->subject->batch->batch, ITEM_COLUMN, totals->item_count,
                  NET_COLUMN, totals->item_pence, totals->vat_pence);
}

const struct file_format card_csv_format = {
    .folder = "settlement",
    .suffix = ".csv",
    .refuses = refuses,
    .begin = begin,
    .add = add,
    .end = end,
    .read_back = card_csv_read_back,
    .reader = &card_csv_file_reader,
};
