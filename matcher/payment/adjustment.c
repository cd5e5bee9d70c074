#include "matcher/payment/adjustment.h"

#include "matcher/base/decimal.h"
#include "matcher/engine/pricing.h"
#include "matcher/record/word_functions.h"

DEFINE_WORD_FUNCTIONS(adjustment_cause, ADJUSTMENT_CAUSE_LIST, ADJUSTMENT_CAUSE_COUNT)

/* A credited line is adjusted no more; one credited in full gives back what it was adjusted by. */
static int64_t price_to_reach(const struct paid_price *paid, int64_t price_pence)
{
    if (paid->credited_pence == 0)
        return price_pence;
    bool is_given_back = paid->credited_pence >= paid->payable_pence;
    return is_given_back && paid->is_self_billed ? paid->first_pence : NOT_GIVEN;
}

bool adjustment_is_due(const struct paid_price *paid, int64_t price_pence, int64_t *old_r,
                       int64_t *new_r)
{
    int64_t latest_pence = given(paid->latest_pence) ? paid->latest_pence : paid->first_pence;

    *old_r = given(paid->settled_pence) ? paid->settled_pence : paid->first_pence;
    *new_r = price_to_reach(paid, price_pence);
    return given(*new_r) && *new_r != latest_pence;
}

int64_t adjustment_vat_pence(int64_t old_pence, int64_t new_pence, int64_t vat_percent_e4)
{
    return percent_of_pence(new_pence, vat_percent_e4) -
           percent_of_pence(old_pence, vat_percent_e4);
}

int adjustment_people(int people, int64_t over_pence, int64_t moved_pence)
{
    return moved_pence > over_pence ? people : 0;
}
