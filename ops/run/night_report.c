#include "ops/run/night_report.h"

#include <stdlib.h>
#include <string.h>

#include "adapters/host/publish.h"
#include "adapters/outbound/night_page.h"
#include "adapters/postgres/record_rows.h"
#include "ops/run/on_time.h"
#include "sql_statements.h"

/* --- what is asked of the database -------------------------------------------- */

static bool ask(const struct notify_work *work, const char *sql, struct db_value third,
                size_t value_count, struct db_result **result_r, struct error *error_r)
{
    const struct council_night *night = work->night;
    const struct db_value values[] = {db_int8(night->run.council_id), db_int8(night->run.run_id),
                                      third};

    return db_query(night->db, sql, value_count, values, result_r, error_r);
}

static bool read_totals(const struct notify_work *work, struct night_totals *totals,
                        struct error *error_r)
{
    struct db_result *result;

    if (!ask(work, sql_report_run_totals, db_int8(0), 2, &result, error_r))
        return false;
    totals->lines_in = db_get_int(result, 0, 0);
    totals->pence_in = db_get_int(result, 0, 1);
    totals->carried = db_get_int(result, 0, 2);
    totals->carried_pence = db_get_int(result, 0, 3);
    for (size_t kind = 0; kind < VERDICT_COUNT; kind++) {
        totals->lines[kind] = db_get_int(result, 0, 4 + 2 * kind);
        totals->pence[kind] = db_get_int(result, 0, 5 + 2 * kind);
    }
    totals->paid_pence = db_get_int(result, 0, 14);
    totals->not_paid_pence = db_get_int(result, 0, 15);
    db_result_free(result);
    return true;
}

static bool read_batches(const struct notify_work *work, struct arena *arena,
                         struct night_page *page, struct error *error_r)
{
    const struct council_night *night = work->night;
    const struct db_value values[] = {db_text(night->council->ledger), db_int8(night->run.run_id)};
    struct db_result *result;

    if (!db_query(night->db, sql_report_night_batches, COUNT_OF(values), values, &result, error_r))
        return false;
    struct night_batch *batches = ARENA_ARRAY(arena, struct night_batch, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        batches[row] = (struct night_batch){
            .batch = db_keep_text(result, row, 0, arena),
            .rail = db_keep_text(result, row, 1, arena),
            .state = db_keep_text(result, row, 2, arena),
            .transactions = db_get_int(result, row, 3),
            .lines = db_get_int(result, row, 4),
            .pence = db_get_int(result, row, 5),
            .due_date = db_get_date(result, row, 6),
        };
    page->batch_count = db_rows(result);
    page->batches = batches;
    db_result_free(result);
    return true;
}

/* What has to leave by the next working day. */
static day_t due_before(const struct council_night *night)
{
    return calendar_add_working_days(&night->council->calendar, night->run.business_date,
                                     1 + night->council->rail_days);
}

static bool read_due(const struct notify_work *work, struct arena *arena, struct night_page *page,
                     struct error *error_r)
{
    const struct council_night *night = work->night;
    const struct db_value values[] = {db_int8(night->run.council_id),
                                      db_text(night->council->ledger), db_date(due_before(night))};
    struct db_result *result;

    if (!db_query(night->db, sql_report_due, COUNT_OF(values), values, &result, error_r))
        return false;
    struct night_due *due = ARENA_ARRAY(arena, struct night_due, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        due[row] = (struct night_due){
            .what = db_keep_text(result, row, 0, arena),
            .due_date = db_get_date(result, row, 1),
            .provider_name = notify_provider_name(work, db_keep_text(result, row, 2, arena)),
            .item = db_keep_text(result, row, 3, arena),
            .lines = db_get_int(result, row, 4),
            .pence = db_get_int(result, row, 5),
            .reasons = reasons_of_row(result, row, 6),
        };
    page->due_count = db_rows(result);
    page->due = due;
    page->due_of_all = page->due_count == 0 ? 0 : db_get_int(result, 0, 7);
    db_result_free(result);
    return true;
}

static bool read_left(const struct notify_work *work, struct night_page *page,
                      struct error *error_r)
{
    const struct council_night *night = work->night;
    struct on_time on_time;

    if (!on_time_of_run(night->db, night->council, night->run.council_id, night->run.run_id,
                        night->run.business_date, &on_time, error_r))
        return false;
    page->left_lines = on_time.lines;
    page->left_on_time = on_time.in_time;
    return true;
}

/* --- what is counted from what was read ------------------------------------------ */

struct provider_list {
    const struct notify_work *work;
    struct arena *arena;
    size_t count, room;
    struct night_provider *items;
};

static struct night_provider *provider_of(struct provider_list *list, struct text provider)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(list->items[i].provider, provider))
            return &list->items[i];
    list->items =
        arena_grow(list->arena, list->items, &list->room, list->count + 1, sizeof(*list->items));
    list->items[list->count] = (struct night_provider){
        .provider = provider, .name = notify_provider_name(list->work, provider)};
    return &list->items[list->count++];
}

static int compare_providers(const void *one, const void *other)
{
    const struct night_provider *a = one, *b = other;

    if (a->held_pence != b->held_pence)
        return a->held_pence > b->held_pence ? -1 : 1;
    return text_compare(a->provider, b->provider);
}

/* What the run judged, what has been held since earlier, and what nobody billed. */
static void count_providers(const struct notify_work *work, struct arena *arena,
                            struct night_page *page)
{
    struct provider_list list = {.work = work, .arena = arena};

    for (size_t i = 0; i < work->tally_count; i++) {
        const struct response_tally *tally = &work->tallies[i].tally;
        struct night_provider *provider = provider_of(&list, work->tallies[i].provider);
        for (int kind = 0; kind < VERDICT_COUNT; kind++)
            provider->lines[kind] = tally->lines[kind];
        provider->held_pence = tally->billed_pence[VERDICT_HELD];
        provider->paid_pence = tally->paid_pence;
    }
    for (size_t i = 0; i < work->held_earlier_count; i++) {
        struct night_provider *provider = provider_of(&list, work->held_earlier[i].provider);
        provider->lines[VERDICT_HELD] += work->held_earlier[i].lines;
        provider->held_pence += work->held_earlier[i].pence;
    }
    for (size_t i = 0; i < work->missed_count; i++)
        provider_of(&list, work->missed[i].provider)->missed++;
    if (list.count > 0)
        qsort(list.items, list.count, sizeof(*list.items), compare_providers);
    page->provider_count = list.count;
    page->providers = list.items;
}

static const struct unread_input *unread_inputs(struct arena *arena, size_t count,
                                                const struct reported_unread *reported)
{
    struct unread_input *inputs = ARENA_ARRAY(arena, struct unread_input, count);

    for (size_t i = 0; i < count; i++)
        inputs[i] = notify_unread(arena, &reported[i]);
    return inputs;
}

static void take_the_rest(const struct notify_work *work, struct arena *arena,
                          struct night_page *page)
{
    struct provider_drift *drifts = ARENA_ARRAY(arena, struct provider_drift, work->drift_count);

    for (size_t i = 0; i < work->drift_count; i++)
        drifts[i] = notify_drift(work, &work->drifts[i]);
    page->drift_count = work->drift_count;
    page->drifts = drifts;
    page->unread_count = work->unread_all;
    page->unread = unread_inputs(arena, work->unread_count, work->unread);
    page->repeated_count = work->repeated_all;
    page->repeated = unread_inputs(arena, work->repeated_count, work->repeated);
    page->payment_count = work->payment_count;
    page->payments = notify_payments(work, arena);
    page->waiting_count = work->waiting_count;
    page->waiting = notify_waiting(work, arena);
    page->care_signal_count = work->signal_count;
    page->short_count = work->short_count;
}

/* --- the whole -------------------------------------------------------------------- */

static bool read_page(const struct notify_work *work, struct arena *arena, struct night_page *page,
                      struct error *error_r)
{
    if (!read_totals(work, &page->totals, error_r) || !read_batches(work, arena, page, error_r) ||
        !read_due(work, arena, page, error_r) || !read_left(work, page, error_r))
        return false;
    memcpy(page->reasons, work->held_reasons, sizeof(page->reasons));
    count_providers(work, arena, page);
    take_the_rest(work, arena, page);
    return true;
}

static bool write_page(const struct notify_work *work, struct arena *arena, struct error *error_r)
{
    const struct council_night *night = work->night;
    char date[DAY_TEXT_BYTES];
    struct night_page page = {.council_name = notify_council_name(night->council, arena),
                              .business_date = night->run.business_date,
                              .number = work->number,
                              .waits_for_release = notify_any_waits_for_release(work)};

    if (!read_page(work, arena, &page, error_r))
        return false;
    day_format(page.business_date, date);
    const char *again = page.number > 1 ? arena_printf(arena, ".%d", page.number) : "";
    const char *folder = arena_printf(arena, "%s/out/%.*s/report", night->config->spool,
                                      TEXT_ARGS(night->council->code));
    const char *path = arena_printf(arena, "%s/%s%s.html", folder, date, again);
    return publish_sweep(folder, error_r) &&
           publish_text(path, night_page_html(arena, &page), error_r);
}

bool night_report(const struct notify_work *work, struct error *error_r)
{
    struct arena *arena = arena_new();
    bool is_written = write_page(work, arena, error_r);
    arena_free(arena);
    return is_written;
}
