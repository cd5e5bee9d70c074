/* matching.md, sections 6 and 9: the same line again, and decisions. */
#include "bench_builder.h"

static struct night night;

/* A visit of 30 minutes on 2026-11-02 at 07:30, for 9.50. */
static void setup(void)
{
    night_open(&night);
    visit(&night, "C1", "2026-11-02 07:30", 30)->rate_e6 = 19 * E6;
}

static struct bill_line *line_1(int64_t net_pence)
{
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->line_no = TEXT_LITERAL("1");
    line->net_pence = net_pence;
    return line;
}

/* --- the same line again --------------------------------------------------- */

START_TEST(the_same_content_is_a_duplicate)
{
    setup();
    struct bill_line *first = line_1(950), *second = line_1(950);
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, second, "duplicate");
    ck_assert_int_eq(verdict_of(&night, second)->payable_pence, 0);
    night_next(&night);
    struct bill_line *third = line_1(950);
    night_match(&night);
    ck_said(&night, third, "duplicate");
    night_close(&night);
}
END_TEST

/* Lines of an invoice mostly stand together, by their numbers, and then none can come again. */
START_TEST(a_line_is_found_again_wherever_it_stands)
{
    setup();
    struct bill_line *first = line_1(950);
    struct bill_line *second = bill(&night, "C2", "2026-11-02 07:30", 30);
    second->line_no = TEXT_LITERAL("2");
    struct bill_line *elsewhere = bill(&night, "C2", "2026-11-02 07:30", 30);
    elsewhere->invoice_no = TEXT_LITERAL("I2");
    elsewhere->line_no = TEXT_LITERAL("2");
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, second, "held no_order");
    ck_said(&night, elsewhere, "held no_order");
    struct bill_line *again = bill(&night, "C2", "2026-11-02 07:30", 30);
    again->line_no = TEXT_LITERAL("2"); /* of the first invoice, behind the other one */
    night_match(&night);
    ck_said(&night, again, "duplicate");
    again->line_no = TEXT_LITERAL("3");
    again = line_1(950);
    night_match(&night);
    ck_said(&night, again, "duplicate");
    night_close(&night);
}
END_TEST

/* Where it was read and which row it had is no content. */
START_TEST(content_is_the_canonical_fields)
{
    setup();
    struct bill_line *first = line_1(950), *second = line_1(950), *third = line_1(950);
    second->source_row = 7;
    second->file_id = 3;
    third->description = TEXT_LITERAL("morning call");
    night_match(&night);
    ck_said(&night, first, "duplicate superseded");
    ck_said(&night, second, "duplicate");
    ck_said(&night, third, "matched");
    night_close(&night);
}
END_TEST

START_TEST(other_content_of_a_paid_line_is_a_changed_line)
{
    setup();
    line_1(950);
    night_match(&night);
    night_next(&night);
    struct bill_line *changed = line_1(940);
    night_match(&night);
    ck_said(&night, changed, "held changed_line");
    ck_assert_int_eq(verdict_of(&night, changed)->expected_pence, NOT_GIVEN);
    night_close(&night);
}
END_TEST

/* changed_line stays held until a person decides. */
START_TEST(a_changed_line_stays_held)
{
    setup();
    line_1(950);
    night_match(&night);
    night_next(&night);
    line_1(940);
    night_match(&night);
    night_next(&night);
    ck_assert_uint_eq(night.input.line_count, 1);
    night_match(&night);
    ck_said(&night, &night.lines[0], "held changed_line");
    struct bill_line *again = line_1(940);
    night_match(&night);
    ck_said(&night, again, "duplicate"); /* the same content as the one that is held */
    night_close(&night);
}
END_TEST

START_TEST(other_content_replaces_a_line_not_paid)
{
    setup();
    struct bill_line *first = line_1(2000);
    night_match(&night);
    ck_said(&night, first, "held amount");
    night_next(&night);
    struct bill_line *held = &night.lines[0], *second = line_1(950);
    night_match(&night);
    ck_said(&night, held, "duplicate superseded");
    ck_assert_int_eq(verdict_of(&night, held)->expected_pence, NOT_GIVEN);
    ck_said(&night, second, "matched");
    night_close(&night);
}
END_TEST

/* The third has the content of the first, which the second replaced: a superseded line does not
 * count, so the third replaces the second. */
START_TEST(a_superseded_line_does_not_count)
{
    setup();
    struct bill_line *first = line_1(950), *second = line_1(2000), *third = line_1(950);
    night_match(&night);
    ck_said(&night, first, "duplicate superseded");
    ck_said(&night, second, "duplicate superseded");
    ck_said(&night, third, "matched");
    night_close(&night);
}
END_TEST

START_TEST(line_numbers_are_compared_as_numbers)
{
    setup();
    struct bill_line *first = line_1(950), *second = line_1(950), *third = line_1(950);
    second->line_no = TEXT_LITERAL("01");
    third->line_no = TEXT_LITERAL("1a");
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, second, "duplicate");
    ck_assert_str_ne(said(&night, third), "duplicate");
    night_close(&night);
}
END_TEST

START_TEST(another_invoice_is_another_line)
{
    setup();
    struct bill_line *first = line_1(950), *second = line_1(950);
    second->invoice_no = TEXT_LITERAL("i1");
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, second, "held duplicate_visit"); /* the same visit, but not the same line */
    night_close(&night);
}
END_TEST

/* --- decisions ------------------------------------------------------------- */

/* A line held for its amount, carried into the night of the decision. */
static struct bill_line *held_line(int64_t net_pence)
{
    setup();
    struct bill_line *line = line_1(net_pence);
    line->vat_pence = 20;
    night_match(&night);
    night_next(&night);
    ck_assert_uint_eq(night.input.line_count, 1);
    ck_assert_int_eq(night.carried[0].expected_pence, 950);
    return &night.lines[0];
}

START_TEST(without_a_decision_it_is_judged_again)
{
    struct bill_line *line = held_line(2000);
    night.orders[0].rate_e6 = 40 * E6;
    say_tolerance(terms_new(&night), CHECK_VAT, limits(0, 20));
    night_match(&night);
    ck_said(&night, line, "variance vat");
    night_close(&night);
}
END_TEST

START_TEST(pay_pays_the_billed_net_and_takes_the_slot)
{
    struct bill_line *line = held_line(2000);
    decide(&night, line, DECISION_PAY);
    struct bill_line *other = bill(&night, "C1", "2026-11-02 07:30", 30);
    night_match(&night);
    ck_said(&night, line, "variance decided");
    ck_assert_int_eq(verdict_of(&night, line)->payable_pence, 2000);
    ck_assert_int_eq(verdict_of(&night, line)->payable_vat_pence, 20);
    ck_assert_int_eq(verdict_of(&night, line)->expected_pence, 950);
    ck_assert_str_eq(slot_of(&night, line), "V01/1 1");
    ck_said(&night, other, "held duplicate_visit");
    night_close(&night);
}
END_TEST

START_TEST(pay_expected_pays_the_expected_price_and_its_vat)
{
    struct bill_line *line = held_line(2000);
    night.services[0].vat_percent_e4 = 20 * E4;
    decide(&night, line, DECISION_PAY_EXPECTED);
    night_match(&night);
    ck_said(&night, line, "variance decided");
    ck_assert_int_eq(verdict_of(&night, line)->payable_pence, 950);
    ck_assert_int_eq(verdict_of(&night, line)->payable_vat_pence, 190);
    night_close(&night);
}
END_TEST

/* The rate of the day it was planned for, as if it had been paid without a decision. */
START_TEST(vat_of_a_decided_visit_is_that_of_its_planned_day)
{
    night_open(&night);
    visit(&night, "C1", "2026-11-02 23:50", 30)->rate_e6 = 19 * E6;
    struct terms_block *terms = terms_new(&night);
    terms->valid_from = day_at("2026-11-03");
    SAY(terms, VAT_PERCENT, vat_percent_e4, 20 * E4);
    bill(&night, "C1", "2026-11-03 00:05", 30)->net_pence = 2000;
    night_match(&night);
    night_next(&night);
    decide(&night, &night.lines[0], DECISION_PAY_EXPECTED);
    night_match(&night);
    ck_said(&night, &night.lines[0], "variance decided");
    ck_assert_int_eq(verdict_of(&night, &night.lines[0])->payable_pence, 950);
    ck_assert_int_eq(verdict_of(&night, &night.lines[0])->payable_vat_pence, 0);
    night_close(&night);
}
END_TEST

START_TEST(pay_expected_without_an_expected_price_is_refused)
{
    night_open(&night);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    line->net_pence = 950;
    night_match(&night);
    ck_said(&night, line, "held no_order");
    night_next(&night);
    decide(&night, &night.lines[0], DECISION_PAY_EXPECTED);
    night_match(&night);
    ck_said(&night, &night.lines[0], "held no_order");
    decide(&night, &night.lines[0], DECISION_PAY);
    night_match(&night);
    ck_said(&night, &night.lines[0], "variance decided");
    ck_assert_int_eq(verdict_of(&night, &night.lines[0])->payable_pence, 950);
    night_close(&night);
}
END_TEST

START_TEST(reject_is_final_and_the_same_content_again_a_duplicate)
{
    struct bill_line *line = held_line(2000);
    decide(&night, line, DECISION_REJECT);
    night_match(&night);
    ck_said(&night, line, "rejected decided");
    ck_assert_int_eq(verdict_of(&night, line)->payable_pence, 0);
    night_next(&night);
    struct bill_line *again = line_1(2000);
    again->vat_pence = 20;
    night_match(&night);
    ck_said(&night, again, "duplicate");
    again->net_pence = 950;
    again->vat_pence = NOT_GIVEN;
    night_match(&night);
    ck_said(&night, again, "matched"); /* other content: the rejected line was never paid */
    night_close(&night);
}
END_TEST

/* A line held duplicate_visit or changed_line cannot be decided to be paid. */
START_TEST(duplicates_cannot_be_decided_to_be_paid)
{
    setup();
    struct bill_line *first = line_1(950), *second = line_1(950);
    second->invoice_no = TEXT_LITERAL("I2");
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, second, "held duplicate_visit");
    night_next(&night);
    struct bill_line *changed = line_1(940);
    night_match(&night);
    ck_said(&night, changed, "held changed_line");
    night_next(&night);
    ck_assert_uint_eq(night.input.line_count, 2);
    decide(&night, &night.lines[0], DECISION_PAY);
    decide(&night, &night.lines[1], DECISION_PAY);
    night_match(&night);
    ck_said(&night, &night.lines[0], "held duplicate_visit");
    ck_said(&night, &night.lines[1], "held changed_line");
    decide(&night, &night.lines[0], DECISION_REJECT);
    decide(&night, &night.lines[1], DECISION_REJECT);
    night_match(&night);
    ck_said(&night, &night.lines[0], "rejected decided");
    ck_said(&night, &night.lines[1], "rejected decided");
    night_close(&night);
}
END_TEST

/* The slot went to another line in the meantime: the decision pays, but takes no slot. */
START_TEST(a_decision_does_not_take_a_paid_slot)
{
    struct bill_line *line = held_line(2000);
    struct past_line *past = paid_before(&night, "C1", "2026-11-02 07:30", 30, 950);
    past->order_no = TEXT_LITERAL("V01");
    past->order_line = TEXT_LITERAL("1");
    past->slot = 1;
    past->turn = 1;
    decide(&night, line, DECISION_PAY);
    night_match(&night);
    ck_said(&night, line, "variance decided");
    ck_assert_str_eq(slot_of(&night, line), "");
    night_close(&night);
}
END_TEST

/* A decided line is paid before tonight's lines of the same identity are looked at. */
START_TEST(new_content_beside_a_decision_to_pay_is_a_changed_line)
{
    struct bill_line *line = held_line(2000);
    decide(&night, line, DECISION_PAY);
    struct bill_line *again = line_1(950);
    night_match(&night);
    ck_said(&night, line, "variance decided");
    ck_said(&night, again, "held changed_line");
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/repeat", the_same_content_is_a_duplicate,
           a_line_is_found_again_wherever_it_stands, content_is_the_canonical_fields,
           other_content_of_a_paid_line_is_a_changed_line, a_changed_line_stays_held,
           other_content_replaces_a_line_not_paid, a_superseded_line_does_not_count,
           line_numbers_are_compared_as_numbers, another_invoice_is_another_line,
           without_a_decision_it_is_judged_again, pay_pays_the_billed_net_and_takes_the_slot,
           pay_expected_pays_the_expected_price_and_its_vat,
           vat_of_a_decided_visit_is_that_of_its_planned_day,
           pay_expected_without_an_expected_price_is_refused,
           reject_is_final_and_the_same_content_again_a_duplicate,
           duplicates_cannot_be_decided_to_be_paid, a_decision_does_not_take_a_paid_slot,
           new_content_beside_a_decision_to_pay_is_a_changed_line)
