/* matching.md, section 6: which reason wins where nothing could be compared; and whole nights. */
#include "bench_builder.h"

static struct night night;

/* A line that everything is wrong with but its identity; each test mends one thing more. */
static struct bill_line *setup(void)
{
    night_open(&night);
    visit(&night, "C1", "2026-11-02 12:00", 30);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->carer_ref = TEXT_LITERAL("K1");
    line_order(line, "V99", "");
    suspend(&night, "C1", "2026-11-02", "2026-11-02");
    night.rules.business_date = day_at("2026-11-01");
    night.provider.status = PROVIDER_STATUS_SUSPENDED;
    struct past_line *elsewhere = paid_before(&night, "C2", "2026-11-02 07:30", 30, 950);
    elsewhere->line.carer_ref = TEXT_LITERAL("K1");
    return line;
}

START_TEST(the_first_reason_that_applies_wins)
{
    struct bill_line *line = setup();
    night.input.provider = NULL;
    night_match(&night);
    ck_said(&night, line, "held provider_unknown");
    night.input.provider = &night.provider;
    night.provider.card_token = TEXT_LITERAL(""); /* no rail can pay it */
    night_match(&night);
    ck_said(&night, line, "held provider_unknown");
    night.provider.card_token = TEXT_LITERAL("token");
    night_match(&night);
    ck_said(&night, line, "held provider_suspended");
    night.provider.status = PROVIDER_STATUS_ACTIVE;
    night_match(&night);
    ck_said(&night, line, "held client_suspended");
    night.rules.suspension_count = 0;
    night_match(&night);
    ck_said(&night, line, "held future_visit");
    night.rules.business_date = day_at("2026-11-02");
    night_match(&night);
    ck_said(&night, line, "held no_order");
    line_order(line, "", "");
    night_match(&night);
    ck_said(&night, line, "held carer_overlap");
    line->carer_ref = TEXT_LITERAL("K2");
    night_match(&night);
    ck_said(&night, line, "held no_slot");
    night.orders[0].planned_start_s = at("2026-11-02 07:30");
    night_match(&night);
    ck_said(&night, line, "held no_rate");
    hour_rate(&night, DAY_TYPE_WEEKDAY, 20 * E6);
    night_match(&night);
    ck_said(&night, line, "matched");
    night_close(&night);
}
END_TEST

START_TEST(a_changed_line_stands_before_the_provider)
{
    struct bill_line *line = setup();
    night.input.provider = NULL;
    night.past[0].line.line_no = line->line_no;
    night.past[0].line.line_id = 0; /* it came first */
    night_match(&night);
    ck_said(&night, line, "held changed_line");
    night_close(&night);
}
END_TEST

/* An outcome other than delivered is priced, though the client was suspended. */
START_TEST(outcomes_of_suspended_clients_are_priced)
{
    night_open(&night);
    visit(&night, "C1", "2026-11-02 07:30", 30)->rate_e6 = 20 * E6;
    suspend(&night, "C1", "2026-11-02", NULL);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    night_match(&night);
    ck_said(&night, line, "held client_suspended");
    line->outcome = TEXT_LITERAL("hospital");
    night_match(&night);
    ck_said(&night, line, "matched");
    ck_assert_int_eq(verdict_of(&night, line)->expected_pence, 0);
    night_close(&night);
}
END_TEST

/* The start's civil date: delivered, and in the council's zone. */
START_TEST(suspension_goes_by_the_delivered_civil_date)
{
    night_open(&night);
    visit(&night, "C1", "2026-06-08 00:30", 30)->rate_e6 = 20 * E6;
    suspend(&night, "C1", "2026-06-08", "2026-06-08");
    struct bill_line *line = bill(&night, "C1", "2026-06-08 00:10", 30); /* June 7th in UTC */
    night_match(&night);
    ck_said(&night, line, "held client_suspended");
    line_actual(line, "2026-06-07 23:59", "2026-06-08 00:29");
    night_match(&night);
    ck_said(&night, line, "held start");
    night_close(&night);
}
END_TEST

/* Held lines are looked at again every night until they pay. */
START_TEST(a_held_line_pays_once_what_was_missing_is_there)
{
    night_open(&night);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    night_match(&night);
    ck_said(&night, line, "held no_order");
    night_next(&night);
    visit(&night, "C1", "2026-11-02 07:30", 30);
    night_match(&night);
    ck_said(&night, &night.lines[0], "held no_rate");
    night_next(&night);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 20 * E6);
    night_match(&night);
    ck_said(&night, &night.lines[0], "matched");
    night_next(&night);
    ck_assert_uint_eq(night.input.line_count, 0);
    night_close(&night);
}
END_TEST

/* An order line that came from another provider: its slots and totals are used up by what that
 * one was paid; all else is between lines of one provider. */
START_TEST(lines_paid_to_another_provider)
{
    night_open(&night);
    visit(&night, "C1", "2026-11-02 07:30", 30)->rate_e6 = 20 * E6;
    period_order(&night, "C2", PERIOD_TOTAL, 30, "2026-01-01")->rate_e6 = 20 * E6;
    visit(&night, "C3", "2026-11-02 07:30", 30)->rate_e6 = 20 * E6;
    struct past_line *in_slot = paid_before(&night, "C1", "2026-11-02 07:30", 30, 1000);
    struct past_line *in_total = paid_before(&night, "C2", "2026-11-02 07:30", 30, 1000);
    in_slot->line.provider = in_total->line.provider = TEXT_LITERAL("P002");
    in_slot->line.carer_ref = TEXT_LITERAL("K1");
    in_slot->order_no = TEXT_LITERAL("V01");
    in_total->order_no = TEXT_LITERAL("V02");
    in_slot->order_line = in_total->order_line = TEXT_LITERAL("1");
    in_slot->slot = 1;
    in_total->period_first = day_at("2026-01-01");
    in_total->counted_e4 = 30 * E4;
    struct bill_line *slot = bill(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *total = bill(&night, "C2", "2026-11-02 07:30", 30);
    struct bill_line *carer = bill(&night, "C3", "2026-11-02 07:30", 30);
    struct bill_line *credit = bill(&night, "C1", "2026-11-09 07:30", 30);
    carer->carer_ref = TEXT_LITERAL("K1");
    carer->line_no = in_slot->line.line_no; /* of another provider's invoice I1 */
    credit->net_pence = -100;
    credit->credits_invoice_no = in_slot->line.invoice_no;
    credit->credits_line_no = in_slot->line.line_no;
    seen(&night, "C1", "K9", "2026-11-02 07:31", "2026-11-02 08:01");
    night_match(&night);
    ck_said(&night, slot, "held duplicate_visit");
    ck_assert_int_eq(verdict_of(&night, slot)->evidence_id, 1);
    ck_said(&night, total, "held quantity"); /* not the same service again */
    ck_said(&night, carer, "matched");
    ck_said(&night, credit, "held no_credited_line");
    night_close(&night);
}
END_TEST

START_TEST(a_night_without_lines_is_fine)
{
    night_open(&night);
    visit(&night, "C1", "2026-11-02 07:30", 30);
    night_match(&night);
    night_close(&night);
}
END_TEST

/* A night visit from 22:00 to 07:00 across both clock changes: nine hours on the wall clock. */
START_TEST(night_visits_across_clock_changes)
{
    night_open(&night);
    hour_rate(&night, DAY_TYPE_WEEKDAY, 12 * E6);
    visit(&night, "C1", "2026-10-24 22:00", 600);
    visit(&night, "C1", "2026-03-28 22:00", 480);
    struct bill_line *autumn = bill(&night, "C1", "2026-10-24 22:00", 600);
    struct bill_line *spring = bill(&night, "C1", "2026-03-28 22:00", 480);
    ck_assert_int_eq(autumn->claimed_end_s, at("2026-10-25 07:00"));
    ck_assert_int_eq(spring->claimed_end_s, at("2026-03-29 07:00"));
    night_match(&night);
    ck_said(&night, autumn, "matched");
    ck_assert_int_eq(verdict_of(&night, autumn)->payable_pence, 12000);
    ck_said(&night, spring, "matched");
    ck_assert_int_eq(verdict_of(&night, spring)->payable_pence, 9600);
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/match", the_first_reason_that_applies_wins,
           a_changed_line_stands_before_the_provider, outcomes_of_suspended_clients_are_priced,
           suspension_goes_by_the_delivered_civil_date,
           a_held_line_pays_once_what_was_missing_is_there, lines_paid_to_another_provider,
           a_night_without_lines_is_fine, night_visits_across_clock_changes)
