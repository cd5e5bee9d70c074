/*
 * A bill line (invoice line): what a provider asks to be paid for.
 * Field meanings: docs/files-in.md; times are already real time.
 */
#ifndef TALLYSTICK_RECORD_BILL_LINE_H
#define TALLYSTICK_RECORD_BILL_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"
#include "matcher/base/text.h"
#include "matcher/record/quantity_unit.h"

struct bill_line {
    int64_t line_id;    /* given by the store, ascending in loading order; 0 before */
    int64_t package_id; /* the store's number for provider, client and service; 0 before */
    int64_t file_id;    /* the inbound file, see inbound_file */
    int32_t source_row; /* 1 for the first record of the file */

    struct text provider;
    struct text invoice_no;
    struct text line_no; /* whole numbers without leading zeros */
    struct text client_ref;
    struct text carer_ref; /* empty: none named */
    struct text service;
    struct text order_no;   /* empty: none named */
    struct text order_line; /* empty: none named; whole numbers without leading zeros */
    struct text outcome;    /* lower case; "delivered" unless the line says otherwise */
    struct text description;
    struct text credits_invoice_no; /* empty: credits nothing */
    struct text credits_line_no;

    int64_t claimed_start_s; /* utc */
    int64_t claimed_end_s;   /* utc; equals the start where no length is claimed */
    int64_t actual_start_s;  /* utc; NOT_GIVEN unless start and length are both there */
    int64_t actual_end_s;
    int64_t notice_at_s; /* utc or NOT_GIVEN */

    int64_t quantity_e4; /* in `unit`; or NOT_GIVEN */
    int64_t rate_e6;     /* pounds per hour or per unit; or NOT_GIVEN */
    int64_t net_pence;   /* NOT_GIVEN: self-billed; negative: a credit */
    int64_t vat_pence;   /* or NOT_GIVEN */

    /* Of a document whose own totals do not add up: by how much, and which, in words; else 0 and
     * empty.  No content of the line. */
    int64_t totals_differ_pence;
    struct text totals;

    day_t invoice_date;      /* or DAY_NOT_GIVEN */
    enum quantity_unit unit; /* QUANTITY_UNIT_NOT_GIVEN where the line says none */
    bool secondary;          /* the additional carer of a double-handed visit */
};

static inline bool bill_line_is_self_billed(const struct bill_line *line)
{
    return !given(line->net_pence);
}

static inline bool bill_line_is_credit(const struct bill_line *line)
{
    return given(line->net_pence) && line->net_pence < 0;
}

bool bill_line_is_delivered(const struct bill_line *line); /* outcome "delivered" */

/* Same provider, invoice_no and line_no. */
bool bill_line_same_identity(const struct bill_line *a, const struct bill_line *b);

/* Every canonical field equal as parsed values (matching.md, section 10). */
bool bill_line_same_content(const struct bill_line *a, const struct bill_line *b);

/* By (invoice_no, line_no): the tie-break of every order in matching.md. Text as bytes,
 * line numbers as numbers. */
int bill_line_compare_name(const struct bill_line *a, const struct bill_line *b);

#endif
