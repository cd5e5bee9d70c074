/*
 * approve: the second person for what is not used before: adjustments, changed
 * payees and rates, decisions.
 */
#include "adapters/postgres/run_store.h"
#include "adapters/postgres/waiting_store.h"
#include "ops/run/changed_rates.h"
#include "ops/run/options.h"
#include "ops/run/person.h"
#include "ops/run/verb.h"

/* What the command line says, and whose it is found to be. */
struct approving {
    int64_t item_id;
    const char *by;
    const char *council_code; /* NULL: whichever has it */
    const struct council_config *council;
    int64_t council_id;
    struct known_item item;
    struct db_result *rates; /* that it changes; of another kind none */
};

static bool usage(struct error *error_r, const char *what)
{
    return error_set(error_r, EXIT_STATUS_USAGE, "%s (see tallystick approve --help)", what);
}

static bool read_command(const struct verb_call *call, struct approving *approving_r,
                         struct error *error_r)
{
    const char *const *values = call->options.values;

    *approving_r = (struct approving){.by = values[APPROVE_OPTION_BY],
                                      .council_code = values[APPROVE_OPTION_COUNCIL]};
    if (call->options.argument_count < 1)
        return usage(error_r, "ID must be given");
    if (approving_r->by == NULL || approving_r->by[0] == '\0')
        return usage(error_r, "--by must be given");
    return option_whole_number("ID", call->options.arguments[0], &approving_r->item_id, error_r);
}

static bool refuse(const struct approving *approving, enum exit_status status, const char *why,
                   struct error *error_r)
{
    return error_set(error_r, status, "%lld: %s", (long long)approving->item_id, why);
}

static bool read_item(const struct verb_call *call, struct db *db, struct approving *approving,
                      bool *is_found_r, struct error *error_r)
{
    return waiting_store_read(db, approving->council_id, approving->item_id, text_of(approving->by),
                              call->arena, is_found_r, &approving->item, error_r);
}

/* Of the councils for which the person may act, the one that has the item. */
static bool find_council(const struct verb_call *call, const struct config *config, struct db *db,
                         struct approving *approving, struct error *error_r)
{
    const char *login;
    bool may_act = false;

    if (!person_login(call->arena, &login, error_r))
        return false;
    for (size_t i = 0; i < config->council_count; i++) {
        struct approving here = *approving;
        bool is_found = false;
        here.council = &config->councils[i];
        if (!verb_wants_council(approving->council_code, here.council) ||
            !person_may_act(here.council, approving->by, login))
            continue;
        may_act = true;
        if (!council_find(db, here.council->ledger, &here.council_id, error_r) ||
            !read_item(call, db, &here, &is_found, error_r))
            return false;
        if (is_found && approving->council != NULL)
            return refuse(approving, EXIT_STATUS_USAGE,
                          "waits in several councils: --council says which", error_r);
        if (is_found)
            *approving = here;
    }
    if (!may_act)
        return person_refuse(approving->by, login, error_r);
    return approving->council != NULL ||
           refuse(approving, EXIT_STATUS_NO_INPUT, "there is nothing of that number", error_r);
}

static bool check(const struct approving *approving, struct error *error_r)
{
    const struct known_item *item = &approving->item;

    if (item->is_approved)
        return refuse(approving, EXIT_STATUS_BAD_DATA, "is approved already", error_r);
    if (text_equal(item->made_by, text_of(approving->by)))
        return refuse(approving, EXIT_STATUS_NOT_PERMITTED,
                      "who made it cannot approve it: somebody else has to", error_r);
    return !item->is_by_person ||
           refuse(approving, EXIT_STATUS_NOT_PERMITTED,
                  "the same person has approved it already: somebody else has to", error_r);
}

/* No night may be at work: what it uses must not change under it. */
static bool approve_locked(const struct verb_call *call, struct db *db, struct approving *approving,
                           struct error *error_r)
{
    bool is_found;

    return verb_lock_out_nights(db, approving->council, approving->council_id, error_r) &&
           db_begin(db, error_r) && read_item(call, db, approving, &is_found, error_r) &&
           check(approving, error_r) &&
           changed_rates_read(db, approving->council_id, INT64_MAX, approving->item_id,
                              &approving->rates, error_r) &&
           waiting_store_approve(
               db, approving->council_id, approving->item_id, text_of(approving->by),
               approving->item.people + 1 >= approving->item.people_needed, error_r) &&
           db_commit(db, error_r);
}

static bool approve(const struct verb_call *call, struct db **db_r, struct approving *approving,
                    struct error *error_r)
{
    const struct config *config;

    return verb_load_config(call, &config, error_r) &&
           verb_know_council(config, approving->council_code, error_r) &&
           verb_open_database(config, db_r, error_r) &&
           find_council(call, config, *db_r, approving, error_r) &&
           approve_locked(call, *db_r, approving, error_r);
}

static void say_approved(const struct verb_call *call, const struct approving *approving)
{
    const struct known_item *item = &approving->item;

    printf("%lld: %.*s\n", (long long)approving->item_id, TEXT_ARGS(item->words));
    changed_rates_print(call->arena, "Changed rates", approving->rates);
    printf("%s", db_rows(approving->rates) > 0 ? "\n" : "");
    if (item->people + 1 < item->people_needed)
        printf("%d of %d people have approved it\n", item->people + 1, item->people_needed);
    else
        printf("approved, from the next night on\n");
}

enum exit_status verb_approve(const struct verb_call *call)
{
    struct approving approving;
    struct db *db = NULL;
    struct error error;
    bool is_done = read_command(call, &approving, &error) && approve(call, &db, &approving, &error);

    db_close(db);
    if (is_done)
        say_approved(call, &approving);
    db_result_free(approving.rates);
    return is_done ? EXIT_STATUS_DONE : verb_fail(&error);
}
