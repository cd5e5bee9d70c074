/*
 * Pieces of work that all go through the same steps, one step after the other:
 * several threads at a time, each at a piece and step of its own.
 */
#ifndef TALLYSTICK_HOST_ASSEMBLY_LINE_H
#define TALLYSTICK_HOST_ASSEMBLY_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "matcher/base/error.h"

#define PIECES_MOST 32
#define STEPS_MOST  24

struct assembly_step {
    bool (*perform)(void *context, void *piece, struct error *error_r);
    void *context;
    bool in_turn; /* one piece at a time, in the order in which they came */
};

struct assembly_line {
    /* Makes the next piece, one at a time, of room that is free: *has_one_r false: there is none
     * left. */
    bool (*next)(void *context, void *piece, bool *has_one_r, struct error *error_r);
    void *context;     /* of next */
    size_t step_count; /* 0 to STEPS_MOST */
    const struct assembly_step *steps;
    size_t piece_count; /* at work at the same time: 1 to PIECES_MOST */
    /* A piece's first step waits while it and those before it together weigh more than that; NULL:
     * they weigh nothing. */
    size_t (*weight)(const void *piece);
    size_t weight_most;
    size_t piece_bytes;
    void *pieces; /* an array with room for each */
};

/*
 * With `hands` threads (at least 1, the caller's among them).  After something
 * failed nothing else is begun, and the error is that of the earliest piece that
 * failed.  With one hand each piece goes through to its end before the next.
 */
bool assembly_line_run(const struct assembly_line *line, size_t hands, struct error *error_r);

#endif
