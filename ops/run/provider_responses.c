/*
 * Providers go through two steps: their lines are gathered and written one provider after the
 * other, as they come; what is told of them is put together by several hands.
 */
#include "ops/run/provider_responses.h"

#include <assert.h>

#include "adapters/host/assembly_line.h"
#include "adapters/host/publish.h"
#include "adapters/outbound/mail_address.h"
#include "adapters/outbound/response_message.h"
#include "adapters/postgres/response_store.h"
#include "ops/run/post.h"
#include "ops/run/response_book.h"

/* A longer file is more than anybody reads in a mail: of it only what does not agree is attached.
 */
#define ATTACHED_BYTES ((size_t)256 * 1024)

/* What is told of one provider. */
struct telling {
    struct notify_work *notify;
    bool is_told; /* else it is only counted */
    struct text provider;
    struct response_file file; /* in whose arena the rest lies */
    size_t set_aside_count;
    const struct unread_input *set_aside; /* files of its */
};

static void provider_begin(struct telling *telling, struct text provider)
{
    arena_empty(telling->file.arena);
    telling->provider = arena_text(telling->file.arena, provider);
}

/* --- sending ----------------------------------------------------------------- */

/* NULL: nobody to send it to. */
static const struct provider *addressee(const struct telling *telling)
{
    const struct provider *provider = provider_find(telling->notify->provider_count,
                                                    telling->notify->providers, telling->provider);

    return provider != NULL && mail_address_is_plain(provider->contact_email) ? provider : NULL;
}

static bool message_send(const struct telling *telling, const struct provider *provider,
                         struct text attachment, struct error *error_r)
{
    const struct council_night *night = telling->notify->night;
    struct arena *arena = telling->file.arena;
    const struct response_message message = {
        .council_name = night->council->name,
        .council_code = night->council->code,
        .business_date = night->run.business_date,
        .waits_for_release =
            notify_waits_for_release(telling->notify, provider_payable_rail(provider)),
        .number = telling->notify->number,
        .from = night->council->mail_from,
        .to = arena_text(arena, provider->contact_email).bytes,
        .provider = provider->provider,
        .provider_name = provider->name,
        .tally = &telling->file.tally,
        .attachment = attachment,
        .is_whole = telling->file.length <= ATTACHED_BYTES,
        .set_aside_count = telling->set_aside_count,
        .set_aside = telling->set_aside,
    };

    return post_send(night, telling->notify->edition, arena, response_message_stem(arena, &message),
                     response_message_write(arena, &message), error_r);
}

static bool provider_send(const struct telling *telling, struct error *error_r)
{
    const struct provider *provider = addressee(telling);
    struct text attachment = text_buffer_text(&telling->file.disputed);

    if (provider == NULL)
        return true;
    if (telling->file.publication == NULL)
        attachment.length = 0;
    else if (telling->file.length <= ATTACHED_BYTES &&
             !response_file_read(&telling->file, &attachment, error_r))
        return false;
    return message_send(telling, provider, attachment, error_r);
}

/* --- lines paid earlier ------------------------------------------------------ */

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
        response_file_add(&telling->file, &response);
        adjusted_told[i] = true;
    }
}

/* --- files of which nothing was read ------------------------------------------- */

static void add_set_aside(struct telling *telling, bool *set_aside_told)
{
    const struct notify_work *notify = telling->notify;
    struct unread_input *files =
        ARENA_ARRAY(telling->file.arena, struct unread_input, notify->set_aside_count);

    telling->set_aside = files;
    telling->set_aside_count = 0;
    for (size_t i = 0; i < notify->set_aside_count; i++)
        if (text_equal(notify->set_aside[i].provider, telling->provider)) {
            files[telling->set_aside_count++] = notify->set_aside[i].file;
            set_aside_told[i] = true;
        }
}

/* --- where lines come from --------------------------------------------------- */

/* Judged lines come from the book and rejected rows from the database, or all from there; both by
 * provider. */
struct gathering {
    struct notify_work *notify;
    struct response_book *book; /* NULL: none */
    size_t page;                /* the next one of it */
    struct db_stream *stream;
    bool has_line;
    struct line_response line; /* the next one of the stream */
    bool *adjusted_told;       /* of each adjustment */
    size_t adjusted;           /* those before it have been told */
    bool *set_aside_told;      /* of each file */
    size_t set_aside;          /* those before it have been told */
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
    if (gathering->adjusted < notify->adjustment_count) {
        *provider_r = notify->adjustments[gathering->adjusted].provider;
        return true;
    }
    while (gathering->set_aside < notify->set_aside_count &&
           gathering->set_aside_told[gathering->set_aside])
        gathering->set_aside++;
    if (gathering->set_aside == notify->set_aside_count)
        return false;
    *provider_r = notify->set_aside[gathering->set_aside].provider;
    return true;
}

static bool page_is_of(const struct gathering *gathering, struct text provider)
{
    return has_page(gathering) &&
           text_equal(response_book_provider(gathering->book, gathering->page), provider);
}

static bool has_rows(const struct telling *telling, const struct gathering *gathering)
{
    const struct notify_work *notify = telling->notify;
    size_t adjustment = first_adjustment(notify, telling->provider);

    return (gathering->has_line && text_equal(gathering->line.provider, telling->provider)) ||
           (adjustment < notify->adjustment_count &&
            text_equal(notify->adjustments[adjustment].provider, telling->provider));
}

/* As the match stage began it, or from its beginning; none where it would have no row. */
static bool file_open(struct telling *telling, struct gathering *gathering, struct error *error_r)
{
    if (page_is_of(gathering, telling->provider))
        return response_book_take(gathering->book, gathering->page++, &telling->file, error_r);
    const char *path = telling->is_told && has_rows(telling, gathering)
                           ? response_file_path(telling->file.arena, telling->notify->night,
                                                telling->notify->number, telling->provider)
                           : NULL;
    return response_file_begin(&telling->file, path, error_r);
}

static bool add_lines(struct telling *telling, struct gathering *gathering, struct error *error_r)
{
    while (gathering->has_line && text_equal(gathering->line.provider, telling->provider)) {
        response_file_add(&telling->file, &gathering->line);
        if (!next_line(gathering, error_r))
            return false;
    }
    return true;
}

static void keep_tally(struct telling *telling)
{
    struct notify_work *notify = telling->notify;

    notify->tallies = arena_grow(notify->tally_arena, notify->tallies, &notify->tally_room,
                                 notify->tally_count + 1, sizeof(*notify->tallies));
    notify->tallies[notify->tally_count++] =
        (struct provider_tally){.provider = arena_text(notify->tally_arena, telling->provider),
                                .tally = telling->file.tally};
}

static bool provider_gather(void *context, void *piece, bool *has_one_r, struct error *error_r)
{
    struct gathering *gathering = context;
    struct telling *telling = piece;
    struct text provider;

    *has_one_r = provider_find_next(gathering, &provider);
    if (!*has_one_r)
        return true;
    provider_begin(telling, provider);
    if (!file_open(telling, gathering, error_r) || !add_lines(telling, gathering, error_r))
        return false;
    add_adjustments(telling, gathering->adjusted_told);
    add_set_aside(telling, gathering->set_aside_told);
    assert(!response_tally_is_empty(&telling->file.tally) || telling->set_aside_count > 0);
    if (response_tally_lines(&telling->file.tally) > 0)
        keep_tally(telling);
    return true;
}

static bool provider_tell(void *context, void *piece, struct error *error_r)
{
    struct telling *telling = piece;
    struct publication *publication = telling->file.publication;

    (void)context;
    if (!telling->is_told)
        return true;
    response_file_hand_over(&telling->file);
    if (!provider_send(telling, error_r))
        return false;
    if (publication == NULL)
        return true;
    telling->file.publication = NULL;
    return edition_add(telling->notify->edition, publication, error_r);
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
        tellings[i] = (struct telling){
            .notify = notify,
            .is_told = council_pays(notify->night->council),
            .file = {.zone = notify->night->zone, .scratch = arena_new(), .arena = arena_new()}};
    bool is_told = tell_all(gathering, hands, tellings, error_r);
    for (size_t i = 0; i <= hands; i++) {
        if (tellings[i].file.publication != NULL)
            publish_abandon(tellings[i].file.publication);
        arena_free(tellings[i].file.arena);
        arena_free(tellings[i].file.scratch);
    }
    return is_told;
}

bool provider_responses(struct notify_work *notify, struct error *error_r)
{
    const struct council_night *night = notify->night;
    struct gathering gathering = {
        .notify = notify,
        .book = night->responses,
        .adjusted_told = ARENA_ARRAY(notify->tally_arena, bool, notify->adjustment_count),
        .set_aside_told = ARENA_ARRAY(notify->tally_arena, bool, notify->set_aside_count)};
    struct error of_end;

    if (gathering.book != NULL)
        response_book_sort(gathering.book);
    else if (!response_files_sweep(night, error_r))
        return false;
    if (!(gathering.book != NULL ? response_store_begin_rejects : response_store_begin)(
            night->db, &night->run, &gathering.stream, error_r))
        return false;
    bool is_told = tell_with_hands(&gathering, error_r);
    if (!db_stream_end(gathering.stream, &of_end) && is_told) {
        *error_r = of_end;
        return false;
    }
    return is_told;
}
