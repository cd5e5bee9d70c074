#include "adapters/host/daybook.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/host/daybook_line.h"
#include "adapters/host/scratch_file.h"

enum kind { KIND_BILL, KIND_ORDER, KIND_COUNT };

#define CHUNK_BYTES     ((size_t)32 * 1024) /* a longer line is a chunk of its own */
#define PLACES_AT_FIRST 64

/* Where some lines of one provider and kind lie in the file. */
struct chunk {
    int64_t offset;
    size_t length;
    size_t line_count;
};

/* A line of either kind. */
union line {
    struct bill_line bill;
    struct order_line order;
};

static union line no_line(enum kind kind)
{
    return kind == KIND_BILL ? (union line){.bill = daybook_no_bill}
                             : (union line){.order = daybook_no_order};
}

/* A provider's lines of one kind, as one hand wrote them. */
struct leaf {
    size_t chunk_count, chunk_room;
    struct chunk *chunks;
    size_t used, line_count; /* of the buffer */
    char *buffer;            /* CHUNK_BYTES, or NULL: none yet */
    union line before;       /* the last one of the buffer, where its texts are */
};

struct account {
    struct text provider;
    struct leaf leaves[KIND_COUNT];
};

struct daybook_hand {
    struct daybook_hand *next;
    struct daybook *book;
    struct arena *arena;
    size_t account_count, place_count;
    struct account **places; /* hashed by provider; place_count is a power of two */
    struct account *last;    /* most files are one provider's */
    size_t struck_count, struck_room;
    int64_t *struck_file_ids;
    bool has_failed; /* a write */
    struct error error;
};

struct daybook {
    struct arena *arena;
    struct scratch_file file;
    _Atomic int64_t end; /* where the next chunk goes */
    struct daybook_hand *hands;
};

/* --- opening ------------------------------------------------------------------ */

bool daybook_open(const char *folder, struct daybook **book_r, struct error *error_r)
{
    struct scratch_file file;

    *book_r = NULL;
    if (!scratch_file_open(folder, "the day book", &file, error_r))
        return false;
    struct arena *arena = arena_new();
    *book_r = ARENA_NEW(arena, struct daybook);
    (*book_r)->arena = arena;
    (*book_r)->file = file;
    return true;
}

void daybook_close(struct daybook *book)
{
    if (book == NULL)
        return;
    for (struct daybook_hand *hand = book->hands; hand != NULL; hand = hand->next)
        arena_free(hand->arena);
    scratch_file_close(&book->file);
    arena_free(book->arena);
}

struct daybook_hand *daybook_hand_new(struct daybook *book)
{
    struct daybook_hand *hand = ARENA_NEW(book->arena, struct daybook_hand);

    hand->next = book->hands;
    hand->book = book;
    hand->arena = arena_new();
    hand->place_count = PLACES_AT_FIRST;
    hand->places = ARENA_ARRAY(hand->arena, struct account *, hand->place_count);
    book->hands = hand;
    return hand;
}

/* --- accounts ----------------------------------------------------------------- */

static struct account **account_place(struct account **places, size_t place_count,
                                      struct text provider)
{
    size_t at = (size_t)text_hash(provider, TEXT_HASH_SEED) & (place_count - 1);

    while (places[at] != NULL && !text_equal(places[at]->provider, provider))
        at = (at + 1) & (place_count - 1);
    return &places[at];
}

static void accounts_make_room(struct daybook_hand *hand)
{
    if (2 * (hand->account_count + 1) < hand->place_count)
        return;
    size_t place_count = 2 * hand->place_count;
    struct account **places = ARENA_ARRAY(hand->arena, struct account *, place_count);
    for (size_t i = 0; i < hand->place_count; i++)
        if (hand->places[i] != NULL)
            *account_place(places, place_count, hand->places[i]->provider) = hand->places[i];
    hand->places = places;
    hand->place_count = place_count;
}

static struct account *account_of(struct daybook_hand *hand, struct text provider)
{
    if (hand->last != NULL && text_equal(hand->last->provider, provider))
        return hand->last;
    accounts_make_room(hand);
    struct account **place = account_place(hand->places, hand->place_count, provider);
    if (*place == NULL) {
        *place = ARENA_NEW(hand->arena, struct account);
        (*place)->provider = arena_text(hand->arena, provider);
        hand->account_count++;
    }
    hand->last = *place;
    return hand->last;
}

/* --- writing ------------------------------------------------------------------ */

static void chunk_write(struct daybook_hand *hand, struct leaf *leaf, const char *bytes,
                        size_t length, size_t line_count)
{
    int64_t offset =
        atomic_fetch_add_explicit(&hand->book->end, (int64_t)length, memory_order_relaxed);

    leaf->chunks = arena_grow(hand->arena, leaf->chunks, &leaf->chunk_room, leaf->chunk_count + 1,
                              sizeof(*leaf->chunks));
    leaf->chunks[leaf->chunk_count++] = (struct chunk){offset, length, line_count};
    hand->has_failed =
        hand->has_failed ||
        !scratch_file_write(&hand->book->file, offset, (struct text){bytes, length}, &hand->error);
}

static void leaf_flush(struct daybook_hand *hand, struct leaf *leaf)
{
    if (leaf->used > 0)
        chunk_write(hand, leaf, leaf->buffer, leaf->used, leaf->line_count);
    leaf->used = leaf->line_count = 0;
}

/* Room for a line of at most `most` bytes, which must fit into a chunk. */
static char *leaf_room(struct daybook_hand *hand, struct leaf *leaf, size_t most)
{
    if (leaf->used + most > CHUNK_BYTES)
        leaf_flush(hand, leaf);
    if (leaf->buffer == NULL)
        leaf->buffer = ARENA_ARRAY(hand->arena, char, CHUNK_BYTES);
    return leaf->buffer + leaf->used;
}

/* --- adding ------------------------------------------------------------------- */

static size_t line_most(enum kind kind, const void *record)
{
    return kind == KIND_BILL ? daybook_bill_most(record) : daybook_order_most(record);
}

/* Returns where it ends. */
static char *line_put(enum kind kind, char *to, const void *record, union line *before)
{
    return kind == KIND_BILL ? daybook_bill_put(to, record, &before->bill)
                             : daybook_order_put(to, record, &before->order);
}

/* A line that no chunk has room for. */
static void long_line_add(struct daybook_hand *hand, struct leaf *leaf, enum kind kind,
                          const void *record)
{
    struct arena *arena = arena_new();
    char *at = ARENA_ARRAY(arena, char, line_most(kind, record));
    union line before = no_line(kind);

    leaf_flush(hand, leaf);
    chunk_write(hand, leaf, at, (size_t)(line_put(kind, at, record, &before) - at), 1);
    arena_free(arena);
}

static void line_add(struct daybook_hand *hand, struct text provider, enum kind kind,
                     const void *record)
{
    struct leaf *leaf = &account_of(hand, provider)->leaves[kind];
    size_t most = line_most(kind, record);

    if (most > CHUNK_BYTES) {
        long_line_add(hand, leaf, kind, record);
        return;
    }
    char *at = leaf_room(hand, leaf, most);
    if (leaf->line_count == 0)
        leaf->before = no_line(kind);
    leaf->used += (size_t)(line_put(kind, at, record, &leaf->before) - at);
    leaf->line_count++;
}

void daybook_add_bill(struct daybook_hand *hand, const struct bill_line *line)
{
    line_add(hand, line->provider, KIND_BILL, line);
}

void daybook_add_order(struct daybook_hand *hand, const struct order_line *line)
{
    line_add(hand, line->provider, KIND_ORDER, line);
}

void daybook_strike_out(struct daybook_hand *hand, int64_t file_id)
{
    hand->struck_file_ids = arena_grow(hand->arena, hand->struck_file_ids, &hand->struck_room,
                                       hand->struck_count + 1, sizeof(*hand->struck_file_ids));
    hand->struck_file_ids[hand->struck_count++] = file_id;
}

bool daybook_finish(struct daybook_hand *hand, struct error *error_r)
{
    for (size_t i = 0; i < hand->place_count; i++) {
        if (hand->places[i] == NULL)
            continue;
        for (int kind = 0; kind < KIND_COUNT; kind++) {
            leaf_flush(hand, &hand->places[i]->leaves[kind]);
            hand->places[i]->leaves[kind].buffer = NULL;
        }
    }
    if (hand->has_failed)
        *error_r = hand->error;
    return !hand->has_failed;
}

/* --- reading ------------------------------------------------------------------ */

static bool is_struck_out(const struct daybook *book, int64_t file_id)
{
    for (const struct daybook_hand *hand = book->hands; hand != NULL; hand = hand->next)
        for (size_t i = 0; i < hand->struck_count; i++)
            if (hand->struck_file_ids[i] == file_id)
                return true;
    return false;
}

static int compare_text(const void *a, const void *b)
{
    const struct text *x = a, *y = b;
    return text_compare(*x, *y);
}

static bool has_lines(const struct account *account, bool with_orders_only)
{
    return account->leaves[KIND_BILL].chunk_count > 0 ||
           (with_orders_only && account->leaves[KIND_ORDER].chunk_count > 0);
}

size_t daybook_line_count(const struct daybook *book, struct text provider)
{
    size_t count = 0;

    for (const struct daybook_hand *hand = book->hands; hand != NULL; hand = hand->next) {
        const struct account *account = *account_place(hand->places, hand->place_count, provider);
        for (int kind = 0; account != NULL && kind < KIND_COUNT; kind++)
            for (size_t i = 0; i < account->leaves[kind].chunk_count; i++)
                count += account->leaves[kind].chunks[i].line_count;
    }
    return count;
}

void daybook_providers(const struct daybook *book, bool with_orders_only, struct arena *arena,
                       size_t *count_r, const struct text **providers_r)
{
    size_t most = 0, count = 0, kept = 0;

    for (const struct daybook_hand *hand = book->hands; hand != NULL; hand = hand->next)
        most += hand->account_count;
    struct text *providers = ARENA_ARRAY(arena, struct text, most);
    for (const struct daybook_hand *hand = book->hands; hand != NULL; hand = hand->next)
        for (size_t i = 0; i < hand->place_count; i++)
            if (hand->places[i] != NULL && has_lines(hand->places[i], with_orders_only))
                providers[count++] = hand->places[i]->provider;
    if (count > 0)
        qsort(providers, count, sizeof(*providers), compare_text);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !text_equal(providers[kept - 1], providers[i]))
            providers[kept++] = providers[i];
    *count_r = kept;
    *providers_r = providers;
}

/* A provider's chunks of one kind, read one after the other. */
struct reading {
    const struct daybook *book;
    struct text provider;
    enum kind kind;
    struct arena *arena;
    /* Adds the line at *at, which follows `before`, and returns it. */
    const void *(*take)(struct reading *reading, const void *before, const char **at);
    size_t count;
    void *lines;
};

static const struct leaf *leaf_of(const struct daybook_hand *hand, struct text provider,
                                  enum kind kind)
{
    struct account **place = account_place(hand->places, hand->place_count, provider);
    return *place == NULL ? NULL : &(*place)->leaves[kind];
}

static size_t lines_in(const struct reading *reading)
{
    size_t count = 0;

    for (const struct daybook_hand *hand = reading->book->hands; hand != NULL; hand = hand->next) {
        const struct leaf *leaf = leaf_of(hand, reading->provider, reading->kind);
        for (size_t i = 0; leaf != NULL && i < leaf->chunk_count; i++)
            count += leaf->chunks[i].line_count;
    }
    return count;
}

static bool leaf_read(struct reading *reading, const struct leaf *leaf, struct error *error_r)
{
    for (size_t i = 0; i < leaf->chunk_count; i++) {
        const struct chunk *chunk = &leaf->chunks[i];
        char *bytes = arena_bytes(reading->arena, chunk->length + DAYBOOK_LINE_SPARE);
        if (!scratch_file_read(&reading->book->file, chunk->offset, chunk->length, bytes, error_r))
            return false;
        const char *at = bytes;
        const void *before = NULL;
        for (size_t line = 0; line < chunk->line_count; line++)
            before = reading->take(reading, before, &at);
        assert(at == bytes + chunk->length);
    }
    return true;
}

static bool sheets_read(struct reading *reading, struct error *error_r)
{
    for (const struct daybook_hand *hand = reading->book->hands; hand != NULL; hand = hand->next) {
        const struct leaf *leaf = leaf_of(hand, reading->provider, reading->kind);
        if (leaf != NULL && !leaf_read(reading, leaf, error_r))
            return false;
    }
    return true;
}

/* One that was struck out has no place, but the next may still say what differs from it. */
static const void *take_bill(struct reading *reading, const void *before, const char **at)
{
    struct bill_line *line = (struct bill_line *)reading->lines + reading->count;

    if (before != line)
        *line = before == NULL ? daybook_no_bill : *(const struct bill_line *)before;
    daybook_bill_get(at, line);
    line->provider = reading->provider;
    reading->count += is_struck_out(reading->book, line->file_id) ? 0 : 1;
    return line;
}

static const void *take_order(struct reading *reading, const void *before, const char **at)
{
    struct order_line *line = (struct order_line *)reading->lines + reading->count;

    if (before != line)
        *line = before == NULL ? daybook_no_order : *(const struct order_line *)before;
    daybook_order_get(at, line);
    line->provider = reading->provider;
    reading->count += is_struck_out(reading->book, line->file_id) ? 0 : 1;
    return line;
}

static int compare_bill(const void *a, const void *b)
{
    const struct bill_line *x = a, *y = b;
    return (x->line_id > y->line_id) - (x->line_id < y->line_id);
}

static int compare_order(const void *a, const void *b)
{
    const struct order_line *x = a, *y = b;
    return (x->order_id > y->order_id) - (x->order_id < y->order_id);
}

/* What hands wrote is ascending for each of them, and mostly as a whole. */
static void sort_if_need_be(void *items, size_t count, size_t size,
                            int (*compare)(const void *, const void *))
{
    const char *bytes = items;

    for (size_t i = 1; i < count; i++) {
        if (compare(bytes + (i - 1) * size, bytes + i * size) > 0) {
            qsort(items, count, size, compare);
            return;
        }
    }
}

bool daybook_bills(const struct daybook *book, struct text provider, struct arena *arena,
                   size_t *count_r, struct bill_line **lines_r, struct error *error_r)
{
    struct reading reading = {.book = book,
                              .provider = arena_text(arena, provider),
                              .kind = KIND_BILL,
                              .arena = arena,
                              .take = take_bill};

    *lines_r = reading.lines = ARENA_ARRAY(arena, struct bill_line, lines_in(&reading));
    if (!sheets_read(&reading, error_r))
        return false;
    *count_r = reading.count;
    sort_if_need_be(*lines_r, *count_r, sizeof(**lines_r), compare_bill);
    return true;
}

bool daybook_orders(const struct daybook *book, struct text provider, struct arena *arena,
                    size_t *count_r, struct order_line **orders_r, struct error *error_r)
{
    struct reading reading = {.book = book,
                              .provider = arena_text(arena, provider),
                              .kind = KIND_ORDER,
                              .arena = arena,
                              .take = take_order};

    *orders_r = reading.lines = ARENA_ARRAY(arena, struct order_line, lines_in(&reading));
    if (!sheets_read(&reading, error_r))
        return false;
    *count_r = reading.count;
    sort_if_need_be(*orders_r, *count_r, sizeof(**orders_r), compare_order);
    return true;
}
