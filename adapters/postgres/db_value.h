/* The values that a statement or a COPY is given; what is not given becomes null. */
#ifndef TALLYSTICK_POSTGRES_DB_VALUE_H
#define TALLYSTICK_POSTGRES_DB_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"
#include "matcher/base/text.h"

enum db_type {
    DB_INT8,
    DB_INT4,
    DB_TEXT,
    DB_BYTEA,
    DB_DATE,
    DB_TIMESTAMPTZ,
    DB_TEXT_ARRAY,
    DB_INT8_ARRAY,
    DB_DATE_ARRAY
};
struct db_value {
    enum db_type type;
    bool is_null;
    int64_t number;           /* int8, int4, date (day_t), timestamptz (utc_s) */
    struct text text;         /* text, jsonb, bytea */
    size_t count;             /* of arrays, which hold no nulls */
    const struct text *texts; /* text[] */
    const int64_t *numbers;   /* int8[] */
    const day_t *days;        /* date[] */
};
/* Of the values that a statement is given. */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct db_value db_int8(int64_t value);             /* NOT_GIVEN gives null */
struct db_value db_int4(int64_t value);             /* asserts that it fits; NOT_GIVEN gives null */
struct db_value db_text(struct text value);         /* empty stays empty, bytes NULL gives null */
struct db_value db_text_or_null(struct text value); /* empty gives null */
struct db_value db_bytea(const void *bytes, size_t length);
struct db_value db_date(day_t value);          /* DAY_NOT_GIVEN gives null */
struct db_value db_timestamptz(int64_t utc_s); /* NOT_GIVEN gives null */
struct db_value db_text_array(size_t count, const struct text *values);
struct db_value db_int8_array(size_t count, const int64_t *values);
struct db_value db_date_array(size_t count, const day_t *values);

#endif
