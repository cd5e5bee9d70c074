/*
 * Standing data: what a council knows besides orders.  Each is keyed as
 * docs/files-in.md says; a later row of the same key replaces the earlier.
 */
#ifndef TALLYSTICK_RECORD_STANDING_H
#define TALLYSTICK_RECORD_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"
#include "matcher/base/text.h"
#include "matcher/record/words.h"

/* A longer piece is a mistake. sql/statements/match_evidence.sql looks as far back. */
#define EVIDENCE_DAYS_MOST 32

/* What call monitoring saw: the goods receipt. */
struct evidence {
    int64_t evidence_id; /* given by the store, ascending in loading order */
    int64_t file_id;
    int32_t source_row;
    struct text provider;
    struct text client_ref;
    struct text carer_ref;
    struct text service;         /* may be empty */
    struct text visit_ref;       /* may be empty */
    int64_t log_in_s;            /* utc */
    int64_t log_out_s;           /* utc, after log_in_s, within EVIDENCE_DAYS_MOST */
    enum evidence_method method; /* EVIDENCE_METHOD_COUNT: not given */
};

struct rate_entry {
    int64_t rate_id;
    int64_t file_id;
    int32_t source_row;
    struct text provider;
    struct text service;
    enum day_type day_type;
    enum rate_kind kind;
    int32_t minutes;     /* kind visit: the length it prices, > 0; kind hour: 0 */
    int64_t rate_e6;     /* pounds per hour, or for the visit */
    int32_t from_time_s; /* seconds of the civil day; -1: no window */
    int32_t to_time_s;   /* exclusive; at or before from_time_s wraps past midnight */
    day_t valid_from;    /* inclusive */
    day_t valid_to;      /* inclusive; DAY_NOT_GIVEN: no end */
};

struct provider {
    struct text provider;
    struct text name;
    struct text card_token;
    struct text card_last4;
    struct text merchant_id;
    struct text sort_code;
    struct text account_no;
    struct text account_name;
    struct text vat_no;
    struct text contact_email;
    enum rail rail; /* RAIL_COUNT: not given */
    enum provider_status status;
    int64_t per_transaction_limit_pence; /* or NOT_GIVEN */
};

/* Has the provider the details that the rail needs? */
bool provider_can_be_paid_by(const struct provider *provider, enum rail rail);

/* The rail that can pay this provider: its own if the details are there, else
 * RAIL_COUNT.  Without a rail, card if there is a token, else bank. */
enum rail provider_payable_rail(const struct provider *provider);

/* The provider's record among those, which stand by provider as bytes; NULL: none. */
const struct provider *provider_find(size_t count, const struct provider *providers,
                                     struct text provider);

/* A visit that another process paid before this one began. */
struct paid_before {
    int32_t source_row;
    struct text provider;
    struct text client_ref;
    struct text service;
    int64_t start_s; /* utc */
    struct text invoice_no;
    struct text line_no;  /* may be empty; whole numbers without leading zeros */
    int64_t amount_pence; /* or NOT_GIVEN */
};

struct contact {
    struct text care_manager;
    struct text email;
    struct text name;
};

struct suspension {
    struct text client_ref;
    day_t from; /* inclusive */
    day_t to;   /* inclusive; DAY_NOT_GIVEN: still on */
    struct text reason;
};

struct decision {
    int64_t decision_id;
    struct text provider;
    struct text invoice_no;
    struct text line_no;
    enum decision_kind kind;
    struct text by;
    struct text reason;
    int64_t line; /* of the file that brought it */
};

#endif
