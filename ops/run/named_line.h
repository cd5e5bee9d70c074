/*
 * What the record holds under the name of a bill line: the lines that bear it,
 * with their verdicts, and the rows that could not be read.
 */
#ifndef TALLYSTICK_RUN_NAMED_LINE_H
#define TALLYSTICK_RUN_NAMED_LINE_H

#include "adapters/postgres/db.h"
#include "matcher/engine/verdict.h"

/* What the command line asks about. */
struct line_name {
    struct text provider, invoice_no, line_no;
};

/* A bill line of that name, and its last verdict up to the run that is looked back from. */
struct named_line {
    int64_t line_id;
    int32_t source_row;
    struct text file, sha256, feed;
    int64_t read_run;
    day_t read_day;
    int64_t verdict_run;    /* 0: not judged yet; then what follows says nothing */
    struct verdict verdict; /* as it is stored: no checks, no turns; order is NULL */
    int64_t order_id;       /* 0: none */
    day_t due_date;
    int64_t credited_pence; /* net, that paid credits took back from it: 0 or more */
};

/* A row of a bill that could not be read. */
struct named_reject {
    int32_t source_row;
    struct text file, sha256, feed;
    int64_t run;
    day_t day;
    int64_t file_line, column;
    struct text field, code, reason, raw; /* card numbers are masked already */
};

struct named {
    size_t line_count;
    const struct named_line *lines; /* in loading order */
    size_t reject_count;
    const struct named_reject *rejects;
};

/* From where one looks back. */
struct look_back {
    struct db *db;
    struct arena *arena;
    int64_t council_id;
    int64_t until_run;        /* later runs have not been yet */
    int64_t last_decision_id; /* nor later decisions */
    bool is_shadow;           /* nothing is paid, whatever may be */
};
#define LOOK_BACK_FROM_NOW INT64_MAX

bool named_find(const struct look_back *back, const struct line_name *name, struct named *named_r,
                struct error *error_r);

/* The line that a question about the name means: the one paid, else the one held, else the last; of
 * several the last.  NULL: there is none. */
const struct named_line *named_meant(const struct named *named);

#endif
