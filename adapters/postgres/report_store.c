#include "adapters/postgres/report_store.h"

#include <assert.h>
#include <string.h>

#include "adapters/postgres/record_rows.h"
#include "sql_statements.h"

static struct reported_line line_of_row(const struct db_result *row)
{
    struct reported_line line = {
        .care_manager = db_get_text(row, 0, 0),
        .provider = db_get_text(row, 0, 1),
        .invoice_no = db_get_text(row, 0, 2),
        .line_no = db_get_text(row, 0, 3),
        .client_ref = db_get_text(row, 0, 4),
        .carer_ref = db_get_text(row, 0, 5),
        .service = db_get_text(row, 0, 6),
        .order_no = db_get_text(row, 0, 7),
        .order_line = db_get_text(row, 0, 8),
        .slot = db_get_int_or_0(row, 0, 9),
        .planned_start_s = db_get_timestamptz(row, 0, 10),
        .planned_minutes = db_get_int(row, 0, 11),
        .delivered_start_s = db_get_timestamptz(row, 0, 12),
        .delivered_minutes = db_get_int(row, 0, 13),
        .billed_minutes = db_get_int(row, 0, 14),
        .expected_minutes = db_get_int(row, 0, 15),
        .billed_pence = db_get_int(row, 0, 16),
        .expected_pence = db_get_int(row, 0, 17),
        .payable_pence = db_get_int(row, 0, 18),
        .reasons = reasons_of_row(row, 0, 20),
        .detail = db_get_text(row, 0, 21),
        .is_new = db_get_bool(row, 0, 22),
        .line_id = db_get_int(row, 0, 23),
    };
    bool is_known = verdict_parse(db_get_text(row, 0, 19), &line.kind);

    assert(is_known);
    return line;
}

/* What stands in the tables of the run. */
static bool ask(struct db *db, const struct run *run, const char *sql, struct db_result **result_r,
                struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};

    return db_query(db, sql, COUNT_OF(values), values, result_r, error_r);
}

int reported_line_compare(const struct reported_line *a, const struct reported_line *b)
{
    int order = text_compare(a->care_manager, b->care_manager);

    if (order == 0)
        order = text_compare(a->client_ref, b->client_ref);
    if (order == 0)
        order = (a->delivered_start_s > b->delivered_start_s) -
                (a->delivered_start_s < b->delivered_start_s);
    if (order == 0)
        order = text_compare(a->provider, b->provider);
    if (order == 0)
        order = text_compare(a->invoice_no, b->invoice_no);
    return order != 0 ? order : (a->line_id > b->line_id) - (a->line_id < b->line_id);
}

bool report_store_begin_lines(struct db *db, const struct run *run, bool unchanged_alone,
                              struct db_stream **stream_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id),
                                db_int8(unchanged_alone ? run->run_id : run->run_id + 1)};

    return db_stream_begin(db, sql_report_findings, COUNT_OF(values), values, stream_r, error_r);
}

bool report_store_next_line(struct db_stream *stream, bool *has_r, struct reported_line *line_r,
                            struct error *error_r)
{
    const struct db_result *row;

    if (!db_stream_next(stream, &row, error_r))
        return false;
    *has_r = row != NULL;
    if (*has_r)
        *line_r = line_of_row(row);
    return true;
}

bool report_store_missed(struct db *db, const struct run *run, struct arena *arena, size_t *count_r,
                         struct reported_missed **missed_r, struct error *error_r)
{
    struct db_result *result;

    if (!ask(db, run, sql_report_missed, &result, error_r))
        return false;
    *count_r = db_rows(result);
    *missed_r = ARENA_ARRAY(arena, struct reported_missed, *count_r);
    for (size_t row = 0; row < *count_r; row++)
        (*missed_r)[row] = (struct reported_missed){
            .care_manager = db_keep_text(result, row, 0, arena),
            .provider = db_keep_text(result, row, 1, arena),
            .client_ref = db_keep_text(result, row, 2, arena),
            .service = db_keep_text(result, row, 3, arena),
            .order_no = db_keep_text(result, row, 4, arena),
            .order_line = db_keep_text(result, row, 5, arena),
            .slot = (int32_t)db_get_int(result, row, 6),
            .planned_start_s = db_get_timestamptz(result, row, 7),
            .planned_minutes = (int32_t)db_get_int(result, row, 8),
        };
    db_result_free(result);
    return true;
}

static struct reported_care_signal signal_of_row(const struct db_result *result, size_t row,
                                                 struct arena *arena)
{
    struct reported_care_signal signal = {
        .care_manager = db_keep_text(result, row, 0, arena),
        .provider = db_keep_text(result, row, 1, arena),
        .client_ref = db_keep_text(result, row, 2, arena),
        .week = db_get_date(result, row, 4),
        .last_week = db_get_date(result, row, 5),
        .counted = db_get_int(result, row, 6),
        .planned_minutes = db_get_int(result, row, 7),
    };
    bool is_known = care_signal_kind_parse(db_get_text(result, row, 3), &signal.kind);

    assert(is_known);
    return signal;
}

bool report_store_signals(struct db *db, const struct run *run, struct arena *arena,
                          size_t *count_r, struct reported_care_signal **signals_r,
                          struct error *error_r)
{
    struct db_result *result;

    if (!ask(db, run, sql_report_care_signals, &result, error_r))
        return false;
    *count_r = db_rows(result);
    *signals_r = ARENA_ARRAY(arena, struct reported_care_signal, *count_r);
    for (size_t row = 0; row < *count_r; row++)
        (*signals_r)[row] = signal_of_row(result, row, arena);
    db_result_free(result);
    return true;
}

static struct reported_short_period short_period_of_row(const struct db_result *result, size_t row,
                                                        struct arena *arena)
{
    struct reported_short_period period = {
        .care_manager = db_keep_text(result, row, 0, arena),
        .provider = db_keep_text(result, row, 1, arena),
        .client_ref = db_keep_text(result, row, 2, arena),
        .service = db_keep_text(result, row, 3, arena),
        .order_no = db_keep_text(result, row, 4, arena),
        .order_line = db_keep_text(result, row, 5, arena),
        .first = db_get_date(result, row, 7),
        .last = db_get_date(result, row, 8),
        .quantity_e4 = db_get_int(result, row, 9),
        .delivered_e4 = db_get_int(result, row, 10),
    };
    bool is_known = basis_parse(db_get_text(result, row, 6), &period.basis);

    assert(is_known);
    return period;
}

bool report_store_short_periods(struct db *db, const struct run *run, struct arena *arena,
                                size_t *count_r, struct reported_short_period **periods_r,
                                struct error *error_r)
{
    struct db_result *result;

    if (!ask(db, run, sql_report_under_delivery, &result, error_r))
        return false;
    *count_r = db_rows(result);
    *periods_r = ARENA_ARRAY(arena, struct reported_short_period, *count_r);
    for (size_t row = 0; row < *count_r; row++)
        (*periods_r)[row] = short_period_of_row(result, row, arena);
    db_result_free(result);
    return true;
}

static struct reported_drift drift_of_row(const struct db_result *result, size_t row,
                                          struct arena *arena)
{
    struct reported_drift drift = {
        .provider = db_keep_text(result, row, 0, arena),
        .week = db_get_date(result, row, 1),
        .difference = db_get_int(result, row, 3),
        .base = db_get_int(result, row, 4),
        .limit_percent_e4 = db_get_int(result, row, 5),
    };
    bool is_known = drift_measure_parse(db_get_text(result, row, 2), &drift.measure);

    assert(is_known);
    return drift;
}

bool report_store_drift(struct db *db, const struct run *run, struct arena *arena, size_t *count_r,
                        struct reported_drift **drifts_r, struct error *error_r)
{
    struct db_result *result;

    if (!ask(db, run, sql_report_drift, &result, error_r))
        return false;
    *count_r = db_rows(result);
    *drifts_r = ARENA_ARRAY(arena, struct reported_drift, *count_r);
    for (size_t row = 0; row < *count_r; row++)
        (*drifts_r)[row] = drift_of_row(result, row, arena);
    db_result_free(result);
    return true;
}

static bool ask_unread(struct db *db, const char *statement, size_t value_count,
                       const struct db_value *values, struct arena *arena, size_t *count_r,
                       struct reported_unread **unread_r, size_t *all_r, struct error *error_r)
{
    struct db_result *result;

    if (!db_query(db, statement, value_count, values, &result, error_r))
        return false;
    *count_r = db_rows(result);
    *all_r = *count_r == 0 ? 0 : (size_t)db_get_int(result, 0, 6);
    *unread_r = ARENA_ARRAY(arena, struct reported_unread, *count_r);
    for (size_t row = 0; row < *count_r; row++)
        (*unread_r)[row] = (struct reported_unread){
            .feed = db_keep_text(result, row, 0, arena),
            .file = db_keep_text(result, row, 1, arena),
            .line = db_get_int(result, row, 2),
            .column = db_get_int(result, row, 3),
            .field = db_keep_text(result, row, 4, arena),
            .reason = db_keep_text(result, row, 5, arena),
        };
    db_result_free(result);
    return true;
}

bool report_store_unread(struct db *db, const struct run *run, size_t missing_count,
                         const struct text *missing, struct arena *arena, size_t *count_r,
                         struct reported_unread **unread_r, size_t *all_r, struct error *error_r)
{
    const struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id),
                                      db_int8(REPORTED_UNREAD_MOST),
                                      db_text_array(missing_count, missing)};

    return ask_unread(db, sql_report_unread, COUNT_OF(values), values, arena, count_r, unread_r,
                      all_r, error_r);
}

bool report_store_repeated(struct db *db, const struct run *run, struct arena *arena,
                           size_t *count_r, struct reported_unread **repeated_r, size_t *all_r,
                           struct error *error_r)
{
    const struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id),
                                      db_int8(REPORTED_UNREAD_MOST)};

    return ask_unread(db, sql_report_repeated, COUNT_OF(values), values, arena, count_r, repeated_r,
                      all_r, error_r);
}

bool report_store_payments(struct db *db, const struct run *run, struct arena *arena,
                           size_t *count_r, struct reported_payment **payments_r,
                           struct error *error_r)
{
    struct db_result *result;

    if (!ask(db, run, sql_report_payment_findings, &result, error_r))
        return false;
    *count_r = db_rows(result);
    *payments_r = ARENA_ARRAY(arena, struct reported_payment, *count_r);
    for (size_t row = 0; row < *count_r; row++)
        (*payments_r)[row] = (struct reported_payment){
            .place = db_keep_text(result, row, 0, arena),
            .words = db_keep_text(result, row, 1, arena),
            .pence = db_get_int(result, row, 2),
        };
    db_result_free(result);
    return true;
}

bool report_store_waiting(struct db *db, const struct run *run, struct arena *arena,
                          size_t *count_r, struct reported_waiting **waiting_r,
                          struct error *error_r)
{
    struct db_result *result;

    if (!ask(db, run, sql_report_waiting_items, &result, error_r))
        return false;
    *count_r = db_rows(result);
    *waiting_r = ARENA_ARRAY(arena, struct reported_waiting, *count_r);
    for (size_t row = 0; row < *count_r; row++)
        (*waiting_r)[row] = (struct reported_waiting){
            .place = db_keep_text(result, row, 0, arena),
            .words = db_keep_text(result, row, 1, arena),
            .pence = db_get_int(result, row, 2),
            .command = db_keep_text(result, row, 3, arena),
            .is_new = db_get_bool(result, row, 4),
        };
    db_result_free(result);
    return true;
}

static struct reported_adjustment adjustment_of_row(const struct db_result *result, size_t row,
                                                    struct arena *arena)
{
    struct reported_adjustment adjustment = {
        .provider = db_keep_text(result, row, 0, arena),
        .file = db_keep_text(result, row, 1, arena),
        .source_row = db_get_int(result, row, 2),
        .invoice_no = db_keep_text(result, row, 3, arena),
        .line_no = db_keep_text(result, row, 4, arena),
        .client_ref = db_keep_text(result, row, 5, arena),
        .service = db_keep_text(result, row, 6, arena),
        .delivered_start_s = db_get_timestamptz(result, row, 7),
        .billed_pence = db_get_int(result, row, 9),
        .news = {.old_pence = db_get_int(result, row, 11),
                 .new_pence = db_get_int(result, row, 12),
                 .is_self_billed = db_get_bool(result, row, 13),
                 .is_waiting = db_get_bool(result, row, 14)},
        .net_pence = db_get_int(result, row, 15),
        .vat_pence = db_get_int(result, row, 16),
        .due_date = db_get_date(result, row, 17),
    };
    bool is_known = verdict_parse(db_get_text(result, row, 8), &adjustment.kind) &&
                    adjustment_cause_parse(db_get_text(result, row, 10), &adjustment.news.cause);

    assert(is_known);
    return adjustment;
}

bool report_store_adjustments(struct db *db, const struct run *run, struct arena *arena,
                              size_t *count_r, struct reported_adjustment **adjustments_r,
                              struct error *error_r)
{
    struct db_result *result;

    if (!ask(db, run, sql_report_adjustments, &result, error_r))
        return false;
    *count_r = db_rows(result);
    *adjustments_r = ARENA_ARRAY(arena, struct reported_adjustment, *count_r);
    for (size_t row = 0; row < *count_r; row++)
        (*adjustments_r)[row] = adjustment_of_row(result, row, arena);
    db_result_free(result);
    return true;
}

bool report_store_waiting_rails(struct db *db, const struct run *run, bool waits_r[RAIL_COUNT],
                                struct error *error_r)
{
    struct db_result *result;
    enum rail rail;

    if (!ask(db, run, sql_report_waiting_rails, &result, error_r))
        return false;
    memset(waits_r, 0, RAIL_COUNT * sizeof(*waits_r));
    for (size_t row = 0; row < db_rows(result); row++) {
        bool is_known = rail_parse(db_get_text(result, row, 0), &rail);
        assert(is_known);
        waits_r[rail] = true;
    }
    db_result_free(result);
    return true;
}

bool report_store_run_number(struct db *db, const struct run *run, int *number_r,
                             struct error *error_r)
{
    struct db_result *result;

    if (!ask(db, run, sql_report_run_number, &result, error_r))
        return false;
    *number_r = (int)db_get_int(result, 0, 0);
    db_result_free(result);
    return true;
}
