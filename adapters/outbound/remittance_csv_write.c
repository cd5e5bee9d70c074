#include "adapters/outbound/settlement_files.h"
#include "matcher/base/decimal.h"

static const char *const headings[] = {
    "batch",    "transaction", "due_date",   "invoice_no",      "line_no",           "client_ref",
    "service",  "order_no",    "order_line", "delivered_start", "delivered_minutes", "billed_net",
    "paid_net", "paid_vat",    "paid_total",
};
#define HEADING_COUNT (sizeof(headings) / sizeof(*headings))

static void add_line(struct remittance_writer *writer, struct text transaction_no,
                     const struct payable_line *line)
{
    struct csv_writer *csv = &writer->csv;
    char due[DAY_TEXT_BYTES], start[DATETIME_TEXT_BYTES];
    day_format(line->due_date, due);
    datetime_format(zone_civil(writer->zone, line->delivered_start_s), start);
    csv_field(csv, writer->batch);
    csv_field(csv, transaction_no);
    csv_field(csv, text_of(due));
    csv_field(csv, line->invoice_no);
    csv_field(csv, line->line_no);
    csv_field(csv, line->client_ref);
    csv_field(csv, line->service);
    csv_field(csv, line->order_no);
    csv_field(csv, line->order_line);
    csv_field(csv, text_of(start));
    csv_number(csv, line->delivered_minutes);
    csv_pounds(csv, line->billed_pence);
    csv_pounds(csv, line->net_pence);
    csv_pounds(csv, line->vat_pence);
    csv_pounds(csv, line->net_pence + line->vat_pence);
    csv_end_row(csv);
}

void remittance_begin(struct remittance_writer *writer, struct arena *arena,
                      const struct zone *zone, struct text batch)
{
    *writer =
        (struct remittance_writer){.zone = zone, .batch = batch, .csv = {.file = {.arena = arena}}};
    csv_heading(&writer->csv, HEADING_COUNT, headings);
}

void remittance_add_transaction(struct remittance_writer *writer,
                                const struct settlement_transaction *transaction,
                                const struct payable_line *lines)
{
    char number[DECIMAL_TEXT_BYTES];
    decimal_format(transaction->number, 0, number);
    for (size_t i = 0; i < transaction->line_count; i++)
        add_line(writer, text_of(number), &lines[i]);
    writer->line_count += (int64_t)transaction->line_count;
    writer->net_pence += transaction->net_pence;
    writer->vat_pence += transaction->vat_pence;
}

/* The trailer stands in the same columns as what it sums up. */
void remittance_end(struct remittance_writer *writer)
{
    enum { LINES_COLUMN = 4, NET_COLUMN = 12 };
    struct csv_writer *csv = &writer->csv;
    csv_field(csv, writer->batch);
    csv_field(csv, TEXT_LITERAL("total"));
    for (size_t column = 2; column < NET_COLUMN; column++)
        csv_number(csv, column == LINES_COLUMN ? writer->line_count : NOT_GIVEN);
    csv_pounds(csv, writer->net_pence);
    csv_pounds(csv, writer->vat_pence);
    csv_pounds(csv, writer->net_pence + writer->vat_pence);
    csv_end_row(csv);
}
