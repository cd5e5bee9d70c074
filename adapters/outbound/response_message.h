/*
 * The message that takes a provider its line responses the same night: what was
 * paid, what waits and why, with the CSV attached; and which files of its were set aside.
 */
#ifndef TALLYSTICK_OUTBOUND_RESPONSE_MESSAGE_H
#define TALLYSTICK_OUTBOUND_RESPONSE_MESSAGE_H

#include "adapters/outbound/variance_report.h"
#include "matcher/payment/line_response.h"

/* What adjustments come to, net. */
struct adjustment_tally {
    int64_t lines, more_pence, less_pence;
};

/* A provider's night in numbers. */
struct response_tally {
    int64_t lines[VERDICT_COUNT];
    int64_t billed_pence[VERDICT_COUNT]; /* net; expected where self-billed */
    int64_t paid_pence;                  /* net and VAT */
    int64_t to_do[REASON_COUNT];         /* held and rejected lines, under each reason for it */
    struct adjustment_tally adjusted;    /* paid by us */
    struct adjustment_tally to_settle;   /* for the provider to bill or credit */
};
void response_tally_add(struct response_tally *tally, const struct line_response *response);
int64_t response_tally_lines(const struct response_tally *tally); /* judged or rejected */
bool response_tally_is_empty(const struct response_tally *tally);

struct response_message {
    const char *council_name;
    struct text council_code;
    day_t business_date;
    int number; /* of the run on its date */
    const char *from, *to;
    struct text provider, provider_name;
    const struct response_tally *tally;
    struct text attachment; /* the CSV; empty: there is no line to tell of */
    bool is_whole;          /* it has every line; else all but those that agree */
    bool waits_for_release; /* what is to be paid, until people release its batch */
    size_t set_aside_count;
    const struct unread_input *set_aside; /* files of its of which nothing was read */
};

/* COUNCIL-DATE-responses-PROVIDER, with .NUMBER behind the date from the second run on; ends with
 * NUL. */
struct text response_message_stem(struct arena *arena, const struct response_message *message);
/* The whole message as it goes out.  `to` must be a plain address. */
struct text response_message_write(struct arena *arena, const struct response_message *message);

#endif
