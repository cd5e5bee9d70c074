/*
 * settle: what is to be paid and in no batch yet goes into one batch a rail.
 * Closing a batch is matcher/payment/batch.h; here it is only gathered and kept.
 */
#include "adapters/host/digest.h"
#include "adapters/host/log.h"
#include "adapters/outbound/settlement_files.h"
#include "adapters/postgres/settlement_store.h"
#include "adapters/postgres/standing_store.h"
#include "matcher/engine/terms_lookup.h"
#include "ops/run/council_night.h"

struct settle_work {
    struct council_night *night;
    struct arena *arena;
    size_t provider_count;
    const struct provider *providers; /* by provider as bytes */
    size_t line_count;
    struct payable_line *lines; /* by provider */
};

/* A line goes on a rail if its provider is paid on it and its values fit the rail's file. */
static bool goes_on_rail(const struct settle_work *work, const struct payable_line *line,
                         enum rail rail)
{
    struct council_night *night = work->night;
    const struct provider *payee =
        provider_find(work->provider_count, work->providers, line->provider);

    if (payee == NULL || provider_payable_rail(payee) != rail)
        return false;
    if (rail != RAIL_CARD || night->council->card_format != CARD_FORMAT_BRIF)
        return true;
    struct payer payer = council_payer(night->council);
    const char *refusal = brif_refuses(work->arena, &payer, payee, line);
    if (refusal != NULL) {
        log_warning("%.*s invoice %.*s line %.*s waits: %s", TEXT_ARGS(line->provider),
                    TEXT_ARGS(line->invoice_no), TEXT_ARGS(line->line_no), refusal);
        night->has_findings = true;
    }
    return refusal == NULL;
}

/* The rate of VAT that a line was judged by, for the files that show it. */
static void fill_vat_percent(struct settle_work *work)
{
    const struct council_night *night = work->night;
    const struct council_config *council = night->council;
    struct terms_lookup *terms = NULL;

    for (size_t i = 0; i < work->line_count; i++) {
        struct payable_line *line = &work->lines[i];
        if (i == 0 || !text_equal(line->provider, work->lines[i - 1].provider))
            terms = terms_lookup_new(work->arena, &council->terms, line->provider);
        const struct settings *settings =
            terms_in_force(terms, line->service, zone_day(night->zone, line->delivered_start_s));
        line->vat_percent_e4 = settings->vat_percent_e4;
        for (size_t s = 0; !given(line->vat_percent_e4) && s < council->service_count; s++)
            if (text_equal(council->services[s].service, line->service))
                line->vat_percent_e4 = council->services[s].vat_percent_e4;
        line->vat_percent_e4 = given(line->vat_percent_e4) ? line->vat_percent_e4 : 0;
    }
}

/* Whether nobody besides the night has to release it. */
static bool is_released_at_once(const struct approvals_config *approvals,
                                const struct settlement_batch *batch)
{
    int people = approvals->release;

    if (given(approvals->release_over_pence) &&
        batch->net_pence + batch->vat_pence > approvals->release_over_pence)
        people++;
    return people == 0;
}

static bool settle_rail(struct settle_work *work, enum rail rail, struct error *error_r)
{
    struct council_night *night = work->night;
    const struct council_config *council = night->council;
    struct payable_line *lines = ARENA_ARRAY(work->arena, struct payable_line, work->line_count);
    size_t count = 0;
    int batches_before;

    for (size_t i = 0; i < work->line_count; i++)
        if (goes_on_rail(work, &work->lines[i], rail))
            lines[count++] = work->lines[i];
    if (count == 0)
        return true;
    if (!settlement_store_batch_count(night->db, night->run.council_id, night->run.business_date,
                                      rail, &batches_before, error_r))
        return false;
    struct settlement_batch batch;
    batch_close(work->arena, council->code, night->run.business_date, rail, batches_before + 1,
                council->settlement_per == SETTLEMENT_PER_PROVIDER, count, lines, &batch);
    struct text content = batch_content(work->arena, &batch);
    digest_of(content.bytes, content.length, batch.content_sha256);
    return settlement_store_write(night->db, &night->run, &batch,
                                  is_released_at_once(&council->approvals, &batch)
                                      ? BATCH_STATE_RELEASED
                                      : BATCH_STATE_PREPARED,
                                  error_r);
}

static bool settle(struct settle_work *work, struct error *error_r)
{
    struct council_night *night = work->night;

    if (!standing_read_providers(night->db, night->run.council_id, work->arena,
                                 &work->provider_count, &work->providers, error_r) ||
        !settlement_store_payable(night->db, night->run.council_id, work->arena, &work->line_count,
                                  &work->lines, error_r))
        return false;
    fill_vat_percent(work);
    for (int rail = 0; rail < RAIL_COUNT; rail++)
        if (!settle_rail(work, (enum rail)rail, error_r))
            return false;
    return true;
}

bool stage_settle(struct council_night *night, struct error *error_r)
{
    struct settle_work work = {.night = night, .arena = arena_new()};
    bool is_settled = db_begin(night->db, error_r) && settle(&work, error_r) &&
                      run_advance(night->db, &night->run, RUN_STATE_SETTLED, error_r) &&
                      db_commit(night->db, error_r);

    arena_free(work.arena);
    return is_settled;
}
