/*
 * settle: payment lots that are in no batch yet go into one batch a rail, or
 * wait and are told of (docs/files-out.md, "What waits").
 * Closing a batch is matcher/payment/batch.h; here it is only gathered and kept.
 */
#include "adapters/host/digest.h"
#include "adapters/host/log.h"
#include "adapters/outbound/wording.h"
#include "adapters/postgres/answer_store.h"
#include "adapters/postgres/settlement_store.h"
#include "adapters/postgres/standing_store.h"
#include "matcher/payment/transaction_reference.h"
#include "matcher/payment/waiting.h"
#include "ops/run/batch_formats.h"
#include "ops/run/council_night.h"
#include "ops/run/person.h"

struct settle_work {
    struct council_night *night;
    struct arena *arena;
    size_t provider_count;
    const struct provider *providers; /* by provider as bytes */
    size_t lot_count;
    struct payment_lot *lots; /* by provider and invoice */
    enum rail *rails;         /* of each; RAIL_COUNT: it waits */
    const char **refusals;    /* why, or NULL */
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

/* --- what waits ------------------------------------------------------------------ */

/* Told every night, until it is paid. */
static bool tell(struct settle_work *work, struct text provider, struct text invoice_no,
                 size_t line_count, int64_t gross_pence, const char *why, struct error *error_r)
{
    struct council_night *night = work->night;
    const char *lines = words_count(work->arena, line_count, "line waits", "lines wait");
    const struct settlement_finding finding = {
        .kind = "waiting",
        .place = text_of(arena_printf(work->arena, "%.*s%s%.*s", TEXT_ARGS(provider),
                                      text_is_empty(invoice_no) ? "" : " ", TEXT_ARGS(invoice_no))),
        .words = arena_printf(work->arena, "%s: %s", lines, why),
        .pence = gross_pence,
    };

    log_warning("%.*s: %s", TEXT_ARGS(finding.place), finding.words);
    night->has_findings = true;
    return settlement_finding_add(night->db, &night->run, &finding, error_r);
}

/* Lots of one invoice that wait for the same reason are told together. */
static bool tell_refused(struct settle_work *work, struct error *error_r)
{
    for (size_t i = 0, next; i < work->lot_count; i = next) {
        const struct payment_lot *first = &work->lots[i];
        const char *refusal = work->refusals[i];
        size_t line_count = 0;
        int64_t gross_pence = 0;
        for (next = i; next < work->lot_count && work->refusals[next] == refusal &&
                       text_equal(work->lots[next].provider, first->provider) &&
                       text_equal(work->lots[next].invoice_no, first->invoice_no);
             next++) {
            line_count += work->lots[next].line_count;
            gross_pence += work->lots[next].net_pence + work->lots[next].vat_pence;
        }
        if (refusal != NULL && !tell(work, first->provider, first->invoice_no, line_count,
                                     gross_pence, refusal, error_r))
            return false;
    }
    return true;
}

static const char *why_waits(struct arena *arena, const struct waiting_payment *waiting)
{
    if (waiting->reason == WAIT_OVER_LIMIT)
        return arena_printf(arena,
                            "a transaction may be of %s for this provider, and together they come "
                            "to %s; nothing is split to get below it",
                            words_pounds(arena, waiting->limit_pence),
                            words_pounds(arena, waiting->gross_pence));
    return waiting->gross_pence == 0
               ? "they come to nothing, which a bank does not pay; netted with the next invoice"
               : "credits beyond what is owed, which a bank does not pay; netted with the next "
                 "invoice";
}

static bool tell_waiting(struct settle_work *work, size_t count,
                         const struct waiting_payment *waiting, struct error *error_r)
{
    for (size_t i = 0; i < count; i++)
        if (!tell(work, waiting[i].provider, waiting[i].invoice_no, waiting[i].line_count,
                  waiting[i].gross_pence, why_waits(work->arena, &waiting[i]), error_r))
            return false;
    return true;
}

/* --- rails ------------------------------------------------------------------------ */

/* RAIL_COUNT: there is none that can pay it.  What is tried again goes by the rail that was said.
 */
static enum rail rail_of(const struct provider *payee, const struct payment_lot *lot)
{
    if (lot->rail == RAIL_COUNT)
        return provider_payable_rail(payee);
    return provider_can_be_paid_by(payee, lot->rail) ? lot->rail : RAIL_COUNT;
}

/* The rail that the lot goes on, if its provider is paid on it and its values fit the rail's files;
 * else RAIL_COUNT, and why. */
static enum rail choose_rail(const struct settle_work *work, const struct payment_lot *lot,
                             const char **refusal_r)
{
    const struct provider *payee =
        provider_find(work->provider_count, work->providers, lot->provider);
    const enum rail rail = payee != NULL ? rail_of(payee, lot) : RAIL_COUNT;

    if (rail == RAIL_COUNT)
        *refusal_r = "no rail can pay the provider: its record lacks a card token or bank account";
    else if (payee->status == PROVIDER_STATUS_SUSPENDED)
        *refusal_r = "the provider is suspended";
    else if (lot->payee_waits)
        *refusal_r = "the provider's payment details changed, and are not approved yet";
    else
        *refusal_r = refusal_of(work, payee, lot, rail);
    return *refusal_r == NULL ? rail : RAIL_COUNT;
}

static void choose_rails(struct settle_work *work)
{
    work->rails = ARENA_ARRAY(work->arena, enum rail, work->lot_count);
    work->refusals = ARENA_ARRAY(work->arena, const char *, work->lot_count);
    for (size_t i = 0; i < work->lot_count; i++)
        work->rails[i] = choose_rail(work, &work->lots[i], &work->refusals[i]);
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

static bool close_batch(struct settle_work *work, enum rail rail, size_t count,
                        const struct payment_lot *lots, struct error *error_r)
{
    struct council_night *night = work->night;
    const struct council_config *council = night->council;
    struct settlement_batch batch;
    int batches_before;

    if (!settlement_store_batch_count(night->db, night->run.council_id, night->run.business_date,
                                      rail, &batches_before, error_r))
        return false;
    batch_close(work->arena, council->code, night->run.business_date, rail, batches_before + 1,
                council->settlement_per == SETTLEMENT_PER_PROVIDER, count, lots, &batch);
    if (!transaction_reference_fits(work->arena, &batch, (int32_t)batch.transaction_count))
        return tell(work, batch.batch, (struct text){"", 0}, batch.line_count,
                    batch.net_pence + batch.vat_pence,
                    "with so long a council code there are no references for another batch of "
                    "this date; paid with the next date",
                    error_r);
    batch_bind_payees(&batch, work->provider_count, work->providers);
    fill_hash(work->arena, &batch);
    return settlement_store_write(night->db, &night->run, &batch,
                                  is_released_at_once(&council->approvals, &batch)
                                      ? BATCH_STATE_RELEASED
                                      : BATCH_STATE_PREPARED,
                                  error_r);
}

static bool settle_rail(struct settle_work *work, enum rail rail, struct error *error_r)
{
    const bool per_provider = work->night->council->settlement_per == SETTLEMENT_PER_PROVIDER;
    struct payment_lot *lots = ARENA_ARRAY(work->arena, struct payment_lot, work->lot_count);
    struct waiting_payment *waiting;
    size_t count = 0, waiting_count;

    for (size_t i = 0; i < work->lot_count; i++)
        if (work->rails[i] == rail)
            lots[count++] = work->lots[i];
    payments_wait(work->arena, rail, per_provider, work->provider_count, work->providers, &count,
                  lots, &waiting_count, &waiting);
    return tell_waiting(work, waiting_count, waiting, error_r) &&
           (count == 0 || close_batch(work, rail, count, lots, error_r));
}

static bool settle(struct settle_work *work, struct error *error_r)
{
    struct council_night *night = work->night;

    if (!standing_read_providers(night->db, night->run.council_id, work->arena,
                                 &work->provider_count, &work->providers, error_r) ||
        !settlement_store_open_lots(night->db, night->run.council_id, work->arena, &work->lot_count,
                                    &work->lots, error_r))
        return false;
    choose_rails(work);
    if (!tell_refused(work, error_r))
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
