/*
 * What reading verbs say on stdout: rows of columns as an aligned table, as
 * CSV (RFC 4180) or as JSON (one array of objects).  CSV and JSON are written
 * row by row; a table is kept until its end, to know its widths.
 *
 * Money is pence everywhere but in a table, which shows pounds.  A cell of a
 * CSV that a spreadsheet would take for a formula gets an apostrophe in front.
 */
#ifndef TALLYSTICK_RUN_OUTPUT_H
#define TALLYSTICK_RUN_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"

/* X(name, word) */
#define OUTPUT_FORMAT_LIST(X) X(TABLE, "table") X(CSV, "csv") X(JSON, "json")
enum output_format {
#define X(name, word) OUTPUT_FORMAT_##name,
    OUTPUT_FORMAT_LIST(X)
#undef X
};

/* NULL gives a table; an unknown word is EXIT_STATUS_USAGE. */
bool output_format_parse(const char *word, enum output_format *format_r, struct error *error_r);

enum column_kind {
    COLUMN_TEXT,
    COLUMN_WORDS,   /* words with single blanks between them: in JSON an array */
    COLUMN_DECIMAL, /* -1234.50, given as a text of digits; never taken for a formula */
    COLUMN_NUMBER,  /* 1234 */
    COLUMN_COUNT,   /* in a table 1,234 */
    COLUMN_PENCE,   /* in a table pounds: 1,234.50 */
    COLUMN_TIME     /* 2026-11-02T07:30:00+00:00; in a table 2026-11-02 07:30 */
};

struct output_column {
    const char *name;    /* CSV heading, JSON key */
    const char *heading; /* in a table; NULL: not shown there */
    enum column_kind kind;
    size_t wrap_at; /* table: a text longer than this goes on below; 0: never */
};

struct output;

/* columns stay the caller's and outlive the output; stream likewise. */
struct output *output_begin(struct arena *arena, FILE *stream, enum output_format format,
                            size_t column_count, const struct output_column *columns);

/* The next cell, one call a column; the last cell ends the row.  A text
 * without bytes (NULL) and a number NOT_GIVEN are empty; in JSON null. */
void output_text(struct output *output, struct text text);
void output_number(struct output *output, int64_t number);
/* What the wall clock shows, and how far it is east of UTC. */
void output_time(struct output *output, int64_t civil_s, int64_t offset_s);

/* A rule across a table before the next row; nothing in the other formats. */
void output_rule(struct output *output);

/* False once the stream has failed: whoever reads it has gone, or the disk is full. */
bool output_is_wanted(const struct output *output);

/* Writes what was kept back and ends the array. */
void output_end(struct output *output);

/* Flushes; EXIT_STATUS_CANNOT_WRITE if anything written so far was lost. */
bool output_flush(FILE *stream, struct error *error_r);

#endif
