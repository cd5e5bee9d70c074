/*
 * A line, or an allowance or charge, of a UBL Invoice or CreditNote in the terms of a bill:
 * docs/files-in.md, "UBL".
 */
#ifndef TALLYSTICK_INBOUND_UBL_LINE_H
#define TALLYSTICK_INBOUND_UBL_LINE_H

#include "adapters/inbound/record_feed.h"
#include "adapters/inbound/ubl_fill.h"
#include "adapters/inbound/ubl_form.h"

/* What stands in parts of a line, gathered until the line ends. */
struct ubl_line_parts {
    struct arena *arena;
    struct ubl_properties properties; /* AdditionalItemProperty */
    struct xml_value tax_category, tax_percent;
    int64_t allowances_e6; /* charges less allowances of the line's own */
    bool has_allowances;
    bool has_unreadable_allowance;
};

void ubl_line_parts_empty(struct ubl_line_parts *parts);
void ubl_line_parts_add_tax(struct ubl_line_parts *parts, const struct xml_value *values);
void ubl_line_parts_add_allowance(struct ubl_line_parts *parts, const struct xml_value *values);
void ubl_line_parts_add_property(struct ubl_line_parts *parts, const struct record_feed *feed,
                                 const struct xml_value *values);

/* The document that lines are of. */
struct ubl_head {
    bool is_credit_note;
    const struct xml_value *values; /* of its own slots */
    struct text foreign; /* the first other currency of a line, allowance or charge; empty: none */
};

bool ubl_is_foreign(struct text currency); /* given, and not GBP */

/* Whether all of it is in pounds; the document's own currency may be said by its total. */
bool ubl_head_is_in_pounds(const struct ubl_head *head);

/* Fill feed->values and places (by field).  False with feed->why set where the document itself
 * says why there is no such bill line. */
bool ubl_line_fill(struct record_feed *feed, const struct ubl_head *head,
                   const struct xml_value *values, const struct ubl_line_parts *parts,
                   struct xml_place *places);
/* number: from 1, among the document's. */
bool ubl_allowance_fill(struct record_feed *feed, const struct ubl_head *head,
                        const struct xml_value *values, int64_t number, struct xml_place *places);

/* ChargeIndicator */
bool ubl_is_charge(struct text indicator);

#endif
