/*
 * The second reader of a remittance CSV: splits the bytes itself and adds the
 * pence up again.  Nothing of the writer is used.  The file comes in pieces; rows
 * are read from a buffer that no row may outgrow.
 */
#include "adapters/outbound/remittance_csv_read.h"

#include <string.h>

#include "adapters/outbound/read_pieces.h"

enum {
    COLUMN_BATCH = 0,
    COLUMN_TRANSACTION = 1,
    COLUMN_LINES = 4, /* of the trailer: how many lines there are */
    COLUMN_NET = 12,
    COLUMN_VAT = 13,
    COLUMN_TOTAL = 14,
    COLUMN_COUNT = 15
};

static const char heading[] =
    "batch,transaction,due_date,invoice_no,line_no,client_ref,service,order_no,order_line,"
    "delivered_start,delivered_minutes,billed_net,paid_net,paid_vat,paid_total\r\n";

enum { BUFFER_BYTES = 64 * 1024 };

struct remittance_reader {
    struct arena *arena;
    size_t before; /* bytes of the file before the buffer */
    size_t used;   /* bytes in it */
    size_t at;     /* of the next byte, in it */
    int64_t row;   /* the last one read, 1 for the heading */
    bool saw_total;
    struct text batch;
    int64_t transaction, transaction_pence; /* the one whose lines are being read; 0: none yet */
    struct file_totals totals;
    struct error *error_r; /* of the call at hand */
    char buffer[BUFFER_BYTES];
};

/* A row's fields, still with the quotes around and inside them: the columns
 * that are looked into never need any. */
struct row {
    struct text fields[COLUMN_COUNT];
};

static bool bad(const struct remittance_reader *reading, const char *what)
{
    return error_set(reading->error_r, EXIT_STATUS_BROKEN_INVARIANT,
                     "remittance row %lld, offset %zu: %s", (long long)reading->row,
                     reading->before + reading->at, what);
}

/* The bytes up to the next comma or CR that stands outside quotes; where the buffer ends before,
 * up to its end. */
static struct text read_field(struct remittance_reader *reading)
{
    const char *const begin = reading->buffer + reading->at;
    const char *const end = reading->buffer + reading->used;
    const char *at = begin;
    bool quoted = false;
    for (; at < end; at++)
        if (*at == '"')
            quoted = !quoted;
        else if (!quoted && (*at == ',' || *at == '\r'))
            break;
    reading->at += (size_t)(at - begin);
    return (struct text){begin, (size_t)(at - begin)};
}

enum row_read { ROW_READ, ROW_NOT_ENDED, ROW_BAD };

static enum row_read read_row(struct remittance_reader *reading, struct row *row_r)
{
    for (int column = 0; column < COLUMN_COUNT; column++) {
        row_r->fields[column] = read_field(reading);
        if (reading->at == reading->used)
            return ROW_NOT_ENDED;
        const char wanted = column + 1 < COLUMN_COUNT ? ',' : '\r';
        if (reading->buffer[reading->at] != wanted) {
            bad(reading, "too few or too many fields");
            return ROW_BAD;
        }
        reading->at++;
    }
    if (reading->at == reading->used)
        return ROW_NOT_ENDED;
    if (reading->buffer[reading->at] != '\n') {
        bad(reading, "a row does not end with CR LF");
        return ROW_BAD;
    }
    reading->at++;
    return ROW_READ;
}

static bool read_whole(const struct remittance_reader *reading, struct text field, int64_t *value_r)
{
    int64_t value = 0;
    if (field.length == 0 || field.length > 18)
        return bad(reading, "not a number");
    for (size_t i = 0; i < field.length; i++) {
        if (field.bytes[i] < '0' || field.bytes[i] > '9')
            return bad(reading, "not a number");
        value = value * 10 + (field.bytes[i] - '0');
    }
    *value_r = value;
    return true;
}

/* -?pounds.pence with two decimals. */
static bool read_pounds(const struct remittance_reader *reading, struct text field,
                        int64_t *pence_r)
{
    int64_t pounds = 0, pence = 0;
    const bool negative = field.length > 0 && field.bytes[0] == '-';
    struct text digits = {field.bytes + negative, field.length - negative};
    if (digits.length < 4 || digits.bytes[digits.length - 3] != '.')
        return bad(reading, "not an amount with two decimals");
    if (!read_whole(reading, (struct text){digits.bytes, digits.length - 3}, &pounds) ||
        !read_whole(reading, (struct text){digits.bytes + digits.length - 2, 2}, &pence))
        return false;
    if (pounds > INT64_C(10000000000000000))
        return bad(reading, "an amount beyond reason");
    *pence_r = (negative ? -1 : 1) * (pounds * 100 + pence);
    return true;
}

struct row_amounts {
    int64_t net_pence, vat_pence, total_pence;
};

static bool read_amounts(const struct remittance_reader *reading, const struct row *row,
                         struct row_amounts *amounts_r)
{
    if (!read_pounds(reading, row->fields[COLUMN_NET], &amounts_r->net_pence) ||
        !read_pounds(reading, row->fields[COLUMN_VAT], &amounts_r->vat_pence) ||
        !read_pounds(reading, row->fields[COLUMN_TOTAL], &amounts_r->total_pence))
        return false;
    if (amounts_r->net_pence + amounts_r->vat_pence != amounts_r->total_pence)
        return bad(reading, "net and VAT do not add up to the total");
    return true;
}

static void end_transaction(struct remittance_reader *reading)
{
    if (reading->transaction == 0)
        return;
    if (reading->transaction_pence >= 0) {
        reading->totals.sale_count++;
        reading->totals.sale_pence += reading->transaction_pence;
    } else {
        reading->totals.refund_count++;
        reading->totals.refund_pence -= reading->transaction_pence;
    }
}

static bool add_line(struct remittance_reader *reading, const struct row *row,
                     const struct row_amounts *amounts)
{
    int64_t transaction;
    if (!read_whole(reading, row->fields[COLUMN_TRANSACTION], &transaction))
        return false;
    if (transaction < reading->transaction || transaction == 0)
        return bad(reading, "transactions are out of order");
    if (transaction > reading->transaction) {
        end_transaction(reading);
        reading->transaction = transaction;
        reading->transaction_pence = 0;
    }
    reading->transaction_pence += amounts->total_pence;
    reading->totals.item_count++;
    reading->totals.item_pence += amounts->net_pence;
    reading->totals.vat_pence += amounts->vat_pence;
    return true;
}

static bool check_trailer(struct remittance_reader *reading, const struct row *row,
                          const struct row_amounts *amounts)
{
    int64_t lines;
    end_transaction(reading);
    reading->saw_total = true;
    if (!read_whole(reading, row->fields[COLUMN_LINES], &lines))
        return false;
    if (lines != reading->totals.item_count)
        return bad(reading, "the total names another number of lines");
    if (amounts->net_pence != reading->totals.item_pence ||
        amounts->vat_pence != reading->totals.vat_pence)
        return bad(reading, "the lines do not add up to the total");
    return true;
}

static bool add_row(struct remittance_reader *reading, const struct row *row)
{
    struct row_amounts amounts;
    if (reading->batch.length == 0)
        reading->batch = arena_text(reading->arena, row->fields[COLUMN_BATCH]);
    if (!text_equal(reading->batch, row->fields[COLUMN_BATCH]))
        return bad(reading, "a line of another batch");
    if (!read_amounts(reading, row, &amounts))
        return false;
    if (text_equal(row->fields[COLUMN_TRANSACTION], TEXT_LITERAL("total")))
        return check_trailer(reading, row, &amounts);
    return add_line(reading, row, &amounts);
}

static bool read_heading(struct remittance_reader *reading)
{
    const size_t length = sizeof(heading) - 1;
    reading->row = 1;
    reading->at = length;
    if (reading->used < length || memcmp(reading->buffer, heading, length) != 0)
        return error_set(reading->error_r, EXIT_STATUS_BROKEN_INVARIANT,
                         "remittance row 1: not the heading of a remittance");
    return true;
}

/* Reads the whole rows in the buffer. */
static bool read_rows(struct remittance_reader *reading)
{
    if (reading->row == 0 && !read_heading(reading))
        return false;
    while (reading->at < reading->used) {
        const size_t begin = reading->at;
        struct row row;
        reading->row++;
        if (reading->saw_total)
            return bad(reading, "something follows the total");
        enum row_read how = read_row(reading, &row);
        if (how == ROW_NOT_ENDED) {
            reading->row--;
            reading->at = begin;
            return true;
        }
        if (how == ROW_BAD || !add_row(reading, &row))
            return false;
    }
    return true;
}

/* Makes room by taking the rows that were read out of the buffer. */
static void drop_rows(struct remittance_reader *reading)
{
    memmove(reading->buffer, reading->buffer + reading->at, reading->used - reading->at);
    reading->before += reading->at;
    reading->used -= reading->at;
    reading->at = 0;
}

struct remittance_reader *remittance_reader_new(struct arena *arena)
{
    struct remittance_reader *reader = ARENA_NEW(arena, struct remittance_reader);
    reader->arena = arena;
    return reader;
}

/* A row is read when the buffer is full or the file at its end, so that no row is looked at often.
 */
bool remittance_reader_take(struct remittance_reader *reading, struct text piece,
                            struct error *error_r)
{
    reading->error_r = error_r;
    while (piece.length > 0) {
        if (reading->used == BUFFER_BYTES) {
            if (!read_rows(reading))
                return false;
            if (reading->at == 0)
                return bad(reading, "a row beyond reason");
            drop_rows(reading);
        }
        size_t length = BUFFER_BYTES - reading->used;
        if (length > piece.length)
            length = piece.length;
        memcpy(reading->buffer + reading->used, piece.bytes, length);
        reading->used += length;
        piece = (struct text){piece.bytes + length, piece.length - length};
    }
    return true;
}

bool remittance_reader_end(struct remittance_reader *reading, struct file_totals *totals_r,
                           struct error *error_r)
{
    reading->error_r = error_r;
    if (!read_rows(reading))
        return false;
    if (reading->at < reading->used)
        return bad(reading, "the file ends inside a row");
    if (!reading->saw_total)
        return bad(reading, "the total is missing");
    *totals_r = reading->totals;
    return true;
}

static bool take_piece(void *reader, struct text piece, struct error *error_r)
{
    return remittance_reader_take(reader, piece, error_r);
}

bool remittance_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                              struct error *error_r)
{
    struct remittance_reader *reader = remittance_reader_new(arena);
    return read_pieces(fd, arena, take_piece, reader, error_r) &&
           remittance_reader_end(reader, totals_r, error_r);
}
