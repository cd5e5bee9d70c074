#include <assert.h>
#include <stdio.h>

#include "adapters/outbound/wording.h"
#include "ops/run/changed_rates.h"
#include "ops/run/run_status.h"

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
    {"what", "What", COLUMN_TEXT, 0},  {"item", "Which", COLUMN_TEXT, 22},
    {"words", "Why", COLUMN_TEXT, 42}, {"lines", "Lines", COLUMN_COUNT, 0},
    {"pence", "£", COLUMN_PENCE, 0},
};
static_assert(COUNT_OF(person_columns) == RUN_STATUS_PERSON_COLUMNS,
              "the command stands behind them");

static int64_t sum_of(const struct db_result *result, size_t column)
{
    int64_t sum = 0;
    for (size_t row = 0; row < db_rows(result); row++)
        sum += db_get_int(result, row, column);
    return sum;
}

static void print_verdicts(struct arena *arena, const struct run_status *status)
{
    size_t count = COUNT_OF(verdict_columns);
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
    int64_t all = db_get_int(status->providers, 0, COUNT_OF(provider_columns));
    if ((int64_t)shown < all)
        printf("\nThe %zu providers with most held, of %lld%s\n\n", shown, (long long)all,
               status->is_dry_run ? "" : " (--all shows every one)");
    else
        printf("\nProviders, most held first\n\n");
    struct output *output = output_begin(arena, stdout, OUTPUT_FORMAT_TABLE,
                                         COUNT_OF(provider_columns), provider_columns);
    for (size_t row = 0; row < shown; row++)
        verb_put_cells(output, provider_columns, status->providers, row, COUNT_OF(provider_columns),
                       NULL);
    output_end(output);
}

static void print_person(struct arena *arena, const struct run_status *status)
{
    size_t rows = db_rows(status->person);
    if (rows == 0) {
        printf("\nNothing needs a person%s.\n", status->under_way == NULL ? "" : " so far");
        return;
    }
    printf("\nWhat needs a person (a held line counts under each reason that holds it;\n"
           "pounds of batches and payments are with VAT, the others without)\n\n");
    struct output *output =
        output_begin(arena, stdout, OUTPUT_FORMAT_TABLE, COUNT_OF(person_columns), person_columns);
    for (size_t row = 0; row < rows; row++) {
        output_text(output, verb_text(status->person, row, 0));
        output_text(output, verb_text(status->person, row, 1));
        output_text(output, run_status_why(status, row));
        output_number(output, db_get_int(status->person, row, 3));
        output_number(output, db_get_int(status->person, row, 4));
    }
    output_end(output);
}

/* Below the table: a command is to be copied as it is. */
static void print_commands(const struct run_status *status)
{
    bool is_first = true;
    for (size_t row = 0; row < db_rows(status->person); row++) {
        if (db_is_null(status->person, row, RUN_STATUS_PERSON_COLUMNS))
            continue;
        printf("%s    %.*s\n", is_first ? "\nWhat to type\n\n" : "",
               TEXT_ARGS(db_get_text(status->person, row, RUN_STATUS_PERSON_COLUMNS)));
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

static void print_heading(const struct run_status *status)
{
    const bool is_shadow = status->council->mode == COUNCIL_MODE_SHADOW;

    printf("%.*s %s\n", TEXT_ARGS(status->council->code), status->council->name);
    if (status->is_dry_run)
        printf("dry run of %s: what the night would come to, of which nothing is kept",
               status->business_date);
    else
        printf("run %lld of %s, %s", (long long)status->run_id, status->business_date,
               run_state_word(status->state));
    printf("%s\n\n", is_shadow ? "; shadow: nothing is paid" : "");
}

static void print_earlier(const struct run_status *status)
{
    for (size_t i = 0; i < status->earlier_count; i++)
        printf("%s run %lld of this date did: %s (tallystick status %lld)\n%s",
               i == 0 ? "This run read nothing new;" : "and", (long long)status->earlier[i].run_id,
               status->earlier[i].words, (long long)status->earlier[i].run_id,
               i + 1 == status->earlier_count ? "\n" : "");
}

void run_status_print(struct arena *arena, const struct run_status *status)
{
    print_heading(status);
    if (status->under_way != NULL)
        printf("%s\n%s", status->under_way,
               run_status_has_verdicts(status) ? "\n" : "No line has its verdict yet.\n");
    print_earlier(status);
    if (run_status_has_verdicts(status))
        print_verdicts(arena, status);
    print_left(arena, status);
    print_providers(arena, status);
    print_person(arena, status);
    changed_rates_print(arena, "Changed rates that wait", status->rates);
    if (!status->is_dry_run)
        print_commands(status);
}
