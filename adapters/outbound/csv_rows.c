#include "adapters/outbound/csv_rows.h"

#include <string.h>

#include "adapters/outbound/read_pieces.h"

enum { BUFFER_BYTES = 64 * 1024 };

struct csv_rows {
    const char *heading;
    size_t heading_length, column_count;
    csv_rows_take_row *take_row;
    void *to;
    size_t before;         /* bytes of the file before the buffer */
    size_t used;           /* bytes in it */
    size_t at;             /* of the next byte, in it */
    int64_t row;           /* the last one read, 1 for the heading */
    struct error *error_r; /* of the call at hand */
    char buffer[BUFFER_BYTES];
};

bool csv_rows_bad(const struct csv_rows *rows, const char *what)
{
    return error_set(rows->error_r, EXIT_STATUS_BROKEN_INVARIANT, "row %lld, offset %zu: %s",
                     (long long)rows->row, rows->before + rows->at, what);
}

/* The bytes up to the next comma or CR that stands outside quotes; where the buffer ends before,
 * up to its end. */
static struct text read_field(struct csv_rows *rows)
{
    const char *const begin = rows->buffer + rows->at;
    const char *const end = rows->buffer + rows->used;
    const char *at = begin;
    bool quoted = false;
    for (; at < end; at++)
        if (*at == '"')
            quoted = !quoted;
        else if (!quoted && (*at == ',' || *at == '\r'))
            break;
    rows->at += (size_t)(at - begin);
    return (struct text){begin, (size_t)(at - begin)};
}

enum row_read { ROW_READ, ROW_NOT_ENDED, ROW_BAD };

static enum row_read read_row(struct csv_rows *rows, struct text *fields_r)
{
    for (size_t column = 0; column < rows->column_count; column++) {
        fields_r[column] = read_field(rows);
        if (rows->at == rows->used)
            return ROW_NOT_ENDED;
        const char wanted = column + 1 < rows->column_count ? ',' : '\r';
        if (rows->buffer[rows->at] != wanted) {
            csv_rows_bad(rows, "too few or too many fields");
            return ROW_BAD;
        }
        rows->at++;
    }
    if (rows->at == rows->used)
        return ROW_NOT_ENDED;
    if (rows->buffer[rows->at] != '\n') {
        csv_rows_bad(rows, "a row does not end with CR LF");
        return ROW_BAD;
    }
    rows->at++;
    return ROW_READ;
}

static bool read_heading(struct csv_rows *rows)
{
    const size_t length = rows->heading_length;
    rows->row = 1;
    rows->at = length + 2;
    if (rows->used < length + 2 || memcmp(rows->buffer, rows->heading, length) != 0 ||
        memcmp(rows->buffer + length, "\r\n", 2) != 0)
        return error_set(rows->error_r, EXIT_STATUS_BROKEN_INVARIANT,
                         "row 1: not the heading that is wanted");
    return true;
}

/* Reads the whole rows in the buffer. */
static bool read_rows(struct csv_rows *rows)
{
    if (rows->row == 0 && !read_heading(rows))
        return false;
    while (rows->at < rows->used) {
        const size_t begin = rows->at;
        struct text fields[CSV_ROWS_COLUMNS_MOST];
        rows->row++;
        enum row_read how = read_row(rows, fields);
        if (how == ROW_NOT_ENDED) {
            rows->row--;
            rows->at = begin;
            return true;
        }
        if (how == ROW_BAD || !rows->take_row(rows->to, rows, fields))
            return false;
    }
    return true;
}

/* Makes room by taking the rows that were read out of the buffer. */
static void drop_rows(struct csv_rows *rows)
{
    memmove(rows->buffer, rows->buffer + rows->at, rows->used - rows->at);
    rows->before += rows->at;
    rows->used -= rows->at;
    rows->at = 0;
}

struct csv_rows *csv_rows_new(struct arena *arena, const char *heading, csv_rows_take_row *take_row,
                              void *to)
{
    struct csv_rows *rows = ARENA_NEW(arena, struct csv_rows);
    rows->heading = heading;
    rows->heading_length = strlen(heading);
    rows->column_count = 1;
    for (const char *at = heading; *at != '\0'; at++)
        rows->column_count += *at == ',';
    rows->take_row = take_row;
    rows->to = to;
    return rows;
}

/* A row is read when the buffer is full or the file at its end, so that no row is looked at often.
 */
bool csv_rows_take(struct csv_rows *rows, struct text piece, struct error *error_r)
{
    rows->error_r = error_r;
    while (piece.length > 0) {
        if (rows->used == BUFFER_BYTES) {
            if (!read_rows(rows))
                return false;
            if (rows->at == 0)
                return csv_rows_bad(rows, "a row beyond reason");
            drop_rows(rows);
        }
        size_t length = BUFFER_BYTES - rows->used;
        if (length > piece.length)
            length = piece.length;
        memcpy(rows->buffer + rows->used, piece.bytes, length);
        rows->used += length;
        piece = (struct text){piece.bytes + length, piece.length - length};
    }
    return true;
}

bool csv_rows_end(struct csv_rows *rows, struct error *error_r)
{
    rows->error_r = error_r;
    if (!read_rows(rows))
        return false;
    return rows->at == rows->used || csv_rows_bad(rows, "the file ends inside a row");
}

static bool take_piece(void *rows, struct text piece, struct error *error_r)
{
    return csv_rows_take(rows, piece, error_r);
}

bool csv_rows_read(struct csv_rows *rows, int fd, struct arena *arena, struct error *error_r)
{
    return read_pieces(fd, arena, take_piece, rows, error_r) && csv_rows_end(rows, error_r);
}

bool csv_rows_whole(const struct csv_rows *rows, struct text field, int64_t *value_r)
{
    int64_t value = 0;
    if (field.length == 0 || field.length > 18)
        return csv_rows_bad(rows, "not a number");
    for (size_t i = 0; i < field.length; i++) {
        if (field.bytes[i] < '0' || field.bytes[i] > '9')
            return csv_rows_bad(rows, "not a number");
        value = value * 10 + (field.bytes[i] - '0');
    }
    *value_r = value;
    return true;
}

bool csv_rows_pounds(const struct csv_rows *rows, struct text field, int64_t *pence_r)
{
    int64_t pounds = 0, pence = 0;
    const bool negative = field.length > 0 && field.bytes[0] == '-';
    struct text digits = {field.bytes + negative, field.length - negative};
    if (digits.length < 4 || digits.bytes[digits.length - 3] != '.')
        return csv_rows_bad(rows, "not an amount with two decimals");
    if (!csv_rows_whole(rows, (struct text){digits.bytes, digits.length - 3}, &pounds) ||
        !csv_rows_whole(rows, (struct text){digits.bytes + digits.length - 2, 2}, &pence))
        return false;
    if (pounds > INT64_C(10000000000000000))
        return csv_rows_bad(rows, "an amount beyond reason");
    *pence_r = (negative ? -1 : 1) * (pounds * 100 + pence);
    return true;
}
