/*
 * release: the second pair of eyes on a batch.  Each person is bound to what the
 * batch holds when they release it; the last that is needed releases it.
 */
#include "ops/run/batch_proof.h"
#include "ops/run/batch_verb.h"
#include "ops/run/person.h"

static bool not_by(const struct batch_verb *verb, const char *why, struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_NOT_PERMITTED, "batch %.*s: %.*s %s",
                     TEXT_ARGS(verb->known.batch.batch), TEXT_ARGS(verb->by), why);
}

static bool check(const struct batch_verb *verb, int *approvals_r, struct error *error_r)
{
    bool is_one;

    if (verb->known.state != BATCH_STATE_PREPARED)
        return batch_verb_refuses(verb, "only one that is prepared can be released", error_r);
    if (text_equal(verb->by, verb->known.prepared_by))
        return not_by(verb, "prepared it, and cannot release it", error_r);
    if (!batch_approvals(verb->db, verb->run.council_id, verb->known.batch.batch, verb->by,
                         approvals_r, &is_one, error_r))
        return false;
    return !is_one || not_by(verb, "has released it already: somebody else has to", error_r);
}

static bool release(const struct batch_verb *verb, int *given_r, int *needed_r,
                    struct error *error_r)
{
    const struct settlement_batch *batch = &verb->known.batch;
    const int64_t council_id = verb->run.council_id;
    const struct text no_reason = {"", 0};
    int approvals;

    if (!check(verb, &approvals, error_r) ||
        !batch_prove(verb->db, council_id, batch, 1, NULL, error_r) ||
        !batch_approve(verb->db, council_id, verb->run.run_id, &verb->known, verb->by,
                       approvals + 1, error_r))
        return false;
    *given_r = approvals + 1;
    *needed_r = people_to_release(&verb->council->approvals, batch->net_pence + batch->vat_pence);
    return *given_r < *needed_r ||
           batch_step(verb->db, council_id, verb->run.run_id, batch->batch, BATCH_STATE_RELEASED,
                      verb->by, no_reason, DAY_NOT_GIVEN, error_r);
}

static void say(const struct batch_verb *verb, int given_count, int needed)
{
    if (given_count < needed)
        printf("%.*s: %d of %d people have released it\n", TEXT_ARGS(verb->known.batch.batch),
               given_count, needed);
    else
        printf("%.*s: released; its files are written by the next night, or now by "
               "`tallystick run --only export`\n",
               TEXT_ARGS(verb->known.batch.batch));
}

enum exit_status verb_release(const struct verb_call *call)
{
    struct batch_verb verb = {0};
    struct error error;
    int given_count = 0, needed = 0;

    if (call->options.argument_count < 1) {
        error_set(&error, EXIT_STATUS_USAGE, "BATCH must be given (see tallystick release --help)");
        return verb_fail(&error);
    }
    bool is_done = batch_verb_begin(call, call->options.values[RELEASE_OPTION_BY],
                                    call->options.arguments[0], &verb, &error) &&
                   release(&verb, &given_count, &needed, &error);
    if (!batch_verb_end(&verb, is_done, &error))
        return verb_fail(&error);
    say(&verb, given_count, needed);
    return EXIT_STATUS_DONE;
}
