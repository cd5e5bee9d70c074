/*
 * A table as a workbook (XLSX) of one sheet, which a spreadsheet opens without
 * asking for delimiter and encoding: texts are texts, whatever they look like,
 * numbers can be added up, and days and times are what a spreadsheet has them as.
 * It is made for people, so that texts are guarded as in csv_write.h.  The same
 * table has the same bytes.  The only module that includes libxlsxwriter.
 */
#ifndef TALLYSTICK_OUTBOUND_WORKBOOK_WRITE_H
#define TALLYSTICK_OUTBOUND_WORKBOOK_WRITE_H

#include "matcher/base/arena.h"
#include "matcher/base/civil.h"
#include "matcher/base/error.h"
#include "matcher/base/zone.h"

struct book;

/* made: what the workbook says of itself.  What was begun is to be ended. */
bool book_begin(struct arena *arena, const char *sheet_name, day_t made, size_t column_count,
                const char *const *headings, struct book **book_r, struct error *error_r);

/* A cell each, from left to right; what is empty or not given is an empty cell.  What a sheet has
 * no room for is left out: rows from 1,048,577 on, and of a text what is beyond 32,767 characters.
 */
void book_text(struct book *book, struct text value);
void book_number(struct book *book, int64_t value);
void book_quantity(struct book *book, int64_t value_e4);
void book_pounds(struct book *book, int64_t pence);
void book_day(struct book *book, day_t day);
void book_datetime(struct book *book, const struct zone *zone, int64_t utc_s);
void book_end_row(struct book *book);

/* All of it, in the arena. */
bool book_end(struct book *book, struct text *file_r, struct error *error_r);

#endif
