#include "tests/pg/matching.h"

/* --- missed visits ----------------------------------------------------------- */

static size_t free_slots(const struct run *run, const struct free_slot **slots_r)
{
    size_t count;
    OK(missed_store_free_slots(db, run, NOT_GIVEN, on_monday(24, 0), arena, &count, slots_r,
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

int main(void)
{
    TCase *tests = tcase_create("missed visits");
    tcase_add_test(tests, a_slot_nobody_billed_is_free_until_it_was_reported);
    return run_case("missed_store", tests);
}
