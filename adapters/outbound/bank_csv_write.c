/* Bank settlement as CSV, a row a payment: docs/files-out.md. */
#include "adapters/outbound/bank_account.h"
#include "adapters/outbound/csv_write.h"
#include "adapters/outbound/paid_csv_read.h"
#include "adapters/outbound/settlement_files.h"
#include "matcher/payment/transaction_reference.h"

static const char *const headings[] = {
    "batch",      "transaction", "reference", "pay_date", "provider", "name",  "sort_code",
    "account_no", "invoice_no",  "lines",     "net",      "vat",      "total",
};
#define HEADING_COUNT (sizeof(headings) / sizeof(*headings))
enum { LINES_COLUMN = 9, NET_COLUMN = 10 };

struct bank_csv_writer {
    const struct file_subject *subject;
    struct csv_writer csv;
};

static void *begin(const struct file_subject *subject, struct text_buffer *file)
{
    struct bank_csv_writer *writer = ARENA_NEW(file->arena, struct bank_csv_writer);
    *writer = (struct bank_csv_writer){subject, {.file = file}};
    csv_heading(&writer->csv, HEADING_COUNT, headings);
    return writer;
}

static void add(void *to, struct arena *arena, const struct settlement_transaction *transaction,
                const struct payable_line *lines, const struct provider *provider)
{
    struct bank_csv_writer *writer = to;
    struct csv_writer *csv = &writer->csv;
    const struct settlement_batch *batch = writer->subject->batch;
    char sort_code[SORT_CODE_DIGITS + 1];

    (void)lines;
    sort_code_digits(provider->sort_code, sort_code);
    csv_field(csv, batch->batch);
    csv_number(csv, transaction->number);
    csv_field(csv, transaction_reference(arena, batch, transaction->number));
    csv_day(csv, writer->subject->pay_date);
    csv_field(csv, provider->provider);
    csv_field(csv, text_is_empty(provider->account_name) ? provider->name : provider->account_name);
    csv_field(csv, text_of(sort_code));
    csv_field(csv, provider->account_no);
    csv_field(csv, transaction->invoice_no);
    csv_number(csv, (int64_t)transaction->line_count);
    csv_pounds(csv, transaction->net_pence);
    csv_pounds(csv, transaction->vat_pence);
    csv_pounds(csv, transaction->net_pence + transaction->vat_pence);
    csv_end_row(csv);
}

static void end(void *to, const struct file_totals *totals)
{
    struct bank_csv_writer *writer = to;
    csv_total_row(&writer->csv, writer->subject->batch->batch, LINES_COLUMN,
                  totals->sale_count + totals->refund_count, NET_COLUMN, totals->item_pence,
                  totals->vat_pence);
}

const struct file_format bank_csv_format = {
    .folder = "settlement",
    .suffix = ".csv",
    .refuses = bank_account_refuses,
    .begin = begin,
    .add = add,
    .end = end,
    .read_back = bank_csv_read_back,
};
