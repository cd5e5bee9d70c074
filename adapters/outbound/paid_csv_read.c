#include "adapters/outbound/paid_csv_read.h"

#include "adapters/outbound/csv_rows.h"
#include "adapters/outbound/read_pieces.h"
#include "matcher/base/decimal.h"

/* Batch and transaction are the first two columns; the last three are net, VAT and both. */
enum { COLUMN_BATCH = 0, COLUMN_TRANSACTION = 1 };

struct layout {
    const char *heading;
    size_t count_column; /* of the last row: how many rows there are before it */
    size_t net_column;
    enum { A_LINE, A_PAYMENT, A_PART } row; /* what it is; a part: of a payment */
};

static const struct layout layouts[PAID_CSV_COUNT] = {
    [PAID_CSV_REMITTANCE] =
        {"batch,transaction,due_date,invoice_no,line_no,client_ref,service,order_no,order_line,"
         "delivered_start,delivered_minutes,billed_net,paid_net,paid_vat,paid_total",
         4, 12, A_LINE},
    [PAID_CSV_CARD] =
        {"batch,transaction,reference,type,provider,merchant_id,card_token,card_last4,invoice_no,"
         "item,line_no,client_ref,service,date,minutes,quantity,unit,unit_cost,vat_percent,net,vat,"
         "total",
         9, 19, A_LINE},
    [PAID_CSV_BANK] =
        {"batch,transaction,reference,pay_date,provider,name,sort_code,account_no,invoice_no,lines,"
         "net,vat,total",
         9, 10, A_PAYMENT},
    [PAID_CSV_VAT] =
        {"batch,transaction,reference,date,provider,name,supplier_vat_no,invoice_no,vat_percent,"
         "lines,net,vat,total",
         9, 10, A_PART},
};

struct paid_csv_reader {
    struct arena *arena;
    const struct layout *layout;
    struct csv_rows *rows;
    bool saw_total;
    struct text batch;
    int64_t row_count;
    int64_t transaction, transaction_pence; /* the one whose lines are being read; 0: none yet */
    struct file_totals totals;
};

struct row_amounts {
    int64_t net_pence, vat_pence, total_pence;
};

static bool read_amounts(const struct paid_csv_reader *reading, const struct text *fields,
                         struct row_amounts *amounts_r)
{
    const struct csv_rows *rows = reading->rows;
    const struct text *amounts = fields + reading->layout->net_column;
    if (!csv_rows_pounds(rows, amounts[0], &amounts_r->net_pence) ||
        !csv_rows_pounds(rows, amounts[1], &amounts_r->vat_pence) ||
        !csv_rows_pounds(rows, amounts[2], &amounts_r->total_pence))
        return false;
    return amounts_r->net_pence + amounts_r->vat_pence == amounts_r->total_pence ||
           csv_rows_bad(rows, "net and VAT do not add up to the total");
}

static void end_transaction(struct paid_csv_reader *reading)
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

static bool add_row(struct paid_csv_reader *reading, const struct text *fields,
                    const struct row_amounts *amounts)
{
    int64_t transaction;
    if (!csv_rows_whole(reading->rows, fields[COLUMN_TRANSACTION], &transaction))
        return false;
    if (transaction < reading->transaction || transaction == 0 ||
        (transaction == reading->transaction && reading->layout->row == A_PAYMENT))
        return csv_rows_bad(reading->rows, "transactions are out of order");
    if (transaction > reading->transaction) {
        end_transaction(reading);
        reading->transaction = transaction;
        reading->transaction_pence = 0;
    }
    reading->row_count++;
    reading->transaction_pence += amounts->total_pence;
    reading->totals.item_pence += amounts->net_pence;
    reading->totals.vat_pence += amounts->vat_pence;
    return true;
}

static bool check_total(struct paid_csv_reader *reading, const struct text *fields,
                        const struct row_amounts *amounts)
{
    int64_t count;
    end_transaction(reading);
    reading->saw_total = true;
    if (!csv_rows_whole(reading->rows, fields[reading->layout->count_column], &count))
        return false;
    if (count != reading->row_count)
        return csv_rows_bad(reading->rows, "the total names another number of lines");
    if (amounts->net_pence != reading->totals.item_pence ||
        amounts->vat_pence != reading->totals.vat_pence)
        return csv_rows_bad(reading->rows, "the lines do not add up to the total");
    return true;
}

static bool take_row(void *to, const struct csv_rows *rows, const struct text *fields)
{
    struct paid_csv_reader *reading = to;
    struct row_amounts amounts;
    if (reading->saw_total)
        return csv_rows_bad(rows, "something follows the total");
    if (reading->batch.length == 0)
        reading->batch = arena_text(reading->arena, fields[COLUMN_BATCH]);
    if (!text_equal(reading->batch, fields[COLUMN_BATCH]))
        return csv_rows_bad(rows, "a line of another batch");
    if (!read_amounts(reading, fields, &amounts))
        return false;
    if (text_equal(fields[COLUMN_TRANSACTION], TEXT_LITERAL("total")))
        return check_total(reading, fields, &amounts);
    return add_row(reading, fields, &amounts);
}

struct paid_csv_reader *paid_csv_reader_new(struct arena *arena, enum paid_csv kind)
{
    struct paid_csv_reader *reader = ARENA_NEW(arena, struct paid_csv_reader);
    reader->arena = arena;
    reader->layout = &layouts[kind];
    reader->rows = csv_rows_new(arena, reader->layout->heading, take_row, reader);
    return reader;
}

bool paid_csv_reader_take(struct paid_csv_reader *reader, struct text piece, struct error *error_r)
{
    return csv_rows_take(reader->rows, piece, error_r);
}

bool paid_csv_reader_end(struct paid_csv_reader *reader, struct file_totals *totals_r,
                         struct error *error_r)
{
    if (!csv_rows_end(reader->rows, error_r))
        return false;
    if (!reader->saw_total)
        return csv_rows_bad(reader->rows, "the total is missing");
    *totals_r = reader->totals;
    totals_r->item_count = reader->layout->row == A_LINE ? reader->row_count : NOT_GIVEN;
    return true;
}

/* --- whole files ------------------------------------------------------------------ */

static bool take_piece(void *reader, struct text piece, struct error *error_r)
{
    return paid_csv_reader_take(reader, piece, error_r);
}

static bool read_back(int fd, struct arena *arena, enum paid_csv kind, struct file_totals *totals_r,
                      struct error *error_r)
{
    struct paid_csv_reader *reader = paid_csv_reader_new(arena, kind);
    return read_pieces(fd, arena, take_piece, reader, error_r) &&
           paid_csv_reader_end(reader, totals_r, error_r);
}

static void *begin_card(struct arena *arena)
{
    return paid_csv_reader_new(arena, PAID_CSV_CARD);
}

static bool end_file(void *reader, struct file_totals *totals_r, struct error *error_r)
{
    return paid_csv_reader_end(reader, totals_r, error_r);
}

const struct file_reader card_csv_file_reader = {begin_card, take_piece, end_file};

bool remittance_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                              struct error *error_r)
{
    return read_back(fd, arena, PAID_CSV_REMITTANCE, totals_r, error_r);
}

bool card_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                        struct error *error_r)
{
    return read_back(fd, arena, PAID_CSV_CARD, totals_r, error_r);
}

bool bank_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                        struct error *error_r)
{
    return read_back(fd, arena, PAID_CSV_BANK, totals_r, error_r);
}

bool vat_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                       struct error *error_r)
{
    return read_back(fd, arena, PAID_CSV_VAT, totals_r, error_r);
}
