/*
 * lines: verdicts as filters ask for them, council by council, through a
 * cursor, so that memory does not grow with what is asked for (a table is kept
 * until its widths are known, and so is limited).
 */
#include "adapters/host/log.h"
#include "adapters/host/zone_load.h"
#include "matcher/engine/verdict.h"
#include "ops/run/verb.h"
#include "sql_statements.h"

#define TABLE_LIMIT 1000

/* As verb_lines_open.sql selects them. */
static const struct output_column columns[] = {
    {"council", NULL, COLUMN_TEXT, 0},
    {"provider", "Provider", COLUMN_TEXT, 0},
    {"invoice_no", "Invoice", COLUMN_TEXT, 12},
    {"line_no", "Line", COLUMN_TEXT, 6},
    {"client_ref", "Client", COLUMN_TEXT, 10},
    {"carer_ref", NULL, COLUMN_TEXT, 0},
    {"service", NULL, COLUMN_TEXT, 0},
    {"delivered_start", "Delivered", COLUMN_TIME, 0},
    {"delivered_minutes", NULL, COLUMN_NUMBER, 0},
    {"billed_minutes", NULL, COLUMN_NUMBER, 0},
    {"expected_minutes", NULL, COLUMN_NUMBER, 0},
    {"billed_pence", "Billed £", COLUMN_PENCE, 0},
    {"expected_pence", "Agreed £", COLUMN_PENCE, 0},
    {"payable_pence", "Payable £", COLUMN_PENCE, 0},
    {"billed_vat_pence", NULL, COLUMN_NUMBER, 0},
    {"payable_vat_pence", NULL, COLUMN_NUMBER, 0},
    {"verdict", "Verdict", COLUMN_TEXT, 0},
    {"reasons", "Reasons", COLUMN_WORDS, 16},
    {"order_no", NULL, COLUMN_TEXT, 0},
    {"order_line", NULL, COLUMN_TEXT, 0},
    {"slot", NULL, COLUMN_NUMBER, 0},
    {"planned_start", NULL, COLUMN_TIME, 0},
    {"run_id", NULL, COLUMN_NUMBER, 0},
    {"received_date", NULL, COLUMN_TEXT, 0},
    {"due_date", NULL, COLUMN_TEXT, 0},
    {"batch", NULL, COLUMN_TEXT, 0},
    {"transaction", NULL, COLUMN_NUMBER, 0},
    {"source_file", NULL, COLUMN_TEXT, 0},
    {"source_row", NULL, COLUMN_NUMBER, 0},
    {"adjusted_pence", "Adjusted £", COLUMN_PENCE, 0},
    {"attempt", NULL, COLUMN_NUMBER, 0}, /* to pay it */
    {"payment", NULL, COLUMN_TEXT, 0},   /* the transaction's state */
};
#define COLUMN_TOTAL (sizeof(columns) / sizeof(columns[0]))

struct question {
    const char *const *values;    /* of the options */
    const char *verdict, *reason; /* as the database has them; NULL: any */
    enum output_format format;
    day_t from, to;
    int64_t run;
    int64_t limit; /* lines that may still be shown; NOT_GIVEN: any number */
    bool is_cut;   /* there were more */
};

/* ---- the command line ---- */

/* Words are read in any case, and asked for as the database has them. */
static bool read_words(struct question *question, struct error *error_r)
{
    const char *verdict_given = question->values[LINES_OPTION_VERDICT];
    const char *reason_given = question->values[LINES_OPTION_REASON];
    enum verdict_kind verdict;
    enum reason reason;
    if (verdict_given != NULL && !verdict_parse(text_of(verdict_given), &verdict))
        return error_set(error_r, EXIT_STATUS_USAGE, "--verdict: '%s' is not a verdict",
                         verdict_given);
    if (reason_given != NULL && !reason_parse(text_of(reason_given), &reason))
        return error_set(error_r, EXIT_STATUS_USAGE, "--reason: '%s' is not a reason code",
                         reason_given);
    question->verdict = verdict_given == NULL ? NULL : verdict_word(verdict);
    question->reason = reason_given == NULL ? NULL : reason_code(reason);
    return true;
}

static bool read_question(const char *const *values, struct question *question_r,
                          struct error *error_r)
{
    *question_r = (struct question){.values = values,
                                    .from = DAY_NOT_GIVEN,
                                    .to = DAY_NOT_GIVEN,
                                    .run = NOT_GIVEN,
                                    .limit = NOT_GIVEN};
    if (!output_format_parse(values[LINES_OPTION_FORMAT], &question_r->format, error_r))
        return false;
    if (question_r->format == OUTPUT_FORMAT_TABLE)
        question_r->limit = TABLE_LIMIT;
    return read_words(question_r, error_r) &&
           option_day("--from", values[LINES_OPTION_FROM], &question_r->from, error_r) &&
           option_day("--to", values[LINES_OPTION_TO], &question_r->to, error_r) &&
           option_whole_number("--run", values[LINES_OPTION_RUN], &question_r->run, error_r) &&
           option_whole_number("--limit", values[LINES_OPTION_LIMIT], &question_r->limit, error_r);
}

/* ---- the answer ---- */

/* Null, which the statement takes for any value, where the option is not given. */
static struct db_value filter(const char *value)
{
    return db_text(value == NULL ? (struct text){NULL, 0} : text_of(value));
}

/* One line more than is shown is asked for, to know that there are more. */
static bool open_cursor(struct db *db, const struct question *question,
                        const struct council_config *council, struct error *error_r)
{
    const struct db_value values[] = {
        db_text(council->ledger),
        filter(question->verdict),
        filter(question->values[LINES_OPTION_PROVIDER]),
        filter(question->values[LINES_OPTION_CLIENT]),
        filter(question->reason),
        db_date(question->from),
        db_date(question->to),
        db_text(text_of(council->timezone)),
        filter(question->values[LINES_OPTION_INVOICE]),
        db_int8(question->run),
        db_int8(given(question->limit) ? question->limit + 1 : NOT_GIVEN),
    };
    return db_execute(db, sql_verb_lines_open, sizeof(values) / sizeof(values[0]), values, NULL,
                      error_r);
}

/* False once there are as many lines as were asked for. */
static bool put_line(struct output *output, struct question *question,
                     const struct db_result *result, size_t row, const struct zone *zone)
{
    question->is_cut = question->limit == 0;
    if (question->is_cut)
        return false;
    if (given(question->limit))
        question->limit--;
    verb_put_cells(output, columns, result, row, COLUMN_TOTAL, zone);
    return output_is_wanted(output);
}

/* Rows of the cursor until there are no more, or no more are wanted. */
static bool put_lines(struct db *db, struct output *output, struct question *question,
                      const struct zone *zone, struct error *error_r)
{
    bool is_more = true;
    while (is_more) {
        struct db_result *result;
        if (!db_query(db, sql_verb_lines_next, 0, NULL, &result, error_r))
            return false;
        is_more = db_rows(result) > 0;
        for (size_t row = 0; is_more && row < db_rows(result); row++)
            is_more = put_line(output, question, result, row, zone);
        db_result_free(result);
    }
    return true;
}

static bool council_lines(const struct verb_call *call, struct db *db, struct output *output,
                          struct question *question, const struct council_config *council,
                          struct error *error_r)
{
    const struct zone *zone;
    return zone_load(call->arena, council->timezone, &zone, error_r) && db_begin(db, error_r) &&
           open_cursor(db, question, council, error_r) &&
           put_lines(db, output, question, zone, error_r) && db_rollback(db, error_r);
}

static bool all_lines(const struct verb_call *call, struct question *question, struct db **db_r,
                      struct error *error_r)
{
    const struct config *config;
    const char *code = question->values[LINES_OPTION_COUNCIL];
    if (!verb_load_config(call, &config, error_r) || !verb_know_council(config, code, error_r) ||
        !verb_open_database(config, db_r, error_r))
        return false;
    struct output *output =
        output_begin(call->arena, stdout, question->format, COLUMN_TOTAL, columns);
    for (size_t i = 0; i < config->council_count && !question->is_cut; i++)
        if (verb_wants_council(code, &config->councils[i]) &&
            !council_lines(call, *db_r, output, question, &config->councils[i], error_r))
            return false;
    output_end(output);
    if (question->is_cut)
        log_warning("there are more lines; --limit N shows N of them");
    return true;
}

enum exit_status verb_lines(const struct verb_call *call)
{
    struct question question;
    struct db *db = NULL;
    struct error error;
    bool is_done = read_question(call->options.values, &question, &error) &&
                   all_lines(call, &question, &db, &error);
    db_close(db);
    return is_done ? EXIT_STATUS_DONE : verb_fail(&error);
}
