#include "adapters/outbound/adjustment_words.h"

#include "adapters/outbound/wording.h"
#include "matcher/base/decimal.h"

const char *adjustment_in_words(struct arena *arena, const struct adjustment_news *adjustment)
{
    static const char *const changes[] = {
        [ADJUSTMENT_CAUSE_ORDER] = "the order changed after it was paid",
        [ADJUSTMENT_CAUSE_RATE] = "a rate changed after it was paid",
        [ADJUSTMENT_CAUSE_EVIDENCE] = "call monitoring came after it was paid",
        [ADJUSTMENT_CAUSE_CREDIT] = "it was credited, and so its adjustment is taken back",
    };

    return arena_printf(arena, "%s: agreed price %s instead of %s", changes[adjustment->cause],
                        words_pounds(arena, adjustment->new_pence),
                        words_pounds(arena, adjustment->old_pence));
}

const char *adjustment_outcome(struct arena *arena, const struct adjustment_news *adjustment)
{
    const int64_t difference_pence = adjustment->new_pence - adjustment->old_pence;
    const char *pounds = words_pounds(arena, magnitude(difference_pence));
    const bool is_more = difference_pence > 0;

    if (!adjustment->is_self_billed)
        return arena_printf(arena, is_more ? "bill %s more" : "credit %s", pounds);
    return arena_printf(arena, "%s %s the next payment%s", pounds,
                        is_more ? "more goes with" : "is taken off",
                        adjustment->is_waiting ? " once it is approved" : "");
}
