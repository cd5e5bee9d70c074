/*
 * The variance report: one message for each person who has something to look
 * at, text and HTML with a CSV attached.  No client names: references only.
 */
#ifndef TALLYSTICK_OUTBOUND_VARIANCE_REPORT_H
#define TALLYSTICK_OUTBOUND_VARIANCE_REPORT_H

#include "matcher/base/arena.h"
#include "matcher/base/zone.h"
#include "matcher/engine/verdict.h"

/* A line of tonight that pays with a variance or is held. */
struct finding {
    struct text provider, provider_name, invoice_no, line_no, client_ref, carer_ref, service;
    struct text order_no, order_line;
    int32_t slot;
    int64_t planned_start_s; /* or NOT_GIVEN */
    int64_t planned_minutes; /* or NOT_GIVEN */
    int64_t delivered_start_s;
    int64_t delivered_minutes, billed_minutes, expected_minutes; /* or NOT_GIVEN */
    int64_t billed_pence, expected_pence;                        /* or NOT_GIVEN */
    int64_t payable_pence;
    enum verdict_kind kind;
    uint64_t reasons;
    struct text detail; /* the checks as JSON, as line_verdict.detail has them */
    bool is_new;        /* its verdict is of tonight's run; else held since earlier */
};

struct missed_visit {
    struct text provider, provider_name, client_ref, service, order_no, order_line;
    int32_t slot;
    int64_t planned_start_s;
    int32_t planned_minutes;
};

/* A file that was set aside or a row that was rejected, for finance. */
struct unread_input {
    struct text place;  /* FILE or FILE:LINE:COLUMN */
    struct text reason; /* with the field before it, where one is to blame */
};

struct variance_report {
    const char *council_name;
    const char *council_code;
    day_t business_date;
    int number; /* of the council's runs on that date: 1, 2, ... */
    const struct zone *zone;
    const char *from, *to; /* addresses */
    const char *to_name;   /* may be empty */
    struct text recipient; /* care manager's reference; empty: finance */
    size_t finding_count;
    const struct finding *findings; /* by client, delivered start, provider, invoice, line */
    size_t missed_count;
    const struct missed_visit *missed;
    size_t unread_count;
    const struct unread_input *unread; /* by place */
};

/* COUNCIL-DATE-RECIPIENT, with .NUMBER behind the date from the second run on, and .finance for
 * finance's: no recipient's name makes it another's.  Fit for a file name and for a Message-ID;
 * ends with NUL. */
struct text variance_report_stem(struct arena *arena, const struct variance_report *report);

/* The whole message as it goes out (RFC 5322, CRLF), its Message-ID made of the
 * stem and the sender's host: the same report always has the same bytes.  `to`
 * must be a plain address (mail_address.h). */
struct text variance_report_message(struct arena *arena, const struct variance_report *report);

#endif
