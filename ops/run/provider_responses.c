/*
 * Providers go through two steps: their lines are gathered and written one provider after the
 * other, as they come; what is told of them is put together by several hands.
 */
#include "ops/run/provider_responses.h"

#include <assert.h>

#include "adapters/host/assembly_line.h"
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

/* What is told of one provider. */
struct telling {
    struct notify_work *notify;
    const struct council_night *night;
    bool is_told;          /* else it is only counted */
    struct arena *scratch; /* a line's */
    struct arena *arena;   /* what follows lies in it */
    struct text provider;
    struct publication *publication; /* NULL: none is open */
    struct text_buffer file;         /* what is not yet written of it */
    struct csv_writer csv;
    struct text_buffer all, disputed; /* to be attached: every line, those that do not agree */
    bool all_is_short;
    struct response_tally tally;
};

static const char *folder_path(const struct council_night *night, struct arena *arena)
{
    return arena_printf(arena, "%s/out/%.*s/responses", night->config->spool,
                        TEXT_ARGS(night->council->code));
}

/* DATE-PROVIDER; of a later run on the date DATE.2-PROVIDER */
static struct text file_name(const struct telling *telling)
{
    char date[DAY_TEXT_BYTES];
    day_format(telling->night->run.business_date, date);
    const char *again = telling->notify->number > 1
                            ? arena_printf(telling->arena, ".%d", telling->notify->number)
                            : "";
    return text_of(arena_printf(telling->arena, "%s%s-%.*s", date, again,
                                TEXT_ARGS(file_name_of(telling->arena, telling->provider))));
}

static const char *path_of(const struct telling *telling)
{
    return arena_printf(telling->arena, "%s/%.*s.csv", folder_path(telling->night, telling->arena),
                        TEXT_ARGS(file_name(telling)));
}

static bool provider_begin(struct telling *telling, struct text provider, struct error *error_r)
{
    arena_empty(telling->arena);
    telling->provider = arena_text(telling->arena, provider);
    telling->tally = (struct response_tally){.paid_pence = 0};
    telling->all = (struct text_buffer){.arena = telling->arena};
    telling->disputed = (struct text_buffer){.arena = telling->arena};
    telling->all_is_short = true;
    telling->file = (struct text_buffer){.arena = telling->arena};
    line_response_csv_begin(&telling->csv, &telling->file);
    text_buffer_add(&telling->disputed, text_buffer_text(&telling->file));
    text_buffer_add(&telling->all, text_buffer_text(&telling->file));
    if (telling->is_told)
        telling->publication = publish_begin(path_of(telling), error_r);
    return !telling->is_told || telling->publication != NULL;
}

/* --- sending ----------------------------------------------------------------- */

/* NULL: nobody to send it to. */
static const struct provider *addressee(const struct telling *telling)
{
    const struct provider *provider = provider_find(telling->notify->provider_count,
                                                    telling->notify->providers, telling->provider);

    return provider != NULL && mail_address_is_plain(provider->contact_email) ? provider : NULL;
}

static bool provider_send(const struct telling *telling, struct error *error_r)
{
    const struct council_config *council = telling->night->council;
    const struct provider *provider = addressee(telling);

    if (provider == NULL)
        return true;
    const struct response_message message = {
        .council_name = council->name,
        .council_code = council->code,
        .business_date = telling->night->run.business_date,
        .number = telling->notify->number,
        .from = council->mail_from,
        .to = arena_text(telling->arena, provider->contact_email).bytes,
        .provider = provider->provider,
        .provider_name = provider->name,
        .tally = &telling->tally,
        .attachment = text_buffer_text(telling->all_is_short ? &telling->all : &telling->disputed),
        .is_whole = telling->all_is_short,
    };
    return post_send(telling->night, telling->notify->edition, telling->arena,
                     response_message_stem(telling->arena, &message),
                     response_message_write(telling->arena, &message), error_r);
}

/* --- writing ----------------------------------------------------------------- */

static void hand_over(struct telling *telling)
{
    publish_write(telling->publication, telling->file.bytes, telling->file.length);
    telling->file.length = 0;
}

static void add_line(struct telling *telling, const struct line_response *response)
{
    size_t before = telling->file.length;

    response_tally_add(&telling->tally, response);
    if (!telling->is_told)
        return;
    line_response_csv_add(&telling->csv, telling->scratch, telling->night->zone, response);
    struct text row = {telling->file.bytes + before, telling->file.length - before};
    if (response->kind != VERDICT_MATCHED || response->adjustment != NULL)
        text_buffer_add(&telling->disputed, row);
    telling->all_is_short =
        telling->all_is_short && telling->all.length + row.length <= ATTACHED_BYTES;
    if (telling->all_is_short)
        text_buffer_add(&telling->all, row);
    if (telling->file.length >= PIECE_BYTES)
        hand_over(telling);
    arena_empty(telling->scratch);
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
static void add_adjustments(struct telling *telling, bool *adjusted_told)
{
    const struct notify_work *notify = telling->notify;

    for (size_t i = first_adjustment(notify, telling->provider);
         i < notify->adjustment_count &&
         text_equal(notify->adjustments[i].provider, telling->provider);
         i++) {
        struct line_response response = adjusted_response(&notify->adjustments[i]);
        add_line(telling, &response);
        adjusted_told[i] = true;
    }
}

static void keep_tally(struct telling *telling)
{
    struct notify_work *notify = telling->notify;

    notify->tallies = arena_grow(notify->tally_arena, notify->tallies, &notify->tally_room,
                                 notify->tally_count + 1, sizeof(*notify->tallies));
    notify->tallies[notify->tally_count++] = (struct provider_tally){
        .provider = arena_text(notify->tally_arena, telling->provider), .tally = telling->tally};
}

/* --- where lines come from --------------------------------------------------- */

/* Judged lines come from the book and rejected rows from the database, or all from there; both by
 * provider. */
struct gathering {
    struct notify_work *notify;
    const struct response_book *book; /* NULL: none */
    size_t page;
    struct db_stream *stream;
    bool has_line;
    struct line_response line; /* the next one of the stream */
    bool *adjusted_told;       /* of each adjustment */
    size_t adjusted;           /* those before it have been told */
};

static bool next_line(struct gathering *gathering, struct error *error_r)
{
    return response_store_next(gathering->stream, &gathering->has_line, &gathering->line, error_r);
}

static bool has_page(const struct gathering *gathering)
{
    return gathering->book != NULL && gathering->page < response_book_count(gathering->book);
}

/* Last come those of whom nothing else is new. */
static bool provider_find_next(struct gathering *gathering, struct text *provider_r)
{
    const struct notify_work *notify = gathering->notify;

    if (has_page(gathering) || gathering->has_line) {
        *provider_r = has_page(gathering) ? response_book_provider(gathering->book, gathering->page)
                                          : gathering->line.provider;
        if (gathering->has_line && text_compare(gathering->line.provider, *provider_r) < 0)
            *provider_r = gathering->line.provider;
        return true;
    }
    while (gathering->adjusted < notify->adjustment_count &&
           gathering->adjusted_told[gathering->adjusted])
        gathering->adjusted++;
    if (gathering->adjusted == notify->adjustment_count)
        return false;
    *provider_r = notify->adjustments[gathering->adjusted].provider;
    return true;
}

static bool add_page(struct telling *telling, struct gathering *gathering, struct error *error_r)
{
    struct response_rows rows;

    if (!has_page(gathering) ||
        !text_equal(response_book_provider(gathering->book, gathering->page), telling->provider))
        return true;
    if (!response_book_rows(gathering->book, gathering->page++, telling->arena, &rows, error_r))
        return false;
    telling->tally = rows.tally;
    if (!telling->is_told)
        return true;
    text_buffer_add(&telling->disputed, rows.disputed);
    telling->all_is_short = telling->all.length + rows.rows.length <= ATTACHED_BYTES;
    if (telling->all_is_short)
        text_buffer_add(&telling->all, rows.rows);
    hand_over(telling);
    publish_write(telling->publication, rows.rows.bytes, rows.rows.length);
    return true;
}

static bool add_lines(struct telling *telling, struct gathering *gathering, struct error *error_r)
{
    while (gathering->has_line && text_equal(gathering->line.provider, telling->provider)) {
        add_line(telling, &gathering->line);
        if (!next_line(gathering, error_r))
            return false;
    }
    return true;
}

static bool provider_gather(void *context, void *piece, bool *has_one_r, struct error *error_r)
{
    struct gathering *gathering = context;
    struct telling *telling = piece;
    struct text provider;

    *has_one_r = provider_find_next(gathering, &provider);
    if (!*has_one_r)
        return true;
    if (!provider_begin(telling, provider, error_r) || !add_page(telling, gathering, error_r) ||
        !add_lines(telling, gathering, error_r))
        return false;
    add_adjustments(telling, gathering->adjusted_told);
    assert(!response_tally_is_empty(&telling->tally));
    if (response_tally_lines(&telling->tally) > 0)
        keep_tally(telling);
    return true;
}

static bool provider_tell(void *context, void *piece, struct error *error_r)
{
    struct telling *telling = piece;
    struct publication *publication = telling->publication;

    (void)context;
    if (!telling->is_told)
        return true;
    hand_over(telling);
    telling->publication = NULL;
    return edition_add(telling->notify->edition, publication, error_r) &&
           provider_send(telling, error_r);
}

/* --- all of them ------------------------------------------------------------- */

static bool tell_all(struct gathering *gathering, size_t hands, struct telling *tellings,
                     struct error *error_r)
{
    const struct assembly_step step = {provider_tell, NULL, .in_turn = false};
    const struct assembly_line line = {.context = gathering,
                                       .next = provider_gather,
                                       .step_count = 1,
                                       .steps = &step,
                                       .piece_count = hands + 1,
                                       .piece_bytes = sizeof(*tellings),
                                       .pieces = tellings};

    return next_line(gathering, error_r) && assembly_line_run(&line, hands, error_r);
}

static bool tell_with_hands(struct gathering *gathering, struct error *error_r)
{
    struct notify_work *notify = gathering->notify;
    const size_t hands = worker_count(notify->night);
    struct telling tellings[WORKERS_MOST + 1];

    for (size_t i = 0; i <= hands; i++)
        tellings[i] = (struct telling){.notify = notify,
                                       .night = notify->night,
                                       .is_told = council_pays(notify->night->council),
                                       .scratch = arena_new(),
                                       .arena = arena_new()};
    bool is_told = tell_all(gathering, hands, tellings, error_r);
    for (size_t i = 0; i <= hands; i++) {
        if (tellings[i].publication != NULL)
            publish_abandon(tellings[i].publication);
        arena_free(tellings[i].arena);
        arena_free(tellings[i].scratch);
    }
    return is_told;
}

static bool sweep(const struct notify_work *notify, struct error *error_r)
{
    struct arena *arena = arena_new();
    bool is_swept = publish_sweep(folder_path(notify->night, arena), error_r);

    arena_free(arena);
    return is_swept;
}

bool provider_responses(struct notify_work *notify, struct error *error_r)
{
    const struct council_night *night = notify->night;
    struct gathering gathering = {
        .notify = notify,
        .book = night->responses,
        .adjusted_told = ARENA_ARRAY(notify->tally_arena, bool, notify->adjustment_count)};
    struct error of_end;

    if (!sweep(notify, error_r) ||
        !(gathering.book != NULL ? response_store_begin_rejects : response_store_begin)(
            night->db, &night->run, &gathering.stream, error_r))
        return false;
    bool is_told = tell_with_hands(&gathering, error_r);
    if (!db_stream_end(gathering.stream, &of_end) && is_told) {
        *error_r = of_end;
        return false;
    }
    return is_told;
}
