#include "ops/run/response_book.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "adapters/host/publish.h"
#include "adapters/host/scratch_file.h"
#include "adapters/postgres/detail_json.h"
#include "adapters/postgres/match_write.h"
#include "adapters/postgres/report_store.h"
#include "adapters/postgres/response_store.h"

/* A provider's, begun. */
struct page {
    struct text provider;
    struct publication *publication; /* NULL: taken, or lines are only counted */
    size_t length;
    int64_t disputed_offset; /* in the book's file */
    size_t disputed_length;
    struct response_tally tally;
};

struct response_book {
    const struct council_night *night;
    int number;               /* of the run on its date */
    struct scratch_file file; /* what is disputed, provider by provider */
    pthread_mutex_t lock;     /* over what follows */
    int64_t length;           /* of the file */
    struct arena *arena;
    size_t count, room;
    struct page *pages;
};

bool response_book_open(const struct council_night *night, const char *folder,
                        struct response_book **book_r, struct error *error_r)
{
    struct scratch_file file;
    int number;

    *book_r = NULL;
    if (!response_files_sweep(night, error_r) ||
        !report_store_run_number(night->db, &night->run, &number, error_r) ||
        !scratch_file_open(folder, "line responses", &file, error_r))
        return false;
    struct arena *arena = arena_new();
    *book_r = ARENA_NEW(arena, struct response_book);
    **book_r = (struct response_book){.night = night,
                                      .number = number,
                                      .file = file,
                                      .lock = PTHREAD_MUTEX_INITIALIZER,
                                      .arena = arena};
    return true;
}

void response_book_close(struct response_book *book)
{
    if (book == NULL)
        return;
    for (size_t i = 0; i < book->count; i++)
        if (book->pages[i].publication != NULL)
            publish_abandon(book->pages[i].publication);
    scratch_file_close(&book->file);
    arena_free(book->arena);
}

/* --- a provider's rows ---------------------------------------------------------- */

/* A file's number is the upper half of its lines'. */
#define FILE_SHIFT 32
#define ROW_MASK   INT64_C(0xffffffff)

struct making {
    const struct response_book *book;
    struct db *db;
    int64_t file_id;       /* of the lines at hand; 0: none yet */
    struct text file_name; /* its */
    bool is_begun;
    struct response_file responses;
};

/* Lines come file by file. */
static bool find_name(struct making *making, int64_t line_id, struct error *error_r)
{
    if (line_id >> FILE_SHIFT == making->file_id)
        return true;
    making->file_id = line_id >> FILE_SHIFT;
    return response_store_file(making->db, making->book->night->run.council_id, making->file_id,
                               making->responses.arena, &making->file_name, error_r);
}

static bool file_begin(struct making *making, struct text provider, struct error *error_r)
{
    const struct response_book *book = making->book;
    const char *path =
        council_pays(book->night->council)
            ? response_file_path(making->responses.arena, book->night, book->number, provider)
            : NULL;

    making->is_begun = true;
    return response_file_begin(&making->responses, path, error_r);
}

static struct line_response response_of(const struct making *making,
                                        const struct match_input *input,
                                        const struct bill_line *line, const struct verdict *verdict,
                                        day_t due_date)
{
    bool has_order = verdict->kind != VERDICT_MATCHED && verdict->order != NULL;

    return (struct line_response){
        .provider = line->provider,
        .file = making->file_name,
        .source_row = line->line_id & ROW_MASK,
        .invoice_no = line->invoice_no,
        .line_no = line->line_no,
        .client_ref = line->client_ref,
        .service = line->service,
        .kind = verdict->kind,
        .reasons = verdict->reasons,
        .detail = detail_json(making->responses.scratch, input, verdict),
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

static bool line_add(struct making *making, const struct match_input *input,
                     const struct bill_line *line, const struct verdict *verdict, day_t due_date,
                     struct error *error_r)
{
    if (!find_name(making, line->line_id, error_r) ||
        (!making->is_begun && !file_begin(making, line->provider, error_r)))
        return false;
    struct line_response response = response_of(making, input, line, verdict, due_date);
    response_file_add(&making->responses, &response);
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
            !line_add(making, input, &input->lines[i], verdict, due_dates[i], error_r))
            return false;
    }
    return true;
}

/* --- its page --------------------------------------------------------------------- */

static int64_t page_add(struct response_book *book, struct text provider,
                        const struct response_file *responses)
{
    pthread_mutex_lock(&book->lock);
    int64_t offset = book->length;
    book->length += (int64_t)responses->disputed.length;
    book->pages =
        arena_grow(book->arena, book->pages, &book->room, book->count + 1, sizeof(*book->pages));
    book->pages[book->count++] = (struct page){
        .provider = arena_text(book->arena, provider),
        .publication = responses->publication,
        .length = responses->length,
        .disputed_offset = offset,
        .disputed_length = responses->disputed.length,
        .tally = responses->tally,
    };
    pthread_mutex_unlock(&book->lock);
    return offset;
}

static bool page_write(struct response_book *book, struct text provider,
                       struct response_file *responses, struct error *error_r)
{
    response_file_hand_over(responses);
    if (responses->publication != NULL)
        publish_rest(responses->publication);
    int64_t offset = page_add(book, provider, responses);
    return scratch_file_write(&book->file, offset, text_buffer_text(&responses->disputed), error_r);
}

static bool rows_make(struct response_book *book, struct making *making,
                      const struct match_input *input, const struct match_output *output,
                      const day_t *due_dates, struct error *error_r)
{
    if (lines_add(making, input, output, due_dates, error_r))
        return !making->is_begun ||
               page_write(book, input->provider_ref, &making->responses, error_r);
    if (making->responses.publication != NULL)
        publish_abandon(making->responses.publication);
    return false;
}

bool response_book_add(struct response_book *book, struct db *db, const struct match_input *input,
                       const struct match_output *output, const day_t *due_dates,
                       struct error *error_r)
{
    struct making making = {
        .book = book,
        .db = db,
        .responses = {.zone = book->night->zone, .arena = arena_new(), .scratch = arena_new()}};
    bool is_made = rows_make(book, &making, input, output, due_dates, error_r);

    arena_free(making.responses.scratch);
    arena_free(making.responses.arena);
    return is_made;
}

/* --- reading ---------------------------------------------------------------------- */

static int compare_pages(const void *a, const void *b)
{
    const struct page *x = a, *y = b;

    return text_compare(x->provider, y->provider);
}

void response_book_sort(struct response_book *book)
{
    if (book->count > 0)
        qsort(book->pages, book->count, sizeof(*book->pages), compare_pages);
}

size_t response_book_count(const struct response_book *book)
{
    return book->count;
}

struct text response_book_provider(const struct response_book *book, size_t index)
{
    return book->pages[index].provider;
}

bool response_book_take(struct response_book *book, size_t index, struct response_file *file,
                        struct error *error_r)
{
    struct page *page = &book->pages[index];
    char *disputed = arena_bytes(file->arena, page->disputed_length);

    if (!scratch_file_read(&book->file, page->disputed_offset, page->disputed_length, disputed,
                           error_r))
        return false;
    response_file_go_on(file, page->publication, page->length,
                        (struct text){disputed, page->disputed_length}, &page->tally);
    page->publication = NULL;
    return true;
}
