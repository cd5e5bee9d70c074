#include "adapters/postgres/db.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/postgres/wire.h"

#define COPY_BUFFER_BYTES 65536

struct db_copy {
    struct db *db;
    const char *sql; /* NULL: no COPY is on */
    bool has_failed; /* said at the end */
    size_t used;
    char buffer[COPY_BUFFER_BYTES];
};

struct db {
    PGconn *connection;
    struct arena *arena; /* encoded parameters of the statement in hand */
    bool is_dry_run;
    bool in_dry_run_transaction;
    struct db_copy copy;
};

struct db_result {
    PGresult *result;
};

/* --- errors ---------------------------------------------------------------- */

struct sqlstate_meaning {
    const char *prefix;
    enum exit_status status;
};

static enum exit_status status_of_sqlstate(const char *sqlstate)
{
    static const struct sqlstate_meaning meanings[] = {
        {"08", EXIT_STATUS_TRY_AGAIN},        /* connection lost */
        {"57", EXIT_STATUS_TRY_AGAIN},        /* shutdown, cancelled */
        {"40", EXIT_STATUS_TRY_AGAIN},        /* serialization, deadlock */
        {"55P03", EXIT_STATUS_TRY_AGAIN},     /* lock not available */
        {"53100", EXIT_STATUS_CANNOT_WRITE},  /* disk full */
        {"53", EXIT_STATUS_TRY_AGAIN},        /* out of resources */
        {"25006", EXIT_STATUS_UNAVAILABLE},   /* read-only */
        {"42501", EXIT_STATUS_NOT_PERMITTED}, /* insufficient privilege */
        {"28", EXIT_STATUS_NOT_PERMITTED},    /* authorisation */
        {"23", EXIT_STATUS_BROKEN_INVARIANT}, /* a constraint refused */
        {"3D", EXIT_STATUS_UNAVAILABLE},      /* no such database */
    };
    for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
        if (strncmp(sqlstate, meanings[i].prefix, strlen(meanings[i].prefix)) == 0)
            return meanings[i].status;
    return sqlstate[0] == '\0' ? EXIT_STATUS_TRY_AGAIN : EXIT_STATUS_UNAVAILABLE;
}

/* libpq's messages end in a line end; ours do not. */
static int trimmed_length(const char *message)
{
    size_t length = strlen(message);

    while (length > 0 && (message[length - 1] == '\n' || message[length - 1] == ' '))
        length--;
    return (int)length;
}

/* libpq tells a failed connection in several lines; an error is one. */
static void join_lines(char *message)
{
    char *to = message;

    for (const char *from = message; *from != '\0'; from++)
        if (*from != '\t')
            *to++ = *from == '\n' ? ' ' : *from;
    *to = '\0';
}

static bool fail_with_connection(const struct db *db, const char *doing, struct error *error_r)
{
    const char *message = PQerrorMessage(db->connection);

    error_set(error_r, EXIT_STATUS_TRY_AGAIN, "%s: %.*s", doing, trimmed_length(message), message);
    join_lines(error_r->message);
    return false;
}

static bool fail_with_result(const struct db *db, const PGresult *result, const char *doing,
                             struct error *error_r)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);

    if (sqlstate == NULL)
        return fail_with_connection(db, doing, error_r);
    return error_set(error_r, status_of_sqlstate(sqlstate), "%s: %s%s%s (%s)", doing,
                     message == NULL ? "no message" : message, detail == NULL ? "" : ": ",
                     detail == NULL ? "" : detail, sqlstate);
}

/* --- session --------------------------------------------------------------- */

static void ignore_notice(void *context, const char *message)
{
    (void)context;
    (void)message;
}

static bool command(struct db *db, const char *sql, struct error *error_r)
{
    PGresult *result = PQexec(db->connection, sql);
    bool is_done = PQresultStatus(result) == PGRES_COMMAND_OK;

    if (!is_done)
        fail_with_result(db, result, sql, error_r);
    PQclear(result);
    return is_done;
}

/* A night asks many short questions; compiling them or starting helpers for them takes longer than
 * answering them. The few long ones sort and hash all of a night's lines. */
static const char session_settings[] = "SET jit = off;"
                                       "SET max_parallel_workers_per_gather = 0;"
                                       "SET work_mem = '64MB'";

bool db_open(const char *conninfo, struct db **db_r, struct error *error_r)
{
    const char *keywords[] = {"dbname", "fallback_application_name", "client_encoding", NULL};
    const char *values[] = {conninfo == NULL ? "" : conninfo, "tallystick", "UTF8", NULL};
    struct db *db = calloc(1, sizeof(*db));

    assert(db != NULL);
    db->arena = arena_new();
    db->connection = PQconnectdbParams(keywords, values, 1);
    *db_r = db;
    if (PQstatus(db->connection) != CONNECTION_OK) {
        fail_with_connection(db, "connecting to the database", error_r);
        error_r->status = EXIT_STATUS_UNAVAILABLE;
        return false;
    }
    PQsetNoticeProcessor(db->connection, ignore_notice, NULL);
    return command(db, session_settings, error_r);
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    PQfinish(db->connection); /* an open transaction is rolled back */
    arena_free(db->arena);
    free(db);
}

void db_set_dry_run(struct db *db)
{
    db->is_dry_run = true;
}

bool db_begin(struct db *db, struct error *error_r)
{
    if (db->in_dry_run_transaction)
        return true;
    if (!command(db, "BEGIN", error_r))
        return false;
    db->in_dry_run_transaction = db->is_dry_run;
    return true;
}

/* The server answers COMMIT of a transaction in which a statement failed with
 * success and the word ROLLBACK. */
static bool commit(struct db *db, struct error *error_r)
{
    PGresult *result = PQexec(db->connection, "COMMIT");
    bool is_answered = PQresultStatus(result) == PGRES_COMMAND_OK;
    bool is_committed = is_answered && strcmp(PQcmdStatus(result), "COMMIT") == 0;

    if (!is_answered) {
        fail_with_result(db, result, "COMMIT", error_r);
    } else if (!is_committed) {
        error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                  "COMMIT: the transaction had failed before and was rolled back");
    }
    PQclear(result);
    return is_committed;
}

bool db_commit(struct db *db, struct error *error_r)
{
    return db->is_dry_run || commit(db, error_r);
}

bool db_rollback(struct db *db, struct error *error_r)
{
    db->in_dry_run_transaction = false;
    return command(db, "ROLLBACK", error_r);
}

bool db_savepoint(struct db *db, struct error *error_r)
{
    return command(db, "SAVEPOINT tallystick", error_r);
}

bool db_savepoint_keep(struct db *db, struct error *error_r)
{
    return command(db, "RELEASE SAVEPOINT tallystick", error_r);
}

bool db_savepoint_rollback(struct db *db, struct error *error_r)
{
    return command(db, "ROLLBACK TO SAVEPOINT tallystick", error_r) &&
           db_savepoint_keep(db, error_r);
}

/* --- statements ------------------------------------------------------------ */

#define VALUES_MAX 40
#define NAME_BYTES 60 /* of a statement, in messages */

static PGresult *ask(struct db *db, const char *sql, size_t value_count,
                     const struct db_value *values)
{
    Oid types[VALUES_MAX];
    const char *bytes[VALUES_MAX];
    int lengths[VALUES_MAX], formats[VALUES_MAX];

    assert(value_count <= VALUES_MAX);
    arena_empty(db->arena);
    for (size_t i = 0; i < value_count; i++) {
        size_t size = values[i].is_null ? 0 : wire_value_size(&values[i]);
        char *to = ARENA_ARRAY(db->arena, char, size + 1);
        if (!values[i].is_null)
            wire_put_value(to, &values[i]);
        types[i] = wire_oid(values[i].type);
        bytes[i] = values[i].is_null ? NULL : to;
        assert(size <= INT32_MAX);
        lengths[i] = (int)size;
        formats[i] = 1;
    }
    return PQexecParams(db->connection, sql, (int)value_count, types, bytes, lengths, formats, 1);
}

/* The first words of a statement behind its comment, for messages. */
static const char *statement_name(const struct db *db, const char *sql)
{
    while (strncmp(sql, "--", 2) == 0)
        sql += strcspn(sql, "\n") + 1;
    size_t length = strcspn(sql, "\n");
    return arena_printf(db->arena, "%.*s", (int)(length > NAME_BYTES ? NAME_BYTES : length), sql);
}

bool db_script(struct db *db, const char *sql, struct error *error_r)
{
    PGresult *result = PQexec(db->connection, sql);
    ExecStatusType status = PQresultStatus(result);
    bool is_done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

    if (!is_done)
        fail_with_result(db, result, statement_name(db, sql), error_r);
    PQclear(result);
    return is_done;
}

bool db_query(struct db *db, const char *sql, size_t value_count, const struct db_value *values,
              struct db_result **result_r, struct error *error_r)
{
    PGresult *result = ask(db, sql, value_count, values);

    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        fail_with_result(db, result, statement_name(db, sql), error_r);
        PQclear(result);
        return false;
    }
    *result_r = calloc(1, sizeof(**result_r));
    assert(*result_r != NULL);
    (*result_r)->result = result;
    return true;
}

bool db_execute(struct db *db, const char *sql, size_t value_count, const struct db_value *values,
                int64_t *affected_r, struct error *error_r)
{
    PGresult *result = ask(db, sql, value_count, values);
    ExecStatusType status = PQresultStatus(result);
    bool is_done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

    if (!is_done)
        fail_with_result(db, result, statement_name(db, sql), error_r);
    else if (affected_r != NULL)
        *affected_r = atoll(PQcmdTuples(result));
    PQclear(result);
    return is_done;
}

/* --- results --------------------------------------------------------------- */

void db_result_free(struct db_result *result)
{
    if (result != NULL) {
        PQclear(result->result);
        free(result);
    }
}

size_t db_rows(const struct db_result *result)
{
    return (size_t)PQntuples(result->result);
}

bool db_is_null(const struct db_result *result, size_t row, size_t column)
{
    return PQgetisnull(result->result, (int)row, (int)column) != 0;
}

int64_t db_get_int(const struct db_result *result, size_t row, size_t column)
{
    if (db_is_null(result, row, column))
        return NOT_GIVEN;
    int length = PQgetlength(result->result, (int)row, (int)column);
    assert(length == 2 || length == 4 || length == 8);
    return wire_get_int(PQgetvalue(result->result, (int)row, (int)column), (size_t)length);
}

int32_t db_get_int_or_0(const struct db_result *result, size_t row, size_t column)
{
    int64_t value = db_is_null(result, row, column) ? 0 : db_get_int(result, row, column);

    assert(value >= INT32_MIN && value <= INT32_MAX);
    return (int32_t)value;
}

bool db_get_bool(const struct db_result *result, size_t row, size_t column)
{
    return !db_is_null(result, row, column) &&
           PQgetvalue(result->result, (int)row, (int)column)[0] != 0;
}

struct text db_get_text(const struct db_result *result, size_t row, size_t column)
{
    return (struct text){PQgetvalue(result->result, (int)row, (int)column),
                         (size_t)PQgetlength(result->result, (int)row, (int)column)};
}

struct text db_keep_text(const struct db_result *result, size_t row, size_t column,
                         struct arena *arena)
{
    return arena_text(arena, db_get_text(result, row, column));
}

day_t db_get_date(const struct db_result *result, size_t row, size_t column)
{
    if (db_is_null(result, row, column))
        return DAY_NOT_GIVEN;
    return wire_day(db_get_int(result, row, column));
}

int64_t db_get_timestamptz(const struct db_result *result, size_t row, size_t column)
{
    if (db_is_null(result, row, column))
        return NOT_GIVEN;
    return wire_utc_s(db_get_int(result, row, column));
}

size_t db_array_count(const struct db_result *result, size_t row, size_t column)
{
    return db_is_null(result, row, column)
               ? 0
               : wire_array_count(PQgetvalue(result->result, (int)row, (int)column));
}

struct text db_array_text(const struct db_result *result, size_t row, size_t column, size_t element)
{
    return wire_array_text(PQgetvalue(result->result, (int)row, (int)column), element);
}

/* --- COPY ------------------------------------------------------------------ */

#define COPY_SIGNATURE    "PGCOPY\n\377\r\n\0"
#define COPY_HEADER_BYTES 19 /* the signature's 11, no flags, no extension */

static void copy_flush(struct db_copy *copy)
{
    if (copy->used > 0 && PQputCopyData(copy->db->connection, copy->buffer, (int)copy->used) != 1)
        copy->has_failed = true;
    copy->used = 0;
}

/* Room for `bytes` more in one piece; a larger piece than the buffer is for copy_large(). */
static char *copy_room(struct db_copy *copy, size_t bytes)
{
    assert(bytes <= COPY_BUFFER_BYTES);
    if (copy->used + bytes > COPY_BUFFER_BYTES)
        copy_flush(copy);
    char *at = copy->buffer + copy->used;
    copy->used += bytes;
    return at;
}

static void copy_large(struct db_copy *copy, const struct db_value *value, size_t size)
{
    struct arena *arena = arena_new();
    char *bytes = ARENA_ARRAY(arena, char, size);

    assert(size <= INT32_MAX);
    wire_put_value(bytes, value);
    copy_flush(copy);
    if (PQputCopyData(copy->db->connection, bytes, (int)size) != 1)
        copy->has_failed = true;
    arena_free(arena);
}

bool db_copy_begin(struct db *db, const char *copy_sql, struct db_copy **copy_r,
                   struct error *error_r)
{
    struct db_copy *copy = &db->copy;

    assert(copy->sql == NULL);
    PGresult *result = PQexec(db->connection, copy_sql);
    if (PQresultStatus(result) != PGRES_COPY_IN) {
        fail_with_result(db, result, statement_name(db, copy_sql), error_r);
        PQclear(result);
        return false;
    }
    PQclear(result);
    copy->db = db;
    copy->sql = copy_sql;
    copy->has_failed = false;
    memcpy(copy_room(copy, COPY_HEADER_BYTES), COPY_SIGNATURE "\0\0\0\0\0\0\0\0",
           COPY_HEADER_BYTES);
    *copy_r = copy;
    return true;
}

static void copy_value(struct db_copy *copy, const struct db_value *value)
{
    if (value->is_null) {
        wire_put_int(copy_room(copy, 4), -1, 4);
        return;
    }
    size_t size = wire_value_size(value);
    wire_put_int(copy_room(copy, 4), (int64_t)size, 4);
    if (size > COPY_BUFFER_BYTES)
        copy_large(copy, value, size);
    else
        wire_put_value(copy_room(copy, size), value);
}

void db_copy_values(struct db_copy *copy, size_t value_count, const struct db_value *values)
{
    wire_put_int(copy_room(copy, 2), (int64_t)value_count, 2);
    for (size_t i = 0; i < value_count; i++)
        copy_value(copy, &values[i]);
}

bool db_copy_end(struct db_copy *copy, struct error *error_r)
{
    PGconn *connection = copy->db->connection;

    wire_put_int(copy_room(copy, 2), -1, 2);
    copy_flush(copy);
    bool is_sent = PQputCopyEnd(connection, NULL) == 1 && !copy->has_failed;
    PGresult *result = PQgetResult(connection);
    bool is_done = is_sent && PQresultStatus(result) == PGRES_COMMAND_OK;

    if (!is_done)
        fail_with_result(copy->db, result, statement_name(copy->db, copy->sql), error_r);
    PQclear(result);
    while ((result = PQgetResult(connection)) != NULL)
        PQclear(result);
    copy->sql = NULL;
    return is_done;
}
