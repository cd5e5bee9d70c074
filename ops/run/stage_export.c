/*
 * export: the files of every released batch, each written whole, read back from
 * the disk by a second reader and compared with the batch before the batch
 * counts as exported.  What is stored is read and checked by
 * ops/run/batch_proof.h; the files are ops/run/batch_files.h.
 */
#include "adapters/postgres/settlement_store.h"
#include "ops/run/batch_files.h"
#include "ops/run/batch_proof.h"
#include "ops/run/council_night.h"

struct batch_export {
    const struct settlement_batch *batch;
    struct arena *arena;          /* lives as long as the batch is at work */
    const struct provider *payee; /* of the transactions at hand */
    struct batch_files *files;
};

/* Transactions of one provider follow each other; its files want the payee as long. */
static bool find_payee(struct batch_export *export, const struct provider *payee,
                       struct error *error_r)
{
    if (payee == NULL)
        return batch_is_not_as_made(export->batch->batch, "a transaction without a payee", error_r);
    if (export->payee != NULL && text_equal(export->payee->provider, payee->provider))
        return true;
    struct provider *kept = ARENA_NEW(export->arena, struct provider);
    kept->provider = arena_text(export->arena, payee->provider);
#define X(name) kept->name = arena_text(export->arena, payee->name);
    PAYEE_TEXT_LIST(X)
#undef X
    export->payee = kept;
    return true;
}

static bool take_transactions(void *context, size_t count,
                              const struct transaction_lines *transactions, struct error *error_r)
{
    struct batch_export *export = context;
    struct arena *arena = arena_new();
    const struct provider **payees = ARENA_ARRAY(arena, const struct provider *, count);
    bool is_taken = true;

    for (size_t i = 0; i < count && is_taken; i++) {
        is_taken = find_payee(export, transactions[i].transaction.payee, error_r);
        payees[i] = export->payee;
    }
    is_taken = is_taken && batch_files_add(export->files, count, transactions, payees, error_r);
    arena_free(arena);
    return is_taken;
}

static bool export_batch(struct council_night *night, const struct settlement_batch *batch,
                         struct error *error_r)
{
    struct arena *arena = arena_new();
    struct batch_export export = {
        .batch = batch, .arena = arena, .files = batch_files_begin(arena, night, batch)};
    const struct batch_visitor visitor = {&export, take_transactions};
    bool is_exported = batch_prove(night->db, night->run.council_id, batch, &visitor, error_r) &&
                       batch_files_end(export.files, error_r);

    batch_files_free(export.files);
    arena_free(arena);
    return is_exported &&
           settlement_store_advance(night->db, &night->run, batch->batch, BATCH_STATE_RELEASED,
                                    BATCH_STATE_EXPORTED, error_r);
}

static bool export_all(struct council_night *night, struct arena *arena, struct error *error_r)
{
    const struct settlement_batch *batches;
    size_t count;

    if ((!night->is_dry_run && !batch_files_sweep(arena, night, error_r)) ||
        !settlement_store_batches(night->db, night->run.council_id, BATCH_STATE_RELEASED, arena,
                                  &count, &batches, error_r))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!night->is_dry_run && !export_batch(night, &batches[i], error_r))
            return error_prefix(error_r, "batch %.*s", TEXT_ARGS(batches[i].batch));
    return true;
}

bool stage_export(struct council_night *night, struct error *error_r)
{
    struct arena *arena = arena_new();
    bool is_exported = db_begin(night->db, error_r) &&
                       (!council_pays(night->council) || export_all(night, arena, error_r)) &&
                       (night->is_between_nights ||
                        run_advance(night->db, &night->run, RUN_STATE_EXPORTED, error_r)) &&
                       db_commit(night->db, error_r);

    arena_free(arena);
    return is_exported;
}
