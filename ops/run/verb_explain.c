/*
 * explain: why a bill line got its verdict.  Nothing of the kind is stored: the
 * provider's night is read again as it was and judged again, and what comes out
 * must be what the night wrote.
 */
#include "adapters/host/zone_load.h"
#include "adapters/postgres/match_read.h"
#include "matcher/engine/explain.h"
#include "matcher/engine/purse.h"
#include "ops/run/council_night.h"
#include "ops/run/explain_story.h"
#include "ops/run/verb.h"

struct question {
    struct line_name name;
    const char *council_code; /* NULL: whichever knows the line */
    int64_t run_id;           /* NOT_GIVEN: the latest verdict */
    enum output_format format;
};

/* The council that knows the line, and what it knows. */
struct finding {
    const struct council_config *council; /* NULL: none */
    struct look_back back;
    struct named named;
};

/* The provider's night, walked again. */
struct night_again {
    struct past_run past;
    const struct council_config *council; /* its rules as they were */
    struct rules rules;
    struct match_input input;
    struct match_output output;
    size_t line_index;
    struct explanation explanation;
};

/* ---- the command line ---- */

static bool read_question(const struct verb_call *call, struct question *question_r,
                          struct error *error_r)
{
    const char *const *values = call->options.values;
    char *const *arguments = call->options.arguments;
    if (call->options.argument_count < 3)
        return error_set(error_r, EXIT_STATUS_USAGE,
                         "PROVIDER, INVOICE and LINE must be given "
                         "(see tallystick explain --help)");
    *question_r = (struct question){
        .name = {text_of(arguments[0]), text_of(arguments[1]), text_of(arguments[2])},
        .council_code = values[EXPLAIN_OPTION_COUNCIL],
        .run_id = NOT_GIVEN};
    return output_format_parse(values[EXPLAIN_OPTION_FORMAT], &question_r->format, error_r) &&
           option_whole_number("--run", values[EXPLAIN_OPTION_RUN], &question_r->run_id, error_r);
}

static bool no_line(const struct question *question, struct error *error_r, const char *what)
{
    return error_set(error_r, EXIT_STATUS_NO_INPUT, "%.*s %.*s line %.*s %s",
                     TEXT_ARGS(question->name.provider), TEXT_ARGS(question->name.invoice_no),
                     TEXT_ARGS(question->name.line_no), what);
}

/* ---- the line ---- */

/* *is_known_r: the council has had the run that is looked back from, if one was named. */
static bool look_back_from(const struct question *question, struct look_back *back,
                           bool *is_known_r, struct error *error_r)
{
    struct past_run past;
    *is_known_r = back->council_id != 0;
    back->until_run = back->last_decision_id = LOOK_BACK_FROM_NOW;
    if (!given(question->run_id) || back->council_id == 0)
        return true;
    if (!rules_store_find(back->db, back->council_id, question->run_id, back->arena, &past,
                          is_known_r, error_r))
        return false;
    back->until_run = question->run_id;
    if (*is_known_r && past.is_kept)
        back->last_decision_id = past.basis.decision_id;
    return true;
}

static bool ask_council(const struct verb_call *call, const struct question *question,
                        struct db *db, const struct council_config *council,
                        struct finding *finding_r, bool *is_known_r, struct error *error_r)
{
    *finding_r = (struct finding){.back = {.db = db,
                                           .arena = call->arena,
                                           .is_shadow = council->mode == COUNCIL_MODE_SHADOW}};
    if (!council_find(db, council->ledger, &finding_r->back.council_id, error_r) ||
        !look_back_from(question, &finding_r->back, is_known_r, error_r))
        return false;
    if (!*is_known_r)
        return true;
    if (!named_find(&finding_r->back, &question->name, &finding_r->named, error_r))
        return false;
    if (finding_r->named.line_count + finding_r->named.reject_count > 0)
        finding_r->council = council;
    return true;
}

static bool find_line(const struct verb_call *call, const struct config *config,
                      const struct question *question, struct db *db, struct finding *finding_r,
                      struct error *error_r)
{
    bool is_run_known = false;
    *finding_r = (struct finding){.council = NULL};
    for (size_t i = 0; i < config->council_count; i++) {
        struct finding finding;
        bool is_known;
        if (!verb_wants_council(question->council_code, &config->councils[i]))
            continue;
        if (!ask_council(call, question, db, &config->councils[i], &finding, &is_known, error_r))
            return false;
        is_run_known = is_run_known || is_known;
        if (finding.council != NULL && finding_r->council != NULL) {
            no_line(question, error_r, "is known to several councils: --council says which");
            error_r->status = EXIT_STATUS_USAGE;
            return false;
        }
        if (finding.council != NULL)
            *finding_r = finding;
    }
    if (!is_run_known && given(question->run_id))
        return error_set(error_r, EXIT_STATUS_NO_INPUT, "there is no run %lld",
                         (long long)question->run_id);
    if (finding_r->council != NULL)
        return true;
    return no_line(question, error_r,
                   given(question->run_id) ? "was not there yet in that run" : "does not exist");
}

/* ---- the night again ---- */

static bool read_rules(const struct finding *finding, struct night_again *night,
                       struct error *error_r)
{
    struct arena *arena = finding->back.arena;
    struct config_faults faults;
    const struct zone *zone;
    config_read_rules(arena, night->past.rules, &night->past.calendar, &night->council, &faults);
    if (faults.count > 0)
        return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                         "the rules of run %lld cannot be read any more: %s",
                         (long long)night->past.run.run_id, faults.items[0].message);
    return zone_load(arena, night->council->timezone, &zone, error_r) &&
           council_rules_of_run(finding->back.db, night->council, zone, &night->past.run,
                                night->past.basis.file_id, arena, &night->rules, error_r);
}

static bool find_in_night(const struct named_line *line, struct night_again *night,
                          struct error *error_r)
{
    for (night->line_index = 0; night->line_index < night->input.line_count; night->line_index++)
        if (night->input.lines[night->line_index].line_id == line->line_id)
            return true;
    return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                     "run %lld wrote a verdict on the line, but the line is not among "
                     "those that it judged",
                     (long long)night->past.run.run_id);
}

static bool find_past_run(const struct question *question, const struct finding *finding,
                          const struct named_line *line, struct night_again *night,
                          struct error *error_r)
{
    bool is_found;
    if (line->verdict_run == 0)
        return no_line(question, error_r, "has been read but not judged yet");
    if (!rules_store_find(finding->back.db, finding->back.council_id, line->verdict_run,
                          finding->back.arena, &night->past, &is_found, error_r))
        return false;
    if (is_found && night->past.is_kept)
        return true;
    return error_set(error_r, EXIT_STATUS_NO_INPUT,
                     "run %lld was matched by a version that did not keep what explain needs",
                     (long long)line->verdict_run);
}

static bool walk_again(const struct question *question, const struct finding *finding,
                       const struct named_line *line, struct night_again *night,
                       struct error *error_r)
{
    struct arena *arena = finding->back.arena;
    if (!find_past_run(question, finding, line, night, error_r) ||
        !read_rules(finding, night, error_r) ||
        !match_read_again(finding->back.db, &night->past.run, &night->past.basis,
                          question->name.provider, council_widest_pair_window(night->council),
                          arena, &night->input, error_r) ||
        (terms_have_purse(night->rules.terms) &&
         !match_read_spent(finding->back.db, &night->past.run, arena, &night->input, error_r)) ||
        !find_in_night(line, night, error_r))
        return false;
    match_explain(arena, &night->rules, &night->input, night->line_index, &night->output,
                  &night->explanation);
    return true;
}

/* What the two verdicts differ in; NULL: nothing. */
static const char *difference_of(const struct named_line *line, const struct verdict *again)
{
    const struct verdict *written = &line->verdict;
    if (written->kind != again->kind)
        return "verdict";
    if (written->reasons != again->reasons)
        return "reasons";
    if (written->delivered_start_s != again->delivered_start_s ||
        written->delivered_minutes != again->delivered_minutes)
        return "delivered time";
    if (written->billed_minutes != again->billed_minutes)
        return "billed minutes";
    if (written->expected_minutes != again->expected_minutes)
        return "expected minutes";
    if (written->expected_pence != again->expected_pence)
        return "expected price";
    if (written->payable_pence != again->payable_pence ||
        written->payable_vat_pence != again->payable_vat_pence)
        return "money";
    if (line->order_id != (again->order == NULL ? 0 : again->order->order_id) ||
        written->slot != again->slot)
        return "order";
    return NULL;
}

static bool check_walk(const struct question *question, const struct named_line *line,
                       const struct night_again *night, struct error *error_r)
{
    const struct verdict *again = &night->output.verdicts[night->line_index];
    const char *difference = difference_of(line, again);
    return difference == NULL ||
           error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                     "%.*s %.*s line %.*s: run %lld wrote %s, and walked again it gives %s "
                     "with another %s",
                     TEXT_ARGS(question->name.provider), TEXT_ARGS(question->name.invoice_no),
                     TEXT_ARGS(question->name.line_no), (long long)line->verdict_run,
                     verdict_word(line->verdict.kind), verdict_word(again->kind), difference);
}

/* ---- the page ---- */

static const struct output_column columns[] = {
    {"section", NULL, COLUMN_TEXT, 0},
    {"item", NULL, COLUMN_TEXT, 0},
    {"text", NULL, COLUMN_TEXT, 0},
};
#define COLUMN_TOTAL (sizeof(columns) / sizeof(columns[0]))

static void put_row(struct output *output, const char *section, struct text item, struct text words)
{
    output_text(output, text_of(section));
    output_text(output, item);
    output_text(output, words);
}

static void print_page(const struct question *question, const struct explain_page *page,
                       struct text headline)
{
    if (question->format == OUTPUT_FORMAT_TABLE) {
        struct text text = explain_page_text(page, headline);
        fwrite(text.bytes, 1, text.length, stdout);
        return;
    }
    struct output *output =
        output_begin(page->arena, stdout, question->format, COLUMN_TOTAL, columns);
    put_row(output, "Line", TEXT_LITERAL(""), headline);
    for (size_t i = 0; i < page->row_count; i++)
        put_row(output, page->rows[i].section, page->rows[i].item, page->rows[i].words);
    output_end(output);
}

static bool explain_line(const struct question *question, const struct finding *finding,
                         const struct named_line *line, struct error *error_r)
{
    struct arena *arena = finding->back.arena;
    struct explain_page page = {.arena = arena};
    struct night_again night = {.line_index = 0};
    if (!walk_again(question, finding, line, &night, error_r) ||
        !check_walk(question, line, &night, error_r))
        return false;
    const struct bill_line *billed = night.explanation.line;
    const struct line_name name = {billed->provider, billed->invoice_no, billed->line_no};
    story_tell_source(&page, &night.explanation, line);
    explain_page_engine(&page, &night.explanation);
    if (!story_tell_rest(&finding->back, &name, &finding->named, line, night.council->sla_days,
                         &page, error_r))
        return false;
    print_page(question, &page, explain_headline(arena, &night.explanation, line->credited_pence));
    return true;
}

static void explain_reject(const struct question *question, const struct finding *finding)
{
    struct explain_page page = {.arena = finding->back.arena};
    const char *headline =
        arena_printf(page.arena, "%.*s %.*s %.*s: rejected, could not be read",
                     TEXT_ARGS(question->name.provider), TEXT_ARGS(question->name.invoice_no),
                     TEXT_ARGS(question->name.line_no));
    story_tell_reject(&finding->named, &page);
    print_page(question, &page, text_of(headline));
}

static bool explain(const struct verb_call *call, const struct question *question, struct db **db_r,
                    struct error *error_r)
{
    const struct config *config;
    struct finding finding;
    if (!verb_load_config(call, &config, error_r) ||
        !verb_know_council(config, question->council_code, error_r) ||
        !verb_open_database(config, db_r, error_r) ||
        !find_line(call, config, question, *db_r, &finding, error_r))
        return false;
    const struct named_line *line = named_meant(&finding.named);
    if (line != NULL)
        return explain_line(question, &finding, line, error_r);
    explain_reject(question, &finding);
    return true;
}

enum exit_status verb_explain(const struct verb_call *call)
{
    struct question question;
    struct db *db = NULL;
    struct error error;
    bool is_done = read_question(call, &question, &error) && explain(call, &question, &db, &error);
    db_close(db);
    return is_done ? EXIT_STATUS_DONE : verb_fail(&error);
}
