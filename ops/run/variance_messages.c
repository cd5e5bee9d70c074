/*
 * The lines come by care manager, many more of them than memory should hold: a few care managers'
 * are read and told at the same time, and only finance's wait until the end.
 */
#include "ops/run/variance_messages.h"

#include "adapters/host/assembly_line.h"
#include "adapters/outbound/mail_address.h"
#include "ops/run/finding_book.h"
#include "ops/run/post.h"
#include "ops/run/variance_news.h"

/* The findings of one recipient. */
struct finding_list {
    struct arena *arena;
    size_t count, room;
    struct finding *items;
};

/* --- one message ----------------------------------------------------------- */

/* contact: NULL: finance. */
static bool message_send(const struct notify_work *work, const struct contact *contact,
                         const struct finding_list *findings, struct error *error_r)
{
    const struct council_night *night = work->night;
    struct arena *arena = arena_new(); /* one message's */
    struct variance_report report = {
        .council_name = notify_council_name(night->council, arena),
        .council_code = night->council->code.bytes,
        .business_date = night->run.business_date,
        .waits_for_release = notify_any_waits_for_release(work),
        .number = work->number,
        .zone = night->zone,
        .from = night->council->mail_from,
        .to = contact == NULL ? night->council->finance : contact->email.bytes,
        .to_name = contact == NULL ? "" : contact->name.bytes,
        .recipient = contact == NULL ? (struct text){"", 0} : contact->care_manager,
        .finding_count = findings->count,
        .findings = findings->items,
    };

    variance_news_fill(work, arena, &report);
    struct text message;
    bool is_done = !variance_news_is_any(&report) ||
                   (variance_report_message(arena, &report, &message, error_r) &&
                    post_send(night, work->edition, arena, variance_report_stem(arena, &report),
                              message, error_r));
    arena_free(arena);
    return is_done;
}

/* --- all of them ----------------------------------------------------------- */

/* NULL: no message reaches them, so that what is theirs is finance's. */
static const struct contact *contact_of(const struct notify_work *work, struct text care_manager)
{
    for (size_t i = 0; i < work->contact_count; i++)
        if (text_equal(work->contacts[i].care_manager, care_manager))
            return mail_address_is_plain(work->contacts[i].email) ? &work->contacts[i] : NULL;
    return NULL;
}

static void list_add(struct finding_list *list, const struct finding *finding)
{
    list->items =
        arena_grow(list->arena, list->items, &list->room, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = *finding;
}

static void list_empty(struct finding_list *list)
{
    arena_empty(list->arena);
    *list = (struct finding_list){.arena = list->arena};
}

/* Where lines come from, care manager by care manager. */
struct source {
    bool has_line;
    struct reported_line line; /* the next one */
};

/* Recipients are gathered one after the other, in the order of the lines; then those who have no
 * line but may have other news; last finance, when it is known what is finance's. */
struct gathering {
    struct notify_work *work;
    struct finding_book *book; /* NULL: all lines come from the stream */
    struct db_stream *stream;  /* NULL: all are in the book */
    struct source of_book, of_stream;
    struct source *next; /* that of the two whose line comes first */
    bool *is_told;       /* of each contact */
    size_t contact;      /* those before it have been told */
    struct finding_list finances;
    bool finance_is_told;
};

/* One recipient's. */
struct telling {
    const struct contact *contact; /* NULL: finance */
    struct finding_list *findings; /* theirs, or finance's */
    struct finding_list theirs;
};

static bool book_next(struct gathering *gathering, struct error *error_r)
{
    struct source *source = &gathering->of_book;

    return gathering->book == NULL ||
           finding_book_next(gathering->book, &source->has_line, &source->line, error_r);
}

static bool stream_next(struct gathering *gathering, struct error *error_r)
{
    struct source *source = &gathering->of_stream;

    return gathering->stream == NULL ||
           report_store_next_line(gathering->stream, &source->has_line, &source->line, error_r);
}

/* Both are in order. */
static void source_choose(struct gathering *gathering)
{
    struct source *book = &gathering->of_book, *stream = &gathering->of_stream;
    bool stream_is_first =
        stream->has_line &&
        (!book->has_line || reported_line_compare(&stream->line, &book->line) < 0);

    gathering->next = stream_is_first ? stream : book;
}

static bool next_line(struct gathering *gathering, struct error *error_r)
{
    bool is_read = gathering->next == &gathering->of_stream ? stream_next(gathering, error_r)
                                                            : book_next(gathering, error_r);

    source_choose(gathering);
    return is_read;
}

static bool first_line(struct gathering *gathering, struct error *error_r)
{
    if (gathering->book != NULL)
        finding_book_sort(gathering->book);
    bool is_read = book_next(gathering, error_r) && stream_next(gathering, error_r);

    source_choose(gathering);
    return is_read;
}

/* Until another care manager's come. */
static bool lines_gather(struct gathering *gathering, struct text care_manager,
                         struct finding_list *list, struct error *error_r)
{
    while (gathering->next->has_line &&
           text_equal(gathering->next->line.care_manager, care_manager)) {
        const struct reported_line *line = &gathering->next->line;
        const struct finding finding = variance_finding(gathering->work, list->arena, line);
        list_add(list, &finding);
        notify_count_held(gathering->work, line);
        if (!next_line(gathering, error_r))
            return false;
    }
    return true;
}

/* True with telling->contact NULL: the lines are finance's. */
static bool care_manager_gather(struct gathering *gathering, struct telling *telling,
                                struct error *error_r)
{
    const struct text care_manager =
        arena_text(telling->theirs.arena, gathering->next->line.care_manager);
    const struct contact *contact =
        text_is_empty(care_manager) ? NULL : contact_of(gathering->work, care_manager);

    telling->contact = contact;
    telling->findings = &telling->theirs;
    if (contact != NULL)
        gathering->is_told[contact - gathering->work->contacts] = true;
    return lines_gather(gathering, care_manager,
                        contact == NULL ? &gathering->finances : &telling->theirs, error_r);
}

static bool find_untold(struct gathering *gathering, struct telling *telling)
{
    const struct notify_work *work = gathering->work;

    for (; gathering->contact < work->contact_count; gathering->contact++) {
        const struct contact *contact = &work->contacts[gathering->contact];
        if (gathering->is_told[gathering->contact] ||
            contact_of(work, contact->care_manager) == NULL)
            continue;
        gathering->contact++;
        *telling = (struct telling){contact, &telling->theirs, telling->theirs};
        return true;
    }
    return false;
}

static bool recipient_gather(void *context, void *piece, bool *has_one_r, struct error *error_r)
{
    struct gathering *gathering = context;
    struct telling *telling = piece;

    list_empty(&telling->theirs);
    *has_one_r = true;
    while (gathering->next->has_line) {
        if (!care_manager_gather(gathering, telling, error_r))
            return false;
        if (telling->contact != NULL)
            return true;
    }
    if (find_untold(gathering, telling))
        return true;
    *telling = (struct telling){NULL, &gathering->finances, telling->theirs};
    *has_one_r = !gathering->finance_is_told;
    gathering->finance_is_told = true;
    return true;
}

static bool recipient_tell(void *context, void *piece, struct error *error_r)
{
    const struct gathering *gathering = context;
    const struct telling *telling = piece;

    return message_send(gathering->work, telling->contact, telling->findings, error_r);
}

static bool tell_all(struct gathering *gathering, size_t hands, struct telling *tellings,
                     struct error *error_r)
{
    const struct assembly_step step = {recipient_tell, gathering, .in_turn = false};
    const struct assembly_line line = {.context = gathering,
                                       .next = recipient_gather,
                                       .step_count = 1,
                                       .steps = &step,
                                       .piece_count = hands + 1,
                                       .piece_bytes = sizeof(*tellings),
                                       .pieces = tellings};

    return first_line(gathering, error_r) && assembly_line_run(&line, hands, error_r);
}

static bool tell_with_hands(struct gathering *gathering, struct error *error_r)
{
    const size_t hands = worker_count(gathering->work->night);
    struct telling tellings[WORKERS_MOST + 1];

    for (size_t i = 0; i <= hands; i++)
        tellings[i] = (struct telling){.theirs.arena = arena_new()};
    bool is_told = tell_all(gathering, hands, tellings, error_r);
    for (size_t i = 0; i <= hands; i++)
        arena_free(tellings[i].theirs.arena);
    return is_told;
}

static bool tell_with_stream(struct gathering *gathering, struct error *error_r)
{
    const struct council_night *night = gathering->work->night;
    struct error of_end;
    struct db *db;

    if (!db_open(night->config->database, &db, error_r))
        return false;
    bool is_begun = report_store_begin_lines(db, &night->run, gathering->book != NULL,
                                             &gathering->stream, error_r);
    bool is_told = is_begun && tell_with_hands(gathering, error_r);
    if (is_begun && !db_stream_end(gathering->stream, &of_end) && is_told) {
        *error_r = of_end;
        is_told = false;
    }
    db_close(db);
    return is_told;
}

static void take_from_unreached(struct notify_work *work, struct text *care_manager)
{
    if (!text_is_empty(*care_manager) && contact_of(work, *care_manager) == NULL)
        *care_manager = (struct text){"", 0};
}

static void find_recipients(struct notify_work *work)
{
    for (size_t i = 0; i < work->signal_count; i++)
        take_from_unreached(work, &work->signals[i].care_manager);
    for (size_t i = 0; i < work->missed_count; i++)
        take_from_unreached(work, &work->missed[i].care_manager);
    for (size_t i = 0; i < work->short_count; i++)
        take_from_unreached(work, &work->short_periods[i].care_manager);
}

bool variance_messages(struct notify_work *work, struct error *error_r)
{
    struct finding_book *book = work->night->findings;
    struct gathering gathering = {.work = work,
                                  .book = book,
                                  .is_told = ARENA_ARRAY(work->arena, bool, work->contact_count),
                                  .finances.arena = arena_new()};
    bool all_are_in_book = book != NULL && !finding_book_has_unchanged(book);

    find_recipients(work);
    bool is_told = (all_are_in_book ? tell_with_hands : tell_with_stream)(&gathering, error_r);
    arena_free(gathering.finances.arena);
    return is_told;
}
