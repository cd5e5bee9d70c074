/*
 * Credits: lines with a negative net amount.  Not paired; each names the paid
 * line that it takes from.  matching.md, section 6.
 */
#ifndef TALLYSTICK_ENGINE_CREDIT_H
#define TALLYSTICK_ENGINE_CREDIT_H

#include "matcher/engine/open_line.h"

/* Judges every credit of tonight and notes in bench->past what was taken. */
void credits_judge(struct workbench *bench);

/* Whether that line was paid, to the same provider, and bears the name that the credit gives. */
bool credit_names(const struct workbench *bench, const struct bill_line *credit,
                  const struct past_state *state);

#endif
