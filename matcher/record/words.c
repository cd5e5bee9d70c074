#include "matcher/record/words.h"

#include "matcher/record/word_functions.h"

bool word_index(struct text t, const char *const *words, unsigned count, unsigned *index_r)
{
    for (unsigned i = 0; i < count; i++) {
        if (text_equal_nocase(t, text_of(words[i]))) {
            *index_r = i;
            return true;
        }
    }
    return false;
}

DEFINE_WORD_FUNCTIONS(basis, BASIS_LIST, BASIS_COUNT)
DEFINE_WORD_FUNCTIONS(period, PERIOD_LIST, PERIOD_COUNT)
DEFINE_WORD_FUNCTIONS(order_status, ORDER_STATUS_LIST, ORDER_STATUS_COUNT)
DEFINE_WORD_FUNCTIONS(provider_status, PROVIDER_STATUS_LIST, PROVIDER_STATUS_COUNT)
DEFINE_WORD_FUNCTIONS(rail, RAIL_LIST, RAIL_COUNT)
DEFINE_WORD_FUNCTIONS(day_type, DAY_TYPE_LIST, DAY_TYPE_COUNT)
DEFINE_WORD_FUNCTIONS(rate_kind, RATE_KIND_LIST, RATE_KIND_COUNT)
DEFINE_WORD_FUNCTIONS(evidence_method, EVIDENCE_METHOD_LIST, EVIDENCE_METHOD_COUNT)
DEFINE_WORD_FUNCTIONS(decision_kind, DECISION_LIST, DECISION_COUNT)
DEFINE_WORD_FUNCTIONS(payment_answer, PAYMENT_ANSWER_LIST, ANSWER_COUNT)
DEFINE_WORD_FUNCTIONS(drift_measure, DRIFT_MEASURE_LIST, DRIFT_MEASURE_COUNT)
DEFINE_WORD_FUNCTIONS(care_signal_kind, CARE_SIGNAL_LIST, CARE_SIGNAL_COUNT)
DEFINE_WORD_FUNCTIONS(feed_kind, FEED_KIND_LIST, FEED_KIND_COUNT)
