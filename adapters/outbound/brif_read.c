/*
 * The second reader of a BRIF file: what the bytes say, whoever wrote them.
 * Offsets are written out here again and nothing of the writer is used, so that
 * a mistake there cannot hide itself.  The file comes in pieces, and goes through
 * record by record.
 */
#include "adapters/outbound/brif_read.h"

#include <string.h>

#include "adapters/outbound/read_pieces.h"

enum { RECORD_LENGTH = 300, END_OF_RECORD = 298, WORDS_LENGTH = 296 /* of it */ };

/* What may come next. */
enum wanted { WANT_MAIN, WANT_CARD, WANT_FIRST_ITEM, WANT_ITEM, WANT_MAIN_AFTER_ITEM };

/* What the records of one transaction have said so far. */
struct transaction_read {
    size_t main_record;
    int sign; /* 1 sale, -1 refund */
    int64_t amount_pence, vat_pence, items_pence;
    int64_t item_count, sum_items_pence, sum_vat_pence; /* signed */
};

struct brif_reader {
    char part[RECORD_LENGTH]; /* of a record whose rest is in the next piece */
    size_t part_length;
    const char *record; /* the one being read */
    size_t at;          /* its number, 0 for the first */
    char date[8];       /* of the first */
    enum wanted wanted;
    struct transaction_read transaction;
    struct file_totals totals;
    struct error *error_r; /* of the call at hand */
};

static bool bad_at(struct brif_reader *reading, size_t record, size_t offset, const char *what)
{
    return error_set(reading->error_r, EXIT_STATUS_BROKEN_INVARIANT,
                     "BRIF record %zu, offset %zu: %s", record + 1, offset, what);
}

static bool bad(struct brif_reader *reading, size_t offset, const char *what)
{
    return bad_at(reading, reading->at, offset, what);
}

static bool number(struct brif_reader *reading, size_t offset, size_t length, int64_t *value_r)
{
    const char *record = reading->record;
    int64_t value = 0;
    for (size_t i = offset; i < offset + length; i++) {
        if (record[i] < '0' || record[i] > '9')
            return bad(reading, i, "not a digit");
        value = value * 10 + (record[i] - '0');
    }
    *value_r = value;
    return true;
}

static bool expect(struct brif_reader *reading, size_t offset, const char *wanted, const char *what)
{
    if (memcmp(reading->record + offset, wanted, strlen(wanted)) != 0)
        return bad(reading, offset, what);
    return true;
}

static bool is_printable(char byte)
{
    return byte >= ' ' && byte <= '~';
}

/* Eight at once: the highest bit of a byte's sum or difference says that it is beyond either end of
 * what is printable. */
static bool are_printable(const char bytes[WORDS_LENGTH])
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t beyond = 0;
    for (size_t i = 0; i < WORDS_LENGTH; i += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, bytes + i, sizeof(word));
        beyond |= word | (word + ones) | (word - ones * ' ');
    }
    return (beyond & ones << 7) == 0;
}

/* Printable ASCII from end to end, closed by CR LF. */
static bool check_shape(struct brif_reader *reading)
{
    const char *record = reading->record;
    if (are_printable(record) && are_printable(record + END_OF_RECORD - WORDS_LENGTH))
        return expect(reading, END_OF_RECORD, "\r\n", "does not end with CR LF");
    size_t i = 0;
    while (is_printable(record[i]))
        i++;
    return bad(reading, i, "not printable ASCII");
}

static bool read_main(struct brif_reader *reading, struct transaction_read *transaction)
{
    const char *record = reading->record;
    int64_t date, transaction_no;
    if (reading->at == 0)
        memcpy(reading->date, record + 5, sizeof(reading->date));
    if (record[0] != ' ' || record[1] != 'A')
        return bad(reading, 1, "a main record is wanted here");
    if (record[2] != 'S' && record[2] != 'R')
        return bad(reading, 2, "neither sale nor refund");
    if (record[4] != 'L' && record[4] != 'T')
        return bad(reading, 4, "neither live nor test");
    if (memcmp(record + 5, reading->date, sizeof(reading->date)) != 0)
        return bad(reading, 5, "not the date of the first record");
    if (record[43] == ' ')
        return bad(reading, 43, "no card token");
    if (record[136] == ' ')
        return bad(reading, 136, "no transaction reference");
    *transaction =
        (struct transaction_read){.main_record = reading->at, .sign = record[2] == 'S' ? 1 : -1};
    return expect(reading, 3, "A", "auxiliary records must follow") &&
           number(reading, 5, 8, &date) && expect(reading, 13, "000000", "not midnight") &&
           number(reading, 72, 12, &transaction->amount_pence) &&
           expect(reading, 161, "GBP", "not in pounds sterling") &&
           number(reading, 190, 11, &transaction_no);
}

static bool read_card(struct brif_reader *reading, struct transaction_read *transaction)
{
    return expect(reading, 0, " XP", "a purchasing-card record is wanted here") &&
           expect(reading, 3, "A", "item records must follow") &&
           expect(reading, 4, "1", "not page 1") &&
           number(reading, 5, 12, &transaction->vat_pence) &&
           number(reading, 184, 12, &transaction->items_pence);
}

static bool add_item_amounts(struct brif_reader *reading, struct transaction_read *transaction)
{
    int64_t unit_cost, quantity, vat_rate, net_pence = 0, vat_pence = 0;
    const char side = reading->record[164];
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

static bool read_item(struct brif_reader *reading, struct transaction_read *transaction)
{
    int64_t item_no = 0;
    if (!number(reading, 5, 3, &item_no) || !expect(reading, 4, "1", "not page 1"))
        return false;
    if (item_no != ++transaction->item_count)
        return bad(reading, 5, "item numbers do not run from 001");
    return add_item_amounts(reading, transaction);
}

/* Items against the purchasing-card record, and both against the amount. */
static bool check_sums(struct brif_reader *reading, const struct transaction_read *transaction)
{
    const int sign = transaction->sign;
    const size_t main_record = transaction->main_record;
    if (transaction->sum_items_pence != sign * transaction->items_pence)
        return bad_at(reading, main_record + 1, 184,
                      "the items do not add up to the total of items");
    if (transaction->sum_vat_pence != sign * transaction->vat_pence)
        return bad_at(reading, main_record + 1, 5,
                      "the items' VAT does not add up to the VAT amount");
    if (transaction->amount_pence != transaction->items_pence + transaction->vat_pence)
        return bad_at(reading, main_record, 72, "the amount is not the total of items and VAT");
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

static bool end_transaction(struct brif_reader *reading)
{
    if (!check_sums(reading, &reading->transaction))
        return false;
    add_to_totals(&reading->totals, &reading->transaction);
    return true;
}

/* An item's continuation mark tells what comes after it. */
static bool take_item(struct brif_reader *reading)
{
    if (!check_shape(reading) || !read_item(reading, &reading->transaction))
        return false;
    reading->wanted = reading->record[3] == 'A' ? WANT_ITEM : WANT_MAIN_AFTER_ITEM;
    return true;
}

static bool take_main(struct brif_reader *reading)
{
    reading->wanted = WANT_CARD;
    return check_shape(reading) && read_main(reading, &reading->transaction);
}

static bool take_record(struct brif_reader *reading)
{
    const bool is_item = memcmp(reading->record + 1, "XI", 2) == 0;
    switch (reading->wanted) {
    case WANT_MAIN:
        return take_main(reading);
    case WANT_CARD:
        reading->wanted = WANT_FIRST_ITEM;
        return check_shape(reading) && read_card(reading, &reading->transaction);
    case WANT_FIRST_ITEM:
        return is_item ? take_item(reading)
                       : bad_at(reading, reading->at - 1, 3, "no item follows");
    case WANT_ITEM:
        return is_item ? take_item(reading)
                       : bad_at(reading, reading->at - 1, 3,
                                "another item is announced and does not come");
    case WANT_MAIN_AFTER_ITEM:
        break;
    }
    if (is_item)
        return bad(reading, 2, "an item that was not announced");
    return end_transaction(reading) && take_main(reading);
}

struct brif_reader *brif_reader_new(struct arena *arena)
{
    return ARENA_NEW(arena, struct brif_reader);
}

static bool take_at(struct brif_reader *reading, const char *record)
{
    reading->record = record;
    bool is_good = take_record(reading);
    reading->at++;
    return is_good;
}

/* Fills up the record that the last piece left in part; what is left of the piece. */
static struct text fill_part(struct brif_reader *reading, struct text piece)
{
    size_t length = RECORD_LENGTH - reading->part_length;
    if (length > piece.length)
        length = piece.length;
    if (length > 0)
        memcpy(reading->part + reading->part_length, piece.bytes, length);
    reading->part_length += length;
    return (struct text){piece.bytes + length, piece.length - length};
}

bool brif_reader_take(struct brif_reader *reading, struct text piece, struct error *error_r)
{
    reading->error_r = error_r;
    if (reading->part_length > 0) {
        piece = fill_part(reading, piece);
        if (reading->part_length < RECORD_LENGTH)
            return true;
        reading->part_length = 0;
        if (!take_at(reading, reading->part))
            return false;
    }
    for (; piece.length >= RECORD_LENGTH;
         piece.bytes += RECORD_LENGTH, piece.length -= RECORD_LENGTH)
        if (!take_at(reading, piece.bytes))
            return false;
    fill_part(reading, piece);
    return true;
}

bool brif_reader_end(struct brif_reader *reading, struct file_totals *totals_r,
                     struct error *error_r)
{
    reading->error_r = error_r;
    if (reading->part_length > 0 || reading->at == 0)
        return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                         "BRIF record %zu: %zu bytes are not whole records of %d", reading->at + 1,
                         reading->at * RECORD_LENGTH + reading->part_length, RECORD_LENGTH);
    if (reading->wanted != WANT_MAIN_AFTER_ITEM)
        return bad_at(reading, reading->at - 1, 3, "the file ends inside a transaction");
    if (!end_transaction(reading))
        return false;
    *totals_r = reading->totals;
    return true;
}

static void *begin_file(struct arena *arena)
{
    return brif_reader_new(arena);
}

static bool take_piece(void *reader, struct text piece, struct error *error_r)
{
    return brif_reader_take(reader, piece, error_r);
}

static bool end_file(void *reader, struct file_totals *totals_r, struct error *error_r)
{
    return brif_reader_end(reader, totals_r, error_r);
}

const struct file_reader brif_file_reader = {begin_file, take_piece, end_file};

bool brif_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                    struct error *error_r)
{
    struct brif_reader *reader = brif_reader_new(arena);
    return read_pieces(fd, arena, take_piece, reader, error_r) &&
           brif_reader_end(reader, totals_r, error_r);
}
