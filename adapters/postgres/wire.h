/* Values as PostgreSQL's binary form has them on the wire: numbers in network order, days and
 * microseconds from 2000-01-01. */
#ifndef TALLYSTICK_POSTGRES_WIRE_H
#define TALLYSTICK_POSTGRES_WIRE_H

#include "adapters/postgres/db_value.h"

void wire_put_int(char *to, int64_t value, size_t bytes);
int64_t wire_get_int(const char *from, size_t bytes); /* signed */

/* The number of the type in pg_type. */
uint32_t wire_oid(enum db_type type);
/* Bytes that wire_put_value() writes; the value is not null. */
size_t wire_value_size(const struct db_value *value);
void wire_put_value(char *to, const struct db_value *value);

/* PostgreSQL counts days and microseconds from 2000-01-01. */
#define WIRE_EPOCH_DAY 10957
#define WIRE_EPOCH_S   ((int64_t)WIRE_EPOCH_DAY * SECONDS_PER_DAY)
#define WIRE_US_PER_S  1000000

int64_t wire_utc_s(int64_t microseconds); /* a timestamptz */
day_t wire_day(int64_t days);             /* a date */
static inline int64_t wire_microseconds(int64_t utc_s)
{
    return (utc_s - WIRE_EPOCH_S) * WIRE_US_PER_S;
}
static inline int32_t wire_days(day_t day)
{
    return day - WIRE_EPOCH_DAY;
}

/* A text[] of one dimension without nulls. */
size_t wire_array_count(const char *array);
struct text wire_array_text(const char *array, size_t element);

#endif
