/*
 * The one door to PostgreSQL: behind it (db_session.h), and nowhere else, is libpq.  Statements
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

/* Whether from now on the session only looks up what keys find, and asks the same time and again:
 * then a statement keeps its first plan, by index alone, which is right however its tables grow. As
 * a session begins it is planned each time, for a night fills tables that were empty. */
bool db_look_up_only(struct db *db, bool look_up, struct error *error_r);

/* Whether from now on two sets are joined by going through each once, unless the statement itself
 * looks up a row at a time (LATERAL).  What the planner knows of a set that was just made is a
 * guess, and where it guesses a row it goes through the other set for each. */
bool db_join_sets_only(struct db *db, bool join_sets, struct error *error_r);

/* In a dry run db_commit() keeps nothing: one outer transaction is rolled back
 * by db_close(); later stages of the same session still see what earlier ones
 * wrote. Set once, right after db_open(). */
void db_set_dry_run(struct db *db);

bool db_begin(struct db *db, struct error *error_r);
/* To read only, and all of it as it is now. */
bool db_begin_snapshot(struct db *db, struct error *error_r);
/* A connection lost here is settled by asking for the run row again: the error
 * says EXIT_STATUS_TRY_AGAIN. */
bool db_commit(struct db *db, struct error *error_r);
/* Rows that wait (db_copy_pause) are forgotten. */
bool db_rollback(struct db *db, struct error *error_r);
bool db_savepoint(struct db *db, struct error *error_r);          /* one level */
bool db_savepoint_keep(struct db *db, struct error *error_r);     /* release it */
bool db_savepoint_rollback(struct db *db, struct error *error_r); /* back to it */
/* Several statements at once, without parameters: a migration. */
bool db_script(struct db *db, const char *sql, struct error *error_r);

/* A result in binary form; texts point into it until db_result_free().  `sql`, here and in
 * db_execute(), is a constant: one that is asked again is known by where it lies. */
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

/* COPY ... FROM STDIN (FORMAT binary): one at a time per connection, and nothing else meanwhile.
 * Of one without rows the server hears nothing. */
struct db_copy;
struct db_copy *db_copy_begin(struct db *db, const char *copy_sql);
/* One row: column by column with copy_row.h, or from values. */
void db_copy_values(struct db_copy *copy, size_t value_count, const struct db_value *values);
bool db_copy_end(struct db_copy *copy, struct error *error_r);
/* In place of it where rows come a few at a time: what fits the buffer waits for the next ones of
 * the same statement, until db_copies_end() at the latest.  No question sees it before. */
bool db_copy_pause(struct db_copy *copy, struct error *error_r);
/* Sends all that waits; before a commit or a savepoint. */
bool db_copies_end(struct db *db, struct error *error_r);

/*
 * COPY (SELECT ...) TO STDOUT (FORMAT binary): rows one after the other, for answers that memory
 * should not hold at once.  COPY takes no parameters, so $1, $2 ... of the statement are written
 * into it as quoted literals; arrays are not among them.  Nothing else may be asked of the
 * connection meanwhile, and the statement may hold no other $.
 */
struct db_stream;
bool db_stream_begin(struct db *db, const char *copy_sql, size_t value_count,
                     const struct db_value *values, struct db_stream **stream_r,
                     struct error *error_r);
/* The next row, as row 0 of *row_r, good until the next call; NULL: there is none left. */
bool db_stream_next(struct db_stream *stream, const struct db_result **row_r,
                    struct error *error_r);
/* Reads what is left and throws it away.  Says only what had not been said by db_stream_next. */
bool db_stream_end(struct db_stream *stream, struct error *error_r);

#endif
