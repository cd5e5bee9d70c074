/*
 * What `report` can show: a row a report.  To add one, write its columns and what
 * puts a council's rows, and add a row to REPORT_LIST.
 */
#ifndef TALLYSTICK_RUN_REPORT_H
#define TALLYSTICK_RUN_REPORT_H

#include "adapters/postgres/db.h"
#include "config/config.h"
#include "ops/run/output.h"

#define REPORT_LIST(X)                                                                             \
    X(payments)     /* how fast invoices are paid, by half-year */                                 \
    X(shadow)       /* what a council in shadow would have paid, beside what was paid */           \
    X(transparency) /* card transactions, and spend over a threshold */

/* What the command line asks. */
struct report_question {
    day_t from, to;     /* DAY_NOT_GIVEN: since ever, to the last */
    int64_t over_pence; /* transparency: what is more than this is published */
};

/* One council's part of a report. */
struct report_call {
    struct arena *arena; /* until the program ends */
    struct db *db;
    const struct council_config *council;
    int64_t council_id;
    const struct report_question *question;
    struct output *output;
};

struct report {
    const char *name;
    size_t column_count;
    const struct output_column *columns;
    bool (*put)(const struct report_call *call, struct error *error_r);
};

#define X(name) extern const struct report report_##name;
REPORT_LIST(X)
#undef X

/* part / whole as "98.25", half a hundredth up; "" of nothing. */
struct text report_percent(struct arena *arena, int64_t part, int64_t whole);
struct text report_day(struct arena *arena, day_t day);

#endif
