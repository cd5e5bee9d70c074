/*
 * The lines come by care manager, many more of them than memory should hold: a few care managers'
 * are read and told at the same time, and only finance's wait until the end.
 */
#include "ops/run/variance_messages.h"

#include "adapters/host/assembly_line.h"
#include "adapters/outbound/variance_report.h"
#include "ops/run/finding_book.h"
#include "ops/run/post.h"

/* The findings of one recipient. */
struct finding_list {
    struct arena *arena;
    size_t count, room;
    struct finding *items;
};

static struct missed_visit missed_of(const struct notify_work *work,
                                     const struct reported_missed *missed)
{
    return (struct missed_visit){
        .provider = missed->provider,
        .provider_name = notify_provider_name(work, missed->provider),
        .client_ref = missed->client_ref,
        .service = missed->service,
        .order_no = missed->order_no,
        .order_line = missed->order_line,
        .slot = missed->slot,
        .planned_start_s = missed->planned_start_s,
        .planned_minutes = missed->planned_minutes,
    };
}

static struct care_signal_news care_signal_of(const struct notify_work *work,
                                              const struct reported_care_signal *signal)
{
    return (struct care_signal_news){
        .kind = signal->kind,
        .provider = signal->provider,
        .provider_name = notify_provider_name(work, signal->provider),
        .client_ref = signal->client_ref,
        .week = signal->week,
        .last_week = signal->last_week,
        .counted = signal->counted,
        .planned_minutes = signal->planned_minutes,
    };
}

static struct short_period short_period_of(const struct notify_work *work,
                                           const struct reported_short_period *period)
{
    return (struct short_period){
        .provider = period->provider,
        .provider_name = notify_provider_name(work, period->provider),
        .client_ref = period->client_ref,
        .service = period->service,
        .order_no = period->order_no,
        .order_line = period->order_line,
        .basis = period->basis,
        .first = period->first,
        .last = period->last,
        .quantity_e4 = period->quantity_e4,
        .delivered_e4 = period->delivered_e4,
    };
}

/* --- what concerns one recipient, in the order in which it was read --------- */

static void take_care_signals(const struct notify_work *work, struct arena *arena,
                              struct variance_report *report)
{
    struct care_signal_news *signals =
        ARENA_ARRAY(arena, struct care_signal_news, work->signal_count);

    for (size_t i = 0; i < work->signal_count; i++)
        if (text_equal(work->signals[i].care_manager, report->recipient))
            signals[report->care_signal_count++] = care_signal_of(work, &work->signals[i]);
    report->care_signals = signals;
}

static void take_missed(const struct notify_work *work, struct arena *arena,
                        struct variance_report *report)
{
    struct missed_visit *missed = ARENA_ARRAY(arena, struct missed_visit, work->missed_count);

    for (size_t i = 0; i < work->missed_count; i++)
        if (text_equal(work->missed[i].care_manager, report->recipient))
            missed[report->missed_count++] = missed_of(work, &work->missed[i]);
    report->missed = missed;
}

static void take_short_periods(const struct notify_work *work, struct arena *arena,
                               struct variance_report *report)
{
    struct short_period *periods = ARENA_ARRAY(arena, struct short_period, work->short_count);

    for (size_t i = 0; i < work->short_count; i++)
        if (text_equal(work->short_periods[i].care_manager, report->recipient))
            periods[report->short_count++] = short_period_of(work, &work->short_periods[i]);
    report->short_periods = periods;
}

static struct adjusted_line adjusted_of(const struct notify_work *work,
                                        const struct reported_adjustment *adjustment)
{
    return (struct adjusted_line){
        .provider = adjustment->provider,
        .provider_name = notify_provider_name(work, adjustment->provider),
        .invoice_no = adjustment->invoice_no,
        .line_no = adjustment->line_no,
        .client_ref = adjustment->client_ref,
        .service = adjustment->service,
        .delivered_start_s = adjustment->delivered_start_s,
        .billed_pence = adjustment->billed_pence,
        .net_pence = adjustment->net_pence,
        .news = adjustment->news,
    };
}

static void take_adjusted(const struct notify_work *work, struct arena *arena,
                          struct variance_report *report)
{
    struct adjusted_line *adjusted =
        ARENA_ARRAY(arena, struct adjusted_line, work->adjustment_count);

    for (size_t i = 0; i < work->adjustment_count; i++)
        adjusted[i] = adjusted_of(work, &work->adjustments[i]);
    report->adjusted_count = work->adjustment_count;
    report->adjusted = adjusted;
}

static void take_finances(const struct notify_work *work, struct arena *arena,
                          struct variance_report *report)
{
    struct provider_drift *drifts = ARENA_ARRAY(arena, struct provider_drift, work->drift_count);
    struct unread_input *unread = ARENA_ARRAY(arena, struct unread_input, work->unread_count);
    struct payment_notice *payments =
        ARENA_ARRAY(arena, struct payment_notice, work->payment_count);

    for (size_t i = 0; i < work->drift_count; i++)
        drifts[i] = notify_drift(work, &work->drifts[i]);
    for (size_t i = 0; i < work->unread_count; i++)
        unread[i] = notify_unread(arena, &work->unread[i]);
    report->drift_count = work->drift_count;
    report->drifts = drifts;
    for (size_t i = 0; i < work->payment_count; i++)
        payments[i] = (struct payment_notice){work->payments[i].place, work->payments[i].words,
                                              work->payments[i].pence};
    report->unread_count = work->unread_all;
    report->unread = unread;
    report->payment_count = work->payment_count;
    report->payments = payments;
}

static void report_fill(const struct notify_work *work, struct arena *arena,
                        struct variance_report *report)
{
    take_care_signals(work, arena, report);
    take_missed(work, arena, report);
    take_short_periods(work, arena, report);
    if (text_is_empty(report->recipient)) {
        take_finances(work, arena, report);
        take_adjusted(work, arena, report);
    }
}

static bool has_news(const struct variance_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].is_new)
            return true;
    return report->care_signal_count + report->missed_count + report->short_count +
               report->drift_count + report->unread_count + report->payment_count +
               report->adjusted_count >
           0;
}

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
        .number = work->number,
        .zone = night->zone,
        .from = night->council->mail_from,
        .to = contact == NULL ? night->council->finance : contact->email.bytes,
        .to_name = contact == NULL ? "" : contact->name.bytes,
        .recipient = contact == NULL ? (struct text){"", 0} : contact->care_manager,
        .finding_count = findings->count,
        .findings = findings->items,
    };

    report_fill(work, arena, &report);
    struct text message;
    bool is_done =
        !has_news(&report) || (variance_report_message(arena, &report, &message, error_r) &&
                               post_send(night, work->edition, arena,
                                         variance_report_stem(arena, &report), message, error_r));
    arena_free(arena);
    return is_done;
}

/* --- all of them ----------------------------------------------------------- */

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
        const struct finding finding = notify_finding(gathering->work, list->arena, line);
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
        text_is_empty(care_manager) ? NULL : notify_contact(gathering->work, care_manager);

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
            notify_contact(work, contact->care_manager) == NULL)
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
    if (!text_is_empty(*care_manager) && notify_contact(work, *care_manager) == NULL)
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
