#include "ops/run/verb.h"

#include <string.h>

#include "adapters/host/log.h"
#include "adapters/postgres/migrate.h"
#include "adapters/postgres/run_store.h"

/* check_rows, run_rows ...: an empty row ends each, so that a verb without options has one too. */
#define ROW(name, long_name, letter, argument, help) {long_name, letter, argument, help},
static const struct option_row program_rows[] = {PROGRAM_OPTION_LIST(ROW){0}};
#define X(name, NAME, arguments, argument_limit, summary)                                          \
    static const struct option_row name##_rows[] = {NAME##_OPTION_LIST(ROW){0}};
VERB_LIST(X)
#undef X
#undef ROW

#define SCREEN_COLUMNS 80

#define ROW_COUNT(rows) (sizeof(rows) / sizeof((rows)[0]) - 1)

const struct option_table program_options = {
    .command = "",
    .ends_at_argument = true,
    .option_count = ROW_COUNT(program_rows),
    .options = program_rows,
};

const struct option_table verb_options[] = {
#define X(name, NAME, arguments, argument_limit, summary)                                          \
    {#name, arguments, summary, argument_limit, false, ROW_COUNT(name##_rows), name##_rows},
    VERB_LIST(X)
#undef X
};
const size_t verb_count = sizeof(verb_options) / sizeof(verb_options[0]);

/* As many on a line as a screen has room for: the list grows with the verbs. */
static void print_exit_statuses(FILE *stream)
{
    int column = 0;
    fprintf(stream, "exit status:");
#define X(name, number, meaning)                                                                   \
    {                                                                                              \
        int length = snprintf(NULL, 0, "%d %s", number, meaning);                                  \
        bool begins = column == 0 || column + 2 + length > SCREEN_COLUMNS;                         \
        fprintf(stream, "%s%d %s", begins ? "\n  " : "; ", number, meaning);                       \
        column = (begins ? 0 : column) + 2 + length;                                               \
    }
    EXIT_STATUS_LIST(X)
#undef X
    fprintf(stream, "\n");
}

void verb_print_list(FILE *stream)
{
    fprintf(stream, "usage: tallystick [-c FILE] VERB [options]\n\n");
    for (size_t i = 0; i < verb_count; i++)
        fprintf(stream, "  %-9s%s\n", verb_options[i].command, verb_options[i].summary);
    fprintf(stream, "\n");
    options_print_rows(stream, &program_options);
    print_exit_statuses(stream);
}

enum exit_status verb_fail(const struct error *error)
{
    log_error("%s", error->message);
    return error->status;
}

bool verb_load_config(const struct verb_call *call, const struct config **config_r,
                      struct error *error_r)
{
    struct config_faults faults;
    if (!config_load(call->arena, call->config_path, config_r, &faults, error_r))
        return false;
    for (size_t i = 0; i < faults.count; i++)
        log_error("%s", faults.items[i].message);
    if (faults.count == 0)
        return true;
    return error_set(error_r, EXIT_STATUS_CONFIGURATION, "%s is not used: faults in it: %zu",
                     call->config_path, faults.count);
}

bool verb_wants_council(const char *code, const struct council_config *council)
{
    return code == NULL || text_equal(text_of(code), council->code);
}

bool verb_know_council(const struct config *config, const char *code, struct error *error_r)
{
    for (size_t i = 0; i < config->council_count; i++)
        if (verb_wants_council(code, &config->councils[i]))
            return true;
    return error_set(error_r, EXIT_STATUS_USAGE, "the configuration has no council %s", code);
}

bool verb_open_database(const struct config *config, struct db **db_r, struct error *error_r)
{
    return db_open(config->database, db_r, error_r) && migrate_check(*db_r, error_r);
}

bool verb_lock_out_nights(struct db *db, const struct council_config *council, int64_t council_id,
                          struct error *error_r)
{
    bool is_locked;

    return run_lock(db, council_id, &is_locked, error_r) &&
           (is_locked || error_set(error_r, EXIT_STATUS_TRY_AGAIN, "%.*s: a night is at work",
                                   TEXT_ARGS(council->code)));
}

struct text verb_text(const struct db_result *result, size_t row, size_t column)
{
    if (db_is_null(result, row, column))
        return (struct text){NULL, 0};
    return db_get_text(result, row, column);
}

static void put_time(struct output *output, int64_t utc_s, const struct zone *zone)
{
    int64_t civil_s = given(utc_s) ? zone_civil(zone, utc_s) : NOT_GIVEN;
    output_time(output, civil_s, given(utc_s) ? civil_s - utc_s : 0);
}

void verb_put_cells(struct output *output, const struct output_column *columns,
                    const struct db_result *result, size_t row, size_t count,
                    const struct zone *zone)
{
    for (size_t i = 0; i < count; i++)
        switch (columns[i].kind) {
        case COLUMN_TEXT:
        case COLUMN_DECIMAL:
        case COLUMN_WORDS:
            output_text(output, verb_text(result, row, i));
            break;
        case COLUMN_NUMBER:
        case COLUMN_COUNT:
        case COLUMN_PENCE:
            output_number(output, db_get_int(result, row, i));
            break;
        case COLUMN_TIME:
            put_time(output, db_get_timestamptz(result, row, i), zone);
            break;
        }
}
