/*
 * The one door to PostgreSQL: the only module that includes libpq.  Statements
 * come from sql/statements (embedded at build, see sql_statements.h) and take
 * parameters only.
 */
#ifndef TALLYSTICK_POSTGRES_DB_H
#define TALLYSTICK_POSTGRES_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "matcher/base/arena.h"
#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"

struct db;

bool db_open(const char *conninfo, struct db **db_r, struct error *error_r);
void db_close(struct db *db);

/* In a dry run db_commit() keeps nothing: one outer transaction is rolled back
 * by db_close(); later stages of the same session still see what earlier ones
 * wrote. Set once, right after db_open(). */
void db_set_dry_run(struct db *db);

bool db_begin(struct db *db, struct error *error_r);
/* A connection lost here is settled by asking for the run row again: the error
 * says EXIT_STATUS_TRY_AGAIN. */
bool db_commit(struct db *db, struct error *error_r);
bool db_rollback(struct db *db, struct error *error_r);
bool db_savepoint(struct db *db, struct error *error_r);          /* one level */
bool db_savepoint_keep(struct db *db, struct error *error_r);     /* release it */
bool db_savepoint_rollback(struct db *db, struct error *error_r); /* back to it */
/* Several statements at once, without parameters: a migration. */
bool db_script(struct db *db, const char *sql, struct error *error_r);

/* Parameters in binary form. */
enum db_type {
    DB_INT8,
    DB_INT4,
    DB_BOOL,
    DB_TEXT,
    DB_JSONB,
    DB_BYTEA,
    DB_DATE,
    DB_TIMESTAMPTZ,
    DB_TEXT_ARRAY
};
struct db_value {
    enum db_type type;
    bool is_null;
    int64_t number;           /* int8, int4, bool, date (day_t), timestamptz (utc_s) */
    struct text text;         /* text, jsonb, bytea */
    size_t count;             /* text[] */
    const struct text *texts; /* text[] */
};
/* Of the values that a statement is given. */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct db_value db_int8(int64_t value); /* NOT_GIVEN gives null */
struct db_value db_int4(int64_t value); /* asserts that it fits; NOT_GIVEN gives null */
struct db_value db_bool(bool value);
struct db_value db_text(struct text value);          /* empty stays empty, bytes NULL gives null */
struct db_value db_text_or_null(struct text value);  /* empty gives null */
struct db_value db_jsonb_or_null(struct text value); /* empty gives null */
struct db_value db_bytea(const void *bytes, size_t length);
struct db_value db_date(day_t value);          /* DAY_NOT_GIVEN gives null */
struct db_value db_timestamptz(int64_t utc_s); /* NOT_GIVEN gives null */
struct db_value db_text_array(size_t count, const struct text *values);

/* A result in binary form; texts point into it until db_result_free(). */
struct db_result;
bool db_query(struct db *db, const char *sql, size_t value_count, const struct db_value *values,
              struct db_result **result_r, struct error *error_r);
/* The same for statements without rows of interest; rows affected. */
bool db_execute(struct db *db, const char *sql, size_t value_count, const struct db_value *values,
                int64_t *affected_r, struct error *error_r);
void db_result_free(struct db_result *result);
size_t db_rows(const struct db_result *result);
bool db_is_null(const struct db_result *result, size_t row, size_t column);
int64_t db_get_int(const struct db_result *result, size_t row,
                   size_t column); /* int2/4/8; null gives NOT_GIVEN */
bool db_get_bool(const struct db_result *result, size_t row, size_t column);
int32_t db_get_int_or_0(const struct db_result *result, size_t row, size_t column); /* int2/4 */
struct text db_get_text(const struct db_result *result, size_t row,
                        size_t column); /* null gives empty */
/* The same as a copy that outlives the result; NUL after it. */
struct text db_keep_text(const struct db_result *result, size_t row, size_t column,
                         struct arena *arena);
day_t db_get_date(const struct db_result *result, size_t row, size_t column);
int64_t db_get_timestamptz(const struct db_result *result, size_t row, size_t column); /* utc_s */

/* Elements of a text[]. */
size_t db_array_count(const struct db_result *result, size_t row, size_t column);
struct text db_array_text(const struct db_result *result, size_t row, size_t column,
                          size_t element);

/* COPY ... FROM STDIN (FORMAT binary): one at a time per connection, and nothing else meanwhile. */
struct db_copy;
bool db_copy_begin(struct db *db, const char *copy_sql, struct db_copy **copy_r,
                   struct error *error_r);
/* One row. */
void db_copy_values(struct db_copy *copy, size_t value_count, const struct db_value *values);
bool db_copy_end(struct db_copy *copy, struct error *error_r);

#endif
