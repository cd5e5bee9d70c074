/*
 * notify: one variance report for each care manager who has something new to
 * look at; what has no care manager, or one without a contact, is finance's, and
 * so is what could not be read.
 * Then the run closes, if it can prove itself.
 */
#include "adapters/outbound/mail_address.h"
#include "adapters/outbound/mail_folder.h"
#include "adapters/outbound/variance_report.h"
#include "adapters/postgres/report_store.h"
#include "adapters/postgres/standing_store.h"
#include "ops/run/council_night.h"

struct notify_work {
    struct council_night *night;
    struct arena *arena;
    int number; /* of the run on its date */
    size_t provider_count, contact_count;
    const struct provider *providers;
    const struct contact *contacts;
    size_t finding_count, missed_count, unread_count;
    struct finding *findings; /* by recipient, then client and time */
    struct missed_visit *missed;
    struct text *finding_recipients; /* parallel */
    struct text *missed_recipients;
    struct unread_input *unread; /* finance's */
};

static struct text provider_name(const struct notify_work *work, struct text reference)
{
    const struct provider *provider =
        provider_find(work->provider_count, work->providers, reference);

    return provider == NULL ? reference : provider->name;
}

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
        .provider_name = provider_name(work, line->provider),
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
        .provider_name = provider_name(work, missed->provider),
        .client_ref = missed->client_ref,
        .service = missed->service,
        .order_no = missed->order_no,
        .order_line = missed->order_line,
        .slot = missed->slot,
        .planned_start_s = missed->planned_start_s,
        .planned_minutes = missed->planned_minutes,
    };
}

/* --- one message ----------------------------------------------------------- */

/* What concerns one recipient; in the order in which it was read. */
static void report_fill(const struct notify_work *work, struct text recipient,
                        struct variance_report *report)
{
    struct finding *findings = ARENA_ARRAY(work->arena, struct finding, work->finding_count);
    struct missed_visit *missed = ARENA_ARRAY(work->arena, struct missed_visit, work->missed_count);

    for (size_t i = 0; i < work->finding_count; i++)
        if (text_equal(work->finding_recipients[i], recipient))
            findings[report->finding_count++] = work->findings[i];
    for (size_t i = 0; i < work->missed_count; i++)
        if (text_equal(work->missed_recipients[i], recipient))
            missed[report->missed_count++] = work->missed[i];
    report->findings = findings;
    report->missed = missed;
    if (text_is_empty(recipient)) {
        report->unread_count = work->unread_count;
        report->unread = work->unread;
    }
}

static bool has_news(const struct variance_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].is_new)
            return true;
    return report->missed_count > 0 || report->unread_count > 0;
}

static const char *mail_folder_path(const struct notify_work *work)
{
    const struct config *config = work->night->config;
    return config->mail.folder[0] == '/'
               ? config->mail.folder
               : arena_printf(work->arena, "%s/%s", config->spool, config->mail.folder);
}

static bool message_send(const struct notify_work *work, struct text recipient,
                         struct error *error_r)
{
    const struct council_night *night = work->night;
    const struct contact *contact = contact_of(work, recipient);
    struct variance_report report = {
        .council_name = night->council->name,
        .council_code = night->council->code.bytes,
        .business_date = night->run.business_date,
        .number = work->number,
        .zone = night->zone,
        .from = night->council->mail_from,
        .to = contact == NULL ? night->council->finance : contact->email.bytes,
        .to_name = contact == NULL ? "" : contact->name.bytes,
        .recipient = recipient,
    };

    report_fill(work, recipient, &report);
    if (!has_news(&report) || night->is_dry_run)
        return true;
    return mail_folder_deliver(mail_folder_path(work), variance_report_stem(work->arena, &report),
                               variance_report_message(work->arena, &report), error_r);
}

/* Why a file was set aside begins with its name where the place in it is known. */
static struct text without_name(const struct reported_unread *unread)
{
    size_t length = unread->file.length;
    struct text reason = unread->reason;

    if (reason.length <= length || reason.bytes[length] != ':' ||
        !text_equal((struct text){reason.bytes, length}, unread->file))
        return reason;
    return (struct text){reason.bytes + length + 1, reason.length - length - 1};
}

/* FILE:LINE:COLUMN and field: reason, as the log has them. */
static struct unread_input unread_of(struct arena *arena, const struct reported_unread *unread)
{
    if (!given(unread->line))
        return (struct unread_input){unread->file, without_name(unread)};
    const char *place = arena_printf(arena, "%.*s:%lld:%lld", TEXT_ARGS(unread->file),
                                     (long long)unread->line, (long long)unread->column);
    const char *separator = text_is_empty(unread->field) ? "" : ": ";
    return (struct unread_input){text_of(place),
                                 text_of(arena_printf(arena, "%.*s%s%.*s", TEXT_ARGS(unread->field),
                                                      separator, TEXT_ARGS(unread->reason)))};
}

/* --- all of them ----------------------------------------------------------- */

static bool notify_read(struct notify_work *work, struct error *error_r)
{
    const struct council_night *night = work->night;
    const struct reported_line *lines;
    const struct reported_missed *missed;
    const struct reported_unread *unread;

    if (!standing_read_providers(night->db, night->run.council_id, work->arena,
                                 &work->provider_count, &work->providers, error_r) ||
        !standing_read_contacts(night->db, night->run.council_id, work->arena, &work->contact_count,
                                &work->contacts, error_r) ||
        !report_store_run_number(night->db, &night->run, &work->number, error_r) ||
        !report_store_lines(night->db, &night->run, work->arena, &work->finding_count, &lines,
                            error_r) ||
        !report_store_missed(night->db, &night->run, work->arena, &work->missed_count, &missed,
                             error_r) ||
        !report_store_unread(night->db, &night->run, work->arena, &work->unread_count, &unread,
                             error_r))
        return false;
    work->findings = ARENA_ARRAY(work->arena, struct finding, work->finding_count);
    work->finding_recipients = ARENA_ARRAY(work->arena, struct text, work->finding_count);
    for (size_t i = 0; i < work->finding_count; i++) {
        work->findings[i] = finding_of(work, &lines[i]);
        work->finding_recipients[i] = recipient_of(work, lines[i].care_manager);
    }
    work->missed = ARENA_ARRAY(work->arena, struct missed_visit, work->missed_count);
    work->missed_recipients = ARENA_ARRAY(work->arena, struct text, work->missed_count);
    for (size_t i = 0; i < work->missed_count; i++) {
        work->missed[i] = missed_of(work, &missed[i]);
        work->missed_recipients[i] = recipient_of(work, missed[i].care_manager);
    }
    work->unread = ARENA_ARRAY(work->arena, struct unread_input, work->unread_count);
    for (size_t i = 0; i < work->unread_count; i++)
        work->unread[i] = unread_of(work->arena, &unread[i]);
    return true;
}

static bool notify_all(struct notify_work *work, struct error *error_r)
{
    if (!notify_read(work, error_r) || !message_send(work, (struct text){"", 0}, error_r))
        return false;
    for (size_t i = 0; i < work->contact_count; i++)
        if (contact_of(work, work->contacts[i].care_manager) != NULL &&
            !message_send(work, work->contacts[i].care_manager, error_r))
            return false;
    return true;
}

/* What waits for a person is a finding of the night. */
static bool note_findings(struct council_night *night, struct error *error_r)
{
    bool has_findings;

    if (!run_has_findings(night->db, &night->run, &has_findings, error_r))
        return false;
    night->has_findings = night->has_findings || has_findings;
    return true;
}

bool stage_notify(struct council_night *night, struct error *error_r)
{
    struct notify_work work = {.night = night, .arena = arena_new()};
    bool is_done = db_begin(night->db, error_r) && notify_all(&work, error_r) &&
                   note_findings(night, error_r) && run_close(night->db, &night->run, error_r) &&
                   db_commit(night->db, error_r);

    arena_free(work.arena);
    return is_done;
}
