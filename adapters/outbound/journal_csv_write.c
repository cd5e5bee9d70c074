/*
 * The ledger journal of a batch (docs/files-out.md, "Ledger journal"): of each
 * transaction the debits of each account and cost centre, of VAT, and what is
 * owed to the provider against them; credits in rows of their own, the other way
 * round.  A reversal has the same rows with debit and credit exchanged.
 */
#include <stdlib.h>

#include "adapters/outbound/csv_write.h"
#include "adapters/outbound/journal_csv_read.h"
#include "adapters/outbound/settlement_files.h"
#include "matcher/payment/transaction_reference.h"

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

struct journal_writer {
    const struct file_subject *subject;
    struct csv_writer csv;
    bool is_reversal;
};

/* One transaction's, gathered before its rows are written. */
struct entry {
    struct journal_writer *writer;
    struct arena *arena; /* as long as the entry */
    struct text reference;
    const struct provider *provider;
    size_t posting_count, posting_room;
    struct posting *postings;
    size_t slot_count;          /* of the table that finds them; a power of two */
    size_t *slots;              /* 1 + which; 0: free */
    struct both_ways vat, owed; /* owed.credit_pence: to the provider */
};

/* --- gathering ---------------------------------------------------------------- */

static void count_pence(struct both_ways *sums, int64_t pence, bool is_debit)
{
    if (pence == 0)
        return;
    *(is_debit ? &sums->debit_pence : &sums->credit_pence) += magnitude(pence);
    *(is_debit ? &sums->debit_lines : &sums->credit_lines) += 1;
}

static size_t *slot_of(const struct entry *entry, struct text account, struct text cost_centre)
{
    size_t mask = entry->slot_count - 1;
    size_t at = (size_t)text_hash(cost_centre, text_hash(account, TEXT_HASH_SEED)) & mask;

    while (entry->slots[at] != 0) {
        const struct posting *posting = &entry->postings[entry->slots[at] - 1];
        if (text_equal(posting->account, account) && text_equal(posting->cost_centre, cost_centre))
            break;
        at = (at + 1) & mask;
    }
    return &entry->slots[at];
}

static void widen_table(struct entry *entry)
{
    entry->slot_count = entry->slot_count == 0 ? 64 : entry->slot_count * 2;
    entry->slots = ARENA_ARRAY(entry->arena, size_t, entry->slot_count);
    for (size_t i = 0; i < entry->slot_count; i++)
        entry->slots[i] = 0;
    for (size_t i = 0; i < entry->posting_count; i++)
        *slot_of(entry, entry->postings[i].account, entry->postings[i].cost_centre) = i + 1;
}

static struct posting *posting_of(struct entry *entry, const struct payable_line *line)
{
    struct text account = text_is_empty(line->gl_code)
                              ? text_of(entry->writer->subject->payer->suspense_account)
                              : line->gl_code;
    if (entry->posting_count * 2 >= entry->slot_count)
        widen_table(entry);
    size_t *slot = slot_of(entry, account, line->cost_centre);
    if (*slot == 0) {
        entry->postings = arena_grow(entry->arena, entry->postings, &entry->posting_room,
                                     entry->posting_count + 1, sizeof(*entry->postings));
        entry->postings[entry->posting_count++] =
            (struct posting){.account = account, .cost_centre = line->cost_centre};
        *slot = entry->posting_count;
    }
    return &entry->postings[*slot - 1];
}

/* A line above zero is a debit of its account; one below, a credit, takes it back. */
static void gather(struct entry *entry, size_t count, const struct payable_line *lines)
{
    for (size_t i = 0; i < count; i++) {
        const struct payable_line *line = &lines[i];
        const int64_t gross_pence = line->net_pence + line->vat_pence;
        count_pence(&posting_of(entry, line)->net, line->net_pence, line->net_pence > 0);
        count_pence(&entry->vat, line->vat_pence, line->vat_pence > 0);
        count_pence(&entry->owed, gross_pence, gross_pence < 0);
    }
}

/* --- rows ---------------------------------------------------------------------- */

struct row {
    struct text account, cost_centre;
    const char *narrative;
    int64_t debit_pence, credit_pence; /* one of them NOT_GIVEN */
};

static void put_row(const struct entry *entry, const struct row *row)
{
    struct journal_writer *writer = entry->writer;
    const struct file_subject *subject = writer->subject;
    struct csv_writer *csv = &writer->csv;
    char date[DAY_TEXT_BYTES];

    day_format(subject->posted, date);
    csv_field(csv, subject->name);
    csv_field(csv, text_of(date));
    csv_field(csv, row->account);
    csv_field(csv, row->cost_centre);
    csv_pounds(csv, writer->is_reversal ? row->credit_pence : row->debit_pence);
    csv_pounds(csv, writer->is_reversal ? row->debit_pence : row->credit_pence);
    csv_field(csv, entry->reference);
    csv_field(csv, text_of(arena_printf(entry->arena, "%s%s",
                                        writer->is_reversal ? "Reversed: " : "", row->narrative)));
    csv_end_row(csv);
}

/* A row for each way that has money. */
static void put_both(const struct entry *entry, const struct both_ways *sums, struct row row,
                     const char *debit_narrative, const char *credit_narrative)
{
    row.debit_pence = sums->debit_pence;
    row.credit_pence = NOT_GIVEN;
    row.narrative = debit_narrative;
    if (sums->debit_pence > 0)
        put_row(entry, &row);
    row.debit_pence = NOT_GIVEN;
    row.credit_pence = sums->credit_pence;
    row.narrative = credit_narrative;
    if (sums->credit_pence > 0)
        put_row(entry, &row);
}

static const char *lines_words(struct arena *arena, const char *what, int64_t lines)
{
    return arena_printf(arena, "%s %lld line%s", what, (long long)lines, lines == 1 ? "" : "s");
}

static int compare_postings(const void *one, const void *other)
{
    const struct posting *a = one, *b = other;
    int order = text_compare(a->account, b->account);

    return order != 0 ? order : text_compare(a->cost_centre, b->cost_centre);
}

static void put_postings(struct entry *entry)
{
    if (entry->posting_count > 0)
        qsort(entry->postings, entry->posting_count, sizeof(*entry->postings), compare_postings);
    for (size_t i = 0; i < entry->posting_count; i++) {
        const struct posting *posting = &entry->postings[i];
        const struct both_ways *net = &posting->net;
        put_both(entry, net,
                 (struct row){.account = posting->account, .cost_centre = posting->cost_centre},
                 lines_words(entry->arena, "Net of", net->debit_lines),
                 lines_words(entry->arena, "Net of credits:", net->credit_lines));
    }
}

static const char *owed_words(const struct entry *entry, const char *way)
{
    return arena_printf(entry->arena, "Owed %s %.*s %.*s", way,
                        TEXT_ARGS(entry->provider->provider), TEXT_ARGS(entry->provider->name));
}

static void put_entry(struct entry *entry)
{
    const struct payer *payer = entry->writer->subject->payer;

    put_postings(entry);
    put_both(entry, &entry->vat, (struct row){.account = text_of(payer->vat_account)},
             lines_words(entry->arena, "VAT of", entry->vat.debit_lines),
             lines_words(entry->arena, "VAT of credits:", entry->vat.credit_lines));
    put_both(entry, &entry->owed, (struct row){.account = text_of(payer->creditor_account)},
             owed_words(entry, "by"), owed_words(entry, "to"));
}

/* --- the file ------------------------------------------------------------------ */

static struct journal_writer *begin_file(const struct file_subject *subject,
                                         struct text_buffer *file)
{
    struct journal_writer *writer = ARENA_NEW(file->arena, struct journal_writer);

    *writer = (struct journal_writer){.subject = subject, .csv = {.file = file}};
    csv_heading(&writer->csv, HEADING_COUNT, headings);
    return writer;
}

static void *begin(const struct file_subject *subject, struct text_buffer *file)
{
    return begin_file(subject, file);
}

static void *begin_reversal(const struct file_subject *subject, struct text_buffer *file)
{
    struct journal_writer *writer = begin_file(subject, file);

    writer->is_reversal = true;
    return writer;
}

static void add(void *to, struct arena *arena, const struct settlement_transaction *transaction,
                const struct payable_line *lines, const struct provider *provider)
{
    struct journal_writer *writer = to;
    struct entry entry = {
        .writer = writer,
        .arena = arena,
        .reference = transaction_reference(arena, writer->subject->batch, transaction->number),
        .provider = provider,
    };

    gather(&entry, transaction->line_count, lines);
    put_entry(&entry);
}

/* Nothing comes behind the last transaction. */
static void end(void *to, const struct file_totals *totals)
{
    (void)to;
    (void)totals;
}

const struct file_format journal_csv_format = {
    .folder = "journal",
    .suffix = ".csv",
    .begin = begin,
    .add = add,
    .end = end,
    .read_back = journal_csv_read_back,
};

const struct file_format journal_reversal_format = {
    .folder = "journal",
    .suffix = ".csv",
    .begin = begin_reversal,
    .add = add,
    .end = end,
    .read_back = journal_reversal_read_back,
};
