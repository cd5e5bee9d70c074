/* matching.md, sections 6 to 8 and 10: what a line is to be set against. */
#include "bench_builder.h"

static struct night night;

static const char *said_alone(const struct bill_line *line)
{
    night_match(&night);
    return said(&night, line);
}

static const char *order_of(const struct bill_line *line)
{
    const struct order_line *order = verdict_of(&night, line)->order;
    return order == NULL ? ""
                         : arena_printf(night.arena, "%.*s/%.*s", TEXT_ARGS(order->order_no),
                                        TEXT_ARGS(order->order_line));
}

static struct bill_line *setup(void)
{
    night_open(&night);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 20 * E6);
    return bill(&night, "C1", "2026-11-02 07:30", 30);
}

START_TEST(groups_are_of_client_and_service)
{
    struct bill_line *line = setup();
    visit(&night, "C2", "2026-11-02 07:30", 30);
    visit(&night, "C1", "2026-11-02 07:30", 30)->service = TEXT_LITERAL("NIGHT");
    ck_assert_str_eq(said_alone(line), "held no_order");
    visit(&night, "C1", "2026-11-09 07:30", 30);
    ck_assert_str_eq(said_alone(line), "held no_slot");
    visit(&night, "C1", "2026-11-02 07:30", 30);
    ck_assert_str_eq(said_alone(line), "matched");
    night_close(&night);
}
END_TEST

START_TEST(cancelled_order_lines_count_as_none)
{
    struct bill_line *line = setup();
    visit(&night, "C1", "2026-11-02 07:30", 30)->status = ORDER_STATUS_CANCELLED;
    ck_assert_str_eq(said_alone(line), "held no_order");
    line_order(line, "V01", "1");
    ck_assert_str_eq(said_alone(line), "held no_order");
    night_close(&night);
}
END_TEST

START_TEST(a_name_that_the_group_does_not_have_is_no_order)
{
    struct bill_line *line = setup();
    visit(&night, "C1", "2026-11-02 07:30", 30);
    visit(&night, "C2", "2026-11-02 07:30", 30);
    line_order(line, "V02", "");
    ck_assert_str_eq(said_alone(line), "held no_order"); /* another client's */
    line_order(line, "V01", "2");
    ck_assert_str_eq(said_alone(line), "held no_order");
    line_order(line, "V01", "1");
    ck_assert_str_eq(said_alone(line), "matched");
    line_order(line, "V01", "");
    ck_assert_str_eq(said_alone(line), "matched");
    night_close(&night);
}
END_TEST

START_TEST(a_slot_near_goes_before_a_period)
{
    struct bill_line *line = setup();
    period_order(&night, "C1", PERIOD_WEEK, 600, "2026-01-01");
    struct order_line *near = visit(&night, "C1", "2026-11-02 09:30", 30);
    ck_assert_str_eq(said_alone(line), "held start"); /* within pair_window, to the second */
    near->planned_start_s += 1;
    ck_assert_str_eq(said_alone(line), "matched");
    ck_assert_str_eq(order_of(line), "V01/1");
    night_close(&night);
}
END_TEST

/* No slot of its group, free or paid. */
START_TEST(a_paid_slot_near_keeps_a_line_from_the_period)
{
    struct bill_line *first = setup();
    period_order(&night, "C1", PERIOD_WEEK, 600, "2026-01-01");
    visit(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *second = bill(&night, "C1", "2026-11-02 08:30", 30);
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, second, "held no_slot");
    night_close(&night);
}
END_TEST

START_TEST(a_named_visit_never_falls_to_the_period)
{
    struct bill_line *line = setup();
    period_order(&night, "C1", PERIOD_WEEK, 600, "2026-01-01");
    visit(&night, "C1", "2026-11-09 07:30", 30);
    line_order(line, "V02", "");
    ck_assert_str_eq(said_alone(line), "held no_slot"); /* a week away */
    line_order(line, "V02", "1");
    ck_assert_str_eq(said_alone(line), "held start"); /* at any distance */
    ck_assert_str_eq(order_of(line), "V02/1");
    night_close(&night);
}
END_TEST

/* A line that names a period or unit order goes to that order only, whatever slots are near. */
START_TEST(a_named_period_or_unit_goes_before_slots_near)
{
    struct bill_line *line = setup();
    visit(&night, "C1", "2026-11-02 07:30", 30);
    period_order(&night, "C1", PERIOD_WEEK, 600, "2026-01-01");
    struct order_line *unit = unit_order(&night, "C1", 10, 5 * E6, "2026-01-01");
    line_order(line, "V02", "");
    ck_assert_str_eq(said_alone(line), "matched");
    ck_assert_str_eq(order_of(line), "V02/1");
    line_order(line, "V03", "1");
    ck_assert_str_eq(said_alone(line), "matched");
    ck_assert_str_eq(order_of(line), "V03/1");
    unit->valid_from = day_at("2026-11-03");
    ck_assert_str_eq(said_alone(line), "held no_slot"); /* that order only */
    night_close(&night);
}
END_TEST

/* Else its unit order; neither: no_slot. Validity is inclusive. */
START_TEST(a_period_goes_before_a_unit_and_both_must_be_valid)
{
    struct bill_line *line = setup();
    unit_order(&night, "C1", 10, 5 * E6, "2026-01-01");
    struct order_line *period = period_order(&night, "C1", PERIOD_WEEK, 600, "2026-11-02");
    period->valid_to = day_at("2026-11-02");
    ck_assert_str_eq(said_alone(line), "matched");
    ck_assert_str_eq(order_of(line), "V02/1");
    period->valid_from = period->valid_to = day_at("2026-11-03");
    night_match(&night);
    ck_assert_str_eq(order_of(line), "V01/1");
    period->valid_from = period->valid_to = day_at("2026-11-01");
    night_match(&night);
    ck_assert_str_eq(order_of(line), "V01/1");
    night.orders[0].valid_to = day_at("2026-11-01");
    ck_assert_str_eq(said_alone(line), "held no_slot");
    night_close(&night);
}
END_TEST

/* On the delivered date, not the claimed one. */
START_TEST(validity_is_of_the_delivered_date)
{
    struct bill_line *line = setup();
    period_order(&night, "C1", PERIOD_WEEK, 600, "2026-11-03");
    ck_assert_str_eq(said_alone(line), "held no_slot");
    line_actual(line, "2026-11-03 07:30", "2026-11-03 08:00");
    ck_assert_str_eq(said_alone(line), "matched");
    night_close(&night);
}
END_TEST

/* A claimed length of 0: rejected on basis visit and period, not on unit. */
START_TEST(a_line_without_length_is_rejected_unless_it_is_for_units)
{
    struct bill_line *line = setup();
    line->claimed_end_s = line->claimed_start_s;
    struct order_line *order = visit(&night, "C1", "2026-11-02 07:30", 30);
    ck_assert_str_eq(said_alone(line), "rejected missing");
    *order = *period_order(&night, "C1", PERIOD_WEEK, 600, "2026-01-01");
    night.input.order_count = 1;
    ck_assert_str_eq(said_alone(line), "rejected missing");
    *order = *unit_order(&night, "C1", 10, 5 * E6, "2026-01-01");
    night.input.order_count = 1;
    ck_assert_str_eq(said_alone(line), "matched");
    night_close(&night);
}
END_TEST

/* pair_window is that of the terms on the slot's date. */
START_TEST(each_slot_has_the_window_of_its_date)
{
    struct bill_line *line = setup();
    struct terms_block *terms = terms_new(&night);
    SAY(terms, PAIR_WINDOW, pair_window, 30);
    terms->valid_from = day_at("2026-11-03");
    visit(&night, "C1", "2026-11-02 08:30", 30);
    ck_assert_str_eq(said_alone(line), "held start");
    terms->valid_from = day_at("2026-11-02");
    ck_assert_str_eq(said_alone(line), "held no_slot");
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/group", groups_are_of_client_and_service, cancelled_order_lines_count_as_none,
           a_name_that_the_group_does_not_have_is_no_order, a_slot_near_goes_before_a_period,
           a_paid_slot_near_keeps_a_line_from_the_period, a_named_visit_never_falls_to_the_period,
           a_named_period_or_unit_goes_before_slots_near,
           a_period_goes_before_a_unit_and_both_must_be_valid, validity_is_of_the_delivered_date,
           a_line_without_length_is_rejected_unless_it_is_for_units,
           each_slot_has_the_window_of_its_date)
