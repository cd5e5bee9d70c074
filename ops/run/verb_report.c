/*
 * report: figures over many nights, council by council.  What there is to show
 * is the list in ops/run/report.h.
 */
#include <string.h>

#include "adapters/postgres/run_store.h"
#include "ops/run/report.h"
#include "ops/run/verb.h"

#define OVER_DEFAULT_PENCE INT64_C(50000)

static const struct report *const reports[] = {
#define X(name) &report_##name,
    REPORT_LIST(X)
#undef X
};
#define REPORT_COUNT (sizeof(reports) / sizeof(reports[0]))

static const char report_names[] =
#define X(name) " " #name
    REPORT_LIST(X);
#undef X

/* ---- what reports share ---- */

struct text report_percent(struct arena *arena, int64_t part, int64_t whole)
{
    char digits[DECIMAL_TEXT_BYTES];

    if (whole == 0)
        return TEXT_LITERAL("");
    decimal_format((part * 20000 + whole) / (2 * whole), 2, digits);
    return arena_text(arena, text_of(digits));
}

struct text report_day(struct arena *arena, day_t day)
{
    char date[DAY_TEXT_BYTES];

    day_format(day, date);
    return arena_text(arena, text_of(date));
}

/* ---- the command line ---- */

static bool find_report(const char *name, const struct report **report_r, struct error *error_r)
{
    for (size_t i = 0; i < REPORT_COUNT; i++)
        if (strcmp(name, reports[i]->name) == 0) {
            *report_r = reports[i];
            return true;
        }
    return error_set(error_r, EXIT_STATUS_USAGE, "there is no report '%s' among%s", name,
                     report_names);
}

static bool read_over(const char *value, int64_t *pence_r, struct error *error_r)
{
    *pence_r = OVER_DEFAULT_PENCE;
    if (value == NULL || (decimal_parse(text_of(value), PLACES_MONEY, pence_r) && *pence_r >= 0))
        return true;
    return error_set(error_r, EXIT_STATUS_USAGE, "--over: '%s' is not an amount in pounds", value);
}

static bool check_days(const struct report_question *question, struct error *error_r)
{
    return question->from == DAY_NOT_GIVEN || question->to == DAY_NOT_GIVEN ||
           question->from <= question->to ||
           error_set(error_r, EXIT_STATUS_USAGE, "--to is before --from");
}

static bool read_question(const char *const *values, struct report_question *question_r,
                          enum output_format *format_r, struct error *error_r)
{
    *question_r = (struct report_question){.from = DAY_NOT_GIVEN, .to = DAY_NOT_GIVEN};
    return output_format_parse(values[REPORT_OPTION_FORMAT], format_r, error_r) &&
           option_day("--from", values[REPORT_OPTION_FROM], &question_r->from, error_r) &&
           option_day("--to", values[REPORT_OPTION_TO], &question_r->to, error_r) &&
           check_days(question_r, error_r) &&
           read_over(values[REPORT_OPTION_OVER], &question_r->over_pence, error_r);
}

/* ---- the answer ---- */

static bool put_council(const struct report *report, struct report_call *part,
                        struct error *error_r)
{
    if (!council_find(part->db, part->council->ledger, &part->council_id, error_r))
        return false;
    return part->council_id == 0 || report->put(part, error_r);
}

static bool put_report(const struct verb_call *call, const struct report *report, struct db **db_r,
                       struct error *error_r)
{
    const char *code = call->options.values[REPORT_OPTION_COUNCIL];
    const struct config *config;
    struct report_question question;
    enum output_format format;

    if (!read_question(call->options.values, &question, &format, error_r) ||
        !verb_load_config(call, &config, error_r) || !verb_know_council(config, code, error_r) ||
        !verb_open_database(config, db_r, error_r))
        return false;
    struct report_call part = {.arena = call->arena, .db = *db_r, .question = &question};
    part.output = output_begin(call->arena, stdout, format, report->column_count, report->columns);
    for (size_t i = 0; i < config->council_count; i++) {
        part.council = &config->councils[i];
        if (verb_wants_council(code, part.council) && !put_council(report, &part, error_r))
            return false;
    }
    output_end(part.output);
    return true;
}

enum exit_status verb_report(const struct verb_call *call)
{
    const char *name = call->options.argument_count == 0 ? "" : call->options.arguments[0];
    const struct report *report = NULL;
    struct db *db = NULL;
    struct error error;
    bool is_done = find_report(name, &report, &error) && put_report(call, report, &db, &error);

    db_close(db);
    return is_done ? EXIT_STATUS_DONE : verb_fail(&error);
}
