#include "adapters/outbound/journal_csv_read.h"

#include <string.h>

#include "adapters/outbound/csv_rows.h"
#include "matcher/base/decimal.h"

enum { ACCOUNT = 2, DEBIT = 4, CREDIT = 5, REFERENCE = 6, NARRATIVE = 7 };
#define REFERENCE_BYTES 64 /* more than any has */
#define REVERSED        "Reversed: "

struct journal_reader {
    bool is_reversal;
    int64_t net_pence, vat_pence; /* debits less credits; of a reversal, credits less debits */
    /* The rows of one transaction follow each other. */
    char reference[REFERENCE_BYTES];
    size_t reference_length;
    int64_t open_pence; /* debits less credits of that reference so far */
};

static struct text behind(struct text field, size_t length)
{
    return (struct text){field.bytes + length, field.length - length};
}

static struct text without_quote(struct text field)
{
    return field.length > 0 && field.bytes[0] == '"' ? behind(field, 1) : field;
}

static bool begins_with(struct text field, const char *word)
{
    return field.length >= strlen(word) && memcmp(field.bytes, word, strlen(word)) == 0;
}

/* Which sum a row belongs to is said by its narrative. */
static bool take_pence(struct journal_reader *reader, struct text narrative, int64_t pence)
{
    if (begins_with(narrative, REVERSED) != reader->is_reversal)
        return false;
    if (reader->is_reversal)
        narrative = behind(narrative, strlen(REVERSED));
    const int64_t posted_pence = reader->is_reversal ? -pence : pence;
    if (begins_with(narrative, "Net of "))
        reader->net_pence += posted_pence;
    else if (begins_with(narrative, "VAT of "))
        reader->vat_pence += posted_pence;
    else if (!begins_with(narrative, "Owed "))
        return false;
    reader->open_pence += pence;
    return true;
}

/* False: debits and credits of the last reference are not the same, or this is none. */
static bool take_reference(struct journal_reader *reader, struct text reference)
{
    if (reference.length == reader->reference_length &&
        memcmp(reference.bytes, reader->reference, reference.length) == 0)
        return true;
    if (reader->open_pence != 0 || reference.length == 0 || reference.length > REFERENCE_BYTES)
        return false;
    memcpy(reader->reference, reference.bytes, reference.length);
    reader->reference_length = reference.length;
    return true;
}

static bool take_row(void *to, const struct csv_rows *rows, const struct text *fields)
{
    struct journal_reader *reader = to;
    const bool is_debit = fields[CREDIT].length == 0;
    int64_t pence;

    if (is_debit == (fields[DEBIT].length == 0))
        return csv_rows_bad(rows, "not one of debit and credit");
    if (!csv_rows_pounds(rows, fields[is_debit ? DEBIT : CREDIT], &pence))
        return false;
    if (!take_reference(reader, fields[REFERENCE]))
        return csv_rows_bad(rows, "debits and credits before it are not the same");
    if (pence <= 0 || fields[ACCOUNT].length == 0 ||
        !take_pence(reader, without_quote(fields[NARRATIVE]), is_debit ? pence : -pence))
        return csv_rows_bad(rows, "without an account, an amount or what it is");
    return true;
}

static bool read_journal(struct journal_reader *reader, int fd, struct arena *arena,
                         struct file_totals *totals_r, struct error *error_r)
{
    struct csv_rows *rows = csv_rows_new(
        arena, "batch,date,account,cost_centre,debit,credit,reference,narrative", take_row, reader);

    if (!csv_rows_read(rows, fd, arena, error_r))
        return false;
    if (reader->open_pence != 0)
        return csv_rows_bad(rows, "debits and credits are not the same");
    *totals_r = (struct file_totals){.sale_count = NOT_GIVEN,
                                     .sale_pence = NOT_GIVEN,
                                     .refund_count = NOT_GIVEN,
                                     .refund_pence = NOT_GIVEN,
                                     .vat_pence = reader->vat_pence,
                                     .item_count = NOT_GIVEN,
                                     .item_pence = reader->net_pence};
    return true;
}

bool journal_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                           struct error *error_r)
{
    struct journal_reader reader = {.is_reversal = false};

    return read_journal(&reader, fd, arena, totals_r, error_r);
}

bool journal_reversal_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                                struct error *error_r)
{
    struct journal_reader reader = {.is_reversal = true};

    return read_journal(&reader, fd, arena, totals_r, error_r);
}
