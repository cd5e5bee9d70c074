/*
 * Whether an invoice's own totals add up: docs/files-in.md, "UBL".  Two hundredths of a pound a
 * line are let pass.  Amounts are millionths of a pound.
 */
#ifndef TALLYSTICK_INBOUND_UBL_TOTALS_H
#define TALLYSTICK_INBOUND_UBL_TOTALS_H

#include <stdbool.h>
#include <stdint.h>

#include "adapters/inbound/ubl_form.h"
#include "matcher/base/decimal.h"

struct ubl_totals {
    int64_t item_count; /* lines, allowances and charges */
    int128 line_sum, allowance_sum, charge_sum;
    int128 tax_sum;     /* what the items' categories and percentages make */
    bool is_tax_known;  /* every item has a category */
    bool has_tax_total; /* in pounds */
    int128 tax_total;   /* as the document says it */
};

void ubl_totals_begin(struct ubl_totals *totals_r);
void ubl_totals_add_line(struct ubl_totals *totals, int64_t amount);
void ubl_totals_add_allowance(struct ubl_totals *totals, bool is_charge, int64_t amount);
/* The tax of what was added; a category that is not known is none. */
void ubl_totals_add_tax(struct ubl_totals *totals, int64_t amount, struct text category,
                        struct text percent);
void ubl_totals_add_tax_total(struct ubl_totals *totals, int64_t amount);

#define UBL_TOTALS_BYTES 256

/* values: of the document's slots.  True: every total agrees.  Else the totals that do not in
 * words, and by how much at most.  *unreadable_r: the slot of a total that is no number, else -1.
 */
bool ubl_totals_agree(const struct ubl_totals *totals, const struct xml_value *values,
                      char words_r[UBL_TOTALS_BYTES], int64_t *difference_pence_r,
                      int *unreadable_r);

#endif
