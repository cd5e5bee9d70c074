/*
 * A CSV file of ours read back row by row; nothing of the writer is used.  The
 * file comes in pieces; rows are read from a buffer that no row may outgrow.
 */
#ifndef TALLYSTICK_OUTBOUND_CSV_ROWS_H
#define TALLYSTICK_OUTBOUND_CSV_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"

#define CSV_ROWS_COLUMNS_MOST 32

struct csv_rows;

/* What is done with every row behind the heading.  Fields still have the quotes around and inside
 * them: those that are looked into never need any.  False: csv_rows_bad() has said why. */
typedef bool csv_rows_take_row(void *to, const struct csv_rows *rows, const struct text *fields);

/* heading: the first row's bytes without its CR LF, one name a column; it stays as long. */
struct csv_rows *csv_rows_new(struct arena *arena, const char *heading, csv_rows_take_row *take_row,
                              void *to);
bool csv_rows_take(struct csv_rows *rows, struct text piece, struct error *error_r);
/* The file has ended: reads what is left. */
bool csv_rows_end(struct csv_rows *rows, struct error *error_r);
/* A whole file. */
bool csv_rows_read(struct csv_rows *rows, int fd, struct arena *arena, struct error *error_r);

/* Always false; the error names the row. */
bool csv_rows_bad(const struct csv_rows *rows, const char *what);
/* -?pounds.pence with two decimals; a whole number of at most 18 digits. */
bool csv_rows_pounds(const struct csv_rows *rows, struct text field, int64_t *pence_r);
bool csv_rows_whole(const struct csv_rows *rows, struct text field, int64_t *value_r);

#endif
