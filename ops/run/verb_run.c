#include <signal.h>

#include "ops/run/night.h"
#include "ops/run/verb.h"

enum exit_status verb_run(const struct verb_call *call)
{
    const char *const *values = call->options.values;
    struct night_options options = {
        .business_date = DAY_NOT_GIVEN,
        .council = text_of(values[RUN_OPTION_COUNCIL]),
        .only = text_of(values[RUN_OPTION_ONLY]),
        .dry_run = values[RUN_OPTION_DRY_RUN] != NULL,
    };
    const struct config *config;
    struct error error;
    if (!option_day("--date", values[RUN_OPTION_DATE], &options.business_date, &error) ||
        !verb_load_config(call, &config, &error))
        return verb_fail(&error);
    signal(SIGPIPE, SIG_IGN); /* a night does not end because nobody reads its log any more */
    return night_run(config, &options);
}
