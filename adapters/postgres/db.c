#include "adapters/postgres/db.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

/* PostgreSQL counts days and microseconds from 2000-01-01. */
#define POSTGRES_EPOCH_DAY 10957
#define POSTGRES_EPOCH_S   ((int64_t)POSTGRES_EPOCH_DAY * SECONDS_PER_DAY)
#define US_PER_S           1000000

/* Type numbers of pg_type; they never change. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_JSONB = 3802,
    OID_TEXT_ARRAY = 1009,
    OID_DATE = 1082,
    OID_TIMESTAMPTZ = 1184,
};

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

/* --- bytes in network order ------------------------------------------------ */

static void put_int(char *to, int64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        to[i] = (char)(uint8_t)((uint64_t)value >> (8 * (bytes - 1 - i)));
    }
}

static int64_t get_int(const char *from, size_t bytes)
{
    uint64_t value = (from[0] & 0x80) != 0 ? UINT64_MAX : 0;

    for (size_t i = 0; i < bytes; i++) {
        value = value << 8 | (uint8_t)from[i];
    }
    return (int64_t)value;
}

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
    for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
        if (strncmp(sqlstate, meanings[i].prefix, strlen(meanings[i].prefix)) == 0) {
            return meanings[i].status;
        }
    }
    return sqlstate[0] == '\0' ? EXIT_STATUS_TRY_AGAIN : EXIT_STATUS_UNAVAILABLE;
}

/* libpq's messages end in a line end; ours do not. */
static int trimmed_length(const char *message)
{
    size_t length = strlen(message);

    while (length > 0 && (message[length - 1] == '\n' || message[length - 1] == ' ')) {
        length--;
    }
    return (int)length;
}

/* libpq tells a failed connection in several lines; an error is one. */
static void join_lines(char *message)
{
    char *to = message;

    for (const char *from = message; *from != '\0'; from++) {
        if (*from != '\t') {
            *to++ = *from == '\n' ? ' ' : *from;
        }
    }
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

    if (sqlstate == NULL) {
        return fail_with_connection(db, doing, error_r);
    }
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

    if (!is_done) {
        fail_with_result(db, result, sql, error_r);
    }
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
    if (db == NULL) {
        return;
    }
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
    if (db->in_dry_run_transaction) {
        return true;
    }
    if (!command(db, "BEGIN", error_r)) {
        return false;
    }
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

/* --- values ---------------------------------------------------------------- */

struct db_value db_int8(int64_t value)
{
    return (struct db_value){.type = DB_INT8, .is_null = !given(value), .number = value};
}

struct db_value db_int4(int64_t value)
{
    assert(!given(value) || (value >= INT32_MIN && value <= INT32_MAX));
    return (struct db_value){.type = DB_INT4, .is_null = !given(value), .number = value};
}

struct db_value db_bool(bool value)
{
    return (struct db_value){.type = DB_BOOL, .number = value};
}

struct db_value db_text(struct text value)
{
    return (struct db_value){.type = DB_TEXT, .is_null = value.bytes == NULL, .text = value};
}

struct db_value db_text_or_null(struct text value)
{
    return (struct db_value){.type = DB_TEXT, .is_null = text_is_empty(value), .text = value};
}

struct db_value db_jsonb_or_null(struct text value)
{
    return (struct db_value){.type = DB_JSONB, .is_null = text_is_empty(value), .text = value};
}

struct db_value db_bytea(const void *bytes, size_t length)
{
    return (struct db_value){.type = DB_BYTEA, .text = {bytes, length}};
}

struct db_value db_date(day_t value)
{
    return (struct db_value){.type = DB_DATE, .is_null = value == DAY_NOT_GIVEN, .number = value};
}

struct db_value db_timestamptz(int64_t utc_s)
{
    return (struct db_value){.type = DB_TIMESTAMPTZ, .is_null = !given(utc_s), .number = utc_s};
}

struct db_value db_text_array(size_t count, const struct text *values)
{
    return (struct db_value){.type = DB_TEXT_ARRAY, .count = count, .texts = values};
}

static Oid oid_of(enum db_type type)
{
    static const Oid oids[] = {
        [DB_INT8] = OID_INT8,
        [DB_INT4] = OID_INT4,
        [DB_BOOL] = OID_BOOL,
        [DB_TEXT] = OID_TEXT,
        [DB_JSONB] = OID_JSONB,
        [DB_BYTEA] = OID_BYTEA,
        [DB_DATE] = OID_DATE,
        [DB_TIMESTAMPTZ] = OID_TIMESTAMPTZ,
        [DB_TEXT_ARRAY] = OID_TEXT_ARRAY,
    };
    return oids[type];
}

#define ARRAY_HEADER_BYTES 20
#define ARRAY_EMPTY_BYTES  12 /* no dimension */
#define JSONB_VERSION      1

static size_t array_size(const struct db_value *value)
{
    size_t size = value->count == 0 ? ARRAY_EMPTY_BYTES : ARRAY_HEADER_BYTES;

    for (size_t i = 0; i < value->count; i++) {
        size += 4 + value->texts[i].length;
    }
    return size;
}

static size_t value_size(const struct db_value *value)
{
    switch (value->type) {
    case DB_INT8:
    case DB_TIMESTAMPTZ:
        return 8;
    case DB_INT4:
    case DB_DATE:
        return 4;
    case DB_BOOL:
        return 1;
    case DB_TEXT:
    case DB_BYTEA:
        return value->text.length;
    case DB_JSONB:
        return 1 + value->text.length;
    case DB_TEXT_ARRAY:
        break;
    }
    return array_size(value);
}

static void put_text(char *to, struct text text)
{
    if (text.length > 0) {
        memcpy(to, text.bytes, text.length);
    }
}

static void put_array(char *to, const struct db_value *value)
{
    put_int(to, value->count == 0 ? 0 : 1, 4); /* dimensions */
    put_int(to + 4, 0, 4);                     /* no nulls */
    put_int(to + 8, OID_TEXT, 4);
    if (value->count == 0) {
        return;
    }
    put_int(to + 12, (int64_t)value->count, 4);
    put_int(to + 16, 1, 4); /* lower bound */
    to += ARRAY_HEADER_BYTES;
    for (size_t i = 0; i < value->count; i++) {
        put_int(to, (int64_t)value->texts[i].length, 4);
        put_text(to + 4, value->texts[i]);
        to += 4 + value->texts[i].length;
    }
}

/* Writes value_size() bytes. */
static void put_value(char *to, const struct db_value *value)
{
    switch (value->type) {
    case DB_INT8:
        put_int(to, value->number, 8);
        break;
    case DB_INT4:
        put_int(to, value->number, 4);
        break;
    case DB_BOOL:
        put_int(to, value->number, 1);
        break;
    case DB_TEXT:
    case DB_BYTEA:
        put_text(to, value->text);
        break;
    case DB_JSONB:
        put_int(to, JSONB_VERSION, 1);
        put_text(to + 1, value->text);
        break;
    case DB_DATE:
        put_int(to, value->number - POSTGRES_EPOCH_DAY, 4);
        break;
    case DB_TIMESTAMPTZ:
        put_int(to, (value->number - POSTGRES_EPOCH_S) * US_PER_S, 8);
        break;
    case DB_TEXT_ARRAY:
        put_array(to, value);
        break;
    }
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
        size_t size = values[i].is_null ? 0 : value_size(&values[i]);
        char *to = ARENA_ARRAY(db->arena, char, size + 1);
        if (!values[i].is_null) {
            put_value(to, &values[i]);
        }
        types[i] = oid_of(values[i].type);
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
    while (strncmp(sql, "--", 2) == 0) {
        sql += strcspn(sql, "\n") + 1;
    }
    size_t length = strcspn(sql, "\n");
    return arena_printf(db->arena, "%.*s", (int)(length > NAME_BYTES ? NAME_BYTES : length), sql);
}

bool db_script(struct db *db, const char *sql, struct error *error_r)
{
    PGresult *result = PQexec(db->connection, sql);
    ExecStatusType status = PQresultStatus(result);
    bool is_done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

    if (!is_done) {
        fail_with_result(db, result, statement_name(db, sql), error_r);
    }
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

    if (!is_done) {
        fail_with_result(db, result, statement_name(db, sql), error_r);
    } else if (affected_r != NULL) {
        *affected_r = atoll(PQcmdTuples(result));
    }
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
    if (db_is_null(result, row, column)) {
        return NOT_GIVEN;
    }
    int length = PQgetlength(result->result, (int)row, (int)column);
    assert(length == 2 || length == 4 || length == 8);
    return get_int(PQgetvalue(result->result, (int)row, (int)column), (size_t)length);
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
    if (db_is_null(result, row, column)) {
        return DAY_NOT_GIVEN;
    }
    return (day_t)(db_get_int(result, row, column) + POSTGRES_EPOCH_DAY);
}

int64_t db_get_timestamptz(const struct db_result *result, size_t row, size_t column)
{
    if (db_is_null(result, row, column)) {
        return NOT_GIVEN;
    }
    return db_get_int(result, row, column) / US_PER_S + POSTGRES_EPOCH_S;
}

size_t db_array_count(const struct db_result *result, size_t row, size_t column)
{
    const char *bytes = PQgetvalue(result->result, (int)row, (int)column);

    if (db_is_null(result, row, column) || get_int(bytes, 4) == 0) {
        return 0;
    }
    return (size_t)get_int(bytes + 12, 4);
}

struct text db_array_text(const struct db_result *result, size_t row, size_t column, size_t element)
{
    const char *at = PQgetvalue(result->result, (int)row, (int)column) + ARRAY_HEADER_BYTES;

    for (size_t i = 0; i < element; i++) {
        at += 4 + get_int(at, 4); /* no nulls in our arrays */
    }
    return (struct text){at + 4, (size_t)get_int(at, 4)};
}

/* --- COPY ------------------------------------------------------------------ */

#define COPY_SIGNATURE    "PGCOPY\n\377\r\n\0"
#define COPY_HEADER_BYTES 19 /* the signature's 11, no flags, no extension */

static void copy_flush(struct db_copy *copy)
{
    if (copy->used > 0 && PQputCopyData(copy->db->connection, copy->buffer, (int)copy->used) != 1) {
        copy->has_failed = true;
    }
    copy->used = 0;
}

/* Room for `bytes` more in one piece; a larger piece than the buffer is for copy_large(). */
static char *copy_room(struct db_copy *copy, size_t bytes)
{
    assert(bytes <= COPY_BUFFER_BYTES);
    if (copy->used + bytes > COPY_BUFFER_BYTES) {
        copy_flush(copy);
    }
    char *at = copy->buffer + copy->used;
    copy->used += bytes;
    return at;
}

static void copy_large(struct db_copy *copy, const struct db_value *value, size_t size)
{
    struct arena *arena = arena_new();
    char *bytes = ARENA_ARRAY(arena, char, size);

    assert(size <= INT32_MAX);
    put_value(bytes, value);
    copy_flush(copy);
    if (PQputCopyData(copy->db->connection, bytes, (int)size) != 1) {
        copy->has_failed = true;
    }
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
        put_int(copy_room(copy, 4), -1, 4);
        return;
    }
    size_t size = value_size(value);
    put_int(copy_room(copy, 4), (int64_t)size, 4);
    if (size > COPY_BUFFER_BYTES) {
        copy_large(copy, value, size);
    } else {
        put_value(copy_room(copy, size), value);
    }
}

void db_copy_values(struct db_copy *copy, size_t value_count, const struct db_value *values)
{
    put_int(copy_room(copy, 2), (int64_t)value_count, 2);
    for (size_t i = 0; i < value_count; i++) {
        copy_value(copy, &values[i]);
    }
}

bool db_copy_end(struct db_copy *copy, struct error *error_r)
{
    PGconn *connection = copy->db->connection;

    put_int(copy_room(copy, 2), -1, 2);
    copy_flush(copy);
    bool is_sent = PQputCopyEnd(connection, NULL) == 1 && !copy->has_failed;
    PGresult *result = PQgetResult(connection);
    bool is_done = is_sent && PQresultStatus(result) == PGRES_COMMAND_OK;

    if (!is_done) {
        fail_with_result(copy->db, result, statement_name(copy->db, copy->sql), error_r);
    }
    PQclear(result);
    while ((result = PQgetResult(connection)) != NULL) {
        PQclear(result);
    }
    copy->sql = NULL;
    return is_done;
}
