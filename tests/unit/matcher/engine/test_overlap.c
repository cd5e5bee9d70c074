/* matching.md, section 9, "Carer overlap". */
#include "bench_builder.h"

static struct night night;

/* Clients C1 to C3 each have visits ordered all morning, so that nothing but the carer decides. */
static void setup(void)
{
    static const char *const clients[] = {"C1", "C2", "C3"};

    night_open(&night);
    for (int i = 0; i < 3; i++) {
        visit(&night, clients[i], "2026-11-02 07:30", 30)->carers = 3;
        visit(&night, clients[i], "2026-11-02 08:00", 30)->carers = 3;
    }
    hour_rate(&night, DAY_TYPE_WEEKDAY, 20 * E6);
}

static struct bill_line *by(const char *carer, const char *client, const char *start,
                            int64_t minutes)
{
    struct bill_line *line = bill(&night, client, start, minutes);
    line->carer_ref = text_of(carer);
    return line;
}

START_TEST(a_carer_is_in_one_place_at_a_time)
{
    setup();
    struct bill_line *first = by("K1", "C1", "2026-11-02 07:30", 30);
    struct bill_line *elsewhere = by("K1", "C2", "2026-11-02 07:45", 30);
    struct bill_line *another = by("K2", "C2", "2026-11-02 07:45", 30);
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, elsewhere, "held carer_overlap");
    ck_assert_str_eq(slot_of(&night, elsewhere), ""); /* takes no slot */
    ck_said(&night, another, "matched");
    night_close(&night);
}
END_TEST

START_TEST(the_same_client_makes_it_a_duplicate_visit)
{
    setup();
    struct bill_line *first = by("K1", "C1", "2026-11-02 07:30", 30);
    struct bill_line *again = by("K1", "C1", "2026-11-02 07:40", 30);
    again->secondary = true;
    night_match(&night);
    ck_said(&night, first, "matched");
    ck_said(&night, again, "held duplicate_visit");
    night_close(&night);
}
END_TEST

/* One of those it overlaps is for the same client, though another is not. */
START_TEST(one_overlap_with_the_same_client_is_enough)
{
    setup();
    by("K1", "C1", "2026-11-02 07:30", 30);
    by("K1", "C2", "2026-11-02 08:00", 30);
    struct bill_line *both = by("K1", "C1", "2026-11-02 07:45", 30);
    both->claimed_start_s = at("2026-11-02 08:20"); /* walked last */
    both->claimed_end_s = at("2026-11-02 08:50");
    line_actual(both, "2026-11-02 07:45", "2026-11-02 08:15");
    night_match(&night);
    ck_said(&night, both, "held duplicate_visit");
    night_close(&night);
}
END_TEST

/* One second is an overlap; back to back is none. */
START_TEST(overlaps_are_compared_in_seconds)
{
    setup();
    by("K1", "C1", "2026-11-02 07:30", 30);
    struct bill_line *next = by("K1", "C2", "2026-11-02 08:00", 30);
    night_match(&night);
    ck_said(&night, next, "matched");
    next->claimed_start_s -= 1;
    next->claimed_end_s -= 1;
    night_match(&night);
    ck_said(&night, next, "held carer_overlap");
    night_close(&night);
}
END_TEST

START_TEST(carer_overlap_minutes_are_allowed)
{
    setup();
    SAY(terms_new(&night), CARER_OVERLAP, carer_overlap, 5);
    by("K1", "C1", "2026-11-02 07:30", 30);
    struct bill_line *next = by("K1", "C2", "2026-11-02 07:55", 30);
    night_match(&night);
    ck_said(&night, next, "matched"); /* by exactly five minutes: not by more */
    next->claimed_start_s -= 1;
    night_match(&night);
    ck_said(&night, next, "held carer_overlap");
    night_close(&night);
}
END_TEST

/* The walk goes by claimed start, not by delivered start. */
START_TEST(the_walk_goes_by_claimed_start)
{
    setup();
    struct bill_line *later = by("K1", "C1", "2026-11-02 07:31", 30);
    line_actual(later, "2026-11-02 07:20", "2026-11-02 07:50");
    struct bill_line *earlier = by("K1", "C2", "2026-11-02 07:30", 30);
    line_actual(earlier, "2026-11-02 07:40", "2026-11-02 08:10");
    night_match(&night);
    ck_said(&night, later, "held carer_overlap");
    ck_assert_int_ne(verdict_of(&night, earlier)->kind, VERDICT_HELD);
    night_close(&night);
}
END_TEST

START_TEST(with_evidence_goes_before_without)
{
    setup();
    struct bill_line *without = by("K1", "C1", "2026-11-02 07:30", 30);
    struct bill_line *with = by("K1", "C2", "2026-11-02 07:30", 30);
    seen(&night, "C2", "K1", "2026-11-02 07:30", "2026-11-02 08:00");
    night_match(&night);
    ck_said(&night, without, "held carer_overlap");
    ck_said(&night, with, "matched");
    night_close(&night);
}
END_TEST

START_TEST(then_invoice_and_line_number)
{
    setup();
    struct bill_line *ten = by("K1", "C1", "2026-11-02 07:30", 30);
    struct bill_line *nine = by("K1", "C2", "2026-11-02 07:30", 30);
    ten->line_no = TEXT_LITERAL("10");
    nine->line_no = TEXT_LITERAL("9");
    night_match(&night);
    ck_said(&night, nine, "matched");
    ck_said(&night, ten, "held carer_overlap");
    ten->invoice_no = TEXT_LITERAL("I0");
    night_match(&night);
    ck_said(&night, ten, "matched");
    ck_said(&night, nine, "held carer_overlap");
    night_close(&night);
}
END_TEST

/* A held line is not accepted, and stands in nobody's way. */
START_TEST(a_line_held_in_the_walk_blocks_nobody)
{
    setup();
    by("K1", "C1", "2026-11-02 07:30", 30);
    struct bill_line *second = by("K1", "C2", "2026-11-02 07:45", 30); /* to 08:15 */
    struct bill_line *third = by("K1", "C3", "2026-11-02 08:00", 30);
    night_match(&night);
    ck_said(&night, second, "held carer_overlap");
    ck_said(&night, third, "matched");
    night_close(&night);
}
END_TEST

/* Accepted takes in every line that the walk does not hold, whatever is decided afterwards. */
START_TEST(a_line_held_afterwards_still_blocks)
{
    setup();
    struct bill_line *long_visit = by("K1", "C1", "2026-11-02 07:30", 120);
    struct bill_line *second = by("K1", "C2", "2026-11-02 08:00", 30);
    night_match(&night);
    ck_said(&night, long_visit, "held long");
    ck_said(&night, second, "held carer_overlap");
    night_close(&night);
}
END_TEST

START_TEST(paid_lines_of_earlier_nights_are_accepted_first)
{
    setup();
    struct past_line *past = paid_before(&night, "C9", "2026-11-02 07:45", 30, 950);
    past->line.carer_ref = TEXT_LITERAL("K1");
    struct bill_line *line = by("K1", "C1", "2026-11-02 07:30", 30);
    night_match(&night);
    ck_said(&night, line, "held carer_overlap");
    past->delivered_start_s = at("2026-11-02 08:00"); /* the time it was paid on counts */
    night_match(&night);
    ck_said(&night, line, "matched");
    past->line.client_ref = TEXT_LITERAL("C1");
    past->delivered_start_s = at("2026-11-02 07:59");
    night_match(&night);
    ck_said(&night, line, "held duplicate_visit");
    night_close(&night);
}
END_TEST

START_TEST(lines_without_a_carer_and_outcomes_are_left_out)
{
    setup();
    by("", "C1", "2026-11-02 07:30", 30);
    struct bill_line *no_carer = by("", "C2", "2026-11-02 07:30", 30);
    struct bill_line *cancelled = by("K1", "C1", "2026-11-02 07:30", 30);
    cancelled->outcome = TEXT_LITERAL("cancelled");
    struct bill_line *delivered = by("K1", "C2", "2026-11-02 07:30", 30);
    night_match(&night);
    ck_said(&night, no_carer, "matched");
    ck_said(&night, cancelled, "matched");
    ck_said(&night, delivered, "matched");
    night_close(&night);
}
END_TEST

START_TEST(lines_without_an_order_take_no_part)
{
    setup();
    struct bill_line *nothing_ordered = by("K1", "C9", "2026-11-02 07:30", 30);
    struct bill_line *wrong_name = by("K1", "C1", "2026-11-02 07:30", 30);
    line_order(wrong_name, "X", "");
    struct bill_line *line = by("K1", "C2", "2026-11-02 07:45", 30);
    night_match(&night);
    ck_said(&night, nothing_ordered, "held no_order");
    ck_said(&night, wrong_name, "held no_order");
    ck_said(&night, line, "matched");
    night_close(&night);
}
END_TEST

/* Lines held for a reason that stands before carer_overlap take no part. */
START_TEST(suspended_clients_lines_take_no_part)
{
    setup();
    suspend(&night, "C1", "2026-11-02", NULL);
    struct bill_line *suspended = by("K1", "C1", "2026-11-02 07:30", 30);
    struct bill_line *line = by("K1", "C2", "2026-11-02 07:45", 30);
    night_match(&night);
    ck_said(&night, suspended, "held client_suspended");
    ck_said(&night, line, "matched");
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/overlap", a_carer_is_in_one_place_at_a_time,
           the_same_client_makes_it_a_duplicate_visit, one_overlap_with_the_same_client_is_enough,
           overlaps_are_compared_in_seconds, carer_overlap_minutes_are_allowed,
           the_walk_goes_by_claimed_start, with_evidence_goes_before_without,
           then_invoice_and_line_number, a_line_held_in_the_walk_blocks_nobody,
           a_line_held_afterwards_still_blocks, paid_lines_of_earlier_nights_are_accepted_first,
           lines_without_a_carer_and_outcomes_are_left_out, lines_without_an_order_take_no_part,
           suspended_clients_lines_take_no_part)
