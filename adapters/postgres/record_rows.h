/* Rows of results as records: the column order of the statements that say so. */
#ifndef TALLYSTICK_POSTGRES_RECORD_ROWS_H
#define TALLYSTICK_POSTGRES_RECORD_ROWS_H

#include "adapters/postgres/db.h"
#include "matcher/engine/verdict.h"
#include "matcher/record/bill_line.h"
#include "matcher/record/order_line.h"

/* Columns 0..27 of match_lines.sql and match_past.sql. Texts are copied. */
#define BILL_LINE_COLUMNS 28
void bill_line_of_row(const struct db_result *result, size_t row, struct arena *arena,
                      struct bill_line *line_r);

/* Columns 0..23 of match_orders.sql and match_free_slots.sql. */
#define ORDER_LINE_COLUMNS 24
void order_line_of_row(const struct db_result *result, size_t row, struct arena *arena,
                       struct order_line *line_r);

/* A text[] of reason codes as a set of REASON_BITs. */
uint64_t reasons_of_row(const struct db_result *result, size_t row, size_t column);

#endif
