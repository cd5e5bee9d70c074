/*
 * Sheets: lines that stand together, kept as one row whose columns are arrays with an element a
 * line.  A row costs the database the same whether it holds one line or a hundred and twenty-eight,
 * so a night of millions of lines is written as some ten thousand rows.
 *
 * Which sheet a line is on follows from its number: lines of one file whose numbers agree in all
 * but the last seven bits.  Views (sql/migrations/0001_tables.sql) show the lines one by one.
 *
 * Neighbouring lines that say the same in a sheet's block columns are a block, and these columns
 * have an element a block.  Its other columns have an element a line.
 *
 *     sheet_begin_line(sheet, sheet_place(line->line_id));
 *     sheet_int8(sheet, line->package_id);         block columns in their order,
 *     ...                                          each of its type
 *     sheet_end_block_columns(sheet);
 *     sheet_text(sheet, line->line_no);            the others
 *     ...
 *     copy_begin_row(copy, 2 + sheet->column_count);
 *     copy_int8(copy, council_id);
 *     copy_int8(copy, sheet_of(line->line_id));
 *     copy_sheet(copy, sheet);                     all columns; the sheet is empty again
 *
 * What is not given becomes a null element, as in copy_row.h; a column of nulls only is null.
 */
#ifndef TALLYSTICK_POSTGRES_SHEET_H
#define TALLYSTICK_POSTGRES_SHEET_H

#include "adapters/postgres/copy_row.h"
#include "matcher/base/arena.h"

/* Lines of a sheet: numbers 0 to 127 in the last bits of an id. */
#define SHEET_BITS  7
#define SHEET_LINES (1 << SHEET_BITS)

#define SHEET_COLUMNS_MOST 40

/* The sheet that a line, or an order line, is on. */
static inline int64_t sheet_of(int64_t id)
{
    return id >> SHEET_BITS;
}

/* Its place there. */
static inline int32_t sheet_place(int64_t id)
{
    return (int32_t)(id & (SHEET_LINES - 1));
}

enum sheet_type {
    SHEET_INT8,
    SHEET_INT4,
    SHEET_INT2,
    SHEET_BOOL,
    SHEET_DATE,
    SHEET_TIMESTAMPTZ,
    SHEET_TEXT,
    SHEET_JSON
};

struct sheet_column {
    enum sheet_type type;
    size_t null_count;
    size_t used, room;
    size_t last; /* of a block column: where its last element begins */
    char *bytes; /* elements as they go over the wire */
};

/* The first two columns, which a sheet fills by itself: a line's place, and a block's first place.
 */
#define SHEET_PLACE   0
#define SHEET_BLOCKS  1
#define SHEET_BLOCK_0 2 /* the first of the block columns */

struct sheet {
    struct arena *arena;
    size_t column_count;
    size_t line_0; /* the first of the columns with an element a line */
    size_t at;     /* column that comes next; column_count: none, the line is whole */
    int32_t line_count, block_count;
    bool has_open_block;
    struct sheet_column columns[SHEET_COLUMNS_MOST];
};

/* An empty one, which lives as long as the arena.  Types: of place and blocks, of so many block
 * columns, of the others. */
struct sheet *sheet_new(struct arena *arena, size_t block_column_count, size_t column_count,
                        const enum sheet_type *types);

/* Its columns, which end the row in hand; none of its lines is left. */
void copy_sheet(struct db_copy *copy, struct sheet *sheet);
/* Its lines are forgotten. */
void sheet_clear(struct sheet *sheet);
/* The line's block columns are there: it goes on with the block before if they say the same. */
void sheet_end_block_columns(struct sheet *sheet);
/* No line goes on with the block in hand. */
void sheet_end_block(struct sheet *sheet);
/* More room in a column for so many bytes. */
void sheet_column_grow(struct sheet *sheet, struct sheet_column *column, size_t bytes);

/* Where the next column's element goes. */
static inline char *sheet_element(struct sheet *sheet, enum sheet_type type, size_t bytes)
{
    assert(sheet->at < sheet->column_count);
    struct sheet_column *column = &sheet->columns[sheet->at++];
    assert(column->type == type);
    if (column->used + 4 + bytes > column->room)
        sheet_column_grow(sheet, column, 4 + bytes);
    char *at = column->bytes + column->used;
    column->used += 4 + bytes;
    copy_put_4(at, (uint32_t)bytes);
    return at + 4;
}

static inline void sheet_null(struct sheet *sheet)
{
    struct sheet_column *column = &sheet->columns[sheet->at];

    copy_put_4(sheet_element(sheet, column->type, 0) - 4, UINT32_MAX);
    column->null_count++;
}

static inline void sheet_nulls(struct sheet *sheet, int columns)
{
    for (int i = 0; i < columns; i++)
        sheet_null(sheet);
}

static inline void sheet_int8(struct sheet *sheet, int64_t value)
{
    if (given(value))
        copy_put_8(sheet_element(sheet, SHEET_INT8, 8), (uint64_t)value);
    else
        sheet_null(sheet);
}

static inline void sheet_int4(struct sheet *sheet, int64_t value)
{
    assert(!given(value) || (value >= INT32_MIN && value <= INT32_MAX));
    if (given(value))
        copy_put_4(sheet_element(sheet, SHEET_INT4, 4), (uint32_t)value);
    else
        sheet_null(sheet);
}

static inline void sheet_int2(struct sheet *sheet, int64_t value)
{
    assert(!given(value) || (value >= INT16_MIN && value <= INT16_MAX));
    if (given(value))
        copy_put_2(sheet_element(sheet, SHEET_INT2, 2), (uint16_t)value);
    else
        sheet_null(sheet);
}

static inline void sheet_begin_line(struct sheet *sheet, int32_t place)
{
    assert(sheet->at == sheet->column_count && sheet->line_count < SHEET_LINES);
    sheet->at = SHEET_PLACE;
    sheet->line_count++;
    sheet_int2(sheet, place);
    sheet_int2(sheet, place);
}

static inline void sheet_bool(struct sheet *sheet, bool value)
{
    *sheet_element(sheet, SHEET_BOOL, 1) = value ? 1 : 0;
}

static inline void sheet_date(struct sheet *sheet, day_t value)
{
    if (value != DAY_NOT_GIVEN)
        copy_put_4(sheet_element(sheet, SHEET_DATE, 4), (uint32_t)wire_days(value));
    else
        sheet_null(sheet);
}

static inline void sheet_timestamptz(struct sheet *sheet, int64_t utc_s)
{
    if (given(utc_s))
        copy_put_8(sheet_element(sheet, SHEET_TIMESTAMPTZ, 8), (uint64_t)wire_microseconds(utc_s));
    else
        sheet_null(sheet);
}

static inline void sheet_bytes(struct sheet *sheet, enum sheet_type type, struct text value)
{
    char *at = sheet_element(sheet, type, value.length);

    if (value.length > 0)
        memcpy(at, value.bytes, value.length);
}

/* Empty stays empty, bytes NULL gives null. */
static inline void sheet_text(struct sheet *sheet, struct text value)
{
    if (value.bytes == NULL)
        sheet_null(sheet);
    else
        sheet_bytes(sheet, SHEET_TEXT, value);
}

/* Empty gives null. */
static inline void sheet_text_or_null(struct sheet *sheet, struct text value)
{
    sheet_text(sheet, value.length > 0 ? value : (struct text){NULL, 0});
}

/* Empty gives null. */
static inline void sheet_json_or_null(struct sheet *sheet, struct text value)
{
    if (value.length == 0)
        sheet_null(sheet);
    else
        sheet_bytes(sheet, SHEET_JSON, value);
}

#endif
