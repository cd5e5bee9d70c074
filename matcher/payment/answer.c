#include "matcher/payment/answer.h"

#include <assert.h>

const char *answer_effect_words(enum answer_effect effect)
{
#define X(name, words) words,
    static const char *const list[] = {ANSWER_EFFECT_LIST(X)};
#undef X
    assert(effect < ANSWER_EFFECT_COUNT);
    return list[effect];
}

static bool was_sent(enum batch_state state)
{
    return state != BATCH_STATE_PREPARED && state != BATCH_STATE_WITHDRAWN &&
           state != BATCH_STATE_RELEASED;
}

static bool amount_differs(const struct answered_transaction *transaction,
                           const struct payment_response *response)
{
    return given(response->amount_pence) &&
           response->amount_pence != magnitude(transaction->gross_pence);
}

enum answer_effect answer_effect(const struct answered_transaction *transaction,
                                 const struct payment_response *response)
{
    if (!transaction->batch_is_known)
        return ANSWER_EFFECT_UNKNOWN_BATCH;
    if (!transaction->is_known)
        return ANSWER_EFFECT_UNKNOWN_TRANSACTION;
    if (!was_sent(transaction->state))
        return ANSWER_EFFECT_NOT_SENT;
    if (amount_differs(transaction, response))
        return ANSWER_EFFECT_AMOUNT_DIFFERS;
    if (transaction->answer == ANSWER_COUNT)
        return ANSWER_EFFECT_COUNTS;
    if (response->status == ANSWER_RECEIVED || response->status == transaction->answer)
        return ANSWER_EFFECT_REPEATS;
    return ANSWER_EFFECT_CONTRADICTS;
}

bool transaction_number_read(struct text word, int32_t *transaction_r)
{
    int64_t value;

    if (!text_is_whole_number(word) || word.length > 9 || !decimal_parse(word, 0, &value) ||
        value < 1)
        return false;
    *transaction_r = (int32_t)value;
    return true;
}
