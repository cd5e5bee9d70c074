#include "ops/run/batch_proof.h"

#include <string.h>

#include "adapters/host/digest.h"
#include "adapters/postgres/settlement_store.h"
#include "config/config.h"

bool batch_is_not_as_made(struct text batch, const char *what, struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                     "what is stored of batch %.*s is not what was settled: %s", TEXT_ARGS(batch),
                     what);
}

/* Lines of a part, about. */
#define PART_LINES ((size_t)4096)
/* Parts at work besides one for each hand. */
#define PARTS_AHEAD 2
#define PARTS_MOST  (WORKERS_MOST + PARTS_AHEAD)

/* Transactions on their way. */
struct part {
    struct batch_part shown; /* first: a visitor's piece */
    size_t room, line_count;
    const struct text **contents; /* parallel to the transactions: of their lots */
    size_t content_room;
    struct payable_line *lines;
    size_t line_room;
    struct arena *kept; /* the arrays, which parts that come later use again */
};

/* What was read of the batch so far. */
struct proof {
    const struct settlement_batch *batch;
    struct transaction_reader reader;
    bool is_read;
    struct digest *content;
    size_t transaction_count, line_count;
    int64_t net_pence, vat_pence;
};

/* The lines of a transaction's lots, if these are what their hashes are of and add up to it. */
static bool read_lines(struct text batch, const struct settlement_transaction *transaction,
                       const struct text *contents, struct payable_line *lines_r,
                       struct error *error_r)
{
    int64_t net_pence = 0, vat_pence = 0;
    size_t line_count = 0;

    for (size_t i = 0; i < transaction->lot_count; i++) {
        const struct payment_lot *lot = &transaction->lots[i];
        uint8_t sha256[SHA256_BYTES];
        digest_of(contents[i].bytes, contents[i].length, sha256);
        if (memcmp(sha256, lot->content_sha256, sizeof(sha256)) != 0)
            return batch_is_not_as_made(batch, "the hash of a lot", error_r);
        if (line_count + lot->line_count > transaction->line_count)
            return batch_is_not_as_made(batch, "the lines of a transaction", error_r);
        if (!lot_content_read(contents[i], lot, lines_r + line_count, error_r))
            return false;
        line_count += lot->line_count;
        net_pence += lot->net_pence;
        vat_pence += lot->vat_pence;
    }
    if (net_pence != transaction->net_pence || vat_pence != transaction->vat_pence)
        return batch_is_not_as_made(batch, "the pence of a transaction", error_r);
    return true;
}

/* --- the steps of a part ------------------------------------------------------- */

static void keep_transaction(struct part *part, const struct settlement_transaction *transaction,
                             const struct text *contents)
{
    struct batch_part *shown = &part->shown;

    shown->transactions = arena_grow(part->kept, shown->transactions, &part->room, shown->count + 1,
                                     sizeof(*shown->transactions));
    part->contents = arena_grow(part->kept, part->contents, &part->content_room, shown->count + 1,
                                sizeof(*part->contents));
    part->contents[shown->count] = contents;
    shown->transactions[shown->count++].transaction = *transaction;
    part->line_count += transaction->line_count;
}

static bool count_transaction(struct proof *proof, struct arena *arena,
                              const struct settlement_transaction *transaction,
                              struct error *error_r)
{
    struct text content = batch_content_transaction(arena, transaction);

    digest_add(proof->content, content.bytes, content.length);
    proof->line_count += transaction->line_count;
    proof->net_pence += transaction->net_pence;
    proof->vat_pence += transaction->vat_pence;
    return transaction->number == (int64_t)++proof->transaction_count ||
           batch_is_not_as_made(proof->batch->batch, "the number of a transaction", error_r);
}

static bool read_part(void *context, void *piece, bool *has_one_r, struct error *error_r)
{
    struct proof *proof = context;
    struct part *part = piece;
    struct arena *arena = part->shown.arena;

    arena_empty(arena);
    part->shown.count = part->line_count = 0;
    while (!proof->is_read && part->line_count < PART_LINES) {
        struct settlement_transaction transaction;
        const struct text *contents;
        bool has_one;
        if (!settlement_store_next(&proof->reader, arena, &has_one, &transaction, &contents,
                                   error_r))
            return false;
        proof->is_read = !has_one;
        if (!has_one)
            break;
        if (!count_transaction(proof, arena, &transaction, error_r))
            return false;
        keep_transaction(part, &transaction, contents);
    }
    *has_one_r = part->shown.count > 0;
    return true;
}

static bool prove_part(void *context, void *piece, struct error *error_r)
{
    const struct proof *proof = context;
    struct part *part = piece;
    size_t line_count = 0;

    part->lines = arena_grow(part->kept, part->lines, &part->line_room, part->line_count,
                             sizeof(*part->lines));
    for (size_t i = 0; i < part->shown.count; i++) {
        struct transaction_lines *shown = &part->shown.transactions[i];
        struct payable_line *lines = part->lines + line_count;
        shown->lines = lines;
        line_count += shown->transaction.line_count;
        if (!read_lines(proof->batch->batch, &shown->transaction, part->contents[i], lines,
                        error_r))
            return false;
    }
    return true;
}

/* --- the batch ------------------------------------------------------------------ */

static bool check_whole(const struct proof *proof, const uint8_t sha256[SHA256_BYTES],
                        struct error *error_r)
{
    const struct settlement_batch *batch = proof->batch;

    if (memcmp(sha256, batch->content_sha256, SHA256_BYTES) != 0)
        return batch_is_not_as_made(batch->batch, "its hash", error_r);
    if (proof->transaction_count != batch->transaction_count ||
        proof->line_count != batch->line_count || proof->net_pence != batch->net_pence ||
        proof->vat_pence != batch->vat_pence)
        return batch_is_not_as_made(batch->batch, "its totals", error_r);
    return true;
}

static bool take_parts(struct proof *proof, size_t hands, const struct batch_visitor *visitor,
                       struct error *error_r)
{
    struct assembly_step steps[STEPS_MOST] = {{prove_part, proof, .in_turn = false}};
    struct part parts[PARTS_MOST];
    struct assembly_line line = {.next = read_part,
                                 .context = proof,
                                 .step_count = 1,
                                 .steps = steps,
                                 .piece_count = hands == 1 ? 1 : hands + PARTS_AHEAD,
                                 .piece_bytes = sizeof(parts[0]),
                                 .pieces = parts};

    for (size_t i = 0; visitor != NULL && i < visitor->step_count; i++)
        steps[line.step_count++] = visitor->steps[i];
    for (size_t i = 0; i < line.piece_count; i++)
        parts[i] = (struct part){.shown.arena = arena_new(), .kept = arena_new()};
    bool is_taken = assembly_line_run(&line, hands, error_r);
    for (size_t i = 0; i < line.piece_count; i++) {
        arena_free(parts[i].shown.arena);
        arena_free(parts[i].kept);
    }
    return is_taken;
}

bool batch_prove(struct db *db, int64_t council_id, const struct settlement_batch *batch,
                 size_t hands, const struct batch_visitor *visitor, struct error *error_r)
{
    struct proof proof = {.batch = batch, .content = digest_begin()};
    struct arena *arena = arena_new();
    struct text head = batch_content_head(arena, batch);
    struct error of_end;
    uint8_t sha256[SHA256_BYTES];

    digest_add(proof.content, head.bytes, head.length);
    arena_free(arena);
    bool is_begun =
        settlement_store_transactions(db, council_id, batch->batch, &proof.reader, error_r);
    bool is_good = is_begun && take_parts(&proof, hands, visitor, error_r);
    digest_end(proof.content, sha256);
    if (is_begun && !settlement_store_end(&proof.reader, &of_end) && is_good) {
        *error_r = of_end;
        return false;
    }
    return is_good && check_whole(&proof, sha256, error_r);
}
