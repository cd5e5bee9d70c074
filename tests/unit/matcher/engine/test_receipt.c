/* matching.md, sections 3 and 10: which evidence belongs to which line. */
#include "bench_builder.h"

static struct night night;

static int64_t evidence_of(const struct bill_line *line)
{
    return verdict_of(&night, line)->evidence_id;
}

START_TEST(evidence_goes_to_the_line_it_overlaps_most)
{
    night_open(&night);
    struct bill_line *early = bill(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *late = bill(&night, "C1", "2026-11-02 08:00", 30);
    seen(&night, "C1", "K1", "2026-11-02 07:49", "2026-11-02 08:12"); /* 11 and 12 minutes */
    night_match(&night);
    ck_assert_int_eq(evidence_of(early), 0);
    ck_assert_int_eq(evidence_of(late), 1);
    night_close(&night);
}
END_TEST

START_TEST(equal_overlaps_go_to_the_first_claimed_start)
{
    night_open(&night);
    struct bill_line *late = bill(&night, "C1", "2026-11-02 08:00", 30);
    struct bill_line *early = bill(&night, "C1", "2026-11-02 07:30", 30);
    seen(&night, "C1", "K1", "2026-11-02 07:50", "2026-11-02 08:10");
    night_match(&night);
    ck_assert_int_eq(evidence_of(early), 1);
    ck_assert_int_eq(evidence_of(late), 0);
    night_close(&night);
}
END_TEST

/* Line 10 comes after line 9: line numbers are compared as numbers, invoices as bytes. */
START_TEST(equal_starts_go_by_invoice_and_line_number)
{
    night_open(&night);
    struct bill_line *ten = bill(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *nine = bill(&night, "C1", "2026-11-02 07:30", 30);
    ten->line_no = TEXT_LITERAL("10");
    nine->line_no = TEXT_LITERAL("9");
    seen(&night, "C1", "K1", "2026-11-02 07:30", "2026-11-02 08:00");
    night_match(&night);
    ck_assert_int_eq(evidence_of(nine), 1);
    ck_assert_int_eq(evidence_of(ten), 0);
    ten->invoice_no = TEXT_LITERAL("I0");
    night_match(&night);
    ck_assert_int_eq(evidence_of(ten), 1);
    night_close(&night);
}
END_TEST

START_TEST(without_overlap_the_nearest_claimed_start_within_the_window)
{
    night_open(&night);
    struct bill_line *early = bill(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *late = bill(&night, "C1", "2026-11-02 11:30", 30);
    struct evidence *piece = seen(&night, "C1", "K1", "2026-11-02 09:29", "2026-11-02 10:00");
    night_match(&night);
    ck_assert_int_eq(evidence_of(early), 1);
    piece->log_in_s = at("2026-11-02 09:30"); /* two hours from both: the first */
    night_match(&night);
    ck_assert_int_eq(evidence_of(early), 1);
    piece->log_in_s += 1; /* over the window of the first */
    night_match(&night);
    ck_assert_int_eq(evidence_of(early), 0);
    ck_assert_int_eq(evidence_of(late), 1);
    SAY(terms_new(&night), PAIR_WINDOW, pair_window, 60);
    night_match(&night);
    ck_assert_int_eq(evidence_of(late), 0);
    night_close(&night);
}
END_TEST

/* Any overlap goes before the nearest start. */
START_TEST(overlap_goes_before_nearness)
{
    night_open(&night);
    struct bill_line *near = bill(&night, "C1", "2026-11-02 08:00", 10);
    struct bill_line *long_visit = bill(&night, "C1", "2026-11-02 05:00", 192); /* to 08:12 */
    seen(&night, "C1", "K1", "2026-11-02 08:11", "2026-11-02 08:30");
    night_match(&night);
    ck_assert_int_eq(evidence_of(near), 0);
    ck_assert_int_eq(evidence_of(long_visit), 1);
    night_close(&night);
}
END_TEST

START_TEST(the_carer_must_be_the_lines_if_it_names_one)
{
    night_open(&night);
    struct bill_line *other = bill(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *any = bill(&night, "C1", "2026-11-02 07:45", 30);
    other->carer_ref = TEXT_LITERAL("K2");
    seen(&night, "C1", "K1", "2026-11-02 07:30", "2026-11-02 08:00");
    night_match(&night);
    ck_assert_int_eq(evidence_of(other), 0);
    ck_assert_int_eq(evidence_of(any), 1);
    other->carer_ref = TEXT_LITERAL("K1");
    night_match(&night);
    ck_assert_int_eq(evidence_of(other), 1);
    ck_assert_int_eq(evidence_of(any), 0);
    night_close(&night);
}
END_TEST

START_TEST(another_clients_evidence_is_not_used)
{
    night_open(&night);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    seen(&night, "C2", "K1", "2026-11-02 07:30", "2026-11-02 08:00");
    seen(&night, "C0", "K1", "2026-11-02 07:30", "2026-11-02 08:00");
    night_match(&night);
    ck_assert_int_eq(evidence_of(line), 0);
    night_close(&night);
}
END_TEST

/* Service, method and visit_ref play no part. */
START_TEST(the_service_of_evidence_plays_no_part)
{
    night_open(&night);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    seen(&night, "C1", "K1", "2026-11-02 07:30", "2026-11-02 08:00")->service =
        TEXT_LITERAL("NIGHT");
    night_match(&night);
    ck_assert_int_eq(evidence_of(line), 1);
    night_close(&night);
}
END_TEST

START_TEST(a_line_keeps_the_piece_that_overlaps_it_most)
{
    night_open(&night);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    seen(&night, "C1", "K1", "2026-11-02 07:25", "2026-11-02 07:40");
    seen(&night, "C1", "K2", "2026-11-02 07:45", "2026-11-02 08:01");
    night_match(&night);
    ck_assert_int_eq(evidence_of(line), 2);
    night_close(&night);
}
END_TEST

/* Ties: earliest log-in, then earliest log-out. */
START_TEST(equal_pieces_go_by_log_in_then_log_out)
{
    night_open(&night);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    seen(&night, "C1", "K1", "2026-11-02 07:29", "2026-11-02 08:03");
    seen(&night, "C1", "K2", "2026-11-02 07:28", "2026-11-02 08:02");
    seen(&night, "C1", "K3", "2026-11-02 07:28", "2026-11-02 08:01");
    night_match(&night);
    ck_assert_int_eq(evidence_of(line), 3);
    night_close(&night);
}
END_TEST

/* Pieces that a line does not keep are not used: the second best is not handed on. */
START_TEST(a_piece_not_kept_is_not_used)
{
    night_open(&night);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *next = bill(&night, "C1", "2026-11-02 08:05", 30);
    seen(&night, "C1", "K1", "2026-11-02 07:30", "2026-11-02 07:45");
    seen(&night, "C1", "K1", "2026-11-02 07:46", "2026-11-02 08:00");
    night_match(&night);
    ck_assert_int_eq(evidence_of(line), 1);
    ck_assert_int_eq(evidence_of(next), 0);
    night_close(&night);
}
END_TEST

START_TEST(duplicates_and_superseded_lines_get_none)
{
    night_open(&night);
    struct bill_line *first = bill(&night, "C1", "2026-11-02 07:30", 30);
    struct bill_line *second = bill(&night, "C1", "2026-11-02 07:31", 30);
    second->line_no = first->line_no;
    seen(&night, "C1", "K1", "2026-11-02 07:30", "2026-11-02 08:00");
    night_match(&night);
    ck_said(&night, first, "duplicate superseded");
    ck_assert_int_eq(evidence_of(first), 0);
    ck_assert_int_eq(evidence_of(second), 1);
    night_close(&night);
}
END_TEST

/* A line paid before holds its evidence, and keeps the delivered time it was paid on. */
START_TEST(a_paid_line_takes_its_evidence_from_others)
{
    night_open(&night);
    paid_before(&night, "C1", "2026-11-02 07:30", 30, 950);
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:40", 30);
    struct evidence *piece = seen(&night, "C1", "K1", "2026-11-02 07:30", "2026-11-02 08:00");
    night_match(&night);
    ck_assert_int_eq(evidence_of(line), 0);
    piece->log_out_s = at("2026-11-02 08:20");
    night_match(&night);
    ck_assert_int_eq(evidence_of(line), 0);
    piece->log_in_s = at("2026-11-02 07:41");
    night_match(&night);
    ck_assert_int_eq(evidence_of(line), 1);
    night_close(&night);
}
END_TEST

/* A changed line and the one it changes have one name; the one loaded first goes first, in
 * whatever order they come. */
START_TEST(lines_of_one_name_go_in_loading_order)
{
    night_open(&night);
    bill(&night, "C1", "2026-11-02 07:30", 30);
    bill(&night, "C1", "2026-11-02 07:30", 45);
    for (int first = 0; first < 2; first++) {
        struct bill_line *earlier = &night.lines[first], *later = &night.lines[1 - first];
        earlier->line_id = 1;
        later->line_id = 2;
        later->line_no = earlier->line_no = TEXT_LITERAL("1");
        night.carried[first] = (struct carried){.is_carried = true,
                                                .is_decided = true,
                                                .decision = DECISION_PAY_EXPECTED,
                                                .expected_pence = 950};
        night.carried[1 - first] = (struct carried){.expected_pence = NOT_GIVEN};
        night.input.evidence_count = 0;
        seen(&night, "C1", "K1", "2026-11-02 07:30", "2026-11-02 08:00");
        night_match(&night);
        ck_said(&night, later, "held changed_line");
        ck_assert_int_eq(evidence_of(earlier), 1);
        ck_assert_int_eq(evidence_of(later), 0);
    }
    night_close(&night);
}
END_TEST

/* Held lines have evidence like any other. */
START_TEST(a_line_held_before_pairing_has_its_evidence)
{
    night_open(&night);
    suspend(&night, "C1", "2026-11-02", "2026-11-02");
    struct bill_line *line = bill(&night, "C1", "2026-11-02 07:30", 30);
    seen(&night, "C1", "K1", "2026-11-02 07:33", "2026-11-02 08:00");
    night_match(&night);
    ck_said(&night, line, "held client_suspended");
    ck_assert_int_eq(evidence_of(line), 1);
    ck_assert_int_eq(verdict_of(&night, line)->delivered_start_s, at("2026-11-02 07:33"));
    night_close(&night);
}
END_TEST

TESTS_MAIN("engine/receipt", evidence_goes_to_the_line_it_overlaps_most,
           equal_overlaps_go_to_the_first_claimed_start, equal_starts_go_by_invoice_and_line_number,
           without_overlap_the_nearest_claimed_start_within_the_window,
           overlap_goes_before_nearness, the_carer_must_be_the_lines_if_it_names_one,
           another_clients_evidence_is_not_used, the_service_of_evidence_plays_no_part,
           a_line_keeps_the_piece_that_overlaps_it_most, equal_pieces_go_by_log_in_then_log_out,
           a_piece_not_kept_is_not_used, duplicates_and_superseded_lines_get_none,
           a_paid_line_takes_its_evidence_from_others, lines_of_one_name_go_in_loading_order,
           a_line_held_before_pairing_has_its_evidence)
