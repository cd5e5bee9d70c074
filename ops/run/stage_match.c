/*
 * match: provider by provider, every line read tonight or held so far goes
 * through the engine, and its verdict into the database, with what the provider's
 * lines together tell (signals.h).
 */
#include <assert.h>
#include <pthread.h>

#include "adapters/host/daybook.h"
#include "adapters/host/progress.h"
#include "adapters/postgres/match_read.h"
#include "adapters/postgres/match_write.h"
#include "matcher/engine/match.h"
#include "matcher/engine/missed.h"
#include "matcher/engine/purse.h"
#include "matcher/payment/batch.h"
#include "ops/run/council_night.h"
#include "ops/run/finding_book.h"
#include "ops/run/free_slots.h"
#include "ops/run/provider_lots.h"
#include "ops/run/response_book.h"
#include "ops/run/signals.h"

/* --- control totals ------------------------------------------------------- */

/* What a line counts for: its net; a self-billed one its expected price. */
static int64_t pence_of(const struct bill_line *line, const struct verdict *verdict)
{
    if (given(line->net_pence))
        return line->net_pence;
    return given(verdict->expected_pence) ? verdict->expected_pence : 0;
}

/* Lines and pence as they come in: what the load stage counted is there
 * already; the price of self-billed lines is only known now. */
static void count_in(struct run_totals *totals, const struct bill_line *line,
                     const struct carried *carried, const struct verdict *verdict)
{
    if (carried->is_carried) {
        totals->lines_in++;
        totals->carried++;
        totals->pence_in += pence_of(line, verdict);
        totals->carried_pence += pence_of(line, verdict);
    } else if (bill_line_is_self_billed(line)) {
        totals->pence_in += pence_of(line, verdict);
    }
}

static void count_out(struct run_totals *totals, const struct bill_line *line,
                      const struct verdict *verdict)
{
    int64_t pence = pence_of(line, verdict);
    struct {
        int64_t *lines, *pence;
    } of_verdict[VERDICT_COUNT] = {
        [VERDICT_MATCHED] = {&totals->matched, &totals->matched_pence},
        [VERDICT_VARIANCE] = {&totals->variance, &totals->variance_pence},
        [VERDICT_HELD] = {&totals->held, &totals->held_pence},
        [VERDICT_REJECTED] = {&totals->rejected, &totals->rejected_pence},
        [VERDICT_DUPLICATE] = {&totals->duplicate, &totals->duplicate_pence},
    };

    *of_verdict[verdict->kind].lines += 1;
    *of_verdict[verdict->kind].pence += pence;
    if (verdict_is_paid(verdict)) {
        totals->paid_pence += verdict->payable_pence;
        totals->not_paid_pence += pence - verdict->payable_pence;
    }
}

/* --- one provider --------------------------------------------------------- */

/* What the work of all providers has in common; read only once it has begun. */
struct match_work {
    struct council_night *night;
    struct rules rules;
    struct match_record record;
    int32_t window_minutes;
    bool has_purse;
    bool finds_free_slots; /* all order lines are tonight's, and in the day book */
    struct free_slots free_slots;
    size_t provider_count;
    const struct text *providers;
};

/* A provider's night, judged but not written yet. */
struct judged {
    struct arena *arena; /* what follows lies in it; the largest ones bound memory */
    struct match_input input;
    struct match_output output;
    const day_t *due_dates;
    struct payments payments;
    struct free_slots free_slots;
    struct response_rows responses;
    struct finding_rows findings;
};

static const day_t *due_dates_of(const struct match_work *work, struct arena *arena, size_t count,
                                 const day_t *received)
{
    day_t *due_dates = ARENA_ARRAY(arena, day_t, count);

    for (size_t i = 0; i < count; i++)
        due_dates[i] = due_date(work->rules.calendar, received[i], work->night->council->sla_days);
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

/* `db`: any session that sees what the load stage committed. */
static bool provider_judge(const struct match_work *work, struct db *db, struct text provider,
                           struct judged *judged, struct error *error_r)
{
    const struct council_night *night = work->night;
    struct match_tonight tonight;
    struct ledger_codes codes;
    const day_t *received;

    if (night->daybook != NULL && !tonight_read(work, provider, judged->arena, &tonight, error_r))
        return false;
    if (!match_read_provider(db, &night->run, &work->record, provider,
                             night->daybook == NULL ? NULL : &tonight, work->window_minutes,
                             judged->arena, &judged->input, &received, error_r) ||
        (work->has_purse &&
         !match_read_spent(db, &night->run, judged->arena, &judged->input, error_r)))
        return false;
    match_provider(judged->arena, &work->rules, &judged->input, &judged->output);
    judged->due_dates = due_dates_of(work, judged->arena, judged->input.line_count, received);
    if (!ledger_codes_of_credits(db, night->run.council_id, judged->arena, &judged->input,
                                 &judged->output, &codes, error_r))
        return false;
    judged->payments = provider_lots(judged->arena, &work->rules, &judged->input, &judged->output,
                                     judged->due_dates, &codes);
    if (work->finds_free_slots)
        judged->free_slots = free_slots_find(judged->arena, &judged->input, &judged->output,
                                             missed_before_s(&work->rules));
    if (night->responses == NULL)
        return true;
    judged->findings = finding_rows_make(judged->arena, &judged->input, &judged->output);
    return response_rows_make(judged->arena, db, night->run.council_id, night->zone, &judged->input,
                              &judged->output, judged->due_dates, &judged->responses, error_r);
}

/* In the stage's own session. */
static bool provider_write(struct match_work *work, const struct judged *judged,
                           struct run_totals *totals, struct error *error_r)
{
    struct council_night *night = work->night;
    const struct match_input *input = &judged->input;
    const struct match_output *output = &judged->output;

    for (size_t i = 0; i < input->line_count; i++) {
        count_in(totals, &input->lines[i], &input->carried[i], &output->verdicts[i]);
        count_out(totals, &input->lines[i], &output->verdicts[i]);
    }
    if (work->finds_free_slots)
        free_slots_keep(night->arena, &work->free_slots, &judged->free_slots);
    return (night->responses == NULL ||
            (response_book_add(night->responses, &judged->responses, error_r) &&
             finding_book_add(night->findings, &judged->findings, error_r))) &&
           match_write_number_lots(night->db, &night->run, &judged->payments, error_r) &&
           match_write_provider(night->db, &night->run, judged->arena, input, output,
                                judged->due_dates, &judged->payments, error_r) &&
           signals_of_provider(night, &work->rules, judged->arena, input, output, error_r);
}

/* --- all providers: judged by many hands, written in their order by one --------- */

/* Providers judged and not written yet, and how many lines read tonight they may have together, if
 * they are several: what bounds memory besides the largest of them. */
#define AHEAD_MAX       3
#define LINES_AHEAD_MAX ((size_t)100 * 1000)

struct match_crew {
    struct match_work *work;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next; /* provider to be judged */
    size_t written;
    struct judged *judged;   /* a ring of AHEAD_MAX */
    size_t *judged_provider; /* parallel: 1 + which it is; 0: none yet */
    size_t *line_counts;     /* parallel: of those taken and not written */
    size_t lines_ahead;      /* their sum */
    bool has_failed;
    struct error error;
};

struct match_hand {
    struct match_crew *crew;
    struct db *db;
};

static void crew_fail(struct match_crew *crew, const struct error *error)
{
    if (!crew->has_failed)
        crew->error = *error;
    crew->has_failed = true;
    pthread_cond_broadcast(&crew->changed);
}

static size_t lines_of_provider(const struct match_crew *crew, size_t provider)
{
    const struct match_work *work = crew->work;

    return work->night->daybook == NULL
               ? 0
               : daybook_line_count(work->night->daybook, work->providers[provider]);
}

static bool has_room_ahead(const struct match_crew *crew)
{
    return crew->next == crew->written ||
           (crew->next < crew->written + AHEAD_MAX &&
            crew->lines_ahead + lines_of_provider(crew, crew->next) <= LINES_AHEAD_MAX);
}

static void lines_go_ahead(struct match_crew *crew)
{
    size_t *count = &crew->line_counts[crew->next % AHEAD_MAX];

    *count = lines_of_provider(crew, crew->next);
    crew->lines_ahead += *count;
    crew->next++;
}

/* Waits until there is room ahead; false once there is nothing left to do. */
static bool provider_take(struct match_crew *crew, size_t *provider_r)
{
    pthread_mutex_lock(&crew->lock);
    while (!crew->has_failed && crew->next < crew->work->provider_count && !has_room_ahead(crew))
        pthread_cond_wait(&crew->changed, &crew->lock);
    bool is_taken = !crew->has_failed && crew->next < crew->work->provider_count;
    *provider_r = crew->next;
    if (is_taken)
        lines_go_ahead(crew);
    pthread_mutex_unlock(&crew->lock);
    return is_taken;
}

static void *hand_work(void *context)
{
    struct match_hand *hand = context;
    struct match_crew *crew = hand->crew;
    size_t provider;

    while (provider_take(crew, &provider)) {
        struct judged *judged = &crew->judged[provider % AHEAD_MAX];
        struct text reference = crew->work->providers[provider];
        struct error error;
        bool is_judged = provider_judge(crew->work, hand->db, reference, judged, &error);
        if (!is_judged)
            error_prefix(&error, "provider %.*s", TEXT_ARGS(reference));
        pthread_mutex_lock(&crew->lock);
        crew->judged_provider[provider % AHEAD_MAX] = provider + 1;
        if (!is_judged)
            crew_fail(crew, &error);
        pthread_cond_broadcast(&crew->changed);
        pthread_mutex_unlock(&crew->lock);
    }
    return NULL;
}

/* Whether the provider has been judged, once it has or all is lost. */
static bool provider_wait(struct match_crew *crew, size_t provider)
{
    pthread_mutex_lock(&crew->lock);
    while (!crew->has_failed && crew->judged_provider[provider % AHEAD_MAX] != provider + 1)
        pthread_cond_wait(&crew->changed, &crew->lock);
    bool is_judged = !crew->has_failed;
    pthread_mutex_unlock(&crew->lock);
    return is_judged;
}

static void provider_is_written(struct match_crew *crew, bool is_written, const struct error *error)
{
    pthread_mutex_lock(&crew->lock);
    crew->lines_ahead -= crew->line_counts[crew->written % AHEAD_MAX];
    crew->written++;
    if (!is_written)
        crew_fail(crew, error);
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
}

static bool write_as_judged(struct match_crew *crew, struct run_totals *totals,
                            struct error *error_r)
{
    for (size_t i = 0; i < crew->work->provider_count && provider_wait(crew, i); i++) {
        struct judged *judged = &crew->judged[i % AHEAD_MAX];
        struct error error;
        bool is_written = provider_write(crew->work, judged, totals, &error);
        arena_empty(judged->arena);
        provider_is_written(crew, is_written, &error);
        progress_at((int64_t)i + 1);
    }
    if (crew->has_failed)
        *error_r = crew->error;
    return !crew->has_failed;
}

/* Hands that judge while this thread writes, each with a session of its own. */
static bool match_by_hands(struct match_work *work, size_t hand_count, struct judged *judged,
                           struct run_totals *totals, struct error *error_r)
{
    size_t judged_provider[AHEAD_MAX] = {0}, line_counts[AHEAD_MAX];
    struct match_crew crew = {.work = work,
                              .lock = PTHREAD_MUTEX_INITIALIZER,
                              .changed = PTHREAD_COND_INITIALIZER,
                              .judged = judged,
                              .judged_provider = judged_provider,
                              .line_counts = line_counts};
    struct match_hand hands[WORKERS_MOST];
    pthread_t threads[WORKERS_MOST];
    size_t hired = 0;
    bool is_hired = true;

    for (; hired < hand_count && is_hired; hired++) {
        hands[hired].crew = &crew;
        is_hired = db_open(work->night->config->database, &hands[hired].db, error_r);
    }
    for (size_t i = 0; i < hired && is_hired; i++) {
        int refused = pthread_create(&threads[i], NULL, hand_work, &hands[i]);
        assert(refused == 0);
    }
    bool is_matched = is_hired && write_as_judged(&crew, totals, error_r);
    for (size_t i = 0; i < hired; i++) {
        if (is_hired)
            pthread_join(threads[i], NULL);
        db_close(hands[i].db);
    }
    return is_matched;
}

static bool match_alone(struct match_work *work, struct judged *judged, struct run_totals *totals,
                        struct error *error_r)
{
    for (size_t i = 0; i < work->provider_count; i++) {
        if (!provider_judge(work, work->night->db, work->providers[i], judged, error_r) ||
            !provider_write(work, judged, totals, error_r))
            return error_prefix(error_r, "provider %.*s", TEXT_ARGS(work->providers[i]));
        arena_empty(judged->arena);
        progress_at((int64_t)i + 1);
    }
    return true;
}

/* A purse is shared by providers, of which each has to see what those before it spent. */
static bool match_all(struct match_work *work, struct run_totals *totals, struct error *error_r)
{
    size_t hand_count = worker_count(work->night);
    struct judged judged[AHEAD_MAX];

    for (size_t i = 0; i < AHEAD_MAX; i++)
        judged[i].arena = arena_new();
    progress_begin("match", (int64_t)work->provider_count);
    bool is_matched = hand_count == 1 || work->has_purse
                          ? match_alone(work, judged, totals, error_r)
                          : match_by_hands(work, hand_count, judged, totals, error_r);
    progress_end();
    for (size_t i = 0; i < AHEAD_MAX; i++)
        arena_free(judged[i].arena);
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
        return match_read_providers(night->db, &night->run, night->arena, &work->provider_count,
                                    &work->providers, error_r);
    if (!match_read_held_providers(night->db, &night->run, night->arena, &work->provider_count,
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
        !match_read_record(night->db, &night->run, night->arena, &work->record, error_r))
        return false;
    work->finds_free_slots = night->daybook != NULL && !work->record.has_orders;
    return providers_find(work, error_r);
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

static bool match_under(struct match_work *work, struct error *error_r)
{
    struct council_night *night = work->night;
    struct run_totals totals = {0};

    return db_begin(night->db, error_r) && work_prepare(work, error_r) &&
           match_all(work, &totals, error_r) &&
           match_write_tell_planner(night->db, lines_of(&totals), error_r) &&
           run_record_totals(night->db, &night->run, &totals, error_r) &&
           run_advance(night->db, &night->run, RUN_STATE_MATCHED, error_r) &&
           db_commit(night->db, error_r);
}

/* In a process that will go on to tell providers and people. */
static bool responses_begin(struct council_night *night, struct error *error_r)
{
    const char *folder = arena_printf(night->arena, "%s/work", night->config->spool);

    return night->daybook == NULL || night->is_dry_run ||
           (response_book_open(folder, &night->responses, error_r) &&
            finding_book_open(folder, &night->findings, error_r));
}

bool stage_match(struct council_night *night, struct error *error_r)
{
    struct match_work work = {.night = night};

    if (!responses_begin(night, error_r) || !match_under(&work, error_r))
        return false;
    free_slots_leave(&work);
    return true;
}
