#include "matcher/payment/batch_state.h"

#include "matcher/record/word_functions.h"

DEFINE_WORD_FUNCTIONS(batch_state, BATCH_STATE_LIST, BATCH_STATE_COUNT)

bool batch_state_may_become(enum batch_state from, enum batch_state to)
{
#define X(before, after)                                                                           \
    if (from == BATCH_STATE_##before && to == BATCH_STATE_##after)                                 \
        return true;
    BATCH_TRANSITION_LIST(X)
#undef X
    return false;
}
