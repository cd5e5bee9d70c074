/*
 * export: the files of every released batch, each written whole, read back from
 * the disk by a second reader and compared with the batch before the batch
 * counts as exported.  A batch goes through transaction by transaction, so that
 * memory holds one at a time, however large the night is.  Here what is stored
 * is read and checked; the files are ops/run/batch_files.h.
 */
#include <string.h>

#include "adapters/host/digest.h"
#include "adapters/host/log.h"
#include "adapters/postgres/settlement_store.h"
#include "adapters/postgres/standing_store.h"
#include "ops/run/batch_files.h"
#include "ops/run/batch_formats.h"
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
    struct arena *arena;        /* lives as long as the batch is at work */
    struct arena *scratch;      /* emptied before each transaction */
    struct payable_line *lines; /* of the transaction at hand */
    const struct provider *provider;
    struct batch_files *files;
    size_t transaction_count;  /* so far */
    struct digest *content;    /* of the batch, so far */
    struct file_totals totals; /* of it, so far */
};

/* --- transactions ------------------------------------------------------------ */

static bool is_not_as_made(const struct batch_export *export, const char *what,
                           struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                     "what is stored of batch %.*s is not what was settled: %s",
                     TEXT_ARGS(export->batch->batch), what);
}

/* The lines of a transaction's lots, if these are what their hashes are of and add up to it. */
static bool read_lines(struct batch_export *export,
                       const struct settlement_transaction *transaction,
                       const struct text *contents, struct error *error_r)
{
    int64_t net_pence = 0, vat_pence = 0;
    size_t line_count = 0;

    for (size_t i = 0; i < transaction->lot_count; i++) {
        const struct payment_lot *lot = &transaction->lots[i];
        uint8_t sha256[SHA256_BYTES];
        digest_of(contents[i].bytes, contents[i].length, sha256);
        if (memcmp(sha256, lot->content_sha256, sizeof(sha256)) != 0)
            return is_not_as_made(export, "the hash of a lot", error_r);
        if (line_count + lot->line_count > TRANSACTION_ITEMS_MAX)
            return is_not_as_made(export, "the lines of a transaction", error_r);
        if (!lot_content_read(contents[i], lot, export->lines + line_count, error_r))
            return false;
        line_count += lot->line_count;
        net_pence += lot->net_pence;
        vat_pence += lot->vat_pence;
    }
    if (net_pence != transaction->net_pence || vat_pence != transaction->vat_pence)
        return is_not_as_made(export, "the pence of a transaction", error_r);
    return true;
}

/* Transactions of one provider follow each other. */
static bool find_provider(struct batch_export *export, struct text provider, struct error *error_r)
{
    const struct export_work *work = export->work;

    if (export->provider == NULL || !text_equal(export->provider->provider, provider))
        export->provider = provider_find(work->provider_count, work->providers, provider);
    return export->provider != NULL ||
           is_not_as_made(export, "a provider without a record", error_r);
}

static bool take_transaction(struct batch_export *export,
                             const struct settlement_transaction *transaction,
                             const struct text *contents, struct error *error_r)
{
    struct text content = batch_content_transaction(export->scratch, transaction);

    digest_add(export->content, content.bytes, content.length);
    if (transaction->number != (int64_t)++ export->transaction_count)
        return is_not_as_made(export, "the number of a transaction", error_r);
    file_totals_add(&export->totals, transaction);
    return read_lines(export, transaction, contents, error_r) &&
           find_provider(export, transaction->provider, error_r) &&
           batch_files_add(export->files, transaction, export->lines, export->provider, error_r);
}

/* The batch itself: its hash is of its head and of every transaction. */
static bool check_whole(const struct batch_export *export, const uint8_t sha256[SHA256_BYTES],
                        struct error *error_r)
{
    const struct settlement_batch *batch = export->batch;
    const struct file_totals *totals = &export->totals;

    if (memcmp(sha256, batch->content_sha256, SHA256_BYTES) != 0)
        return is_not_as_made(export, "its hash", error_r);
    if (export->transaction_count != batch->transaction_count ||
        totals->item_count != (int64_t)batch->line_count ||
        totals->item_pence != batch->net_pence || totals->vat_pence != batch->vat_pence)
        return is_not_as_made(export, "its totals", error_r);
    return true;
}

static bool take_transactions(struct batch_export *export, struct transaction_reader *reader,
                              struct error *error_r)
{
    struct settlement_transaction transaction;
    const struct text *contents;
    bool has_one;

    do {
        arena_empty(export->scratch);
        if (!settlement_store_next(reader, export->scratch, &has_one, &transaction, &contents,
                                   error_r) ||
            (has_one && !take_transaction(export, &transaction, contents, error_r)))
            return false;
    } while (has_one);
    return true;
}

static bool write_transactions(struct batch_export *export, struct error *error_r)
{
    const struct council_night *night = export->work->night;
    struct text head = batch_content_head(export->arena, export->batch);
    struct transaction_reader reader;
    struct error of_end;
    uint8_t sha256[SHA256_BYTES];

    if (!settlement_store_transactions(night->db, night->run.council_id, export->batch->batch,
                                       &reader, error_r))
        return false;
    export->content = digest_begin();
    digest_add(export->content, head.bytes, head.length);
    bool is_written = take_transactions(export, &reader, error_r);
    digest_end(export->content, sha256);
    if (!settlement_store_end(&reader, &of_end) && is_written) {
        *error_r = of_end;
        return false;
    }
    return is_written && check_whole(export, sha256, error_r);
}

static bool export_batch(const struct export_work *work, const struct settlement_batch *batch,
                         struct error *error_r)
{
    struct council_night *night = work->night;
    struct batch_export export = {
        .work = work, .batch = batch, .arena = arena_new(), .scratch = arena_new()};

    export.lines = ARENA_ARRAY(export.arena, struct payable_line, TRANSACTION_ITEMS_MAX);
    export.files = batch_files_begin(export.arena, night, batch);
    bool is_exported =
        write_transactions(&export, error_r) && batch_files_end(export.files, error_r);
    batch_files_free(export.files);
    arena_free(export.scratch);
    arena_free(export.arena);
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
                       run_advance(night->db, &night->run, RUN_STATE_EXPORTED, error_r) &&
                       db_commit(night->db, error_r);

    arena_free(work.arena);
    return is_exported;
}
