/* COPY ... FROM STDIN (FORMAT binary). */
#include <assert.h>
#include <stdlib.h>

#include "adapters/postgres/copy_row.h"
#include "adapters/postgres/db_session.h"

/* It is on from here. */
static void copy_tell_server(struct db_copy *copy)
{
    PGconn *connection = copy->db->connection;
    PGresult *result = PQexec(connection, copy->sql);

    copy->is_on = PQresultStatus(result) == PGRES_COPY_IN;
    if (!copy->is_on) {
        db_fail_with_result(copy->db, result, db_statement_name(copy->db, copy->sql), &copy->error);
        copy->has_failed = true;
    } else if (PQputCopyData(connection, COPY_SIGNATURE "\0\0\0\0\0\0\0\0", COPY_HEADER_BYTES) !=
               1) {
        copy->has_failed = true;
    }
    PQclear(result);
}

static void copy_send(struct db_copy *copy, const char *bytes, size_t size)
{
    if (!copy->is_on && !copy->has_failed)
        copy_tell_server(copy);
    if (!copy->has_failed && PQputCopyData(copy->db->connection, bytes, (int)size) != 1)
        copy->has_failed = true;
}

void copy_flush(struct db_copy *copy)
{
    if (copy->used > 0)
        copy_send(copy, copy->buffer, copy->used);
    copy->used = 0;
}

/* A piece that is larger than the buffer. */
static void copy_large(struct db_copy *copy, const struct db_value *value, size_t size)
{
    struct arena *arena = arena_new();
    char *bytes = ARENA_ARRAY(arena, char, size);

    assert(size <= INT32_MAX);
    wire_put_value(bytes, value);
    copy_flush(copy);
    copy_send(copy, bytes, size);
    arena_free(arena);
}

/* The one in which rows of the statement wait, or one in which none do. */
static struct db_copy *copy_for(struct db *db, const char *copy_sql)
{
    struct db_copy *unused = NULL;

    for (struct db_copy *copy = db->copies; copy != NULL; copy = copy->next) {
        if (copy->sql == copy_sql)
            return copy;
        if (copy->sql == NULL)
            unused = copy;
    }
    if (unused == NULL) {
        unused = calloc(1, sizeof(*unused));
        assert(unused != NULL);
        unused->next = db->copies;
        unused->db = db;
        db->copies = unused;
    }
    unused->sql = copy_sql;
    return unused;
}

struct db_copy *db_copy_begin(struct db *db, const char *copy_sql)
{
    assert(db->copy_in_hand == NULL);
    db->copy_in_hand = copy_for(db, copy_sql);
    return db->copy_in_hand;
}

void copy_value(struct db_copy *copy, const struct db_value *value)
{
    if (value->is_null) {
        copy_null(copy);
        return;
    }
    size_t size = wire_value_size(value);
    if (size <= COPY_BUFFER_BYTES - 4) {
        wire_put_value(copy_column(copy, size), value);
        return;
    }
    assert(copy->columns_left > 0 && size <= INT32_MAX);
    copy->columns_left--;
    copy_put_4(copy_room(copy, 4), (uint32_t)size);
    copy_large(copy, value, size);
}

void db_copy_values(struct db_copy *copy, size_t value_count, const struct db_value *values)
{
    copy_begin_row(copy, (int)value_count);
    for (size_t i = 0; i < value_count; i++)
        copy_value(copy, &values[i]);
}

static void copy_forget(struct db_copy *copy)
{
    copy->sql = NULL;
    copy->is_on = copy->has_failed = false;
    copy->used = 0;
    copy->columns_left = 0;
}

/* How the statement went. */
static bool copy_answer(struct db_copy *copy, struct error *error_r)
{
    PGconn *connection = copy->db->connection;
    bool is_sent = PQputCopyEnd(connection, NULL) == 1 && !copy->has_failed;
    PGresult *result = PQgetResult(connection);
    bool is_done = is_sent && PQresultStatus(result) == PGRES_COMMAND_OK;

    if (!is_done)
        db_fail_with_result(copy->db, result, db_statement_name(copy->db, copy->sql), error_r);
    PQclear(result);
    while ((result = PQgetResult(connection)) != NULL)
        PQclear(result);
    return is_done;
}

/* Sends the rest. */
static bool copy_finish(struct db_copy *copy, struct error *error_r)
{
    bool is_done = true;

    assert(copy->columns_left == 0);
    if (copy->is_on || copy->used > 0) {
        copy_put_2(copy_room(copy, 2), UINT16_MAX);
        copy_flush(copy);
    }
    if (copy->is_on) {
        is_done = copy_answer(copy, error_r);
    } else if (copy->has_failed) {
        *error_r = copy->error;
        is_done = false;
    }
    copy_forget(copy);
    return is_done;
}

bool db_copy_end(struct db_copy *copy, struct error *error_r)
{
    copy->db->copy_in_hand = NULL;
    return copy_finish(copy, error_r);
}

bool db_copy_pause(struct db_copy *copy, struct error *error_r)
{
    bool waits = !copy->is_on && !copy->has_failed;

    copy->db->copy_in_hand = NULL;
    return waits || copy_finish(copy, error_r);
}

bool db_copies_end(struct db *db, struct error *error_r)
{
    assert(db->copy_in_hand == NULL);
    for (struct db_copy *copy = db->copies; copy != NULL; copy = copy->next)
        if (copy->sql != NULL && !copy_finish(copy, error_r))
            return false;
    return true;
}

bool db_has_waiting_rows(const struct db *db)
{
    for (const struct db_copy *copy = db->copies; copy != NULL; copy = copy->next)
        if (copy->sql != NULL)
            return true;
    return false;
}

void db_copies_free(struct db *db)
{
    for (struct db_copy *copy = db->copies, *next; copy != NULL; copy = next) {
        next = copy->next;
        free(copy);
    }
    db->copies = db->copy_in_hand = NULL;
}
