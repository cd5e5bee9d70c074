#include "matcher/engine/verdict.h"

#include <assert.h>

static const char *const verdict_words[VERDICT_COUNT] = {
#define X(name, word) word,
    VERDICT_LIST(X)
#undef X
};

struct reason_text {
    const char *code;
    const char *words;
    const char *what_to_do;
};

#define CHECK_TODO  "compare the line with what was ordered and delivered"
#define REJECT_TODO "correct the line and send it again"

static const struct reason_text reason_texts[REASON_COUNT] = {
    {"start", "the visit started at another time than planned", CHECK_TODO},
    {"short", "the visit was shorter than planned", CHECK_TODO},
    {"long", "the visit was longer than planned", CHECK_TODO},
    {"billed", "the time billed is not the time to be paid", CHECK_TODO},
    {"rate", "the rate billed is not the agreed rate", CHECK_TODO},
    {"amount", "the amount billed is not the agreed price", CHECK_TODO},
    {"arithmetic", "rate times quantity is not the amount billed", CHECK_TODO},
    {"vat", "the VAT billed is not the VAT due", CHECK_TODO},
    {"evidence", "call monitoring did not see the visit", CHECK_TODO},
    {"quantity", "more was delivered than was ordered", CHECK_TODO},
#define X(name, code, words, todo) {code, words, todo},
    REASON_LIST(X)
#undef X
#define X(name, code, words) {code, words, REJECT_TODO},
        REJECT_LIST(X)
#undef X
};

const char *verdict_word(enum verdict_kind kind)
{
    assert(kind < VERDICT_COUNT);
    return verdict_words[kind];
}

bool verdict_parse(struct text t, enum verdict_kind *kind_r)
{
    for (int kind = 0; kind < VERDICT_COUNT; kind++) {
        if (text_equal_nocase(t, text_of(verdict_words[kind]))) {
            *kind_r = (enum verdict_kind)kind;
            return true;
        }
    }
    return false;
}

const char *reason_code(enum reason reason)
{
    assert(reason < REASON_COUNT);
    return reason_texts[reason].code;
}

const char *reason_in_words(enum reason reason)
{
    assert(reason < REASON_COUNT);
    return reason_texts[reason].words;
}

const char *reason_what_to_do(enum reason reason)
{
    assert(reason < REASON_COUNT);
    return reason_texts[reason].what_to_do;
}

bool reason_parse(struct text t, enum reason *reason_r)
{
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        if (text_equal_nocase(t, text_of(reason_texts[reason].code))) {
            *reason_r = (enum reason)reason;
            return true;
        }
    }
    return false;
}

const char *zone_of_check_word(enum zone_of_check zone)
{
    static const char *const words[] = {"off", "agrees", "within", "outside"};
    assert((size_t)zone < sizeof(words) / sizeof(words[0]));
    return words[zone];
}
