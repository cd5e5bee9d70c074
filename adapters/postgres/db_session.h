/*
 * A session from within, for the files that make one up: db.c (session and statements),
 * db_result.c, db_copy.c (rows to the server) and db_stream.c (rows from it).  Nobody else
 * sees libpq.
 */
#ifndef TALLYSTICK_POSTGRES_DB_SESSION_H
#define TALLYSTICK_POSTGRES_DB_SESSION_H

#include <libpq-fe.h>

#include "adapters/postgres/db.h"

/* What a COPY in binary begins with. */
#define COPY_SIGNATURE    "PGCOPY\n\377\r\n\0"
#define COPY_HEADER_BYTES 19 /* the signature's 11, no flags, no extension */

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

struct asked {
    const char *sql;
    bool is_asked; /* once, unprepared */
    bool is_prepared;
};

struct db {
    PGconn *connection;
    struct arena *arena; /* encoded parameters of the statement in hand */
    struct arena *asked_arena;
    size_t asked_count, asked_room;
    struct asked *asked;
    bool asks_again; /* a statement is prepared before it is asked the first time */
    bool is_dry_run;
    bool in_dry_run_transaction;
    struct db_copy *copies; /* each of a statement whose rows wait, or of none */
    struct db_copy *copy_in_hand;
    struct db_stream stream;
};

/* Always false. */
bool db_fail_with_connection(const struct db *db, const char *doing, struct error *error_r);
bool db_fail_with_result(const struct db *db, const PGresult *result, const char *doing,
                         struct error *error_r);

/* The statement behind the comment that it begins with. */
const char *db_behind_comment(const char *sql);
/* Its first words, for messages; as long as nothing else is asked. */
const char *db_statement_name(const struct db *db, const char *sql);

/* Whether rows wait, which are no part of what is committed. */
bool db_has_waiting_rows(const struct db *db);
void db_copies_free(struct db *db);

#endif
