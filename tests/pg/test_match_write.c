#include "tests/pg/matching.h"

/* --- pay once --------------------------------------------------------------- */

START_TEST(a_slot_paid_twice_breaks_the_night)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    struct bill_line lines[] = {bill_at("INV1", "1", on_monday(7, 30)),
                                bill_at("INV2", "1", on_monday(7, 30))};
    const day_t *received;
    struct run run = night_load('a', 1, &order, 2, lines);
    struct match_input input = read_provider(&run, &received);
    struct verdict verdicts[] = {paying(&input.lines[0], &input.orders[0], 1, 1),
                                 paying(&input.lines[1], &input.orders[0], 1, 1)};
    ck_assert(!write_verdicts(&run, &input, &(struct match_output){verdicts}));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, "slot_stick_paid_once") != NULL, "%s", error.message);
}
END_TEST

/* Two lines without a carer have the same carer (matching.md, section 10). */
START_TEST(a_service_paid_twice_breaks_the_night_though_no_carer_is_named)
{
    struct order_line order = weekly_order();
    struct bill_line lines[] = {bill_at("INV1", "1", on_monday(7, 30)),
                                bill_at("INV2", "1", on_monday(7, 30))};
    const day_t *received;
    struct run run = night_load('a', 1, &order, 2, lines);
    struct match_input input = read_provider(&run, &received);
    struct verdict verdicts[] = {paying(&input.lines[0], &input.orders[0], 0, 1),
                                 paying(&input.lines[1], &input.orders[0], 0, 1)};
    ck_assert(!write_verdicts(&run, &input, &(struct match_output){verdicts}));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, "paid_service_once") != NULL, "%s", error.message);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pay once");
    tcase_add_test(tests, a_slot_paid_twice_breaks_the_night);
    tcase_add_test(tests, a_service_paid_twice_breaks_the_night_though_no_carer_is_named);
    return run_case("match_write", tests);
}
