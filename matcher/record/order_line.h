/*
 * An order line (purchase-order line): a commissioned visit, package or job.
 * Its basis decides which fields it needs: docs/files-in.md.
 */
#ifndef TALLYSTICK_RECORD_ORDER_LINE_H
#define TALLYSTICK_RECORD_ORDER_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"
#include "matcher/base/text.h"
#include "matcher/record/words.h"

struct order_line {
    int64_t order_id;  /* given by the store: one for each version read, ascending; 0 before */
    int64_t order_key; /* the order_id of the first version: all versions share it; 0 before */
    int64_t file_id;
    int32_t source_row;

    struct text order_no;
    struct text order_line; /* "1" unless given; whole numbers without leading zeros */
    struct text provider;
    struct text client_ref;
    struct text service;
    struct text cost_centre;
    struct text gl_code;
    struct text care_manager; /* empty: finance's */

    enum basis basis;
    enum order_status status;
    int64_t version; /* 0 unless given; higher replaces lower */

    /* basis visit */
    int64_t planned_start_s; /* utc, or NOT_GIVEN */
    int32_t planned_minutes;
    int32_t carers; /* >= 1: as many slots */

    /* basis period and unit */
    int64_t quantity_e4; /* minutes or units */
    enum period period;
    day_t valid_from; /* inclusive */
    day_t valid_to;   /* inclusive; DAY_NOT_GIVEN: no end */

    int64_t rate_e6;       /* own rate, pounds per hour, or NOT_GIVEN */
    int64_t unit_price_e6; /* pounds per unit, or NOT_GIVEN */
};

/* A cancellation of all lines of an order, which no order_line is of: only its order_no counts. */
static inline bool order_line_is_whole_order(const struct order_line *line)
{
    return line->order_line.length == 0;
}

/* By (order_no, order_line), text as bytes, line numbers as numbers. */
int order_line_compare_key(const struct order_line *a, const struct order_line *b);

#endif
