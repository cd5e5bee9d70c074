/* matching.md, section 8, and "same service again" in section 9. */
#include "bench_builder.h"

#include "matcher/engine/quantity.h"

static struct night night;

/* 60 minutes a week, 20.00 an hour. 2026-11-02 is a Monday. */
static struct order_line *setup(void)
{
    night_open(&night);
    struct order_line *order = period_order(&night, "C1", PERIOD_WEEK, 60, "2026-01-01");
    order->rate_e6 = 20 * E6;
    return order;
}

static struct bill_line *line_at(const char *start, int64_t minutes)
{
    return bill(&night, "C1", start, minutes);
}

static const char *order_no_of(const struct bill_line *line)
{
    return arena_printf(night.arena, "%.*s", TEXT_ARGS(verdict_of(&night, line)->order->order_no));
}

/* --- periods --------------------------------------------------------------- */

static void check_first_day(enum period period, const char *valid_from, const char *day,
                            const char *first)
{
    struct order_line order = {
        .basis = BASIS_PERIOD, .period = period, .valid_from = day_at(valid_from)};
    ck_assert_int_eq(period_first_day(&order, day_at(day)), day_at(first));
}

START_TEST(periods_begin_where_they_should)
{
    check_first_day(PERIOD_WEEK, "2026-01-01", "2026-11-02", "2026-11-02");
    check_first_day(PERIOD_WEEK, "2026-01-01", "2026-11-08", "2026-11-02");
    check_first_day(PERIOD_WEEK, "2026-01-01", "2026-11-01", "2026-10-26");
    check_first_day(PERIOD_4WEEK, "2026-01-05", "2026-02-01", "2026-01-05");
    check_first_day(PERIOD_4WEEK, "2026-01-05", "2026-02-02", "2026-02-02");
    check_first_day(PERIOD_4WEEK, "2026-01-05", "2026-03-29", "2026-03-02");
    check_first_day(PERIOD_MONTH, "2026-01-15", "2026-02-28", "2026-02-01");
    check_first_day(PERIOD_TOTAL, "2026-01-15", "2026-11-02", "2026-01-15");
}
END_TEST

/* --- totals ---------------------------------------------------------------- */

START_TEST(lines_add_up_in_order_of_delivered_start)
{
    setup();
    struct bill_line *friday = line_at("2026-11-06 10:00", 30);
    struct bill_line *monday = line_at("2026-11-02 10:00", 30);
    struct bill_line *sunday = line_at("2026-11-08 10:00", 30);
    struct bill_line *next_monday = line_at("2026-11-09 10:00", 30);
    night_match(&night);
    ck_said(&night, monday, "matched");
    ck_said(&night, friday, "matched"); /* 60 of 60 */
    ck_said(&night, sunday, "held quantity");
    ck_assert_int_eq(verdict_of(&night, sunday)->checks->results[CHECK_QUANTITY].difference_e4,
                     30 * E4);
    ck_said(&night, next_monday, "matched"); /* another week */
    ck_assert_int_eq(verdict_of(&night, sunday)->period_first, day_at("2026-11-02"));
    night_close(&night);
}
END_TEST

/* A held line does not add to the total. */
START_TEST(a_held_line_does_not_add)
{
    setup();
    struct bill_line *too_long = line_at("2026-11-02 10:00", 61);
    struct bill_line *fits = line_at("2026-11-03 10:00", 60);
    night_match(&night);
    ck_said(&night, too_long, "held quantity");
    ck_said(&night, fits, "matched");
    night_close(&night);
}
END_TEST

START_TEST(lines_paid_on_earlier_nights_come_first)
{
    setup();
    line_at("2026-11-06 10:00", 45);
    night_match(&night);
    night_next(&night);
    struct bill_line *monday = line_at("2026-11-02 10:00", 30);
    night_match(&night);
    ck_said(&night, monday, "held quantity");
    ck_assert_int_eq(verdict_of(&night, monday)->checks->results[CHECK_QUANTITY].difference_e4,
                     15 * E4);
    night_close(&night);
}
END_TEST

/* `quantity` is the whole excess of the total, earlier excess included; percentages are of the
 * commissioned quantity. */
START_TEST(earlier_excess_counts_again)
{
    setup();
    say_tolerance(terms_new(&night), CHECK_QUANTITY, limits_percent(10, 25)); /* 6 and 15 */
    struct bill_line *first = line_at("2026-11-02 10:00", 66);
    struct bill_line *second = line_at("2026-11-03 10:00", 9);
    struct bill_line *third = line_at("2026-11-04 10:00", 1);
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, second, "variance quantity");
    ck_said(&night, third, "held quantity");
    ck_assert_int_eq(verdict_of(&night, third)->checks->results[CHECK_QUANTITY].difference_e4,
                     16 * E4);
    night_close(&night);
}
END_TEST

/* Billed minutes are added, delivered ones where none are billed. */
START_TEST(billed_minutes_are_added)
{
    setup();
    struct bill_line *line = line_at("2026-11-02 10:00", 30);
    line->quantity_e4 = 61 * E4;
    line->unit = QUANTITY_UNIT_MINUTE;
    night_match(&night);
    ck_said(&night, line, "held quantity");
    line->quantity_e4 = NOT_GIVEN;
    night_match(&night);
    ck_assert_int_eq(verdict_of(&night, line)->counted_e4, 30 * E4);
    night_close(&night);
}
END_TEST

/* A week cut by valid_from or valid_to has its whole quantity. */
START_TEST(a_cut_week_has_its_whole_quantity)
{
    struct order_line *order = setup();
    order->valid_from = order->valid_to = day_at("2026-11-06");
    struct bill_line *line = line_at("2026-11-06 10:00", 60);
    night_match(&night);
    ck_said(&night, line, "matched");
    night_close(&night);
}
END_TEST

/* An order's total is over versions: a later version that begins elsewhere goes on counting. */
START_TEST(a_total_counts_over_versions)
{
    struct order_line *order = setup();
    order->period = PERIOD_TOTAL;
    line_at("2026-11-02 10:00", 40);
    night_match(&night);
    night_next(&night);
    order->valid_from = day_at("2026-10-01");
    order->order_id = 99;
    struct bill_line *line = line_at("2026-11-20 10:00", 30);
    night_match(&night);
    ck_said(&night, line, "held quantity");
    night_close(&night);
}
END_TEST

/* Round(delivered) under every pay_on; rates of the delivered start's date and time. */
/* A period is known by its order line: what was paid for it when it was another client's counts. */
START_TEST(a_total_counts_over_clients)
{
    struct order_line *order = setup();
    line_at("2026-11-02 10:00", 45);
    night_match(&night);
    night_next(&night);
    order->client_ref = TEXT_LITERAL("C2");
    struct bill_line *line = bill(&night, "C2", "2026-11-03 10:00", 30);
    night_match(&night);
    ck_said(&night, line, "held quantity");
    ck_assert_int_eq(verdict_of(&night, line)->checks->results[CHECK_QUANTITY].difference_e4,
                     15 * E4);
    night_close(&night);
}
END_TEST

START_TEST(a_decided_line_adds_to_its_total_whoever_it_is_for_now)
{
    struct order_line *order = setup();
    struct bill_line *line = line_at("2026-11-02 10:00", 45);
    line->net_pence = 5000;
    night_match(&night);
    ck_said(&night, line, "held amount");
    night_next(&night);
    decide(&night, &night.lines[0], DECISION_PAY);
    order->client_ref = TEXT_LITERAL("C2");
    struct bill_line *other = bill(&night, "C2", "2026-11-03 10:00", 30);
    night_match(&night);
    ck_said(&night, &night.lines[0], "variance decided");
    ck_said(&night, other, "held quantity");
    night_close(&night);
}
END_TEST

/* 2026-11-08 is a Sunday: claimed then, and delivered on Monday. */
START_TEST(a_decided_line_adds_to_the_period_it_was_delivered_in)
{
    setup();
    struct bill_line *line = line_at("2026-11-08 23:50", 30);
    line->net_pence = 5000;
    seen(&night, "C1", "K1", "2026-11-09 00:05", "2026-11-09 00:35");
    night_match(&night);
    ck_said(&night, line, "held amount");
    night_next(&night);
    decide(&night, &night.lines[0], DECISION_PAY);
    struct bill_line *before = line_at("2026-11-02 10:00", 60);
    struct bill_line *after = line_at("2026-11-11 10:00", 31);
    night_match(&night);
    ck_said(&night, &night.lines[0], "variance decided");
    ck_assert_int_eq(verdict_of(&night, &night.lines[0])->period_first, day_at("2026-11-09"));
    ck_said(&night, before, "matched");
    ck_said(&night, after, "held quantity");
    night_close(&night);
}
END_TEST

START_TEST(expected_minutes_of_a_period_are_delivered_ones)
{
    struct order_line *order = setup();
    order->rate_e6 = NOT_GIVEN;
    hour_rate(&night, DAY_TYPE_WEEKDAY, 10 * E6);
    rate_window(hour_rate(&night, DAY_TYPE_WEEKDAY, 40 * E6), 18, 22);
    struct terms_block *terms = terms_new(&night);
    SAY(terms, PAY_ON, pay_on, PAY_ON_PLANNED);
    SAY(terms, ROUNDING, rounding, (struct rounding){.rule = ROUNDING_NEAREST, .step = 15});
    struct bill_line *line = line_at("2026-11-02 17:55", 38);
    night_match(&night);
    ck_assert_int_eq(verdict_of(&night, line)->expected_minutes, 45);
    ck_assert_int_eq(verdict_of(&night, line)->expected_pence, 750);
    line_actual(line, "2026-11-02 18:00", "2026-11-02 18:38");
    night_match(&night);
    ck_assert_int_eq(verdict_of(&night, line)->expected_pence, 3000);
    night_close(&night);
}
END_TEST

/* start, short and long apply to visits; evidence does to periods. */
START_TEST(a_period_has_its_own_checks)
{
    struct order_line *order = setup();
    order->quantity_e4 = 6000 * E4;
    SAY(terms_new(&night), REQUIRE_EVIDENCE, require_evidence, true);
    struct bill_line *line = line_at("2026-11-02 10:00", 300);
    line->quantity_e4 = 5 * E4 + 1000; /* 306 minutes */
    line->rate_e6 = 21 * E6;
    line->net_pence = 10710;
    night_match(&night);
    ck_said(&night, line, "held billed|rate|amount|evidence");
    night_close(&night);
}
END_TEST

/* The first in (order_no, order_line) that it would not exceed, else the lowest. */
START_TEST(the_first_order_that_is_not_exceeded)
{
    struct order_line *second = setup(), *first, *third;
    first = period_order(&night, "C1", PERIOD_WEEK, 30, "2026-01-01");
    third = period_order(&night, "C1", PERIOD_WEEK, 90, "2026-01-01");
    first->rate_e6 = third->rate_e6 = 20 * E6;
    order_name(first, "A", "1");
    order_name(second, "B", "1");
    order_name(third, "C", "1");
    struct bill_line *fits_first = line_at("2026-11-02 10:00", 30);
    struct bill_line *fits_second = line_at("2026-11-03 10:00", 60);
    struct bill_line *fits_third = line_at("2026-11-04 10:00", 90);
    struct bill_line *fits_none = line_at("2026-11-05 10:00", 5);
    night_match(&night);
    ck_assert_str_eq(order_no_of(fits_first), "A");
    ck_assert_str_eq(order_no_of(fits_second), "B");
    ck_assert_str_eq(order_no_of(fits_third), "C");
    ck_assert_str_eq(order_no_of(fits_none), "A");
    ck_said(&night, fits_none, "held quantity");
    night_close(&night);
}
END_TEST

START_TEST(an_outcome_adds_nothing)
{
    static const struct outcome_price outcomes[] = {
        {TEXT_LITERAL("cancelled"), NOT_GIVEN, 50 * E4}};
    setup();
    say_outcomes(terms_new(&night), 1, outcomes);
    struct bill_line *cancelled = line_at("2026-11-02 10:00", 60);
    cancelled->outcome = TEXT_LITERAL("cancelled");
    struct bill_line *line = line_at("2026-11-03 10:00", 60);
    night_match(&night);
    ck_said(&night, cancelled, "matched");
    ck_assert_int_eq(verdict_of(&night, cancelled)->payable_pence, 1000);
    ck_said(&night, line, "matched");
    night_close(&night);
}
END_TEST

START_TEST(a_decided_line_adds_to_its_total)
{
    setup();
    struct bill_line *line = line_at("2026-11-02 10:00", 61);
    night_match(&night);
    ck_said(&night, line, "held quantity");
    night_next(&night);
    decide(&night, &night.lines[0], DECISION_PAY);
    struct bill_line *next = line_at("2026-11-03 10:00", 1);
    night_match(&night);
    ck_said(&night, &night.lines[0], "variance decided");
    ck_said(&night, next, "held quantity");
    ck_assert_int_eq(verdict_of(&night, next)->checks->results[CHECK_QUANTITY].difference_e4,
                     2 * E4);
    night_close(&night);
}
END_TEST

/* Paid twice only as the service's second life, after the first was credited in full. */
START_TEST(a_decided_line_knows_how_often_the_service_was_given_back)
{
    setup();
    line_at("2026-11-02 10:00", 61);
    night_match(&night);
    night_next(&night);
    struct past_line *given_back = paid_before(&night, "C1", "2026-11-02 10:00", 30, 1000);
    given_back->credited_pence = 1000;
    given_back->turn = 1;
    decide(&night, &night.lines[0], DECISION_PAY_EXPECTED);
    night_match(&night);
    ck_said(&night, &night.lines[0], "variance decided");
    ck_assert_int_eq(verdict_of(&night, &night.lines[0])->turn, 2);
    night_close(&night);
}
END_TEST

/* Neither of two lines for one service was paid, and people decided to pay both: one is. */
START_TEST(a_service_is_not_paid_twice_by_two_decisions)
{
    setup();
    line_at("2026-11-02 10:00", 61);
    line_at("2026-11-02 10:00", 61);
    night_match(&night);
    ck_said(&night, &night.lines[1], "held quantity");
    night_next(&night);
    decide(&night, &night.lines[0], DECISION_PAY);
    decide(&night, &night.lines[1], DECISION_PAY);
    night_match(&night);
    ck_said(&night, &night.lines[0], "variance decided");
    ck_said(&night, &night.lines[1], "held duplicate_visit");
    ck_assert_int_eq(verdict_of(&night, &night.lines[1])->payable_pence, 0);
    night_close(&night);
}
END_TEST

/* --- units ----------------------------------------------------------------- */

START_TEST(units_are_priced_and_counted)
{
    night_open(&night);
    night.services[0].unit = QUANTITY_UNIT_JOB;
    unit_order(&night, "C1", 3, 48 * E6 + 500000, "2026-01-01");
    struct bill_line *first = line_at("2026-11-02 00:00", 0);
    first->quantity_e4 = 2 * E4 + 5000;
    first->net_pence = 12125;
    struct bill_line *second = line_at("2026-12-02 00:00", 0); /* without a quantity: one */
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_assert_int_eq(verdict_of(&night, first)->expected_minutes, NOT_GIVEN);
    ck_said(&night, second, "held quantity");
    ck_assert_int_eq(verdict_of(&night, second)->expected_pence, 4850);
    ck_assert_int_eq(verdict_of(&night, second)->checks->results[CHECK_QUANTITY].difference_e4,
                     5000);
    night.orders[0].quantity_e4 = 4 * E4;
    night_match(&night);
    ck_said(&night, second, "matched");
    night_close(&night);
}
END_TEST

/* rate, billed and evidence do not apply to units; arithmetic and vat do. */
START_TEST(a_unit_has_its_own_checks)
{
    night_open(&night);
    night.services[0].unit = QUANTITY_UNIT_JOB;
    SAY(terms_new(&night), REQUIRE_EVIDENCE, require_evidence, true);
    unit_order(&night, "C1", 30, 10 * E6, "2026-01-01");
    struct bill_line *line = line_at("2026-11-02 10:00", 30);
    line->quantity_e4 = 2 * E4;
    line->rate_e6 = 11 * E6;
    line->net_pence = 2000;
    night_match(&night);
    ck_said(&night, line, "held arithmetic");
    line->rate_e6 = 10 * E6;
    line->vat_pence = 400;
    night_match(&night);
    ck_said(&night, line, "held vat");
    night_close(&night);
}
END_TEST

START_TEST(a_unit_order_without_a_price_has_no_rate)
{
    night_open(&night);
    unit_order(&night, "C1", 30, NOT_GIVEN, "2026-01-01");
    struct bill_line *line = line_at("2026-11-02 10:00", 30);
    night_match(&night);
    ck_said(&night, line, "held no_rate");
    night_close(&night);
}
END_TEST

/* --- same service again ---------------------------------------------------- */

START_TEST(the_same_service_again_is_a_duplicate_visit)
{
    setup()->quantity_e4 = 600 * E4;
    struct bill_line *first = line_at("2026-11-02 10:00", 30);
    struct bill_line *again = line_at("2026-11-02 10:00", 45);
    struct bill_line *secondary = line_at("2026-11-02 10:00", 30);
    struct bill_line *carer = line_at("2026-11-02 10:00", 30);
    struct bill_line *later = line_at("2026-11-02 10:00", 30);
    secondary->secondary = true;
    carer->carer_ref = TEXT_LITERAL("K1");
    later->claimed_start_s += 1;
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, again, "held duplicate_visit");
    ck_said(&night, secondary, "matched");
    ck_said(&night, carer, "matched");
    ck_said(&night, later, "matched");
    night_next(&night);
    struct bill_line *last = line_at("2026-11-02 10:00", 30);
    night_match(&night);
    ck_said(&night, last, "held duplicate_visit");
    night_close(&night);
}
END_TEST

/* Of a line already paid: one that was held does not count. */
START_TEST(the_same_service_as_a_held_line_is_none)
{
    setup();
    struct bill_line *held = line_at("2026-11-02 10:00", 61);
    struct bill_line *line = line_at("2026-11-02 10:00", 30);
    night_match(&night);
    ck_said(&night, held, "held quantity");
    ck_said(&night, line, "matched");
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/quantity", periods_begin_where_they_should,
           lines_add_up_in_order_of_delivered_start, a_held_line_does_not_add,
           lines_paid_on_earlier_nights_come_first, earlier_excess_counts_again,
           billed_minutes_are_added, a_cut_week_has_its_whole_quantity,
           a_total_counts_over_versions, a_total_counts_over_clients,
           a_decided_line_adds_to_its_total_whoever_it_is_for_now,
           a_decided_line_adds_to_the_period_it_was_delivered_in,
           expected_minutes_of_a_period_are_delivered_ones, a_period_has_its_own_checks,
           the_first_order_that_is_not_exceeded, an_outcome_adds_nothing,
           a_decided_line_adds_to_its_total,
           a_decided_line_knows_how_often_the_service_was_given_back,
           a_service_is_not_paid_twice_by_two_decisions, units_are_priced_and_counted,
           a_unit_has_its_own_checks, a_unit_order_without_a_price_has_no_rate,
           the_same_service_again_is_a_duplicate_visit, the_same_service_as_a_held_line_is_none)
