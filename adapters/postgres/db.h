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

#include "adapters/postgres/db_value.h"
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
