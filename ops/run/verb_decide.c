/*
 * decide: a person's decision on a held line, which the next night carries out.
 */
#include "adapters/postgres/audit_store.h"
#include "adapters/postgres/run_store.h"
#include "adapters/postgres/waiting_store.h"
#include "ops/run/judged_line.h"
#include "ops/run/person.h"
#include "ops/run/verb.h"
#include "sql_statements.h"

/* What the command line says. */
struct wish {
    struct text provider, invoice_no, line_no;
    enum decision_kind kind;
    const char *by;
    struct text reason;
    const char *council_code; /* NULL: whichever has the line */
};

static bool usage(struct error *error_r, const char *what)
{
    return error_set(error_r, EXIT_STATUS_USAGE, "%s (see tallystick decide --help)", what);
}

static bool read_wish(const struct verb_call *call, struct wish *wish_r, struct error *error_r)
{
    const char *const *values = call->options.values;
    char *const *arguments = call->options.arguments;
    if (call->options.argument_count < 4)
        return usage(error_r, "PROVIDER, INVOICE, LINE and the decision must be given");
    *wish_r = (struct wish){.provider = text_of(arguments[0]),
                            .invoice_no = text_of(arguments[1]),
                            .line_no = text_of(arguments[2]),
                            .by = values[DECIDE_OPTION_BY],
                            .reason = text_of(values[DECIDE_OPTION_REASON]),
                            .council_code = values[DECIDE_OPTION_COUNCIL]};
    if (!decision_kind_parse(text_of(arguments[3]), &wish_r->kind))
        return usage(error_r, "a decision is pay, pay_expected or reject");
    if (wish_r->by == NULL || wish_r->by[0] == '\0')
        return usage(error_r, "--by must be given");
    return person_reason_check(wish_r->reason, error_r);
}

/* ---- the line ---- */

static bool find_line(const struct verb_call *call, struct db *db, const struct wish *wish,
                      const struct council_config *council, struct judged_line *line_r,
                      struct error *error_r)
{
    const struct decision decision = {
        .provider = wish->provider, .invoice_no = wish->invoice_no, .line_no = wish->line_no};
    return judged_line_find(db, council, &decision, call->arena, line_r, error_r);
}

static bool refuse(const struct wish *wish, struct error *error_r, const char *why)
{
    return error_set(error_r, EXIT_STATUS_BAD_DATA, "%.*s %.*s line %.*s %s",
                     TEXT_ARGS(wish->provider), TEXT_ARGS(wish->invoice_no),
                     TEXT_ARGS(wish->line_no), why);
}

static bool is_asked_for(const struct wish *wish, const struct council_config *council,
                         const char *login)
{
    return verb_wants_council(wish->council_code, council) &&
           person_may_act(council, wish->by, login);
}

/* Of the councils for which the person may act, the one that has the line; none has it: its council
 * is NULL. */
static bool choose_line(const struct verb_call *call, const struct config *config, struct db *db,
                        const struct wish *wish, const char *login, struct judged_line *line_r,
                        struct error *error_r)
{
    bool may_act = false;

    for (size_t i = 0; i < config->council_count; i++) {
        struct judged_line line = {.council = NULL};
        if (!is_asked_for(wish, &config->councils[i], login))
            continue;
        may_act = true;
        if (!find_line(call, db, wish, &config->councils[i], &line, error_r))
            return false;
        if (line.council != NULL && line_r->council != NULL)
            return refuse(wish, error_r, "is known to several councils: --council says which");
        if (line.council != NULL)
            *line_r = line;
    }
    return may_act || person_refuse(wish->by, login, error_r);
}

/* A night that is at work, or was cut off and is still to be finished, may be about to bring the
 * line; where none is, nights are locked out until the verb ends. */
static bool nobody_brings_it(struct db *db, const struct council_config *council,
                             struct error *error_r)
{
    int64_t council_id;
    struct run run;
    bool is_open;

    if (!council_find(db, council->ledger, &council_id, error_r))
        return false;
    if (council_id == 0)
        return true;
    if (!verb_lock_out_nights(db, council, council_id, error_r))
        return error_prefix(error_r, "the line is not there, but may be soon");
    if (!run_find_unclosed(db, council_id, &run, &is_open, error_r))
        return false;
    return !is_open || error_set(error_r, EXIT_STATUS_TRY_AGAIN,
                                 "the line is not there, but may be soon: %.*s: a night has to be "
                                 "finished",
                                 TEXT_ARGS(council->code));
}

/* Always false: why there is no line. */
static bool no_line(const struct config *config, struct db *db, const struct wish *wish,
                    const char *login, struct error *error_r)
{
    for (size_t i = 0; i < config->council_count; i++)
        if (is_asked_for(wish, &config->councils[i], login) &&
            !nobody_brings_it(db, &config->councils[i], error_r))
            return false;
    return refuse(wish, error_r, "does not exist");
}

static bool check_decision(const struct verb_call *call, const struct wish *wish,
                           const struct judged_line *line, struct error *error_r)
{
    const char *refusal = judged_line_refusal(line, wish->kind, call->arena);
    return refusal == NULL || refuse(wish, error_r, refusal);
}

/* ---- the decision ---- */

/* Other people may have to approve it first. */
static bool ask_people(struct db *db, const struct council_config *council, int64_t council_id,
                       int64_t decision_id, struct error *error_r)
{
    struct run last;
    bool is_found;
    return run_find_last(db, council_id, &last, &is_found, error_r) &&
           waiting_store_add_decision(db, &last, decision_id, council->approvals.decisions,
                                      error_r);
}

static bool add_decision(struct db *db, const struct wish *wish, const struct judged_line *line,
                         int64_t council_id, struct error *error_r)
{
    const struct text line_no = line->line_no;
    const struct db_value values[] = {
        db_int8(council_id),
        db_text(wish->provider),
        db_text(wish->invoice_no),
        db_text(line_no),
        db_text(text_of(decision_kind_word(wish->kind))),
        db_text(text_of(wish->by)),
        db_text(wish->reason),
    };
    struct db_result *result;
    if (!db_query(db, sql_verb_decide_add, COUNT_OF(values), values, &result, error_r))
        return false;
    int64_t decision_id = db_get_int(result, 0, 0);
    db_result_free(result);
    return audit_add(db, council_id, AUDIT_DECISION, TEXT_LITERAL(""), decision_id, error_r) &&
           ask_people(db, line->council, council_id, decision_id, error_r);
}

/* No night may be at work: it would carry out what it has not read, or number what it reads alike.
 */
static bool decide_locked(const struct verb_call *call, struct db *db, const struct wish *wish,
                          struct judged_line *line, int64_t council_id, struct error *error_r)
{
    const struct council_config *council = line->council;
    return verb_lock_out_nights(db, council, council_id, error_r) && db_begin(db, error_r) &&
           find_line(call, db, wish, council, line, error_r) &&
           check_decision(call, wish, line, error_r) &&
           add_decision(db, wish, line, council_id, error_r) && db_commit(db, error_r);
}

static bool decide(const struct verb_call *call, struct db **db_r, const struct wish *wish,
                   struct judged_line *line_r, struct error *error_r)
{
    const struct config *config;
    const char *login;
    int64_t council_id;
    *line_r = (struct judged_line){.council = NULL};
    return verb_load_config(call, &config, error_r) &&
           verb_know_council(config, wish->council_code, error_r) &&
           verb_open_database(config, db_r, error_r) &&
           person_login(call->arena, &login, error_r) &&
           choose_line(call, config, *db_r, wish, login, line_r, error_r) &&
           (line_r->council != NULL || no_line(config, *db_r, wish, login, error_r)) &&
           council_find(*db_r, line_r->council->ledger, &council_id, error_r) &&
           decide_locked(call, *db_r, wish, line_r, council_id, error_r);
}

enum exit_status verb_decide(const struct verb_call *call)
{
    struct wish wish;
    struct judged_line line;
    struct db *db = NULL;
    struct error error;
    bool is_done = read_wish(call, &wish, &error) && decide(call, &db, &wish, &line, &error);
    db_close(db);
    if (!is_done)
        return verb_fail(&error);
    printf("%.*s %.*s line %.*s, held %s: %s, %s\n", TEXT_ARGS(wish.provider),
           TEXT_ARGS(wish.invoice_no), TEXT_ARGS(line.line_no), line.reasons,
           decision_kind_word(wish.kind),
           line.council->approvals.decisions == 0
               ? "from the next night on"
               : "once somebody else has approved it: `tallystick status` says how");
    return EXIT_STATUS_DONE;
}
