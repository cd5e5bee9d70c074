#include <assert.h>
#include <stdlib.h>

#include "adapters/postgres/db_session.h"
#include "adapters/postgres/wire.h"

void db_result_free(struct db_result *result)
{
    if (result != NULL) {
        PQclear(result->result);
        free(result);
    }
}

static struct cell cell_of(const struct db_result *result, size_t row, size_t column)
{
    if (result->result == NULL) {
        assert(row == 0 && column < result->column_count);
        return result->cells[column];
    }
    if (PQgetisnull(result->result, (int)row, (int)column) != 0)
        return (struct cell){"", -1};
    return (struct cell){PQgetvalue(result->result, (int)row, (int)column),
                         PQgetlength(result->result, (int)row, (int)column)};
}

size_t db_rows(const struct db_result *result)
{
    return result->result == NULL ? 1 : (size_t)PQntuples(result->result);
}

bool db_is_null(const struct db_result *result, size_t row, size_t column)
{
    return cell_of(result, row, column).length < 0;
}

int64_t db_get_int(const struct db_result *result, size_t row, size_t column)
{
    struct cell cell = cell_of(result, row, column);

    if (cell.length < 0)
        return NOT_GIVEN;
    assert(cell.length == 2 || cell.length == 4 || cell.length == 8);
    return wire_get_int(cell.bytes, (size_t)cell.length);
}

int32_t db_get_int_or_0(const struct db_result *result, size_t row, size_t column)
{
    int64_t value = db_is_null(result, row, column) ? 0 : db_get_int(result, row, column);

    assert(value >= INT32_MIN && value <= INT32_MAX);
    return (int32_t)value;
}

bool db_get_bool(const struct db_result *result, size_t row, size_t column)
{
    struct cell cell = cell_of(result, row, column);

    return cell.length > 0 && cell.bytes[0] != 0;
}

struct text db_get_text(const struct db_result *result, size_t row, size_t column)
{
    struct cell cell = cell_of(result, row, column);

    return (struct text){cell.bytes, cell.length < 0 ? 0 : (size_t)cell.length};
}

struct text db_keep_text(const struct db_result *result, size_t row, size_t column,
                         struct arena *arena)
{
    return arena_text(arena, db_get_text(result, row, column));
}

day_t db_get_date(const struct db_result *result, size_t row, size_t column)
{
    if (db_is_null(result, row, column))
        return DAY_NOT_GIVEN;
    return wire_day(db_get_int(result, row, column));
}

int64_t db_get_timestamptz(const struct db_result *result, size_t row, size_t column)
{
    if (db_is_null(result, row, column))
        return NOT_GIVEN;
    return wire_utc_s(db_get_int(result, row, column));
}

size_t db_array_count(const struct db_result *result, size_t row, size_t column)
{
    struct cell cell = cell_of(result, row, column);

    return cell.length < 0 ? 0 : wire_array_count(cell.bytes);
}

struct text db_array_text(const struct db_result *result, size_t row, size_t column, size_t element)
{
    return wire_array_text(cell_of(result, row, column).bytes, element);
}
