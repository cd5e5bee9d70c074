/* matching.md, sections 2 and 3: what is known of a line before anything is compared. */
#include "bench_builder.h"

static struct night night;

static const struct verdict *matched_verdict(const struct bill_line *line)
{
    night_match(&night);
    return verdict_of(&night, line);
}

START_TEST(evidence_goes_before_actual_and_actual_before_claimed)
{
    night_open(&night);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    const struct verdict *verdict = matched_verdict(line);
    ck_assert_int_eq(verdict->delivered_start_s, at("2026-11-02 07:30"));
    ck_assert_int_eq(verdict->delivered_minutes, 30);

    line_actual(line, "2026-11-02 07:33", "2026-11-02 08:04");
    verdict = matched_verdict(line);
    ck_assert_int_eq(verdict->delivered_start_s, at("2026-11-02 07:33"));
    ck_assert_int_eq(verdict->delivered_minutes, 31);

    seen(&night, "C1", "K1", "2026-11-02 07:35", "2026-11-02 07:59:30");
    verdict = matched_verdict(line);
    ck_assert_int_eq(verdict->delivered_start_s, at("2026-11-02 07:35"));
    ck_assert_int_eq(verdict->delivered_end_s, at("2026-11-02 07:59:30"));
    ck_assert_int_eq(verdict->delivered_minutes, 25);
    ck_assert_int_eq(verdict->evidence_id, 1);
    night_close(&night);
}
END_TEST

START_TEST(claimed_times_stand_for_an_outcome)
{
    night_open(&night);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->outcome = TEXT_LITERAL("no_reply");
    line_actual(line, "2026-11-02 07:33", "2026-11-02 07:36");
    seen(&night, "C1", "K1", "2026-11-02 07:34", "2026-11-02 07:37");
    const struct verdict *verdict = matched_verdict(line);
    ck_assert_int_eq(verdict->delivered_start_s, at("2026-11-02 07:30"));
    ck_assert_int_eq(verdict->delivered_minutes, 30);
    night_close(&night);
}
END_TEST

/* Hours times 60, rounded half up to a whole minute. */
START_TEST(billed_minutes_are_a_quantity_of_time)
{
    night_open(&night);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->quantity_e4 = 5000;
    ck_assert_int_eq(matched_verdict(line)->billed_minutes, 30); /* the service's unit: hours */
    line->quantity_e4 = 3333;
    ck_assert_int_eq(matched_verdict(line)->billed_minutes, 20);
    line->quantity_e4 = 75;
    ck_assert_int_eq(matched_verdict(line)->billed_minutes, 0); /* 0.45 minutes */
    line->quantity_e4 = 84;
    ck_assert_int_eq(matched_verdict(line)->billed_minutes, 1); /* 0.504 */
    line->unit = QUANTITY_UNIT_MINUTE;
    line->quantity_e4 = 29 * E4 + 5000;
    ck_assert_int_eq(matched_verdict(line)->billed_minutes, 30);
    night.services[0].unit = QUANTITY_UNIT_MINUTE;
    line->unit = QUANTITY_UNIT_NOT_GIVEN;
    ck_assert_int_eq(matched_verdict(line)->billed_minutes, 30);
    night.rules.service_count = 0; /* a service without a rule is billed in hours */
    line->quantity_e4 = 5000;
    ck_assert_int_eq(matched_verdict(line)->billed_minutes, 30);
    night_close(&night);
}
END_TEST

/* Else the claimed duration, if the line has actual times or evidence besides; else not given. */
START_TEST(billed_minutes_without_a_quantity_of_time)
{
    night_open(&night);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 40);
    ck_assert_int_eq(matched_verdict(line)->billed_minutes, NOT_GIVEN);
    line->quantity_e4 = 1 * E4;
    line->unit = QUANTITY_UNIT_JOB;
    ck_assert_int_eq(matched_verdict(line)->billed_minutes, NOT_GIVEN);
    line_actual(line, "2026-11-02 07:30", "2026-11-02 08:00");
    ck_assert_int_eq(matched_verdict(line)->billed_minutes, 40);
    line->actual_start_s = line->actual_end_s = NOT_GIVEN;
    seen(&night, "C1", "K1", "2026-11-02 07:30", "2026-11-02 08:00");
    ck_assert_int_eq(matched_verdict(line)->billed_minutes, 40);
    night_close(&night);
}
END_TEST

/* A night visit across a clock change is an hour longer or shorter than the wall clock says. */
START_TEST(elapsed_minutes_are_real_minutes)
{
    night_open(&night);
    struct bill_line *autumn = bill(&night, "C1", "2026-10-24 22:00", 0);
    autumn->claimed_end_s = at("2026-10-25 07:00");
    struct bill_line *spring = bill(&night, "C1", "2026-03-28 22:00", 0);
    spring->claimed_end_s = at("2026-03-29 07:00");
    night_match(&night);
    ck_assert_int_eq(verdict_of(&night, autumn)->delivered_minutes, 10 * 60);
    ck_assert_int_eq(verdict_of(&night, spring)->delivered_minutes, 8 * 60);
    night_close(&night);
}
END_TEST

/* 2026-10-25 23:30Z is still that Sunday in London, 2026-06-07 23:30Z already the Monday. */
START_TEST(a_line_belongs_to_the_civil_date_of_its_delivered_start)
{
    night_open(&night);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 10 * E6);
    hour_rate(&night, DAY_TYPE_SUNDAY, 20 * E6);
    period_order(&night, "C1", PERIOD_TOTAL, 6000, "2026-01-01");
    struct bill_line *winter = bill(&night, "C1", "2026-10-25T23:30Z", 60);
    struct bill_line *summer = bill(&night, "C1", "2026-06-07T23:30Z", 60);
    night_match(&night);
    ck_assert_int_eq(verdict_of(&night, winter)->expected_pence, 2000);
    ck_assert_int_eq(verdict_of(&night, summer)->expected_pence, 1000);
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/open_line", evidence_goes_before_actual_and_actual_before_claimed,
           claimed_times_stand_for_an_outcome, billed_minutes_are_a_quantity_of_time,
           billed_minutes_without_a_quantity_of_time, elapsed_minutes_are_real_minutes,
           a_line_belongs_to_the_civil_date_of_its_delivered_start)
