/*
 * export: the files of every released batch, each written whole, read back from
 * the disk by a second reader and compared with the batch before the batch
 * counts as exported.
 */
#include <inttypes.h>

#include "adapters/host/file_name.h"
#include "adapters/host/log.h"
#include "adapters/host/publish.h"
#include "adapters/outbound/settlement_files.h"
#include "adapters/postgres/settlement_store.h"
#include "adapters/postgres/standing_store.h"
#include "config/whole_file.h"
#include "ops/run/council_night.h"

/* More than any batch: a million items of 300 bytes are 300 MB. */
#define OUTPUT_BYTES_MAX ((size_t)4 << 30)

struct export_work {
    struct council_night *night;
    struct arena *arena;
    size_t provider_count;
    const struct provider *providers;
};

static const char *out_path(const struct export_work *work, const char *folder, struct text name,
                            const char *suffix)
{
    const struct council_night *night = work->night;
    return arena_printf(work->arena, "%s/out/%.*s/%s/%.*s%s", night->config->spool,
                        TEXT_ARGS(night->council->code), folder, TEXT_ARGS(name), suffix);
}

/* --- what a batch's files must say ---------------------------------------- */

static void totals_add_transaction(struct file_totals *totals,
                                   const struct settlement_transaction *transaction)
{
    int64_t gross_pence = transaction->net_pence + transaction->vat_pence;

    if (settlement_transaction_is_refund(transaction)) {
        totals->refund_count++;
        totals->refund_pence -= gross_pence;
    } else {
        totals->sale_count++;
        totals->sale_pence += gross_pence;
    }
    totals->vat_pence += transaction->vat_pence;
    totals->item_count += (int64_t)transaction->line_count;
    totals->item_pence += transaction->net_pence;
}

/* `provider` NULL: of the whole batch. */
static struct file_totals totals_wanted(const struct settlement_batch *batch,
                                        const struct provider *provider)
{
    struct file_totals totals = {0};

    for (size_t i = 0; i < batch->transaction_count; i++) {
        const struct settlement_transaction *transaction = &batch->transactions[i];
        if (provider == NULL || text_equal(transaction->provider, provider->provider))
            totals_add_transaction(&totals, transaction);
    }
    return totals;
}

static bool totals_compare(const char *path, const struct file_totals *read,
                           const struct file_totals *wanted, struct error *error_r)
{
    if (read->sale_count == wanted->sale_count && read->sale_pence == wanted->sale_pence &&
        read->refund_count == wanted->refund_count && read->refund_pence == wanted->refund_pence &&
        read->vat_pence == wanted->vat_pence && read->item_count == wanted->item_count &&
        read->item_pence == wanted->item_pence)
        return true;
    return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                     "%s: read back %" PRId64 " items of %" PRId64 "p, the batch has %" PRId64
                     " of %" PRId64 "p",
                     path, read->item_count, read->item_pence, wanted->item_count,
                     wanted->item_pence);
}

/* --- writing and reading back --------------------------------------------- */

typedef bool (*totals_reader)(struct text bytes, struct file_totals *totals_r,
                              struct error *error_r);

/* What cannot be read back has not been written. */
static bool read_back(const struct export_work *work, const char *path, struct text *bytes_r,
                      struct error *error_r)
{
    if (whole_file_read(work->arena, path, OUTPUT_BYTES_MAX, bytes_r, error_r))
        return true;
    error_r->status = EXIT_STATUS_CANNOT_WRITE;
    return error_prefix(error_r, "reading back");
}

static bool write_and_compare(const struct export_work *work, const char *path, struct text content,
                              totals_reader read_totals, const struct file_totals *wanted,
                              struct error *error_r)
{
    struct text bytes;
    struct file_totals totals;

    return publish_text(path, content, error_r) && read_back(work, path, &bytes, error_r) &&
           (read_totals(bytes, &totals, error_r) || error_prefix(error_r, "%s", path)) &&
           totals_compare(path, &totals, wanted, error_r);
}

static bool export_brif(const struct export_work *work, const struct settlement_batch *batch,
                        struct error *error_r)
{
    struct payer payer = council_payer(work->night->council);
    struct file_totals wanted = totals_wanted(batch, NULL);
    struct text content = brif_write(work->arena, &payer, work->night->zone, batch,
                                     work->provider_count, work->providers);

    return write_and_compare(work, out_path(work, "settlement", batch->batch, ".brif"), content,
                             brif_read_totals, &wanted, error_r) &&
           publish_text(out_path(work, "settlement", batch->batch, ".totals"),
                        brif_totals_write(work->arena, batch, &wanted), error_r);
}

static bool export_remittance(const struct export_work *work, const struct settlement_batch *batch,
                              const struct provider *provider, struct error *error_r)
{
    struct file_totals wanted = totals_wanted(batch, provider);

    if (wanted.item_count == 0)
        return true;
    struct text payee = file_name_of(work->arena, provider->provider);
    struct text name =
        text_of(arena_printf(work->arena, "%.*s-%.*s", TEXT_ARGS(batch->batch), TEXT_ARGS(payee)));
    return write_and_compare(work, out_path(work, "remittance", name, ".csv"),
                             remittance_csv_write(work->arena, work->night->zone, batch, provider),
                             remittance_csv_read_totals, &wanted, error_r);
}

static bool export_batch(const struct export_work *work, const struct settlement_batch *batch,
                         struct error *error_r)
{
    if (!export_brif(work, batch, error_r))
        return false;
    for (size_t i = 0; i < work->provider_count; i++)
        if (!export_remittance(work, batch, &work->providers[i], error_r))
            return false;
    return settlement_store_advance(work->night->db, &work->night->run, batch->batch,
                                    BATCH_STATE_RELEASED, BATCH_STATE_EXPORTED, error_r);
}

/* Batches of the bank rail wait in state released until there is a writer for them. */
static bool has_writer(const struct export_work *work, const struct settlement_batch *batch)
{
    return batch->rail == RAIL_CARD && work->night->council->card_format == CARD_FORMAT_BRIF;
}

static bool export_all(struct export_work *work, struct error *error_r)
{
    struct council_night *night = work->night;
    const struct settlement_batch *batches;
    size_t count;

    if (!standing_read_providers(night->db, night->run.council_id, work->arena,
                                 &work->provider_count, &work->providers, error_r) ||
        !settlement_store_read(night->db, night->run.council_id, BATCH_STATE_RELEASED, work->arena,
                               &count, &batches, error_r))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!has_writer(work, &batches[i])) {
            log_warning("batch %.*s waits: no file is written for the %s rail yet",
                        TEXT_ARGS(batches[i].batch), rail_word(batches[i].rail));
            night->has_findings = true;
        } else if (!night->is_dry_run && !export_batch(work, &batches[i], error_r)) {
            return error_prefix(error_r, "batch %.*s", TEXT_ARGS(batches[i].batch));
        }
    }
    return true;
}

bool stage_export(struct council_night *night, struct error *error_r)
{
    struct export_work work = {.night = night, .arena = arena_new()};
    bool is_exported = db_begin(night->db, error_r) && export_all(&work, error_r) &&
                       run_advance(night->db, &night->run, RUN_STATE_EXPORTED, error_r) &&
                       db_commit(night->db, error_r);

    arena_free(work.arena);
    return is_exported;
}
