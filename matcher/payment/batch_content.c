/*
 * What a batch's hash is of.  One row a transaction and one a line, fields
 * parted by tabs (references are printable, so they hold none).  Ids that the
 * store gives are not in it: the same payments have the same hash anywhere.
 */
#include "matcher/payment/batch.h"

#include <inttypes.h>
#include <string.h>

struct rows {
    struct arena *arena;
    struct text *items;
    size_t count;
};

static void add_row(struct rows *rows, const char *row)
{
    rows->items[rows->count++] = text_of(row);
}

static struct text join(const struct rows *rows)
{
    size_t length = 0;
    for (size_t i = 0; i < rows->count; i++)
        length += rows->items[i].length;
    char *bytes = ARENA_ARRAY(rows->arena, char, length + 1);
    char *at = bytes;
    for (size_t i = 0; i < rows->count; i++) {
        memcpy(at, rows->items[i].bytes, rows->items[i].length);
        at += rows->items[i].length;
    }
    return (struct text){bytes, length};
}

static void add_batch(struct rows *rows, const struct settlement_batch *batch)
{
    char business_date[DAY_TEXT_BYTES], due[DAY_TEXT_BYTES];
    day_format(batch->business_date, business_date);
    day_format(batch->due_date, due);
    add_row(rows,
            arena_printf(rows->arena,
                         "batch\t%.*s\t%.*s\t%s\t%s\t%s\t%zu\t%zu\t%" PRId64 "\t%" PRId64 "\n",
                         TEXT_ARGS(batch->council), TEXT_ARGS(batch->batch), rail_word(batch->rail),
                         business_date, due, batch->transaction_count, batch->line_count,
                         batch->net_pence, batch->vat_pence));
}

static void add_transaction(struct rows *rows, const struct settlement_transaction *transaction)
{
    char due[DAY_TEXT_BYTES];
    day_format(transaction->due_date, due);
    add_row(rows, arena_printf(rows->arena,
                               "transaction\t%d\t%.*s\t%.*s\t%zu\t%" PRId64 "\t%" PRId64 "\t%s\n",
                               transaction->number, TEXT_ARGS(transaction->provider),
                               TEXT_ARGS(transaction->invoice_no), transaction->line_count,
                               transaction->net_pence, transaction->vat_pence, due));
}

static void add_line(struct rows *rows, const struct payable_line *line)
{
    char due[DAY_TEXT_BYTES];
    day_format(line->due_date, due);
    add_row(rows, arena_printf(rows->arena,
                               "line\t%.*s\t%.*s\t%.*s\t%.*s\t%.*s\t%" PRId64 "\t%" PRId64 "\t%s\n",
                               TEXT_ARGS(line->provider), TEXT_ARGS(line->invoice_no),
                               TEXT_ARGS(line->line_no), TEXT_ARGS(line->client_ref),
                               TEXT_ARGS(line->service), line->net_pence, line->vat_pence, due));
}

struct text batch_content(struct arena *arena, const struct settlement_batch *batch)
{
    struct rows rows = {.arena = arena};
    rows.items = ARENA_ARRAY(arena, struct text, 1 + batch->transaction_count + batch->line_count);
    add_batch(&rows, batch);
    for (size_t t = 0; t < batch->transaction_count; t++) {
        const struct settlement_transaction *transaction = &batch->transactions[t];
        add_transaction(&rows, transaction);
        for (size_t i = 0; i < transaction->line_count; i++)
            add_line(&rows, &transaction->lines[i]);
    }
    return join(&rows);
}
