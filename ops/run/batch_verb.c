#include "ops/run/batch_verb.h"

#include <string.h>

#include "ops/run/person.h"

static bool no_batch(const char *batch, struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_NO_INPUT, "there is no batch %s", batch);
}

/* CODE-YYYYMMDD-RAIL-NUMBER; a code may have dashes of its own. */
static struct text code_of(const char *batch)
{
    struct text code = text_of(batch);

    for (int parts = 0; parts < 3; parts++) {
        const char *dash = memrchr(code.bytes, '-', code.length);
        code.length = dash == NULL ? 0 : (size_t)(dash - code.bytes);
    }
    return code;
}

static const struct council_config *council_of(const struct config *config, const char *batch)
{
    struct text code = code_of(batch);

    for (size_t i = 0; i < config->council_count; i++)
        if (text_equal(config->councils[i].code, code))
            return &config->councils[i];
    return NULL;
}

static bool may_act(const struct verb_call *call, const struct council_config *council,
                    const char *by, struct error *error_r)
{
    const char *login;

    if (!person_login(call->arena, &login, error_r))
        return false;
    return person_may_act(council, by, login) || person_refuse(by, login, error_r);
}

static bool find(const struct verb_call *call, struct batch_verb *verb, const char *batch,
                 struct error *error_r)
{
    int64_t council_id;
    bool is_found = false;

    if (!council_find(verb->db, verb->council->code, &council_id, error_r))
        return false;
    if (council_id == 0)
        return no_batch(batch, error_r);
    return verb_lock_out_nights(verb->db, verb->council, council_id, error_r) &&
           db_begin(verb->db, error_r) &&
           run_find_last(verb->db, council_id, &verb->run, &is_found, error_r) &&
           (!is_found || batch_find(verb->db, council_id, text_of(batch), call->arena, &is_found,
                                    &verb->known, error_r)) &&
           (is_found || no_batch(batch, error_r));
}

bool batch_verb_begin(const struct verb_call *call, const char *by, const char *batch,
                      struct batch_verb *verb_r, struct error *error_r)
{
    const struct config *config;

    *verb_r = (struct batch_verb){.by = text_of(by)};
    if (by == NULL || by[0] == '\0')
        return error_set(error_r, EXIT_STATUS_USAGE, "--by must be given");
    if (!verb_load_config(call, &config, error_r))
        return false;
    verb_r->council = council_of(config, batch);
    if (verb_r->council == NULL)
        return no_batch(batch, error_r);
    return may_act(call, verb_r->council, by, error_r) &&
           verb_open_database(config, &verb_r->db, error_r) && find(call, verb_r, batch, error_r);
}

bool batch_verb_end(struct batch_verb *verb, bool is_done, struct error *error_r)
{
    is_done = is_done && db_commit(verb->db, error_r);
    db_close(verb->db);
    return is_done;
}

bool batch_verb_refuses(const struct batch_verb *verb, const char *why, struct error *error_r)
{
    const struct known_batch *known = &verb->known;
    bool is_persons = !text_is_empty(known->done_by);

    return error_set(error_r, EXIT_STATUS_BAD_DATA, "batch %.*s is %s%s%.*s: %s",
                     TEXT_ARGS(known->batch.batch), batch_state_word(known->state),
                     is_persons ? " by " : "", TEXT_ARGS(known->done_by), why);
}
