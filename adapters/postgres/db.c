#include "adapters/postgres/db.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/postgres/copy_row.h"
#include "adapters/postgres/wire.h"

#define STREAM_COLUMNS_MAX 48

struct cell {
    const char *bytes;
    int length; /* -1: null */
};

/* Either what a statement answered, or one row of a stream. */
struct db_result {
    PGresult *result; /* NULL: a row of a stream */
    size_t column_count;
    struct cell cells[STREAM_COLUMNS_MAX];
};

struct db_stream {
    struct db *db;
    const char *sql;  /* NULL: no stream is on */
    char *message;    /* what libpq handed out last */
    const char *rest; /* of it: rows not read yet */
    const char *end;
    bool has_begun; /* the header is behind us */
    bool is_over;   /* the server has said how it went */
    struct db_result row;
};

/* A statement that was asked before. */
struct asked {
    const char *sql;
    bool is_prepared;
};

struct db {
    PGconn *connection;
    struct arena *arena; /* encoded parameters of the statement in hand */
    struct arena *asked_arena;
    size_t asked_count, asked_room;
    struct asked *asked;
    bool is_dry_run;
    bool in_dry_run_transaction;
    struct db_copy *copies; /* each of a statement whose rows wait, or of none */
    struct db_copy *copy_in_hand;
    struct db_stream stream;
};

/* --- errors ---------------------------------------------------------------- */

#define SQLSTATE_NO_RIGHT "42501"

struct sqlstate_meaning {
    const char *prefix;
    enum exit_status status;
};

static enum exit_status status_of_sqlstate(const char *sqlstate)
{
    static const struct sqlstate_meaning meanings[] = {
        {"08", EXIT_STATUS_TRY_AGAIN},       /* connection lost */
        {"57", EXIT_STATUS_TRY_AGAIN},       /* shutdown, cancelled */
        {"40", EXIT_STATUS_TRY_AGAIN},       /* serialization, deadlock */
        {"55P03", EXIT_STATUS_TRY_AGAIN},    /* lock not available */
        {"53100", EXIT_STATUS_CANNOT_WRITE}, /* disk full */
        {"53", EXIT_STATUS_TRY_AGAIN},       /* out of resources */
        {"25006", EXIT_STATUS_UNAVAILABLE},  /* read-only */
        {SQLSTATE_NO_RIGHT, EXIT_STATUS_NOT_PERMITTED},
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

/* A login without the role is the usual reason; the statement that met it tells a person nothing.
 */
static bool fail_with_rights(const char *message, struct error *error_r)
{
    bool is_whole_schema = strstr(message, "schema tallystick_data") != NULL;

    return error_set(error_r, EXIT_STATUS_NOT_PERMITTED, "this login may not %s (%s)%s",
                     is_whole_schema ? "read tallystick_data" : "do this in the database", message,
                     is_whole_schema ? ": the role tallystick_batch is needed" : "");
}

static bool fail_with_result(const struct db *db, const PGresult *result, const char *doing,
                             struct error *error_r)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);

    if (sqlstate == NULL)
        return fail_with_connection(db, doing, error_r);
    if (strcmp(sqlstate, SQLSTATE_NO_RIGHT) == 0 && message != NULL)
        return fail_with_rights(message, error_r);
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
 * answering them. The few long ones sort and hash all of a night's lines.  What ANALYZE has to tell
 * is how large tables are, for which few samples do.  A night fills tables that were
 * empty: a question that is asked again is planned again. */
static const char session_settings[] = "SET jit = off;"
                                       "SET max_parallel_workers_per_gather = 0;"
                                       "SET work_mem = '64MB';"
                                       "SET default_statistics_target = 10;"
                                       "SET plan_cache_mode = force_custom_plan";

bool db_open(const char *conninfo, struct db **db_r, struct error *error_r)
{
    const char *keywords[] = {"dbname", "fallback_application_name", "client_encoding", NULL};
    const char *values[] = {conninfo == NULL ? "" : conninfo, "tallystick", "UTF8", NULL};
    struct db *db = calloc(1, sizeof(*db));

    assert(db != NULL);
    db->arena = arena_new();
    db->asked_arena = arena_new();
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

/* Rows that wait, which are no part of what is committed. */
static bool has_waiting_rows(const struct db *db)
{
    for (const struct db_copy *copy = db->copies; copy != NULL; copy = copy->next)
        if (copy->sql != NULL)
            return true;
    return false;
}

static void copies_free(struct db *db)
{
    for (struct db_copy *copy = db->copies, *next; copy != NULL; copy = next) {
        next = copy->next;
        free(copy);
    }
    db->copies = db->copy_in_hand = NULL;
}

bool db_look_up_only(struct db *db, bool look_up, struct error *error_r)
{
    return command(db,
                   look_up ? "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off"
                           : "SET plan_cache_mode = force_custom_plan; SET enable_seqscan = on",
                   error_r);
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    PQfinish(db->connection); /* an open transaction is rolled back */
    copies_free(db);
    arena_free(db->asked_arena);
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

bool db_begin_snapshot(struct db *db, struct error *error_r)
{
    return command(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", error_r);
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
    assert(!has_waiting_rows(db));
    return db->is_dry_run || commit(db, error_r);
}

bool db_rollback(struct db *db, struct error *error_r)
{
    copies_free(db);
    db->in_dry_run_transaction = false;
    return command(db, "ROLLBACK", error_r);
}

bool db_savepoint(struct db *db, struct error *error_r)
{
    assert(!has_waiting_rows(db));
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

/* NULL: it is asked for the first time. */
static struct asked *asked_before(struct db *db, const char *sql)
{
    for (size_t i = 0; i < db->asked_count; i++)
        if (db->asked[i].sql == sql)
            return &db->asked[i];
    db->asked = arena_grow(db->asked_arena, db->asked, &db->asked_room, db->asked_count + 1,
                           sizeof(*db->asked));
    db->asked[db->asked_count++] = (struct asked){.sql = sql};
    return NULL;
}

/* A third of what a short question costs the server is to read it; one that is asked again it is
 * told to remember. */
static PGresult *send(struct db *db, const char *sql, int count, const Oid *types,
                      const char *const *bytes, const int *lengths, const int *formats)
{
    struct asked *asked = asked_before(db, sql);
    char name[32];

    if (asked == NULL)
        return PQexecParams(db->connection, sql, count, types, bytes, lengths, formats, 1);
    snprintf(name, sizeof(name), "tallystick_%zu", (size_t)(asked - db->asked));
    if (!asked->is_prepared) {
        PGresult *result = PQprepare(db->connection, name, sql, count, types);
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            return result;
        PQclear(result);
        asked->is_prepared = true;
    }
    return PQexecPrepared(db->connection, name, count, bytes, lengths, formats, 1);
}

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
    return send(db, sql, (int)value_count, types, bytes, lengths, formats);
}

/* The statement behind the comment that it begins with. */
static const char *behind_comment(const char *sql)
{
    while (strncmp(sql, "--", 2) == 0)
        sql += strcspn(sql, "\n") + 1;
    return sql;
}

/* The first words of a statement, for messages. */
static const char *statement_name(const struct db *db, const char *sql)
{
    sql = behind_comment(sql);
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

static struct cell cell_of(const struct db_result *result, size_t row, size_t column)
{
    if (result->result == NULL) {
        assert(row == 0 && column < result->column_count);
        return result->cells[column];
    }
    if (PQgetisnull(result->result, (int)row, (int)column) != 0)
        return (struct cell){"", -1};
    return (struct cell){PQgetvalue(result->result, (int)row, (int)column),
                         PQgetlength(result->result, (int)row, (int)column)};
}

size_t db_rows(const struct db_result *result)
{
    return result->result == NULL ? 1 : (size_t)PQntuples(result->result);
}

bool db_is_null(const struct db_result *result, size_t row, size_t column)
{
    return cell_of(result, row, column).length < 0;
}

int64_t db_get_int(const struct db_result *result, size_t row, size_t column)
{
    struct cell cell = cell_of(result, row, column);

    if (cell.length < 0)
        return NOT_GIVEN;
    assert(cell.length == 2 || cell.length == 4 || cell.length == 8);
    return wire_get_int(cell.bytes, (size_t)cell.length);
}

int32_t db_get_int_or_0(const struct db_result *result, size_t row, size_t column)
{
    int64_t value = db_is_null(result, row, column) ? 0 : db_get_int(result, row, column);

    assert(value >= INT32_MIN && value <= INT32_MAX);
    return (int32_t)value;
}

bool db_get_bool(const struct db_result *result, size_t row, size_t column)
{
    struct cell cell = cell_of(result, row, column);

    return cell.length > 0 && cell.bytes[0] != 0;
}

struct text db_get_text(const struct db_result *result, size_t row, size_t column)
{
    struct cell cell = cell_of(result, row, column);

    return (struct text){cell.bytes, cell.length < 0 ? 0 : (size_t)cell.length};
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
    struct cell cell = cell_of(result, row, column);

    return cell.length < 0 ? 0 : wire_array_count(cell.bytes);
}

struct text db_array_text(const struct db_result *result, size_t row, size_t column, size_t element)
{
    return wire_array_text(cell_of(result, row, column).bytes, element);
}

/* --- COPY ------------------------------------------------------------------ */

#define COPY_SIGNATURE    "PGCOPY\n\377\r\n\0"
#define COPY_HEADER_BYTES 19 /* the signature's 11, no flags, no extension */

/* It is on from here. */
static void copy_tell_server(struct db_copy *copy)
{
    PGconn *connection = copy->db->connection;
    PGresult *result = PQexec(connection, copy->sql);

    copy->is_on = PQresultStatus(result) == PGRES_COPY_IN;
    if (!copy->is_on) {
        fail_with_result(copy->db, result, statement_name(copy->db, copy->sql), &copy->error);
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
        fail_with_result(copy->db, result, statement_name(copy->db, copy->sql), error_r);
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

/* --- COPY to us -------------------------------------------------------------- */

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

    sql = behind_comment(sql); /* which may name parameters too */
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
        return fail_with_connection(db, statement_name(db, copy_sql), error_r);
    PGresult *result = PQexec(db->connection, whole);
    if (PQresultStatus(result) != PGRES_COPY_OUT) {
        fail_with_result(db, result, statement_name(db, copy_sql), error_r);
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
        fail_with_result(stream->db, result, statement_name(stream->db, stream->sql), error_r);
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
