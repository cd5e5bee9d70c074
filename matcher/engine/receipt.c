#include "matcher/engine/receipt.h"

#include "matcher/base/sort.h"
#include "matcher/engine/explanation.h"

/* A line that evidence may belong to: tonight's, or one paid before (which
 * takes its evidence away from others, but keeps the time it was paid on). */
struct receiver {
    const struct bill_line *line;
    struct open_line *open; /* NULL: paid before */
    const struct evidence *kept;
    int64_t kept_overlap_s;
};

/* The receivers of one client, by claimed start. */
struct client_receivers {
    struct receiver *items;
    size_t count;
};

static int receiver_compare(const void *a, const void *b)
{
    const struct bill_line *left = ((const struct receiver *)a)->line;
    const struct bill_line *right = ((const struct receiver *)b)->line;
    int order = text_compare(left->client_ref, right->client_ref);
    if (order == 0) {
        order = (left->claimed_start_s > right->claimed_start_s) -
                (left->claimed_start_s < right->claimed_start_s);
    }
    if (order == 0)
        order = bill_line_compare_name(left, right);
    /* a changed line beside the paid one: whichever was loaded first */
    return order != 0 ? order : (left->line_id > right->line_id) - (left->line_id < right->line_id);
}

static bool can_receive(const struct open_line *open)
{
    bool is_out = open->is_final && (open->verdict->kind == VERDICT_REJECTED ||
                                     open->verdict->kind == VERDICT_DUPLICATE);
    return !is_out && !open->is_credit;
}

static struct receiver *receivers_gather(const struct workbench *bench, size_t *count_r)
{
    struct receiver *receivers =
        ARENA_ARRAY(bench->arena, struct receiver, bench->line_count + bench->past_count);
    size_t count = 0;

    for (size_t i = 0; i < bench->line_count; i++) {
        if (can_receive(&bench->lines[i])) {
            receivers[count++] =
                (struct receiver){.line = bench->lines[i].line, .open = &bench->lines[i]};
        }
    }
    for (size_t i = 0; i < bench->past_count; i++) {
        const struct bill_line *line = &bench->past[i].past->line;
        if (past_stands(&bench->past[i]) && past_is_own(bench->input, &bench->past[i]) &&
            !bill_line_is_credit(line))
            receivers[count++] = (struct receiver){.line = line};
    }
    sort_items(receivers, count, sizeof(*receivers), receiver_compare);
    *count_r = count;
    return receivers;
}

static int64_t overlap_s(const struct bill_line *line, const struct evidence *piece)
{
    int64_t start_s =
        line->claimed_start_s > piece->log_in_s ? line->claimed_start_s : piece->log_in_s;
    int64_t end_s = line->claimed_end_s < piece->log_out_s ? line->claimed_end_s : piece->log_out_s;
    return end_s > start_s ? end_s - start_s : 0;
}

static bool is_near(const struct workbench *bench, const struct bill_line *line,
                    const struct evidence *piece)
{
    day_t day = zone_day(bench->rules->zone, line->claimed_start_s);
    int64_t window_s = (int64_t)open_line_terms(bench, line, day)->pair_window * 60;
    return magnitude(line->claimed_start_s - piece->log_in_s) <= window_s;
}

/* Most overlap; else, overlapping none, the nearest claimed start. Ties: the
 * first in order of claimed start, which is the order they come in. */
static struct receiver *receiver_of(const struct workbench *bench,
                                    const struct client_receivers *client,
                                    const struct evidence *piece)
{
    struct receiver *best = NULL;
    int64_t best_overlap_s = 0, best_distance_s = 0;

    for (size_t i = 0; i < client->count; i++) {
        struct receiver *receiver = &client->items[i];
        const struct bill_line *line = receiver->line;
        if (!text_is_empty(line->carer_ref) && !text_equal(line->carer_ref, piece->carer_ref))
            continue;
        int64_t overlap = overlap_s(line, piece);
        int64_t distance = magnitude(line->claimed_start_s - piece->log_in_s);
        bool is_better = overlap > 0 ? overlap > best_overlap_s
                                     : best_overlap_s == 0 && is_near(bench, line, piece) &&
                                           (best == NULL || distance < best_distance_s);
        if (is_better) {
            best = receiver;
            best_overlap_s = overlap;
            best_distance_s = distance;
        }
    }
    return best;
}

/* Pieces come by (log-in, log-out), so that the earlier of two equals is kept. */
static void receiver_offer(struct receiver *receiver, const struct evidence *piece)
{
    int64_t overlap = overlap_s(receiver->line, piece);

    if (receiver->kept == NULL || overlap > receiver->kept_overlap_s) {
        receiver->kept = piece;
        receiver->kept_overlap_s = overlap;
    }
}

static int piece_compare(const void *a, const void *b)
{
    const struct evidence *left = *(const struct evidence *const *)a;
    const struct evidence *right = *(const struct evidence *const *)b;
    int order = text_compare(left->client_ref, right->client_ref);
    if (order == 0)
        order = (left->log_in_s > right->log_in_s) - (left->log_in_s < right->log_in_s);
    if (order == 0)
        order = (left->log_out_s > right->log_out_s) - (left->log_out_s < right->log_out_s);
    if (order == 0)
        order = (left->evidence_id > right->evidence_id) - (left->evidence_id < right->evidence_id);
    return order;
}

static const struct evidence **pieces_gather(const struct workbench *bench)
{
    size_t count = bench->input->evidence_count;
    const struct evidence **pieces = ARENA_ARRAY(bench->arena, const struct evidence *, count);

    for (size_t i = 0; i < count; i++)
        pieces[i] = &bench->input->evidence[i];
    sort_items(pieces, count, sizeof(*pieces), piece_compare);
    return pieces;
}

static size_t client_end(const struct receiver *receivers, size_t first, size_t count)
{
    size_t end = first + 1;

    while (end < count &&
           text_equal(receivers[end].line->client_ref, receivers[first].line->client_ref))
        end++;
    return end;
}

void receipts_assign(struct workbench *bench)
{
    size_t receiver_count, piece_count = bench->input->evidence_count, p = 0;
    struct receiver *receivers = receivers_gather(bench, &receiver_count);
    const struct evidence **pieces = pieces_gather(bench);

    for (size_t first = 0, end; first < receiver_count; first = end) {
        end = client_end(receivers, first, receiver_count);
        struct text client_ref = receivers[first].line->client_ref;
        struct client_receivers client = {&receivers[first], end - first};
        while (p < piece_count && text_compare(pieces[p]->client_ref, client_ref) < 0)
            p++;
        for (; p < piece_count && text_equal(pieces[p]->client_ref, client_ref); p++) {
            struct receiver *receiver = receiver_of(bench, &client, pieces[p]);
            if (receiver != NULL)
                receiver_offer(receiver, pieces[p]);
        }
    }
    for (size_t i = 0; i < receiver_count; i++)
        if (receivers[i].open != NULL)
            receivers[i].open->evidence = receivers[i].kept;
}

/* --- looking at it again --------------------------------------------------- */

/* The receivers of the line's client, with what each keeps. */
static struct client_receivers client_look(const struct workbench *bench, struct text client_ref,
                                           const struct evidence **pieces)
{
    size_t count, first = 0;
    struct receiver *receivers = receivers_gather(bench, &count);

    while (first < count && !text_equal(receivers[first].line->client_ref, client_ref))
        first++;
    struct client_receivers client = {
        receivers + first, first == count ? 0 : client_end(receivers, first, count) - first};
    for (size_t i = 0; i < bench->input->evidence_count; i++) {
        struct receiver *receiver = text_equal(pieces[i]->client_ref, client_ref)
                                        ? receiver_of(bench, &client, pieces[i])
                                        : NULL;
        if (receiver != NULL)
            receiver_offer(receiver, pieces[i]);
    }
    return client;
}

static struct receiver *receiver_in(const struct client_receivers *client,
                                    const struct open_line *open)
{
    for (size_t i = 0; i < client->count; i++)
        if (client->items[i].open == open)
            return &client->items[i];
    return NULL;
}

static struct piece_told piece_tell(const struct workbench *bench,
                                    const struct client_receivers *client,
                                    const struct open_line *open, const struct evidence *piece)
{
    const struct bill_line *line = open->line;
    const struct receiver *own = receiver_in(client, open);
    const struct receiver *owner = receiver_of(bench, client, piece);
    struct piece_told told = {
        .piece = piece,
        .overlap_s = overlap_s(line, piece),
        .distance_s = magnitude(line->claimed_start_s - piece->log_in_s),
    };

    if (own == NULL) {
        told.fate = PIECE_NOT_TAKEN;
    } else if (owner == own) {
        told.fate = own->kept == piece ? PIECE_KEPT : PIECE_SPARE;
    } else if (!text_is_empty(line->carer_ref) && !text_equal(line->carer_ref, piece->carer_ref)) {
        told.fate = PIECE_OF_OTHER_CARER;
    } else {
        told.fate = PIECE_OF_OTHER_LINE;
        told.owner.line = owner->line;
        told.owner_overlap_s = overlap_s(owner->line, piece);
        told.owner_distance_s = magnitude(owner->line->claimed_start_s - piece->log_in_s);
    }
    return told;
}

const struct piece_told *receipts_look(const struct workbench *bench, const struct open_line *open,
                                       size_t *count_r)
{
    const struct evidence **pieces = pieces_gather(bench);
    struct client_receivers client = client_look(bench, open->line->client_ref, pieces);
    struct piece_told *told =
        ARENA_ARRAY(bench->arena, struct piece_told, bench->input->evidence_count);

    *count_r = 0;
    for (size_t i = 0; i < bench->input->evidence_count; i++)
        if (text_equal(pieces[i]->client_ref, open->line->client_ref) &&
            (overlap_s(open->line, pieces[i]) > 0 || is_near(bench, open->line, pieces[i])))
            told[(*count_r)++] = piece_tell(bench, &client, open, pieces[i]);
    return told;
}
