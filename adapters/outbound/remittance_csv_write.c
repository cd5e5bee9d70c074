#include "adapters/outbound/csv_write.h"
#include "adapters/outbound/settlement_files.h"
#include "matcher/base/decimal.h"

static const char *const headings[] = {
    "batch",    "transaction", "due_date",   "invoice_no",      "line_no",           "client_ref",
    "service",  "order_no",    "order_line", "delivered_start", "delivered_minutes", "billed_net",
    "paid_net", "paid_vat",    "paid_total",
};
#define HEADING_COUNT (sizeof(headings) / sizeof(*headings))

struct remittance_sums {
    int64_t lines, net_pence, vat_pence;
};

static void add_line(struct csv_writer *csv, const struct zone *zone,
                     const struct settlement_batch *batch,
                     const struct settlement_transaction *transaction,
                     const struct payable_line *line)
{
    char due[DAY_TEXT_BYTES], start[DATETIME_TEXT_BYTES];
    day_format(line->due_date, due);
    datetime_format(zone_civil(zone, line->delivered_start_s), start);
    csv_field(csv, batch->batch);
    csv_number(csv, transaction->number);
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

static void add_transaction(struct csv_writer *csv, const struct zone *zone,
                            const struct settlement_batch *batch,
                            const struct settlement_transaction *transaction,
                            struct remittance_sums *sums)
{
    for (size_t i = 0; i < transaction->line_count; i++)
        add_line(csv, zone, batch, transaction, &transaction->lines[i]);
    sums->lines += (int64_t)transaction->line_count;
    sums->net_pence += transaction->net_pence;
    sums->vat_pence += transaction->vat_pence;
}

/* The trailer stands in the same columns as what it sums up. */
static void add_trailer(struct csv_writer *csv, const struct settlement_batch *batch,
                        const struct remittance_sums *sums)
{
    enum { LINES_COLUMN = 4, NET_COLUMN = 12 };
    csv_field(csv, batch->batch);
    csv_field(csv, TEXT_LITERAL("total"));
    for (size_t column = 2; column < NET_COLUMN; column++)
        csv_number(csv, column == LINES_COLUMN ? sums->lines : NOT_GIVEN);
    csv_pounds(csv, sums->net_pence);
    csv_pounds(csv, sums->vat_pence);
    csv_pounds(csv, sums->net_pence + sums->vat_pence);
    csv_end_row(csv);
}

struct text remittance_csv_write(struct arena *arena, const struct zone *zone,
                                 const struct settlement_batch *batch,
                                 const struct provider *provider)
{
    struct csv_writer csv = {.file = {.arena = arena}};
    struct remittance_sums sums = {0};
    csv_heading(&csv, HEADING_COUNT, headings);
    for (size_t i = 0; i < batch->transaction_count; i++)
        if (text_equal(batch->transactions[i].provider, provider->provider))
            add_transaction(&csv, zone, batch, &batch->transactions[i], &sums);
    add_trailer(&csv, batch, &sums);
    return text_buffer_text(&csv.file);
}
