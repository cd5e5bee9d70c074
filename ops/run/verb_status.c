/*
 * status: what a run did, by verdict and by provider, and what needs a person.
 * In a table each is a table of its own; CSV and JSON have one row for each
 * of their rows, told apart by `section`.
 */
#include "ops/run/changed_rates.h"
#include "ops/run/run_status.h"
#include "ops/run/stages.h"
#include "ops/run/verb.h"

struct question {
    const char *council_code; /* NULL: every council */
    int64_t run_id;           /* NOT_GIVEN: the last */
    int64_t provider_limit;   /* NOT_GIVEN: all */
    enum output_format format;
};

/* ---- CSV and JSON ---- */

static const struct output_column flat_columns[] = {
    {"council", NULL, COLUMN_TEXT, 0},
    {"run_id", NULL, COLUMN_NUMBER, 0},
    {"business_date", NULL, COLUMN_TEXT, 0},
    {"state", NULL, COLUMN_TEXT, 0},
    {"section", NULL, COLUMN_TEXT, 0}, /* verdict, provider, or what of person */
    {"name", NULL, COLUMN_TEXT, 0},
    {"words", NULL, COLUMN_TEXT, 0},
    {"lines", NULL, COLUMN_NUMBER, 0},
    {"billed_pence", NULL, COLUMN_NUMBER, 0},
    {"payable_pence", NULL, COLUMN_NUMBER, 0},
    {"held_lines", NULL, COLUMN_NUMBER, 0},
    {"held_pence", NULL, COLUMN_NUMBER, 0},
    {"command", NULL, COLUMN_TEXT, 0}, /* what a person types */
};

static void put_run(struct output *output, const struct run_status *status)
{
    output_text(output, status->council->code);
    output_number(output, status->run_id);
    output_text(output, text_of(status->business_date));
    output_text(output, text_of(run_state_word(status->state)));
}

#define FLAT_NUMBERS 5 /* of flat_columns */

/* What a section does not have. */
static void put_no_numbers(struct output *output, size_t count)
{
    for (size_t i = 0; i < count; i++)
        output_number(output, NOT_GIVEN);
}

/* `count` numbers of the row from column `first`. */
static void put_numbers(struct output *output, const struct db_result *result, size_t row,
                        size_t first, size_t count)
{
    for (size_t i = 0; i < count; i++)
        output_number(output, db_get_int(result, row, first + i));
    put_no_numbers(output, FLAT_NUMBERS - count);
}

static void put_under_way(struct arena *arena, struct output *output,
                          const struct run_status *status)
{
    if (status->under_way == NULL)
        return;
    put_run(output, status);
    output_text(output, text_of("under way"));
    output_text(output, text_of(stage_names_after(arena, status->state)));
    output_text(output, text_of(status->under_way));
    put_no_numbers(output, FLAT_NUMBERS);
    output_text(output, (struct text){NULL, 0});
}

static void put_earlier(struct arena *arena, struct output *output, const struct run_status *status)
{
    for (size_t i = 0; i < status->earlier_count; i++) {
        const struct earlier_run *earlier = &status->earlier[i];
        put_run(output, status);
        output_text(output, text_of("earlier run"));
        output_text(output, text_of(arena_printf(arena, "%lld", (long long)earlier->run_id)));
        output_text(output, text_of(earlier->words));
        output_number(output, earlier->lines);
        put_no_numbers(output, FLAT_NUMBERS - 1);
        output_text(output, text_of(arena_printf(arena, "tallystick status %lld",
                                                 (long long)earlier->run_id)));
    }
}

static void put_verdicts(struct output *output, const struct run_status *status)
{
    for (size_t row = 0; row < db_rows(status->verdicts); row++) {
        put_run(output, status);
        output_text(output, text_of("verdict"));
        output_text(output, verb_text(status->verdicts, row, 0));
        output_text(output, (struct text){NULL, 0});
        put_numbers(output, status->verdicts, row, 1, 3);
        output_text(output, (struct text){NULL, 0});
    }
}

static void put_providers(struct output *output, const struct run_status *status)
{
    for (size_t row = 0; row < db_rows(status->providers); row++) {
        put_run(output, status);
        output_text(output, text_of("provider"));
        output_text(output, verb_text(status->providers, row, 0));
        output_text(output, verb_text(status->providers, row, 1));
        put_numbers(output, status->providers, row, 2, 5);
        output_text(output, (struct text){NULL, 0});
    }
}

/* Lines that left, in time and late. */
static void put_left(struct output *output, const struct run_status *status)
{
    const int64_t lines[] = {status->left.in_time, status->left.lines - status->left.in_time};
    static const char *const names[] = {"in_time", "late"};

    for (size_t i = 0; status->left.lines > 0 && i < COUNT_OF(names); i++) {
        put_run(output, status);
        output_text(output, text_of("left"));
        output_text(output, text_of(names[i]));
        output_text(output, (struct text){NULL, 0});
        output_number(output, lines[i]);
        put_no_numbers(output, FLAT_NUMBERS - 1);
        output_text(output, (struct text){NULL, 0});
    }
}

static void put_person(struct output *output, const struct run_status *status)
{
    for (size_t row = 0; row < db_rows(status->person); row++) {
        put_run(output, status);
        output_text(output, verb_text(status->person, row, 0));
        output_text(output, verb_text(status->person, row, 1));
        output_text(output, run_status_why(status, row));
        put_numbers(output, status->person, row, 3, 2);
        output_text(output, verb_text(status->person, row, RUN_STATUS_PERSON_COLUMNS));
    }
}

static void put_rates(struct arena *arena, struct output *output, const struct run_status *status)
{
    for (size_t row = 0; row < db_rows(status->rates); row++) {
        const long long item_id = (long long)db_get_int(status->rates, row, CHANGED_RATES_ITEM);
        put_run(output, status);
        output_text(output, text_of("changed rate"));
        output_text(output, text_of(arena_printf(arena, "rate %lld", item_id)));
        output_text(output, verb_text(status->rates, row, CHANGED_RATES_WORDS));
        put_no_numbers(output, FLAT_NUMBERS);
        output_text(output,
                    text_of(arena_printf(arena, "tallystick approve %lld --by NAME", item_id)));
    }
}

static void put_flat(struct arena *arena, struct output *output, const struct run_status *status)
{
    put_under_way(arena, output, status);
    put_earlier(arena, output, status);
    if (run_status_has_verdicts(status)) {
        put_verdicts(output, status);
        put_left(output, status);
        put_providers(output, status);
    }
    put_person(output, status);
    put_rates(arena, output, status);
}

/* ---- the question ---- */

static bool read_question(const struct verb_call *call, struct question *question_r,
                          struct error *error_r)
{
    const struct options *options = &call->options;
    *question_r = (struct question){.council_code = options->values[STATUS_OPTION_COUNCIL],
                                    .run_id = NOT_GIVEN,
                                    .provider_limit = NOT_GIVEN};
    if (!output_format_parse(options->values[STATUS_OPTION_FORMAT], &question_r->format, error_r))
        return false;
    if (question_r->format == OUTPUT_FORMAT_TABLE && options->values[STATUS_OPTION_ALL] == NULL)
        question_r->provider_limit = RUN_STATUS_TOP_PROVIDERS;
    return options->argument_count == 0 ||
           option_whole_number("RUN", options->arguments[0], &question_r->run_id, error_r);
}

struct answer {
    struct arena *arena;
    struct db *db;
    struct output *flat; /* NULL: tables */
    size_t run_count;
};

static bool council_status(struct answer *answer, const struct question *question,
                           const struct council_config *council, struct error *error_r)
{
    struct run_status status = {.council = council, .run_id = question->run_id};
    bool is_found;
    if (!council_find(answer->db, council->ledger, &status.council_id, error_r) ||
        !run_status_read(answer->arena, answer->db, question->provider_limit, &status, &is_found,
                         error_r))
        return false;
    if (!is_found)
        return true;
    if (answer->flat != NULL)
        put_flat(answer->arena, answer->flat, &status);
    else {
        printf("%s", answer->run_count == 0 ? "" : "\n\n");
        run_status_print(answer->arena, &status);
    }
    answer->run_count++;
    run_status_forget(&status);
    return true;
}

static bool no_run(const struct question *question, struct error *error_r)
{
    if (given(question->run_id))
        return error_set(error_r, EXIT_STATUS_NO_INPUT, "there is no run %lld",
                         (long long)question->run_id);
    return error_set(error_r, EXIT_STATUS_NO_INPUT, "there has been no run yet");
}

static bool all_councils(const struct verb_call *call, const struct question *question,
                         struct answer *answer, struct error *error_r)
{
    const struct config *config;
    if (!verb_load_config(call, &config, error_r) ||
        !verb_know_council(config, question->council_code, error_r) ||
        !verb_open_database(config, &answer->db, error_r))
        return false;
    if (question->format != OUTPUT_FORMAT_TABLE)
        answer->flat = output_begin(call->arena, stdout, question->format, COUNT_OF(flat_columns),
                                    flat_columns);
    for (size_t i = 0; i < config->council_count; i++)
        if (verb_wants_council(question->council_code, &config->councils[i]) &&
            !council_status(answer, question, &config->councils[i], error_r))
            return false;
    if (answer->flat != NULL)
        output_end(answer->flat);
    return answer->run_count > 0 || no_run(question, error_r);
}

enum exit_status verb_status(const struct verb_call *call)
{
    struct question question;
    struct answer answer = {.arena = call->arena};
    struct error error;
    bool is_done =
        read_question(call, &question, &error) && all_councils(call, &question, &answer, &error);
    db_close(answer.db);
    return is_done ? EXIT_STATUS_DONE : verb_fail(&error);
}
