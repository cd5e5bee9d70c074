/*
 * What the readers of all formats have in common: values of a record, by
 * canonical field, into the record of the feed's kind or into a reject, and
 * both to the sink.  A reader of a format finds the values and their places.
 */
#ifndef TALLYSTICK_INBOUND_RECORD_FEED_H
#define TALLYSTICK_INBOUND_RECORD_FEED_H

#include "adapters/inbound/feed_map.h"
#include "adapters/inbound/field.h"
#include "adapters/inbound/inbound.h"
#include "adapters/inbound/invoice_count.h"

union record_space {
    struct bill_line bill;
    struct order_line order;
    struct evidence evidence;
    struct rate_entry rate;
    struct provider provider;
    struct contact contact;
    struct suspension suspension;
    struct decision decision;
    struct paid_before paid;
    struct payment_response response;
    struct statement_entry statement;
};

struct record_feed {
    const struct inbound_context *context;
    const struct inbound_sink *sink;
    struct inbound_outcome *outcome;
    struct arena *file_arena;
    struct arena *record_arena; /* emptied before each record */
    struct feed_map map;
    struct zone_memory zone;
    struct row row;                      /* the one being read */
    struct text values[FIELD_LIST_MOST]; /* its; fields that the file has not stay empty */
    struct reject why;                   /* not */
    union record_space record;
    struct invoice_count *invoices;
    bool claims_payment; /* access-portal */
};

/* What happens to the file: to be read on, or set aside, or the environment failed. */
enum progress { PROGRESS_ON, PROGRESS_QUARANTINED, PROGRESS_FAILED };

void record_feed_open(struct record_feed *feed, const struct inbound_context *context,
                      const struct inbound_sink *sink, struct inbound_outcome *outcome);
void record_feed_close(struct record_feed *feed);

/* file:line:column: field: reason; what is not known (0, "") is left out. */
enum progress record_feed_quarantine(struct record_feed *feed, int64_t line, int32_t column,
                                     const char *field, const char *reason);

/* Once the map is made, before the first record. */
void record_feed_begin_rows(struct record_feed *feed);

/* Before a record's values are found; and after, before anything is read of them. */
void record_feed_begin_row(struct record_feed *feed);
void record_feed_number_row(struct record_feed *feed);

/* The values as a record of the feed's kind; false with feed->why set. */
bool record_feed_read(struct record_feed *feed, union inbound_record *record_r);

/* Hands over a record that is not valid: names it, as far as it can be read, and counts it. */
bool record_feed_reject(struct record_feed *feed, struct rejected_record *rejected,
                        struct error *error_r);

/* A reference that may be shown and stored; empty where it may not, or for FIELD_NONE. */
struct text record_feed_readable(const struct row *row, int field);

/* A field's text as a rejected record keeps it: no withheld field, no card number. */
struct text record_feed_kept(const struct record_feed *feed, int field, struct text value);

#endif
