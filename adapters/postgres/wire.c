#include "adapters/postgres/wire.h"

#include <assert.h>
#include <string.h>

/* Type numbers of pg_type; they never change. */
enum {
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_TEXT_ARRAY = 1009,
    OID_INT8_ARRAY = 1016,
    OID_DATE = 1082,
    OID_DATE_ARRAY = 1182,
    OID_TIMESTAMPTZ = 1184,
};

void wire_put_int(char *to, int64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        to[i] = (char)(uint8_t)((uint64_t)value >> (8 * (bytes - 1 - i)));
}

int64_t wire_get_int(const char *from, size_t bytes)
{
    uint64_t value = (from[0] & 0x80) != 0 ? UINT64_MAX : 0;

    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | (uint8_t)from[i];
    return (int64_t)value;
}

int64_t wire_utc_s(int64_t microseconds)
{
    return microseconds / WIRE_US_PER_S + WIRE_EPOCH_S;
}

day_t wire_day(int64_t days)
{
    return (day_t)(days + WIRE_EPOCH_DAY);
}

uint32_t wire_oid(enum db_type type)
{
    static const uint32_t oids[] = {
        [DB_INT8] = OID_INT8,
        [DB_INT4] = OID_INT4,
        [DB_TEXT] = OID_TEXT,
        [DB_BYTEA] = OID_BYTEA,
        [DB_DATE] = OID_DATE,
        [DB_TIMESTAMPTZ] = OID_TIMESTAMPTZ,
        [DB_TEXT_ARRAY] = OID_TEXT_ARRAY,
        [DB_INT8_ARRAY] = OID_INT8_ARRAY,
        [DB_DATE_ARRAY] = OID_DATE_ARRAY,
    };
    return oids[type];
}

#define ARRAY_HEADER_BYTES 20
#define ARRAY_EMPTY_BYTES  12 /* no dimension */

/* The value that an element would be alone. */
static struct db_value array_element(const struct db_value *value, size_t i)
{
    switch (value->type) {
    case DB_INT8_ARRAY:
        return db_int8(value->numbers[i]);
    case DB_DATE_ARRAY:
        return db_date(value->days[i]);
    default:
        assert(value->type == DB_TEXT_ARRAY);
        return (struct db_value){.type = DB_TEXT, .text = value->texts[i]};
    }
}

static size_t array_size(const struct db_value *value)
{
    size_t size = value->count == 0 ? ARRAY_EMPTY_BYTES : ARRAY_HEADER_BYTES;

    for (size_t i = 0; i < value->count; i++) {
        struct db_value element = array_element(value, i);
        size += 4 + wire_value_size(&element);
    }
    return size;
}

size_t wire_value_size(const struct db_value *value)
{
    switch (value->type) {
    case DB_INT8:
    case DB_TIMESTAMPTZ:
        return 8;
    case DB_INT4:
    case DB_DATE:
        return 4;
    case DB_TEXT:
    case DB_BYTEA:
        return value->text.length;
    case DB_TEXT_ARRAY:
    case DB_INT8_ARRAY:
    case DB_DATE_ARRAY:
        break;
    }
    return array_size(value);
}

static void put_text(char *to, struct text text)
{
    if (text.length > 0)
        memcpy(to, text.bytes, text.length);
}

static uint32_t element_oid(enum db_type type)
{
    if (type == DB_INT8_ARRAY)
        return OID_INT8;
    return type == DB_DATE_ARRAY ? OID_DATE : OID_TEXT;
}

static void put_array(char *to, const struct db_value *value)
{
    wire_put_int(to, value->count == 0 ? 0 : 1, 4); /* dimensions */
    wire_put_int(to + 4, 0, 4);                     /* no nulls */
    wire_put_int(to + 8, (int64_t)element_oid(value->type), 4);
    if (value->count == 0)
        return;
    wire_put_int(to + 12, (int64_t)value->count, 4);
    wire_put_int(to + 16, 1, 4); /* lower bound */
    to += ARRAY_HEADER_BYTES;
    for (size_t i = 0; i < value->count; i++) {
        struct db_value element = array_element(value, i);
        size_t size = wire_value_size(&element);
        assert(!element.is_null);
        wire_put_int(to, (int64_t)size, 4);
        wire_put_value(to + 4, &element);
        to += 4 + size;
    }
}

void wire_put_value(char *to, const struct db_value *value)
{
    switch (value->type) {
    case DB_INT8:
        wire_put_int(to, value->number, 8);
        break;
    case DB_INT4:
        wire_put_int(to, value->number, 4);
        break;
    case DB_TEXT:
    case DB_BYTEA:
        put_text(to, value->text);
        break;
    case DB_DATE:
        wire_put_int(to, wire_days((day_t)value->number), 4);
        break;
    case DB_TIMESTAMPTZ:
        wire_put_int(to, wire_microseconds(value->number), 8);
        break;
    case DB_TEXT_ARRAY:
    case DB_INT8_ARRAY:
    case DB_DATE_ARRAY:
        put_array(to, value);
        break;
    }
}

size_t wire_array_count(const char *array)
{
    return wire_get_int(array, 4) == 0 ? 0 : (size_t)wire_get_int(array + 12, 4);
}

struct text wire_array_text(const char *array, size_t element)
{
    const char *at = array + ARRAY_HEADER_BYTES;

    for (size_t i = 0; i < element; i++)
        at += 4 + wire_get_int(at, 4); /* no nulls in our arrays */
    return (struct text){at + 4, (size_t)wire_get_int(at, 4)};
}
