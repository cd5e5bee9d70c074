/*
 * withdraw: a prepared batch is not released; what is in it goes into the next.
 */
#include "ops/run/batch_verb.h"
#include "ops/run/person.h"

static bool withdraw(const struct batch_verb *verb, struct text reason, struct error *error_r)
{
    if (!batch_state_may_become(verb->known.state, BATCH_STATE_WITHDRAWN))
        return batch_verb_refuses(verb, "only one that is prepared can be withdrawn", error_r);
    return batch_withdraw(verb->db, verb->run.council_id, verb->run.run_id, verb->known.batch.batch,
                          verb->by, reason, error_r);
}

enum exit_status verb_withdraw(const struct verb_call *call)
{
    const char *const *values = call->options.values;
    struct text reason = text_of(values[WITHDRAW_OPTION_REASON]);
    struct batch_verb verb = {0};
    struct error error;

    if (call->options.argument_count < 1) {
        error_set(&error, EXIT_STATUS_USAGE,
                  "BATCH must be given (see tallystick withdraw --help)");
        return verb_fail(&error);
    }
    if (!person_reason_check(reason, &error))
        return verb_fail(&error);
    bool is_done = batch_verb_begin(call, values[WITHDRAW_OPTION_BY], call->options.arguments[0],
                                    &verb, &error) &&
                   withdraw(&verb, reason, &error);
    if (!batch_verb_end(&verb, is_done, &error))
        return verb_fail(&error);
    printf("%.*s: withdrawn; what is in it goes into the next batch\n",
           TEXT_ARGS(verb.known.batch.batch));
    return EXIT_STATUS_DONE;
}
