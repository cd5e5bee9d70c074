/*
 * A table as a workbook (XLSX: Office Open XML, ECMA-376) of one sheet: what a
 * spreadsheet opens without asking for delimiter and encoding.  Texts are
 * texts, whatever they look like; numbers can be added up.
 */
#ifndef TALLYSTICK_OUTBOUND_WORKBOOK_WRITE_H
#define TALLYSTICK_OUTBOUND_WORKBOOK_WRITE_H

#include <stddef.h>

#include "matcher/base/arena.h"
#include "matcher/base/text.h"

enum workbook_cell {
    WORKBOOK_TEXT,
    WORKBOOK_NUMBER, /* shown as it is */
    WORKBOOK_POUNDS  /* shown with two decimals */
};

/* The rows of a CSV file that csv_write made, headings first, of so many columns.  An empty number
 * is an empty cell.  Rows and characters beyond what a sheet can have are left out. */
struct text workbook_of_csv(struct arena *arena, struct text csv, const char *sheet_name,
                            size_t column_count, const enum workbook_cell *columns);

#endif
