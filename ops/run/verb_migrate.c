#include <signal.h>

#include "adapters/postgres/migrate.h"
#include "ops/run/verb.h"

static bool migrate(const struct verb_call *call, struct db **db_r, size_t *count_r,
                    const struct migration **applied_r, struct error *error_r)
{
    const struct config *config;
    return verb_load_config(call, &config, error_r) && db_open(config->database, db_r, error_r) &&
           migrate_apply(*db_r, call->arena, count_r, applied_r, error_r);
}

enum exit_status verb_migrate(const struct verb_call *call)
{
    struct db *db = NULL;
    size_t count;
    const struct migration *applied;
    struct error error;
    signal(SIGPIPE, SIG_IGN); /* what was applied is applied, whoever reads the list */
    bool is_done = migrate(call, &db, &count, &applied, &error);
    db_close(db);
    if (!is_done)
        return verb_fail(&error);
    for (size_t i = 0; i < count; i++)
        printf("applied %s\n", applied[i].name);
    if (count == 0)
        printf("the schema is up to date\n");
    return EXIT_STATUS_DONE;
}
