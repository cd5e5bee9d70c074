#include "adapters/outbound/csv_write.h"
#include "adapters/outbound/paid_csv_read.h"
#include "adapters/outbound/settlement_files.h"
#include "matcher/base/decimal.h"

static const char *const headings[] = {
    "batch",    "transaction", "due_date",   "invoice_no",      "line_no",           "client_ref",
    "service",  "order_no",    "order_line", "delivered_start", "delivered_minutes", "billed_net",
    "paid_net", "paid_vat",    "paid_total",
};
#define HEADING_COUNT (sizeof(headings) / sizeof(*headings))

struct remittance_writer {
    const struct file_subject *subject;
    struct csv_writer csv;
};

static void add_line(struct remittance_writer *writer, struct text transaction_no,
                     const struct payable_line *line)
{
    struct csv_writer *csv = &writer->csv;

    csv_field(csv, writer->subject->batch->batch);
    csv_field(csv, transaction_no);
    csv_day(csv, line->due_date);
    csv_field(csv, line->invoice_no);
    csv_field(csv, line->line_no);
    csv_field(csv, line->client_ref);
    csv_field(csv, line->service);
    csv_field(csv, line->order_no);
    csv_field(csv, line->order_line);
    csv_datetime(csv, writer->subject->zone, line->delivered_start_s);
    csv_number(csv, line->delivered_minutes);
    csv_pounds(csv, line->billed_pence);
    csv_pounds(csv, line->net_pence);
    csv_pounds(csv, line->vat_pence);
    csv_pounds(csv, line->net_pence + line->vat_pence);
    csv_end_row(csv);
}

static void *begin(const struct file_subject *subject, struct text_buffer *file)
{
    struct remittance_writer *writer = ARENA_NEW(file->arena, struct remittance_writer);
    *writer = (struct remittance_writer){.subject = subject, .csv = {.file = file}};
    csv_heading(&writer->csv, HEADING_COUNT, headings);
    return writer;
}

static void add(void *to, struct arena *arena, const struct settlement_transaction *transaction,
                const struct payable_line *lines, const struct provider *provider)
{
    struct remittance_writer *writer = to;
    char number[DECIMAL_TEXT_BYTES];
    (void)arena, (void)provider;
    decimal_format(transaction->number, 0, number);
    for (size_t i = 0; i < transaction->line_count; i++)
        add_line(writer, text_of(number), &lines[i]);
}

/* The trailer stands in the same columns as what it sums up. */
static void end(void *to, const struct file_totals *totals)
{
    enum { LINES_COLUMN = 4, NET_COLUMN = 12 };
    struct remittance_writer *writer = to;
    csv_total_row(&writer->csv, writer->subject->batch->batch, LINES_COLUMN, totals->item_count,
                  NET_COLUMN, totals->item_pence, totals->vat_pence);
}

const struct file_format remittance_csv_format = {
    .folder = "remittance",
    .suffix = ".csv",
    .is_per_provider = true,
    .begin = begin,
    .add = add,
    .end = end,
    .read_back = remittance_csv_read_back,
};
