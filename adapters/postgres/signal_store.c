#include "adapters/postgres/signal_store.h"

#include <assert.h>

#include "adapters/postgres/copy_row.h"
#include "adapters/postgres/record_rows.h"
#include "matcher/engine/quantity.h"
#include "sql_statements.h"

/* One member of an array of structs as an array of its own. */
#define COLUMN(arena, type, count, items, member)                                                  \
    type *member = ARENA_ARRAY(arena, type, count);                                                \
    for (size_t i_ = 0; i_ < (count); i_++)                                                        \
    member[i_] = (items)[i_].member

/* --- a provider's weeks ---------------------------------------------------- */

bool signal_store_put_provider_weeks(struct db *db, const struct run *run, struct text provider,
                                     const struct provider_weeks *added, struct arena *arena,
                                     size_t *count_r, const struct provider_week **sums_r,
                                     struct error *error_r)
{
    size_t count = added->count;
    const struct provider_week *items = added->items;
    struct db_result *result;
    COLUMN(arena, day_t, count, items, week);
    COLUMN(arena, int64_t, count, items, payable_pence);
    COLUMN(arena, int64_t, count, items, expected_pence);
    COLUMN(arena, int64_t, count, items, expected_minutes);
    COLUMN(arena, int64_t, count, items, delivered_minutes);
    struct db_value values[] = {
        db_int8(run->council_id),
        db_text(provider),
        db_date_array(count, week),
        db_int8_array(count, payable_pence),
        db_int8_array(count, expected_pence),
        db_int8_array(count, expected_minutes),
        db_int8_array(count, delivered_minutes),
    };

    if (!db_query(db, sql_signal_put_provider_weeks, COUNT_OF(values), values, &result, error_r))
        return false;
    struct provider_week *sums = ARENA_ARRAY(arena, struct provider_week, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        sums[row] = (struct provider_week){
            .week = db_get_date(result, row, 0),
            .payable_pence = db_get_int(result, row, 1),
            .expected_pence = db_get_int(result, row, 2),
            .expected_minutes = db_get_int(result, row, 3),
            .delivered_minutes = db_get_int(result, row, 4),
        };
    }
    *count_r = db_rows(result);
    *sums_r = sums;
    db_result_free(result);
    return true;
}

bool signal_store_add_drift(struct db *db, const struct run *run, struct text provider,
                            size_t count, const struct drift *drifts, struct arena *arena,
                            struct error *error_r)
{
    COLUMN(arena, day_t, count, drifts, week);
    COLUMN(arena, int64_t, count, drifts, difference);
    COLUMN(arena, int64_t, count, drifts, base);
    COLUMN(arena, int64_t, count, drifts, limit_percent_e4);
    struct text *measures = ARENA_ARRAY(arena, struct text, count);

    for (size_t i = 0; i < count; i++)
        measures[i] = text_of(drift_measure_word(drifts[i].measure));
    struct db_value values[] = {
        db_int8(run->council_id),
        db_int8(run->run_id),
        db_text(provider),
        db_date_array(count, week),
        db_text_array(count, measures),
        db_int8_array(count, difference),
        db_int8_array(count, base),
        db_int8_array(count, limit_percent_e4),
    };
    return db_execute(db, sql_signal_add_drift, COUNT_OF(values), values, NULL, error_r);
}

bool signal_store_paid_back(struct db *db, const struct run *run, size_t credited_count,
                            const int64_t *credited_ids, struct arena *arena, size_t *count_r,
                            const struct paid_back **lines_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id),
                                db_int8_array(credited_count, credited_ids)};
    struct db_result *result;

    if (!db_query(db, sql_signal_paid_back, COUNT_OF(values), values, &result, error_r))
        return false;
    struct paid_back *lines = ARENA_ARRAY(arena, struct paid_back, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        lines[row].line_id = db_get_int(result, row, 0);
        lines[row].verdict = (struct verdict){
            .kind = VERDICT_VARIANCE,
            .delivered_start_s = db_get_timestamptz(result, row, 1),
            .payable_pence = db_get_int(result, row, 2),
            .expected_pence = db_get_int(result, row, 3),
            .expected_minutes = db_get_int(result, row, 4),
            .delivered_minutes = db_get_int(result, row, 5),
        };
    }
    *count_r = db_rows(result);
    *lines_r = lines;
    db_result_free(result);
    return true;
}

/* --- a client's weeks ------------------------------------------------------ */

static struct care_counted counted_of_row(const struct db_result *result, size_t row,
                                          struct arena *arena)
{
    struct care_counted counted = {
        .line_id = db_get_int(result, row, 0),
        .client_ref = db_keep_text(result, row, 1, arena),
        .outcome = db_keep_text(result, row, 2, arena),
        .secondary = db_get_bool(result, row, 3),
        .first_start_s = db_get_timestamptz(result, row, 5),
        .first_slot = db_get_int_or_0(result, row, 6),
        .compared_start_s = db_get_timestamptz(result, row, 7),
        .delivered_minutes = db_get_int(result, row, 8),
        .planned_minutes = db_get_int(result, row, 9),
    };
    bool is_known = verdict_parse(db_get_text(result, row, 4), &counted.first_kind);

    assert(is_known);
    return counted;
}

bool signal_store_counted(struct db *db, const struct run *run, size_t line_count,
                          const int64_t *line_ids, struct arena *arena, size_t *count_r,
                          const struct care_counted **counted_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id),
                                db_int8_array(line_count, line_ids)};
    struct db_result *result;

    if (!db_query(db, sql_signal_counted, COUNT_OF(values), values, &result, error_r))
        return false;
    struct care_counted *counted = ARENA_ARRAY(arena, struct care_counted, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        counted[row] = counted_of_row(result, row, arena);
    *count_r = db_rows(result);
    *counted_r = counted;
    db_result_free(result);
    return true;
}

/* Each client of a sorted tally once, with the first and last week to look at. */
struct client_span {
    struct text client_ref;
    day_t first;
    day_t last;
};

static size_t spans_of(const struct care_tally *tally, int32_t span, struct client_span *spans_r)
{
    size_t count = 0;

    for (size_t i = 0; i < tally->count; i++) {
        const struct client_week *week = &tally->weeks[i];
        if (count == 0 || !text_equal(spans_r[count - 1].client_ref, week->client_ref))
            spans_r[count++] = (struct client_span){week->client_ref, week->week - 7 * span, 0};
        spans_r[count - 1].last = week->week + 7 * span;
    }
    return count;
}

bool signal_store_client_weeks(struct db *db, const struct run *run, const struct care_tally *tally,
                               int32_t span, size_t *count_r, const struct client_week **weeks_r,
                               struct error *error_r)
{
    struct arena *arena = tally->arena;
    struct client_span *spans = ARENA_ARRAY(arena, struct client_span, tally->count);
    size_t count = spans_of(tally, span, spans);
    struct db_result *result;
    COLUMN(arena, struct text, count, spans, client_ref);
    COLUMN(arena, day_t, count, spans, first);
    COLUMN(arena, day_t, count, spans, last);
    struct db_value values[] = {
        db_int8(run->council_id),    db_text(tally->provider),   db_text_array(count, client_ref),
        db_date_array(count, first), db_date_array(count, last),
    };

    if (!db_query(db, sql_signal_client_weeks, COUNT_OF(values), values, &result, error_r))
        return false;
    struct client_week *weeks = ARENA_ARRAY(arena, struct client_week, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        weeks[row] = (struct client_week){
            .provider = tally->provider,
            .client_ref = db_keep_text(result, row, 0, arena),
            .week = db_get_date(result, row, 1),
            .visits = db_get_int(result, row, 2),
            .planned_minutes = db_get_int(result, row, 3),
            .delivered_minutes = db_get_int(result, row, 4),
            .no_replies = db_get_int(result, row, 5),
            .short_handed = db_get_int(result, row, 6),
        };
    }
    *count_r = db_rows(result);
    *weeks_r = weeks;
    db_result_free(result);
    return true;
}

static bool add_new_weeks(struct db *db, const struct run *run, const struct care_tally *tally,
                          struct error *error_r)
{
    struct db_copy *copy = db_copy_begin(db, sql_signal_copy_client_weeks);

    for (size_t i = 0; i < tally->count; i++) {
        const struct client_week *week = &tally->weeks[i];
        if (!week->is_new)
            continue;
        copy_begin_row(copy, 9);
        copy_int8(copy, run->council_id);
        copy_text(copy, tally->provider);
        copy_text(copy, week->client_ref);
        copy_date(copy, week->week);
        copy_int8(copy, week->visits);
        copy_int8(copy, week->planned_minutes);
        copy_int8(copy, week->delivered_minutes);
        copy_int8(copy, week->no_replies);
        copy_int8(copy, week->short_handed);
    }
    return db_copy_pause(copy, error_r);
}

/* Those that stand. */
static struct client_week *grown_weeks(const struct care_tally *tally, size_t *count_r)
{
    struct client_week *weeks = ARENA_ARRAY(tally->arena, struct client_week, tally->count);

    *count_r = 0;
    for (size_t i = 0; i < tally->count; i++)
        if (!tally->weeks[i].is_new)
            weeks[(*count_r)++] = tally->weeks[i];
    return weeks;
}

static bool add_to_weeks(struct db *db, const struct run *run, const struct care_tally *tally,
                         struct error *error_r)
{
    struct arena *arena = tally->arena;
    size_t count;
    const struct client_week *weeks = grown_weeks(tally, &count);
    COLUMN(arena, struct text, count, weeks, client_ref);
    COLUMN(arena, day_t, count, weeks, week);
    COLUMN(arena, int64_t, count, weeks, visits);
    COLUMN(arena, int64_t, count, weeks, planned_minutes);
    COLUMN(arena, int64_t, count, weeks, delivered_minutes);
    COLUMN(arena, int64_t, count, weeks, no_replies);
    COLUMN(arena, int64_t, count, weeks, short_handed);
    struct db_value values[] = {
        db_int8(run->council_id),
        db_text(tally->provider),
        db_text_array(count, client_ref),
        db_date_array(count, week),
        db_int8_array(count, visits),
        db_int8_array(count, planned_minutes),
        db_int8_array(count, delivered_minutes),
        db_int8_array(count, no_replies),
        db_int8_array(count, short_handed),
    };

    return count == 0 ||
           db_execute(db, sql_signal_add_to_client_weeks, COUNT_OF(values), values, NULL, error_r);
}

bool signal_store_put_client_weeks(struct db *db, const struct run *run,
                                   const struct care_tally *tally, struct error *error_r)
{
    return add_to_weeks(db, run, tally, error_r) && add_new_weeks(db, run, tally, error_r);
}

bool signal_store_care_signals(struct db *db, const struct run *run, size_t found_count,
                               const struct care_signal *found, struct arena *arena,
                               size_t *count_r, const struct care_signal **signals_r,
                               struct error *error_r)
{
    struct db_result *result;
    COLUMN(arena, struct text, found_count, found, client_ref);
    struct db_value values[] = {db_int8(run->council_id), db_text(found[0].provider),
                                db_text_array(found_count, client_ref)};

    if (!db_query(db, sql_signal_care_signals, COUNT_OF(values), values, &result, error_r))
        return false;
    struct care_signal *signals = ARENA_ARRAY(arena, struct care_signal, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        signals[row] = (struct care_signal){
            .provider = found[0].provider,
            .client_ref = db_keep_text(result, row, 0, arena),
            .week = db_get_date(result, row, 2),
            .last_week = db_get_date(result, row, 3),
        };
        bool is_known = care_signal_kind_parse(db_get_text(result, row, 1), &signals[row].kind);
        assert(is_known);
    }
    *count_r = db_rows(result);
    *signals_r = signals;
    db_result_free(result);
    return true;
}

/* Arrays hold no nulls: what is not given is 0, and the statement leaves it out. */
static const int64_t *planned_minutes_of(struct arena *arena, size_t count,
                                         const struct care_signal *signals)
{
    int64_t *minutes = ARENA_ARRAY(arena, int64_t, count);

    for (size_t i = 0; i < count; i++)
        minutes[i] = given(signals[i].planned_minutes) ? signals[i].planned_minutes : 0;
    return minutes;
}

bool signal_store_add_care_signals(struct db *db, const struct run *run, size_t count,
                                   const struct care_signal *signals, struct arena *arena,
                                   struct error *error_r)
{
    COLUMN(arena, struct text, count, signals, client_ref);
    COLUMN(arena, day_t, count, signals, week);
    COLUMN(arena, day_t, count, signals, last_week);
    COLUMN(arena, int64_t, count, signals, counted);
    struct text *kinds = ARENA_ARRAY(arena, struct text, count);

    for (size_t i = 0; i < count; i++)
        kinds[i] = text_of(care_signal_kind_word(signals[i].kind));
    struct db_value values[] = {
        db_int8(run->council_id),
        db_int8(run->run_id),
        db_text(signals[0].provider),
        db_text_array(count, client_ref),
        db_text_array(count, kinds),
        db_date_array(count, week),
        db_date_array(count, last_week),
        db_int8_array(count, counted),
        db_int8_array(count, planned_minutes_of(arena, count, signals)),
    };
    return db_execute(db, sql_signal_add_care_signals, COUNT_OF(values), values, NULL, error_r);
}

bool signal_store_short_handed(struct db *db, const struct run *run, struct arena *arena,
                               size_t *count_r, const struct short_handed **visits_r,
                               struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};
    struct db_result *result;

    if (!db_query(db, sql_signal_short_handed, COUNT_OF(values), values, &result, error_r))
        return false;
    struct short_handed *visits = ARENA_ARRAY(arena, struct short_handed, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        visits[row] = (struct short_handed){
            .provider = db_keep_text(result, row, 0, arena),
            .client_ref = db_keep_text(result, row, 1, arena),
            .planned_start_s = db_get_timestamptz(result, row, 2),
        };
    }
    *count_r = db_rows(result);
    *visits_r = visits;
    db_result_free(result);
    return true;
}

/* --- periods --------------------------------------------------------------- */

bool signal_store_period_orders(struct db *db, const struct run *run, day_t from, day_t until,
                                struct arena *arena, size_t *count_r,
                                const struct period_order **orders_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id), db_date(from),
                                db_date(until)};
    struct db_result *result;

    if (!db_query(db, sql_signal_period_orders, COUNT_OF(values), values, &result, error_r))
        return false;
    struct period_order *orders = ARENA_ARRAY(arena, struct period_order, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        order_line_of_row(result, row, arena, &orders[row].order);
        orders[row].is_new = db_get_bool(result, row, ORDER_LINE_COLUMNS);
    }
    *count_r = db_rows(result);
    *orders_r = orders;
    db_result_free(result);
    return true;
}

/* First days that mean the same period: any, where the order line has one only. */
static void first_days_of(const struct due_period *period, day_t *from_r, day_t *until_r)
{
    *from_r = *until_r = period->first;
    if (order_has_one_period(period->order)) {
        bool is_day = day_from_ymd(CIVIL_YEAR_FIRST, 1, 1, from_r) &&
                      day_from_ymd(CIVIL_YEAR_LAST, 12, 31, until_r);
        assert(is_day);
    }
}

bool signal_store_delivered(struct db *db, const struct run *run, struct due_periods *periods,
                            struct error *error_r)
{
    size_t count = periods->count;
    struct text *order_nos = ARENA_ARRAY(periods->arena, struct text, count);
    struct text *order_lines = ARENA_ARRAY(periods->arena, struct text, count);
    day_t *from = ARENA_ARRAY(periods->arena, day_t, count);
    day_t *until = ARENA_ARRAY(periods->arena, day_t, count);
    int64_t *order_keys = ARENA_ARRAY(periods->arena, int64_t, count);
    struct db_result *result;

    for (size_t i = 0; i < count; i++) {
        order_nos[i] = periods->items[i].order->order_no;
        order_lines[i] = periods->items[i].order->order_line;
        order_keys[i] = periods->items[i].order->order_key;
        first_days_of(&periods->items[i], &from[i], &until[i]);
    }
    struct db_value values[] = {
        db_int8(run->council_id),          db_text_array(count, order_nos),
        db_text_array(count, order_lines), db_date_array(count, from),
        db_date_array(count, until),       db_int8_array(count, order_keys),
    };
    if (!db_query(db, sql_signal_delivered, COUNT_OF(values), values, &result, error_r))
        return false;
    assert(db_rows(result) == count);
    for (size_t i = 0; i < count; i++) {
        periods->items[i].delivered_e4 = db_get_int(result, i, 0);
        periods->items[i].is_reported = db_get_bool(result, i, 1);
    }
    db_result_free(result);
    return true;
}

bool signal_store_add_under_delivery(struct db *db, const struct run *run, size_t count,
                                     const struct due_period *periods, struct arena *arena,
                                     struct error *error_r)
{
    COLUMN(arena, day_t, count, periods, first);
    COLUMN(arena, day_t, count, periods, last);
    COLUMN(arena, int64_t, count, periods, delivered_e4);
    struct text *order_nos = ARENA_ARRAY(arena, struct text, count);
    struct text *order_lines = ARENA_ARRAY(arena, struct text, count);
    int64_t *order_ids = ARENA_ARRAY(arena, int64_t, count);
    int64_t *quantities = ARENA_ARRAY(arena, int64_t, count);

    for (size_t i = 0; i < count; i++) {
        order_nos[i] = periods[i].order->order_no;
        order_lines[i] = periods[i].order->order_line;
        order_ids[i] = periods[i].order->order_id;
        quantities[i] = periods[i].order->quantity_e4;
    }
    struct db_value values[] = {
        db_int8(run->council_id),           db_int8(run->run_id),
        db_text_array(count, order_nos),    db_text_array(count, order_lines),
        db_date_array(count, first),        db_date_array(count, last),
        db_int8_array(count, order_ids),    db_int8_array(count, quantities),
        db_int8_array(count, delivered_e4),
    };
    return db_execute(db, sql_signal_add_under_delivery, COUNT_OF(values), values, NULL, error_r);
}
