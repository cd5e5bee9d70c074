/*
 * What an answer of the bank or the acquirer means for the transaction that it
 * is about: docs/files-in.md, "response".  A transaction has one answer, the
 * first; whatever comes later changes nothing.
 */
#ifndef TALLYSTICK_PAYMENT_ANSWER_H
#define TALLYSTICK_PAYMENT_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/arena.h"
#include "matcher/payment/batch_state.h"
#include "matcher/record/payment_news.h"

/* X(name, what is wrong, in words; "": nothing) */
#define ANSWER_EFFECT_LIST(X)                                                                      \
    X(COUNTS, "")                                                                                  \
    X(REPEATS, "")                                                                                 \
    X(UNKNOWN_BATCH, "there is no such batch")                                                     \
    X(UNKNOWN_TRANSACTION, "the batch has no such transaction")                                    \
    X(NOT_SENT, "the batch was never sent")                                                        \
    X(CONTRADICTS, "contradicts the answer that was there before")                                 \
    X(AMOUNT_DIFFERS, "the amount is not what was to be paid")

#define X(name, words) ANSWER_EFFECT_##name,
enum answer_effect { ANSWER_EFFECT_LIST(X) ANSWER_EFFECT_COUNT };
#undef X

const char *answer_effect_words(enum answer_effect effect);

/* The transaction that a response is about, as far as it is known. */
struct answered_transaction {
    bool batch_is_known, is_known;
    enum batch_state state;     /* of its batch */
    int64_t gross_pence;        /* negative: a refund */
    enum payment_answer answer; /* ANSWER_COUNT: none yet */
};

/* A transaction's number as a word, from 1; false: it is none. */
bool transaction_number_read(struct text word, int32_t *transaction_r);

enum answer_effect answer_effect(const struct answered_transaction *transaction,
                                 const struct payment_response *response);

#endif
