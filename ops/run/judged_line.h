/* A line as its last verdict has it, and what a person may decide about it. */
#ifndef TALLYSTICK_RUN_JUDGED_LINE_H
#define TALLYSTICK_RUN_JUDGED_LINE_H

#include <stdbool.h>

#include "adapters/postgres/db.h"
#include "config/config.h"
#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/record/standing.h"

struct judged_line {
    const struct council_config *council; /* NULL: it has no such line */
    struct text line_no;                  /* as stored: a whole number without leading zeros */
    const char *verdict, *reasons;
    bool is_paid_elsewhere; /* duplicate_visit or changed_line: the first line is credited first */
    bool has_expected, is_self_billed;
};

/* Of the name that the decision gives. */
bool judged_line_find(struct db *db, const struct council_config *council,
                      const struct decision *decision, struct arena *arena,
                      struct judged_line *line_r, struct error *error_r);

/* Why this cannot be decided about a line that is there, to follow the line's name; NULL: it can.
 */
const char *judged_line_refusal(const struct judged_line *line, enum decision_kind kind,
                                struct arena *arena);

#endif
