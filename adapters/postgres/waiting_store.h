/*
 * What is not used before other people approve it: docs/manual.md, "approve".
 * Whether it still waits is tallystick_data.item_waits().
 */
#ifndef TALLYSTICK_POSTGRES_WAITING_STORE_H
#define TALLYSTICK_POSTGRES_WAITING_STORE_H

#include "adapters/postgres/run_store.h"
#include "config/config.h"

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

/* Once a run's files are read: what of them has to be approved.  What a council's first run reads
 * counts as it is, its decisions excepted.  Those of its files are numbered from first_decision_id.
 */
bool waiting_store_find(struct db *db, const struct run *run, int64_t first_decision_id,
                        const struct approvals_config *approvals, struct error *error_r);
/* A person's decision that no file brought. */
bool waiting_store_add_decision(struct db *db, const struct run *run, int64_t decision_id,
                                int people_needed, struct error *error_r);

/* As a person who approves finds it; `words` and `made_by` (empty: nobody's) in the arena. */
struct known_item {
    struct text words, made_by;
    int people_needed, people;
    bool is_approved;
    bool is_by_person; /* who asks is among the people */
};
bool waiting_store_read(struct db *db, int64_t council_id, int64_t item_id, struct text person,
                        struct arena *arena, bool *is_found_r, struct known_item *item_r,
                        struct error *error_r);
/* is_enough: it counts from the next run on. */
bool waiting_store_approve(struct db *db, int64_t council_id, int64_t item_id, struct text person,
                           bool is_enough, struct error *error_r);

#endif
