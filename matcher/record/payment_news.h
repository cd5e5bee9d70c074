/*
 * What comes back after a payment left: the bank's or the acquirer's answers, and
 * the lines of the card statement.  docs/files-in.md, "response" and "statement".
 */
#ifndef TALLYSTICK_RECORD_PAYMENT_NEWS_H
#define TALLYSTICK_RECORD_PAYMENT_NEWS_H

#include <stdint.h>

#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"
#include "matcher/base/text.h"
#include "matcher/record/words.h"

/* As a response's transaction: every one of its batch that has no answer yet. */
#define WHOLE_BATCH "*"

struct payment_response {
    struct text batch;       /* its name, or "*" where transaction is a reference */
    struct text transaction; /* its number, the reference of a file that went out, or WHOLE_BATCH */
    enum payment_answer status;
    int64_t at_s;         /* utc, or NOT_GIVEN */
    int64_t amount_pence; /* with VAT and without a sign, or NOT_GIVEN */
    struct text message;  /* may be empty */
};

struct statement_entry {
    day_t posted;
    int64_t amount_pence;    /* with VAT; a refund is negative */
    struct text merchant_id; /* may be empty, as all of these */
    struct text reference;   /* of a file that went out */
    struct text batch;
    struct text transaction; /* its number */
};

#endif
