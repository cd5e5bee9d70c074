/*
 * Rows of a COPY ... FROM STDIN (FORMAT binary), column by column, written straight to where
 * libpq takes them from.  What is not given becomes null, as in db_value.h.
 *
 *     copy_begin_row(copy, 3);
 *     copy_int8(copy, council_id);
 *     copy_text(copy, provider);
 *     copy_date(copy, due_date);
 */
#ifndef TALLYSTICK_POSTGRES_COPY_ROW_H
#define TALLYSTICK_POSTGRES_COPY_ROW_H

#include <assert.h>
#include <endian.h>
#include <string.h>

#include "adapters/postgres/db_value.h"
#include "adapters/postgres/wire.h"
#include "matcher/base/error.h"

#define COPY_BUFFER_BYTES 65536

/* Begun and ended by db_copy_begin() and db_copy_end(). */
struct db_copy {
    struct db_copy *next; /* of the same session */
    struct db *db;
    const char *sql;
    bool is_on;         /* the server awaits rows: it has been told, since the buffer was full */
    bool has_failed;    /* said at the end */
    struct error error; /* if it was never on */
    int columns_left;   /* of the row in hand */
    size_t used;
    char buffer[COPY_BUFFER_BYTES];
};

/* Hands libpq what the buffer holds; the server is told of the COPY first. */
void copy_flush(struct db_copy *copy);
/* A value of any type. */
void copy_value(struct db_copy *copy, const struct db_value *value);

/* Room for `bytes` more in one piece. */
static inline char *copy_room(struct db_copy *copy, size_t bytes)
{
    assert(bytes <= COPY_BUFFER_BYTES);
    if (copy->used + bytes > COPY_BUFFER_BYTES)
        copy_flush(copy);
    char *at = copy->buffer + copy->used;
    copy->used += bytes;
    return at;
}

static inline void copy_put_2(char *to, uint16_t value)
{
    value = htobe16(value);
    memcpy(to, &value, sizeof(value));
}

static inline void copy_put_4(char *to, uint32_t value)
{
    value = htobe32(value);
    memcpy(to, &value, sizeof(value));
}

static inline void copy_put_8(char *to, uint64_t value)
{
    value = htobe64(value);
    memcpy(to, &value, sizeof(value));
}

/* Begins a row; exactly so many columns follow. */
static inline void copy_begin_row(struct db_copy *copy, int columns)
{
    assert(copy->columns_left == 0);
    copy->columns_left = columns;
    copy_put_2(copy_room(copy, 2), (uint16_t)columns);
}

/* Every column is its length and as many bytes. */
static inline char *copy_column(struct db_copy *copy, size_t bytes)
{
    assert(copy->columns_left > 0);
    copy->columns_left--;
    char *at = copy_room(copy, 4 + bytes);
    copy_put_4(at, (uint32_t)bytes);
    return at + 4;
}

/* A column whose bytes may be more than the buffer holds: room for the first ones; the others
 * follow by copy_bytes(). */
static inline char *copy_large_column(struct db_copy *copy, size_t bytes, size_t first_bytes)
{
    assert(copy->columns_left > 0 && bytes <= INT32_MAX);
    copy->columns_left--;
    char *at = copy_room(copy, 4 + first_bytes);
    copy_put_4(at, (uint32_t)bytes);
    return at + 4;
}

static inline void copy_bytes(struct db_copy *copy, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t piece = length < COPY_BUFFER_BYTES ? length : COPY_BUFFER_BYTES;
        memcpy(copy_room(copy, piece), bytes, piece);
        bytes += piece;
        length -= piece;
    }
}

/* An array column: the dimensions, whether it has nulls, its elements' number in pg_type; of its
 * one dimension the length and the first subscript.  The elements follow by copy_bytes(), each as a
 * column would be. */
static inline void copy_begin_array(struct db_copy *copy, uint32_t element_oid, bool has_nulls,
                                    size_t count, size_t element_bytes)
{
    char *header = copy_large_column(copy, 20 + element_bytes, 20);

    copy_put_4(header, 1);
    copy_put_4(header + 4, has_nulls ? 1 : 0);
    copy_put_4(header + 8, element_oid);
    copy_put_4(header + 12, (uint32_t)count);
    copy_put_4(header + 16, 1);
}

static inline void copy_null(struct db_copy *copy)
{
    assert(copy->columns_left > 0);
    copy->columns_left--;
    copy_put_4(copy_room(copy, 4), UINT32_MAX);
}

static inline void copy_int8(struct db_copy *copy, int64_t value)
{
    if (given(value))
        copy_put_8(copy_column(copy, 8), (uint64_t)value);
    else
        copy_null(copy);
}

/* Sixty-four bits, whichever they are. */
static inline void copy_bits(struct db_copy *copy, uint64_t bits)
{
    copy_put_8(copy_column(copy, 8), bits);
}

static inline void copy_int4(struct db_copy *copy, int64_t value)
{
    assert(!given(value) || (value >= INT32_MIN && value <= INT32_MAX));
    if (given(value))
        copy_put_4(copy_column(copy, 4), (uint32_t)value);
    else
        copy_null(copy);
}

/* A bit string of full bytes, the first bit the highest of the first. */
static inline void copy_bit_string(struct db_copy *copy, const uint8_t *bytes, size_t length)
{
    char *at = copy_column(copy, 4 + length);
    copy_put_4(at, (uint32_t)(8 * length));
    memcpy(at + 4, bytes, length);
}

static inline void copy_bool(struct db_copy *copy, bool value)
{
    *copy_column(copy, 1) = value ? 1 : 0;
}

static inline void copy_date(struct db_copy *copy, day_t value)
{
    if (value != DAY_NOT_GIVEN)
        copy_put_4(copy_column(copy, 4), (uint32_t)wire_days(value));
    else
        copy_null(copy);
}

static inline void copy_timestamptz(struct db_copy *copy, int64_t utc_s)
{
    if (given(utc_s))
        copy_put_8(copy_column(copy, 8), (uint64_t)wire_microseconds(utc_s));
    else
        copy_null(copy);
}

/* Empty stays empty, bytes NULL gives null. */
static inline void copy_text(struct db_copy *copy, struct text value)
{
    if (value.bytes == NULL) {
        copy_null(copy);
    } else if (value.length > COPY_BUFFER_BYTES - 4) {
        struct db_value large = db_text(value);
        copy_value(copy, &large);
    } else if (value.length > 0) {
        memcpy(copy_column(copy, value.length), value.bytes, value.length);
    } else {
        copy_column(copy, 0);
    }
}

/* Empty gives null. */
static inline void copy_text_or_null(struct db_copy *copy, struct text value)
{
    copy_text(copy, value.length > 0 ? value : (struct text){NULL, 0});
}

#endif
