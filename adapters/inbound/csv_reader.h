/*
 * Records of a CSV file, one by one, from a library that would take a file cut
 * short for a whole one: what it leaves unsaid is counted and checked here.  A
 * file whose framing is wrong is broken as a whole, for what follows cannot be
 * trusted; a record that is merely odd is the caller's.
 */
#ifndef TALLYSTICK_INBOUND_CSV_READER_H
#define TALLYSTICK_INBOUND_CSV_READER_H

#include <stdint.h>

#include "config/config.h"
#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"

#define CSV_FIELD_BYTES_MOST  ((size_t)64 * 1024)
#define CSV_RECORD_BYTES_MOST ((size_t)1024 * 1024)
#define CSV_COLUMNS_MOST      256

/* Fields without blanks around them; good until the next step. */
struct csv_record {
    int64_t line; /* of the file, 1 for the first; where the record begins */
    size_t field_count;
    const struct text *fields;
    struct text bytes; /* of all fields, one behind the other, with or without what parts them */
};

/* Where and why a file is broken. */
struct csv_fault {
    int64_t line;
    int32_t column; /* 1 for the first field */
    const char *reason;
};

enum csv_step {
    CSV_STEP_RECORD,
    CSV_STEP_END,
    CSV_STEP_BROKEN, /* the file's fault: csv_reader_fault */
    CSV_STEP_FAILED, /* the environment's: error_r */
};

struct csv_reader;

/* Reads from the start of fd, which it neither moves nor closes.  NULL with error_r set. */
struct csv_reader *csv_reader_open(struct arena *arena, int fd, enum encoding encoding,
                                   char delimiter, struct error *error_r);
/* Before the first step: that many lines come before the first record, and are not looked at. */
void csv_reader_skip_lines(struct csv_reader *reader, int64_t lines);
void csv_reader_close(struct csv_reader *reader);

/* The next record; records whose fields are all empty are passed over.  After anything but
 * CSV_STEP_RECORD there is no next step. */
enum csv_step csv_reader_next(struct csv_reader *reader, struct csv_record *record_r,
                              struct error *error_r);
struct csv_fault csv_reader_fault(const struct csv_reader *reader);

/* The fields as a record again, without a line end, quoted where they need it. */
struct text csv_join(struct arena *arena, const struct text *fields, size_t count, char delimiter);

#endif
