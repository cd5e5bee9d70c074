/*
 * Lines, order lines and slots of one client and service of a provider: within
 * such a group lines are set against orders.
 */
#ifndef TALLYSTICK_ENGINE_GROUP_H
#define TALLYSTICK_ENGINE_GROUP_H

#include "matcher/engine/open_line.h"

struct slot {
    const struct order_line *order;
    const struct settings *settings;  /* the terms of its day */
    int64_t planned_start_s;          /* the order line's */
    int64_t planned_civil_s;          /* the same on the wall clock */
    int32_t number;                   /* 1..carers */
    int32_t turn;                     /* 1 + how often it was paid and credited in full */
    int64_t window_s;                 /* pair_window of its settings */
    bool is_paid;                     /* earlier or tonight */
    bool is_taken;                    /* paid, or taken tonight by a line that names it */
    const struct open_line *taken_by; /* tonight's line that it is paired with, or NULL */
    int64_t paid_start_s;             /* delivered time of the line that it is paid to */
    int64_t paid_end_s;
};

struct group {
    struct text client_ref;
    struct text service;
    size_t line_count;
    struct open_line **lines; /* by (delivered start, invoice_no, line_no) */
    size_t order_count;
    const struct order_line **orders; /* active; by (order_no, order_line), unless visits alone */
    size_t slot_count;
    struct slot *slots; /* by (planned start, order_no, order_line, number) */
    int64_t widest_window_s;
    size_t past_count;
    struct past_state **past; /* lines of earlier nights */
    bool is_settled;          /* pairing left nothing to be done, unless there is a purse */
};

struct groups {
    size_t count;
    struct group *items; /* by client_ref, then service */
};

/* A slot of an order line of basis visit, free. */
void slot_begin(const struct workbench *bench, const struct order_line *order, int32_t number,
                struct slot *slot_r);

/* Groups the lines that are not final yet, and those already decided to be paid, with what was
 * ordered for them.  Ends lines for which nothing is ordered, or not what they name (held
 * no_order), and lines that need a length but claim none (rejected missing). */
struct groups groups_gather(struct workbench *bench);

/* What a line is to be set against: the basis, or BASIS_COUNT where order lines
 * exist but none is valid on the day. */
enum basis group_basis_of(const struct group *group, const struct open_line *open);

/* Whether a line names an order and which of its lines. */
static inline bool names_order_line(const struct open_line *open)
{
    return open->names_order && !text_is_empty(open->line->order_line);
}

/* Whether the order that a line names, if it names one, allows this order line. */
static inline bool line_names(const struct open_line *open, const struct order_line *order)
{
    const struct bill_line *line = open->line;

    if (!open->names_order)
        return true;
    return text_equal(line->order_no, order->order_no) &&
           (text_is_empty(line->order_line) || text_equal(line->order_line, order->order_line));
}

/* Whether a slot is in reach of a line by its name and, unless it names the very order line,
 * by time. */
static inline bool slot_in_reach(const struct slot *slot, const struct open_line *open)
{
    int64_t apart_s = magnitude(open->delivered_start_s - slot->planned_start_s);

    return line_names(open, slot->order) && (names_order_line(open) || apart_s <= slot->window_s);
}

bool order_is_valid_on(const struct order_line *order, day_t day); /* basis period, unit */

/* Slots planned within the group's widest window of a line: [first, end) in `slots`, of
 * which slot_in_reach() decides.  All of them for a line that names its order line. */
void group_slots_near(const struct group *group, const struct open_line *open, size_t *first_r,
                      size_t *end_r);

#endif
