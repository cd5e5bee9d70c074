/*
 * The ledger journal of a batch: debits of each account and cost centre, of VAT,
 * and what is owed to each provider against them; credits in rows of their own,
 * the other way round (docs/files-out.md).
 */
#include <stdlib.h>

#include "adapters/outbound/csv_write.h"
#include "adapters/outbound/journal_csv_read.h"
#include "adapters/outbound/settlement_files.h"

static const char *const headings[] = {
    "batch", "date", "account", "cost_centre", "debit", "credit", "reference", "narrative",
};
#define HEADING_COUNT (sizeof(headings) / sizeof(*headings))

/* What is debited and what is credited, each counted apart. */
struct both_ways {
    int64_t debit_pence, credit_pence; /* both >= 0 */
    int64_t debit_lines, credit_lines;
};

struct posting {
    struct text account, cost_centre;
    struct both_ways net;
};

struct creditor {
    struct text provider, name;
    struct both_ways owed; /* credit_pence: to the provider */
};

struct journal_writer {
    const struct file_subject *subject;
    struct arena *arena;
    struct csv_writer csv;
    size_t posting_count, posting_room;
    struct posting *postings;
    size_t slot_count; /* of the table that finds them; a power of two */
    size_t *slots;     /* 1 + which; 0: free */
    size_t creditor_count, creditor_room;
    struct creditor *creditors;
    struct both_ways vat;
};

/* --- gathering ---------------------------------------------------------------- */

static void count(struct both_ways *sums, int64_t pence, bool is_debit)
{
    if (pence == 0)
        return;
    *(is_debit ? &sums->debit_pence : &sums->credit_pence) += magnitude(pence);
    *(is_debit ? &sums->debit_lines : &sums->credit_lines) += 1;
}

static size_t *slot_of(const struct journal_writer *writer, struct text account,
                       struct text cost_centre)
{
    size_t mask = writer->slot_count - 1;
    size_t at = (size_t)text_hash(cost_centre, text_hash(account, TEXT_HASH_SEED)) & mask;

    while (writer->slots[at] != 0) {
        const struct posting *posting = &writer->postings[writer->slots[at] - 1];
        if (text_equal(posting->account, account) && text_equal(posting->cost_centre, cost_centre))
            break;
        at = (at + 1) & mask;
    }
    return &writer->slots[at];
}

static void widen_table(struct journal_writer *writer)
{
    writer->slot_count = writer->slot_count == 0 ? 64 : writer->slot_count * 2;
    writer->slots = ARENA_ARRAY(writer->arena, size_t, writer->slot_count);
    for (size_t i = 0; i < writer->slot_count; i++)
        writer->slots[i] = 0;
    for (size_t i = 0; i < writer->posting_count; i++)
        *slot_of(writer, writer->postings[i].account, writer->postings[i].cost_centre) = i + 1;
}

static struct posting *posting_of(struct journal_writer *writer, const struct payable_line *line)
{
    struct text account = text_is_empty(line->gl_code)
                              ? text_of(writer->subject->payer->suspense_account)
                              : line->gl_code;
    if (writer->posting_count * 2 >= writer->slot_count)
        widen_table(writer);
    size_t *slot = slot_of(writer, account, line->cost_centre);
    if (*slot == 0) {
        writer->postings = arena_grow(writer->arena, writer->postings, &writer->posting_room,
                                      writer->posting_count + 1, sizeof(*writer->postings));
        writer->postings[writer->posting_count++] =
            (struct posting){.account = arena_text(writer->arena, account),
                             .cost_centre = arena_text(writer->arena, line->cost_centre)};
        *slot = writer->posting_count;
    }
    return &writer->postings[*slot - 1];
}

/* Transactions of one provider follow each other. */
static struct creditor *creditor_of(struct journal_writer *writer, const struct provider *provider)
{
    if (writer->creditor_count > 0) {
        struct creditor *last = &writer->creditors[writer->creditor_count - 1];
        if (text_equal(last->provider, provider->provider))
            return last;
    }
    writer->creditors = arena_grow(writer->arena, writer->creditors, &writer->creditor_room,
                                   writer->creditor_count + 1, sizeof(*writer->creditors));
    writer->creditors[writer->creditor_count] =
        (struct creditor){.provider = arena_text(writer->arena, provider->provider),
                          .name = arena_text(writer->arena, provider->name)};
    return &writer->creditors[writer->creditor_count++];
}

static void *begin(const struct file_subject *subject, struct text_buffer *file)
{
    struct journal_writer *writer = ARENA_NEW(file->arena, struct journal_writer);

    *writer =
        (struct journal_writer){.subject = subject, .arena = file->arena, .csv = {.file = file}};
    csv_heading(&writer->csv, HEADING_COUNT, headings);
    return writer;
}

/* A line above zero is a debit of its account; one below, a credit, takes it back. */
static void add(void *to, struct arena *arena, const struct settlement_transaction *transaction,
                const struct payable_line *lines, const struct provider *provider)
{
    struct journal_writer *writer = to;
    struct creditor *creditor = creditor_of(writer, provider);

    (void)arena;
    for (size_t i = 0; i < transaction->line_count; i++) {
        const struct payable_line *line = &lines[i];
        const int64_t gross_pence = line->net_pence + line->vat_pence;
        count(&posting_of(writer, line)->net, line->net_pence, line->net_pence > 0);
        count(&writer->vat, line->vat_pence, line->vat_pence > 0);
        count(&creditor->owed, gross_pence, gross_pence < 0);
    }
}

/* --- rows ---------------------------------------------------------------------- */

struct row {
    struct text account, cost_centre, reference, narrative;
    int64_t debit_pence, credit_pence; /* one of them NOT_GIVEN */
};

static void put_row(struct journal_writer *writer, const struct row *row)
{
    struct csv_writer *csv = &writer->csv;

    csv_field(csv, writer->subject->batch->batch);
    csv_day(csv, writer->subject->batch->business_date);
    csv_field(csv, row->account);
    csv_field(csv, row->cost_centre);
    csv_pounds(csv, row->debit_pence);
    csv_pounds(csv, row->credit_pence);
    csv_field(csv, row->reference);
    csv_field(csv, row->narrative);
    csv_end_row(csv);
}

/* A row for each way that has money. */
static void put_both(struct journal_writer *writer, const struct both_ways *sums, struct row row,
                     struct text debit_narrative, struct text credit_narrative)
{
    row.debit_pence = sums->debit_pence;
    row.credit_pence = NOT_GIVEN;
    row.narrative = debit_narrative;
    if (sums->debit_pence > 0)
        put_row(writer, &row);
    row.debit_pence = NOT_GIVEN;
    row.credit_pence = sums->credit_pence;
    row.narrative = credit_narrative;
    if (sums->credit_pence > 0)
        put_row(writer, &row);
}

static struct text lines_words(struct journal_writer *writer, const char *what, int64_t lines)
{
    return text_of(arena_printf(writer->arena, "%s %lld line%s", what, (long long)lines,
                                lines == 1 ? "" : "s"));
}

static int compare_postings(const void *one, const void *other)
{
    const struct posting *a = one, *b = other;
    int order = text_compare(a->account, b->account);

    return order != 0 ? order : text_compare(a->cost_centre, b->cost_centre);
}

static void put_postings(struct journal_writer *writer)
{
    if (writer->posting_count > 0)
        qsort(writer->postings, writer->posting_count, sizeof(*writer->postings), compare_postings);
    for (size_t i = 0; i < writer->posting_count; i++) {
        const struct posting *posting = &writer->postings[i];
        const struct both_ways *net = &posting->net;
        put_both(writer, net,
                 (struct row){.account = posting->account,
                              .cost_centre = posting->cost_centre,
                              .reference = writer->subject->batch->batch},
                 lines_words(writer, "Net of", net->debit_lines),
                 lines_words(writer, "Net of credits:", net->credit_lines));
    }
}

static void put_creditors(struct journal_writer *writer)
{
    for (size_t i = 0; i < writer->creditor_count; i++) {
        const struct creditor *creditor = &writer->creditors[i];
        const char *to = arena_printf(writer->arena, "Owed to %.*s", TEXT_ARGS(creditor->name));
        const char *by = arena_printf(writer->arena, "Owed by %.*s", TEXT_ARGS(creditor->name));
        put_both(writer, &creditor->owed,
                 (struct row){.account = text_of(writer->subject->payer->creditor_account),
                              .reference = creditor->provider},
                 text_of(by), text_of(to));
    }
}

static void end(void *to, const struct file_totals *totals)
{
    struct journal_writer *writer = to;

    (void)totals;
    put_postings(writer);
    put_both(writer, &writer->vat,
             (struct row){.account = text_of(writer->subject->payer->vat_account),
                          .reference = writer->subject->batch->batch},
             lines_words(writer, "VAT of", writer->vat.debit_lines),
             lines_words(writer, "VAT of credits:", writer->vat.credit_lines));
    put_creditors(writer);
}

const struct file_format journal_csv_format = {
    .folder = "journal",
    .suffix = ".csv",
    .begin = begin,
    .add = add,
    .end = end,
    .read_back = journal_csv_read_back,
};
