#include "adapters/postgres/migrate.h"

#include <assert.h>
#include <string.h>

#include "adapters/host/digest.h"
#include "sql_statements.h"

const char *migration_state_words(enum migration_state state)
{
    static const char *const words[] = {
#define X(name, text) text,
        MIGRATION_STATE_LIST(X)
#undef X
    };
    assert(state < MIGRATION_STATE_COUNT);
    return words[state];
}

int migrate_newest(void)
{
    return sql_migration_count == 0 ? 0 : sql_migrations[sql_migration_count - 1].number;
}

static void hash_of(const struct sql_migration *migration, uint8_t sha256_r[SHA256_BYTES])
{
    digest_of(migration->text, strlen(migration->text), sha256_r);
}

static bool has_version_table(struct db *db, bool *has_r, struct error *error_r)
{
    struct db_result *result;

    if (!db_query(db, sql_schema_version_exists, 0, NULL, &result, error_r))
        return false;
    *has_r = db_get_bool(result, 0, 0);
    db_result_free(result);
    return true;
}

static enum migration_state state_of(const struct sql_migration *migration,
                                     const struct db_result *applied)
{
    uint8_t sha256[SHA256_BYTES];

    hash_of(migration, sha256);
    for (size_t row = 0; applied != NULL && row < db_rows(applied); row++) {
        if (db_get_int(applied, row, 0) == migration->number) {
            struct text recorded = db_get_text(applied, row, 2);
            bool is_same = recorded.length == sizeof(sha256) &&
                           memcmp(recorded.bytes, sha256, sizeof(sha256)) == 0;
            return is_same ? MIGRATION_APPLIED : MIGRATION_CHANGED;
        }
    }
    return MIGRATION_MISSING;
}

static bool read_applied(struct db *db, struct db_result **applied_r, struct error *error_r)
{
    bool has_table;

    *applied_r = NULL;
    return has_version_table(db, &has_table, error_r) &&
           (!has_table || db_query(db, sql_schema_version_read, 0, NULL, applied_r, error_r));
}

bool migrate_status(struct db *db, struct arena *arena, size_t *count_r,
                    const struct migration **migrations_r, struct error *error_r)
{
    struct db_result *applied;

    if (!read_applied(db, &applied, error_r))
        return false;
    size_t applied_count = applied == NULL ? 0 : db_rows(applied), count = 0;
    struct migration *migrations =
        ARENA_ARRAY(arena, struct migration, sql_migration_count + applied_count);
    for (size_t i = 0; i < sql_migration_count; i++) {
        migrations[count++] = (struct migration){sql_migrations[i].number, sql_migrations[i].name,
                                                 state_of(&sql_migrations[i], applied)};
    }
    for (size_t row = 0; row < applied_count; row++) {
        int number = (int)db_get_int(applied, row, 0);
        if (number > migrate_newest()) {
            struct text name = arena_text(arena, db_get_text(applied, row, 1));
            migrations[count++] = (struct migration){number, name.bytes, MIGRATION_UNKNOWN};
        }
    }
    db_result_free(applied);
    *count_r = count;
    *migrations_r = migrations;
    return true;
}

/* False if one is in a state that forbids to go on. */
static bool require(size_t count, const struct migration *migrations, bool may_miss,
                    struct error *error_r)
{
    for (size_t i = 0; i < count; i++) {
        enum migration_state state = migrations[i].state;
        if (state != MIGRATION_APPLIED && !(may_miss && state == MIGRATION_MISSING)) {
            return error_set(error_r, EXIT_STATUS_CONFIGURATION, "schema: migration %s is %s%s",
                             migrations[i].name, migration_state_words(state),
                             state == MIGRATION_MISSING ? "; run tallystick migrate" : "");
        }
    }
    return true;
}

bool migrate_check(struct db *db, struct error *error_r)
{
    struct arena *arena = arena_new();
    const struct migration *migrations;
    size_t count;
    bool is_current = migrate_status(db, arena, &count, &migrations, error_r) &&
                      require(count, migrations, false, error_r);

    arena_free(arena);
    return is_current;
}

static bool apply_one(struct db *db, const struct sql_migration *migration, struct error *error_r)
{
    uint8_t sha256[SHA256_BYTES];

    hash_of(migration, sha256);
    struct db_value values[] = {
        db_int4(migration->number),
        db_text(text_of(migration->name)),
        db_bytea(sha256, sizeof(sha256)),
    };
    return (db_script(db, migration->text, error_r) &&
            db_execute(db, sql_schema_version_add, COUNT_OF(values), values, NULL, error_r)) ||
           error_prefix(error_r, "migration %s", migration->name);
}

static bool apply_missing(struct db *db, struct arena *arena, size_t *count_r,
                          const struct migration **applied_r, struct error *error_r)
{
    const struct migration *migrations;
    size_t count;

    if (!db_execute(db, sql_schema_version_lock, 0, NULL, NULL, error_r) ||
        !db_script(db, sql_schema_version_create, error_r) ||
        !migrate_status(db, arena, &count, &migrations, error_r) ||
        !require(count, migrations, true, error_r))
        return false;
    struct migration *applied = ARENA_ARRAY(arena, struct migration, count);
    *count_r = 0;
    *applied_r = applied;
    for (size_t i = 0; i < sql_migration_count; i++) {
        if (migrations[i].state != MIGRATION_MISSING)
            continue;
        if (!apply_one(db, &sql_migrations[i], error_r))
            return false;
        applied[(*count_r)++] = migrations[i];
    }
    return true;
}

bool migrate_apply(struct db *db, struct arena *arena, size_t *count_r,
                   const struct migration **applied_r, struct error *error_r)
{
    return db_begin(db, error_r) && apply_missing(db, arena, count_r, applied_r, error_r) &&
           db_commit(db, error_r);
}
