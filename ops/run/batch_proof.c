#include "ops/run/batch_proof.h"

#include <string.h>

#include "adapters/host/digest.h"
#include "adapters/postgres/settlement_store.h"

bool batch_is_not_as_made(struct text batch, const char *what, struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_BROKEN_INVARIANT,
                     "what is stored of batch %.*s is not what was settled: %s", TEXT_ARGS(batch),
                     what);
}

/* So many lines are shown at once. */
#define LINES_IN_HAND ((size_t)8192)

/* Transactions that the visitor has not seen yet. */
struct in_hand {
    struct arena *arena; /* what they consist of; emptied with them */
    struct transaction_lines *transactions;
    size_t count, room, line_count;
};

/* What was seen of the batch so far. */
struct proof {
    const struct settlement_batch *batch;
    const struct batch_visitor *visitor; /* or NULL */
    struct arena *arena;                 /* lives as long as the proof */
    struct in_hand hand;
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

static bool show(struct proof *proof, struct error *error_r)
{
    const struct batch_visitor *visitor = proof->visitor;
    struct in_hand *hand = &proof->hand;
    bool is_taken = visitor == NULL ||
                    visitor->take(visitor->context, hand->count, hand->transactions, error_r);

    arena_empty(hand->arena);
    hand->count = hand->line_count = 0;
    return is_taken;
}

static void keep_in_hand(struct proof *proof, const struct settlement_transaction *transaction,
                         const struct payable_line *lines)
{
    struct in_hand *hand = &proof->hand;

    hand->transactions = arena_grow(proof->arena, hand->transactions, &hand->room, hand->count + 1,
                                    sizeof(*hand->transactions));
    hand->transactions[hand->count++] = (struct transaction_lines){*transaction, lines};
    hand->line_count += transaction->line_count;
}

static bool take_transaction(struct proof *proof, const struct settlement_transaction *transaction,
                             const struct text *contents, struct error *error_r)
{
    struct text batch = proof->batch->batch;
    struct arena *arena = proof->hand.arena;
    struct payable_line *lines = ARENA_ARRAY(arena, struct payable_line, transaction->line_count);
    struct text content = batch_content_transaction(arena, transaction);

    digest_add(proof->content, content.bytes, content.length);
    if (transaction->number != (int64_t)++proof->transaction_count)
        return batch_is_not_as_made(batch, "the number of a transaction", error_r);
    if (!read_lines(batch, transaction, contents, lines, error_r))
        return false;
    proof->line_count += transaction->line_count;
    proof->net_pence += transaction->net_pence;
    proof->vat_pence += transaction->vat_pence;
    keep_in_hand(proof, transaction, lines);
    return proof->hand.line_count < LINES_IN_HAND || show(proof, error_r);
}

static bool take_transactions(struct proof *proof, struct transaction_reader *reader,
                              struct error *error_r)
{
    struct settlement_transaction transaction;
    const struct text *contents;
    bool has_one;

    do {
        if (!settlement_store_next(reader, proof->hand.arena, &has_one, &transaction, &contents,
                                   error_r) ||
            (has_one && !take_transaction(proof, &transaction, contents, error_r)))
            return false;
    } while (has_one);
    return show(proof, error_r);
}

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

static bool prove(struct proof *proof, struct db *db, int64_t council_id, struct arena *arena,
                  struct error *error_r)
{
    struct text head = batch_content_head(arena, proof->batch);
    struct transaction_reader reader;
    struct error of_end;
    uint8_t sha256[SHA256_BYTES];

    if (!settlement_store_transactions(db, council_id, proof->batch->batch, &reader, error_r))
        return false;
    proof->content = digest_begin();
    digest_add(proof->content, head.bytes, head.length);
    bool is_good = take_transactions(proof, &reader, error_r);
    digest_end(proof->content, sha256);
    if (!settlement_store_end(&reader, &of_end) && is_good) {
        *error_r = of_end;
        return false;
    }
    return is_good && check_whole(proof, sha256, error_r);
}

bool batch_prove(struct db *db, int64_t council_id, const struct settlement_batch *batch,
                 const struct batch_visitor *visitor, struct error *error_r)
{
    struct arena *arena = arena_new();
    struct proof proof = {
        .batch = batch, .visitor = visitor, .arena = arena, .hand = {.arena = arena_new()}};
    bool is_good = prove(&proof, db, council_id, arena, error_r);

    arena_free(proof.hand.arena);
    arena_free(arena);
    return is_good;
}
