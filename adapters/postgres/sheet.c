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

struct sheet *sheet_new(struct arena *arena, size_t column_count, const enum sheet_type *types)
{
    struct sheet *sheet = ARENA_NEW(arena, struct sheet);

    assert(column_count <= SHEET_COLUMNS_MOST);
    sheet->arena = arena;
    sheet->column_count = sheet->at = column_count;
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
    sheet->line_count = 0;
    sheet->at = sheet->column_count;
    for (size_t i = 0; i < sheet->column_count; i++)
        sheet->columns[i].used = sheet->columns[i].null_count = 0;
}

static void column_copy(struct db_copy *copy, const struct sheet_column *column, int32_t line_count)
{
    copy_begin_array(copy, element_oid(column->type), column->null_count > 0, (size_t)line_count,
                     column->used);
    copy_bytes(copy, column->bytes, column->used);
}

void copy_sheet(struct db_copy *copy, struct sheet *sheet)
{
    assert(sheet->line_count > 0 && sheet->at == sheet->column_count);
    for (size_t i = 0; i < sheet->column_count; i++) {
        const struct sheet_column *column = &sheet->columns[i];
        if (column->null_count == (size_t)sheet->line_count)
            copy_null(copy);
        else
            column_copy(copy, column, sheet->line_count);
    }
    sheet_clear(sheet);
}
