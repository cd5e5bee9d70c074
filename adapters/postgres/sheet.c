#include "adapters/postgres/sheet.h"

/* Numbers of pg_type; they never change. */
static uint32_t element_oid(enum sheet_type type)
{
    static const uint32_t oids[] = {
        [SHEET_INT8] = 20,   [SHEET_INT4] = 23,          [SHEET_INT2] = 21, [SHEET_BOOL] = 16,
        [SHEET_DATE] = 1082, [SHEET_TIMESTAMPTZ] = 1184, [SHEET_TEXT] = 25, [SHEET_JSON] = 114,
    };
    return oids[type];
}

struct sheet *sheet_new(struct arena *arena, size_t block_column_count, size_t column_count,
                        const enum sheet_type *types)
{
    struct sheet *sheet = ARENA_NEW(arena, struct sheet);

    assert(column_count <= SHEET_COLUMNS_MOST);
    sheet->arena = arena;
    sheet->column_count = sheet->at = column_count;
    sheet->line_0 = SHEET_BLOCK_0 + block_column_count;
    for (size_t i = 0; i < column_count; i++)
        sheet->columns[i].type = types[i];
    return sheet;
}

void sheet_column_grow(struct sheet *sheet, struct sheet_column *column, size_t bytes)
{
    column->bytes = arena_grow(sheet->arena, column->bytes, &column->room, column->used + bytes, 1);
}

void sheet_clear(struct sheet *sheet)
{
    sheet->line_count = sheet->block_count = 0;
    sheet->has_open_block = false;
    sheet->at = sheet->column_count;
    for (size_t i = 0; i < sheet->column_count; i++)
        sheet->columns[i].used = sheet->columns[i].null_count = 0;
}

/* --- blocks ------------------------------------------------------------------- */

static bool is_null(uint32_t length)
{
    return length == UINT32_MAX;
}

static uint32_t element_length(const char *element)
{
    uint32_t length;

    memcpy(&length, element, sizeof(length));
    return be32toh(length);
}

/* Where the newest element of a block column begins, behind the one that its block has. */
static size_t newest(const struct sheet_column *column)
{
    uint32_t length = element_length(column->bytes + column->last);
    return column->last + 4 + (is_null(length) ? 0 : length);
}

static bool says_the_same(const struct sheet_column *column)
{
    size_t at = newest(column), bytes = column->used - at;

    return at - column->last == bytes &&
           memcmp(column->bytes + column->last, column->bytes + at, bytes) == 0;
}

static bool goes_on(const struct sheet *sheet)
{
    if (!sheet->has_open_block)
        return false;
    for (size_t i = SHEET_BLOCK_0; i < sheet->line_0; i++)
        if (!says_the_same(&sheet->columns[i]))
            return false;
    return true;
}

static void newest_take_back(struct sheet_column *column)
{
    size_t at = newest(column);

    if (is_null(element_length(column->bytes + at)))
        column->null_count--;
    column->used = at;
}

void sheet_end_block_columns(struct sheet *sheet)
{
    assert(sheet->at == sheet->line_0);
    bool is_new = !goes_on(sheet);

    for (size_t i = SHEET_BLOCKS; i < sheet->line_0; i++) {
        struct sheet_column *column = &sheet->columns[i];
        if (!is_new)
            newest_take_back(column);
        else
            column->last = sheet->block_count == 0 ? 0 : newest(column);
    }
    sheet->block_count += is_new ? 1 : 0;
    sheet->has_open_block = true;
}

void sheet_end_block(struct sheet *sheet)
{
    sheet->has_open_block = false;
}

/* --- sending -------------------------------------------------------------------- */

static void column_copy(struct db_copy *copy, const struct sheet_column *column, int32_t count)
{
    copy_begin_array(copy, element_oid(column->type), column->null_count > 0, (size_t)count,
                     column->used);
    copy_bytes(copy, column->bytes, column->used);
}

void copy_sheet(struct db_copy *copy, struct sheet *sheet)
{
    assert(sheet->line_count > 0 && sheet->at == sheet->column_count);
    for (size_t i = 0; i < sheet->column_count; i++) {
        const struct sheet_column *column = &sheet->columns[i];
        bool is_of_block = i >= SHEET_BLOCKS && i < sheet->line_0;
        int32_t count = is_of_block ? sheet->block_count : sheet->line_count;
        if (column->null_count == (size_t)count)
            copy_null(copy);
        else
            column_copy(copy, column, count);
    }
    sheet_clear(sheet);
}
