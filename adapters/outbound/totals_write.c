/* The control totals of a batch, a name and a value a line. */
#include <inttypes.h>

#include "adapters/outbound/settlement_files.h"
#include "adapters/outbound/totals_read.h"

struct totals_writer {
    const struct settlement_batch *batch;
    struct text_buffer *file;
};

static void *begin(const struct file_subject *subject, struct text_buffer *file)
{
    struct totals_writer *writer = ARENA_NEW(file->arena, struct totals_writer);
    *writer = (struct totals_writer){subject->batch, file};
    return writer;
}

/* The caller sums up. */
static void add(void *writer, struct arena *arena, const struct settlement_transaction *transaction,
                const struct payable_line *lines, const struct provider *provider)
{
    (void)writer, (void)arena, (void)transaction, (void)lines, (void)provider;
}

static void end(void *to, const struct file_totals *totals)
{
    struct totals_writer *writer = to;
    char date[DAY_TEXT_BYTES];
    day_format(writer->batch->business_date, date);
    text_buffer_printf(writer->file,
                       "batch %.*s\nbusiness_date %s\n"
                       "sales %" PRId64 "\nsales_pence %" PRId64 "\n"
                       "refunds %" PRId64 "\nrefunds_pence %" PRId64 "\n"
                       "items %" PRId64 "\nnet_pence %" PRId64 "\nvat_pence %" PRId64 "\n",
                       TEXT_ARGS(writer->batch->batch), date, totals->sale_count,
                       totals->sale_pence, totals->refund_count, totals->refund_pence,
                       totals->item_count, totals->item_pence, totals->vat_pence);
}

const struct file_format totals_format = {
    .folder = "settlement",
    .suffix = ".totals",
    .begin = begin,
    .add = add,
    .end = end,
    .read_back = totals_read_back,
};
