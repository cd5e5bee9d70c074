/*
 * The variance report: one message for each person who has something to look
 * at, text and HTML with a CSV and a workbook of the same rows attached.  No
 * client names: references only.
 * Where its numbers come from: docs/matching.md, sections 6 to 9.
 */
#ifndef TALLYSTICK_OUTBOUND_VARIANCE_REPORT_H
#define TALLYSTICK_OUTBOUND_VARIANCE_REPORT_H

#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/zone.h"
#include "matcher/engine/verdict.h"
#include "matcher/payment/adjustment.h"
#include "matcher/record/standing.h"
#include "matcher/record/words.h"

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
    struct text detail;                  /* the checks as JSON, as line_verdict.detail has them */
    const struct suspension *suspension; /* client_suspended; NULL: none, or not known */
    bool is_new; /* its verdict is of tonight's run; else held since earlier */
};

struct missed_visit {
    struct text provider, provider_name, client_ref, service, order_no, order_line;
    int32_t slot;
    int64_t planned_start_s;
    int32_t planned_minutes;
};

/* A sign that a client's care is slipping. */
struct care_signal_news {
    enum care_signal_kind kind;
    struct text provider, provider_name, client_ref;
    day_t week, last_week;   /* its first and last week's Monday */
    int64_t counted;         /* shrinking: delivered minutes; else visits */
    int64_t planned_minutes; /* shrinking; else NOT_GIVEN */
};

/* A period that ended with less delivered than was ordered. */
struct short_period {
    struct text provider, provider_name, client_ref, service, order_no, order_line;
    enum basis basis;                  /* period or unit */
    day_t first, last;                 /* both included */
    int64_t quantity_e4, delivered_e4; /* minutes or units */
};

/* A provider's week whose lines lean one way by more than the limit, for finance. */
struct provider_drift {
    struct text provider, provider_name;
    day_t week; /* its Monday */
    enum drift_measure measure;
    int64_t difference; /* money: paid above (below: < 0) the agreed price, pence; minutes: due
                           above those delivered */
    int64_t base;       /* money: the agreed price, pence; minutes: delivered */
    int64_t limit_percent_e4;
};

/* A file that was set aside or a row that was rejected, for finance. */
struct unread_input {
    struct text place;  /* FEED: FILE or FEED: FILE:LINE:COLUMN */
    struct text reason; /* with the field before it, where one is to blame */
};

/* A payment that waits, or about which something does not agree, for finance. */
struct payment_notice {
    struct text place; /* provider and invoice, batch and transaction, or a file and row */
    struct text words;
    int64_t pence; /* or NOT_GIVEN */
};

/* What is not used, or does not leave, before a second person says yes, for finance. */
struct waiting_notice {
    struct text place;   /* kind and number, or a batch */
    struct text words;   /* what it is */
    struct text command; /* what the person types */
    int64_t pence;       /* or NOT_GIVEN */
    bool is_new;         /* began to wait since the run before */
};

/* A line paid earlier that costs another amount now, for finance. */
struct adjusted_line {
    struct text provider, provider_name, invoice_no, line_no, client_ref, service;
    int64_t delivered_start_s;
    int64_t billed_pence; /* or NOT_GIVEN */
    int64_t net_pence;    /* that the adjustment pays */
    struct adjustment_news news;
};

struct variance_report {
    const char *council_name;
    const char *council_code;
    day_t business_date;
    int number; /* of the council's runs on that date: 1, 2, ... */
    const struct zone *zone;
    const char *from, *to;  /* addresses */
    const char *to_name;    /* may be empty */
    struct text recipient;  /* care manager's reference; empty: finance */
    bool waits_for_release; /* what is to be paid, until people release its batch */
    size_t finding_count;
    const struct finding *findings; /* by client, delivered start, provider, invoice, line */
    size_t missed_count;
    const struct missed_visit *missed;
    size_t care_signal_count;
    const struct care_signal_news *care_signals; /* by client and week */
    size_t short_count;
    const struct short_period *short_periods; /* by client and first day */
    size_t drift_count;
    const struct provider_drift *drifts; /* by provider and week */
    size_t unread_count;
    const struct unread_input *unread; /* by place; of more than a message shows, the first */
    size_t payment_count;
    const struct payment_notice *payments; /* as they were found */
    size_t waiting_count;
    const struct waiting_notice *waiting;
    size_t adjusted_count;
    const struct adjusted_line *adjusted; /* by provider */
};

/* COUNCIL-DATE-RECIPIENT, with .NUMBER behind the date from the second run on, and .finance for
 * finance's: no recipient's name makes it another's.  Fit for a file name and for a Message-ID;
 * ends with NUL. */
struct text variance_report_stem(struct arena *arena, const struct variance_report *report);

/* The whole message as it goes out (RFC 5322, CRLF), its Message-ID made of the
 * stem and the sender's host: the same report always has the same bytes.  `to`
 * must be a plain address (mail_address.h). */
bool variance_report_message(struct arena *arena, const struct variance_report *report,
                             struct text *message_r, struct error *error_r);

#endif
