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
#include <string.h>

#include "adapters/host/folder.h"
#include "adapters/host/progress.h"
#include "adapters/postgres/answer_store.h"
#include "adapters/postgres/standing_store.h"
#include "adapters/postgres/waiting_store.h"
#include "ops/run/card_statement.h"
#include "ops/run/load_work.h"

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

/* The first hand is this thread's; where no more threads are to be had, those there are do all. */
static bool jobs_do(struct load *load, size_t hand_count, struct error *error_r)
{
    pthread_t threads[WORKERS_MOST];
    size_t count = 1;

    while (count < hand_count &&
           pthread_create(&threads[count], NULL, hand_work, &load->hands[count]) == 0)
        count++;
    hand_work(&load->hands[0]);
    for (size_t i = 1; i < count; i++)
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
    while (load->hand_count < count) {
        struct load_hand *hand = &load->hands[load->hand_count++];
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

/* Whoever has to do with the feed is to see to it. */
static bool left_files_tell(const struct load *load, struct error *error_r)
{
    struct council_night *night = load->night;

    for (size_t i = 0; i < load->job_count; i++) {
        const struct load_job *job = &load->jobs[i];
        if (job->left != NULL &&
            !run_add_arrival(night->db, &night->run,
                             text_of(arena_printf(night->arena, "feed %s", job->feed->name)),
                             text_of(job->left), error_r))
            return false;
    }
    return true;
}

static bool load_all(struct load *load, struct error *error_r)
{
    struct council_night *night = load->night;
    struct run_totals totals = {0};

    bool is_loaded = loader_open(night->db, night->arena, &night->run, &load->loader, error_r) &&
                     daybook_begin(night, error_r) && hands_hire(load, error_r) &&
                     answer_store_close_batches(night->db, &night->run, error_r) &&
                     feeds_load(load, error_r) && left_files_tell(load, error_r) &&
                     answer_store_settle_batches(night->db, &night->run, error_r) &&
                     statement_look_for_missing(night, error_r) && daybook_end(load, error_r);
    if (!is_loaded) {
        loader_abandon(load->loader);
        return false;
    }
    return loader_close(load->loader, &totals, error_r) &&
           waiting_store_find(night->db, &night->run, loader_first_decision_id(load->loader),
                              &night->council->approvals, error_r) &&
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
        if (!load_take_file(night, night->arena, feed, &files[i], &taken, &is_there, error_r))
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
