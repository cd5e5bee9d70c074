/* What became of a paid line whose order, rate or evidence changed, in words: docs/matching.md,
 * section 11. */
#ifndef TALLYSTICK_OUTBOUND_ADJUSTMENT_WORDS_H
#define TALLYSTICK_OUTBOUND_ADJUSTMENT_WORDS_H

#include "matcher/base/arena.h"
#include "matcher/payment/adjustment.h"

/* "a rate changed after it was paid: agreed price £10.00 instead of £9.50" */
const char *adjustment_in_words(struct arena *arena, const struct adjustment_news *adjustment);
/* What becomes of the difference: "£0.50 more goes with the next payment", or, for the provider to
 * do, "bill £0.50 more" and "credit £0.50". */
const char *adjustment_outcome(struct arena *arena, const struct adjustment_news *adjustment);

#endif
