/* What the notify stage tells people of a run. */
#ifndef TALLYSTICK_POSTGRES_REPORT_STORE_H
#define TALLYSTICK_POSTGRES_REPORT_STORE_H

#include "adapters/postgres/run_store.h"
#include "matcher/engine/verdict.h"
#include "matcher/payment/adjustment.h"
#include "matcher/record/words.h"

#define REPORTED_LINE_TEXTS(X)                                                                     \
    X(care_manager) /* of its order; empty: finance's */                                           \
    X(provider)                                                                                    \
    X(invoice_no)                                                                                  \
    X(line_no)                                                                                     \
    X(client_ref)                                                                                  \
    X(carer_ref)                                                                                   \
    X(service)                                                                                     \
    X(order_no) /* empty: compared with nothing */                                                 \
    X(order_line)                                                                                  \
    X(detail) /* JSON, see detail_json.h; may be empty */

/* A line that the run pays with a variance, or that is held. */
struct reported_line {
#define X(name) struct text name;
    REPORTED_LINE_TEXTS(X)
#undef X
    int64_t line_id;
    int32_t slot;
    int64_t planned_start_s, planned_minutes; /* or NOT_GIVEN */
    int64_t delivered_start_s;
    int64_t delivered_minutes;
    int64_t billed_minutes, expected_minutes, billed_pence, expected_pence; /* or NOT_GIVEN */
    int64_t payable_pence;
    enum verdict_kind kind;
    uint64_t reasons;
    bool is_new; /* the verdict is the run's; else it has been held since earlier */
};

/* A missed visit that the run found. */
struct reported_missed {
    struct text care_manager; /* empty: finance's */
    struct text provider, client_ref, service, order_no, order_line;
    int32_t slot;
    int64_t planned_start_s;
    int32_t planned_minutes;
};

/* A care signal that the run raised: docs/matching.md, section 9. */
struct reported_care_signal {
    struct text care_manager; /* of the client's orders; empty: finance's */
    struct text provider, client_ref;
    enum care_signal_kind kind;
    day_t week, last_week;   /* Mondays, both included */
    int64_t counted;         /* shrinking: delivered minutes; else visits */
    int64_t planned_minutes; /* shrinking; else NOT_GIVEN */
};

/* A period that the run found below order: section 8. */
struct reported_short_period {
    struct text care_manager; /* of its order line; empty: finance's */
    struct text provider, client_ref, service, order_no, order_line;
    enum basis basis;
    day_t first, last;
    int64_t quantity_e4, delivered_e4; /* minutes or units */
};

/* A provider's week that the run found beyond its limit: section 9. */
struct reported_drift {
    struct text provider;
    day_t week; /* Monday */
    enum drift_measure measure;
    int64_t difference, base; /* pence or minutes; base > 0 */
    int64_t limit_percent_e4;
};

/* The order of lines: by care manager as bytes (finance's first), client, time, provider, invoice.
 */
int reported_line_compare(const struct reported_line *a, const struct reported_line *b);

/* These four by care manager as bytes (finance's first), then client and time.  Lines, of which
 * there may be many, one after the other: each good until the next.  `unchanged_alone`: only those
 * that are held since earlier. */
bool report_store_begin_lines(struct db *db, const struct run *run, bool unchanged_alone,
                              struct db_stream **stream_r, struct error *error_r);
bool report_store_next_line(struct db_stream *stream, bool *has_r, struct reported_line *line_r,
                            struct error *error_r);
bool report_store_signals(struct db *db, const struct run *run, struct arena *arena,
                          size_t *count_r, struct reported_care_signal **signals_r,
                          struct error *error_r);
bool report_store_missed(struct db *db, const struct run *run, struct arena *arena, size_t *count_r,
                         struct reported_missed **missed_r, struct error *error_r);
bool report_store_short_periods(struct db *db, const struct run *run, struct arena *arena,
                                size_t *count_r, struct reported_short_period **periods_r,
                                struct error *error_r);
/* By provider and week; of both measures money first. */
bool report_store_drift(struct db *db, const struct run *run, struct arena *arena, size_t *count_r,
                        struct reported_drift **drifts_r, struct error *error_r);

/* A feed that brought no file, a file that the run set aside or a row that it rejected. */
struct reported_unread {
    struct text feed;     /* of a file; empty: the next has what is to be said of it */
    struct text file;     /* or whatever else was not read */
    int64_t line, column; /* NOT_GIVEN: the file as a whole; column 0: the row as a whole */
    struct text field;    /* may be empty */
    struct text reason;
};
/* The feeds `missing`, files set aside, then rows by file and place, so many at most; *all_r: how
 * many there are. */
#define REPORTED_UNREAD_MOST 1000
bool report_store_unread(struct db *db, const struct run *run, size_t missing_count,
                         const struct text *missing, struct arena *arena, size_t *count_r,
                         struct reported_unread **unread_r, size_t *all_r, struct error *error_r);
/* Files whose content was loaded before, by name, as many at most; *all_r: how many there are. */
bool report_store_repeated(struct db *db, const struct run *run, struct arena *arena,
                           size_t *count_r, struct reported_unread **repeated_r, size_t *all_r,
                           struct error *error_r);

/* A payment that waits, that was declined, or about which something does not agree. */
struct reported_payment {
    struct text place, words;
    int64_t pence; /* or NOT_GIVEN */
};
/* As they were found; what was declined last. */
bool report_store_payments(struct db *db, const struct run *run, struct arena *arena,
                           size_t *count_r, struct reported_payment **payments_r,
                           struct error *error_r);

/* What waits for a second person, as status has it. */
struct reported_waiting {
    struct text place, words, command;
    int64_t pence; /* or NOT_GIVEN */
    bool is_new;   /* began to wait since the run before */
};
/* All of it; of what is approved the last found first, then batches. */
bool report_store_waiting(struct db *db, const struct run *run, struct arena *arena,
                          size_t *count_r, struct reported_waiting **waiting_r,
                          struct error *error_r);

/* What the run found of a line paid earlier. */
struct reported_adjustment {
    struct text provider, file;
    int64_t source_row;
    struct text invoice_no, line_no, client_ref, service;
    int64_t delivered_start_s;
    enum verdict_kind kind; /* that it was paid with */
    int64_t billed_pence;   /* or NOT_GIVEN */
    struct adjustment_news news;
    int64_t net_pence, vat_pence; /* paid by it; 0 where it waits or is told */
    day_t due_date;               /* or DAY_NOT_GIVEN: it is told */
};
/* By provider, file and row; none that lapsed. */
bool report_store_adjustments(struct db *db, const struct run *run, struct arena *arena,
                              size_t *count_r, struct reported_adjustment **adjustments_r,
                              struct error *error_r);

/* By rail: whether a batch of the run waits for people who release it. */
bool report_store_waiting_rails(struct db *db, const struct run *run, bool waits_r[RAIL_COUNT],
                                struct error *error_r);

/* 1 for the first run of a business date, 2 for the second, ... */
bool report_store_run_number(struct db *db, const struct run *run, int *number_r,
                             struct error *error_r);

#endif
