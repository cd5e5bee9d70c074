#include "adapters/postgres/missed_store.h"

#include <assert.h>

#include "adapters/postgres/record_rows.h"
#include "sql_statements.h"

bool missed_store_free_slots(struct db *db, const struct run *run, int64_t from_s, int64_t before_s,
                             bool but_new, struct arena *arena, size_t *count_r,
                             const struct free_slot **slots_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_timestamptz(before_s),
                                db_timestamptz(from_s), db_int8(run->first_line_id),
                                db_int8(but_new ? 1 : NOT_GIVEN)};
    struct db_result *result;

    assert(given(from_s) || !but_new);
    bool is_read = given(from_s) ? db_query(db, sql_match_free_slots_since, COUNT_OF(values),
                                            values, &result, error_r)
                                 : db_query(db, sql_match_free_slots, 2, values, &result, error_r);

    if (!is_read)
        return false;
    struct order_line *orders = ARENA_ARRAY(arena, struct order_line, db_rows(result));
    struct free_slot *slots = ARENA_ARRAY(arena, struct free_slot, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        order_line_of_row(result, row, arena, &orders[row]);
        slots[row] =
            (struct free_slot){&orders[row], (int32_t)db_get_int(result, row, ORDER_LINE_COLUMNS)};
    }
    *count_r = db_rows(result);
    *slots_r = slots;
    db_result_free(result);
    return true;
}

bool missed_store_leave_out_paid(struct db *db, const struct run *run, int64_t window_s,
                                 struct arena *arena, size_t *count, struct free_slot *slots,
                                 struct error *error_r)
{
    struct text *texts = ARENA_ARRAY(arena, struct text, 3 * *count);
    int64_t *planned_s = ARENA_ARRAY(arena, int64_t, *count);
    bool *is_paid = ARENA_ARRAY(arena, bool, *count);
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++) {
        texts[i] = slots[i].order->provider;
        texts[*count + i] = slots[i].order->client_ref;
        texts[2 * *count + i] = slots[i].order->service;
        planned_s[i] = slots[i].order->planned_start_s;
    }
    struct db_value values[] = {
        db_int8(run->council_id),
        db_text_array(*count, texts),
        db_text_array(*count, texts + *count),
        db_text_array(*count, texts + 2 * *count),
        db_int8_array(*count, planned_s),
        db_int8(window_s),
    };
    struct db_result *result;
    if (!db_query(db, sql_missed_paid_before, COUNT_OF(values), values, &result, error_r))
        return false;
    for (size_t row = 0; row < db_rows(result); row++)
        is_paid[db_get_int(result, row, 0) - 1] = true;
    db_result_free(result);
    for (size_t i = 0; i < *count; i++)
        if (!is_paid[i])
            slots[kept++] = slots[i];
    *count = kept;
    return true;
}

bool missed_store_write(struct db *db, const struct run *run, size_t count,
                        const struct free_slot *slots, struct error *error_r)
{
    struct db_copy *copy = db_copy_begin(db, sql_match_copy_missed);

    for (size_t i = 0; i < count; i++) {
        const struct order_line *order = slots[i].order;
        struct db_value values[] = {
            db_int8(run->council_id), db_text(order->order_no), db_text(order->order_line),
            db_int4(slots[i].slot),   db_int8(order->order_id), db_int8(run->run_id),
        };
        db_copy_values(copy, COUNT_OF(values), values);
    }
    return db_copy_end(copy, error_r);
}

bool missed_store_forget_freed(struct db *db, const struct run *run, struct error *error_r)
{
    struct db_value value = db_int8(run->council_id);
    return db_execute(db, sql_match_forget_freed, 1, &value, NULL, error_r);
}
