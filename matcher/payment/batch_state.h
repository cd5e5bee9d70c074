/*
 * The life of a batch: docs/files-out.md, "The life of a batch".  One list of
 * states and one of transitions; the constraint settlement_step_transition of
 * sql/migrations/0005_batch_life.sql has the same, and tests/pg holds one
 * against the other.
 */
#ifndef TALLYSTICK_PAYMENT_BATCH_STATE_H
#define TALLYSTICK_PAYMENT_BATCH_STATE_H

#include <stdbool.h>

#include "matcher/record/words.h"

/* X(name, word) */
#define BATCH_STATE_LIST(X)                                                                        \
    X(PREPARED, "prepared")                                                                        \
    X(WITHDRAWN, "withdrawn")                                                                      \
    X(RELEASED, "released")                                                                        \
    X(EXPORTED, "exported")                                                                        \
    X(ACKNOWLEDGED, "acknowledged")                                                                \
    X(SETTLED, "settled")                                                                          \
    X(PART_DECLINED, "part-declined")                                                              \
    X(CLOSED, "closed")

/* X(from, to); a batch begins as prepared. */
#define BATCH_TRANSITION_LIST(X)                                                                   \
    X(PREPARED, WITHDRAWN)                                                                         \
    X(PREPARED, RELEASED)                                                                          \
    X(RELEASED, EXPORTED)                                                                          \
    X(EXPORTED, ACKNOWLEDGED)                                                                      \
    X(ACKNOWLEDGED, SETTLED)                                                                       \
    X(ACKNOWLEDGED, PART_DECLINED)                                                                 \
    X(SETTLED, CLOSED)                                                                             \
    X(PART_DECLINED, CLOSED)

#define X(name, word) BATCH_STATE_##name,
enum batch_state { BATCH_STATE_LIST(X) BATCH_STATE_COUNT };
#undef X
WORD_FUNCTIONS(batch_state)

bool batch_state_may_become(enum batch_state from, enum batch_state to);

#endif
