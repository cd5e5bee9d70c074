/*
 * export: the files of every released batch, each written whole, read back from
 * the disk by a second reader and compared with the batch before the batch
 * counts as exported.  What is stored is read and checked by
 * ops/run/batch_proof.h; the files are ops/run/batch_files.h.
 */
#include "adapters/host/log.h"
#include "adapters/postgres/settlement_store.h"
#include "adapters/postgres/standing_store.h"
#include "ops/run/batch_files.h"
#include "ops/run/batch_formats.h"
#include "ops/run/batch_proof.h"
#include "ops/run/council_night.h"

struct export_work {
    struct council_night *night;
    struct arena *arena;
    size_t provider_count;
    const struct provider *providers;
};

struct batch_export {
    const struct export_work *work;
    const struct settlement_batch *batch;
    const struct provider *provider;
    struct batch_files *files;
};

/* Transactions of one provider follow each other. */
static bool find_provider(struct batch_export *export, struct text provider, struct error *error_r)
{
    const struct export_work *work = export->work;

    if (export->provider == NULL || !text_equal(export->provider->provider, provider))
        export->provider = provider_find(work->provider_count, work->providers, provider);
    return export->provider != NULL ||
           batch_is_not_as_made(export->batch->batch, "a provider without a record", error_r);
}

static bool add_transaction(void *context, const struct settlement_transaction *transaction,
                            const struct payable_line *lines, struct error *error_r)
{
    struct batch_export *export = context;

    return find_provider(export, transaction->provider, error_r) &&
           batch_files_add(export->files, transaction, lines, export->provider, error_r);
}

static bool export_batch(const struct export_work *work, const struct settlement_batch *batch,
                         struct error *error_r)
{
    struct council_night *night = work->night;
    struct arena *arena = arena_new();
    struct batch_export export = {
        .work = work, .batch = batch, .files = batch_files_begin(arena, night, batch)};
    const struct batch_visitor visitor = {&export, add_transaction};
    bool is_exported = batch_prove(night->db, night->run.council_id, batch, &visitor, error_r) &&
                       batch_files_end(export.files, error_r);

    batch_files_free(export.files);
    arena_free(arena);
    return is_exported &&
           settlement_store_advance(night->db, &night->run, batch->batch, BATCH_STATE_RELEASED,
                                    BATCH_STATE_EXPORTED, error_r);
}

static bool export_all(struct export_work *work, struct error *error_r)
{
    struct council_night *night = work->night;
    const struct settlement_batch *batches;
    size_t count;

    if ((!night->is_dry_run && !batch_files_sweep(work->arena, night, error_r)) ||
        !standing_read_providers(night->db, night->run.council_id, work->arena,
                                 &work->provider_count, &work->providers, error_r) ||
        !settlement_store_batches(night->db, night->run.council_id, BATCH_STATE_RELEASED,
                                  work->arena, &count, &batches, error_r))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!batch_is_writable(night->council, batches[i].rail)) {
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
    bool is_exported = db_begin(night->db, error_r) &&
                       (!council_pays(night->council) || export_all(&work, error_r)) &&
                       (night->is_between_nights ||
                        run_advance(night->db, &night->run, RUN_STATE_EXPORTED, error_r)) &&
                       db_commit(night->db, error_r);

    arena_free(work.arena);
    return is_exported;
}
