#include "adapters/postgres/adjustment_store.h"

#include <assert.h>

#include "sql_statements.h"

/* --- what is touched -------------------------------------------------------- */

static struct touched_line touched_of_row(const struct db_result *result, size_t row,
                                          struct arena *arena)
{
    struct touched_line line = {
        .provider = db_keep_text(result, row, 0, arena),
        .line_id = db_get_int(result, row, 1),
        .paid = {.first_pence = db_get_int(result, row, 3),
                 .is_self_billed = db_get_bool(result, row, 5),
                 .payable_pence = db_get_int(result, row, 6),
                 .credited_pence = db_get_int(result, row, 7),
                 .latest_pence = db_get_int(result, row, 8),
                 .settled_pence = db_get_int(result, row, 10)},
        .vat_percent_e4 = db_get_int(result, row, 4),
        .number = (int32_t)db_get_int(result, row, 9),
    };
    bool is_known = adjustment_cause_parse(db_get_text(result, row, 2), &line.cause);

    assert(is_known);
    return line;
}

bool adjustment_store_touched(struct db *db, const struct run *run, int32_t window_minutes,
                              struct arena *arena, size_t *count_r,
                              const struct touched_line **lines_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id),
                                db_int8(run->first_line_id), db_int4(window_minutes)};
    struct db_result *result;

    *count_r = 0;
    if (run->run_id == 1)
        return true;
    if (!db_query(db, sql_adjustment_touched, COUNT_OF(values), values, &result, error_r))
        return false;
    struct touched_line *lines = ARENA_ARRAY(arena, struct touched_line, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        lines[row] = touched_of_row(result, row, arena);
    *count_r = db_rows(result);
    *lines_r = lines;
    db_result_free(result);
    return true;
}

/* --- adjustments ------------------------------------------------------------ */

bool adjustment_store_add(struct db *db, const struct run *run, struct text provider, size_t count,
                          const struct adjustment *adjustments, day_t due_date, int64_t item_id,
                          struct arena *arena, struct error *error_r)
{
    struct text *causes = ARENA_ARRAY(arena, struct text, count);
    int64_t *numbers = ARENA_ARRAY(arena, int64_t, 6 * count);
    int64_t *line_ids = numbers, *places = numbers + count, *self_billed = numbers + 2 * count,
            *old_pence = numbers + 3 * count, *new_pence = numbers + 4 * count,
            *vat_percents_e4 = numbers + 5 * count;

    for (size_t i = 0; i < count; i++) {
        const struct touched_line *line = adjustments[i].line;
        causes[i] = text_of(adjustment_cause_word(line->cause));
        line_ids[i] = line->line_id;
        places[i] = line->number + 1;
        self_billed[i] = line->paid.is_self_billed ? 1 : 0;
        old_pence[i] = adjustments[i].old_pence;
        new_pence[i] = adjustments[i].new_pence;
        vat_percents_e4[i] = line->vat_percent_e4;
    }
    struct db_value values[] = {
        db_int8(run->council_id),
        db_int8(run->run_id),
        db_text(provider),
        db_date(due_date),
        db_int8(item_id),
        db_int8_array(count, line_ids),
        db_int8_array(count, places),
        db_text_array(count, causes),
        db_int8_array(count, self_billed),
        db_int8_array(count, old_pence),
        db_int8_array(count, new_pence),
        db_int8_array(count, vat_percents_e4),
    };
    return db_execute(db, sql_adjustment_add, COUNT_OF(values), values, NULL, error_r);
}

bool adjustment_store_open(struct db *db, const struct run *run, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};

    return db_execute(db, sql_adjustment_open, COUNT_OF(values), values, NULL, error_r) &&
           db_execute(db, sql_adjustment_drop, COUNT_OF(values), values, NULL, error_r);
}

/* --- paying them ------------------------------------------------------------ */

static struct payable_adjustment payable_of_row(const struct db_result *result, size_t row,
                                                struct arena *arena)
{
    int64_t vat_percent_e4 = db_get_int(result, row, 14);
    int64_t old_pence = db_get_int(result, row, 12), new_pence = db_get_int(result, row, 13);

    return (struct payable_adjustment){
        .line_id = db_get_int(result, row, 0),
        .number = (int32_t)db_get_int(result, row, 1),
        .payable =
            {
                .provider = db_keep_text(result, row, 2, arena),
                .invoice_no = db_keep_text(result, row, 3, arena),
                .line_no = db_keep_text(result, row, 4, arena),
                .client_ref = db_keep_text(result, row, 5, arena),
                .service = db_keep_text(result, row, 6, arena),
                .cost_centre = db_keep_text(result, row, 7, arena),
                .gl_code = db_keep_text(result, row, 8, arena),
                .order_no = db_keep_text(result, row, 9, arena),
                .order_line = db_keep_text(result, row, 10, arena),
                .delivered_start_s = db_get_timestamptz(result, row, 11),
                .delivered_minutes = db_get_int(result, row, 15),
                .expected_minutes = NOT_GIVEN,
                .quantity_e4 = NOT_GIVEN,
                .unit = QUANTITY_UNIT_NOT_GIVEN,
                .billed_pence = NOT_GIVEN,
                .net_pence = new_pence - old_pence,
                .vat_pence = adjustment_vat_pence(old_pence, new_pence, vat_percent_e4),
                .vat_percent_e4 = vat_percent_e4,
                .due_date = db_get_date(result, row, 16),
            },
    };
}

bool adjustment_store_payable(struct db *db, const struct run *run, struct arena *arena,
                              size_t *count_r, const struct payable_adjustment **adjustments_r,
                              struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id)};
    struct db_result *result;

    if (!db_query(db, sql_adjustment_payable, COUNT_OF(values), values, &result, error_r))
        return false;
    struct payable_adjustment *adjustments =
        ARENA_ARRAY(arena, struct payable_adjustment, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        adjustments[row] = payable_of_row(result, row, arena);
    *count_r = db_rows(result);
    *adjustments_r = adjustments;
    db_result_free(result);
    return true;
}

static bool put_in_lots(struct db *db, const struct run *run, size_t count,
                        const struct payable_adjustment *adjustments,
                        const struct payments *payments, struct arena *arena, struct error *error_r)
{
    int64_t *numbers = ARENA_ARRAY(arena, int64_t, 6 * count);
    int64_t *line_ids = numbers, *places = numbers + count, *lots = numbers + 2 * count,
            *items = numbers + 3 * count, *net = numbers + 4 * count, *vat = numbers + 5 * count;

    for (size_t i = 0; i < count; i++) {
        line_ids[i] = adjustments[i].line_id;
        places[i] = adjustments[i].number;
        lots[i] = payments->lots[payments->places[i].lot].lot_id;
        items[i] = payments->places[i].item;
        net[i] = adjustments[i].payable.net_pence;
        vat[i] = adjustments[i].payable.vat_pence;
    }
    struct db_value values[] = {
        db_int8(run->council_id),   db_int8_array(count, line_ids), db_int8_array(count, places),
        db_int8_array(count, lots), db_int8_array(count, items),    db_int8_array(count, net),
        db_int8_array(count, vat),
    };
    return db_execute(db, sql_adjustment_put_in_lots, COUNT_OF(values), values, NULL, error_r) &&
           db_execute(db, sql_adjustment_close, 3, values, NULL, error_r);
}

static bool count_in_run(struct db *db, const struct run *run, size_t count,
                         const struct payable_adjustment *adjustments, struct error *error_r)
{
    int64_t net_pence = 0;

    for (size_t i = 0; i < count; i++)
        net_pence += adjustments[i].payable.net_pence;
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id),
                                db_int8((int64_t)count), db_int8(net_pence)};
    return db_execute(db, sql_adjustment_count, COUNT_OF(values), values, NULL, error_r);
}

bool adjustment_store_pay(struct db *db, const struct run *run, size_t count,
                          const struct payable_adjustment *adjustments,
                          const struct payments *payments, struct arena *arena,
                          struct error *error_r)
{
    struct next_numbers next;

    if (!match_write_next_numbers(db, run->council_id, &next, error_r))
        return false;
    lots_number(payments, &next.lot_id);
    return match_write_lots(db, run, payments, error_r) &&
           put_in_lots(db, run, count, adjustments, payments, arena, error_r) &&
           count_in_run(db, run, count, adjustments, error_r);
}
