/*
 * load: every feed in the order of the configuration, every file by name as
 * bytes.  Files are read from private copies; the originals move only after the
 * commit, so a kill at any instant loses nothing and loads nothing twice.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "adapters/host/log.h"
#include "adapters/host/progress.h"
#include "adapters/host/spool.h"
#include "adapters/inbound/inbound.h"
#include "adapters/postgres/load_store.h"
#include "adapters/postgres/standing_store.h"
#include "ops/run/council_night.h"

/* A file that has been dealt with, and moves once the stage is committed. */
struct dealt_file {
    const struct feed_config *feed;
    const struct spool_file *file;
    struct taken_file taken;
    const char *set_aside; /* the reason; NULL: done */
};

struct load {
    struct council_night *night;
    struct loader *loader;
    const struct feed_config *feed;
    const char *shown_name;
    size_t dealt_count, dealt_room;
    struct dealt_file *dealt;
    size_t provider_count; /* known when the feed began */
    const struct provider *providers;
};

/* --- records to the loader ------------------------------------------------ */

static bool is_paid_by_bank(const struct load *load, struct text provider)
{
    const struct provider *payee = provider_find(load->provider_count, load->providers, provider);

    return payee != NULL && provider_payable_rail(payee) == RAIL_BANK;
}

/* A provider paid through the bank is not held to what a card file has room for. */
static bool invoice_no_fits(void *context, const struct bill_line *line)
{
    const struct load *load = context;

    return line->invoice_no.length <= BRIF_INVOICE_NO_BYTES ||
           load->night->council->card_format != CARD_FORMAT_BRIF ||
           is_paid_by_bank(load, line->provider);
}

/* file:line:column: field: reason; a record as a whole has neither column nor field. */
static void warn_of_reject(const struct load *load, const struct rejected_record *rejected)
{
    const struct reject *why = &rejected->why;
    char column[16] = "";

    if (why->column > 0)
        snprintf(column, sizeof(column), "%d:", (int)why->column);
    log_warning("%s:%lld:%s %s%s%s", load->shown_name, (long long)rejected->line, column,
                why->field, why->field[0] == '\0' ? "" : ": ", why->message);
}

static bool load_reject(void *context, const struct rejected_record *rejected,
                        struct error *error_r)
{
    struct load *load = context;
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

    warn_of_reject(load, rejected);
    load->night->has_findings = true;
    return loader_add_reject(load->loader, &row, error_r);
}

static bool load_record(void *context, union inbound_record record, struct error *error_r)
{
    struct load *load = context;

    switch (load->feed->kind) {
    case FEED_KIND_BILL:
        return loader_add_bill(load->loader, record.bill, error_r);
    case FEED_KIND_ORDER:
        return loader_add_order(load->loader, record.order, error_r);
    case FEED_KIND_EVIDENCE:
        return loader_add_evidence(load->loader, record.evidence, error_r);
    case FEED_KIND_RATE:
        return loader_add_rate(load->loader, record.rate, error_r);
    case FEED_KIND_PROVIDER:
        return loader_add_provider(load->loader, record.provider, error_r);
    case FEED_KIND_CONTACT:
        return loader_add_contact(load->loader, record.contact, error_r);
    case FEED_KIND_SUSPENSION:
        return loader_add_suspension(load->loader, record.suspension, error_r);
    case FEED_KIND_DECISION:
        return loader_add_decision(load->loader, record.decision, error_r);
    case FEED_KIND_RESPONSE:
    case FEED_KIND_PAID:
    case FEED_KIND_COUNT:
        break; /* refused by the configuration */
    }
    return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT, "feed %s: kind %s cannot be loaded",
                     load->feed->name, feed_kind_word(load->feed->kind));
}

/* --- one file ------------------------------------------------------------- */

static bool load_content(struct load *load, const struct taken_file *taken,
                         struct inbound_outcome *outcome_r, struct error *error_r)
{
    const struct council_config *council = load->night->council;
    struct inbound_context context = {
        .feed = load->feed,
        .zone = load->night->zone,
        .service_count = council->service_count,
        .services = council->services,
        .shown_name = load->shown_name,
    };
    struct inbound_sink sink = {load, load_record, load_reject, invoice_no_fits};

    return inbound_read(taken->fd, &context, &sink, outcome_r, error_r);
}

static void set_aside(struct inbound_outcome *outcome, const char *reason)
{
    outcome->quarantined = true;
    snprintf(outcome->reason, sizeof(outcome->reason), "%s", reason);
}

/* An access-portal file whose FileReference was loaded before is refused. */
static bool check_reference(struct load *load, struct inbound_outcome *outcome,
                            struct error *error_r)
{
    bool is_loaded = false;

    if (outcome->quarantined || outcome->reference[0] == '\0')
        return true;
    if (!loader_find_reference(load->loader, text_of(outcome->reference), &is_loaded, error_r))
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
    };
}

static void deal(struct load *load, const struct spool_file *file, const struct taken_file *taken,
                 const char *reason)
{
    struct arena *arena = load->night->arena;

    load->dealt = arena_grow(arena, load->dealt, &load->dealt_room, load->dealt_count + 1,
                             sizeof(*load->dealt));
    load->dealt[load->dealt_count++] = (struct dealt_file){
        .feed = load->feed,
        .file = file,
        .taken = *taken,
        .set_aside = reason == NULL ? NULL : arena_text(arena, text_of(reason)).bytes,
    };
}

static bool load_taken(struct load *load, const struct spool_file *file, struct taken_file *taken,
                       struct error *error_r)
{
    struct inbound_file row = {load->feed->name, load->feed->kind, text_of(file->name), {0}};
    struct inbound_outcome outcome = {.quarantined = false};
    bool is_duplicate;

    memcpy(row.sha256, taken->sha256, sizeof(row.sha256));
    if (!loader_find_content(load->loader, taken->sha256, &is_duplicate, error_r) ||
        !loader_file_begin(load->loader, &row, error_r))
        return false;
    if (taken->manifest_differs)
        set_aside(&outcome, "its .sha256 says that other bytes were sent");
    else if (!is_duplicate && !load_content(load, taken, &outcome, error_r))
        return false;
    spool_read_done(taken);
    if (!check_reference(load, &outcome, error_r))
        return false;
    struct file_result result = result_of(&outcome, is_duplicate && !outcome.quarantined);
    if (outcome.quarantined) {
        log_warning("%s set aside: %s", load->shown_name, outcome.reason);
        load->night->has_findings = true;
    }
    deal(load, file, taken, outcome.quarantined ? outcome.reason : NULL);
    return loader_file_end(load->loader, &result, error_r);
}

/* A file that vanished or is still being written is for another night; the
 * others go on. */
static bool file_take(struct council_night *night, const struct feed_config *feed,
                      const struct spool_file *file, struct taken_file *taken_r, bool *is_there_r,
                      struct error *error_r)
{
    const char *owner = night->is_dry_run ? NULL : night->council->code.bytes;

    *is_there_r =
        spool_take(night->arena, night->config->spool, owner, feed, file, taken_r, error_r);
    if (*is_there_r)
        return true;
    if (error_r->status != EXIT_STATUS_NO_INPUT && error_r->status != EXIT_STATUS_TRY_AGAIN)
        return false;
    log_warning("%s", error_r->message);
    night->has_findings = true;
    return true;
}

static bool load_file(struct load *load, const struct spool_file *file, struct error *error_r)
{
    struct council_night *night = load->night;
    struct taken_file taken;
    bool is_there;

    load->shown_name = file->name;
    if (!file_take(night, load->feed, file, &taken, &is_there, error_r))
        return false;
    if (!is_there)
        return true;
    if (!load_taken(load, file, &taken, error_r)) {
        spool_release(&taken);
        return error_prefix(error_r, "%s", file->name);
    }
    return true;
}

static bool load_feed(struct load *load, struct error *error_r)
{
    struct council_night *night = load->night;
    const struct spool_file *files, *odd;
    size_t count, odd_count;

    if (!standing_read_providers(night->db, night->run.council_id, night->arena,
                                 &load->provider_count, &load->providers, error_r) ||
        !spool_list(night->arena, night->config->spool, load->feed, &count, &files, &odd_count,
                    &odd, error_r))
        return false;
    progress_begin(load->feed->name, (int64_t)count);
    for (size_t i = 0; i < count; i++) {
        if (!load_file(load, &files[i], error_r)) {
            progress_end();
            return false;
        }
        progress_at((int64_t)i + 1);
    }
    progress_end();
    return true;
}

/* --- the stage ------------------------------------------------------------ */

static bool load_feeds(struct load *load, struct error *error_r)
{
    struct council_night *night = load->night;
    struct run_totals totals = {0};

    if (!loader_open(night->db, night->arena, &night->run, &load->loader, error_r))
        return false;
    for (size_t i = 0; i < night->council->feed_count; i++) {
        load->feed = &night->council->feeds[i];
        if (!load_feed(load, error_r)) {
            loader_abandon(load->loader);
            return error_prefix(error_r, "feed %s", load->feed->name);
        }
    }
    return loader_close(load->loader, &totals, error_r) &&
           run_record_totals(night->db, &night->run, &totals, error_r) &&
           run_advance(night->db, &night->run, RUN_STATE_LOADED, error_r) &&
           db_commit(night->db, error_r);
}

static bool files_finish(const struct load *load, struct error *error_r)
{
    const struct council_night *night = load->night;

    for (size_t i = 0; i < load->dealt_count; i++) {
        const struct dealt_file *dealt = &load->dealt[i];
        if (!spool_finish(night->config->spool, night->council->code.bytes, dealt->feed,
                          dealt->file, &dealt->taken, dealt->set_aside, error_r))
            return false;
    }
    return true;
}

static void files_release(const struct load *load)
{
    for (size_t i = 0; i < load->dealt_count; i++)
        spool_release(&load->dealt[i].taken);
}

bool stage_load(struct council_night *night, struct error *error_r)
{
    struct load load = {.night = night};

    if (!night->is_dry_run &&
        !spool_sweep(night->config->spool, night->council->code.bytes, error_r))
        return false;
    if (!db_begin(night->db, error_r))
        return false;
    bool is_loaded = load_feeds(&load, error_r);
    if (!is_loaded || night->is_dry_run) {
        files_release(&load);
        return is_loaded;
    }
    return files_finish(&load, error_r);
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

static bool feed_finish(struct council_night *night, const struct feed_config *feed, size_t count,
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
        if (!file_take(night, feed, &files[i], &taken, &is_there, error_r))
            return false;
        if (!is_there)
            continue;
        const struct run_file *row = run_file_of(count, run_files, feed, &taken);
        if (row == NULL)
            spool_release(&taken); /* came since: the next run reads it */
        else if (!spool_finish(
                     night->config->spool, night->council->code.bytes, feed, &files[i], &taken,
                     row->state == FILE_STATE_QUARANTINED ? row->reason.bytes : NULL, error_r))
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
    for (size_t i = 0; i < night->council->feed_count; i++)
        if (!feed_finish(night, &night->council->feeds[i], count, run_files, error_r))
            return false;
    return true;
}
