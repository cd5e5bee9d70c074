/*
 * Units of a billed quantity.  Hours and minutes are time; every other code
 * is a count of something.  UBL's codes are read as ours.
 */
#ifndef TALLYSTICK_RECORD_QUANTITY_UNIT_H
#define TALLYSTICK_RECORD_QUANTITY_UNIT_H

#include <stdbool.h>

#include "matcher/base/text.h"

/* X(name, the word we write, UBL code or second spelling) */
#define QUANTITY_UNIT_LIST(X)                                                                      \
    X(HOUR, "h", "HUR")                                                                            \
    X(MINUTE, "min", "MIN")                                                                        \
    X(EACH, "ea", "EA")                                                                            \
    X(DAY, "day", "DAY")                                                                           \
    X(NIGHT, "night", "NIGHT")                                                                     \
    X(MEAL, "meal", "MEAL")                                                                        \
    X(JOB, "job", "JOB")

enum quantity_unit {
    QUANTITY_UNIT_NOT_GIVEN,
#define X(name, word, other) QUANTITY_UNIT_##name,
    QUANTITY_UNIT_LIST(X)
#undef X
        QUANTITY_UNIT_COUNT
};

const char *quantity_unit_word(enum quantity_unit unit); /* "" for NOT_GIVEN */
bool quantity_unit_parse(struct text t, enum quantity_unit *unit_r);

static inline bool quantity_unit_is_time(enum quantity_unit unit)
{
    return unit == QUANTITY_UNIT_HOUR || unit == QUANTITY_UNIT_MINUTE;
}

#endif
