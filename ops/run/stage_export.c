/*
 * export: the files of every released batch, each written whole, read back from
 * the disk by a second reader and compared with the batch before the batch
 * counts as exported.  A batch goes through transaction by transaction, so that
 * memory holds one at a time, however large the night is.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "adapters/host/digest.h"
#include "adapters/host/file_name.h"
#include "adapters/host/log.h"
#include "adapters/host/publish.h"
#include "adapters/outbound/settlement_files.h"
#include "adapters/postgres/settlement_store.h"
#include "adapters/postgres/standing_store.h"
#include "ops/run/council_night.h"

/* As much is read at once, and gathered before it is written. */
#define PIECE_BYTES ((size_t)256 * 1024)

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

/* --- reading back ---------------------------------------------------------- */

/* One of the two readers of adapters/outbound/settlement_files.h. */
struct second_reader {
    void *(*begin)(struct arena *arena);
    bool (*take)(void *reader, struct text piece, struct error *error_r);
    bool (*end)(void *reader, struct file_totals *totals_r, struct error *error_r);
};

static void *brif_begins(struct arena *arena)
{
    return brif_reader_new(arena);
}

static bool brif_takes(void *reader, struct text piece, struct error *error_r)
{
    return brif_reader_take(reader, piece, error_r);
}

static bool brif_ends(void *reader, struct file_totals *totals_r, struct error *error_r)
{
    return brif_reader_end(reader, totals_r, error_r);
}

static const struct second_reader second_brif = {brif_begins, brif_takes, brif_ends};

static void *remittance_begins(struct arena *arena)
{
    return remittance_reader_new(arena);
}

static bool remittance_takes(void *reader, struct text piece, struct error *error_r)
{
    return remittance_reader_take(reader, piece, error_r);
}

static bool remittance_ends(void *reader, struct file_totals *totals_r, struct error *error_r)
{
    return remittance_reader_end(reader, totals_r, error_r);
}

static const struct second_reader second_remittance = {remittance_begins, remittance_takes,
                                                       remittance_ends};

/* What cannot be read back has not been written. */
static bool cannot_read_back(const char *path, struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "reading back %s: %s", path,
                     strerror(errno));
}

static bool read_pieces(int fd, struct arena *arena, const char *path,
                        const struct second_reader *second, struct file_totals *totals_r,
                        struct error *error_r)
{
    char *buffer = ARENA_ARRAY(arena, char, PIECE_BYTES);
    void *reader = second->begin(arena);
    ssize_t length;

    while ((length = read(fd, buffer, PIECE_BYTES)) != 0) {
        if (length < 0 && errno != EINTR)
            return cannot_read_back(path, error_r);
        if (length > 0 && !second->take(reader, (struct text){buffer, (size_t)length}, error_r))
            return error_prefix(error_r, "%s", path);
    }
    return second->end(reader, totals_r, error_r) || error_prefix(error_r, "%s", path);
}

static bool read_back(const char *path, const struct second_reader *second,
                      const struct file_totals *wanted, struct error *error_r)
{
    struct file_totals totals;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return cannot_read_back(path, error_r);
    struct arena *arena = arena_new();
    bool is_read = read_pieces(fd, arena, path, second, &totals, error_r);
    arena_free(arena);
    close(fd);
    return is_read && totals_compare(path, &totals, wanted, error_r);
}

/* --- the files of a batch --------------------------------------------------- */

/* A file in the making. */
struct out_file {
    const char *path;
    struct publication *publication; /* NULL: none is open */
    struct file_totals wanted;       /* what it must say */
};

struct batch_export {
    const struct export_work *work;
    const struct settlement_batch *batch;
    struct arena *files;             /* lives as long as the batch is at work */
    struct arena *remittance_file;   /* emptied before each remittance */
    struct arena *scratch;           /* emptied before each transaction */
    struct payable_line *lines;      /* of the transaction at hand */
    size_t transaction_count;        /* so far */
    struct digest *content;          /* of the batch, so far */
    const struct provider *provider; /* of the remittance in the making */
    struct out_file brif, remittance;
    struct brif_writer brif_writer;
    struct remittance_writer remittance_writer;
};

static bool out_file_begin(struct out_file *file, const char *path, struct error *error_r)
{
    *file = (struct out_file){.path = path, .publication = publish_begin(path, error_r)};
    return file->publication != NULL;
}

/* Hands the file what its writer has gathered. */
static void out_file_take(struct out_file *file, struct text_buffer *gathered)
{
    publish_write(file->publication, gathered->bytes, gathered->length);
    gathered->length = 0;
}

static bool out_file_commit(struct out_file *file, struct error *error_r)
{
    struct publication *publication = file->publication;

    file->publication = NULL;
    return publish_commit(publication, error_r);
}

static void out_file_abandon(struct out_file *file)
{
    if (file->publication != NULL)
        publish_abandon(file->publication);
    file->publication = NULL;
}

static bool remittance_open(struct batch_export *export, const struct provider *provider,
                            struct error *error_r)
{
    const struct export_work *work = export->work;
    struct text payee = file_name_of(work->arena, provider->provider);
    struct text name = text_of(
        arena_printf(work->arena, "%.*s-%.*s", TEXT_ARGS(export->batch->batch), TEXT_ARGS(payee)));

    export->provider = provider;
    arena_empty(export->remittance_file);
    remittance_begin(&export->remittance_writer, export->remittance_file, work->night->zone,
                     export->batch->batch);
    return out_file_begin(&export->remittance, out_path(work, "remittance", name, ".csv"), error_r);
}

static bool remittance_close(struct batch_export *export, struct error *error_r)
{
    struct out_file *file = &export->remittance;

    if (export->provider == NULL)
        return true;
    remittance_end(&export->remittance_writer);
    out_file_take(file, &export->remittance_writer.csv.file);
    return out_file_commit(file, error_r) &&
           read_back(file->path, &second_remittance, &file->wanted, error_r);
}

static bool brif_close(struct batch_export *export, struct error *error_r)
{
    const struct settlement_batch *batch = export->batch;
    struct out_file *file = &export->brif;
    const char *totals_path = out_path(export->work, "settlement", batch->batch, ".totals");

    out_file_take(file, &export->brif_writer.file);
    return out_file_commit(file, error_r) &&
           read_back(file->path, &second_brif, &file->wanted, error_r) &&
           publish_text(totals_path, brif_totals_write(export->files, batch, &file->wanted),
                        error_r);
}

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
static bool provider_turn(struct batch_export *export, struct text provider, struct error *error_r)
{
    const struct export_work *work = export->work;

    if (export->provider != NULL && text_equal(export->provider->provider, provider))
        return true;
    const struct provider *payee = provider_find(work->provider_count, work->providers, provider);
    if (payee == NULL)
        return is_not_as_made(export, "a provider without a record", error_r);
    return remittance_close(export, error_r) && remittance_open(export, payee, error_r);
}

static void write_transaction(struct batch_export *export,
                              const struct settlement_transaction *transaction)
{
    brif_add_transaction(&export->brif_writer, export->scratch, transaction, export->lines,
                         export->provider);
    remittance_add_transaction(&export->remittance_writer, transaction, export->lines);
    totals_add_transaction(&export->brif.wanted, transaction);
    totals_add_transaction(&export->remittance.wanted, transaction);
    if (export->brif_writer.file.length >= PIECE_BYTES)
        out_file_take(&export->brif, &export->brif_writer.file);
    if (export->remittance_writer.csv.file.length >= PIECE_BYTES)
        out_file_take(&export->remittance, &export->remittance_writer.csv.file);
}

static bool take_transaction(struct batch_export *export,
                             const struct settlement_transaction *transaction,
                             const struct text *contents, struct error *error_r)
{
    struct text content = batch_content_transaction(export->scratch, transaction);

    digest_add(export->content, content.bytes, content.length);
    if (transaction->number != (int64_t)++ export->transaction_count)
        return is_not_as_made(export, "the number of a transaction", error_r);
    if (!read_lines(export, transaction, contents, error_r) ||
        !provider_turn(export, transaction->provider, error_r))
        return false;
    write_transaction(export, transaction);
    return true;
}

/* The batch itself: its hash is of its head and of every transaction. */
static bool check_whole(const struct batch_export *export, const uint8_t sha256[SHA256_BYTES],
                        struct error *error_r)
{
    const struct settlement_batch *batch = export->batch;
    const struct file_totals *totals = &export->brif.wanted;

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
    struct text head = batch_content_head(export->files, export->batch);
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

static bool write_files(struct batch_export *export, struct error *error_r)
{
    const char *path = out_path(export->work, "settlement", export->batch->batch, ".brif");

    return out_file_begin(&export->brif, path, error_r) && write_transactions(export, error_r) &&
           remittance_close(export, error_r) && brif_close(export, error_r);
}

static bool export_batch(const struct export_work *work, const struct settlement_batch *batch,
                         struct error *error_r)
{
    struct council_night *night = work->night;
    struct payer payer = council_payer(night->council);
    struct batch_export export = {.work = work,
                                  .batch = batch,
                                  .files = arena_new(),
                                  .remittance_file = arena_new(),
                                  .scratch = arena_new()};

    export.lines = ARENA_ARRAY(export.files, struct payable_line, TRANSACTION_ITEMS_MAX);
    export.brif_writer = (struct brif_writer){
        .payer = &payer, .zone = night->zone, .batch = batch, .file = {.arena = export.files}};
    bool is_exported = write_files(&export, error_r);
    out_file_abandon(&export.brif);
    out_file_abandon(&export.remittance);
    arena_free(export.scratch);
    arena_free(export.remittance_file);
    arena_free(export.files);
    return is_exported &&
           settlement_store_advance(night->db, &night->run, batch->batch, BATCH_STATE_RELEASED,
                                    BATCH_STATE_EXPORTED, error_r);
}

/* Batches of the bank rail wait in state released until there is a writer for them. */
static bool has_writer(const struct export_work *work, const struct settlement_batch *batch)
{
    return batch->rail == RAIL_CARD && work->night->council->card_format == CARD_FORMAT_BRIF;
}

/* A night that was killed may have left files in the making. */
static bool sweep(const struct export_work *work, struct error *error_r)
{
    const struct text here = {"", 0};

    return work->night->is_dry_run ||
           (publish_sweep(out_path(work, "settlement", here, ""), error_r) &&
            publish_sweep(out_path(work, "remittance", here, ""), error_r));
}

static bool export_all(struct export_work *work, struct error *error_r)
{
    struct council_night *night = work->night;
    const struct settlement_batch *batches;
    size_t count;

    if (!sweep(work, error_r) ||
        !standing_read_providers(night->db, night->run.council_id, work->arena,
                                 &work->provider_count, &work->providers, error_r) ||
        !settlement_store_batches(night->db, night->run.council_id, BATCH_STATE_RELEASED,
                                  work->arena, &count, &batches, error_r))
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
