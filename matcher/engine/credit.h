/*
 * Credits: lines with a negative net amount.  Not paired; each names the paid
 * line that it takes from.  matching.md, section 6.
 */
#ifndef TALLYSTICK_ENGINE_CREDIT_H
#define TALLYSTICK_ENGINE_CREDIT_H

#include "matcher/engine/open_line.h"

/* Judges every credit of tonight and notes in bench->past what was taken. */
void credits_judge(struct workbench *bench);

/*
 * A credit that a person decided to pay takes from the line it names as any other does, before
 * tonight's are judged.  It must find as much there: another may have taken it since.  Of one held
 * because it did not, or because it names no client, the person knew.
 */
bool credit_can_be_decided(const struct workbench *bench, const struct open_line *open);
void credit_decided(const struct workbench *bench, struct open_line *open);

/* Whether that line was paid, to the same provider, is no credit, and bears the name that the
 * credit gives. */
bool credit_names(const struct workbench *bench, const struct bill_line *credit,
                  const struct past_state *state);

#endif
