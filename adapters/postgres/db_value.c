#include "adapters/postgres/db_value.h"

#include <assert.h>

struct db_value db_int8(int64_t value)
{
    return (struct db_value){.type = DB_INT8, .is_null = !given(value), .number = value};
}

struct db_value db_int4(int64_t value)
{
    assert(!given(value) || (value >= INT32_MIN && value <= INT32_MAX));
    return (struct db_value){.type = DB_INT4, .is_null = !given(value), .number = value};
}

struct db_value db_text(struct text value)
{
    return (struct db_value){.type = DB_TEXT, .is_null = value.bytes == NULL, .text = value};
}

struct db_value db_text_or_null(struct text value)
{
    return (struct db_value){.type = DB_TEXT, .is_null = text_is_empty(value), .text = value};
}

struct db_value db_bytea(const void *bytes, size_t length)
{
    return (struct db_value){.type = DB_BYTEA, .text = {bytes, length}};
}

struct db_value db_date(day_t value)
{
    return (struct db_value){.type = DB_DATE, .is_null = value == DAY_NOT_GIVEN, .number = value};
}

struct db_value db_timestamptz(int64_t utc_s)
{
    return (struct db_value){.type = DB_TIMESTAMPTZ, .is_null = !given(utc_s), .number = utc_s};
}

struct db_value db_text_array(size_t count, const struct text *values)
{
    return (struct db_value){.type = DB_TEXT_ARRAY, .count = count, .texts = values};
}

struct db_value db_int8_array(size_t count, const int64_t *values)
{
    return (struct db_value){.type = DB_INT8_ARRAY, .count = count, .numbers = values};
}

struct db_value db_date_array(size_t count, const day_t *values)
{
    return (struct db_value){.type = DB_DATE_ARRAY, .count = count, .days = values};
}
