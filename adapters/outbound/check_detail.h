/*
 * line_verdict.detail read back: for each check its difference and the limits
 * that it was held against.  An object of objects by the check's word:
 *
 *     {"start": {"difference": "35", "expected": "30", "agree": "15", "pay": "30",
 *                "zone": "outside"}, ...}
 *
 * or {"other": {"invoice_no": "I1", "line_no": "3"}}: the line that has its visit.
 *
 * Decimals are strings; plain numbers are read too.  What is missing is NOT_GIVEN.
 */
#ifndef TALLYSTICK_OUTBOUND_CHECK_DETAIL_H
#define TALLYSTICK_OUTBOUND_CHECK_DETAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/text.h"
#include "matcher/record/terms.h"

struct check_detail {
    int64_t difference_e4; /* in check_unit() */
    int64_t expected_e4;   /* what percentages are of */
    int64_t pay_e4;
    int64_t pay_percent_e4;
    bool is_within;     /* in the zone of this name: not what the line is held for */
    struct text totals; /* of arithmetic: those of the document that do not add up; else empty */
};

struct check_details {
    struct check_detail checks[CHECK_COUNT];
    struct text other_invoice_no, other_line_no; /* of duplicate_visit; empty: not known */
};

/* Text that is no such object gives details in which nothing is given. */
void check_details_read(struct text json, struct check_details *details_r);

/* Of the reasons of a line that is held those that hold it: not the checks that are within. */
uint64_t check_details_holding(struct text json, uint64_t reasons);

#endif
