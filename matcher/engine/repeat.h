/*
 * The same line again, and decisions on held lines: what is settled before a
 * line is compared with anything.  matching.md, sections 6 and 9.
 */
#ifndef TALLYSTICK_ENGINE_REPEAT_H
#define TALLYSTICK_ENGINE_REPEAT_H

#include "matcher/engine/open_line.h"

/* People's decisions on lines held so far. */
void decisions_take_effect(struct workbench *bench);

/* What of lines decided to be paid hangs on when they were delivered: VAT, and what they add to
 * which period.  Once evidence was assigned. */
void decided_lines_measure(struct workbench *bench);

/*
 * Lines whose provider, invoice_no and line_no came before: duplicates, changed
 * lines, superseded lines.  Credits first: a line that tonight's credits take
 * back in full no longer counts for the others.
 */
void repeats_find_credits(struct workbench *bench);
void repeats_find_bills(struct workbench *bench);

/* 1 + how often an invoice line of this identity was paid and credited in full. */
int32_t identity_turn(const struct workbench *bench, const struct bill_line *line);

#endif
