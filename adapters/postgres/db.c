#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/postgres/db_session.h"
#include "adapters/postgres/wire.h"

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

bool db_fail_with_connection(const struct db *db, const char *doing, struct error *error_r)
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

bool db_fail_with_result(const struct db *db, const PGresult *result, const char *doing,
                         struct error *error_r)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);

    if (sqlstate == NULL)
        return db_fail_with_connection(db, doing, error_r);
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
        db_fail_with_result(db, result, sql, error_r);
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
                                       "SET default_statistics_target = 3;"
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
        db_fail_with_connection(db, "connecting to the database", error_r);
        error_r->status = EXIT_STATUS_UNAVAILABLE;
        return false;
    }
    PQsetNoticeProcessor(db->connection, ignore_notice, NULL);
    return command(db, session_settings, error_r);
}

bool db_look_up_only(struct db *db, bool look_up, struct error *error_r)
{
    db->asks_again = look_up;
    return command(db,
                   look_up ? "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off"
                           : "SET plan_cache_mode = force_custom_plan; SET enable_seqscan = on",
                   error_r);
}

bool db_join_sets_only(struct db *db, bool join_sets, struct error *error_r)
{
    return command(db, join_sets ? "SET enable_nestloop = off" : "SET enable_nestloop = on",
                   error_r);
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    PQfinish(db->connection); /* an open transaction is rolled back */
    db_copies_free(db);
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
        db_fail_with_result(db, result, "COMMIT", error_r);
    } else if (!is_committed) {
        error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                  "COMMIT: the transaction had failed before and was rolled back");
    }
    PQclear(result);
    return is_committed;
}

bool db_commit(struct db *db, struct error *error_r)
{
    assert(!db_has_waiting_rows(db));
    return db->is_dry_run || commit(db, error_r);
}

bool db_rollback(struct db *db, struct error *error_r)
{
    db_copies_free(db);
    db->in_dry_run_transaction = false;
    return command(db, "ROLLBACK", error_r);
}

bool db_savepoint(struct db *db, struct error *error_r)
{
    assert(!db_has_waiting_rows(db));
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

static struct asked *asked_of(struct db *db, const char *sql)
{
    for (size_t i = 0; i < db->asked_count; i++)
        if (db->asked[i].sql == sql)
            return &db->asked[i];
    db->asked = arena_grow(db->asked_arena, db->asked, &db->asked_room, db->asked_count + 1,
                           sizeof(*db->asked));
    db->asked[db->asked_count] = (struct asked){.sql = sql};
    return &db->asked[db->asked_count++];
}

/* A third of what a short question costs the server is to read it; one that is asked again it is
 * told to remember. */
static PGresult *send(struct db *db, const char *sql, int count, const Oid *types,
                      const char *const *bytes, const int *lengths, const int *formats)
{
    struct asked *asked = asked_of(db, sql);
    char name[32];

    if (!asked->is_asked && !db->asks_again) {
        asked->is_asked = true;
        return PQexecParams(db->connection, sql, count, types, bytes, lengths, formats, 1);
    }
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

const char *db_behind_comment(const char *sql)
{
    while (strncmp(sql, "--", 2) == 0)
        sql += strcspn(sql, "\n") + 1;
    return sql;
}

const char *db_statement_name(const struct db *db, const char *sql)
{
    sql = db_behind_comment(sql);
    size_t length = strcspn(sql, "\n");
    return arena_printf(db->arena, "%.*s", (int)(length > NAME_BYTES ? NAME_BYTES : length), sql);
}

bool db_script(struct db *db, const char *sql, struct error *error_r)
{
    PGresult *result = PQexec(db->connection, sql);
    ExecStatusType status = PQresultStatus(result);
    bool is_done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

    if (!is_done)
        db_fail_with_result(db, result, db_statement_name(db, sql), error_r);
    PQclear(result);
    return is_done;
}

bool db_query(struct db *db, const char *sql, size_t value_count, const struct db_value *values,
              struct db_result **result_r, struct error *error_r)
{
    PGresult *result = ask(db, sql, value_count, values);

    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        db_fail_with_result(db, result, db_statement_name(db, sql), error_r);
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
        db_fail_with_result(db, result, db_statement_name(db, sql), error_r);
    else if (affected_r != NULL)
        *affected_r = atoll(PQcmdTuples(result));
    PQclear(result);
    return is_done;
}
