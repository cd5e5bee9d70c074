/* What a provider is told of a line that it sent: docs/files-out.md, "Line responses". */
#ifndef TALLYSTICK_PAYMENT_LINE_RESPONSE_H
#define TALLYSTICK_PAYMENT_LINE_RESPONSE_H

#include "matcher/engine/verdict.h"
#include "matcher/payment/adjustment.h"

struct line_response {
    struct text provider;
    struct text file;   /* as it was sent */
    int64_t source_row; /* 1 for the first record of the file */
    struct text invoice_no, line_no, client_ref,
        service; /* may be empty where the row was rejected */
    enum verdict_kind kind;
    uint64_t reasons;
    struct text detail; /* the checks as JSON, as line_verdict.detail has them; may be empty */
    struct text field, words; /* of a row that could not be read: which field, and why */
    int64_t planned_start_s, delivered_start_s;             /* or NOT_GIVEN */
    int64_t billed_minutes, expected_minutes;               /* or NOT_GIVEN */
    int64_t billed_pence, billed_vat_pence, expected_pence; /* or NOT_GIVEN */
    int64_t payable_pence, payable_vat_pence;               /* 0 unless paid */
    day_t due_date;                                         /* or DAY_NOT_GIVEN */
    const struct adjustment_news *adjustment; /* of a line paid earlier, whose `kind` is that of its
                                                 verdict; NULL: it was judged or rejected tonight */
};

#endif
