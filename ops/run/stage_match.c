/*
 * match: provider by provider, every line read tonight or held so far goes
 * through the engine, and its verdict into the database, with what the provider's
 * lines together tell (signals.h).  Providers go through the same steps side by side;
 * what the run's commit makes true is written in their order, by the stage's session.
 */
#include <malloc.h>

#include "adapters/host/assembly_line.h"
#include "adapters/host/daybook.h"
#include "adapters/host/progress.h"
#include "adapters/postgres/match_read.h"
#include "adapters/postgres/match_write.h"
#include "matcher/engine/match.h"
#include "matcher/engine/missed.h"
#include "matcher/engine/purse.h"
#include "matcher/payment/batch.h"
#include "ops/run/control_totals.h"
#include "ops/run/council_night.h"
#include "ops/run/finding_book.h"
#include "ops/run/free_slots.h"
#include "ops/run/match_sessions.h"
#include "ops/run/provider_lots.h"
#include "ops/run/response_book.h"
#include "ops/run/signals.h"

/* --- one provider --------------------------------------------------------- */

/* Providers under way at the same time, and how many orders and bills read tonight they may have
 * together, if they are several: what bounds memory besides the largest of them.  Lines held since
 * earlier nights are few. */
#define PROVIDERS_AT_WORK 3
#define LINES_AT_WORK     ((size_t)600 * 1000)

/* Orders and bills of one provider whose memory is worth giving back to the machine: each thread's
 * heap would keep what the largest that it worked on had needed. */
#define LINES_MANY ((size_t)100 * 1000)

#define HANDS_MOST PROVIDERS_AT_WORK /* a hand without a provider has nothing to do */
_Static_assert(HANDS_MOST <= MATCH_SESSIONS_MOST, "each hand has a session");

/* What the work of all providers has in common; only the sessions change while hands judge, and
 * what is done in turn. */
struct match_work {
    struct council_night *night;
    struct rules rules;
    struct match_record record;
    struct standing standing; /* of the providers */
    int32_t window_minutes;
    bool has_purse;
    bool finds_free_slots; /* of order lines that are in the day book */
    size_t provider_count;
    const struct text *providers;
    size_t taken; /* providers */
    struct match_sessions sessions;
    /* in turn: */
    struct next_numbers next;
    struct run_totals totals;
    size_t written;
    struct free_slots free_slots;
    struct match_writer *writer;
};

/* A provider's night. */
struct provider_work {
    struct text provider;
    size_t line_count;   /* orders and bills read tonight; without a day book, too many */
    struct arena *arena; /* what follows lies in it; the largest ones bound memory */
    struct judged judged;
    struct free_slots free_slots;
    struct finding_rows findings;
};

static bool provider_next(void *context, void *piece, bool *has_one_r, struct error *error_r)
{
    struct match_work *work = context;
    struct provider_work *provider = piece;
    const struct daybook *daybook = work->night->daybook;

    (void)error_r;
    *has_one_r = work->taken < work->provider_count;
    if (!*has_one_r)
        return true;
    provider->provider = work->providers[work->taken++];
    provider->line_count =
        daybook == NULL ? LINES_AT_WORK + 1 : daybook_line_count(daybook, provider->provider);
    return true;
}

static size_t provider_weight(const void *piece)
{
    const struct provider_work *provider = piece;
    return provider->line_count;
}

static const day_t *due_dates_of(const struct match_work *work, struct arena *arena, size_t count,
                                 const day_t *received)
{
    day_t *due_dates = ARENA_ARRAY(arena, day_t, count);

    for (size_t i = 0; i < count; i++)
        due_dates[i] =
            i > 0 && received[i] == received[i - 1] /* as of all lines of a file */
                ? due_dates[i - 1]
                : due_date(work->rules.calendar, received[i], work->night->council->sla_days);
    return due_dates;
}

/* From the day book: the lines that this process's load stage read, and its orders in force. */
static bool tonight_read(const struct match_work *work, struct text provider, struct arena *arena,
                         struct match_tonight *tonight_r, struct error *error_r)
{
    const struct daybook *daybook = work->night->daybook;
    struct bill_line *lines;
    struct order_line *orders;
    size_t order_count;

    *tonight_r = (struct match_tonight){.line_count = 0};
    if (!daybook_bills(daybook, provider, arena, &tonight_r->line_count, &lines, error_r) ||
        !daybook_orders(daybook, provider, arena, &order_count, &orders, error_r))
        return false;
    for (size_t i = 0; i < order_count; i++)
        if (match_record_in_force(&work->record, &orders[i]))
            orders[tonight_r->order_count++] = orders[i];
    tonight_r->lines = lines;
    tonight_r->orders = orders;
    return true;
}

static bool input_read(const struct match_work *work, struct db *db, struct provider_work *provider,
                       const day_t **received_r, struct error *error_r)
{
    const struct council_night *night = work->night;
    struct match_input *input = &provider->judged.input;
    struct match_tonight tonight;

    if (night->daybook != NULL &&
        !tonight_read(work, provider->provider, provider->arena, &tonight, error_r))
        return false;
    return match_read_provider(db, &night->run, &work->record, provider->provider,
                               night->daybook == NULL ? NULL : &tonight, work->window_minutes,
                               provider->arena, input, received_r, error_r) &&
           (!work->has_purse || match_read_spent(db, &night->run, provider->arena, input, error_r));
}

/* Besides what is written into the database: what later stages of this process tell. */
static bool books_prepare(const struct match_work *work, struct db *db,
                          struct provider_work *provider, struct error *error_r)
{
    const struct council_night *night = work->night;
    struct judged *judged = &provider->judged;

    if (work->finds_free_slots)
        provider->free_slots =
            free_slots_find(provider->arena, &judged->input, &judged->output,
                            missed_before_s(&work->rules), night->run.first_line_id);
    if (night->responses == NULL)
        return true;
    provider->findings = finding_rows_make(provider->arena, &judged->input, &judged->output);
    return response_book_add(night->responses, db, &judged->input, &judged->output,
                             judged->due_dates, error_r);
}

static bool judge_under(const struct match_work *work, struct db *db,
                        struct provider_work *provider, struct error *error_r)
{
    const struct council_night *night = work->night;
    struct arena *arena = provider->arena;
    struct judged *judged = &provider->judged;
    struct ledger_codes codes;
    const day_t *received;

    if (!input_read(work, db, provider, &received, error_r))
        return false;
    match_provider(arena, &work->rules, &judged->input, &judged->output);
    judged->due_dates = due_dates_of(work, arena, judged->input.line_count, received);
    if (!ledger_codes_of_credits(db, night->run.council_id, arena, &judged->input, &judged->output,
                                 &codes, error_r))
        return false;
    judged->payments = provider_lots(arena, &work->rules, &judged->input, &judged->output,
                                     judged->due_dates, &codes);
    return invoice_numbers_find(db, &night->run, arena, &judged->input, &judged->invoices,
                                error_r) &&
           books_prepare(work, db, provider, error_r);
}

static bool failed_at(const struct provider_work *provider, struct error *error_r)
{
    return error_prefix(error_r, "provider %.*s", TEXT_ARGS(provider->provider));
}

typedef bool step_with_session(const struct match_work *work, struct db *db,
                               struct provider_work *provider, struct error *error_r);

/* By any session that sees what the load stage committed. */
static bool with_session(struct match_work *work, struct provider_work *provider,
                         step_with_session *step, struct error *error_r)
{
    struct match_session *session = match_session_take(&work->sessions);
    bool is_done =
        match_session_open(session, error_r) && step(work, session->db, provider, error_r);

    match_session_give_back(&work->sessions, session);
    return is_done || failed_at(provider, error_r);
}

static bool provider_judge(void *context, void *piece, struct error *error_r)
{
    return with_session(context, piece, judge_under, error_r);
}

/* In turn, so that the numbers are the same whoever judges first. */
static bool provider_number(void *context, void *piece, struct error *error_r)
{
    struct match_work *work = context;
    struct provider_work *provider = piece;

    (void)error_r;
    invoice_numbers_give(&provider->judged.invoices, &work->next.invoice_id);
    lots_number(&provider->judged.payments, &work->next.lot_id);
    return true;
}

static bool verdicts_write(const struct match_work *work, struct db *db,
                           struct provider_work *provider, struct error *error_r)
{
    return match_write_verdicts(db, &work->night->run, provider->arena, &provider->judged, error_r);
}

/* Most of what a night writes: by any session (match_write.h). */
static bool provider_write_verdicts(void *context, void *piece, struct error *error_r)
{
    return with_session(context, piece, verdicts_write, error_r);
}

static bool books_keep(struct match_work *work, const struct provider_work *provider,
                       struct error *error_r)
{
    struct council_night *night = work->night;

    if (work->finds_free_slots)
        free_slots_keep(night->arena, &work->free_slots, &provider->free_slots);
    return night->findings == NULL ||
           finding_book_add(night->findings, &provider->findings, error_r);
}

static void provider_forget(struct provider_work *provider)
{
    const struct match_input *input = &provider->judged.input;
    bool had_many = input->line_count + input->order_count > LINES_MANY;

    arena_empty(provider->arena);
    if (had_many)
        malloc_trim(0);
}

/* In turn, by the stage's own session. */
static bool provider_write(void *context, void *piece, struct error *error_r)
{
    struct match_work *work = context;
    struct provider_work *provider = piece;
    struct council_night *night = work->night;
    const struct match_input *input = &provider->judged.input;
    const struct match_output *output = &provider->judged.output;

    control_totals_add(&work->totals, input, output);
    if (!books_keep(work, provider, error_r) ||
        !match_write_provider(work->writer, provider->arena, &provider->judged, error_r) ||
        !signals_of_provider(night, &work->rules, provider->arena, input, output, error_r))
        return failed_at(provider, error_r);
    provider_forget(provider);
    progress_at((int64_t)++work->written);
    return true;
}

/* --- all of them ------------------------------------------------------------ */

static bool providers_match(struct match_work *work, size_t hands, struct error *error_r)
{
    const struct assembly_step steps[] = {
        {provider_judge, work, false},
        {provider_number, work, true},
        {provider_write_verdicts, work, false},
        {provider_write, work, true},
    };
    struct provider_work pieces[PROVIDERS_AT_WORK];
    const struct assembly_line line = {.next = provider_next,
                                       .context = work,
                                       .step_count = COUNT_OF(steps),
                                       .steps = steps,
                                       .piece_count = COUNT_OF(pieces),
                                       .weight = provider_weight,
                                       .weight_most = LINES_AT_WORK,
                                       .piece_bytes = sizeof(*pieces),
                                       .pieces = pieces};

    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        pieces[i].arena = arena_new();
    bool is_matched = assembly_line_run(&line, hands, error_r);
    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        arena_free(pieces[i].arena);
    return is_matched;
}

/* One more than workers, for mostly one hand waits for the database.  A purse is shared by
 * providers, of which each has to see what those before it spent. */
static size_t hand_count(const struct match_work *work)
{
    size_t workers = worker_count(work->night);

    if (workers == 1 || work->has_purse)
        return 1;
    return workers < HANDS_MOST ? workers + 1 : HANDS_MOST;
}

static bool match_all(struct match_work *work, struct error *error_r)
{
    size_t hands = hand_count(work);

    progress_begin("match", (int64_t)work->provider_count);
    work->writer = match_writer_new(work->night->db, &work->night->run, hands > 1);
    match_sessions_begin(&work->sessions, work->night, hands);
    bool is_matched = db_look_up_only(work->night->db, true, error_r) &&
                      providers_match(work, hands, error_r) &&
                      match_writer_end(work->writer, error_r) &&
                      db_look_up_only(work->night->db, false, error_r) &&
                      match_sessions_commit(&work->sessions, error_r);
    progress_end();
    match_sessions_close(&work->sessions);
    match_writer_free(work->writer);
    return is_matched;
}

/* --- the stage ------------------------------------------------------------ */

/* Both ascending as bytes. */
static void providers_merge(struct arena *arena, size_t count, const struct text *providers,
                            struct match_work *work)
{
    const struct text *others = work->providers;
    size_t other_count = work->provider_count, i = 0, j = 0, merged_count = 0;
    struct text *merged = ARENA_ARRAY(arena, struct text, count + other_count);

    while (i < count || j < other_count) {
        int order = i == count ? 1 : j == other_count ? -1 : text_compare(providers[i], others[j]);
        merged[merged_count++] = order <= 0 ? providers[i] : others[j];
        i += order <= 0 ? 1 : 0;
        j += order >= 0 ? 1 : 0;
    }
    work->provider_count = merged_count;
    work->providers = merged;
}

static bool providers_find(struct match_work *work, struct error *error_r)
{
    struct council_night *night = work->night;
    const struct text *providers;
    size_t count;

    if (night->daybook == NULL)
        return match_record_providers(night->db, &night->run, night->arena, &work->provider_count,
                                      &work->providers, error_r);
    if (!match_record_held_providers(night->db, &night->run, night->arena, &work->provider_count,
                                     &work->providers, error_r))
        return false;
    daybook_providers(night->daybook, work->finds_free_slots, night->arena, &count, &providers);
    providers_merge(night->arena, count, providers, work);
    return true;
}

static bool work_prepare(struct match_work *work, struct error *error_r)
{
    struct council_night *night = work->night;

    work->window_minutes = council_widest_pair_window(night->council);
    work->has_purse = terms_have_purse(&night->council->terms);
    if (!council_rules(night, night->arena, &work->rules, error_r) ||
        !rules_store_keep(night->db, &night->run, night->council->rules, work->rules.calendar,
                          night->arena, error_r) ||
        !match_record_read(night->db, &night->run, night->arena, &work->record, error_r) ||
        !match_write_next_numbers(night->db, night->run.council_id, &work->next, error_r))
        return false;
    work->finds_free_slots = night->daybook != NULL;
    work->free_slots.are_all = !work->record.has_orders;
    work->record.standing = &work->standing;
    return providers_find(work, error_r) &&
           standing_read(night->db, night->run.council_id, work->provider_count, work->providers,
                         RECORD_TO_ITS_END, RECORD_TO_ITS_END, night->run.run_id, night->arena,
                         &work->standing, error_r);
}

/* As run_has_findings.sql, which notify need not ask then.  Stages run one by one end with findings
 * only where they are told. */
static void note_findings(const struct match_work *work)
{
    const struct run_totals *totals = &work->totals;

    if (work->night->daybook != NULL && (totals->held > 0 || totals->rejected > 0))
        work->night->has_findings = true;
}

static int64_t lines_of(const struct run_totals *totals)
{
    return totals->matched + totals->variance + totals->held + totals->rejected + totals->duplicate;
}

/* For the report stage, once what they were found by is in the database. */
static void free_slots_leave(const struct match_work *work)
{
    struct free_slots *left = ARENA_NEW(work->night->arena, struct free_slots);

    *left = work->free_slots;
    work->night->free_slots = work->finds_free_slots ? left : NULL;
}

/* A run again without anything new judges nobody: paired anew beside slots and totals that its
 * first run used up, lines held by that could be held for something else, or be paid. */
static bool match_if_new(struct match_work *work, struct error *error_r)
{
    bool is_again;

    return run_repeats(work->night->db, &work->night->run, &is_again, &work->totals, error_r) &&
           (is_again || match_all(work, error_r));
}

static bool match_under(struct match_work *work, struct error *error_r)
{
    struct council_night *night = work->night;

    return match_write_sweep(night->db, night->run.council_id, error_r) &&
           db_begin(night->db, error_r) && work_prepare(work, error_r) &&
           match_if_new(work, error_r) &&
           match_write_tell_planner(night->db, lines_of(&work->totals), error_r) &&
           run_record_totals(night->db, &night->run, &work->totals, error_r) &&
           run_advance(night->db, &night->run, RUN_STATE_MATCHED, error_r) &&
           db_commit(night->db, error_r);
}

/* In a process that will go on to tell providers and people. */
static bool books_open(struct council_night *night, struct error *error_r)
{
    const char *folder = arena_printf(night->arena, "%s/work", night->config->spool);

    return night->daybook == NULL || night->is_dry_run ||
           (response_book_open(night, folder, &night->responses, error_r) &&
            finding_book_open(folder, &night->findings, error_r));
}

bool stage_match(struct council_night *night, struct error *error_r)
{
    struct match_work work = {.night = night};

    if (!books_open(night, error_r) || !match_under(&work, error_r))
        return false;
    note_findings(&work);
    free_slots_leave(&work);
    return true;
}
