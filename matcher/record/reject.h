/*
 * Why a record is not valid.  A reject is a record too: it is kept with its
 * place and counted; it never stops a file.
 */
#ifndef TALLYSTICK_RECORD_REJECT_H
#define TALLYSTICK_RECORD_REJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/text.h"
#include "matcher/record/card_number.h" /* what else rejects a line */

/* X(name, the code in line_verdict.reasons, in words) */
#define REJECT_LIST(X)                                                                             \
    X(TIME_NONEXISTENT, "time_nonexistent", "the clock never showed this time")                    \
    X(CARD_NUMBER, "card_number", "holds what looks like a payment card number")                   \
    X(MISSING, "missing", "a field is missing")                                                    \
    X(INVALID, "invalid", "a field is not valid")                                                  \
    X(CURRENCY, "currency", "is not in pounds sterling")

enum reject_code {
#define X(name, code, words) REJECT_##name,
    REJECT_LIST(X)
#undef X
        REJECT_COUNT
};

const char *reject_code_word(enum reject_code code);

#define REJECT_MESSAGE_BYTES 256

struct reject {
    enum reject_code code;
    int32_t column;    /* 1 for the first field of the record; 0: the record as a whole */
    const char *field; /* canonical name, static; "" for the record as a whole */
    char message[REJECT_MESSAGE_BYTES]; /* the reason, in words, with the value; never a card number
                                         */
};

/* Fills *reject_r and returns false. */
bool reject_set(struct reject *reject_r, enum reject_code code, const char *field,
                const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
