/*
 * The VAT evidence of a batch: what each transaction paid of an invoice at a
 * rate, with the supplier's VAT number as it was when the files were written.
 */
#include "adapters/outbound/csv_write.h"
#include "adapters/outbound/paid_csv_read.h"
#include "adapters/outbound/settlement_files.h"
#include "matcher/payment/transaction_reference.h"

static const char *const headings[] = {
    "batch",      "transaction", "reference", "date", "provider", "name",  "supplier_vat_no",
    "invoice_no", "vat_percent", "lines",     "net",  "vat",      "total",
};
#define HEADING_COUNT (sizeof(headings) / sizeof(*headings))
enum { LINES_COLUMN = 9, NET_COLUMN = 10 };

struct vat_writer {
    const struct file_subject *subject;
    struct csv_writer csv;
    int64_t row_count;
};

/* Lines of one invoice and one rate. */
struct part {
    struct text invoice_no;
    int64_t vat_percent_e4;
    int64_t lines, net_pence, vat_pence;
};

static void *begin(const struct file_subject *subject, struct text_buffer *file)
{
    struct vat_writer *writer = ARENA_NEW(file->arena, struct vat_writer);

    *writer = (struct vat_writer){.subject = subject, .csv = {.file = file}};
    csv_heading(&writer->csv, HEADING_COUNT, headings);
    return writer;
}

static void put_part(struct vat_writer *writer, struct arena *arena,
                     const struct settlement_transaction *transaction,
                     const struct provider *provider, const struct part *part)
{
    struct csv_writer *csv = &writer->csv;
    const struct settlement_batch *batch = writer->subject->batch;
    char percent[DECIMAL_TEXT_BYTES];

    decimal_format_short(part->vat_percent_e4, PLACES_QUANTITY, percent);
    csv_field(csv, batch->batch);
    csv_number(csv, transaction->number);
    csv_field(csv, transaction_reference(arena, batch, transaction->number));
    csv_day(csv, batch->business_date);
    csv_field(csv, provider->provider);
    csv_field(csv, provider->name);
    csv_field(csv, provider->vat_no);
    csv_field(csv, part->invoice_no);
    csv_field(csv, text_of(percent));
    csv_number(csv, part->lines);
    csv_pounds(csv, part->net_pence);
    csv_pounds(csv, part->vat_pence);
    csv_pounds(csv, part->net_pence + part->vat_pence);
    csv_end_row(csv);
    writer->row_count++;
}

static struct part *part_of(struct part *parts, size_t *part_count, const struct payable_line *line)
{
    for (size_t i = *part_count; i > 0; i--)
        if (parts[i - 1].vat_percent_e4 == line->vat_percent_e4 &&
            text_equal(parts[i - 1].invoice_no, line->invoice_no))
            return &parts[i - 1];
    parts[*part_count] =
        (struct part){.invoice_no = line->invoice_no, .vat_percent_e4 = line->vat_percent_e4};
    return &parts[(*part_count)++];
}

static void add(void *to, struct arena *arena, const struct settlement_transaction *transaction,
                const struct payable_line *lines, const struct provider *provider)
{
    struct part *parts = ARENA_ARRAY(arena, struct part, transaction->line_count);
    size_t part_count = 0;

    for (size_t i = 0; i < transaction->line_count; i++) {
        struct part *part = part_of(parts, &part_count, &lines[i]);
        part->lines++;
        part->net_pence += lines[i].net_pence;
        part->vat_pence += lines[i].vat_pence;
    }
    for (size_t i = 0; i < part_count; i++)
        put_part(to, arena, transaction, provider, &parts[i]);
}

static void end(void *to, const struct file_totals *totals)
{
    struct vat_writer *writer = to;

    csv_total_row(&writer->csv, writer->subject->batch->batch, LINES_COLUMN, writer->row_count,
                  NET_COLUMN, totals->item_pence, totals->vat_pence);
}

const struct file_format vat_csv_format = {
    .folder = "vat", /* not beside the journal, which a ledger may import by the folder */
    .suffix = ".csv",
    .begin = begin,
    .add = add,
    .end = end,
    .read_back = vat_csv_read_back,
};
