/*
 * A provider's night, step by step: match.c walks to its end, explain.c stops
 * on the way to see what a step saw.
 */
#ifndef TALLYSTICK_ENGINE_WALK_H
#define TALLYSTICK_ENGINE_WALK_H

#include "matcher/engine/group.h"

/* In the order in which, for a line, the first that applies wins. */
enum walk_step {
    WALK_DECISIONS,
    WALK_CREDIT_REPEATS,
    WALK_CREDITS,
    WALK_REPEATS,
    WALK_PROVIDER,
    WALK_RECEIPTS,
    WALK_DAYS,
    WALK_GROUPS,
    WALK_OVERLAPS,
    WALK_PAIRING,
    WALK_TOTALS, /* running totals and purses, line by line */
    WALK_UNPAIRED,
    WALK_TURNS,
    WALK_END
};

struct walk {
    struct workbench bench;
    struct groups groups;     /* from WALK_GROUPS on */
    struct verdict *verdicts; /* parallel to input lines */
};

/* All steps before `stop`. */
struct walk walk_until(struct arena *arena, const struct rules *rules,
                       const struct match_input *input, enum walk_step stop);

#endif
