/*
 * What lines that were paid would cost under the rules now in force: each by
 * itself, against the order line that it was paid for as that stands now.
 * docs/matching.md, section 11.
 */
#ifndef TALLYSTICK_ENGINE_REPRICE_H
#define TALLYSTICK_ENGINE_REPRICE_H

#include "matcher/engine/match.h"

/*
 * input: as for a night, with the paid lines as its last line_count - first
 * lines; `carried` names the order line that each was paid for, and they are
 * not among `past`.  The lines before them and the past lines only take their
 * evidence.  prices_r: the expected price of each of the paid lines, in pence;
 * NOT_GIVEN where there is none: the order line is cancelled or of another
 * package or basis now, or a rate is missing.
 */
void reprice(struct arena *arena, const struct rules *rules, const struct match_input *input,
             size_t first, int64_t *prices_r);

#endif
