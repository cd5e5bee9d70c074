/* matching.md, sections 3 to 6 and 11: one line against one order line. */
#include "bench_builder.h"

#include "matcher/engine/judge.h"
#include "matcher/engine/walk.h"

static struct night night;

/* The order of section 11: 30 minutes on Monday 2026-11-02 at 07:30, 19.00 an hour. */
static struct terms_block *setup(void)
{
    night_open(&night);
    visit(&night, "C1", "2026-11-02 07:30", 30);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 19 * E6);
    struct terms_block *terms = terms_new(&night);
    SAY(terms, ROUNDING, rounding, (struct rounding){.rule = ROUNDING_NEAREST, .step = 15});
    return terms;
}

/* Billed for 07:30 and the given minutes. */
static struct bill_line *billed(int64_t minutes, int64_t net_pence)
{
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", minutes);
    line->net_pence = net_pence;
    return line;
}

static void check_line(const struct bill_line *line, const char *verdict, int64_t expected_pence,
                       int64_t payable_pence)
{
    night_match(&night);
    ck_said(&night, line, verdict);
    ck_assert_int_eq(verdict_of(&night, line)->expected_pence, expected_pence);
    ck_assert_int_eq(verdict_of(&night, line)->payable_pence, payable_pence);
}

/* --- the worked lines of section 11 ---------------------------------------- */

static void check_worked(const char *start, const char *end, int64_t net_pence,
                         int64_t delivered_minutes, const char *verdict)
{
    setup();
    struct bill_line *line = bill(&night, "C1", start, (at(end) - at(start)) / 60);
    line->quantity_e4 = 30 * E4;
    line->unit = QUANTITY_UNIT_MINUTE;
    line->net_pence = net_pence;
    check_line(line, verdict, 950, verdict[0] == 'h' ? 0 : net_pence);
    ck_assert_int_eq(verdict_of(&night, line)->delivered_minutes, delivered_minutes);
    ck_assert_int_eq(verdict_of(&night, line)->expected_minutes, 30);
    ck_assert_int_eq(verdict_of(&night, line)->billed_minutes, 30);
    night_close(&night);
}

START_TEST(worked_lines)
{
    check_worked("2026-11-02 07:34", "2026-11-02 08:05", 950, 31, "variance long");
    check_worked("2026-11-02 07:30", "2026-11-02 08:00", 950, 30, "matched");
    check_worked("2026-11-02 08:05", "2026-11-02 08:35", 950, 30, "held start");
    check_worked("2026-11-02 07:30", "2026-11-02 08:00", 960, 30, "variance amount");
    check_worked("2026-11-02 07:30", "2026-11-02 08:00", 970, 30, "held amount");
}
END_TEST

/* --- start, short, long ---------------------------------------------------- */

START_TEST(start_has_fifteen_and_thirty_minutes)
{
    const char *const starts[] = {"2026-11-02 07:45:29", "2026-11-02 07:45:30",
                                  "2026-11-02 08:00:29", "2026-11-02 08:00:30",
                                  "2026-11-02 07:15",    "2026-11-02 07:14"};
    const char *const verdicts[] = {"matched",    "variance start", "variance start",
                                    "held start", "matched",        "variance start"};
    for (int i = 0; i < 6; i++) {
        setup();
        struct bill_line *line = bill(&night, "C1", starts[i], 30);
        check_line(line, verdicts[i], 950, verdicts[i][0] == 'h' ? 0 : 950);
        night_close(&night);
    }
}
END_TEST

START_TEST(short_and_long_have_five_minutes)
{
    const int64_t minutes[] = {30, 29, 25, 24, 31, 35, 36};
    const char *const verdicts[] = {"matched",    "variance short", "variance short",
                                    "held short", "variance long",  "variance long",
                                    "held long"};
    for (int i = 0; i < 7; i++) {
        setup();
        struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", minutes[i]);
        check_line(line, verdicts[i], 950, verdicts[i][0] == 'h' ? 0 : 950);
        night_close(&night);
    }
}
END_TEST

START_TEST(seconds_count_and_are_rounded_half_up_once)
{
    setup();
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->claimed_end_s += 29;
    check_line(line, "matched", 950, 950);
    line->claimed_end_s += 1;
    check_line(line, "variance long", 950, 950);
    night_close(&night);
}
END_TEST

START_TEST(a_difference_of_starts_rounds_half_up_to_minutes)
{
    ck_assert_int_eq(start_difference_minutes(1000, 1029), 0);
    ck_assert_int_eq(start_difference_minutes(1000, 1030), 1);
    ck_assert_int_eq(start_difference_minutes(1030, 1000), 1);
    ck_assert_int_eq(start_difference_minutes(1089, 1000), 1);
}
END_TEST

/* --- tolerances ------------------------------------------------------------ */

START_TEST(percentages_are_of_planned_minutes)
{
    struct terms_block *terms = setup();
    say_tolerance(terms, CHECK_LONG, limits_percent(10, 20)); /* 3 and 6 minutes of 30 */
    struct bill_line *line = billed(33, NOT_GIVEN);
    check_line(line, "matched", 950, 950);
    line->claimed_end_s += 60;
    check_line(line, "variance long", 950, 950);
    line->claimed_end_s += 120;
    check_line(line, "variance long", 950, 950);
    line->claimed_end_s += 60;
    check_line(line, "held long", 950, 0);
    night_close(&night);
}
END_TEST

/* Inside a limit only if inside every part that is set. */
START_TEST(both_parts_of_a_limit_hold)
{
    struct terms_block *terms = setup();
    struct tolerance tolerance = {0, NOT_GIVEN, 10 * E4, 2 * E4, false, false};
    say_tolerance(terms, CHECK_AMOUNT, tolerance);
    struct bill_line *line = billed(30, 960);
    check_line(line, "variance amount", 950, 960); /* 10p: inside 10p and 19p */
    line->net_pence = 961;
    check_line(line, "held amount", 950, 0); /* inside 2 %, over 10p */
    night_close(&night);
}
END_TEST

/* difference * 100 <= percent * expected: 2 % of 9.50 is exactly 19p. */
START_TEST(a_difference_exactly_at_the_percentage_is_inside)
{
    setup();
    struct bill_line *line = billed(30, 969);
    check_line(line, "variance amount", 950, 969);
    line->net_pence = 970;
    check_line(line, "held amount", 950, 0);
    night_close(&night);
}
END_TEST

START_TEST(exceed_report_makes_outside_count_as_within)
{
    struct terms_block *terms = setup();
    struct tolerance tolerance = limits(0, 5);
    tolerance.exceed_report = true;
    say_tolerance(terms, CHECK_LONG, tolerance);
    check_line(billed(52, NOT_GIVEN), "variance long", 1425, 1425);
    night_close(&night);
}
END_TEST

/* verdict.h: of a matched line only explain asks, which walks by itself. */
START_TEST(checks_are_kept_where_somebody_reads_them)
{
    struct terms_block *terms = setup();
    struct tolerance tolerance = limits(0, 0);
    tolerance.off = true;
    say_tolerance(terms, CHECK_LONG, tolerance);
    struct bill_line *line = billed(52, NOT_GIVEN);
    check_line(line, "matched", 1425, 1425);
    ck_assert_ptr_null(verdict_of(&night, line)->checks);
    struct walk walk = walk_until(night.arena, &night.rules, &night.input, WALK_END);
    const struct verdict *explained = &walk.verdicts[line - night.lines];
    ck_assert_ptr_nonnull(explained->checks);
    ck_assert_int_eq(verdict_zone(explained, CHECK_LONG), ZONE_OFF);
    ck_assert_int_eq(verdict_zone(explained, CHECK_SHORT), ZONE_AGREES);
    night_close(&night);
}
END_TEST

START_TEST(off_skips_the_check)
{
    struct terms_block *terms = setup();
    struct tolerance tolerance = limits(0, 0);
    tolerance.off = true;
    say_tolerance(terms, CHECK_LONG, tolerance);
    struct bill_line *line = billed(52, NOT_GIVEN);
    check_line(line, "matched", 1425, 1425);
    night_close(&night);
}
END_TEST

/* An agree limit left out is 0, a pay limit left out equals agree. */
START_TEST(limits_left_out)
{
    struct terms_block *terms = setup();
    say_tolerance(terms, CHECK_START,
                  (struct tolerance){20 * E4, NOT_GIVEN, NOT_GIVEN, NOT_GIVEN, false, false});
    say_tolerance(terms, CHECK_LONG,
                  (struct tolerance){NOT_GIVEN, NOT_GIVEN, 3 * E4, NOT_GIVEN, false, false});
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:50", 30);
    check_line(line, "matched", 950, 950);
    line->claimed_start_s += 60;
    line->claimed_end_s += 60;
    check_line(line, "held start", 950, 0);
    night.input.line_count = 0;
    line = billed(31, NOT_GIVEN);
    check_line(line, "variance long", 950, 950);
    line->claimed_end_s += 180;
    check_line(line, "held long", 950, 0);
    night_close(&night);
}
END_TEST

/* --- billed minutes -------------------------------------------------------- */

START_TEST(billed_minutes_are_held_against_expected_minutes)
{
    setup();
    struct bill_line *line = billed(30, 950);
    line->quantity_e4 = 5833; /* 34.998 minutes: 35 */
    check_line(line, "variance billed", 950, 950);
    ck_assert_int_eq(verdict_of(&night, line)->billed_minutes, 35);
    line->quantity_e4 = 6000;
    check_line(line, "held billed", 950, 0);
    line->quantity_e4 = 4083; /* 24.498: 24 */
    check_line(line, "held billed", 950, 0);
    night_close(&night);
}
END_TEST

/* `billed` moves no money on a self-billed line. */
START_TEST(billed_is_off_if_self_billed)
{
    setup();
    struct bill_line *line = billed(30, NOT_GIVEN);
    line->quantity_e4 = 2 * E4;
    check_line(line, "matched", 950, 950);
    night_close(&night);
}
END_TEST

/* --- rate ------------------------------------------------------------------ */

START_TEST(a_rate_above_the_contract_is_held_and_one_below_paid)
{
    setup();
    struct bill_line *line = billed(30, 950);
    line->rate_e6 = 19 * E6;
    check_line(line, "matched", 950, 950);
    line->rate_e6 = 19 * E6 + 1; /* compared exactly, unrounded */
    check_line(line, "held rate", 950, 0);
    line->rate_e6 = 18 * E6;
    check_line(line, "variance rate", 950, 950);
    line->unit = QUANTITY_UNIT_JOB; /* not hourly */
    check_line(line, "matched", 950, 950);
    line->unit = QUANTITY_UNIT_NOT_GIVEN;
    night.services[0].unit = QUANTITY_UNIT_EACH;
    check_line(line, "matched", 950, 950);
    night_close(&night);
}
END_TEST

/* The contract rate exists only where one rate made the whole price. */
START_TEST(no_contract_rate_where_a_visit_entry_priced)
{
    setup();
    visit_rate(&night, DAY_TYPE_WEEKDAY, 30, 9 * E6 + 500000);
    struct bill_line *line = billed(30, 950);
    line->rate_e6 = 30 * E6;
    check_line(line, "matched", 950, 950);
    night.orders[0].rate_e6 = 19 * E6;
    check_line(line, "held rate", 950, 0);
    night_close(&night);
}
END_TEST

/* --- amount ---------------------------------------------------------------- */

START_TEST(a_bill_below_the_expected_price_is_never_outside)
{
    setup();
    check_line(billed(30, 949), "variance amount", 950, 949);
    night.lines[0].net_pence = 1;
    check_line(&night.lines[0], "variance amount", 950, 1);
    night_close(&night);
}
END_TEST

START_TEST(pay_lesser_pays_the_smaller)
{
    struct terms_block *terms = setup();
    SAY(terms, PAY, pay, PAY_LESSER);
    struct bill_line *line = billed(30, 960);
    check_line(line, "variance amount", 950, 950);
    line->net_pence = 940;
    check_line(line, "variance amount", 950, 940);
    night_close(&night);
}
END_TEST

/* --- arithmetic ------------------------------------------------------------ */

START_TEST(arithmetic_allows_a_penny)
{
    setup();
    struct bill_line *line = billed(30, 950);
    say_tolerance(&night.blocks[0], CHECK_RATE,
                  (struct tolerance){.agree_e4 = NOT_GIVEN,
                                     .agree_percent_e4 = NOT_GIVEN,
                                     .pay_e4 = NOT_GIVEN,
                                     .pay_percent_e4 = NOT_GIVEN,
                                     .off = true});
    line->quantity_e4 = 5000;
    line->rate_e6 = 18 * E6 + 980000; /* 9.49 */
    check_line(line, "matched", 950, 950);
    line->rate_e6 = 19 * E6 + 20000; /* 9.51 */
    check_line(line, "matched", 950, 950);
    line->rate_e6 = 19 * E6 + 30000; /* 9.515, that is 9.52 */
    check_line(line, "held arithmetic", 950, 0);
    night_close(&night);
}
END_TEST

/* A rate per hour times a quantity in minutes counts a sixtieth. */
START_TEST(arithmetic_of_minutes)
{
    setup();
    struct bill_line *line = billed(30, 950);
    line->quantity_e4 = 30 * E4;
    line->unit = QUANTITY_UNIT_MINUTE;
    line->rate_e6 = 19 * E6;
    check_line(line, "matched", 950, 950);
    line->net_pence = 952;
    check_line(line, "held amount|arithmetic", 950, 0);
    ck_assert_int_eq(verdict_of(&night, line)->checks->results[CHECK_ARITHMETIC].difference_e4,
                     2 * E4);
    night_close(&night);
}
END_TEST

/* --- VAT ------------------------------------------------------------------- */

START_TEST(vat_is_the_services_rate_times_billed_net)
{
    setup();
    night.services[0].vat_percent_e4 = 20 * E4;
    struct bill_line *line = billed(30, 950);
    line->vat_pence = 190;
    check_line(line, "matched", 950, 950);
    ck_assert_int_eq(verdict_of(&night, line)->payable_vat_pence, 190);
    line->vat_pence = 191;
    check_line(line, "variance vat", 950, 950);
    ck_assert_int_eq(verdict_of(&night, line)->payable_vat_pence, 191);
    line->vat_pence = 188;
    check_line(line, "held vat", 950, 0);
    line->vat_pence = NOT_GIVEN; /* bills no VAT */
    check_line(line, "held vat", 950, 0);
    ck_assert_int_eq(verdict_of(&night, line)->payable_vat_pence, 0);
    night_close(&night);
}
END_TEST

START_TEST(the_terms_vat_goes_before_the_services)
{
    struct terms_block *terms = setup();
    night.services[0].vat_percent_e4 = 20 * E4;
    SAY(terms, VAT_PERCENT, vat_percent_e4, 0);
    check_line(billed(30, 950), "matched", 950, 950);
    night_close(&night);
}
END_TEST

START_TEST(vat_of_what_is_paid_where_that_is_not_the_billed_net)
{
    struct terms_block *terms = setup();
    SAY(terms, PAY, pay, PAY_LESSER);
    night.services[0].vat_percent_e4 = 20 * E4;
    struct bill_line *line = billed(30, 960);
    line->vat_pence = 192;
    check_line(line, "variance amount", 950, 950);
    ck_assert_int_eq(verdict_of(&night, line)->payable_vat_pence, 190);
    night.input.line_count = 0;
    line = billed(30, NOT_GIVEN); /* self-billed: the service's rate on the expected price */
    check_line(line, "matched", 950, 950);
    ck_assert_int_eq(verdict_of(&night, line)->payable_vat_pence, 190);
    night_close(&night);
}
END_TEST

/* --- evidence -------------------------------------------------------------- */

START_TEST(required_evidence_that_is_missing_holds_the_line)
{
    struct terms_block *terms = setup();
    SAY(terms, REQUIRE_EVIDENCE, require_evidence, true);
    struct bill_line *line = billed(30, 950);
    check_line(line, "held evidence", 950, 0);
    line_actual(line, "2026-11-02 07:30", "2026-11-02 08:00"); /* what it says of itself is none */
    check_line(line, "held evidence", 950, 0);
    seen(&night, "C1", "K1", "2026-11-02 07:30", "2026-11-02 08:00");
    check_line(line, "matched", 950, 950);
    night_close(&night);
}
END_TEST

/* --- expected minutes ------------------------------------------------------ */

START_TEST(pay_on_says_where_expected_minutes_come_from)
{
    static const enum pay_on rules[] = {PAY_ON_ACTUAL, PAY_ON_PLANNED, PAY_ON_LESSER};
    static const int64_t of_25[] = {30, 30, 30}, of_22[] = {15, 30, 15}, of_40[] = {45, 30, 30};

    for (int i = 0; i < 3; i++) {
        struct terms_block *terms = setup();
        SAY(terms, PAY_ON, pay_on, rules[i]);
        struct bill_line *line = billed(25, NOT_GIVEN);
        night_match(&night);
        ck_assert_int_eq(verdict_of(&night, line)->expected_minutes, of_25[i]);
        line->claimed_end_s = line->claimed_start_s + 22 * 60;
        night_match(&night);
        ck_assert_int_eq(verdict_of(&night, line)->expected_minutes, of_22[i]);
        line->claimed_end_s = line->claimed_start_s + 40 * 60;
        night_match(&night);
        ck_assert_int_eq(verdict_of(&night, line)->expected_minutes, of_40[i]);
        night_close(&night);
    }
}
END_TEST

/* Planned minutes stand unrounded. */
START_TEST(planned_minutes_are_not_rounded)
{
    struct terms_block *terms = setup();
    SAY(terms, PAY_ON, pay_on, PAY_ON_PLANNED);
    night.orders[0].planned_minutes = 32;
    struct bill_line *line = billed(32, NOT_GIVEN);
    check_line(line, "matched", 1013, 1013); /* 10.1333 */
    ck_assert_int_eq(verdict_of(&night, line)->expected_minutes, 32);
    night_close(&night);
}
END_TEST

/* Rates of a visit are those of its planned start, not of when the carer came. */
START_TEST(the_planned_start_chooses_the_rate)
{
    setup();
    rate_window(hour_rate(&night, DAY_TYPE_WEEKDAY, 30 * E6), 0, 7);
    night.orders[0].planned_start_s = at("2026-11-02 07:00");
    check_line(bill(&night, "C1", "2026-11-02 06:50", 30), "matched", 950, 950);
    night_close(&night);
}
END_TEST

START_TEST(a_missing_rate_holds_the_line)
{
    setup();
    night.input.rate_count = 0;
    struct bill_line *line = billed(30, 950);
    check_line(line, "held no_rate", NOT_GIVEN, 0);
    night_close(&night);
}
END_TEST

/* --- outcomes -------------------------------------------------------------- */

static struct bill_line *ended(const char *outcome, const char *notice_at)
{
    static const struct outcome_price outcomes[] = {
        {TEXT_LITERAL("cancelled"), 24 * E4, 100 * E4},
        {TEXT_LITERAL("cancelled"), 48 * E4, 50 * E4},
        {TEXT_LITERAL("no_reply"), NOT_GIVEN, 75 * E4},
        {TEXT_LITERAL("no_reply"), NOT_GIVEN, 10 * E4},
    };
    struct terms_block *terms = setup();
    say_outcomes(terms, 4, outcomes);
    struct bill_line *line = billed(30, NOT_GIVEN);
    line->outcome = text_of(outcome);
    line->notice_at_s = notice_at == NULL ? NOT_GIVEN : at(notice_at);
    return line;
}

START_TEST(an_outcome_earns_its_percentage_by_notice)
{
    check_line(ended("cancelled", "2026-11-01 07:30:01"), "matched", 950, 950);
    night_close(&night);
    check_line(ended("cancelled", "2026-11-01 07:30"), "matched", 475, 475); /* exactly 24 hours */
    night_close(&night);
    check_line(ended("cancelled", "2026-10-31 07:30:01"), "matched", 475, 475);
    night_close(&night);
    check_line(ended("cancelled", "2026-10-31 07:30"), "matched", 0, 0);
    night_close(&night);
    check_line(ended("cancelled", "2026-11-02 09:00"), "matched", 950, 950); /* after the start */
    night_close(&night);
    check_line(ended("cancelled", NULL), "matched", 0,
               0); /* an entry with a limit needs a notice */
    night_close(&night);
    check_line(ended("no_reply", NULL), "matched", 713, 713); /* the first that fits; 7.125 */
    night_close(&night);
    check_line(ended("holiday", NULL), "matched", 0, 0); /* a word that no terms define */
    night_close(&night);
}
END_TEST

/* Notice is in real hours: 25 lie between two wall-clock times a day apart that night. */
START_TEST(notice_across_a_clock_change_is_in_real_hours)
{
    struct bill_line *line = ended("cancelled", "2026-10-24 07:30");
    night.orders[0].planned_start_s = at("2026-10-25 07:30");
    hour_rate(&night, DAY_TYPE_SUNDAY, 19 * E6);
    line->claimed_start_s = at("2026-10-25 07:30");
    line->claimed_end_s = line->claimed_start_s + 1800;
    check_line(line, "matched", 475, 475);
    night_close(&night);
}
END_TEST

/* Planned minutes make the price; start, short, long, billed and evidence are off. */
START_TEST(an_outcome_is_not_held_against_time_or_evidence)
{
    struct bill_line *line = ended("no_reply", NULL);
    SAY(&night.blocks[0], REQUIRE_EVIDENCE, require_evidence, true);
    line->claimed_start_s += 3600;
    line->claimed_end_s = line->claimed_start_s + 300;
    line->quantity_e4 = 9 * E4;
    line->net_pence = 713;
    check_line(line, "matched", 713, 713);
    line->net_pence = 800;
    check_line(line, "held amount", 713, 0);
    line->net_pence = 713;
    line->vat_pence = 5;
    check_line(line, "held vat", 713, 0);
    night_close(&night);
}
END_TEST

/* The price is looked up before the percentage. */
START_TEST(a_missing_rate_shows_even_at_nothing)
{
    struct bill_line *line = ended("holiday", NULL);
    night.input.rate_count = 0;
    check_line(line, "held no_rate", NOT_GIVEN, 0);
    night_close(&night);
}
END_TEST

START_TEST(reasons_stand_in_the_order_of_the_table)
{
    setup();
    struct bill_line *line = bill(&night, "C1", "2026-11-02 08:01", 40);
    line->net_pence = 3000;
    line->vat_pence = 600;
    line->quantity_e4 = 1 * E4;
    line->rate_e6 = 20 * E6;
    check_line(line, "held start|long|billed|rate|amount|arithmetic|vat", 1425, 0);
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/judge", worked_lines, start_has_fifteen_and_thirty_minutes,
           short_and_long_have_five_minutes, seconds_count_and_are_rounded_half_up_once,
           a_difference_of_starts_rounds_half_up_to_minutes, percentages_are_of_planned_minutes,
           both_parts_of_a_limit_hold, a_difference_exactly_at_the_percentage_is_inside,
           exceed_report_makes_outside_count_as_within, off_skips_the_check,
           checks_are_kept_where_somebody_reads_them, limits_left_out,
           billed_minutes_are_held_against_expected_minutes, billed_is_off_if_self_billed,
           a_rate_above_the_contract_is_held_and_one_below_paid,
           no_contract_rate_where_a_visit_entry_priced,
           a_bill_below_the_expected_price_is_never_outside, pay_lesser_pays_the_smaller,
           arithmetic_allows_a_penny, arithmetic_of_minutes,
           vat_is_the_services_rate_times_billed_net, the_terms_vat_goes_before_the_services,
           vat_of_what_is_paid_where_that_is_not_the_billed_net,
           required_evidence_that_is_missing_holds_the_line,
           pay_on_says_where_expected_minutes_come_from, planned_minutes_are_not_rounded,
           the_planned_start_chooses_the_rate, a_missing_rate_holds_the_line,
           an_outcome_earns_its_percentage_by_notice, notice_across_a_clock_change_is_in_real_hours,
           an_outcome_is_not_held_against_time_or_evidence, a_missing_rate_shows_even_at_nothing,
           reasons_stand_in_the_order_of_the_table)
