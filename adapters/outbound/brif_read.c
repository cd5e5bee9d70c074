/*
 * The second reader of a BRIF file: what the bytes say, whoever wrote them.
 * Offsets are written out here again and nothing of the writer is used, so that
 * a mistake there cannot hide itself.
 */
#include <string.h>

#include "adapters/outbound/settlement_files.h"

enum { RECORD_LENGTH = 300, END_OF_RECORD = 298 };

struct reading {
    struct text file;
    size_t record_count;
    size_t at; /* the record being read, 0 for the first */
    struct file_totals totals;
    struct error *error_r;
};

/* What the records of one transaction have said so far. */
struct transaction_read {
    int sign; /* 1 sale, -1 refund */
    int64_t amount_pence, vat_pence, items_pence;
    int64_t item_count, sum_items_pence, sum_vat_pence; /* signed */
};

static const char *record_at(const struct reading *reading)
{
    return reading->file.bytes + reading->at * RECORD_LENGTH;
}

static bool bad(struct reading *reading, size_t offset, const char *what)
{
    return error_set(reading->error_r, EXIT_STATUS_BROKEN_INVARIANT,
                     "BRIF record %zu, offset %zu: %s", reading->at + 1, offset, what);
}

static bool number(struct reading *reading, size_t offset, size_t length, int64_t *value_r)
{
    const char *record = record_at(reading);
    int64_t value = 0;
    for (size_t i = offset; i < offset + length; i++) {
        if (record[i] < '0' || record[i] > '9')
            return bad(reading, i, "not a digit");
        value = value * 10 + (record[i] - '0');
    }
    *value_r = value;
    return true;
}

static bool expect(struct reading *reading, size_t offset, const char *wanted, const char *what)
{
    if (memcmp(record_at(reading) + offset, wanted, strlen(wanted)) != 0)
        return bad(reading, offset, what);
    return true;
}

/* Printable ASCII from end to end, closed by CR LF. */
static bool check_shape(struct reading *reading)
{
    const char *record = record_at(reading);
    for (size_t i = 0; i < END_OF_RECORD; i++)
        if (record[i] < ' ' || record[i] > '~')
            return bad(reading, i, "not printable ASCII");
    return expect(reading, END_OF_RECORD, "\r\n", "does not end with CR LF");
}

static bool is_item(const struct reading *reading)
{
    return reading->at < reading->record_count && memcmp(record_at(reading) + 1, "XI", 2) == 0;
}

static bool read_main(struct reading *reading, struct transaction_read *transaction)
{
    const char *record = record_at(reading);
    int64_t date, transaction_no;
    if (record[0] != ' ' || record[1] != 'A')
        return bad(reading, 1, "a main record is wanted here");
    if (record[2] != 'S' && record[2] != 'R')
        return bad(reading, 2, "neither sale nor refund");
    if (record[4] != 'L' && record[4] != 'T')
        return bad(reading, 4, "neither live nor test");
    if (memcmp(record + 5, reading->file.bytes + 5, 8) != 0)
        return bad(reading, 5, "not the date of the first record");
    if (record[43] == ' ')
        return bad(reading, 43, "no card token");
    if (record[136] == ' ')
        return bad(reading, 136, "no transaction reference");
    transaction->sign = record[2] == 'S' ? 1 : -1;
    return expect(reading, 3, "A", "auxiliary records must follow") &&
           number(reading, 5, 8, &date) && expect(reading, 13, "000000", "not midnight") &&
           number(reading, 72, 12, &transaction->amount_pence) &&
           expect(reading, 161, "GBP", "not in pounds sterling") &&
           number(reading, 190, 11, &transaction_no);
}

static bool read_card(struct reading *reading, struct transaction_read *transaction)
{
    return expect(reading, 0, " XP", "a purchasing-card record is wanted here") &&
           expect(reading, 3, "A", "item records must follow") &&
           expect(reading, 4, "1", "not page 1") &&
           number(reading, 5, 12, &transaction->vat_pence) &&
           number(reading, 184, 12, &transaction->items_pence);
}

static bool add_item_amounts(struct reading *reading, struct transaction_read *transaction)
{
    int64_t unit_cost, quantity, vat_rate, net_pence = 0, vat_pence = 0;
    const char side = record_at(reading)[164];
    if (side != 'D' && side != 'C')
        return bad(reading, 164, "neither debit nor credit");
    if (!number(reading, 8, 12, &unit_cost) || !number(reading, 87, 12, &quantity) ||
        !number(reading, 99, 4, &vat_rate) || !number(reading, 127, 12, &vat_pence) ||
        !number(reading, 139, 12, &net_pence))
        return false;
    transaction->sum_items_pence += side == 'D' ? net_pence : -net_pence;
    transaction->sum_vat_pence += side == 'D' ? vat_pence : -vat_pence;
    return true;
}

static bool read_item(struct reading *reading, struct transaction_read *transaction)
{
    int64_t item_no = 0;
    if (!number(reading, 5, 3, &item_no) || !expect(reading, 4, "1", "not page 1"))
        return false;
    if (item_no != ++transaction->item_count)
        return bad(reading, 5, "item numbers do not run from 001");
    return add_item_amounts(reading, transaction);
}

/* The continuation mark of the item before must tell what comes now. */
static bool check_continuation(struct reading *reading, size_t item)
{
    bool promised = reading->file.bytes[item * RECORD_LENGTH + 3] == 'A';
    if (promised && !is_item(reading)) {
        reading->at = item;
        return bad(reading, 3, "another item is announced and does not come");
    }
    if (!promised && is_item(reading))
        return bad(reading, 2, "an item that was not announced");
    return true;
}

static bool read_items(struct reading *reading, struct transaction_read *transaction)
{
    if (!is_item(reading)) {
        reading->at--;
        return bad(reading, 3, "no item follows");
    }
    do {
        if (!check_shape(reading) || !read_item(reading, transaction))
            return false;
        reading->at++;
        if (!check_continuation(reading, reading->at - 1))
            return false;
    } while (is_item(reading));
    return true;
}

/* Items against the purchasing-card record, and both against the amount. */
static bool check_sums(struct reading *reading, size_t main_record,
                       const struct transaction_read *transaction)
{
    const int sign = transaction->sign;
    reading->at = main_record + 1;
    if (transaction->sum_items_pence != sign * transaction->items_pence)
        return bad(reading, 184, "the items do not add up to the total of items");
    if (transaction->sum_vat_pence != sign * transaction->vat_pence)
        return bad(reading, 5, "the items' VAT does not add up to the VAT amount");
    reading->at = main_record;
    if (transaction->amount_pence != transaction->items_pence + transaction->vat_pence)
        return bad(reading, 72, "the amount is not the total of items and VAT");
    return true;
}

static void add_to_totals(struct file_totals *totals, const struct transaction_read *transaction)
{
    if (transaction->sign > 0) {
        totals->sale_count++;
        totals->sale_pence += transaction->amount_pence;
    } else {
        totals->refund_count++;
        totals->refund_pence += transaction->amount_pence;
    }
    totals->item_count += transaction->item_count;
    totals->item_pence += transaction->sum_items_pence;
    totals->vat_pence += transaction->sum_vat_pence;
}

static bool next_record(struct reading *reading)
{
    reading->at++;
    if (reading->at < reading->record_count)
        return check_shape(reading);
    reading->at--;
    return bad(reading, 3, "the file ends inside a transaction");
}

static bool read_transaction(struct reading *reading)
{
    struct transaction_read transaction = {0};
    const size_t main_record = reading->at;
    if (!check_shape(reading) || !read_main(reading, &transaction) || !next_record(reading) ||
        !read_card(reading, &transaction) || !next_record(reading) ||
        !read_items(reading, &transaction))
        return false;
    const size_t after = reading->at;
    if (!check_sums(reading, main_record, &transaction))
        return false;
    reading->at = after;
    add_to_totals(&reading->totals, &transaction);
    return true;
}

bool brif_read_totals(struct text bytes, struct file_totals *totals_r, struct error *error_r)
{
    struct reading reading = {
        .file = bytes, .record_count = bytes.length / RECORD_LENGTH, .error_r = error_r};
    if (bytes.length == 0 || bytes.length % RECORD_LENGTH != 0)
        return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                         "BRIF record %zu: %zu bytes are not whole records of %d",
                         reading.record_count + 1, bytes.length, RECORD_LENGTH);
    while (reading.at < reading.record_count)
        if (!read_transaction(&reading))
            return false;
    *totals_r = reading.totals;
    return true;
}
