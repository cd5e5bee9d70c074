/* matching.md, sections 6, 7 and 10: lines and slots. */
#include "bench_builder.h"

static struct night night;

static void setup(void)
{
    night_open(&night);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 20 * E6);
}

static struct bill_line *line_at(const char *start)
{
    return bill(&night, "C1", start, 30);
}

static struct order_line *slot_at(const char *start)
{
    return visit(&night, "C1", start, 30);
}

#define ck_slot(line, text) ck_assert_str_eq(slot_of(&night, (line)), (text))

/* Slots 10:30 and 12:00, lines 12:00 and 13:30: one pair paid, not two held. */
START_TEST(most_paid_pairs_first)
{
    setup();
    slot_at("2026-11-02 10:30");
    slot_at("2026-11-02 12:00");
    struct bill_line *noon = line_at("2026-11-02 12:00"), *late = line_at("2026-11-02 13:30");
    night_match(&night);
    ck_said(&night, noon, "matched");
    ck_slot(noon, "V02/1 1");
    ck_said(&night, late, "held no_slot");
    night_close(&night);
}
END_TEST

/* The window is compared to the second, unrounded, and is inclusive. */
START_TEST(pair_window_to_the_second)
{
    setup();
    slot_at("2026-11-02 10:00");
    struct bill_line *line = line_at("2026-11-02 12:00");
    night_match(&night);
    ck_said(&night, line, "held start");
    line->claimed_start_s += 1;
    line->claimed_end_s += 1;
    night_match(&night);
    ck_said(&night, line, "held no_slot");
    line->claimed_start_s = at("2026-11-02 08:00");
    line->claimed_end_s = line->claimed_start_s + 1800;
    night_match(&night);
    ck_said(&night, line, "held start");
    line->claimed_start_s -= 1;
    night_match(&night);
    ck_said(&night, line, "held no_slot");
    night_close(&night);
}
END_TEST

/* Delivered starts are paired, not claimed ones. */
START_TEST(delivered_starts_are_paired)
{
    setup();
    slot_at("2026-11-02 10:00");
    struct bill_line *line = line_at("2026-11-02 14:00");
    line_actual(line, "2026-11-02 10:00", "2026-11-02 10:30");
    night_match(&night);
    ck_slot(line, "V01/1 1");
    night_close(&night);
}
END_TEST

START_TEST(a_double_handed_visit_has_a_slot_for_each_carer)
{
    setup();
    slot_at("2026-11-02 10:00")->carers = 2;
    struct bill_line *third = line_at("2026-11-02 10:02"), *second = line_at("2026-11-02 10:01"),
                     *first = line_at("2026-11-02 10:00");
    night_match(&night);
    ck_slot(first, "V01/1 1");
    ck_slot(second, "V01/1 2");
    ck_said(&night, third, "held duplicate_visit"); /* all slots paid, to lines at that time */
    night_close(&night);
}
END_TEST

/* Equal starts: lines by invoice and line number, slots by order, order line and number. */
START_TEST(ties_go_by_name)
{
    setup();
    order_name(slot_at("2026-11-02 10:00"), "V1", "10");
    order_name(slot_at("2026-11-02 10:00"), "V1", "9");
    struct bill_line *ten = line_at("2026-11-02 10:00"), *nine = line_at("2026-11-02 10:00");
    ten->line_no = TEXT_LITERAL("10");
    nine->line_no = TEXT_LITERAL("9");
    night_match(&night);
    ck_slot(nine, "V1/9 1");
    ck_slot(ten, "V1/10 1");
    night_close(&night);
}
END_TEST

/* Most matched pairs among those with as many paid. */
START_TEST(then_most_matched_pairs)
{
    setup();
    slot_at("2026-11-02 10:00");
    slot_at("2026-11-02 10:25");
    struct bill_line *line = line_at("2026-11-02 10:16"); /* 16 off and 9 off */
    night_match(&night);
    ck_said(&night, line, "matched");
    ck_slot(line, "V02/1 1");
    night_close(&night);
}
END_TEST

/* Most pairs: one paid pair either way, but one way a second line has a slot as well. */
START_TEST(then_most_pairs)
{
    setup();
    slot_at("2026-11-02 10:00");
    slot_at("2026-11-02 11:00");
    struct bill_line *first = line_at("2026-11-02 10:10"), *second = line_at("2026-11-02 10:12");
    second->claimed_end_s += 3600; /* far too long for any */
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_slot(first, "V01/1 1");
    ck_said(&night, second, "held start|long");
    ck_slot(second, "V02/1 1");
    night_close(&night);
}
END_TEST

/* Least minutes off: both slots would be matched. Lengths count too. */
START_TEST(then_least_minutes_off)
{
    setup();
    slot_at("2026-11-02 10:00");
    slot_at("2026-11-02 10:10");
    struct bill_line *line = line_at("2026-11-02 10:07");
    night_match(&night);
    ck_slot(line, "V02/1 1");
    say_tolerance(terms_new(&night), CHECK_SHORT, limits(60, 60));
    night.orders[1].planned_minutes = 35; /* 3 + 5 against 7 + 0 */
    night_match(&night);
    ck_slot(line, "V01/1 1");
    night_close(&night);
}
END_TEST

/* Start differences are rounded half up to minutes before they are summed. */
START_TEST(minutes_off_are_whole_minutes)
{
    setup();
    slot_at("2026-11-02 10:00");
    slot_at("2026-11-02 10:10");
    struct bill_line *line = line_at("2026-11-02 10:05:29"); /* 5 and 5 (4:31 rounds up) */
    night_match(&night);
    ck_slot(line, "V01/1 1"); /* a tie: the earliest slot */
    line->claimed_start_s += 2;
    line->claimed_end_s += 2;
    night_match(&night);
    ck_slot(line, "V02/1 1"); /* 6 and 4 */
    night_close(&night);
}
END_TEST

START_TEST(then_the_first_line_is_paired_with_the_earliest_slot)
{
    setup();
    slot_at("2026-11-02 10:00");
    slot_at("2026-11-02 10:10");
    struct bill_line *first = line_at("2026-11-02 10:05");
    night_match(&night);
    ck_slot(first, "V01/1 1");
    night.input.order_count = 1;
    struct bill_line *second = line_at("2026-11-02 10:05");
    night_match(&night);
    ck_slot(first, "V01/1 1");
    ck_slot(second, "");
    night_close(&night);
}
END_TEST

/* No crossings: the earlier line never takes the later slot. */
START_TEST(alignments_do_not_cross)
{
    setup();
    slot_at("2026-11-02 10:00");
    slot_at("2026-11-02 10:20")->planned_minutes = 60;
    struct bill_line *first = line_at("2026-11-02 10:05"), *second = line_at("2026-11-02 10:15");
    first->claimed_end_s = first->claimed_start_s + 3600;
    night_match(&night);
    /* crossed, both would be paid; without crossing, one is */
    ck_assert_int_eq(verdict_is_paid(verdict_of(&night, first)) +
                         verdict_is_paid(verdict_of(&night, second)),
                     1);
    night_close(&night);
}
END_TEST

/* --- named orders ---------------------------------------------------------- */

START_TEST(a_named_order_line_is_reached_at_any_distance)
{
    setup();
    slot_at("2026-11-02 10:00");
    slot_at("2026-11-05 10:00");
    struct bill_line *line = line_at("2026-11-02 10:00");
    line_order(line, "V02", "1");
    night_match(&night);
    ck_said(&night, line, "held start");
    ck_slot(line, "V02/1 1");
    line_order(line, "V02", "");
    night_match(&night);
    ck_said(&night, line, "held no_slot"); /* within pair_window only */
    night_close(&night);
}
END_TEST

/* Named lines are aligned first; what they take, paid or held, nobody else is offered. */
START_TEST(named_lines_go_first)
{
    setup();
    slot_at("2026-11-02 10:00");
    struct bill_line *unnamed = line_at("2026-11-02 10:00");
    struct bill_line *named = line_at("2026-11-02 10:20");
    line_order(named, "V01", "1");
    night_match(&night);
    ck_said(&night, named, "variance start");
    ck_said(&night, unnamed, "held duplicate_visit");
    named->claimed_start_s = at("2026-11-02 11:00");
    named->claimed_end_s = at("2026-11-02 11:30");
    night_match(&night);
    ck_said(&night, named, "held start");
    ck_slot(named, "V01/1 1");
    ck_said(&night, unnamed, "held no_slot");
    night_close(&night);
}
END_TEST

/* Ascending order number; within it those with an order line, then those without. */
START_TEST(names_go_in_order)
{
    setup();
    order_name(slot_at("2026-11-02 10:00"), "V1", "9");
    order_name(slot_at("2026-11-02 10:00"), "V1", "10");
    struct bill_line *any = line_at("2026-11-02 10:00"), *ten = line_at("2026-11-02 10:01"),
                     *nine = line_at("2026-11-02 10:02");
    line_order(any, "V1", "");
    line_order(ten, "V1", "10");
    line_order(nine, "V1", "9");
    night_match(&night);
    ck_slot(nine, "V1/9 1");
    ck_slot(ten, "V1/10 1");
    ck_slot(any, "");
    ck_said(&night, any, "held duplicate_visit");
    night_close(&night);
}
END_TEST

/* An order line without an order number names nothing, and does not disturb the order. */
START_TEST(an_order_line_alone_names_nothing)
{
    setup();
    slot_at("2026-11-02 10:00");
    slot_at("2026-11-02 10:30");
    struct bill_line *first = line_at("2026-11-02 10:00"), *second = line_at("2026-11-02 10:30");
    second->order_line = TEXT_LITERAL("7");
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, second, "matched");
    night_close(&night);
}
END_TEST

/* --- duplicate_visit by slots ---------------------------------------------- */

START_TEST(all_slots_paid_but_none_at_that_time_is_no_slot)
{
    setup();
    slot_at("2026-11-02 10:00");
    struct bill_line *first = line_at("2026-11-02 10:00"), *next = line_at("2026-11-02 10:30");
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, next, "held no_slot");
    next->claimed_start_s -= 1; /* one second is an overlap */
    night_match(&night);
    ck_said(&night, next, "held duplicate_visit");
    night_close(&night);
}
END_TEST

/* A free slot in reach, which no alignment gives it, makes it no_slot. */
START_TEST(a_held_slot_in_reach_is_not_a_paid_one)
{
    setup();
    slot_at("2026-11-02 10:00");
    slot_at("2026-11-02 11:30");
    struct bill_line *first = line_at("2026-11-02 10:00"), *again = line_at("2026-11-02 10:10");
    struct bill_line *late = line_at("2026-11-02 13:10");
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, again, "held start"); /* takes the slot of 11:30 */
    ck_said(&night, late, "held no_slot");
    night_close(&night);
}
END_TEST

START_TEST(slots_paid_on_earlier_nights_count)
{
    setup();
    slot_at("2026-11-02 10:00");
    line_at("2026-11-02 10:00");
    night_match(&night);
    night_next(&night);
    struct bill_line *again = line_at("2026-11-02 10:10");
    night_match(&night);
    ck_said(&night, again, "held duplicate_visit");
    night_next(&night);
    slot_at("2026-11-02 10:20"); /* one more was ordered since */
    night_match(&night);
    ck_said(&night, &night.lines[0], "matched");
    night_close(&night);
}
END_TEST

/* An outcome line's claimed time counts as its delivered time. */
START_TEST(a_cancelled_visit_that_was_paid_makes_the_delivered_one_a_duplicate)
{
    static const struct outcome_price outcomes[] = {
        {TEXT_LITERAL("cancelled"), NOT_GIVEN, 50 * E4}};
    setup();
    say_outcomes(terms_new(&night), 1, outcomes);
    slot_at("2026-11-02 10:00");
    struct bill_line *cancelled = line_at("2026-11-02 10:00");
    cancelled->outcome = TEXT_LITERAL("cancelled");
    night_match(&night);
    ck_said(&night, cancelled, "matched");
    ck_assert_int_eq(verdict_of(&night, cancelled)->payable_pence, 500);
    night_next(&night);
    struct bill_line *delivered = line_at("2026-11-02 10:10");
    night_match(&night);
    ck_said(&night, delivered, "held duplicate_visit");
    night_close(&night);
}
END_TEST

/* In reach of a line that names an order line are that line's slots only. */
START_TEST(a_named_line_is_a_duplicate_of_its_own_order_line_only)
{
    setup();
    slot_at("2026-11-02 10:00");
    slot_at("2026-11-02 10:05");
    struct bill_line *first = line_at("2026-11-02 10:00"), *again = line_at("2026-11-02 10:01");
    line_order(first, "V01", "1");
    line_order(again, "V01", "1");
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, again, "held duplicate_visit"); /* though V02 is free */
    night_close(&night);
}
END_TEST

/* A slot paired with a held line is not consumed: the next night may pair it differently. */
START_TEST(a_slot_of_a_held_line_is_free_the_next_night)
{
    setup();
    slot_at("2026-11-02 10:00");
    struct bill_line *held = line_at("2026-11-02 11:00");
    night_match(&night);
    ck_said(&night, held, "held start");
    ck_slot(held, "V01/1 1");
    night_next(&night);
    struct bill_line *right = line_at("2026-11-02 10:00");
    night_match(&night);
    ck_said(&night, right, "matched");
    ck_said(&night, &night.lines[0], "held no_slot");
    night_close(&night);
}
END_TEST

/* Wall clocks show 01:30 twice that night: the visits are an hour apart. */
START_TEST(visits_across_a_clock_change_are_real_hours_apart)
{
    setup();
    hour_rate(&night, DAY_TYPE_SUNDAY, 20 * E6);
    SAY(terms_new(&night), PAIR_WINDOW, pair_window, 30);
    slot_at("2026-10-25T00:30Z"); /* 01:30 summer time */
    struct bill_line *second_time = line_at("2026-10-25T01:30Z");
    night_match(&night);
    ck_said(&night, second_time, "held no_slot");
    slot_at("2026-10-25T01:30Z");
    night_match(&night);
    ck_slot(second_time, "V02/1 1");
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/pairing", most_paid_pairs_first, pair_window_to_the_second,
           delivered_starts_are_paired, a_double_handed_visit_has_a_slot_for_each_carer,
           ties_go_by_name, then_most_matched_pairs, then_most_pairs, then_least_minutes_off,
           minutes_off_are_whole_minutes, then_the_first_line_is_paired_with_the_earliest_slot,
           alignments_do_not_cross, a_named_order_line_is_reached_at_any_distance,
           named_lines_go_first, names_go_in_order, an_order_line_alone_names_nothing,
           all_slots_paid_but_none_at_that_time_is_no_slot, a_held_slot_in_reach_is_not_a_paid_one,
           slots_paid_on_earlier_nights_count,
           a_cancelled_visit_that_was_paid_makes_the_delivered_one_a_duplicate,
           a_named_line_is_a_duplicate_of_its_own_order_line_only,
           a_slot_of_a_held_line_is_free_the_next_night,
           visits_across_a_clock_change_are_real_hours_apart)
