/*
 * export: the files of every released batch, each written whole, read back by a
 * second reader and compared with the batch before it is published and the batch
 * counts as exported; and the journals that take back what tonight's answers
 * declined.  What is stored is read and checked by ops/run/batch_proof.h; the
 * files are ops/run/batch_files.h.
 */
#include "adapters/postgres/answer_store.h"
#include "adapters/postgres/settlement_store.h"
#include "ops/run/batch_files.h"
#include "ops/run/batch_formats.h"
#include "ops/run/batch_proof.h"
#include "ops/run/council_night.h"

struct batch_export {
    const struct settlement_batch *batch;
    struct arena *arena;          /* lives as long as the batch is at work */
    const struct provider *payee; /* of the transactions at hand */
    struct batch_files *files;
    const struct declined_transactions *declined; /* the files are of these; NULL: of all */
    size_t declined_seen;                         /* of them */
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

/* Transactions, and those that were declined, come by number. */
static bool is_wanted(struct batch_export *export, int32_t number)
{
    const struct declined_transactions *declined = export->declined;

    if (declined == NULL)
        return true;
    if (export->declined_seen == declined->count ||
        declined->transactions[export->declined_seen] != number)
        return false;
    export->declined_seen++;
    return true;
}

/* Which of the part's transactions the files are of. */
static bool choose(void *context, void *piece, struct error *error_r)
{
    struct batch_export *export = context;
    struct batch_part *part = piece;
    struct batch_files_part *chosen = ARENA_NEW(part->arena, struct batch_files_part);
    const struct transaction_lines **transactions =
        ARENA_ARRAY(part->arena, const struct transaction_lines *, part->count);
    const struct provider **payees = ARENA_ARRAY(part->arena, const struct provider *, part->count);

    for (size_t i = 0; i < part->count; i++) {
        if (!is_wanted(export, part->transactions[i].transaction.number))
            continue;
        if (!find_payee(export, part->transactions[i].transaction.payee, error_r))
            return false;
        transactions[chosen->count] = &part->transactions[i];
        payees[chosen->count++] = export->payee;
    }
    chosen->transactions = transactions;
    chosen->payees = payees;
    part->chosen = chosen;
    return true;
}

static const struct batch_files_part *chosen_of(const void *piece)
{
    const struct batch_part *part = piece;

    return part->chosen;
}

/* Proves the batch, while its transactions go into the files. */
static bool write_files(const struct council_night *night, struct batch_export *export,
                        struct error *error_r)
{
    struct assembly_step steps[BATCH_STEPS_MOST] = {{choose, export, .in_turn = true}};
    const struct batch_visitor visitor = {
        1 + batch_files_steps(export->files, chosen_of, BATCH_STEPS_MOST - 1, steps + 1), steps};
    bool is_written = batch_prove(night->db, night->run.council_id, export->batch,
                                  worker_count(night), &visitor, error_r) &&
                      batch_files_end(export->files, error_r);

    batch_files_free(export->files);
    return is_written;
}

/* Between nights files leave on a day of their own, and the money later than by the run's date. */
static day_t export_day(const struct council_night *night)
{
    bool is_later = night->is_between_nights && night->asked_date > night->run.business_date;

    return is_later ? night->asked_date : DAY_NOT_GIVEN;
}

static bool export_batch(struct council_night *night, const struct settlement_batch *batch,
                         struct error *error_r)
{
    struct arena *arena = arena_new();
    struct batch_export export = {
        .batch = batch, .arena = arena, .files = batch_files_begin(arena, night, batch)};
    bool is_exported = write_files(night, &export, error_r);

    arena_free(arena);
    return is_exported &&
           settlement_store_advance(night->db, &night->run, batch->batch, BATCH_STATE_RELEASED,
                                    BATCH_STATE_EXPORTED, export_day(night), error_r);
}

static bool reverse_declined(const struct council_night *night,
                             const struct declined_transactions *declined, struct error *error_r)
{
    struct arena *arena = arena_new();
    struct batch_export export = {
        .batch = &declined->batch,
        .arena = arena,
        .files = batch_files_begin_reversal(arena, night, &declined->batch, declined->number),
        .declined = declined,
    };
    bool is_written = write_files(night, &export, error_r);

    arena_free(arena);
    return is_written;
}

/* Each answer is of one run, so that each decline is in one file.  A run that is killed here writes
 * the same again; once it is closed, nobody does. */
static bool reverse_all(const struct council_night *night, struct arena *arena,
                        struct error *error_r)
{
    const struct declined_transactions *declined;
    size_t count;

    if (night->is_between_nights || night->is_dry_run || reversal_format(night->council) == NULL)
        return true;
    if (!answer_store_declined(night->db, &night->run, arena, &count, &declined, error_r))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!reverse_declined(night, &declined[i], error_r))
            return error_prefix(error_r, "batch %.*s", TEXT_ARGS(declined[i].batch.batch));
    return true;
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
    return reverse_all(night, arena, error_r);
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
