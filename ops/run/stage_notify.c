/*
 * notify: to each provider what became of its lines, and one variance report for
 * each care manager who has something new to look at; what has no care manager,
 * or one without a contact, is finance's, and so are drift and what could not be
 * read.  Then the run closes, if it can prove itself.
 */
#include "adapters/host/publish.h"
#include "adapters/host/side_by_side.h"
#include "adapters/postgres/standing_store.h"
#include "ops/run/missing_feeds.h"
#include "ops/run/night_report.h"
#include "ops/run/notify_work.h"
#include "ops/run/post.h"
#include "ops/run/provider_responses.h"
#include "ops/run/variance_messages.h"

static bool read_people(struct notify_work *work, struct error *error_r)
{
    struct db *db = work->night->db;
    const int64_t council_id = work->night->run.council_id;

    return standing_read_providers(db, council_id, work->arena, &work->provider_count,
                                   &work->providers, error_r) &&
           standing_read_contacts(db, council_id, work->arena, &work->contact_count,
                                  &work->contacts, error_r) &&
           standing_read_suspensions(db, council_id, RECORD_TO_ITS_END, work->arena,
                                     &work->suspension_count, &work->suspensions, error_r);
}

static bool read_news(struct notify_work *work, struct error *error_r)
{
    struct db *db = work->night->db;
    const struct run *run = &work->night->run;
    struct arena *arena = work->arena;

    return report_store_run_number(db, run, &work->number, error_r) &&
           report_store_waiting_rails(db, run, work->rail_waits, error_r) &&
           report_store_signals(db, run, arena, &work->signal_count, &work->signals, error_r) &&
           report_store_missed(db, run, arena, &work->missed_count, &work->missed, error_r) &&
           report_store_short_periods(db, run, arena, &work->short_count, &work->short_periods,
                                      error_r) &&
           report_store_drift(db, run, arena, &work->drift_count, &work->drifts, error_r) &&
           report_store_unread(db, run, work->missing_count, work->missing, arena,
                               &work->unread_count, &work->unread, &work->unread_all, error_r) &&
           report_store_repeated(db, run, arena, &work->repeated_count, &work->repeated,
                                 &work->repeated_all, error_r) &&
           report_store_payments(db, run, arena, &work->payment_count, &work->payments, error_r) &&
           report_store_waiting(db, run, arena, &work->waiting_count, &work->waiting, error_r) &&
           report_store_adjustments(db, run, arena, &work->adjustment_count, &work->adjustments,
                                    error_r);
}

enum { TELL_PROVIDERS, TELL_PEOPLE, TELL_TASKS };

static bool notify_task(void *context, size_t task, struct error *error_r)
{
    struct notify_work *work = context;

    return task == TELL_PROVIDERS ? provider_responses(work, error_r)
                                  : variance_messages(work, error_r);
}

/* A run again that finds nothing new says nothing again. */
static bool notify_all(struct notify_work *work, struct error *error_r)
{
    bool is_news;

    if (!run_has_news(work->night->db, &work->night->run, &is_news, error_r))
        return false;
    if (!is_news || work->night->is_dry_run)
        return true;
    if (!post_sweep(work->night, error_r) || !read_people(work, error_r) ||
        !read_news(work, error_r))
        return false;
    notify_find_set_aside(work);
    return side_by_side(worker_count(work->night), TELL_TASKS, notify_task, work, error_r) &&
           edition_publish(work->edition, error_r) && night_report(work, error_r);
}

static bool find_missing(struct notify_work *work, struct error *error_r)
{
    const struct council_night *night = work->night;

    return missing_feeds(night->db, night->council, night->run.council_id, night->run.run_id,
                         work->arena, &work->missing_count, &work->missing, error_r);
}

/* What waits for a person is a finding of the night. */
static bool note_findings(const struct notify_work *work, struct error *error_r)
{
    struct council_night *night = work->night;

    if (work->missing_count > 0)
        night->has_findings = true;
    return night->has_findings ||
           run_has_findings(night->db, &night->run, &night->has_findings, error_r);
}

bool stage_notify(struct council_night *night, struct error *error_r)
{
    struct notify_work work = {
        .night = night, .edition = edition_new(), .arena = arena_new(), .tally_arena = arena_new()};
    bool is_done = db_begin(night->db, error_r) && find_missing(&work, error_r) &&
                   notify_all(&work, error_r) && note_findings(&work, error_r) &&
                   run_close(night->db, &night->run, error_r) && db_commit(night->db, error_r);

    edition_free(work.edition);
    arena_free(work.arena);
    arena_free(work.tally_arena);
    return is_done;
}
