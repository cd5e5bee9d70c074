/*
 * The program: its own options, then one verb.
 */
#include <stdlib.h>
#include <string.h>

#include "adapters/postgres/migrate.h"
#include "ops/run/verb.h"

static verb_function *const verb_functions[] = {
#define X(name, NAME, arguments, argument_limit, summary) verb_##name,
    VERB_LIST(X)
#undef X
};

static const char *config_path(const struct options *options)
{
    const char *path = options->values[PROGRAM_OPTION_CONFIG];
    if (path == NULL)
        path = getenv(CONFIG_VARIABLE);
    return path == NULL || path[0] == '\0' ? CONFIG_DEFAULT : path;
}

static bool find_verb(const char *name, size_t *verb_r, struct error *error_r)
{
    for (size_t i = 0; i < verb_count; i++)
        if (strcmp(name, verb_options[i].command) == 0) {
            *verb_r = i;
            return true;
        }
    return error_set(error_r, EXIT_STATUS_USAGE, "unknown verb '%s' (see tallystick --help)", name);
}

/* argv[0] is the verb. */
static enum exit_status call_verb(const char *path, int argc, char **argv)
{
    struct error error;
    struct verb_call call = {.config_path = path};
    size_t verb = 0;
    if (!find_verb(argv[0], &verb, &error) ||
        !options_parse(&verb_options[verb], argc, argv, &call.options, &error))
        return verb_fail(&error);
    if (call.options.help) {
        options_print_help(stdout, &verb_options[verb]);
        return EXIT_STATUS_DONE;
    }
    call.arena = arena_new();
    enum exit_status status = verb_functions[verb](&call);
    arena_free(call.arena);
    return status;
}

static enum exit_status program(int argc, char **argv)
{
    struct error error;
    struct options options;
    if (!options_parse(&program_options, argc, argv, &options, &error))
        return verb_fail(&error);
    if (options.help)
        verb_print_list(stdout);
    else if (options.values[PROGRAM_OPTION_VERSION] != NULL)
        printf("tallystick %s, schema %d\n", TALLYSTICK_VERSION, migrate_newest());
    else if (options.argument_count == 0) {
        error_set(&error, EXIT_STATUS_USAGE, "a verb is missing (see tallystick --help)");
        return verb_fail(&error);
    } else
        return call_verb(config_path(&options), (int)options.argument_count,
                         (char **)options.arguments);
    return EXIT_STATUS_DONE;
}

int main(int argc, char **argv)
{
    struct error error;
    enum exit_status status = program(argc, argv);
    if (output_flush(stdout, &error))
        return (int)status;
    return (int)verb_fail(&error);
}
