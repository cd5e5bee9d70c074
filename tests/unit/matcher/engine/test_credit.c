/* matching.md, section 6: credits. */
#include "bench_builder.h"

static struct night night;

/* A visit paid last night for 9.50, in slot V01/1 1. */
static struct past_line *setup(void)
{
    night_open(&night);
    visit(&night, "C1", "2026-11-02 07:30", 30)->rate_e6 = 19 * E6;
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->net_pence = 950;
    night_match(&night);
    ck_said(&night, line, "matched");
    night_next(&night);
    return &night.past[0];
}

static struct bill_line *credit(int64_t net_pence)
{
    struct bill_line *line = bill(&night, "C1", "2026-11-09 00:00", 0);
    line->net_pence = net_pence;
    line->invoice_no = TEXT_LITERAL("CN1");
    line->credits_invoice_no = TEXT_LITERAL("I1");
    line->credits_line_no = TEXT_LITERAL("1");
    return line;
}

static struct bill_line *rebilled(void)
{
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->invoice_no = TEXT_LITERAL("I2");
    line->net_pence = 950;
    return line;
}

START_TEST(a_credit_nets_off)
{
    setup();
    struct bill_line *line = credit(-400);
    night_match(&night);
    ck_said(&night, line, "matched");
    ck_assert_int_eq(verdict_of(&night, line)->payable_pence, -400);
    ck_assert_str_eq(slot_of(&night, line), "");
    night_close(&night);
}
END_TEST

/* Judged by arithmetic and vat alone, on absolute values. */
START_TEST(a_credit_is_judged_by_arithmetic_and_vat_alone)
{
    setup();
    night.services[0].vat_percent_e4 = 20 * E4;
    struct bill_line *line = credit(-400);
    line->vat_pence = -80;
    line->rate_e6 = 16 * E6;
    line->quantity_e4 = -2500;
    night_match(&night);
    ck_said(&night, line, "matched");
    ck_assert_int_eq(verdict_of(&night, line)->payable_vat_pence, -80);
    line->vat_pence = -81;
    night_match(&night);
    ck_said(&night, line, "variance vat");
    line->vat_pence = -90;
    line->quantity_e4 = -5000;
    night_match(&night);
    ck_said(&night, line, "held arithmetic|vat");
    ck_assert_int_eq(verdict_of(&night, line)->payable_pence, 0);
    night_close(&night);
}
END_TEST

START_TEST(a_credit_that_names_no_paid_line_is_held)
{
    setup();
    struct bill_line *line = credit(-400);
    line->credits_line_no = TEXT_LITERAL("2");
    night_match(&night);
    ck_said(&night, line, "held no_credited_line");
    line->credits_invoice_no = line->credits_line_no = TEXT_LITERAL("");
    night_match(&night);
    ck_said(&night, line, "held no_credited_line");
    night_close(&night);
}
END_TEST

START_TEST(credits_take_no_more_than_was_paid)
{
    setup();
    struct bill_line *line = credit(-951);
    night_match(&night);
    ck_said(&night, line, "held no_credited_line");
    line->net_pence = -950;
    night_match(&night);
    ck_said(&night, line, "matched");
    night.past[0].credited_pence = 1; /* an earlier credit took a penny */
    night_match(&night);
    ck_said(&night, line, "held no_credited_line");
    night_close(&night);
}
END_TEST

START_TEST(credits_of_one_night_add_up)
{
    setup();
    struct bill_line *first = credit(-600), *second = credit(-351), *third = credit(-350);
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, second, "held no_credited_line");
    ck_said(&night, third, "matched");
    night_close(&night);
}
END_TEST

/* A held credit takes nothing. */
START_TEST(a_held_credit_leaves_the_line_as_it_is)
{
    setup();
    struct bill_line *wrong = credit(-950), *right = credit(-950);
    wrong->vat_pence = -100;
    night_match(&night);
    ck_said(&night, wrong, "held vat");
    ck_said(&night, right, "matched");
    night_close(&night);
}
END_TEST

/* In full: gives back its slot before that night's pairing. */
START_TEST(a_line_credited_in_full_gives_back_its_slot_the_same_night)
{
    setup();
    struct bill_line *again = rebilled();
    night_match(&night);
    ck_said(&night, again, "held duplicate_visit");
    struct bill_line *line = credit(-950);
    night_match(&night);
    ck_said(&night, line, "matched");
    ck_said(&night, again, "matched");
    ck_assert_str_eq(slot_of(&night, again), "V01/1 1");
    ck_assert_int_eq(verdict_of(&night, again)->turn, 2); /* the slot's second life */
    night_next(&night);
    struct bill_line *third = rebilled();
    night_match(&night);
    ck_said(&night, third, "held duplicate_visit");
    night_close(&night);
}
END_TEST

/* It leaves section 9 altogether: the same invoice line may be billed anew, the same night. */
START_TEST(a_line_credited_in_full_may_be_billed_again_under_its_own_name)
{
    struct past_line *past = setup();
    struct bill_line *again = rebilled();
    again->invoice_no = past->line.invoice_no;
    again->line_no = past->line.line_no;
    again->net_pence = 940;
    int64_t again_id = again->line_id;
    night_match(&night);
    ck_said(&night, again, "held changed_line");
    credit(-950);
    night_match(&night);
    ck_said(&night, again, "variance amount");
    ck_assert_int_eq(verdict_of(&night, again)->identity_turn, 2);
    night_next(&night); /* and a credit of that name is now of its second life */
    struct bill_line *line = credit(-940);
    line->invoice_no = TEXT_LITERAL("CN2");
    night_match(&night);
    ck_said(&night, line, "matched");
    ck_assert_int_eq(verdict_of(&night, line)->credits_line_id, again_id);
    night_close(&night);
}
END_TEST

START_TEST(a_line_credited_in_part_keeps_its_slot)
{
    setup();
    struct bill_line *line = credit(-949), *again = rebilled();
    night_match(&night);
    ck_said(&night, line, "matched");
    ck_said(&night, again, "held duplicate_visit");
    night_next(&night);
    struct bill_line *rest = credit(-1);
    rest->line_no = TEXT_LITERAL("9");
    night_match(&night);
    ck_said(&night, rest, "matched");
    ck_said(&night, &night.lines[0], "matched"); /* the rebilled line, held until now */
    night_close(&night);
}
END_TEST

/* --- decided ---------------------------------------------------------------- */

/* Held for its VAT, carried into the night of the decision. */
static struct bill_line *held_credit(int64_t net_pence)
{
    setup();
    struct bill_line *line = credit(net_pence);
    line->vat_pence = -100;
    night_match(&night);
    ck_said(&night, line, "held vat");
    night_next(&night);
    decide(&night, &night.lines[0], DECISION_PAY);
    return &night.lines[0];
}

START_TEST(a_credit_decided_to_be_paid_gives_back_the_slot_the_same_night)
{
    struct bill_line *line = held_credit(-950), *again = rebilled();
    night_match(&night);
    ck_said(&night, line, "variance decided");
    ck_assert_int_eq(verdict_of(&night, line)->payable_pence, -950);
    ck_assert_int_eq(verdict_of(&night, line)->payable_vat_pence, -100);
    ck_assert_int_eq(verdict_of(&night, line)->credits_line_id, night.past[0].line.line_id);
    ck_said(&night, again, "matched");
    ck_assert_int_eq(verdict_of(&night, again)->turn, 2);
    night_close(&night);
}
END_TEST

START_TEST(what_a_decided_credit_took_cannot_be_taken_again)
{
    struct bill_line *line = held_credit(-600), *second = credit(-351), *third = credit(-350);
    night_match(&night);
    ck_said(&night, line, "variance decided");
    ck_said(&night, second, "held no_credited_line");
    ck_said(&night, third, "matched");
    night_close(&night);
}
END_TEST

/* Both are held one night, and both decided on the next. */
static void decide_both(const struct bill_line *first, const struct bill_line *second,
                        const char *held, const char *second_then)
{
    night_match(&night);
    ck_said(&night, first, held);
    ck_said(&night, second, held);
    night_next(&night);
    decide(&night, &night.lines[0], DECISION_PAY);
    decide(&night, &night.lines[1], DECISION_PAY);
    night_match(&night);
    ck_said(&night, &night.lines[0], "variance decided");
    ck_said(&night, &night.lines[1], second_then);
}

/* Two people decide about two credits that each took all there was. */
START_TEST(two_decisions_do_not_credit_a_line_twice)
{
    setup();
    struct bill_line *first = credit(-950), *second = credit(-950);
    first->vat_pence = second->vat_pence = -100;
    second->line_no = TEXT_LITERAL("99");
    decide_both(first, second, "held vat", "held no_credited_line");
    night_next(&night);
    decide(&night, &night.lines[0], DECISION_PAY);
    night_match(&night);
    ck_said(&night, &night.lines[0],
            "variance decided"); /* a person who knew that it is too much */
    ck_assert_int_eq(verdict_of(&night, &night.lines[0])->credits_line_id, 0);
    night_close(&night);
}
END_TEST

/* Nobody had looked at their line yet. */
START_TEST(two_decisions_on_credits_of_a_suspended_provider_do_not_either)
{
    setup();
    struct bill_line *first = credit(-950), *second = credit(-950);
    second->line_no = TEXT_LITERAL("99");
    night.provider.status = PROVIDER_STATUS_SUSPENDED;
    decide_both(first, second, "held provider_suspended", "held provider_suspended");
    night_close(&night);
}
END_TEST

/* --- what else a line credited in full gives back ---------------------------- */

START_TEST(a_line_credited_in_full_gives_back_its_part_of_a_total)
{
    night_open(&night);
    period_order(&night, "C1", PERIOD_WEEK, 60, "2026-11-02")->rate_e6 = 20 * E6;
    struct bill_line *first = bill(&night, "C1", "2026-11-02 07:30", 60);
    first->net_pence = 2000;
    night_match(&night);
    ck_said(&night, first, "matched");
    night_next(&night);
    struct bill_line *line = credit(-2000), *again = bill(&night, "C1", "2026-11-02 07:30", 60);
    again->invoice_no = TEXT_LITERAL("I2");
    night_match(&night);
    ck_said(&night, line, "matched");
    ck_said(&night, again, "matched"); /* neither the same service again, nor too much */
    ck_assert_int_eq(verdict_of(&night, again)->turn, 2);
    night_close(&night);
}
END_TEST

START_TEST(a_line_credited_in_full_no_longer_takes_its_carers_time)
{
    struct past_line *past = setup();
    past->line.carer_ref = TEXT_LITERAL("K1");
    visit(&night, "C2", "2026-11-02 07:30", 30)->rate_e6 = 19 * E6;
    struct bill_line *line = bill(&night, "C2", "2026-11-02 07:30", 30);
    line->carer_ref = TEXT_LITERAL("K1");
    night_match(&night);
    ck_said(&night, line, "held carer_overlap");
    credit(-950);
    night_match(&night);
    ck_said(&night, line, "matched");
    night_close(&night);
}
END_TEST

/* no_credited_line stands after provider_suspended, and nothing after it is looked at. */
START_TEST(where_credits_stand_among_the_reasons)
{
    setup();
    struct bill_line *line = credit(-400);
    line->client_ref = TEXT_LITERAL("C9"); /* nothing ordered, nothing to pair with */
    suspend(&night, "C9", "2026-11-01", "2026-11-30");
    night.rules.business_date = day_at("2026-11-01");
    night_match(&night);
    ck_said(&night, line, "matched");
    night.provider.status = PROVIDER_STATUS_SUSPENDED;
    night_match(&night);
    ck_said(&night, line, "held provider_suspended");
    night_close(&night);
}
END_TEST

START_TEST(the_same_credit_again_is_a_duplicate)
{
    setup();
    struct bill_line *first = credit(-400), *second = credit(-400);
    second->line_no = first->line_no;
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, second, "duplicate");
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/credit", a_credit_nets_off, a_credit_is_judged_by_arithmetic_and_vat_alone,
           a_credit_that_names_no_paid_line_is_held, credits_take_no_more_than_was_paid,
           credits_of_one_night_add_up, a_held_credit_leaves_the_line_as_it_is,
           a_line_credited_in_full_gives_back_its_slot_the_same_night,
           a_line_credited_in_full_may_be_billed_again_under_its_own_name,
           a_line_credited_in_part_keeps_its_slot,
           a_credit_decided_to_be_paid_gives_back_the_slot_the_same_night,
           what_a_decided_credit_took_cannot_be_taken_again,
           two_decisions_do_not_credit_a_line_twice,
           two_decisions_on_credits_of_a_suspended_provider_do_not_either,
           a_line_credited_in_full_gives_back_its_part_of_a_total,
           a_line_credited_in_full_no_longer_takes_its_carers_time,
           where_credits_stand_among_the_reasons, the_same_credit_again_is_a_duplicate)
