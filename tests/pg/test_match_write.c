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

/* --- what waits -------------------------------------------------------------- */

/* Two lines of a file, written as if each were a provider's, of which the first waits for the
 * second. */
static bool halves_write(const struct run *run, const struct match_input *input,
                         struct verdict *verdicts, int64_t *rows_while_waiting_r)
{
    struct match_writer *writer = match_writer_new(db, run, true);
    struct next_numbers next = numbers_next();
    bool is_written = true;

    ck_assert_uint_eq(input->carried_count, 0);
    for (size_t half = 0; half < 2 && is_written; half++) {
        struct match_input one = *input;
        one.lines += half;
        one.line_count = 1;
        struct match_output output = {&verdicts[half]};
        struct judged judged = judged_of(run, &one, &output, due_dates(1), &next);
        is_written = match_write_provider(writer, arena, &judged, &error);
    }
    *rows_while_waiting_r =
        count_of("SELECT count(*) FROM tallystick_data.line_stick WHERE council_id = $1");
    is_written = is_written && match_writer_end(writer, &error);
    match_writer_free(writer);
    return is_written;
}

START_TEST(neighbours_of_two_providers_are_cut_at_once)
{
    struct order_line orders[] = {visit_at("PO1", "1", on_monday(7, 30)),
                                  visit_at("PO1", "2", on_monday(9, 30))};
    struct bill_line lines[] = {bill_at("INV1", "1", on_monday(7, 30)),
                                bill_at("INV2", "1", on_monday(9, 30))};
    const day_t *received;
    int64_t waiting;
    struct run run = night_load('a', 2, orders, 2, lines);
    struct match_input input = read_provider(&run, &received);
    struct verdict verdicts[] = {paying(&input.lines[0], &input.orders[0], 1, 1),
                                 paying(&input.lines[1], &input.orders[1], 1, 1)};
    OK(db_begin(db, &error));
    OK(halves_write(&run, &input, verdicts, &waiting));
    ck_assert_int_eq(waiting, 0);
    OK(db_commit(db, &error));
    ck_assert_int_eq(count_of("SELECT sum(bit_count(notches_now::bit(64)))::bigint "
                              "FROM tallystick_data.line_stick WHERE council_id = $1"),
                     2);
    ck_assert_int_eq(count_of("SELECT max(cutting) FROM tallystick_data.slot_stick "
                              "WHERE council_id = $1"),
                     1);
    ck_assert_int_eq(count_of("SELECT count(*) FROM tallystick_data.invoice WHERE council_id = $1"),
                     2);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick_data.payment_lot WHERE council_id = $1"), 2);
}
END_TEST

START_TEST(a_slot_paid_twice_while_both_wait_breaks_the_night)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    struct bill_line lines[] = {bill_at("INV1", "1", on_monday(7, 30)),
                                bill_at("INV2", "1", on_monday(7, 30))};
    const day_t *received;
    int64_t waiting;
    struct run run = night_load('a', 1, &order, 2, lines);
    struct match_input input = read_provider(&run, &received);
    struct verdict verdicts[] = {paying(&input.lines[0], &input.orders[0], 1, 1),
                                 paying(&input.lines[1], &input.orders[0], 1, 1)};
    OK(db_begin(db, &error));
    ck_assert(!halves_write(&run, &input, verdicts, &waiting));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, "slot_stick_paid_once") != NULL, "%s", error.message);
    struct error of_rollback;
    OK(db_rollback(db, &of_rollback));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pay once");
    tcase_add_test(tests, a_slot_paid_twice_breaks_the_night);
    tcase_add_test(tests, a_service_paid_twice_breaks_the_night_though_no_carer_is_named);
    tcase_add_test(tests, neighbours_of_two_providers_are_cut_at_once);
    tcase_add_test(tests, a_slot_paid_twice_while_both_wait_breaks_the_night);
    return run_case("match_write", tests);
}
