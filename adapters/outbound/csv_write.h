/*
 * CSV as RFC 4180 has it: comma, CR LF, quotes where a field needs them.  A
 * file for machines holds values as they are.  A file for people opens in a
 * spreadsheet, which takes a cell beginning with = + - @ tab or CR for a formula:
 * there such a cell gets an apostrophe before it.  Numbers are ours and stay
 * numbers.
 */
#ifndef TALLYSTICK_OUTBOUND_CSV_WRITE_H
#define TALLYSTICK_OUTBOUND_CSV_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "adapters/outbound/text_buffer.h"
#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"
#include "matcher/base/zone.h"

/* A day and how it is written: rows that follow each other share most of theirs. */
struct csv_date {
    day_t day;
    char text[DAY_TEXT_BYTES]; /* empty: none yet */
};

/* An amount and how it is written: visits of one length and rate follow each other, and are billed,
 * expected and paid alike. */
struct csv_amount {
    int64_t pence;
    size_t length; /* 0: none yet */
    char text[DECIMAL_TEXT_BYTES];
};

struct csv_writer {
    struct text_buffer *file;
    bool for_people;
    bool in_row;               /* a field of the row is written */
    struct csv_date day, date; /* the last ones, of a day and of a datetime */
    struct wall_clock clock;   /* of the last datetime */
    struct csv_amount amount;  /* the last one but nothing and 0.00 */
};

/* Whether a spreadsheet would take the cell for one. */
bool csv_is_formula(struct text value);

void csv_field(struct csv_writer *csv, struct text value);
void csv_number(struct csv_writer *csv, int64_t value); /* NOT_GIVEN: empty */
void csv_pounds(struct csv_writer *csv, int64_t pence); /* NOT_GIVEN: empty */
void csv_day(struct csv_writer *csv, day_t day);        /* ISO; DAY_NOT_GIVEN: empty */
/* ISO on the clocks of the zone; NOT_GIVEN: empty. */
void csv_datetime(struct csv_writer *csv, const struct zone *zone, int64_t utc_s);
void csv_end_row(struct csv_writer *csv);

/* The last row of a file that says what is paid: `total` in its second column, a count in another,
 * net, VAT and both in the last three, from net_column on. */
void csv_total_row(struct csv_writer *csv, struct text batch, size_t count_column, int64_t count,
                   size_t net_column, int64_t net_pence, int64_t vat_pence);

/* A row of static words: headings. */
void csv_heading(struct csv_writer *csv, size_t count, const char *const *names);

#endif
