/* A line that is paid, as settlement and remittance files show it. */
#ifndef TALLYSTICK_PAYMENT_PAYABLE_LINE_H
#define TALLYSTICK_PAYMENT_PAYABLE_LINE_H

#include <stdint.h>

#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"
#include "matcher/base/text.h"
#include "matcher/record/quantity_unit.h"

/* Amounts are signed: a credit is negative. */
struct payable_line {
    struct text provider;
    struct text invoice_no;
    struct text line_no;
    struct text client_ref;
    struct text service;
    struct text cost_centre; /* of its order; may be empty */
    struct text gl_code;
    struct text order_no;
    struct text order_line;
    int64_t delivered_start_s;
    int64_t delivered_minutes;
    int64_t expected_minutes; /* or NOT_GIVEN */
    int64_t quantity_e4;      /* billed, or NOT_GIVEN */
    enum quantity_unit unit;
    int64_t billed_pence;   /* or NOT_GIVEN: self-billed */
    int64_t net_pence;      /* payable */
    int64_t vat_pence;      /* payable */
    int64_t vat_percent_e4; /* rate of its service or terms */
    day_t due_date;
};

#endif
