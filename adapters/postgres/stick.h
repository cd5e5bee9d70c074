/*
 * Tally sticks: what is paid once, 64 neighbouring places a stick (docs/database.md, Paid once).
 * What a night pays is cut into each stick as one cutting of notches, which names what was notched
 * before.  A place that is to be notched twice gets a cutting of its own, which the database
 * refuses.
 */
#ifndef TALLYSTICK_POSTGRES_STICK_H
#define TALLYSTICK_POSTGRES_STICK_H

#include "adapters/postgres/db.h"
#include "matcher/base/arena.h"

/* A place of a stick: stick = n >> 6, place = n & 63. */
struct notch {
    int64_t keys[2]; /* whatever the stick has besides */
    int64_t n;
    int64_t line_id; /* the line that is paid */
};

/* Digits that a place's number has, at most. */
#define STICK_DIGITS 9

/* The number of an invoice line, or an order line, that has a place of a stick: whole and written
 * in one way, as invoice_other_line_is_other and order_other_line_is_no_notch have it. */
bool stick_number(struct text line, int32_t *number_r);

enum stick_kind {
    STICK_LINE,    /* n: line_id; no keys */
    STICK_SLOT,    /* slot and turn; n: order_key */
    STICK_INVOICE, /* invoice_id and identity_turn; n: line_no */
    STICK_KIND_COUNT
};

/* Notches in any order; they are sorted.  In a transaction. */
bool sticks_cut(struct db *db, int64_t council_id, struct arena *arena, enum stick_kind kind,
                size_t count, struct notch *notches, struct error *error_r);

#endif
