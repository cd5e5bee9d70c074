/* matching.md, section 9: the purse.  A visit of half an hour costs £10.00 here, of which up to
 * 20p (2 %) more is paid as a variance. */
#include "bench_builder.h"

#include "matcher/engine/purse.h"

static struct night night;
static struct spent_line spent[4];

static struct terms_block *setup(int64_t purse_pence)
{
    night_open(&night);
    night.input.spent = spent;
    struct terms_block *terms = terms_new(&night);
    SAY(terms, PURSE_PENCE, purse_pence, purse_pence);
    return terms;
}

/* A visit ordered for C1 and billed as it was planned, but for so many pence more. */
static struct bill_line *visit_billed(const char *start, int64_t more_pence)
{
    visit(&night, "C1", start, 30)->rate_e6 = 20 * E6;
    struct bill_line *line = bill(&night, "C1", start, 30);
    line->net_pence = 1000 + more_pence;
    return line;
}

static void spent_before(int64_t line_id, const char *client, const char *start, int64_t pence)
{
    spent[night.input.spent_count++] =
        (struct spent_line){line_id, text_of(client), at(start), pence};
}

/* --- what is spent --------------------------------------------------------- */

START_TEST(the_line_that_would_overspend_is_held_and_a_smaller_one_still_fits)
{
    setup(25);
    struct bill_line *monday = visit_billed("2026-11-02 10:00", 10);
    struct bill_line *friday = visit_billed("2026-11-06 10:00", 5); /* 10 + 10 + 5: all of it */
    struct bill_line *tuesday = visit_billed("2026-11-03 10:00", 10);
    struct bill_line *sunday = visit_billed("2026-11-08 23:30", 1);
    struct bill_line *thursday = visit_billed("2026-11-05 10:00", 10);
    night_match(&night);
    ck_said(&night, monday, "variance amount");
    ck_said(&night, tuesday, "variance amount");
    ck_said(&night, thursday, "held purse_spent");
    ck_said(&night, friday, "variance amount");
    ck_said(&night, sunday, "held purse_spent");
    night_close(&night);
}
END_TEST

START_TEST(a_held_line_keeps_what_it_was_compared_with)
{
    setup(9);
    struct bill_line *line = visit_billed("2026-11-02 10:00", 10);
    night_match(&night);
    const struct verdict *verdict = verdict_of(&night, line);
    ck_said(&night, line, "held purse_spent");
    ck_assert_int_eq(verdict->expected_pence, 1000);
    ck_assert_int_eq(verdict->payable_pence, 0);
    ck_assert_int_eq(verdict->payable_vat_pence, 0);
    ck_assert_str_eq(slot_of(&night, line), "V01/1 1");
    ck_assert(verdict->checks != NULL);
    ck_assert_int_eq(verdict->checks->results[CHECK_AMOUNT].zone, ZONE_WITHIN);
    ck_assert_int_eq(verdict->checks->results[CHECK_AMOUNT].difference_e4, 10 * E4);
    ck_assert_int_eq(verdict->purse->purse_pence, 9);
    ck_assert_int_eq(verdict->purse->before_pence, 0);
    ck_assert_int_eq(verdict->purse->share_pence, 10);
    night_close(&night);
}
END_TEST

/* Pence below the price are spent as well as pence above it. */
START_TEST(a_bill_below_the_price_spends_too)
{
    setup(15);
    struct bill_line *below = visit_billed("2026-11-02 10:00", -10);
    struct bill_line *above = visit_billed("2026-11-03 10:00", 6);
    night_match(&night);
    ck_said(&night, below, "variance amount");
    ck_said(&night, above, "held purse_spent");
    night_close(&night);
}
END_TEST

START_TEST(a_variance_that_moves_no_money_is_paid_from_an_empty_purse)
{
    setup(0);
    struct bill_line *late = visit_billed("2026-11-02 10:00", 0);
    late->claimed_start_s += 20 * 60;
    late->claimed_end_s += 20 * 60;
    struct bill_line *penny = visit_billed("2026-11-03 10:00", 1);
    night_match(&night);
    ck_said(&night, late, "variance start");
    ck_said(&night, penny, "held purse_spent");
    night_close(&night);
}
END_TEST

START_TEST(matched_lines_do_not_spend)
{
    say_tolerance(setup(10), CHECK_AMOUNT, limits(9, 20));
    struct bill_line *matched = visit_billed("2026-11-02 10:00", 9);
    struct bill_line *variance = visit_billed("2026-11-03 10:00", 10);
    night_match(&night);
    ck_said(&night, matched, "matched");
    ck_said(&night, variance, "variance amount");
    night_close(&night);
}
END_TEST

START_TEST(without_a_purse_all_variances_are_paid)
{
    night_open(&night);
    struct bill_line *line = visit_billed("2026-11-02 10:00", 20);
    ck_assert(!terms_have_purse(&night.terms));
    night_match(&night);
    ck_said(&night, line, "variance amount");
    ck_assert_ptr_null(verdict_of(&night, line)->purse);
    night_close(&night);
}
END_TEST

/* --- whose purse ----------------------------------------------------------- */

START_TEST(every_client_has_a_purse_every_week)
{
    setup(10);
    struct bill_line *sunday = visit_billed("2026-11-08 10:00", 10);
    struct bill_line *monday = visit_billed("2026-11-09 10:00", 10);
    visit(&night, "C2", "2026-11-08 12:00", 30)->rate_e6 = 20 * E6;
    struct bill_line *other = bill(&night, "C2", "2026-11-08 12:00", 30);
    other->net_pence = 1010;
    night_match(&night);
    ck_said(&night, sunday, "variance amount");
    ck_said(&night, monday, "variance amount");
    ck_said(&night, other, "variance amount");
    night_close(&night);
}
END_TEST

/* The week is that of the delivered start: by half past midnight it is Monday. */
START_TEST(the_week_is_that_of_the_delivered_start)
{
    setup(10);
    struct bill_line *sunday = visit_billed("2026-11-08 10:00", 10);
    struct bill_line *midnight = visit_billed("2026-11-08 23:50", 10);
    midnight->claimed_start_s += 15 * 60;
    midnight->claimed_end_s += 15 * 60;
    night_match(&night);
    ck_said(&night, sunday, "variance amount");
    ck_said(&night, midnight, "variance amount");
    night_close(&night);
}
END_TEST

/* Service SL is paid from the same purse, in order of time and not of service. */
START_TEST(services_share_the_purse_in_order_of_time)
{
    setup(10);
    struct bill_line *later = visit_billed("2026-11-02 12:00", 10);
    struct order_line *order = visit(&night, "C1", "2026-11-02 10:00", 30);
    order->rate_e6 = 20 * E6;
    order->service = TEXT_LITERAL("SL");
    struct bill_line *earlier = bill(&night, "C1", "2026-11-02 10:00", 30);
    earlier->service = TEXT_LITERAL("SL");
    earlier->net_pence = 1010;
    night_match(&night);
    ck_said(&night, earlier, "variance amount");
    ck_said(&night, later, "held purse_spent");
    night_close(&night);
}
END_TEST

/* Of the terms in force on the slot's date: the visit planned on Sunday has Sunday's purse. */
START_TEST(the_limit_is_that_of_the_lines_own_terms)
{
    setup(5);
    struct terms_block *from_monday = terms_new(&night);
    from_monday->valid_from = day_at("2026-11-09");
    SAY(from_monday, PURSE_PENCE, purse_pence, 100);
    struct bill_line *planned_sunday = visit_billed("2026-11-08 23:50", 10);
    planned_sunday->claimed_start_s += 15 * 60;
    planned_sunday->claimed_end_s += 15 * 60;
    struct bill_line *monday = visit_billed("2026-11-09 10:00", 10);
    night_match(&night);
    ck_said(&night, planned_sunday, "held purse_spent");
    ck_said(&night, monday, "variance amount");
    night_close(&night);
}
END_TEST

/* A line whose own terms have no purse is never held by it, but spends. */
START_TEST(a_line_without_a_purse_spends_from_that_of_others)
{
    struct terms_block *terms = setup(10);
    terms->service = TEXT_LITERAL("HC");
    struct order_line *order = visit(&night, "C1", "2026-11-02 08:00", 30);
    order->rate_e6 = 20 * E6;
    order->service = TEXT_LITERAL("SL");
    struct bill_line *without = bill(&night, "C1", "2026-11-02 08:00", 30);
    without->service = TEXT_LITERAL("SL");
    without->net_pence = 1020;
    struct bill_line *with = visit_billed("2026-11-02 10:00", 1);
    night_match(&night);
    ck_said(&night, without, "variance amount");
    ck_said(&night, with, "held purse_spent");
    night_close(&night);
}
END_TEST

/* --- what a held line leaves to others -------------------------------------- */

/* 60 minutes a week at £20.00 an hour. */
static struct bill_line *minutes_billed(const char *start, int64_t more_pence)
{
    struct bill_line *line = bill(&night, "C1", start, 30);
    line->net_pence = 1000 + more_pence;
    return line;
}

START_TEST(a_line_that_the_purse_holds_adds_to_no_total)
{
    setup(10);
    period_order(&night, "C1", PERIOD_WEEK, 60, "2026-01-01")->rate_e6 = 20 * E6;
    struct bill_line *first = minutes_billed("2026-11-02 10:00", 10);
    struct bill_line *second = minutes_billed("2026-11-03 10:00", 10);
    struct bill_line *third = minutes_billed("2026-11-04 10:00", 0);
    struct bill_line *fourth = minutes_billed("2026-11-05 10:00", 0);
    night_match(&night);
    ck_said(&night, first, "variance amount");
    ck_said(&night, second, "held purse_spent");
    ck_said(&night, third, "matched"); /* 60 of 60 */
    ck_said(&night, fourth, "held quantity");
    night_close(&night);
}
END_TEST

/* The same service again, under another number and at its price, is not held for the first. */
START_TEST(a_line_that_the_purse_holds_is_not_the_paid_one)
{
    setup(5);
    period_order(&night, "C1", PERIOD_WEEK, 60, "2026-01-01")->rate_e6 = 20 * E6;
    struct bill_line *first = minutes_billed("2026-11-02 10:00", 10);
    struct bill_line *again = minutes_billed("2026-11-02 10:00", 0);
    night_match(&night);
    ck_said(&night, first, "held purse_spent");
    ck_said(&night, again, "matched");
    night_close(&night);
}
END_TEST

/* Pairs are made as if there were no purse: of two lines for one slot the first is paired, and
 * the other is left over.  The slot is not paid, so that it is no duplicate. */
START_TEST(a_slot_that_the_purse_left_unpaid_makes_no_duplicate)
{
    setup(5);
    struct bill_line *first = visit_billed("2026-11-02 10:00", 10);
    struct bill_line *second = bill(&night, "C1", "2026-11-02 10:00", 30);
    second->net_pence = 1010;
    night_match(&night);
    ck_said(&night, first, "held purse_spent");
    ck_said(&night, second, "held no_slot");
    night_close(&night);
}
END_TEST

/* --- nights and decisions --------------------------------------------------- */

START_TEST(what_was_spent_before_counts)
{
    setup(20);
    spent_before(900, "C1", "2026-11-08 23:59", 11);
    spent_before(901, "C1", "2026-11-09 00:00", 20);
    spent_before(902, "C2", "2026-11-03 10:00", 20);
    struct bill_line *ten = visit_billed("2026-11-02 10:00", 10);
    struct bill_line *nine = visit_billed("2026-11-03 10:00", 9);
    night_match(&night);
    ck_said(&night, ten, "held purse_spent"); /* 11 + 10 */
    ck_said(&night, nine, "variance amount");
    ck_assert_int_eq(verdict_of(&night, nine)->purse->before_pence, 11);
    night_close(&night);
}
END_TEST

static struct bill_line *credit_of(const struct past_line *past, int64_t pence)
{
    struct bill_line *credit = bill(&night, "C1", "2026-11-02 08:00", 30);
    credit->net_pence = -pence;
    credit->credits_invoice_no = past->line.invoice_no;
    credit->credits_line_no = past->line.line_no;
    return credit;
}

START_TEST(a_line_credited_in_full_gives_back)
{
    for (int pence = 1009; pence <= 1010; pence++) {
        setup(10);
        const struct past_line *past = paid_before(&night, "C1", "2026-11-02 08:00", 30, 1010);
        spent_before(past->line.line_id, "C1", "2026-11-02 08:00", 10);
        struct bill_line *line = visit_billed("2026-11-03 10:00", 10);
        credit_of(past, pence);
        night_match(&night);
        ck_said(&night, line, pence == 1010 ? "variance amount" : "held purse_spent");
        night_close(&night);
    }
}
END_TEST

/* The decision's 50p are beyond the purse, paid all the same, and spent before the first line. */
START_TEST(a_decided_line_is_paid_and_spends_first)
{
    setup(20);
    visit_billed("2026-11-04 10:00", 50);
    night_match(&night);
    ck_said(&night, &night.lines[0], "held amount");
    night_next(&night);
    decide(&night, &night.lines[0], DECISION_PAY);
    struct bill_line *monday = visit_billed("2026-11-02 10:00", 1);
    night_match(&night);
    ck_said(&night, &night.lines[0], "variance decided");
    ck_assert_int_eq(verdict_of(&night, &night.lines[0])->payable_pence, 1050);
    ck_said(&night, monday, "held purse_spent");
    night_close(&night);
}
END_TEST

START_TEST(a_person_can_pay_a_line_that_the_purse_held)
{
    setup(5);
    visit_billed("2026-11-02 10:00", 10);
    night_match(&night);
    ck_said(&night, &night.lines[0], "held purse_spent");
    night_next(&night);
    decide(&night, &night.lines[0], DECISION_PAY_EXPECTED);
    struct bill_line *five = visit_billed("2026-11-03 10:00", 5);
    night_match(&night);
    ck_said(&night, &night.lines[0], "variance decided");
    ck_assert_int_eq(verdict_of(&night, &night.lines[0])->payable_pence, 1000);
    ck_assert_str_eq(slot_of(&night, &night.lines[0]), "V01/1 1");
    ck_said(&night, five, "variance amount"); /* the expected price spends nothing */
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/purse", the_line_that_would_overspend_is_held_and_a_smaller_one_still_fits,
           a_held_line_keeps_what_it_was_compared_with, a_bill_below_the_price_spends_too,
           a_variance_that_moves_no_money_is_paid_from_an_empty_purse, matched_lines_do_not_spend,
           without_a_purse_all_variances_are_paid, every_client_has_a_purse_every_week,
           the_week_is_that_of_the_delivered_start, services_share_the_purse_in_order_of_time,
           the_limit_is_that_of_the_lines_own_terms,
           a_line_without_a_purse_spends_from_that_of_others,
           a_line_that_the_purse_holds_adds_to_no_total,
           a_line_that_the_purse_holds_is_not_the_paid_one,
           a_slot_that_the_purse_left_unpaid_makes_no_duplicate, what_was_spent_before_counts,
           a_line_credited_in_full_gives_back, a_decided_line_is_paid_and_spends_first,
           a_person_can_pay_a_line_that_the_purse_held)
