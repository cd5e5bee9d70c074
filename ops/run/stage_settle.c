/*
 * settle: payment lots that are in no batch yet go into one batch a rail.
 * Closing a batch is matcher/payment/batch.h; here it is only gathered and kept.
 */
#include "adapters/host/digest.h"
#include "adapters/host/log.h"
#include "adapters/postgres/settlement_store.h"
#include "adapters/postgres/standing_store.h"
#include "ops/run/batch_formats.h"
#include "ops/run/council_night.h"
#include "ops/run/person.h"

struct settle_work {
    struct council_night *night;
    struct arena *arena;
    size_t provider_count;
    const struct provider *providers; /* by provider as bytes */
    size_t lot_count;
    struct payment_lot *lots; /* by provider */
};

/* Why the lot cannot be in one of the batch's files, or NULL. */
static const char *refusal_of(const struct settle_work *work, const struct provider *payee,
                              const struct payment_lot *lot, enum rail rail)
{
    const struct council_config *council = work->night->council;
    const struct payer payer = council_payer(council);
    const struct file_format *format;
    const char *refusal = NULL;

    for (size_t i = 0; refusal == NULL && (format = batch_format(council, rail, i)) != NULL; i++)
        if (format->refuses != NULL)
            refusal = format->refuses(work->arena, &payer, payee, lot);
    return refusal;
}

/* RAIL_COUNT: there is none that can pay it.  What is tried again goes by the rail that was said.
 */
static enum rail rail_of(const struct provider *payee, const struct payment_lot *lot)
{
    if (lot->rail == RAIL_COUNT)
        return provider_payable_rail(payee);
    return provider_can_be_paid_by(payee, lot->rail) ? lot->rail : RAIL_COUNT;
}

/* A lot goes on a rail if its provider is paid on it and its values fit the rail's file. */
static bool goes_on_rail(const struct settle_work *work, const struct payment_lot *lot,
                         enum rail rail)
{
    struct council_night *night = work->night;
    const struct provider *payee =
        provider_find(work->provider_count, work->providers, lot->provider);

    if (payee == NULL || rail_of(payee, lot) != rail)
        return false;
    const char *refusal = refusal_of(work, payee, lot, rail);
    if (refusal != NULL) {
        log_warning("%.*s invoice %.*s waits with %zu lines: %s", TEXT_ARGS(lot->provider),
                    TEXT_ARGS(lot->invoice_no), lot->line_count, refusal);
        night->has_findings = true;
    }
    return refusal == NULL;
}

/* Whether nobody besides the night has to release it. */
static bool is_released_at_once(const struct approvals_config *approvals,
                                const struct settlement_batch *batch)
{
    return people_to_release(approvals, batch->net_pence + batch->vat_pence) == 0;
}

static void digest_add_text(struct digest *digest, struct text t)
{
    digest_add(digest, t.bytes, t.length);
}

static void fill_hash(struct arena *arena, struct settlement_batch *batch)
{
    struct digest *digest = digest_begin();

    digest_add_text(digest, batch_content_head(arena, batch));
    for (size_t i = 0; i < batch->transaction_count; i++)
        digest_add_text(digest, batch_content_transaction(arena, &batch->transactions[i]));
    digest_end(digest, batch->content_sha256);
}

static bool settle_rail(struct settle_work *work, enum rail rail, struct error *error_r)
{
    struct council_night *night = work->night;
    const struct council_config *council = night->council;
    struct payment_lot *lots = ARENA_ARRAY(work->arena, struct payment_lot, work->lot_count);
    size_t count = 0;
    int batches_before;

    for (size_t i = 0; i < work->lot_count; i++)
        if (goes_on_rail(work, &work->lots[i], rail))
            lots[count++] = work->lots[i];
    if (count == 0)
        return true;
    if (!settlement_store_batch_count(night->db, night->run.council_id, night->run.business_date,
                                      rail, &batches_before, error_r))
        return false;
    struct settlement_batch batch;
    batch_close(work->arena, council->code, night->run.business_date, rail, batches_before + 1,
                council->settlement_per == SETTLEMENT_PER_PROVIDER, count, lots, &batch);
    batch_bind_payees(&batch, work->provider_count, work->providers);
    fill_hash(work->arena, &batch);
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
        !settlement_store_open_lots(night->db, night->run.council_id, work->arena, &work->lot_count,
                                    &work->lots, error_r))
        return false;
    for (int rail = 0; rail < RAIL_COUNT; rail++)
        if (!settle_rail(work, (enum rail)rail, error_r))
            return false;
    return true;
}

bool stage_settle(struct council_night *night, struct error *error_r)
{
    struct settle_work work = {.night = night, .arena = arena_new()};
    bool is_settled = db_begin(night->db, error_r) &&
                      (!council_pays(night->council) || settle(&work, error_r)) &&
                      run_advance(night->db, &night->run, RUN_STATE_SETTLED, error_r) &&
                      db_commit(night->db, error_r);

    arena_free(work.arena);
    return is_settled;
}
