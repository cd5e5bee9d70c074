/*
 * The schema's version: numbered migrations, forward only, each recorded with
 * its name and the SHA-256 of its text.
 */
#ifndef TALLYSTICK_POSTGRES_MIGRATE_H
#define TALLYSTICK_POSTGRES_MIGRATE_H

#include "adapters/postgres/db.h"

#define MIGRATION_STATE_LIST(X)                                                                    \
    X(APPLIED, "applied")                                                                          \
    X(MISSING, "missing")                                                                          \
    X(CHANGED, "changed since it was applied")                                                     \
    X(UNKNOWN, "not known to this program")

#define X(name, words) MIGRATION_##name,
enum migration_state { MIGRATION_STATE_LIST(X) MIGRATION_STATE_COUNT };
#undef X
const char *migration_state_words(enum migration_state state);

struct migration {
    int number;
    const char *name;
    enum migration_state state;
};

/* The number of the newest migration that this program knows. */
int migrate_newest(void);

/* Every migration of the program and of the database, by number. */
bool migrate_status(struct db *db, struct arena *arena, size_t *count_r,
                    const struct migration **migrations_r, struct error *error_r);

/* False unless every migration is applied and unchanged. */
bool migrate_check(struct db *db, struct error *error_r);

/* Applies what is missing, in one transaction under an advisory lock.  *count_r
 * and *applied_r list what was.  Refuses if an applied one has changed. */
bool migrate_apply(struct db *db, struct arena *arena, size_t *count_r,
                   const struct migration **applied_r, struct error *error_r);

#endif
