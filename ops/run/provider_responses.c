#include "ops/run/provider_responses.h"

#include "adapters/host/file_name.h"
#include "adapters/host/publish.h"
#include "adapters/outbound/line_response_csv.h"
#include "adapters/outbound/mail_address.h"
#include "adapters/outbound/response_message.h"
#include "adapters/postgres/response_store.h"
#include "ops/run/post.h"
#include "ops/run/response_book.h"

/* As much is gathered before it is written. */
#define PIECE_BYTES ((size_t)256 * 1024)
/* A longer file is too much for a mailbox: what agrees is left out of the attached one. */
#define ATTACHED_BYTES ((size_t)1024 * 1024)

struct response_work {
    struct notify_work *notify;
    const struct council_night *night;
    bool is_told;          /* else it is only counted */
    bool *adjusted_told;   /* of each adjustment */
    struct arena *scratch; /* a line's */
    struct arena *arena;   /* a provider's; what follows is of the provider at hand */
    struct text provider;
    struct publication *publication; /* NULL: none is open */
    struct text_buffer file;         /* what is not yet written of it */
    struct csv_writer csv;
    struct text_buffer all, disputed; /* to be attached: every line, those that do not agree */
    bool all_is_short;
    struct response_tally tally;
};

static const char *path_of(const struct response_work *work, struct text name, const char *suffix)
{
    const struct council_night *night = work->night;

    return arena_printf(work->arena, "%s/out/%.*s/responses/%.*s%s", night->config->spool,
                        TEXT_ARGS(night->council->code), TEXT_ARGS(name), suffix);
}

/* DATE-PROVIDER; of a later run on the date DATE.2-PROVIDER */
static struct text file_name(const struct response_work *work)
{
    char date[DAY_TEXT_BYTES];
    day_format(work->night->run.business_date, date);
    const char *again =
        work->notify->number > 1 ? arena_printf(work->arena, ".%d", work->notify->number) : "";
    return text_of(arena_printf(work->arena, "%s%s-%.*s", date, again,
                                TEXT_ARGS(file_name_of(work->arena, work->provider))));
}

static bool provider_begin(struct response_work *work, struct text provider, struct error *error_r)
{
    arena_empty(work->arena);
    work->provider = arena_text(work->arena, provider);
    work->tally = (struct response_tally){.paid_pence = 0};
    work->all = (struct text_buffer){.arena = work->arena};
    work->disputed = (struct text_buffer){.arena = work->arena};
    work->all_is_short = true;
    work->file = (struct text_buffer){.arena = work->arena};
    line_response_csv_begin(&work->csv, &work->file);
    text_buffer_add(&work->disputed, text_buffer_text(&work->file));
    text_buffer_add(&work->all, text_buffer_text(&work->file));
    if (work->is_told)
        work->publication = publish_begin(path_of(work, file_name(work), ".csv"), error_r);
    return !work->is_told || work->publication != NULL;
}

/* --- sending ----------------------------------------------------------------- */

/* NULL: nobody to send it to. */
static const struct provider *addressee(const struct response_work *work)
{
    const struct provider *provider =
        provider_find(work->notify->provider_count, work->notify->providers, work->provider);

    return provider != NULL && mail_address_is_plain(provider->contact_email) ? provider : NULL;
}

static bool provider_send(const struct response_work *work, struct error *error_r)
{
    const struct council_config *council = work->night->council;
    const struct provider *provider = addressee(work);

    if (provider == NULL)
        return true;
    const struct response_message message = {
        .council_name = council->name,
        .council_code = council->code,
        .business_date = work->night->run.business_date,
        .number = work->notify->number,
        .from = council->mail_from,
        .to = arena_text(work->arena, provider->contact_email).bytes,
        .provider = provider->provider,
        .provider_name = provider->name,
        .tally = &work->tally,
        .attachment = text_buffer_text(work->all_is_short ? &work->all : &work->disputed),
        .is_whole = work->all_is_short,
    };
    return post_send(work->night, work->arena, response_message_stem(work->arena, &message),
                     response_message_write(work->arena, &message), error_r);
}

/* --- writing ----------------------------------------------------------------- */

static void hand_over(struct response_work *work)
{
    publish_write(work->publication, work->file.bytes, work->file.length);
    work->file.length = 0;
}

static void add_line(struct response_work *work, const struct line_response *response)
{
    size_t before = work->file.length;

    response_tally_add(&work->tally, response);
    if (!work->is_told)
        return;
    line_response_csv_add(&work->csv, work->scratch, work->night->zone, response);
    struct text row = {work->file.bytes + before, work->file.length - before};
    if (response->kind != VERDICT_MATCHED || response->adjustment != NULL)
        text_buffer_add(&work->disputed, row);
    work->all_is_short = work->all_is_short && work->all.length + row.length <= ATTACHED_BYTES;
    if (work->all_is_short)
        text_buffer_add(&work->all, row);
    if (work->file.length >= PIECE_BYTES)
        hand_over(work);
    arena_empty(work->scratch);
}

static struct line_response adjusted_response(const struct reported_adjustment *adjustment)
{
    return (struct line_response){
        .provider = adjustment->provider,
        .file = adjustment->file,
        .source_row = adjustment->source_row,
        .invoice_no = adjustment->invoice_no,
        .line_no = adjustment->line_no,
        .client_ref = adjustment->client_ref,
        .service = adjustment->service,
        .kind = adjustment->kind,
        .planned_start_s = NOT_GIVEN,
        .delivered_start_s = adjustment->delivered_start_s,
        .billed_minutes = NOT_GIVEN,
        .expected_minutes = NOT_GIVEN,
        .billed_pence = adjustment->billed_pence,
        .billed_vat_pence = NOT_GIVEN,
        .expected_pence = adjustment->news.new_pence,
        .payable_pence = adjustment->net_pence,
        .payable_vat_pence = adjustment->vat_pence,
        .due_date = adjustment->due_date,
        .adjustment = &adjustment->news,
    };
}

/* The first of the provider, or of the next one that has any. */
static size_t first_adjustment(const struct notify_work *notify, struct text provider)
{
    size_t first = 0, end = notify->adjustment_count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (text_compare(notify->adjustments[middle].provider, provider) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

/* Lines paid earlier follow those of the night, wherever those come from. */
static void add_adjustments(struct response_work *work)
{
    const struct notify_work *notify = work->notify;

    for (size_t i = first_adjustment(notify, work->provider);
         i < notify->adjustment_count &&
         text_equal(notify->adjustments[i].provider, work->provider);
         i++) {
        struct line_response response = adjusted_response(&notify->adjustments[i]);
        add_line(work, &response);
        work->adjusted_told[i] = true;
    }
}

static void keep_tally(struct response_work *work)
{
    struct notify_work *notify = work->notify;

    notify->tallies = arena_grow(notify->tally_arena, notify->tallies, &notify->tally_room,
                                 notify->tally_count + 1, sizeof(*notify->tallies));
    notify->tallies[notify->tally_count++] = (struct provider_tally){
        .provider = arena_text(notify->tally_arena, work->provider), .tally = work->tally};
}

static bool provider_end(struct response_work *work, struct error *error_r)
{
    struct publication *publication = work->publication;

    add_adjustments(work);
    if (response_tally_is_empty(&work->tally))
        return true;
    if (response_tally_lines(&work->tally) > 0)
        keep_tally(work);
    if (!work->is_told)
        return true;
    hand_over(work);
    work->publication = NULL;
    return publish_commit(publication, error_r) && provider_send(work, error_r);
}

/* --- where lines come from --------------------------------------------------- */

/* All of them from the database. */
static bool write_lines(struct response_work *work, struct db_stream *stream, struct error *error_r)
{
    struct line_response response;
    bool has_one;

    for (;;) {
        if (!response_store_next(stream, &has_one, &response, error_r))
            return false;
        if (!has_one)
            return provider_end(work, error_r);
        if ((response_tally_lines(&work->tally) == 0 ||
             !text_equal(work->provider, response.provider)) &&
            (!provider_end(work, error_r) || !provider_begin(work, response.provider, error_r)))
            return false;
        add_line(work, &response);
    }
}

static bool add_page(struct response_work *work, size_t page, struct error *error_r)
{
    struct response_rows rows;

    if (!response_book_rows(work->night->responses, page, work->arena, &rows, error_r))
        return false;
    work->tally = rows.tally;
    if (!work->is_told)
        return true;
    text_buffer_add(&work->disputed, rows.disputed);
    work->all_is_short = work->all.length + rows.rows.length <= ATTACHED_BYTES;
    if (work->all_is_short)
        text_buffer_add(&work->all, rows.rows);
    hand_over(work);
    publish_write(work->publication, rows.rows.bytes, rows.rows.length);
    return true;
}

/* A stream of rejected rows, and the row that comes next. */
struct rejects {
    struct db_stream *stream;
    bool has_one;
    struct line_response next;
};

static bool rejects_next(struct rejects *rejects, struct error *error_r)
{
    return response_store_next(rejects->stream, &rejects->has_one, &rejects->next, error_r);
}

static bool add_rejects(struct response_work *work, struct rejects *rejects, struct error *error_r)
{
    while (rejects->has_one && text_equal(rejects->next.provider, work->provider)) {
        add_line(work, &rejects->next);
        if (!rejects_next(rejects, error_r))
            return false;
    }
    return true;
}

/* Judged lines from the book, rejected rows from the database; both come by provider. */
static bool write_pages(struct response_work *work, struct db_stream *stream, struct error *error_r)
{
    const struct response_book *book = work->night->responses;
    struct rejects rejects = {.stream = stream};
    size_t page = 0;

    if (!rejects_next(&rejects, error_r))
        return false;
    while (page < response_book_count(book) || rejects.has_one) {
        bool has_page = page < response_book_count(book);
        struct text provider =
            has_page ? response_book_provider(book, page) : rejects.next.provider;
        if (rejects.has_one && text_compare(rejects.next.provider, provider) < 0) {
            provider = rejects.next.provider;
            has_page = false;
        }
        if (!provider_begin(work, provider, error_r) ||
            (has_page && !add_page(work, page++, error_r)) ||
            !add_rejects(work, &rejects, error_r) || !provider_end(work, error_r))
            return false;
    }
    return true;
}

/* Providers of whom nothing else is new. */
static bool write_adjusted(struct response_work *work, struct error *error_r)
{
    const struct notify_work *notify = work->notify;

    for (size_t i = 0; i < notify->adjustment_count; i++)
        if (!work->adjusted_told[i] &&
            (!provider_begin(work, notify->adjustments[i].provider, error_r) ||
             !provider_end(work, error_r)))
            return false;
    return true;
}

static bool write_all(struct response_work *work, struct error *error_r)
{
    const struct council_night *night = work->night;
    bool has_book = night->responses != NULL;
    struct db_stream *stream;
    struct error of_end;

    if (!publish_sweep(path_of(work, TEXT_LITERAL(""), ""), error_r) ||
        !(has_book ? response_store_begin_rejects : response_store_begin)(night->db, &night->run,
                                                                          &stream, error_r))
        return false;
    bool is_written = (has_book ? write_pages : write_lines)(work, stream, error_r) &&
                      write_adjusted(work, error_r);
    if (work->publication != NULL)
        publish_abandon(work->publication);
    if (!db_stream_end(stream, &of_end) && is_written) {
        *error_r = of_end;
        return false;
    }
    return is_written;
}

bool provider_responses(struct notify_work *notify, struct error *error_r)
{
    struct response_work work = {
        .notify = notify,
        .night = notify->night,
        .is_told = council_pays(notify->night->council),
        .adjusted_told = ARENA_ARRAY(notify->tally_arena, bool, notify->adjustment_count),
        .scratch = arena_new(),
        .arena = arena_new()};
    bool is_done = write_all(&work, error_r);

    arena_free(work.arena);
    arena_free(work.scratch);
    return is_done;
}
