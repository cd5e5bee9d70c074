/*
 * status: what a run did, by verdict and by provider, and what needs a person.
 * In a table each is a table of its own; CSV and JSON have one row for each
 * of their rows, told apart by `section`.
 */
#include <assert.h>

#include "adapters/outbound/signal_words.h"
#include "adapters/outbound/wording.h"
#include "adapters/postgres/run_store.h"
#include "matcher/engine/verdict.h"
#include "ops/run/missing_feeds.h"
#include "ops/run/night.h"
#include "ops/run/on_time.h"
#include "ops/run/verb.h"
#include "sql_statements.h"

#define TOP_PROVIDERS 10

/* A run and the answers about it. */
struct run_status {
    const struct council_config *council;
    int64_t council_id;
    int64_t run_id;
    const char *business_date;
    day_t business_day;
    enum run_state state;
    const char *under_way; /* where it stands; NULL: it is closed */
    struct on_time left;
    struct db_result *verdicts, *providers, *person;
};

struct question {
    const char *council_code; /* NULL: every council */
    int64_t run_id;           /* NOT_GIVEN: the last */
    int64_t provider_limit;   /* NOT_GIVEN: all */
    enum output_format format;
};

/* ---- tables ---- */

/* Columns as their statements select them. */
static const struct output_column verdict_columns[] = {
    {"verdict", "Verdict", COLUMN_TEXT, 0},
    {"lines", "Lines", COLUMN_COUNT, 0},
    {"billed_pence", "Billed £", COLUMN_PENCE, 0},
    {"payable_pence", "Payable £", COLUMN_PENCE, 0},
};
static const struct output_column provider_columns[] = {
    {"provider", "Provider", COLUMN_TEXT, 16},
    {"name", "Name", COLUMN_TEXT, 34},
    {"lines", "Lines", COLUMN_COUNT, 0},
    {"billed_pence", "Billed £", COLUMN_PENCE, 0},
    {"payable_pence", "Payable £", COLUMN_PENCE, 0},
    {"held_lines", "Held", COLUMN_COUNT, 0},
    {"held_pence", "Held £", COLUMN_PENCE, 0},
};
static const struct output_column person_columns[] = {
    {"what", "What", COLUMN_TEXT, 0},       {"item", "Which", COLUMN_TEXT, 22},
    {"words", "Why", COLUMN_TEXT, 42},      {"lines", "Lines", COLUMN_COUNT, 0},
    {"pence", "Billed £", COLUMN_PENCE, 0},
};
#define COUNT(columns) (sizeof(columns) / sizeof((columns)[0]))

/* Before that all that is counted is 0. */
static bool has_verdicts(const struct run_status *status)
{
    return status->state >= RUN_STATE_MATCHED;
}

static int64_t sum_of(const struct db_result *result, size_t column)
{
    int64_t sum = 0;
    for (size_t row = 0; row < db_rows(result); row++)
        sum += db_get_int(result, row, column);
    return sum;
}

static void print_verdicts(struct arena *arena, const struct run_status *status)
{
    size_t count = COUNT(verdict_columns);
    struct output *output =
        output_begin(arena, stdout, OUTPUT_FORMAT_TABLE, count, verdict_columns);
    for (size_t row = 0; row < db_rows(status->verdicts); row++)
        verb_put_cells(output, verdict_columns, status->verdicts, row, count, NULL);
    output_rule(output);
    output_text(output, text_of("total"));
    for (size_t column = 1; column < count; column++)
        output_number(output, sum_of(status->verdicts, column));
    output_end(output);
}

static void print_providers(struct arena *arena, const struct run_status *status)
{
    size_t shown = db_rows(status->providers);
    if (shown == 0)
        return;
    int64_t all = db_get_int(status->providers, 0, COUNT(provider_columns));
    if ((int64_t)shown < all)
        printf("\nThe %zu providers with most held, of %lld (--all shows every one)\n\n", shown,
               (long long)all);
    else
        printf("\nProviders, most held first\n\n");
    struct output *output =
        output_begin(arena, stdout, OUTPUT_FORMAT_TABLE, COUNT(provider_columns), provider_columns);
    for (size_t row = 0; row < shown; row++)
        verb_put_cells(output, provider_columns, status->providers, row, COUNT(provider_columns),
                       NULL);
    output_end(output);
}

/* Where the statement has no words, the item's own: a held line's reason, or what else it is. */
static struct text words_of(const struct db_result *person, size_t row)
{
    const struct text what = db_get_text(person, row, 0), item = db_get_text(person, row, 1);
    enum reason reason;
    enum care_signal_kind signal;
    enum drift_measure measure;
    if (text_equal(what, TEXT_LITERAL("held")) && reason_parse(item, &reason))
        return text_of(reason_in_words(reason));
    if (text_equal(what, TEXT_LITERAL("care signal")) && care_signal_kind_parse(item, &signal))
        return text_of(care_signal_in_short(signal));
    if (text_equal(what, TEXT_LITERAL("drift")) && drift_measure_parse(item, &measure))
        return text_of(drift_in_short(measure));
    if (text_equal(what, TEXT_LITERAL("below order")))
        return TEXT_LITERAL("less delivered than ordered");
    return verb_text(person, row, 2);
}

static void print_person(struct arena *arena, const struct run_status *status)
{
    size_t rows = db_rows(status->person);
    if (rows == 0) {
        printf("\nNothing needs a person%s.\n", status->under_way == NULL ? "" : " so far");
        return;
    }
    printf("\nWhat needs a person (a held line counts under each of its reasons)\n\n");
    struct output *output =
        output_begin(arena, stdout, OUTPUT_FORMAT_TABLE, COUNT(person_columns), person_columns);
    for (size_t row = 0; row < rows; row++) {
        output_text(output, verb_text(status->person, row, 0));
        output_text(output, verb_text(status->person, row, 1));
        output_text(output, words_of(status->person, row));
        output_number(output, db_get_int(status->person, row, 3));
        output_number(output, db_get_int(status->person, row, 4));
    }
    output_end(output);
}

#define COMMAND COUNT(person_columns) /* behind them */

/* Below the table: a command is to be copied as it is. */
static void print_commands(const struct run_status *status)
{
    bool is_first = true;
    for (size_t row = 0; row < db_rows(status->person); row++) {
        if (db_is_null(status->person, row, COMMAND))
            continue;
        printf("%s    %.*s\n", is_first ? "\nWhat to type\n\n" : "",
               TEXT_ARGS(db_get_text(status->person, row, COMMAND)));
        is_first = false;
    }
}

static void print_left(struct arena *arena, const struct run_status *status)
{
    if (status->left.lines == 0)
        return;
    printf("\nLeft in time: %s of %s lines\n",
           words_percent(arena, status->left.in_time, status->left.lines),
           words_number(arena, status->left.lines * E4));
}

static void print_tables(struct arena *arena, const struct run_status *status)
{
    printf("%.*s %s\nrun %lld of %s, %s%s\n\n", TEXT_ARGS(status->council->code),
           status->council->name, (long long)status->run_id, status->business_date,
           run_state_word(status->state),
           status->council->mode == COUNCIL_MODE_SHADOW ? "; shadow: nothing is paid" : "");
    if (status->under_way != NULL)
        printf("%s\n%s", status->under_way,
               has_verdicts(status) ? "\n" : "No line has its verdict yet.\n");
    if (has_verdicts(status))
        print_verdicts(arena, status);
    print_left(arena, status);
    print_providers(arena, status);
    print_person(arena, status);
    print_commands(status);
}

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
    output_text(output, text_of(night_next_stage(arena, status->state)));
    output_text(output, text_of(status->under_way));
    put_no_numbers(output, FLAT_NUMBERS);
    output_text(output, (struct text){NULL, 0});
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

    for (size_t i = 0; status->left.lines > 0 && i < COUNT(names); i++) {
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
        output_text(output, words_of(status->person, row));
        put_numbers(output, status->person, row, 3, 2);
        output_text(output, verb_text(status->person, row, COMMAND));
    }
}

static void put_flat(struct arena *arena, struct output *output, const struct run_status *status)
{
    put_under_way(arena, output, status);
    if (has_verdicts(status)) {
        put_verdicts(output, status);
        put_left(output, status);
        put_providers(output, status);
    }
    put_person(output, status);
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
        question_r->provider_limit = TOP_PROVIDERS;
    return options->argument_count == 0 ||
           option_whole_number("RUN", options->arguments[0], &question_r->run_id, error_r);
}

static bool find_run(struct arena *arena, struct db *db, const struct question *question,
                     struct run_status *status, bool *found_r, struct error *error_r)
{
    const struct db_value values[] = {db_int8(status->council_id), db_int8(question->run_id)};
    struct db_result *result;
    if (!db_query(db, sql_verb_status_run, 2, values, &result, error_r))
        return false;
    *found_r = db_rows(result) > 0;
    if (*found_r) {
        status->run_id = db_get_int(result, 0, 0);
        status->business_date = arena_text(arena, db_get_text(result, 0, 1)).bytes;
        status->business_day = db_get_date(result, 0, 3);
        bool is_known = run_state_parse(db_get_text(result, 0, 2), &status->state);
        assert(is_known);
    }
    db_result_free(result);
    return true;
}

static const char *under_way_words(struct arena *arena, const struct run_status *status,
                                   const struct db_result *result)
{
    const bool is_at_work = db_get_bool(result, 0, 1);
    const char *words =
        arena_printf(arena, "%s at %s since %.*s", is_at_work ? "at work" : "interrupted",
                     night_next_stage(arena, status->state), TEXT_ARGS(db_get_text(result, 0, 0)));

    if (status->state > RUN_STATE_OPEN) /* what is read is seen once all of it is */
        words = arena_printf(arena, "%s; read: %s, %s", words,
                             words_count(arena, (size_t)db_get_int(result, 0, 2), "file", "files"),
                             words_count(arena, (size_t)db_get_int(result, 0, 3), "row", "rows"));
    return is_at_work ? words : arena_printf(arena, "%s; the next night takes it up", words);
}

/* What a night that is at work, or was interrupted, has come to. */
static bool ask_under_way(struct arena *arena, struct db *db, struct run_status *status,
                          struct error *error_r)
{
    const struct db_value values[] = {db_int8(status->council_id), db_int8(status->run_id),
                                      db_text(text_of(status->council->timezone))};
    struct db_result *result;

    if (!db_query(db, sql_verb_status_under_way, COUNT_OF(values), values, &result, error_r))
        return false;
    if (db_rows(result) > 0)
        status->under_way = under_way_words(arena, status, result);
    db_result_free(result);
    return true;
}

static bool ask_person(struct arena *arena, struct db *db, struct run_status *status,
                       struct error *error_r)
{
    struct text *missing;
    size_t count;

    if (!missing_feeds(db, status->council, status->council_id, status->run_id, arena, &count,
                       &missing, error_r))
        return false;
    const struct db_value values[] = {db_int8(status->council_id), db_int8(status->run_id),
                                      db_text_array(count, missing)};
    return db_query(db, sql_verb_status_person, 3, values, &status->person, error_r);
}

static bool ask(struct arena *arena, struct db *db, const struct question *question,
                struct run_status *status, struct error *error_r)
{
    const struct db_value values[] = {db_int8(status->council_id), db_int8(status->run_id),
                                      db_int8(question->provider_limit)};
    return on_time_of_run(db, status->council, status->council_id, status->run_id,
                          status->business_day, &status->left, error_r) &&
           db_query(db, sql_verb_status_verdicts, 2, values, &status->verdicts, error_r) &&
           db_query(db, sql_verb_status_providers, 3, values, &status->providers, error_r) &&
           ask_under_way(arena, db, status, error_r) && ask_person(arena, db, status, error_r);
}

static void forget(struct run_status *status)
{
    db_result_free(status->verdicts);
    db_result_free(status->providers);
    db_result_free(status->person);
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
    struct run_status status = {.council = council};
    bool is_found;
    if (!council_find(answer->db, council->ledger, &status.council_id, error_r) ||
        !find_run(answer->arena, answer->db, question, &status, &is_found, error_r))
        return false;
    if (!is_found)
        return true;
    bool is_done = ask(answer->arena, answer->db, question, &status, error_r);
    if (is_done && answer->flat != NULL)
        put_flat(answer->arena, answer->flat, &status);
    else if (is_done) {
        printf("%s", answer->run_count == 0 ? "" : "\n\n");
        print_tables(answer->arena, &status);
    }
    answer->run_count++;
    forget(&status);
    return is_done;
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
        answer->flat =
            output_begin(call->arena, stdout, question->format, COUNT(flat_columns), flat_columns);
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
