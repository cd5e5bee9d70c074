#include "tests/pg/matching.h"

/* By this transaction; the other parameter is not asked for. */
#define TUPLES_READ                                                                                \
    "SELECT (seq_tup_read + idx_tup_fetch)::bigint FROM pg_stat_xact_user_tables "                 \
    "WHERE relname = 'paid_before' AND $1 IS NOT NULL"

/* --- missed visits ----------------------------------------------------------- */

static size_t free_slots(const struct run *run, const struct free_slot **slots_r)
{
    size_t count;
    OK(missed_store_free_slots(db, run, NOT_GIVEN, on_monday(24, 0), false, arena, &count, slots_r,
                               &error));
    return count;
}

START_TEST(a_slot_nobody_billed_is_free_until_it_was_reported)
{
    struct order_line orders[] = {
        visit_at("PAID", "1", on_monday(7, 30)),      visit_at("HELD", "1", on_monday(12, 0)),
        visit_at("CANCELLED", "1", on_monday(15, 0)), visit_at("LATER", "1", on_monday(24, 0)),
        visit_at("MISSED", "1", on_monday(18, 0)),
    };
    orders[0].carers = 2;
    orders[2].status = ORDER_STATUS_CANCELLED;
    struct bill_line lines[] = {bill_at("INV1", "1", on_monday(7, 30)),
                                bill_at("INV1", "2", on_monday(12, 0))};
    lines[1].net_pence = 5000;
    struct match_input input;
    struct run run = night_load('a', COUNT_OF(orders), orders, COUNT_OF(lines), lines);
    night_match(&run, &input);

    const struct free_slot *slots;
    ck_assert_uint_eq(free_slots(&run, &slots), 2);
    ck_assert(text_equal(slots[0].order->order_no, TEXT_LITERAL("PAID")));
    ck_assert_int_eq(slots[0].slot, 2);
    ck_assert(text_equal(slots[1].order->order_no, TEXT_LITERAL("MISSED")));
    OK(missed_store_write(db, &run, 2, slots, &error));
    ck_assert_uint_eq(free_slots(&run, &slots), 0);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick.missed_visit m "
                 "JOIN tallystick_data.council c ON c.code = m.council WHERE c.council_id = $1 "
                 "AND m.provider = 'P001' AND m.client_ref = 'C1' AND m.planned_minutes = 30"),
        2);
}
END_TEST

/* Whoever read tonight's order lines knows of the others of them. */
START_TEST(an_order_line_that_was_read_again_is_looked_at_again)
{
    struct order_line orders[] = {visit_at("AGAIN", "1", on_monday(7, 30)),
                                  visit_at("NEW", "1", on_monday(12, 0))};
    night_whole('a', 1, orders, 0, NULL);
    orders[0].planned_minutes = 45;
    struct run run = night_load('b', COUNT_OF(orders), orders, 0, NULL);

    const struct free_slot *slots;
    size_t count;
    OK(missed_store_free_slots(db, &run, on_monday(23, 0), on_monday(24, 0), false, arena, &count,
                               &slots, &error));
    ck_assert_uint_eq(count, 2);
    OK(missed_store_free_slots(db, &run, on_monday(23, 0), on_monday(24, 0), true, arena, &count,
                               &slots, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert(text_equal(slots[0].order->order_no, TEXT_LITERAL("AGAIN")));
    ck_assert_int_eq(slots[0].order->planned_minutes, 45);
}
END_TEST

/* P009's visits of a hundred days, of which one was planned within reach; and nothing else of what
 * another process ever paid is read. */
START_TEST(what_another_process_paid_is_found_by_its_client)
{
    struct run run = night_load('b', 0, NULL, 0, NULL);
    struct db_value values[] = {db_int8(run.council_id), db_timestamptz(on_monday(7, 30))};
    OK(db_begin(db, &error));
    OK(db_execute(db,
                  "INSERT INTO tallystick_data.paid_before "
                  "SELECT $1, n, 1, n, 'P009', 'C' || n % 50, 'HC', "
                  "       $2::timestamptz + (n / 50) * interval '1 day', 'I' || n, '1', 950 "
                  "FROM generate_series(0, 4999) AS n",
                  COUNT_OF(values), values, NULL, &error));
    OK(db_script(db, "ANALYZE tallystick_data.paid_before", &error));
    struct order_line orders[] = {visit_at("BILLED", "1", on_monday(8, 0)),
                                  visit_at("NOT", "1", on_monday(12, 0))};
    struct free_slot slots[COUNT_OF(orders)];
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        orders[i].provider = TEXT_LITERAL("P009");
        slots[i] = (struct free_slot){&orders[i], 1};
    }
    size_t count = COUNT_OF(slots);
    int64_t read_before = count_of(TUPLES_READ);
    OK(missed_store_leave_out_paid(db, &run, INT64_C(3600), arena, &count, slots, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_ptr_eq(slots[0].order, &orders[1]);
    ck_assert_int_eq(count_of(TUPLES_READ) - read_before, 1);
    OK(db_rollback(db, &error));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("missed visits");
    tcase_add_test(tests, a_slot_nobody_billed_is_free_until_it_was_reported);
    tcase_add_test(tests, an_order_line_that_was_read_again_is_looked_at_again);
    tcase_add_test(tests, what_another_process_paid_is_found_by_its_client);
    return run_case("missed_store", tests);
}
