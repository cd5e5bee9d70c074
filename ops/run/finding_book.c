#include "ops/run/finding_book.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/host/scratch_file.h"
#include "adapters/outbound/text_buffer.h"
#include "adapters/postgres/detail_json.h"
#include "adapters/postgres/match_write.h"

/* --- a line as it lies in the file -------------------------------------------------
 *
 * The struct as it is in memory, whose texts are of no use there; behind it the bytes of its texts,
 * each with a NUL, and what it takes to the next place that is aligned.
 */
struct record {
    size_t bytes; /* with this */
    struct reported_line line;
};

static size_t aligned(size_t bytes)
{
    return (bytes + _Alignof(struct record) - 1) / _Alignof(struct record) *
           _Alignof(struct record);
}

static char *put_text(char *to, struct text t)
{
    if (t.length > 0)
        memcpy(to, t.bytes, t.length);
    return to + t.length + 1;
}

static void record_add(struct text_buffer *rows, const struct reported_line *line)
{
    struct record record = {.line = *line};
#define X(name) +line->name.length + 1
    record.bytes = aligned(sizeof(record) REPORTED_LINE_TEXTS(X));
#undef X
    char *to = text_buffer_extend(rows, record.bytes);

    memset(to, 0, record.bytes);
    memcpy(to, &record, sizeof(record));
    to += sizeof(record);
#define X(name) to = put_text(to, line->name);
    REPORTED_LINE_TEXTS(X)
#undef X
}

static struct reported_line line_of_record(const struct record *record)
{
    struct reported_line line = record->line;
    const char *from = (const char *)(record + 1);
#define X(name)                                                                                    \
    line.name.bytes = from;                                                                        \
    from += line.name.length + 1;
    REPORTED_LINE_TEXTS(X)
#undef X
    return line;
}

/* --- a provider's ------------------------------------------------------------------- */

static struct reported_line line_of(const struct bill_line *line, const struct verdict *verdict,
                                    struct text detail)
{
    static const struct order_line nothing = {.planned_start_s = NOT_GIVEN};
    const struct order_line *order = verdict->order == NULL ? &nothing : verdict->order;
    bool is_visit = verdict->order != NULL && order->basis == BASIS_VISIT;

    return (struct reported_line){
        .care_manager = order->care_manager,
        .provider = line->provider,
        .invoice_no = line->invoice_no,
        .line_no = line->line_no,
        .client_ref = line->client_ref,
        .carer_ref = line->carer_ref,
        .service = line->service,
        .order_no = order->order_no,
        .order_line = order->order_line,
        .line_id = line->line_id,
        .slot = verdict->slot,
        .planned_start_s = is_visit ? order->planned_start_s : NOT_GIVEN,
        .planned_minutes = is_visit ? order->planned_minutes : NOT_GIVEN,
        .delivered_start_s = verdict->delivered_start_s,
        .delivered_minutes = verdict->delivered_minutes,
        .billed_minutes = verdict->billed_minutes,
        .expected_minutes = verdict->expected_minutes,
        .billed_pence = line->net_pence,
        .expected_pence = verdict->expected_pence,
        .payable_pence = verdict->payable_pence,
        .kind = verdict->kind,
        .reasons = verdict->reasons,
        .detail = detail,
        .is_new = true,
    };
}

struct finding_rows finding_rows_make(struct arena *arena, const struct match_input *input,
                                      const struct match_output *output)
{
    struct text_buffer rows = {.arena = arena};
    struct finding_rows made = {.has_unchanged = false};
    struct arena *scratch = arena_new(); /* a line's */

    for (size_t i = 0; i < input->line_count; i++) {
        const struct verdict *verdict = &output->verdicts[i];
        bool is_news = match_write_is_news(carried_of_line(input, i), verdict);
        made.has_unchanged = made.has_unchanged || !is_news;
        if (!is_news || (verdict->kind != VERDICT_VARIANCE && verdict->kind != VERDICT_HELD))
            continue;
        struct reported_line line =
            line_of(&input->lines[i], verdict, detail_json(scratch, input, verdict));
        record_add(&rows, &line);
        arena_empty(scratch);
    }
    arena_free(scratch);
    made.bytes = text_buffer_text(&rows);
    return made;
}

/* --- the book -----------------------------------------------------------------------
 *
 * Memory holds where each line lies, and what the lines of one care manager are put in order by:
 * recipients are told one after the other, and a council without care managers has but one.
 */
struct place {
    struct text care_manager;
    int64_t offset; /* in the file */
    size_t bytes;
};

/* What reported_line_compare() asks for. */
struct key {
    const struct place *place;
    struct text client_ref, provider, invoice_no;
    int64_t delivered_start_s, line_id;
};

struct finding_book {
    struct arena *arena;
    struct scratch_file file;
    int64_t length; /* of the file */
    bool has_unchanged;
    size_t count, room;
    struct place *places;
    size_t read; /* of the places */

    struct arena *theirs; /* of the care manager whose lines are read; what follows lies there */
    size_t key_count, keys_read;
    struct key *keys;
    struct arena *line; /* the one that was read last */
};

bool finding_book_open(const char *folder, struct finding_book **book_r, struct error *error_r)
{
    struct scratch_file file;

    *book_r = NULL;
    if (!scratch_file_open(folder, "findings", &file, error_r))
        return false;
    struct arena *arena = arena_new();
    *book_r = ARENA_NEW(arena, struct finding_book);
    **book_r = (struct finding_book){
        .arena = arena, .file = file, .theirs = arena_new(), .line = arena_new()};
    return true;
}

void finding_book_close(struct finding_book *book)
{
    if (book == NULL)
        return;
    scratch_file_close(&book->file);
    arena_free(book->line);
    arena_free(book->theirs);
    arena_free(book->arena);
}

/* Neighbours are often one care manager's. */
static struct text care_manager_kept(const struct finding_book *book, struct text care_manager)
{
    if (book->count > 0 && text_equal(book->places[book->count - 1].care_manager, care_manager))
        return book->places[book->count - 1].care_manager;
    return arena_text(book->arena, care_manager);
}

static void place_add(struct finding_book *book, const struct record *record)
{
    struct text care_manager = care_manager_kept(book, line_of_record(record).care_manager);

    book->places =
        arena_grow(book->arena, book->places, &book->room, book->count + 1, sizeof(*book->places));
    book->places[book->count++] = (struct place){care_manager, book->length, record->bytes};
    book->length += (int64_t)record->bytes;
}

bool finding_book_add(struct finding_book *book, const struct finding_rows *rows,
                      struct error *error_r)
{
    const int64_t offset = book->length;

    book->has_unchanged = book->has_unchanged || rows->has_unchanged;
    for (size_t at = 0; at < rows->bytes.length;) {
        const struct record *record = (const struct record *)(const void *)(rows->bytes.bytes + at);
        place_add(book, record);
        at += record->bytes;
    }
    return scratch_file_write(&book->file, offset, rows->bytes, error_r);
}

bool finding_book_has_unchanged(const struct finding_book *book)
{
    return book->has_unchanged;
}

/* --- reading ------------------------------------------------------------------------ */

/* The file is read from its beginning to its end where it can be. */
static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = text_compare(x->care_manager, y->care_manager);

    return order != 0 ? order : (x->offset > y->offset) - (x->offset < y->offset);
}

void finding_book_sort(struct finding_book *book)
{
    if (book->count > 0)
        qsort(book->places, book->count, sizeof(*book->places), compare_places);
}

static size_t care_manager_end(const struct finding_book *book)
{
    size_t end = book->read;

    while (end < book->count &&
           text_equal(book->places[end].care_manager, book->places[book->read].care_manager))
        end++;
    return end;
}

/* Its texts are good until the next one is read. */
static bool line_read(const struct finding_book *book, const struct place *place,
                      struct reported_line *line_r, struct error *error_r)
{
    arena_empty(book->line);
    struct record *record = arena_alloc(book->line, 1, place->bytes);

    if (!scratch_file_read(&book->file, place->offset, place->bytes, (char *)record, error_r))
        return false;
    *line_r = line_of_record(record);
    return true;
}

static bool key_read(const struct finding_book *book, const struct place *place, struct key *key_r,
                     struct error *error_r)
{
    struct reported_line line;

    if (!line_read(book, place, &line, error_r))
        return false;
    *key_r = (struct key){
        .place = place,
        .client_ref = arena_text(book->theirs, line.client_ref),
        .provider = arena_text(book->theirs, line.provider),
        .invoice_no = arena_text(book->theirs, line.invoice_no),
        .delivered_start_s = line.delivered_start_s,
        .line_id = line.line_id,
    };
    return true;
}

static struct reported_line line_of_key(const struct key *key)
{
    return (struct reported_line){
        .client_ref = key->client_ref,
        .provider = key->provider,
        .invoice_no = key->invoice_no,
        .delivered_start_s = key->delivered_start_s,
        .line_id = key->line_id,
    };
}

static int compare_keys(const void *a, const void *b)
{
    const struct reported_line one = line_of_key(a), other = line_of_key(b);

    return reported_line_compare(&one, &other);
}

/* Puts the lines of the next care manager in their order; none: there is no other. */
static bool care_manager_read(struct finding_book *book, struct error *error_r)
{
    const size_t end = care_manager_end(book);

    arena_empty(book->theirs);
    book->keys_read = 0;
    book->key_count = end - book->read;
    book->keys = ARENA_ARRAY(book->theirs, struct key, book->key_count);
    for (size_t i = 0; i < book->key_count; i++)
        if (!key_read(book, &book->places[book->read + i], &book->keys[i], error_r))
            return false;
    if (book->key_count > 0)
        qsort(book->keys, book->key_count, sizeof(*book->keys), compare_keys);
    book->read = end;
    return true;
}

bool finding_book_next(struct finding_book *book, bool *has_r, struct reported_line *line_r,
                       struct error *error_r)
{
    if (book->keys_read == book->key_count && !care_manager_read(book, error_r))
        return false;
    *has_r = book->key_count > 0;
    return !*has_r || line_read(book, book->keys[book->keys_read++].place, line_r, error_r);
}
