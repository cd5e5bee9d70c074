/*
 * notify: to each provider what became of its lines, and one variance report for
 * each care manager who has something new to look at; what has no care manager,
 * or one without a contact, is finance's, and so are drift and what could not be
 * read.  Then the run closes, if it can prove itself.
 */
#include "adapters/host/side_by_side.h"
#include "adapters/outbound/mail_address.h"
#include "adapters/outbound/variance_report.h"
#include "adapters/postgres/standing_store.h"
#include "ops/run/missing_feeds.h"
#include "ops/run/night_report.h"
#include "ops/run/notify_work.h"
#include "ops/run/post.h"

static const struct contact *contact_of(const struct notify_work *work, struct text care_manager)
{
    for (size_t i = 0; i < work->contact_count; i++)
        if (text_equal(work->contacts[i].care_manager, care_manager))
            return mail_address_is_plain(work->contacts[i].email) ? &work->contacts[i] : NULL;
    return NULL;
}

/* The care manager if a message can reach them, else finance. */
static struct text recipient_of(const struct notify_work *work, struct text care_manager)
{
    bool is_reached = !text_is_empty(care_manager) && contact_of(work, care_manager) != NULL;
    return is_reached ? care_manager : (struct text){"", 0};
}

static struct finding finding_of(const struct notify_work *work, const struct reported_line *line)
{
    return (struct finding){
        .provider = line->provider,
        .provider_name = notify_provider_name(work, line->provider),
        .invoice_no = line->invoice_no,
        .line_no = line->line_no,
        .client_ref = line->client_ref,
        .carer_ref = line->carer_ref,
        .service = line->service,
        .order_no = line->order_no,
        .order_line = line->order_line,
        .slot = line->slot,
        .planned_start_s = line->planned_start_s,
        .planned_minutes = line->planned_minutes,
        .delivered_start_s = line->delivered_start_s,
        .delivered_minutes = line->delivered_minutes,
        .billed_minutes = line->billed_minutes,
        .expected_minutes = line->expected_minutes,
        .billed_pence = line->billed_pence,
        .expected_pence = line->expected_pence,
        .payable_pence = line->payable_pence,
        .kind = line->kind,
        .reasons = line->reasons,
        .detail = line->detail,
        .is_new = line->is_new,
    };
}

static struct missed_visit missed_of(const struct notify_work *work,
                                     const struct reported_missed *missed)
{
    return (struct missed_visit){
        .provider = missed->provider,
        .provider_name = notify_provider_name(work, missed->provider),
        .client_ref = missed->client_ref,
        .service = missed->service,
        .order_no = missed->order_no,
        .order_line = missed->order_line,
        .slot = missed->slot,
        .planned_start_s = missed->planned_start_s,
        .planned_minutes = missed->planned_minutes,
    };
}

static struct care_signal_news care_signal_of(const struct notify_work *work,
                                              const struct reported_care_signal *signal)
{
    return (struct care_signal_news){
        .kind = signal->kind,
        .provider = signal->provider,
        .provider_name = notify_provider_name(work, signal->provider),
        .client_ref = signal->client_ref,
        .week = signal->week,
        .last_week = signal->last_week,
        .counted = signal->counted,
        .planned_minutes = signal->planned_minutes,
    };
}

static struct short_period short_period_of(const struct notify_work *work,
                                           const struct reported_short_period *period)
{
    return (struct short_period){
        .provider = period->provider,
        .provider_name = notify_provider_name(work, period->provider),
        .client_ref = period->client_ref,
        .service = period->service,
        .order_no = period->order_no,
        .order_line = period->order_line,
        .basis = period->basis,
        .first = period->first,
        .last = period->last,
        .quantity_e4 = period->quantity_e4,
        .delivered_e4 = period->delivered_e4,
    };
}

/* --- what concerns one recipient, in the order in which it was read --------- */

static void take_findings(const struct notify_work *work, struct arena *arena,
                          struct variance_report *report)
{
    size_t count = 0;

    for (size_t i = 0; i < work->line_count; i++)
        count += text_equal(work->lines[i].care_manager, report->recipient);
    struct finding *findings = ARENA_ARRAY(arena, struct finding, count);
    for (size_t i = 0; i < work->line_count; i++)
        if (text_equal(work->lines[i].care_manager, report->recipient))
            findings[report->finding_count++] = finding_of(work, &work->lines[i]);
    report->findings = findings;
}

static void take_care_signals(const struct notify_work *work, struct arena *arena,
                              struct variance_report *report)
{
    struct care_signal_news *signals =
        ARENA_ARRAY(arena, struct care_signal_news, work->signal_count);

    for (size_t i = 0; i < work->signal_count; i++)
        if (text_equal(work->signals[i].care_manager, report->recipient))
            signals[report->care_signal_count++] = care_signal_of(work, &work->signals[i]);
    report->care_signals = signals;
}

static void take_missed(const struct notify_work *work, struct arena *arena,
                        struct variance_report *report)
{
    struct missed_visit *missed = ARENA_ARRAY(arena, struct missed_visit, work->missed_count);

    for (size_t i = 0; i < work->missed_count; i++)
        if (text_equal(work->missed[i].care_manager, report->recipient))
            missed[report->missed_count++] = missed_of(work, &work->missed[i]);
    report->missed = missed;
}

static void take_short_periods(const struct notify_work *work, struct arena *arena,
                               struct variance_report *report)
{
    struct short_period *periods = ARENA_ARRAY(arena, struct short_period, work->short_count);

    for (size_t i = 0; i < work->short_count; i++)
        if (text_equal(work->short_periods[i].care_manager, report->recipient))
            periods[report->short_count++] = short_period_of(work, &work->short_periods[i]);
    report->short_periods = periods;
}

static struct adjusted_line adjusted_of(const struct notify_work *work,
                                        const struct reported_adjustment *adjustment)
{
    return (struct adjusted_line){
        .provider = adjustment->provider,
        .provider_name = notify_provider_name(work, adjustment->provider),
        .invoice_no = adjustment->invoice_no,
        .line_no = adjustment->line_no,
        .client_ref = adjustment->client_ref,
        .service = adjustment->service,
        .delivered_start_s = adjustment->delivered_start_s,
        .billed_pence = adjustment->billed_pence,
        .net_pence = adjustment->net_pence,
        .news = adjustment->news,
    };
}

static void take_adjusted(const struct notify_work *work, struct arena *arena,
                          struct variance_report *report)
{
    struct adjusted_line *adjusted =
        ARENA_ARRAY(arena, struct adjusted_line, work->adjustment_count);

    for (size_t i = 0; i < work->adjustment_count; i++)
        adjusted[i] = adjusted_of(work, &work->adjustments[i]);
    report->adjusted_count = work->adjustment_count;
    report->adjusted = adjusted;
}

static void take_finances(const struct notify_work *work, struct arena *arena,
                          struct variance_report *report)
{
    struct provider_drift *drifts = ARENA_ARRAY(arena, struct provider_drift, work->drift_count);
    struct unread_input *unread = ARENA_ARRAY(arena, struct unread_input, work->unread_count);
    struct payment_notice *payments =
        ARENA_ARRAY(arena, struct payment_notice, work->payment_count);

    for (size_t i = 0; i < work->drift_count; i++)
        drifts[i] = notify_drift(work, &work->drifts[i]);
    for (size_t i = 0; i < work->unread_count; i++)
        unread[i] = notify_unread(arena, &work->unread[i]);
    report->drift_count = work->drift_count;
    report->drifts = drifts;
    for (size_t i = 0; i < work->payment_count; i++)
        payments[i] = (struct payment_notice){work->payments[i].place, work->payments[i].words,
                                              work->payments[i].pence};
    report->unread_count = work->unread_all;
    report->unread = unread;
    report->payment_count = work->payment_count;
    report->payments = payments;
}

static void report_fill(const struct notify_work *work, struct arena *arena,
                        struct variance_report *report)
{
    take_findings(work, arena, report);
    take_care_signals(work, arena, report);
    take_missed(work, arena, report);
    take_short_periods(work, arena, report);
    if (text_is_empty(report->recipient)) {
        take_finances(work, arena, report);
        take_adjusted(work, arena, report);
    }
}

static bool has_news(const struct variance_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].is_new)
            return true;
    return report->care_signal_count + report->missed_count + report->short_count +
               report->drift_count + report->unread_count + report->payment_count +
               report->adjusted_count >
           0;
}

/* --- one message ----------------------------------------------------------- */

static bool message_send(const struct notify_work *work, struct text recipient,
                         struct error *error_r)
{
    const struct council_night *night = work->night;
    const struct contact *contact = contact_of(work, recipient);
    struct arena *arena = arena_new(); /* one message's */
    struct variance_report report = {
        .council_name = notify_council_name(night->council, arena),
        .council_code = night->council->code.bytes,
        .business_date = night->run.business_date,
        .number = work->number,
        .zone = night->zone,
        .from = night->council->mail_from,
        .to = contact == NULL ? night->council->finance : contact->email.bytes,
        .to_name = contact == NULL ? "" : contact->name.bytes,
        .recipient = recipient,
    };

    report_fill(work, arena, &report);
    bool is_done = !has_news(&report) || night->is_dry_run ||
                   post_send(night, arena, variance_report_stem(arena, &report),
                             variance_report_message(arena, &report), error_r);
    arena_free(arena);
    return is_done;
}

/* --- all of them ----------------------------------------------------------- */

static bool read_people(struct notify_work *work, struct error *error_r)
{
    struct db *db = work->night->db;
    const int64_t council_id = work->night->run.council_id;

    return standing_read_providers(db, council_id, work->arena, &work->provider_count,
                                   &work->providers, error_r) &&
           standing_read_contacts(db, council_id, work->arena, &work->contact_count,
                                  &work->contacts, error_r);
}

static bool read_news(struct notify_work *work, struct error *error_r)
{
    struct db *db = work->night->db;
    const struct run *run = &work->night->run;
    struct arena *arena = work->arena;

    return report_store_run_number(db, run, &work->number, error_r) &&
           report_store_lines(db, run, arena, &work->line_count, &work->lines, error_r) &&
           report_store_signals(db, run, arena, &work->signal_count, &work->signals, error_r) &&
           report_store_missed(db, run, arena, &work->missed_count, &work->missed, error_r) &&
           report_store_short_periods(db, run, arena, &work->short_count, &work->short_periods,
                                      error_r) &&
           report_store_drift(db, run, arena, &work->drift_count, &work->drifts, error_r) &&
           report_store_unread(db, run, work->missing_count, work->missing, arena,
                               &work->unread_count, &work->unread, &work->unread_all, error_r) &&
           report_store_payments(db, run, arena, &work->payment_count, &work->payments, error_r) &&
           report_store_adjustments(db, run, arena, &work->adjustment_count, &work->adjustments,
                                    error_r);
}

static void find_recipients(struct notify_work *work)
{
    for (size_t i = 0; i < work->line_count; i++)
        work->lines[i].care_manager = recipient_of(work, work->lines[i].care_manager);
    for (size_t i = 0; i < work->signal_count; i++)
        work->signals[i].care_manager = recipient_of(work, work->signals[i].care_manager);
    for (size_t i = 0; i < work->missed_count; i++)
        work->missed[i].care_manager = recipient_of(work, work->missed[i].care_manager);
    for (size_t i = 0; i < work->short_count; i++)
        work->short_periods[i].care_manager =
            recipient_of(work, work->short_periods[i].care_manager);
}

/* Providers are told first, in the stage's own session, and then what they are told together is
 * reported; then finance is, then the care managers. */
static bool notify_task(void *context, size_t number, struct error *error_r)
{
    const struct notify_work *work = context;

    if (number == 0)
        return night_report(work, error_r);
    if (number == 1)
        return message_send(work, (struct text){"", 0}, error_r);
    struct text care_manager = work->contacts[number - 2].care_manager;
    return contact_of(work, care_manager) == NULL || message_send(work, care_manager, error_r);
}

/* A run again that finds nothing new says nothing again. */
static bool notify_all(struct notify_work *work, struct error *error_r)
{
    bool is_news;

    if (!run_has_news(work->night->db, &work->night->run, &is_news, error_r))
        return false;
    if (!is_news)
        return true;
    if (!read_people(work, error_r) || !read_news(work, error_r))
        return false;
    find_recipients(work);
    return side_by_side(worker_count(work->night), 2 + work->contact_count, notify_task, work,
                        error_r);
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
    bool has_findings;

    if (!run_has_findings(night->db, &night->run, &has_findings, error_r))
        return false;
    night->has_findings = night->has_findings || has_findings || work->missing_count > 0;
    return true;
}

bool stage_notify(struct council_night *night, struct error *error_r)
{
    struct notify_work work = {.night = night, .arena = arena_new()};
    bool is_done = db_begin(night->db, error_r) && find_missing(&work, error_r) &&
                   notify_all(&work, error_r) && note_findings(&work, error_r) &&
                   run_close(night->db, &night->run, error_r) && db_commit(night->db, error_r);

    arena_free(work.arena);
    return is_done;
}
