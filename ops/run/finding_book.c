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

#define TEXTS(X)                                                                                   \
    X(care_manager)                                                                                \
    X(provider)                                                                                    \
    X(invoice_no)                                                                                  \
    X(line_no)                                                                                     \
    X(client_ref)                                                                                  \
    X(carer_ref)                                                                                   \
    X(service)                                                                                     \
    X(order_no)                                                                                    \
    X(order_line)                                                                                  \
    X(detail)

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
    record.bytes = aligned(sizeof(record) TEXTS(X));
#undef X
    char *to = text_buffer_extend(rows, record.bytes);

    memset(to, 0, record.bytes);
    memcpy(to, &record, sizeof(record));
    to += sizeof(record);
#define X(name) to = put_text(to, line->name);
    TEXTS(X)
#undef X
}

static struct reported_line line_of_record(const struct record *record)
{
    struct reported_line line = record->line;
    const char *from = (const char *)(record + 1);
#define X(name)                                                                                    \
    line.name.bytes = from;                                                                        \
    from += line.name.length + 1;
    TEXTS(X)
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
            line_of(&input->lines[i], verdict, detail_json(scratch, verdict));
        record_add(&rows, &line);
        arena_empty(scratch);
    }
    arena_free(scratch);
    made.bytes = text_buffer_text(&rows);
    return made;
}

/* --- the book ----------------------------------------------------------------------- */

/* More are better read from the database, a recipient at a time. */
#define BOOK_BYTES_MOST ((size_t)64 * 1024 * 1024)

struct finding_book {
    struct arena *arena;
    struct scratch_file file;
    size_t length;     /* of the file */
    bool is_too_large; /* and not all of them are in it */
    bool has_unchanged;
    size_t count, room;
    const struct record **sorted;
};

bool finding_book_open(const char *folder, struct finding_book **book_r, struct error *error_r)
{
    struct scratch_file file;

    *book_r = NULL;
    if (!scratch_file_open(folder, "findings", &file, error_r))
        return false;
    struct arena *arena = arena_new();
    *book_r = ARENA_NEW(arena, struct finding_book);
    **book_r = (struct finding_book){.arena = arena, .file = file};
    return true;
}

void finding_book_close(struct finding_book *book)
{
    if (book == NULL)
        return;
    scratch_file_close(&book->file);
    arena_free(book->arena);
}

bool finding_book_add(struct finding_book *book, const struct finding_rows *rows,
                      struct error *error_r)
{
    size_t offset = book->length;

    book->is_too_large = book->is_too_large || offset + rows->bytes.length > BOOK_BYTES_MOST;
    if (book->is_too_large)
        return true;
    book->has_unchanged = book->has_unchanged || rows->has_unchanged;
    book->length += rows->bytes.length;
    return scratch_file_write(&book->file, (int64_t)offset, rows->bytes, error_r);
}

bool finding_book_is_whole(const struct finding_book *book)
{
    return !book->is_too_large;
}

bool finding_book_has_unchanged(const struct finding_book *book)
{
    return book->has_unchanged;
}

static int compare_records(const void *a, const void *b)
{
    const struct record *const *x = a, *const *y = b;
    const struct reported_line one = line_of_record(*x), other = line_of_record(*y);

    return reported_line_compare(&one, &other);
}

bool finding_book_sort(struct finding_book *book, struct error *error_r)
{
    char *bytes = ARENA_ARRAY(book->arena, char, book->length);

    if (!scratch_file_read(&book->file, 0, book->length, bytes, error_r))
        return false;
    for (size_t at = 0; at < book->length;) {
        const struct record *record = (const struct record *)(const void *)(bytes + at);
        book->sorted = arena_grow(book->arena, book->sorted, &book->room, book->count + 1,
                                  sizeof(const struct record *));
        book->sorted[book->count++] = record;
        at += record->bytes;
    }
    if (book->count > 0)
        qsort(book->sorted, book->count, sizeof(const struct record *), compare_records);
    return true;
}

size_t finding_book_count(const struct finding_book *book)
{
    return book->count;
}

struct reported_line finding_book_line(const struct finding_book *book, size_t index)
{
    return line_of_record(book->sorted[index]);
}
