/* COPY (SELECT ...) TO STDOUT (FORMAT binary). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/postgres/db_session.h"
#include "adapters/postgres/wire.h"

/* Puts a value into a statement as a literal, which ends in NUL; false: no memory. */
static bool put_literal(struct db *db, const struct db_value *value, char **literal_r)
{
    char day[DAY_TEXT_BYTES];
    char *quoted;

    *literal_r = NULL;
    if (value->is_null) {
        *literal_r = arena_printf(db->arena, "NULL");
        return true;
    }
    switch (value->type) {
    case DB_INT8:
        *literal_r = arena_printf(db->arena, "(%lld)::bigint", (long long)value->number);
        return true;
    case DB_INT4:
        *literal_r = arena_printf(db->arena, "(%lld)::integer", (long long)value->number);
        return true;
    case DB_DATE:
        day_format((day_t)value->number, day);
        *literal_r = arena_printf(db->arena, "'%s'::date", day);
        return true;
    case DB_TIMESTAMPTZ:
        *literal_r = arena_printf(db->arena, "to_timestamp(%lld)", (long long)value->number);
        return true;
    case DB_TEXT:
        quoted = PQescapeLiteral(db->connection, value->text.bytes, value->text.length);
        if (quoted == NULL)
            return false;
        *literal_r = arena_printf(db->arena, "%s::text", quoted);
        PQfreemem(quoted);
        return true;
    default:
        break;
    }
    assert(false); /* a stream takes numbers, texts, dates and times */
    return false;
}

/* The statement with its parameters written in; NULL: a text is not one of the connection's
 * encoding. */
static char *with_literals(struct db *db, const char *sql, size_t value_count,
                           const struct db_value *values)
{
    char *whole = arena_printf(db->arena, "%s", "");

    sql = db_behind_comment(sql); /* which may name parameters too */
    for (const char *dollar; (dollar = strchr(sql, '$')) != NULL;) {
        char *behind, *literal;
        size_t number = strtoul(dollar + 1, &behind, 10);
        assert(number >= 1 && number <= value_count);
        if (!put_literal(db, &values[number - 1], &literal))
            return NULL;
        whole = arena_printf(db->arena, "%s%.*s%s", whole, (int)(dollar - sql), sql, literal);
        sql = behind;
    }
    return arena_printf(db->arena, "%s%s", whole, sql);
}

bool db_stream_begin(struct db *db, const char *copy_sql, size_t value_count,
                     const struct db_value *values, struct db_stream **stream_r,
                     struct error *error_r)
{
    struct db_stream *stream = &db->stream;

    assert(stream->sql == NULL && db->copy_in_hand == NULL);
    arena_empty(db->arena);
    const char *whole = with_literals(db, copy_sql, value_count, values);
    if (whole == NULL)
        return db_fail_with_connection(db, db_statement_name(db, copy_sql), error_r);
    PGresult *result = PQexec(db->connection, whole);
    if (PQresultStatus(result) != PGRES_COPY_OUT) {
        db_fail_with_result(db, result, db_statement_name(db, copy_sql), error_r);
        PQclear(result);
        return false;
    }
    PQclear(result);
    *stream = (struct db_stream){.db = db, .sql = copy_sql};
    *stream_r = stream;
    return true;
}

/* How the statement went, once there is no more data. */
static bool stream_finish(struct db_stream *stream, struct error *error_r)
{
    PGconn *connection = stream->db->connection;
    PGresult *result = PQgetResult(connection);
    bool is_done = PQresultStatus(result) == PGRES_COMMAND_OK;

    if (!is_done)
        db_fail_with_result(stream->db, result, db_statement_name(stream->db, stream->sql),
                            error_r);
    PQclear(result);
    while ((result = PQgetResult(connection)) != NULL)
        PQclear(result);
    stream->is_over = true;
    return is_done;
}

/* The server sends a row a message, the header before the first. */
static bool stream_message(struct db_stream *stream, struct error *error_r)
{
    PQfreemem(stream->message);
    int length = PQgetCopyData(stream->db->connection, &stream->message, 0);
    if (length < 0) {
        stream->message = NULL;
        stream->rest = stream->end = NULL;
        return stream_finish(stream, error_r);
    }
    stream->rest = stream->message;
    stream->end = stream->message + length;
    if (!stream->has_begun) {
        assert(length >= COPY_HEADER_BYTES && memcmp(stream->rest, COPY_SIGNATURE, 11) == 0);
        stream->rest += COPY_HEADER_BYTES + wire_get_int(stream->rest + COPY_HEADER_BYTES - 4, 4);
        stream->has_begun = true;
    }
    return true;
}

static void stream_row(struct db_stream *stream, int64_t column_count)
{
    struct db_result *row = &stream->row;

    assert(column_count >= 0 && column_count <= STREAM_COLUMNS_MAX);
    row->column_count = (size_t)column_count;
    for (size_t i = 0; i < row->column_count; i++) {
        int length = (int)wire_get_int(stream->rest, 4);
        row->cells[i] = (struct cell){stream->rest + 4, length};
        stream->rest += 4 + (length < 0 ? 0 : length);
        assert(stream->rest <= stream->end);
    }
}

bool db_stream_next(struct db_stream *stream, const struct db_result **row_r, struct error *error_r)
{
    *row_r = NULL;
    while (!stream->is_over) {
        while (!stream->is_over && stream->rest == stream->end)
            if (!stream_message(stream, error_r))
                return false;
        if (stream->is_over)
            break;
        int64_t column_count = wire_get_int(stream->rest, 2);
        stream->rest += 2;
        if (column_count < 0)
            continue; /* the end mark; the next message says how it went */
        stream_row(stream, column_count);
        *row_r = &stream->row;
        break;
    }
    return true;
}

bool db_stream_end(struct db_stream *stream, struct error *error_r)
{
    bool is_done = true;

    while (is_done && !stream->is_over)
        is_done = stream_message(stream, error_r);
    PQfreemem(stream->message);
    stream->message = NULL;
    stream->sql = NULL;
    return is_done;
}
