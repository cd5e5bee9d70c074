/*
 * The table of output.h: kept until its end, for its widths are those of its widest cells.
 */
#ifndef TALLYSTICK_RUN_OUTPUT_TABLE_H
#define TALLYSTICK_RUN_OUTPUT_TABLE_H

#include "ops/run/output.h"

struct output_table;

/* Lives as long as the arena; columns and stream are the caller's and outlive it. */
struct output_table *output_table_new(struct arena *arena, FILE *stream, size_t column_count,
                                      const struct output_column *columns);

/* The next cell; the last of a row ends it.  What must not reach a terminal is shown as '?'. */
void output_table_text(struct output_table *table, struct text text);
/* In a column_is_numeric(). */
void output_table_number(struct output_table *table, int64_t number);
/* Goes across before the next row. */
void output_table_rule(struct output_table *table);

void output_table_print(const struct output_table *table);

static inline bool column_is_numeric(enum column_kind kind)
{
    return kind == COLUMN_NUMBER || kind == COLUMN_COUNT || kind == COLUMN_PENCE;
}

#endif
