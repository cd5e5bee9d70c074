/*
 * A file of an unknown sender looked at: how it is written, and what its columns
 * hold.  A guess, for a person to look over; nothing is loaded by it.
 */
#ifndef TALLYSTICK_INBOUND_SAMPLE_TABLE_H
#define TALLYSTICK_INBOUND_SAMPLE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "adapters/inbound/csv_reader.h"
#include "adapters/inbound/value_shape.h"
#include "config/config.h"
#include "matcher/base/arena.h"
#include "matcher/base/error.h"

#define SAMPLE_COLUMNS_MOST CSV_COLUMNS_MOST

struct sample_column {
    struct text heading; /* of XML: the path below the record */
    struct text name;    /* what is to be understood: the heading, or the path's last names */
    struct text last;    /* the last of them alone; empty: there is one only */
    struct value_shape shape;
    int64_t sum_e4;  /* of its values */
    bool is_numbers; /* every value that is given */
};

struct sample_table {
    enum preset preset;
    const char *record; /* preset xml: its path */
    enum encoding encoding;
    char delimiter;
    int preamble;
    struct trailer_config trailer; /* total_field is left open: */
    int total_of;                  /* the column that its total adds up; -1: it has none */
    int64_t record_count;          /* without headings and trailer */
    size_t column_count;
    struct sample_column *columns; /* SAMPLE_COLUMNS_MOST */
};

/* EXIT_STATUS_BAD_DATA where the file cannot be understood at all. */
bool sample_table_read(struct arena *arena, int fd, struct sample_table *table_r,
                       struct error *error_r);

/* The two halves of it; each knows its own files. */
bool sample_csv_read(struct arena *arena, int fd, struct text first_bytes,
                     struct sample_table *table_r, struct error *error_r);
bool sample_xml_read(struct arena *arena, int fd, struct sample_table *table_r,
                     struct error *error_r);

void sample_column_add(struct sample_column *column, struct text value);

#endif
