#include "adapters/host/daybook.h"

#include <assert.h>
#include <endian.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

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

/* A provider's lines of one kind, as one hand wrote them. */
struct leaf {
    size_t chunk_count, chunk_room;
    struct chunk *chunks;
    size_t used, line_count; /* of the buffer */
    char *buffer;            /* CHUNK_BYTES, or NULL: none yet */
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

/* --- a line as it lies in the file ----------------------------------------------
 *
 * Its numbers, then its texts.  A number is a byte that says how many bytes of it follow, the
 * lowest first: most are small, or not given.  A text is a byte with its length (or LENGTH_BELOW
 * and the length as a number) and, unless it is empty, its bytes and a NUL.  The provider is the
 * account's.
 */
#define NUMBER_MOST      9 /* bytes */
#define NUMBER_NOT_GIVEN 9 /* stands where the count of bytes does */
#define LENGTH_BELOW     255

/* So that -1 is as short as 1. */
static uint64_t folded(int64_t value)
{
    return (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);
}

static int64_t unfolded(uint64_t value)
{
    return (int64_t)(value >> 1 ^ ((value & 1) != 0 ? UINT64_MAX : 0));
}

static void number_put(char **to, int64_t value)
{
    if (!given(value)) {
        *(*to)++ = NUMBER_NOT_GIVEN;
        return;
    }
    uint64_t bits = folded(value), lowest_first = htole64(bits);
    int bytes = bits == 0 ? 0 : 8 - __builtin_clzll(bits) / 8;
    **to = (char)bytes;
    memcpy(*to + 1, &lowest_first, sizeof(lowest_first)); /* what is too much is written over */
    *to += 1 + bytes;
}

static int64_t number_get(const char **from)
{
    uint64_t lowest_first;
    int bytes = *(*from)++;

    if (bytes == NUMBER_NOT_GIVEN)
        return NOT_GIVEN;
    assert(bytes >= 0 && bytes <= 8);
    memcpy(&lowest_first, *from, sizeof(lowest_first)); /* there is room behind the last */
    *from += bytes;
    return bytes == 0 ? 0 : unfolded(le64toh(lowest_first) & UINT64_MAX >> (64 - 8 * bytes));
}

static size_t text_most(struct text text)
{
    return 1 + NUMBER_MOST + text.length + 1;
}

static void text_put(char **to, struct text text)
{
    bool is_long = text.length >= LENGTH_BELOW;

    *(*to)++ = (char)(unsigned char)(is_long ? LENGTH_BELOW : text.length);
    if (is_long)
        number_put(to, (int64_t)text.length);
    if (text.length == 0)
        return;
    memcpy(*to, text.bytes, text.length);
    (*to)[text.length] = '\0';
    *to += text.length + 1;
}

/* The bytes stay where they are. */
static struct text text_get(const char **from)
{
    size_t length = (unsigned char)*(*from)++;

    if (length == LENGTH_BELOW)
        length = (size_t)number_get(from);
    if (length == 0)
        return (struct text){"", 0};
    struct text text = {*from, length};
    *from += length + 1;
    return text;
}

/* Every member of the records but the provider. */
#define BILL_NUMBERS(X)                                                                            \
    X(line_id)                                                                                     \
    X(package_id)                                                                                  \
    X(file_id)                                                                                     \
    X(source_row)                                                                                  \
    X(claimed_start_s)                                                                             \
    X(claimed_end_s)                                                                               \
    X(actual_start_s)                                                                              \
    X(actual_end_s)                                                                                \
    X(notice_at_s)                                                                                 \
    X(quantity_e4)                                                                                 \
    X(rate_e6)                                                                                     \
    X(net_pence)                                                                                   \
    X(vat_pence)                                                                                   \
    X(invoice_date)                                                                                \
    X(unit)                                                                                        \
    X(secondary)
#define BILL_TEXTS(X)                                                                              \
    X(invoice_no)                                                                                  \
    X(line_no)                                                                                     \
    X(client_ref)                                                                                  \
    X(carer_ref)                                                                                   \
    X(service)                                                                                     \
    X(order_no)                                                                                    \
    X(order_line)                                                                                  \
    X(outcome)                                                                                     \
    X(description)                                                                                 \
    X(credits_invoice_no)                                                                          \
    X(credits_line_no)
#define ORDER_NUMBERS(X)                                                                           \
    X(order_id)                                                                                    \
    X(order_key)                                                                                   \
    X(file_id)                                                                                     \
    X(source_row)                                                                                  \
    X(basis)                                                                                       \
    X(status)                                                                                      \
    X(version)                                                                                     \
    X(planned_start_s)                                                                             \
    X(planned_minutes)                                                                             \
    X(carers)                                                                                      \
    X(quantity_e4)                                                                                 \
    X(period)                                                                                      \
    X(valid_from)                                                                                  \
    X(valid_to)                                                                                    \
    X(rate_e6)                                                                                     \
    X(unit_price_e6)
#define ORDER_TEXTS(X)                                                                             \
    X(order_no)                                                                                    \
    X(order_line)                                                                                  \
    X(client_ref)                                                                                  \
    X(service)                                                                                     \
    X(cost_centre)                                                                                 \
    X(gl_code)                                                                                     \
    X(care_manager)

#define PLUS_NUMBER(member) +NUMBER_MOST
#define PLUS_TEXT(member)   +text_most(line->member)
#define PUT_NUMBER(member)  number_put(&to, (int64_t)line->member);
#define PUT_TEXT(member)    text_put(&to, line->member);
#define TAKE_NUMBER(member) line->member = (__typeof__(line->member))number_get(from);
#define TAKE_TEXT(member)   line->member = text_get(from);

static size_t bill_most(const void *record)
{
    const struct bill_line *line = record;
    return 0 BILL_NUMBERS(PLUS_NUMBER) BILL_TEXTS(PLUS_TEXT);
}

static char *bill_put(char *to, const void *record)
{
    const struct bill_line *line = record;
    BILL_NUMBERS(PUT_NUMBER)
    BILL_TEXTS(PUT_TEXT)
    return to;
}

static void bill_get(const char **from, struct bill_line *line)
{
    BILL_NUMBERS(TAKE_NUMBER)
    BILL_TEXTS(TAKE_TEXT)
}

static size_t order_most(const void *record)
{
    const struct order_line *line = record;
    return 0 ORDER_NUMBERS(PLUS_NUMBER) ORDER_TEXTS(PLUS_TEXT);
}

static char *order_put(char *to, const void *record)
{
    const struct order_line *line = record;
    ORDER_NUMBERS(PUT_NUMBER)
    ORDER_TEXTS(PUT_TEXT)
    return to;
}

static void order_get(const char **from, struct order_line *line)
{
    ORDER_NUMBERS(TAKE_NUMBER)
    ORDER_TEXTS(TAKE_TEXT)
}

static const struct {
    size_t (*most)(const void *record);         /* bytes that put() may write, also too much */
    char *(*put)(char *to, const void *record); /* returns where it ends */
} kinds[KIND_COUNT] = {
    [KIND_BILL] = {bill_most, bill_put},
    [KIND_ORDER] = {order_most, order_put},
};

static void line_add(struct daybook_hand *hand, struct text provider, enum kind kind,
                     const void *record)
{
    struct leaf *leaf = &account_of(hand, provider)->leaves[kind];
    size_t most = kinds[kind].most(record);

    if (most <= CHUNK_BYTES) {
        char *to = leaf_room(hand, leaf, most);
        leaf->used += (size_t)(kinds[kind].put(to, record) - to);
        leaf->line_count++;
        return;
    }
    struct arena *arena = arena_new();
    char *to = ARENA_ARRAY(arena, char, most);
    leaf_flush(hand, leaf);
    chunk_write(hand, leaf, to, (size_t)(kinds[kind].put(to, record) - to), 1);
    arena_free(arena);
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
    void (*take)(struct reading *reading, const char **at);
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
        char *bytes = arena_bytes(reading->arena, chunk->length + NUMBER_MOST);
        if (!scratch_file_read(&reading->book->file, chunk->offset, chunk->length, bytes, error_r))
            return false;
        const char *at = bytes;
        for (size_t line = 0; line < chunk->line_count; line++)
            reading->take(reading, &at);
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

static void take_bill(struct reading *reading, const char **at)
{
    struct bill_line *line = (struct bill_line *)reading->lines + reading->count;

    bill_get(at, line);
    line->provider = reading->provider;
    reading->count += is_struck_out(reading->book, line->file_id) ? 0 : 1;
}

static void take_order(struct reading *reading, const char **at)
{
    struct order_line *line = (struct order_line *)reading->lines + reading->count;

    order_get(at, line);
    line->provider = reading->provider;
    reading->count += is_struck_out(reading->book, line->file_id) ? 0 : 1;
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
