/*
 * One file: its records to the loader and the day book, its rejected rows told, or the whole of it
 * set aside.
 */
#include <stdio.h>
#include <string.h>

#include "adapters/host/log.h"
#include "adapters/inbound/inbound.h"
#include "adapters/inbound/utf8.h"
#include "ops/run/answers.h"
#include "ops/run/card_statement.h"
#include "ops/run/judged_line.h"
#include "ops/run/load_work.h"

#define REJECTS_LOGGED 100 /* of a file; all are in the database */

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

/* NULL: it can be carried out. */
static bool find_refusal(const struct load_hand *hand, const struct decision *decision,
                         const char **refusal_r, struct error *error_r)
{
    const struct council_night *night = hand->load->night;
    struct judged_line line;

    if (!judged_line_find(night->db, night->council, decision, hand->arena, &line, error_r))
        return false;
    *refusal_r = line.council == NULL
                     ? "no earlier night read such a line, so that nothing is decided"
                     : judged_line_refusal(&line, decision->kind, hand->arena);
    return true;
}

/* One that cannot be carried out as the line stands never will be. */
static bool load_decision(const struct load_hand *hand, const struct decision *decision,
                          struct error *error_r)
{
    const char *refusal;

    if (!find_refusal(hand, decision, &refusal, error_r))
        return false;
    if (refusal != NULL) {
        log_warning("%s:%lld: decision on %.*s %.*s line %.*s: %s", hand->shown_name,
                    (long long)decision->line, TEXT_ARGS(decision->provider),
                    TEXT_ARGS(decision->invoice_no), TEXT_ARGS(decision->line_no), refusal);
        finding_note(hand->load);
    }
    return load_lane_add_decision(hand->lane, decision, refusal, error_r);
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

/* Whoever sent it may have meant to change something back. */
static struct file_result result_of_known(struct arena *arena, const struct loaded_content *loaded)
{
    char shown[SHOWN_BYTES], date[DAY_TEXT_BYTES];

    utf8_show(loaded->name, shown);
    day_format(loaded->business_date, date);
    return (struct file_result){
        .state = FILE_STATE_DUPLICATE,
        .reason = text_of(
            arena_printf(arena, "this content was loaded before, as %s on %s", shown, date)),
    };
}

static struct file_result result_of(const struct inbound_outcome *outcome)
{
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

/* Nothing of it is loaded, whatever was read of it by then. */
static void file_forget(const struct load_hand *hand, struct load_job *job, const char *reason)
{
    job->set_aside = arena_text(hand->arena, text_of(reason)).bytes;
    if (hand->daybook != NULL)
        daybook_strike_out(hand->daybook, job->file_id);
}

/* What a person has to do with is a finding. */
static void file_log(const struct load_hand *hand, const struct inbound_outcome *outcome,
                     const struct file_result *result)
{
    if (outcome->quarantined) {
        log_warning("%s set aside: %s", hand->shown_name, outcome->reason);
        finding_note(hand->load);
    }
    if (result->state == FILE_STATE_DUPLICATE)
        log_warning("%s: %.*s; it is not read again", hand->shown_name, TEXT_ARGS(result->reason));
    if (result->state == FILE_STATE_LOADED)
        warn_of_more_rejects(hand);
    if (result->state == FILE_STATE_LOADED && result->totals.length > 0) {
        log_warning("%s: the invoice does not add up, and its lines are held: %s", hand->shown_name,
                    outcome->totals);
        finding_note(hand->load);
    }
}

static bool load_taken(struct load_hand *hand, struct load_job *job, struct error *error_r)
{
    struct inbound_file row = {
        job->file_id, job->feed->name, job->feed->kind, text_of(job->file->name), {0}};
    struct inbound_outcome outcome = {.quarantined = false};
    struct loaded_content loaded;

    memcpy(row.sha256, job->taken.sha256, sizeof(row.sha256));
    wait_for_earlier(hand->load, job);
    if (!loader_find_content(hand->load->loader, job->taken.sha256, hand->arena, &loaded,
                             error_r) ||
        !load_lane_file_begin(hand->lane, &row, error_r))
        return false;
    if (job->taken.manifest_differs)
        set_aside(&outcome, "its .sha256 says that other bytes were sent");
    else if (!loaded.is_known && !load_content(hand, &job->taken, &outcome, error_r))
        return false;
    spool_read_done(&job->taken);
    if (!check_reference(hand, &outcome, error_r))
        return false;
    struct file_result result = loaded.is_known && !outcome.quarantined
                                    ? result_of_known(hand->arena, &loaded)
                                    : result_of(&outcome);
    if (outcome.quarantined)
        file_forget(hand, job, outcome.reason);
    file_log(hand, &outcome, &result);
    return load_lane_file_end(hand->lane, &result, error_r);
}

bool load_take_file(struct council_night *night, struct arena *arena,
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

bool load_file(struct load_hand *hand, struct load_job *job, struct error *error_r)
{
    struct load *load = hand->load;

    hand->feed = job->feed;
    hand->shown_name = job->file->name;
    hand->reject_count = 0;
    if (!load_take_file(load->night, hand->arena, job->feed, job->file, &job->taken, &job->is_there,
                        error_r))
        return false;
    if (!job->is_there) {
        job->left = arena_printf(hand->arena, "%s", error_r->message);
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
