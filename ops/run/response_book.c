#include "ops/run/response_book.h"

#include <assert.h>
#include <stdatomic.h>

#include "adapters/host/scratch_file.h"
#include "adapters/outbound/line_response_csv.h"
#include "adapters/postgres/detail_json.h"
#include "adapters/postgres/match_write.h"
#include "adapters/postgres/response_store.h"

/* --- a provider's rows ---------------------------------------------------------- */

/* A file's number is the upper half of its lines'. */
#define FILE_SHIFT 32
#define ROW_MASK   INT64_C(0xffffffff)

struct making {
    struct arena *arena;
    struct db *db;
    int64_t council_id;
    const struct zone *zone;
    int64_t file_id; /* whose name it is; 0: none yet */
    struct text file;
    struct arena *scratch; /* a line's */
    struct csv_writer csv;
    struct text_buffer rows, disputed;
    struct response_tally tally;
};

/* Lines come file by file. */
static bool find_file(struct making *making, int64_t line_id, struct error *error_r)
{
    if (line_id >> FILE_SHIFT == making->file_id)
        return true;
    making->file_id = line_id >> FILE_SHIFT;
    return response_store_file(making->db, making->council_id, making->file_id, making->arena,
                               &making->file, error_r);
}

static struct line_response response_of(const struct making *making, const struct bill_line *line,
                                        const struct verdict *verdict, day_t due_date)
{
    bool has_order = verdict->kind != VERDICT_MATCHED && verdict->order != NULL;

    return (struct line_response){
        .provider = line->provider,
        .file = making->file,
        .source_row = line->line_id & ROW_MASK,
        .invoice_no = line->invoice_no,
        .line_no = line->line_no,
        .client_ref = line->client_ref,
        .service = line->service,
        .kind = verdict->kind,
        .reasons = verdict->reasons,
        .detail = detail_json(making->scratch, verdict),
        .planned_start_s = has_order ? verdict->order->planned_start_s : NOT_GIVEN,
        .delivered_start_s = verdict->delivered_start_s,
        .billed_minutes = verdict->billed_minutes,
        .expected_minutes = verdict->expected_minutes,
        .billed_pence = line->net_pence,
        .billed_vat_pence = line->vat_pence,
        .expected_pence = verdict->expected_pence,
        .payable_pence = verdict->payable_pence,
        .payable_vat_pence = verdict->payable_vat_pence,
        .due_date = due_date,
    };
}

static void row_add(struct making *making, const struct line_response *response)
{
    size_t before = making->rows.length;

    response_tally_add(&making->tally, response);
    line_response_csv_add(&making->csv, making->scratch, making->zone, response);
    if (response->kind != VERDICT_MATCHED)
        text_buffer_add(&making->disputed,
                        (struct text){making->rows.bytes + before, making->rows.length - before});
}

static bool line_add(struct making *making, const struct bill_line *line,
                     const struct verdict *verdict, day_t due_date, struct error *error_r)
{
    if (!find_file(making, line->line_id, error_r))
        return false;
    struct line_response response = response_of(making, line, verdict, due_date);
    row_add(making, &response);
    arena_empty(making->scratch);
    return true;
}

static bool lines_add(struct making *making, const struct match_input *input,
                      const struct match_output *output, const day_t *due_dates,
                      struct error *error_r)
{
    for (size_t i = 0; i < input->line_count; i++) {
        const struct verdict *verdict = &output->verdicts[i];
        assert(i == 0 || input->lines[i - 1].line_id < input->lines[i].line_id);
        if (match_write_is_news(carried_of_line(input, i), verdict) &&
            !line_add(making, &input->lines[i], verdict, due_dates[i], error_r))
            return false;
    }
    return true;
}

/* --- the book --------------------------------------------------------------------- */

struct response_book {
    struct arena *arena;
    struct scratch_file file;
    _Atomic int64_t end; /* where the next rows go */
    size_t count, room;
    struct response_page *pages;
};

bool response_book_open(const char *folder, struct response_book **book_r, struct error *error_r)
{
    struct scratch_file file;

    *book_r = NULL;
    if (!scratch_file_open(folder, "line responses", &file, error_r))
        return false;
    struct arena *arena = arena_new();
    *book_r = ARENA_NEW(arena, struct response_book);
    **book_r = (struct response_book){.arena = arena, .file = file};
    return true;
}

void response_book_close(struct response_book *book)
{
    if (book == NULL)
        return;
    scratch_file_close(&book->file);
    arena_free(book->arena);
}

static bool rows_append(struct response_book *book, const struct making *making,
                        struct response_page *page_r, struct error *error_r)
{
    struct text rows = text_buffer_text(&making->rows);
    struct text disputed = text_buffer_text(&making->disputed);
    int64_t offset = atomic_fetch_add_explicit(&book->end, (int64_t)(rows.length + disputed.length),
                                               memory_order_relaxed);

    *page_r = (struct response_page){.offset = offset,
                                     .rows_length = rows.length,
                                     .disputed_length = disputed.length,
                                     .tally = making->tally};
    return scratch_file_write(&book->file, offset, rows, error_r) &&
           scratch_file_write(&book->file, offset + (int64_t)rows.length, disputed, error_r);
}

bool response_book_write(struct response_book *book, struct db *db, int64_t council_id,
                         const struct zone *zone, const struct match_input *input,
                         const struct match_output *output, const day_t *due_dates,
                         struct response_page *page_r, struct error *error_r)
{
    struct arena *arena = arena_new();
    struct making making = {.arena = arena,
                            .db = db,
                            .council_id = council_id,
                            .zone = zone,
                            .scratch = arena_new(),
                            .rows = {.arena = arena},
                            .disputed = {.arena = arena}};

    line_response_csv_go_on(&making.csv, &making.rows);
    bool is_written = lines_add(&making, input, output, due_dates, error_r) &&
                      rows_append(book, &making, page_r, error_r);
    arena_free(making.scratch);
    arena_free(arena);
    return is_written;
}

void response_book_add(struct response_book *book, struct text provider,
                       const struct response_page *page)
{
    if (page->rows_length == 0)
        return;
    book->pages =
        arena_grow(book->arena, book->pages, &book->room, book->count + 1, sizeof(*book->pages));
    book->pages[book->count] = *page;
    book->pages[book->count++].provider = arena_text(book->arena, provider);
}

size_t response_book_count(const struct response_book *book)
{
    return book->count;
}

struct text response_book_provider(const struct response_book *book, size_t index)
{
    return book->pages[index].provider;
}

bool response_book_rows(const struct response_book *book, size_t index, struct arena *arena,
                        struct response_rows *rows_r, struct error *error_r)
{
    const struct response_page *page = &book->pages[index];
    size_t length = page->rows_length + page->disputed_length;
    char *bytes = arena_bytes(arena, length);

    if (!scratch_file_read(&book->file, page->offset, length, bytes, error_r))
        return false;
    *rows_r = (struct response_rows){page->provider,
                                     {bytes, page->rows_length},
                                     {bytes + page->rows_length, page->disputed_length},
                                     page->tally};
    return true;
}
