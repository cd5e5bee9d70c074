#include "ops/run/explain_story.h"

#include <assert.h>

#include "adapters/outbound/wording.h"
#include "adapters/postgres/record_rows.h"
#include "sql_statements.h"

/* ---- words ---- */

static const char *words_night(struct arena *arena, int64_t run, day_t day)
{
    return arena_printf(arena, "run %lld, %s", (long long)run, words_date(arena, day));
}

/* "the visit was longer than planned (long)", each reason. */
static const char *words_reasons(struct arena *arena, uint64_t reasons)
{
    const char *words = "";
    for (int reason = 0; reason < REASON_COUNT; reason++)
        if ((reasons & (UINT64_C(1) << reason)) != 0)
            words = arena_printf(arena, "%s%s%s (%s)", words, words[0] == '\0' ? "" : "; ",
                                 reason_in_words((enum reason)reason),
                                 reason_code((enum reason)reason));
    return words;
}

/* "held: no ordered visit is left near this time (no_slot)" */
static const char *words_verdict(struct arena *arena, const struct verdict *verdict)
{
    const char *word = verdict_word(verdict->kind);
    return verdict->reasons == 0
               ? word
               : arena_printf(arena, "%s: %s", word, words_reasons(arena, verdict->reasons));
}

static struct text item(const char *words)
{
    return text_of(words);
}

/* ---- source ---- */

#define SOURCE "Source"

static void put_text(struct explain_page *page, const char *name, struct text text)
{
    if (!text_is_empty(text))
        explain_page_put(page, SOURCE, item(name), "%.*s", TEXT_ARGS(text));
}

static void put_file(struct explain_page *page, struct text file, int32_t source_row,
                     struct text sha256, struct text feed, int64_t run, day_t day)
{
    explain_page_put(page, SOURCE, item("File"), "%.*s, row %d", TEXT_ARGS(file), source_row);
    explain_page_put(page, SOURCE, item("SHA-256"), "%.*s", TEXT_ARGS(sha256));
    explain_page_put(page, SOURCE, item("Read"), "in %s, from feed %.*s",
                     words_night(page->arena, run, day), TEXT_ARGS(feed));
}

static void put_who(struct explain_page *page, const struct match_input *input,
                    const struct bill_line *line)
{
    explain_page_put(page, SOURCE, item("Provider"), "%.*s%s%.*s", TEXT_ARGS(line->provider),
                     input->provider == NULL ? "" : ", ",
                     input->provider == NULL ? 0 : (int)input->provider->name.length,
                     input->provider == NULL ? "" : input->provider->name.bytes);
    put_text(page, "Client", line->client_ref);
    put_text(page, "Carer", line->carer_ref);
    put_text(page, "Service", line->service);
    if (line->secondary)
        explain_page_put(page, SOURCE, item("Carers"), "billed as the additional carer");
}

static void put_times(struct explain_page *page, const struct zone *zone,
                      const struct bill_line *line)
{
    struct arena *arena = page->arena;
    explain_page_put(page, SOURCE, item("Start"), "%s",
                     words_moment(arena, zone, line->claimed_start_s));
    if (line->claimed_end_s != line->claimed_start_s) /* else the row says none */
        explain_page_put(page, SOURCE, item("End"), "%s",
                         words_moment(arena, zone, line->claimed_end_s));
    if (given(line->actual_start_s))
        explain_page_put(page, SOURCE, item("Actual"), "%s to %s",
                         words_moment(arena, zone, line->actual_start_s),
                         words_moment(arena, zone, line->actual_end_s));
    if (!bill_line_is_delivered(line))
        put_text(page, "Outcome", line->outcome);
    if (given(line->notice_at_s))
        explain_page_put(page, SOURCE, item("Notice"), "%s",
                         words_moment(arena, zone, line->notice_at_s));
}

static void put_money(struct explain_page *page, const struct bill_line *line)
{
    struct arena *arena = page->arena;
    bool is_hourly = line->unit == QUANTITY_UNIT_NOT_GIVEN || quantity_unit_is_time(line->unit);
    char quantity[DECIMAL_TEXT_BYTES];
    if (given(line->quantity_e4)) {
        decimal_format_short(line->quantity_e4, PLACES_QUANTITY, quantity);
        explain_page_put(page, SOURCE, item("Quantity"), "%s%s%s", quantity,
                         line->unit == QUANTITY_UNIT_NOT_GIVEN ? "" : " ",
                         quantity_unit_word(line->unit));
    }
    if (given(line->rate_e6)) /* a millionth of a pound is a ten-thousandth of a penny */
        explain_page_put(page, SOURCE, item("Rate"), "%s%s", words_pounds_e4(arena, line->rate_e6),
                         is_hourly ? " an hour" : " each");
    explain_page_put(page, SOURCE, item("Net"), "%s",
                     given(line->net_pence) ? words_pounds(arena, line->net_pence)
                                            : "none: the line is self-billed");
    if (given(line->vat_pence))
        explain_page_put(page, SOURCE, item("VAT"), "%s", words_pounds(arena, line->vat_pence));
}

/* An invoice line or an order line that the bill names. */
static void put_named(struct explain_page *page, const char *name, struct text number,
                      struct text line)
{
    if (!text_is_empty(number))
        explain_page_put(page, SOURCE, item(name), "%.*s%s%.*s", TEXT_ARGS(number),
                         text_is_empty(line) ? "" : " line ", TEXT_ARGS(line));
}

void story_tell_source(struct explain_page *page, const struct explanation *explanation,
                       const struct named_line *line)
{
    const struct bill_line *billed = explanation->line;
    put_file(page, line->file, line->source_row, line->sha256, line->feed, line->read_run,
             line->read_day);
    if (billed->invoice_date != DAY_NOT_GIVEN)
        explain_page_put(page, SOURCE, item("Invoice of"), "%s",
                         words_date(page->arena, billed->invoice_date));
    put_who(page, explanation->input, billed);
    put_times(page, explanation->rules->zone, billed);
    put_money(page, billed);
    put_named(page, "Names order", billed->order_no, billed->order_line);
    put_named(page, "Credits", billed->credits_invoice_no, billed->credits_line_no);
    put_text(page, "Description", billed->description);
}

/* ---- payment ---- */

#define PAYMENT "Payment"

static bool query_line(const struct look_back *back, const char *sql, int64_t line_id,
                       struct db_result **result_r, struct error *error_r)
{
    const struct db_value values[] = {db_int8(back->council_id), db_int8(line_id),
                                      db_int8(back->until_run)};
    return db_query(back->db, sql, COUNT_OF(values), values, result_r, error_r);
}

static void put_due(struct explain_page *page, const char *what, const struct named_line *line,
                    day_t due_date, int sla_days)
{
    struct arena *arena = page->arena;
    explain_page_put(page, PAYMENT, item(what), "%s: %s after %s, when the line was first read",
                     words_date(arena, due_date),
                     words_count(arena, (size_t)sla_days, "working day", "working days"),
                     words_date(arena, line->read_day));
}

/* "prepared, exported in run 1, 2026-11-06": the steps of one run and day, from *row on.
 * What is exported between nights has the last run's number and a day of its own. */
static const char *words_steps(struct arena *arena, const struct db_result *steps, size_t *row)
{
    int64_t attempt = db_get_int(steps, *row, 0), run = db_get_int(steps, *row, 6);
    day_t day = db_get_date(steps, *row, 7);
    const char *words = "";
    for (; *row < db_rows(steps) && db_get_int(steps, *row, 0) == attempt &&
           db_get_int(steps, *row, 6) == run && db_get_date(steps, *row, 7) == day;
         (*row)++) {
        struct text by = db_get_text(steps, *row, 8);
        words = arena_printf(arena, "%s%s%.*s%s%.*s", words, words[0] == '\0' ? "" : ", ",
                             TEXT_ARGS(db_get_text(steps, *row, 5)),
                             text_is_empty(by) ? "" : " by ", TEXT_ARGS(by));
    }
    return arena_printf(arena, "%s in %s", words, words_night(arena, run, day));
}

/* "declined in run 2, 2026-11-07: no funds; tried again by A. Officer, by bank" */
static const char *words_answer(struct arena *arena, const struct db_result *answer)
{
    struct text message = db_get_text(answer, 0, 3), retried_by = db_get_text(answer, 0, 4);
    const char *words =
        arena_printf(arena, "%.*s in %s%s%.*s", TEXT_ARGS(db_get_text(answer, 0, 0)),
                     words_night(arena, db_get_int(answer, 0, 1), db_get_date(answer, 0, 2)),
                     text_is_empty(message) ? "" : ": ", TEXT_ARGS(message));

    if (text_is_empty(retried_by))
        return words;
    return arena_printf(arena, "%s; tried again by %.*s, by %.*s", words, TEXT_ARGS(retried_by),
                        TEXT_ARGS(db_get_text(answer, 0, 5)));
}

/* What was answered about the attempt. */
static bool put_answer(const struct look_back *back, const struct named_line *line, int64_t attempt,
                       struct explain_page *page, struct error *error_r)
{
    const struct db_value values[] = {db_int8(back->council_id), db_int8(line->line_id),
                                      db_int8(back->until_run), db_int4(attempt)};
    struct db_result *answer;

    if (!db_query(back->db, sql_explain_answers, COUNT_OF(values), values, &answer, error_r))
        return false;
    if (db_rows(answer) > 0)
        explain_page_put(page, PAYMENT, item("Answer"), "%s", words_answer(page->arena, answer));
    db_result_free(answer);
    return true;
}

/* One batch, from *row on; *row is then the next one's. */
static void put_batch(struct explain_page *page, const struct db_result *steps, size_t *row)
{
    struct arena *arena = page->arena;
    int64_t attempt = db_get_int(steps, *row, 0);
    const char *states = "";
    explain_page_put(page, PAYMENT, item("Batch"), "%.*s, transaction %lld, by %.*s",
                     TEXT_ARGS(db_get_text(steps, *row, 1)), (long long)db_get_int(steps, *row, 2),
                     TEXT_ARGS(db_get_text(steps, *row, 3)));
    while (*row < db_rows(steps) && db_get_int(steps, *row, 0) == attempt) {
        const char *of_run = words_steps(arena, steps, row);
        states = arena_printf(arena, "%s%s%s", states, states[0] == '\0' ? "" : "; ", of_run);
    }
    explain_page_put(page, PAYMENT, item("State"), "%s", states);
}

static bool put_batches(const struct look_back *back, const struct named_line *line,
                        struct explain_page *page, struct error *error_r)
{
    struct db_result *steps;
    if (!query_line(back, sql_explain_steps, line->line_id, &steps, error_r))
        return false;
    if (db_rows(steps) == 0)
        explain_page_put(page, PAYMENT, item("Batch"), "%s",
                         back->is_shadow ? "none: the council is in shadow, where nothing is paid"
                                         : "none yet: the line waits for the next one");
    bool is_told = true;
    for (size_t row = 0; is_told && row < db_rows(steps);) {
        int64_t attempt = db_get_int(steps, row, 0);
        put_batch(page, steps, &row);
        is_told = put_answer(back, line, attempt, page, error_r);
    }
    db_result_free(steps);
    return is_told;
}

static bool put_paid(const struct look_back *back, const struct named_line *line, int sla_days,
                     const struct db_result *paid, struct explain_page *page, struct error *error_r)
{
    struct arena *arena = page->arena;
    int64_t net_pence = db_get_int(paid, 0, 0), vat_pence = db_get_int(paid, 0, 1);
    explain_page_put(page, PAYMENT, item("Payable"), "%s net, %s VAT: %s",
                     words_pounds(arena, net_pence), words_pounds(arena, vat_pence),
                     words_pounds(arena, net_pence + vat_pence));
    put_due(page, "Due", line, db_get_date(paid, 0, 2), sla_days);
    return put_batches(back, line, page, error_r);
}

static void put_not_paid(const struct named_line *line, int sla_days, struct explain_page *page)
{
    explain_page_put(page, PAYMENT, item(""), "Nothing was paid for this line.");
    if (line->verdict.kind == VERDICT_HELD)
        put_due(page, "Due if paid", line, line->due_date, sla_days);
}

/* What a paid credit takes from. */
static void put_credited(const struct db_result *paid, struct explain_page *page)
{
    if (!db_is_null(paid, 0, 3))
        explain_page_put(page, "Credits", item(""),
                         "This line takes %s net from %.*s line %.*s, for which %s net was paid.",
                         words_pounds(page->arena, -db_get_int(paid, 0, 0)),
                         TEXT_ARGS(db_get_text(paid, 0, 3)), TEXT_ARGS(db_get_text(paid, 0, 4)),
                         words_pounds(page->arena, db_get_int(paid, 0, 5)));
}

static bool tell_payment(const struct look_back *back, const struct named_line *line, int sla_days,
                         struct explain_page *page, struct error *error_r)
{
    struct db_result *paid;
    bool is_told = true;
    if (!query_line(back, sql_explain_paid, line->line_id, &paid, error_r))
        return false;
    if (db_rows(paid) == 0) {
        put_not_paid(line, sla_days, page);
    } else {
        is_told = put_paid(back, line, sla_days, paid, page, error_r);
        put_credited(paid, page);
    }
    db_result_free(paid);
    return is_told;
}

static bool tell_credits(const struct look_back *back, const struct named_line *line,
                         struct explain_page *page, struct error *error_r)
{
    struct arena *arena = page->arena;
    struct db_result *credits;
    if (!query_line(back, sql_explain_credits, line->line_id, &credits, error_r))
        return false;
    for (size_t row = 0; row < db_rows(credits); row++)
        explain_page_put(
            page, "Credits",
            item(words_night(arena, db_get_int(credits, row, 0), db_get_date(credits, row, 1))),
            "%.*s line %.*s took back %s net", TEXT_ARGS(db_get_text(credits, row, 2)),
            TEXT_ARGS(db_get_text(credits, row, 3)),
            words_pounds(arena, -db_get_int(credits, row, 4)));
    db_result_free(credits);
    return true;
}

/* ---- adjustments ---- */

static const char *adjustment_outcome(struct arena *arena, const struct db_result *result,
                                      size_t row)
{
    if (db_get_bool(result, row, 5))
        return "told, for the provider to credit or bill";
    if (db_get_bool(result, row, 6) && db_is_null(result, row, 8))
        return "paid with the next batch";
    if (db_get_bool(result, row, 6))
        return arena_printf(arena, "paid in batch %.*s transaction %lld",
                            TEXT_ARGS(db_get_text(result, row, 8)),
                            (long long)db_get_int(result, row, 9));
    return db_get_bool(result, row, 10) ? "waits for an approval" : "not paid: needless since";
}

static bool tell_adjustments(const struct look_back *back, const struct named_line *line,
                             struct explain_page *page, struct error *error_r)
{
    struct arena *arena = page->arena;
    struct db_result *result;
    if (!query_line(back, sql_explain_adjustments, line->line_id, &result, error_r))
        return false;
    for (size_t row = 0; row < db_rows(result); row++) {
        int64_t old_pence = db_get_int(result, row, 3), new_pence = db_get_int(result, row, 4);
        explain_page_put(
            page, "Adjustments",
            item(words_night(arena, db_get_int(result, row, 0), db_get_date(result, row, 1))),
            "%.*s changed: the agreed price is %s instead of %s, %s net; %s",
            TEXT_ARGS(db_get_text(result, row, 2)), words_pounds(arena, new_pence),
            words_pounds(arena, old_pence), words_pounds(arena, new_pence - old_pence),
            adjustment_outcome(arena, result, row));
    }
    db_result_free(result);
    return true;
}

/* ---- people and nights ---- */

static const char *outcome_words(struct arena *arena, const struct db_result *result, size_t row)
{
    if (!db_is_null(result, row, 6))
        return arena_printf(arena, "; waits for approval (tallystick approve %lld --by NAME)",
                            (long long)db_get_int(result, row, 6));
    if (db_is_null(result, row, 5))
        return "";
    return db_get_bool(result, row, 5) ? "" : " (not carried out)";
}

static bool tell_decisions(const struct look_back *back, const struct line_name *name,
                           struct explain_page *page, struct error *error_r)
{
    const struct db_value values[] = {db_int8(back->council_id),       db_text(name->provider),
                                      db_text(name->invoice_no),       db_text(name->line_no),
                                      db_int8(back->last_decision_id), db_int8(back->until_run)};
    struct db_result *result;
    if (!db_query(back->db, sql_explain_decisions, COUNT_OF(values), values, &result, error_r))
        return false;
    for (size_t row = 0; row < db_rows(result); row++)
        explain_page_put(page, "Decisions",
                         item(arena_printf(page->arena, "after %s",
                                           words_night(page->arena, db_get_int(result, row, 0),
                                                       db_get_date(result, row, 1)))),
                         "%.*s, by %.*s: %.*s%s", TEXT_ARGS(db_get_text(result, row, 2)),
                         TEXT_ARGS(db_get_text(result, row, 3)),
                         TEXT_ARGS(db_get_text(result, row, 4)),
                         outcome_words(page->arena, result, row));
    db_result_free(result);
    return true;
}

static struct verdict verdict_of_night(const struct db_result *result, size_t row)
{
    struct verdict verdict = {
        .reasons = reasons_of_row(result, row, 3),
        .expected_pence = db_get_int(result, row, 4),
        .payable_pence = db_get_int(result, row, 5),
    };
    bool is_known = verdict_parse(db_get_text(result, row, 2), &verdict.kind);
    assert(is_known);
    return verdict;
}

static void put_night(struct explain_page *page, const struct db_result *result, size_t row)
{
    struct arena *arena = page->arena;
    const struct verdict verdict = verdict_of_night(result, row);
    const char *expected =
        given(verdict.expected_pence)
            ? arena_printf(arena, "; agreed price %s", words_pounds(arena, verdict.expected_pence))
            : "";
    const char *paid =
        verdict_is_paid(&verdict)
            ? arena_printf(arena, "; paid %s", words_pounds(arena, verdict.payable_pence))
            : "";
    explain_page_put(
        page, "History",
        item(words_night(arena, db_get_int(result, row, 0), db_get_date(result, row, 1))), "%s%s%s",
        words_verdict(arena, &verdict), expected, paid);
}

static bool tell_history(const struct look_back *back, const struct named_line *line,
                         struct explain_page *page, struct error *error_r)
{
    struct db_result *result;
    if (!query_line(back, sql_explain_history, line->line_id, &result, error_r))
        return false;
    for (size_t row = 0; row < db_rows(result); row++)
        put_night(page, result, row);
    db_result_free(result);
    return true;
}

/* ---- the same invoice line ---- */

#define SAME "Same invoice line"

/* "; paid £9.50 and credited in full": how an earlier line of the name can have been paid too. */
static const char *words_life(struct arena *arena, const struct named_line *line)
{
    int64_t pence = line->verdict.payable_pence;
    if (line->verdict_run == 0 || !verdict_is_paid(&line->verdict))
        return "";
    return arena_printf(arena, "; paid %s%s", words_pounds(arena, pence),
                        explain_words_credited(arena, pence, line->credited_pence));
}

static void put_same_line(struct explain_page *page, const struct named_line *line)
{
    struct arena *arena = page->arena;
    explain_page_put(page, SAME, item(words_night(arena, line->read_run, line->read_day)),
                     "%.*s, row %d: %s%s", TEXT_ARGS(line->file), line->source_row,
                     line->verdict_run == 0 ? "not judged yet"
                                            : words_verdict(arena, &line->verdict),
                     words_life(arena, line));
}

static const char *words_reject(struct arena *arena, const struct named_reject *reject)
{
    return arena_printf(arena, "%.*s%s%.*s", TEXT_ARGS(reject->field),
                        text_is_empty(reject->field) ? "" : ": ", TEXT_ARGS(reject->reason));
}

static void put_same_reject(struct explain_page *page, const struct named_reject *reject)
{
    struct arena *arena = page->arena;
    explain_page_put(page, SAME, item(words_night(arena, reject->run, reject->day)),
                     "%.*s, row %d: rejected, could not be read: %s", TEXT_ARGS(reject->file),
                     reject->source_row, words_reject(arena, reject));
}

static void tell_same(const struct named *named, const struct named_line *line,
                      struct explain_page *page)
{
    for (size_t i = 0; i < named->line_count; i++)
        if (&named->lines[i] != line)
            put_same_line(page, &named->lines[i]);
    for (size_t i = 0; i < named->reject_count; i++)
        put_same_reject(page, &named->rejects[i]);
}

bool story_tell_rest(const struct look_back *back, const struct line_name *name,
                     const struct named *named, const struct named_line *line, int sla_days,
                     struct explain_page *page, struct error *error_r)
{
    if (!tell_payment(back, line, sla_days, page, error_r) ||
        !tell_credits(back, line, page, error_r) || !tell_adjustments(back, line, page, error_r) ||
        !tell_decisions(back, name, page, error_r) || !tell_history(back, line, page, error_r))
        return false;
    tell_same(named, line, page);
    return true;
}

/* ---- a row that could not be read ---- */

#define VERDICT "Verdict"

void story_tell_reject(const struct named *named, struct explain_page *page)
{
    const struct named_reject *last = &named->rejects[named->reject_count - 1];
    put_file(page, last->file, last->source_row, last->sha256, last->feed, last->run, last->day);
    if (given(last->column) && last->column > 0)
        explain_page_put(page, SOURCE, item("Place"), "line %lld, column %lld of the file",
                         (long long)last->file_line, (long long)last->column);
    else
        explain_page_put(page, SOURCE, item("Place"), "line %lld of the file",
                         (long long)last->file_line);
    put_text(page, "Text", last->raw);
    explain_page_put(page, VERDICT, item(""),
                     "Rejected: the row could not be read, so nothing was compared or paid.");
    if (!text_is_empty(last->field))
        explain_page_put(page, VERDICT, item("Field"), "%.*s", TEXT_ARGS(last->field));
    explain_page_put(page, VERDICT, item("Reason"), "%.*s (%.*s)", TEXT_ARGS(last->reason),
                     TEXT_ARGS(last->code));
    for (size_t i = 0; i + 1 < named->reject_count; i++)
        put_same_reject(page, &named->rejects[i]);
}
