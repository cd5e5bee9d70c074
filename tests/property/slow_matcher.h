/*
 * matching.md once more, slowly: a second matcher that shares no code with
 * matcher/engine (only the structs that go in), to hold the engine against.
 * Every rule is a plain loop over everything; alignments are found by trying
 * them all, so worlds must be small.
 */
#ifndef TALLYSTICK_TESTS_SLOW_MATCHER_H
#define TALLYSTICK_TESTS_SLOW_MATCHER_H

#include "matcher/engine/match.h"

struct slow_verdict {
    enum verdict_kind kind;
    uint64_t reasons;
    int64_t expected_pence; /* or NOT_GIVEN */
    int64_t payable_pence;
    int64_t payable_vat_pence;
    const struct order_line *order; /* NULL: none */
    int32_t slot;
};

/* Parallel to input->lines. */
void slow_match(struct arena *arena, const struct rules *rules, const struct match_input *input,
                struct slow_verdict *verdicts_r);

#endif
