#include "adapters/outbound/journal_csv_read.h"

#include <string.h>

#include "adapters/outbound/csv_rows.h"
#include "matcher/base/decimal.h"

enum { ACCOUNT = 2, DEBIT = 4, CREDIT = 5, NARRATIVE = 7 };

struct journal_reader {
    int64_t net_pence, vat_pence, owed_pence; /* debits less credits */
};

static bool begins_with(struct text field, const char *word)
{
    size_t quote = field.length > 0 && field.bytes[0] == '"' ? 1 : 0;
    size_t length = strlen(word);

    return field.length >= quote + length && memcmp(field.bytes + quote, word, length) == 0;
}

/* Which of the three sums a row belongs to is said by its narrative. */
static int64_t *sum_of(struct journal_reader *reader, struct text narrative)
{
    if (begins_with(narrative, "Net of "))
        return &reader->net_pence;
    if (begins_with(narrative, "VAT of "))
        return &reader->vat_pence;
    return begins_with(narrative, "Owed ") ? &reader->owed_pence : NULL;
}

static bool take_row(void *to, const struct csv_rows *rows, const struct text *fields)
{
    struct journal_reader *reader = to;
    const bool is_debit = fields[CREDIT].length == 0;
    int64_t *sum = sum_of(reader, fields[NARRATIVE]);
    int64_t pence;

    if (is_debit == (fields[DEBIT].length == 0))
        return csv_rows_bad(rows, "not one of debit and credit");
    if (!csv_rows_pounds(rows, fields[is_debit ? DEBIT : CREDIT], &pence))
        return false;
    if (pence <= 0 || fields[ACCOUNT].length == 0 || sum == NULL)
        return csv_rows_bad(rows, "without an account, an amount or what it is");
    *sum += is_debit ? pence : -pence;
    return true;
}

bool journal_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                           struct error *error_r)
{
    struct journal_reader reader = {0, 0, 0};
    struct csv_rows *rows =
        csv_rows_new(arena, "batch,date,account,cost_centre,debit,credit,reference,narrative",
                     take_row, &reader);

    if (!csv_rows_read(rows, fd, arena, error_r))
        return false;
    if (reader.net_pence + reader.vat_pence + reader.owed_pence != 0)
        return csv_rows_bad(rows, "debits and credits are not the same");
    *totals_r = (struct file_totals){.sale_count = NOT_GIVEN,
                                     .sale_pence = NOT_GIVEN,
                                     .refund_count = NOT_GIVEN,
                                     .refund_pence = NOT_GIVEN,
                                     .vat_pence = reader.vat_pence,
                                     .item_count = NOT_GIVEN,
                                     .item_pence = reader.net_pence};
    return true;
}
