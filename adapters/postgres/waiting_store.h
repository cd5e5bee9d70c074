/*
 * What is not used before other people approve it: docs/manual.md, "approve".
 * Whether it still waits is tallystick_data.item_waits().
 */
#ifndef TALLYSTICK_POSTGRES_WAITING_STORE_H
#define TALLYSTICK_POSTGRES_WAITING_STORE_H

#include "adapters/postgres/run_store.h"

/* X(name, word) */
#define WAITING_LIST(X)                                                                            \
    X(ADJUSTMENT, "adjustment") X(PAYEE, "payee") X(RATE, "rate") X(DECISION, "decision")
#define X(name, word) WAITING_##name,
enum waiting { WAITING_LIST(X) WAITING_COUNT };
#undef X
WORD_FUNCTIONS(waiting)

struct waiting_item {
    enum waiting kind;
    int people_needed;
    struct text words;
    int64_t pence; /* or NOT_GIVEN */
    struct text provider;
};

/* Of the night; its number. */
bool waiting_store_add(struct db *db, const struct run *run, const struct waiting_item *item,
                       int64_t *item_id_r, struct error *error_r);

#endif
