/*
 * Finds out why a bill line got its verdict.
 *
 * The provider's night is walked again and the line is looked at afterwards, so
 * that the night itself keeps no trace.  What is told is what the rules' own
 * functions say when they are asked again.
 */
#ifndef TALLYSTICK_ENGINE_EXPLAIN_H
#define TALLYSTICK_ENGINE_EXPLAIN_H

#include "matcher/engine/explanation.h"

/*
 * Runs the provider's night and explains line `line_index` of it.  output_r is
 * as match_provider() gives it.  What the explanation points to lies in `arena`,
 * `rules` and `input`.
 */
void match_explain(struct arena *arena, const struct rules *rules, const struct match_input *input,
                   size_t line_index, struct match_output *output_r,
                   struct explanation *explanation_r);

#endif
