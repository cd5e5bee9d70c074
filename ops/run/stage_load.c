/*
 * load: every feed in the order of the configuration, every file by name as
 * bytes.  Files are read from private copies; the originals move only after the
 * commit, so a kill at any instant loses nothing and loads nothing twice.
 *
 * Standing data and decisions are read one file after the other.  Between them
 * files of bill and order lines and of evidence, which know nothing of each
 * other, are read at the same time, each by the next free hand; what a file is
 * called in the database depends on its place in the order alone.
 */
#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "adapters/host/daybook.h"
#include "adapters/host/folder.h"
#include "adapters/host/log.h"
#include "adapters/host/progress.h"
#include "adapters/host/spool.h"
#include "adapters/inbound/inbound.h"
#include "adapters/postgres/load_store.h"
#include "adapters/postgres/standing_store.h"
#include "adapters/postgres/waiting_store.h"
#include "ops/run/answers.h"
#include "ops/run/card_statement.h"
#include "ops/run/council_night.h"

#define REJECTS_LOGGED 100 /* of a file; all are in the database */

/* A file that is waiting, in hand, or dealt with. */
struct load_job {
    const struct feed_config *feed;
    const struct spool_file *file;
    int64_t file_id;
    struct taken_file taken;
    bool is_there; /* it was when its turn came */
    bool is_taken; /* its content is known */
    bool is_dealt_with;
    const char *set_aside; /* the reason; NULL: done */
};

struct load {
    struct council_night *night;
    struct loader *loader;
    pthread_mutex_t lock; /* over the jobs, the progress, the findings */
    pthread_cond_t dealt_with;
    size_t job_count, job_room, next_job, end_job; /* in hand or waiting: next_job to end_job */
    struct load_job *jobs;
    bool has_failed;
    struct error error;    /* the first */
    size_t provider_count; /* known when the feed began */
    const struct provider *providers;
    size_t hand_count;
    struct load_hand *hands;
};

/* Who reads files, one after the other. */
struct load_hand {
    struct load *load;
    struct load_lane *lane;
    struct arena *arena;            /* as long as the stage */
    const struct feed_config *feed; /* of the file in hand */
    const char *shown_name;
    int64_t reject_count;         /* of the file in hand */
    struct daybook_hand *daybook; /* NULL: none is kept */
};

/* --- records to the loader ------------------------------------------------ */

static void finding_note(struct load *load)
{
    pthread_mutex_lock(&load->lock);
    load->night->has_findings = true;
    pthread_mutex_unlock(&load->lock);
}

static bool is_paid_by_bank(const struct load *load, struct text provider)
{
    const struct provider *payee = provider_find(load->provider_count, load->providers, provider);

    return payee != NULL && provider_payable_rail(payee) == RAIL_BANK;
}

/* A provider paid through the bank is not held to what a card file has room for. */
static bool invoice_no_fits(void *context, const struct bill_line *line)
{
    const struct load_hand *hand = context;
    const struct load *load = hand->load;

    return line->invoice_no.length <= BRIF_INVOICE_NO_BYTES ||
           load->night->council->card_format != CARD_FORMAT_BRIF ||
           is_paid_by_bank(load, line->provider);
}

/* file:line:column: field: reason; a record as a whole has neither column nor field. */
static void warn_of_reject(struct load_hand *hand, const struct rejected_record *rejected)
{
    const struct reject *why = &rejected->why;
    char column[16] = "";

    if (++hand->reject_count > REJECTS_LOGGED)
        return;
    if (why->column > 0)
        snprintf(column, sizeof(column), "%d:", (int)why->column);
    log_warning("%s:%lld:%s %s%s%s", hand->shown_name, (long long)rejected->line, column,
                why->field, why->field[0] == '\0' ? "" : ": ", why->message);
}

static void warn_of_more_rejects(const struct load_hand *hand)
{
    if (hand->reject_count > REJECTS_LOGGED)
        log_warning("%s: %lld more records are rejected; the view tallystick.rejected_row has all",
                    hand->shown_name, (long long)hand->reject_count - REJECTS_LOGGED);
}

static bool load_reject(void *context, const struct rejected_record *rejected,
                        struct error *error_r)
{
    struct load_hand *hand = context;
    struct loader_reject row = {
        .source_row = rejected->source_row,
        .line = rejected->line,
        .why = &rejected->why,
        .raw = rejected->raw,
        .provider = rejected->provider,
        .invoice_no = rejected->invoice_no,
        .line_no = rejected->line_no,
        .client_ref = rejected->client_ref,
    };

    warn_of_reject(hand, rejected);
    finding_note(hand->load);
    return load_lane_add_reject(hand->lane, &row, error_r);
}

static bool load_bill(const struct load_hand *hand, const struct bill_line *read,
                      struct error *error_r)
{
    struct bill_line line = *read;

    if (!load_lane_add_bill(hand->lane, &line, error_r))
        return false;
    if (hand->daybook != NULL)
        daybook_add_bill(hand->daybook, &line);
    return true;
}

static bool load_order(const struct load_hand *hand, const struct order_line *read,
                       struct error *error_r)
{
    struct order_line line = *read;

    if (!load_lane_add_order(hand->lane, &line, error_r))
        return false;
    if (hand->daybook != NULL && !order_line_is_whole_order(&line))
        daybook_add_order(hand->daybook, &line);
    return true;
}

/* One that names nothing will never be carried out: most likely the name is mistyped. */
static bool load_decision(const struct load_hand *hand, const struct decision *decision,
                          struct error *error_r)
{
    bool is_known;

    if (!loader_find_judged(hand->load->loader, decision, &is_known, error_r))
        return false;
    if (!is_known) {
        log_warning("%s: %.*s %.*s line %.*s: no earlier night read such a line, so that nothing "
                    "is decided",
                    hand->shown_name, TEXT_ARGS(decision->provider),
                    TEXT_ARGS(decision->invoice_no), TEXT_ARGS(decision->line_no));
        finding_note(hand->load);
    }
    return load_lane_add_decision(hand->lane, decision, error_r);
}

static bool load_record(void *context, union inbound_record record, struct error *error_r)
{
    struct load_hand *hand = context;

    switch (hand->feed->kind) {
    case FEED_KIND_BILL:
        return load_bill(hand, record.bill, error_r);
    case FEED_KIND_ORDER:
        return load_order(hand, record.order, error_r);
    case FEED_KIND_EVIDENCE:
        return load_lane_add_evidence(hand->lane, record.evidence, error_r);
    case FEED_KIND_RATE:
        return load_lane_add_rate(hand->lane, record.rate, error_r);
    case FEED_KIND_PROVIDER:
        return load_lane_add_provider(hand->lane, record.provider, error_r);
    case FEED_KIND_CONTACT:
        return load_lane_add_contact(hand->lane, record.contact, error_r);
    case FEED_KIND_SUSPENSION:
        return load_lane_add_suspension(hand->lane, record.suspension, error_r);
    case FEED_KIND_PAID:
        return load_lane_add_paid(hand->lane, record.paid, error_r);
    case FEED_KIND_DECISION:
        return load_decision(hand, record.decision, error_r);
    case FEED_KIND_RESPONSE:
        return answer_read(hand->load->night, load_lane_next_place(hand->lane), hand->shown_name,
                           record.response, error_r);
    case FEED_KIND_STATEMENT:
        return statement_read(hand->load->night, load_lane_next_place(hand->lane), hand->shown_name,
                              record.statement, error_r);
    case FEED_KIND_COUNT:
        break; /* refused by the configuration */
    }
    return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT, "feed %s: kind %s cannot be loaded",
                     hand->feed->name, feed_kind_word(hand->feed->kind));
}

/* --- one file ------------------------------------------------------------- */

static bool load_content(struct load_hand *hand, const struct taken_file *taken,
                         struct inbound_outcome *outcome_r, struct error *error_r)
{
    const struct council_night *night = hand->load->night;
    struct inbound_context context = {
        .feed = hand->feed,
        .council = night->council->code,
        .zone = night->zone,
        .service_count = night->council->service_count,
        .services = night->council->services,
        .person_count = night->council->person_count,
        .people = night->council->people,
        .shown_name = hand->shown_name,
    };
    struct inbound_sink sink = {hand, load_record, load_reject, invoice_no_fits};

    return inbound_read(taken->fd, &context, &sink, outcome_r, error_r);
}

static void set_aside(struct inbound_outcome *outcome, const char *reason)
{
    outcome->quarantined = true;
    snprintf(outcome->reason, sizeof(outcome->reason), "%s", reason);
}

/* An access-portal file whose FileReference was loaded before is refused. */
static bool check_reference(const struct load_hand *hand, struct inbound_outcome *outcome,
                            struct error *error_r)
{
    bool is_loaded = false;

    if (outcome->quarantined || outcome->reference[0] == '\0')
        return true;
    if (!loader_find_reference(hand->load->loader, text_of(outcome->reference), &is_loaded,
                               error_r))
        return false;
    if (is_loaded) {
        char reason[256];
        snprintf(reason, sizeof(reason), "FileReference %s was loaded before", outcome->reference);
        set_aside(outcome, reason);
    }
    return true;
}

static struct file_result result_of(const struct inbound_outcome *outcome, bool is_duplicate)
{
    if (is_duplicate) {
        return (struct file_result){.state = FILE_STATE_DUPLICATE,
                                    .reason = TEXT_LITERAL("this content was loaded before")};
    }
    return (struct file_result){
        .state = outcome->quarantined ? FILE_STATE_QUARANTINED : FILE_STATE_LOADED,
        .reason = text_of(outcome->reason),
        .reference = text_of(outcome->reference),
        .rows_read = outcome->rows_read,
        .rows_loaded = outcome->quarantined ? 0 : outcome->rows_read - outcome->rows_rejected,
        .rows_rejected = outcome->quarantined ? 0 : outcome->rows_rejected,
        .totals_differ_pence = outcome->totals_differ_pence,
        .totals = text_of(outcome->totals),
    };
}

/* Whether a file is found out as a repetition depends on what came of those before it: of the
 * same content, or, where files have references, of all. */
static bool must_wait_for(const struct load_job *job, const struct load_job *before)
{
    if (before->is_dealt_with)
        return false;
    return job->feed->preset == PRESET_ACCESS_PORTAL || !before->is_taken ||
           memcmp(job->taken.sha256, before->taken.sha256, sizeof(job->taken.sha256)) == 0;
}

static void wait_for_earlier(struct load *load, struct load_job *job)
{
    pthread_mutex_lock(&load->lock);
    job->is_taken = true;
    pthread_cond_broadcast(&load->dealt_with);
    for (const struct load_job *before = load->jobs; before < job && !load->has_failed;)
        if (must_wait_for(job, before))
            pthread_cond_wait(&load->dealt_with, &load->lock);
        else
            before++;
    pthread_mutex_unlock(&load->lock);
}

static bool load_taken(struct load_hand *hand, struct load_job *job, struct error *error_r)
{
    struct inbound_file row = {
        job->file_id, job->feed->name, job->feed->kind, text_of(job->file->name), {0}};
    struct inbound_outcome outcome = {.quarantined = false};
    bool is_duplicate;

    memcpy(row.sha256, job->taken.sha256, sizeof(row.sha256));
    wait_for_earlier(hand->load, job);
    if (!loader_find_content(hand->load->loader, job->taken.sha256, &is_duplicate, error_r) ||
        !load_lane_file_begin(hand->lane, &row, error_r))
        return false;
    if (job->taken.manifest_differs)
        set_aside(&outcome, "its .sha256 says that other bytes were sent");
    else if (!is_duplicate && !load_content(hand, &job->taken, &outcome, error_r))
        return false;
    spool_read_done(&job->taken);
    if (!check_reference(hand, &outcome, error_r))
        return false;
    struct file_result result = result_of(&outcome, is_duplicate && !outcome.quarantined);
    if (outcome.quarantined) {
        log_warning("%s set aside: %s", hand->shown_name, outcome.reason);
        finding_note(hand->load);
        job->set_aside = arena_text(hand->arena, text_of(outcome.reason)).bytes;
        if (hand->daybook != NULL)
            daybook_strike_out(hand->daybook, job->file_id);
    }
    if (result.state == FILE_STATE_LOADED)
        warn_of_more_rejects(hand);
    if (result.state == FILE_STATE_LOADED && result.totals.length > 0) {
        log_warning("%s: the invoice does not add up, and its lines are held: %s", hand->shown_name,
                    outcome.totals);
        finding_note(hand->load);
    }
    return load_lane_file_end(hand->lane, &result, error_r);
}

/* A file that vanished or is still being written is for another night; the
 * others go on. */
static bool file_take(struct council_night *night, struct arena *arena,
                      const struct feed_config *feed, const struct spool_file *file,
                      struct taken_file *taken_r, bool *is_there_r, struct error *error_r)
{
    const char *owner = night->is_dry_run ? NULL : night->council->code.bytes;

    *is_there_r = spool_take(arena, night->config->spool, owner, feed, file, taken_r, error_r);
    if (*is_there_r)
        return true;
    if (error_r->status != EXIT_STATUS_NO_INPUT && error_r->status != EXIT_STATUS_TRY_AGAIN)
        return false;
    log_warning("%s", error_r->message);
    return true;
}

static bool load_file(struct load_hand *hand, struct load_job *job, struct error *error_r)
{
    struct load *load = hand->load;

    hand->feed = job->feed;
    hand->shown_name = job->file->name;
    hand->reject_count = 0;
    if (!file_take(load->night, hand->arena, job->feed, job->file, &job->taken, &job->is_there,
                   error_r))
        return false;
    if (!job->is_there) {
        finding_note(load);
        return true;
    }
    if (!load_taken(hand, job, error_r)) {
        spool_release(&job->taken);
        job->is_there = false;
        return error_prefix(error_r, "feed %s: %s", job->feed->name, job->file->name);
    }
    return true;
}

/* --- many hands ----------------------------------------------------------- */

static struct load_job *job_next(struct load *load)
{
    pthread_mutex_lock(&load->lock);
    bool is_any = !load->has_failed && load->next_job < load->end_job;
    struct load_job *job = is_any ? &load->jobs[load->next_job++] : NULL;
    pthread_mutex_unlock(&load->lock);
    return job;
}

static void job_done(struct load *load, struct load_job *job, const struct error *error)
{
    pthread_mutex_lock(&load->lock);
    job->is_dealt_with = true;
    if (error != NULL && !load->has_failed) {
        load->has_failed = true;
        load->error = *error;
    }
    progress_at((int64_t)(job - load->jobs) + 1);
    pthread_cond_broadcast(&load->dealt_with);
    pthread_mutex_unlock(&load->lock);
}

static void *hand_work(void *context)
{
    struct load_hand *hand = context;
    struct load_job *job;
    struct error error;

    while ((job = job_next(hand->load)) != NULL)
        job_done(hand->load, job, load_file(hand, job, &error) ? NULL : &error);
    return NULL;
}

/* The first hand is this thread's. */
static bool jobs_do(struct load *load, size_t hand_count, struct error *error_r)
{
    pthread_t threads[WORKERS_MOST];

    for (size_t i = 1; i < hand_count; i++) {
        int refused = pthread_create(&threads[i], NULL, hand_work, &load->hands[i]);
        assert(refused == 0);
    }
    hand_work(&load->hands[0]);
    for (size_t i = 1; i < hand_count; i++)
        pthread_join(threads[i], NULL);
    if (load->has_failed)
        *error_r = load->error;
    return !load->has_failed;
}

static bool hands_hire(struct load *load, struct error *error_r)
{
    const struct council_night *night = load->night;
    size_t count = worker_count(night);

    load->hands = ARENA_ARRAY(night->arena, struct load_hand, WORKERS_MOST);
    for (; load->hand_count < count; load->hand_count++) {
        struct load_hand *hand = &load->hands[load->hand_count];
        hand->load = load;
        hand->arena = arena_new();
        hand->lane = loader_own_lane(load->loader);
        hand->daybook = night->daybook == NULL ? NULL : daybook_hand_new(night->daybook);
        if (count > 1 &&
            !loader_add_lane(load->loader, night->config->database, &hand->lane, error_r))
            return false;
    }
    return true;
}

/* --- feeds ---------------------------------------------------------------- */

/* Kinds whose files know nothing of each other, and nothing of which bears on how others are read.
 */
static bool is_by_many_hands(enum feed_kind kind)
{
    return kind == FEED_KIND_BILL || kind == FEED_KIND_ORDER || kind == FEED_KIND_EVIDENCE;
}

static bool feed_list(struct load *load, const struct feed_config *feed, struct error *error_r)
{
    struct council_night *night = load->night;
    const struct spool_file *files = night->file, *odd;
    size_t count = 1, odd_count;

    if (files == NULL && !spool_list(night->arena, night->config->spool, feed, &count, &files,
                                     &odd_count, &odd, error_r))
        return error_prefix(error_r, "feed %s", feed->name);
    load->jobs = arena_grow(night->arena, load->jobs, &load->job_room, load->job_count + count,
                            sizeof(*load->jobs));
    for (size_t i = 0; i < count; i++) {
        load->jobs[load->job_count++] = (struct load_job){
            .feed = feed, .file = &files[i], .file_id = loader_next_file_id(load->loader)};
    }
    return true;
}

/* The files listed and not yet read. */
static bool files_load(struct load *load, bool by_many_hands, struct error *error_r)
{
    struct council_night *night = load->night;

    if (!standing_read_providers(night->db, night->run.council_id, night->arena,
                                 &load->provider_count, &load->providers, error_r))
        return false;
    load->end_job = load->job_count;
    progress_begin("load", (int64_t)load->job_count);
    struct load_lane *lane = load->hands[0].lane;
    if (!by_many_hands)
        load->hands[0].lane = loader_own_lane(load->loader);
    bool is_loaded = jobs_do(load, by_many_hands ? load->hand_count : 1, error_r);
    load->hands[0].lane = lane;
    progress_end();
    return is_loaded;
}

static bool feeds_load(struct load *load, struct error *error_r)
{
    const struct council_config *council = load->night->council;

    for (size_t i = 0; i < council->feed_count; i++) {
        enum feed_kind kind = council->feeds[i].kind;
        bool by_many_hands = is_by_many_hands(kind);
        bool go_on = by_many_hands && i + 1 < council->feed_count &&
                     is_by_many_hands(council->feeds[i + 1].kind);
        if (!feed_list(load, &council->feeds[i], error_r) ||
            (!go_on && !files_load(load, by_many_hands, error_r)))
            return false;
    }
    return true;
}

/* --- the stage ------------------------------------------------------------ */

/* A dry run makes nothing in the spool. */
static bool daybook_begin(struct council_night *night, struct error *error_r)
{
    const char *folder = night->is_dry_run
                             ? folder_temporary()
                             : arena_printf(night->arena, "%s/work", night->config->spool);

    return daybook_open(folder, &night->daybook, error_r);
}

static bool daybook_end(const struct load *load, struct error *error_r)
{
    for (size_t i = 0; i < load->hand_count; i++)
        if (load->hands[i].daybook != NULL && !daybook_finish(load->hands[i].daybook, error_r))
            return false;
    return true;
}

static bool load_all(struct load *load, struct error *error_r)
{
    struct council_night *night = load->night;
    struct run_totals totals = {0};

    bool is_loaded = loader_open(night->db, night->arena, &night->run, &load->loader, error_r) &&
                     daybook_begin(night, error_r) && hands_hire(load, error_r) &&
                     answer_store_close_batches(night->db, &night->run, error_r) &&
                     feeds_load(load, error_r) &&
                     answer_store_settle_batches(night->db, &night->run, error_r) &&
                     statement_look_for_missing(night, error_r) && daybook_end(load, error_r);
    if (!is_loaded) {
        loader_abandon(load->loader);
        return false;
    }
    return loader_close(load->loader, &totals, error_r) &&
           waiting_store_find(night->db, &night->run, &night->council->approvals, error_r) &&
           run_record_totals(night->db, &night->run, &totals, error_r) &&
           run_advance(night->db, &night->run, RUN_STATE_LOADED, error_r) &&
           db_commit(night->db, error_r);
}

static struct spool_filing *filing_begin(const struct council_night *night)
{
    return spool_filing_begin(night->arena, night->config->spool, night->council->code.bytes);
}

static bool files_finish(const struct load *load, struct error *error_r)
{
    struct spool_filing *filing = filing_begin(load->night);
    bool is_filed = true;
    struct error of_end;

    for (size_t i = 0; i < load->job_count && is_filed; i++) {
        const struct load_job *job = &load->jobs[i];
        is_filed = !job->is_there ||
                   spool_finish(filing, job->feed, job->file, &job->taken, job->set_aside, error_r);
    }
    bool is_ended = spool_filing_end(filing, &of_end);
    if (is_filed && !is_ended)
        *error_r = of_end;
    return is_filed && is_ended;
}

static void files_release(const struct load *load)
{
    for (size_t i = 0; i < load->job_count; i++)
        if (load->jobs[i].is_there)
            spool_release(&load->jobs[i].taken);
}

static bool load_under(struct load *load, struct error *error_r)
{
    bool is_loaded = load_all(load, error_r);

    if (is_loaded && !load->night->is_dry_run)
        return files_finish(load, error_r);
    files_release(load);
    return is_loaded;
}

bool stage_load(struct council_night *night, struct error *error_r)
{
    struct load load = {
        .night = night, .lock = PTHREAD_MUTEX_INITIALIZER, .dealt_with = PTHREAD_COND_INITIALIZER};

    if (!night->is_dry_run &&
        !spool_sweep(night->config->spool, night->council->code.bytes, error_r))
        return false;
    /* a dry run has one transaction for all, and one session in it */
    if ((night->is_dry_run && !db_begin(night->db, error_r)) ||
        !load_store_sweep(night->db, night->run.council_id, error_r) ||
        !db_begin(night->db, error_r))
        return false;
    bool is_loaded = load_under(&load, error_r);
    for (size_t i = 0; i < load.hand_count; i++)
        arena_free(load.hands[i].arena);
    return is_loaded;
}

/* --- after a kill --------------------------------------------------------- */

/* The file of the run that this one is: same feed and content. */
static const struct run_file *run_file_of(size_t count, const struct run_file *files,
                                          const struct feed_config *feed,
                                          const struct taken_file *taken)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(files[i].feed, text_of(feed->name)) &&
            memcmp(files[i].sha256, taken->sha256, sizeof(taken->sha256)) == 0)
            return &files[i];
    return NULL;
}

static bool feed_finish(struct council_night *night, struct spool_filing *filing,
                        const struct feed_config *feed, size_t count,
                        const struct run_file *run_files, struct error *error_r)
{
    const struct spool_file *files, *odd;
    size_t file_count, odd_count;

    if (!spool_list(night->arena, night->config->spool, feed, &file_count, &files, &odd_count, &odd,
                    error_r))
        return false;
    for (size_t i = 0; i < file_count; i++) {
        struct taken_file taken;
        bool is_there;
        if (!file_take(night, night->arena, feed, &files[i], &taken, &is_there, error_r))
            return false;
        if (!is_there)
            continue;
        const struct run_file *row = run_file_of(count, run_files, feed, &taken);
        if (row == NULL)
            spool_release(&taken); /* came since: the next run reads it */
        else if (!spool_finish(filing, feed, &files[i], &taken,
                               row->state == FILE_STATE_QUARANTINED ? row->reason.bytes : NULL,
                               error_r))
            return false;
    }
    return true;
}

bool stage_load_finish(struct council_night *night, struct error *error_r)
{
    const struct run_file *run_files;
    size_t count;

    if (night->is_dry_run)
        return true;
    if (!spool_sweep(night->config->spool, night->council->code.bytes, error_r) ||
        !load_store_run_files(night->db, &night->run, night->arena, &count, &run_files, error_r))
        return false;
    struct spool_filing *filing = filing_begin(night);
    for (size_t i = 0; i < night->council->feed_count; i++)
        if (!feed_finish(night, filing, &night->council->feeds[i], count, run_files, error_r))
            return false;
    return spool_filing_end(filing, error_r);
}
