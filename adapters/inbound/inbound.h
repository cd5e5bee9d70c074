/*
 * One file in, records out.  The reader of the feed's format maps headings to
 * canonical fields, turns values into records (docs/files-in.md) and hands
 * each to the sink; a record that is not valid is handed over as a reject.
 *
 * Nothing of a file that is not whole may count, and that is known only at its
 * end: the caller undoes what the sink took when the outcome says quarantined.
 */
#ifndef TALLYSTICK_INBOUND_INBOUND_H
#define TALLYSTICK_INBOUND_INBOUND_H

#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"
#include "matcher/base/error.h"
#include "matcher/base/zone.h"
#include "matcher/record/bill_line.h"
#include "matcher/record/order_line.h"
#include "matcher/record/payment_news.h"
#include "matcher/record/reject.h"
#include "matcher/record/standing.h"

/* A record that is not valid, with its place in the file. */
struct rejected_record {
    int32_t source_row; /* 1 for the first record */
    int64_t line;       /* of the file, 1 for the first; where the record begins */
    struct reject why;
    struct text raw; /* the record's fields as read, card numbers masked */
    struct text provider, invoice_no, line_no, client_ref; /* where they could be read */
};

/* A record of the feed's kind; which member holds is the feed's kind. */
union inbound_record {
    const struct bill_line *bill;
    const struct order_line *order;
    const struct evidence *evidence;
    const struct rate_entry *rate;
    const struct provider *provider;
    const struct contact *contact;
    const struct suspension *suspension;
    const struct decision *decision;
    const struct paid_before *paid;
    const struct payment_response *response;
    const struct statement_entry *statement;
};

/* Records and their texts live until the call returns: copy what is kept.
 * Return false (with error_r set) to stop. */
struct inbound_sink {
    void *context;
    bool (*record)(void *context, union inbound_record record, struct error *error_r);
    bool (*reject)(void *context, const struct rejected_record *reject, struct error *error_r);
    /* Whether the line's settlement file has room for its invoice number, which is never cut;
     * where not, the line is rejected.  NULL: there is room. */
    bool (*invoice_no_fits)(void *context, const struct bill_line *line);
};

struct inbound_context {
    const struct feed_config *feed;
    struct text council; /* its code, with which its references begin */
    const struct zone *zone;
    size_t service_count; /* units: a rate or quantity without one is in its service's */
    const struct service_config *services;
    size_t person_count; /* who may decide; 0: whoever a file names */
    const struct person_config *people;
    const char *shown_name; /* the file's name in messages */
};

#define INBOUND_REASON_BYTES 512

struct inbound_outcome {
    bool quarantined;
    char reason[INBOUND_REASON_BYTES]; /* where quarantined: file:line:column: field: reason */
    char reference[128];               /* access-portal's FileReference; else empty */
    int64_t totals_differ_pence; /* by how much a document's own totals do not add up, at most */
    char totals[256];            /* which, in words; empty: they do */
    int64_t rows_read;           /* records, valid or not */
    int64_t rows_rejected;
};

/* Reads the file behind fd (a private copy, from its start).  False only if the
 * environment or the sink failed. */
bool inbound_read(int fd, const struct inbound_context *context, const struct inbound_sink *sink,
                  struct inbound_outcome *outcome_r, struct error *error_r);

#endif
