#include "matcher/payment/lot.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "matcher/base/decimal.h"

static struct arena *arena;
static day_t business_date;
static struct payment_lot *lots;
static size_t lot_count;

static void set_up(void)
{
    arena = arena_new();
    ck_assert(day_from_ymd(2026, 11, 9, &business_date));
}

static void tear_down(void)
{
    arena_free(arena);
}

/* Numbered in the order in which they are made, from 1. */
static struct lot_line line_of(const char *invoice_no, const char *line_no, int64_t net_pence,
                               int64_t vat_pence)
{
    static int64_t line_id;
    return (struct lot_line){.line_id = ++line_id,
                             .invoice_no = text_of(invoice_no),
                             .line_no = text_of(line_no),
                             .net_pence = net_pence,
                             .vat_pence = vat_pence,
                             .due_date = business_date + 4};
}

static void make(size_t count, struct lot_line *lines)
{
    for (size_t i = 0; i < count; i++)
        lines[i].index = i;
    lots_make(arena, TEXT_LITERAL("P001"), count, lines, &lot_count, &lots);
}

/* Net pence of the lines of a lot in order, as text. */
static const char *pence_of(size_t lot)
{
    const char *all = "";
    for (size_t i = 0; i < lots[lot].line_count; i++)
        all = arena_printf(arena, "%s%s%lld", all, i == 0 ? "" : " ",
                           (long long)lots[lot].lines[i].net_pence);
    return all;
}

START_TEST(a_lot_an_invoice_in_the_order_of_line_numbers)
{
    struct lot_line lines[] = {line_of("B", "10", 2, 0), line_of("B", "9", 3, 0),
                               line_of("A", "2", 4, 1), line_of("b", "1", 5, 0),
                               line_of("B", "2a", 6, 0)};
    make(5, lines);
    ck_assert_uint_eq(lot_count, 3);
    ck_assert_str_eq(pence_of(0), "4");
    ck_assert_str_eq(pence_of(1), "3 2 6"); /* whole numbers first, as numbers */
    ck_assert_str_eq(pence_of(2), "5");
    ck_assert(text_equal(lots[1].provider, TEXT_LITERAL("P001")));
    ck_assert(text_equal(lots[1].invoice_no, TEXT_LITERAL("B")));
    ck_assert_int_eq(lots[1].net_pence, 11);
    ck_assert_int_eq(lots[0].vat_pence, 1);
    ck_assert_uint_eq(lots[1].lines[0].index, 1); /* the caller's second line */
    for (size_t i = 0; i < 3; i++)
        ck_assert_int_eq(lots[i].part, 1);
}
END_TEST

START_TEST(an_invoice_line_billed_twice_goes_by_its_number_in_the_store)
{
    struct lot_line lines[] = {line_of("A", "1", 5, 0), line_of("A", "1", 6, 0)};
    struct lot_line swapped[] = {lines[1], lines[0]};
    make(2, swapped);
    ck_assert_str_eq(pence_of(0), "5 6");
}
END_TEST

START_TEST(a_credit_nets_off_inside_its_lot)
{
    struct lot_line lines[] = {line_of("A", "1", 1000, 200), line_of("A", "2", -300, -60)};
    make(2, lines);
    ck_assert_uint_eq(lot_count, 1);
    ck_assert_int_eq(lots[0].net_pence, 700);
    ck_assert_int_eq(lots[0].vat_pence, 140);
}
END_TEST

START_TEST(credits_that_leave_opposite_signs_are_a_lot_of_their_own)
{
    struct lot_line lines[] = {line_of("A", "1", -500, -100), line_of("A", "2", 900, 0),
                               line_of("A", "3", 100, 0), line_of("A", "4", -1, 0)};
    make(4, lines);
    ck_assert_uint_eq(lot_count, 2);
    ck_assert_str_eq(pence_of(0), "900 100");
    ck_assert_str_eq(pence_of(1), "-500 -1");
    ck_assert_int_eq(lots[1].vat_pence, -100);
    ck_assert_int_eq(lots[0].part, 1);
    ck_assert_int_eq(lots[1].part, 2);
}
END_TEST

static struct lot_line *many(size_t count)
{
    struct lot_line *lines = ARENA_ARRAY(arena, struct lot_line, count);
    for (size_t i = 0; i < count; i++)
        lines[i] = line_of("A", arena_printf(arena, "%zu", i + 1), 1, 0);
    return lines;
}

START_TEST(a_lot_has_at_most_999_lines)
{
    make(999, many(999));
    ck_assert_uint_eq(lot_count, 1);
    make(1999, many(1999));
    ck_assert_uint_eq(lot_count, 3);
    ck_assert_uint_eq(lots[0].line_count, 999);
    ck_assert_uint_eq(lots[1].line_count, 999);
    ck_assert_uint_eq(lots[2].line_count, 1);
    ck_assert(text_equal(lots[2].lines[0].line_no, TEXT_LITERAL("1999")));
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(lots[i].part, i + 1);
}
END_TEST

/* A line of ten million pounds, or of opposite signs, that some file cannot say. */
START_TEST(a_line_that_not_every_file_can_say_stands_alone)
{
    struct lot_line lines[] = {line_of("A", "1", 10, -1), line_of("A", "2", 900, 0),
                               line_of("A", "3", INT64_C(1000000000), 0),
                               line_of("A", "4", INT64_C(999999999), 0)};
    make(4, lines);
    ck_assert_uint_eq(lot_count, 3);
    ck_assert_str_eq(pence_of(0), "900 999999999");
    ck_assert_str_eq(pence_of(1), "10");
    ck_assert_str_eq(pence_of(2), "1000000000");
}
END_TEST

START_TEST(a_lot_is_due_with_its_earliest_line)
{
    struct lot_line lines[] = {line_of("A", "1", 1, 0), line_of("A", "2", 1, 0),
                               line_of("B", "1", 1, 0)};
    lines[1].due_date = business_date + 2;
    make(3, lines);
    ck_assert_int_eq(lots[0].due_date, business_date + 2);
    ck_assert_int_eq(lots[1].due_date, business_date + 4);
}
END_TEST

START_TEST(nothing_paid_is_no_lot)
{
    make(0, NULL);
    ck_assert_uint_eq(lot_count, 0);
}
END_TEST

START_TEST(any_lines_are_in_one_lot_each)
{
    srand(20261109);
    for (int round = 0; round < 50; round++) {
        size_t count = 1 + (size_t)(rand() % 3000), in_lots = 0;
        struct lot_line *lines = ARENA_ARRAY(arena, struct lot_line, count);
        bool *seen = ARENA_ARRAY(arena, bool, count);
        int64_t net_pence = 0, vat_pence = 0;
        for (size_t i = 0; i < count; i++) {
            lines[i] = line_of(arena_printf(arena, "I%d", rand() % 4),
                               arena_printf(arena, "%zu", i), rand() % 20001 - 10000, 0);
            lines[i].vat_pence = lines[i].net_pence / 5 * (rand() % 3 - (rand() % 50 == 0));
            net_pence += lines[i].net_pence;
            vat_pence += lines[i].vat_pence;
        }
        make(count, lines);
        for (size_t i = 0; i < lot_count; i++) {
            const struct payment_lot *lot = &lots[i];
            ck_assert_uint_le(lot->line_count, 999);
            if (lot->line_count > 1)
                ck_assert(!signs_are_opposite(lot->net_pence, lot->vat_pence));
            for (size_t n = 0; n < lot->line_count; n++) {
                ck_assert(!seen[lot->lines[n].index]);
                seen[lot->lines[n].index] = true;
                ck_assert(text_equal(lot->lines[n].invoice_no, lot->invoice_no));
            }
            in_lots += lot->line_count;
            net_pence -= lot->net_pence;
            vat_pence -= lot->vat_pence;
        }
        ck_assert_uint_eq(in_lots, count);
        ck_assert_int_eq(net_pence, 0);
        ck_assert_int_eq(vat_pence, 0);
    }
}
END_TEST

/* --- content ------------------------------------------------------------------ */

static struct payable_line payable(void)
{
    return (struct payable_line){
        .provider = TEXT_LITERAL("P001"),
        .invoice_no = TEXT_LITERAL("INV1"),
        .line_no = TEXT_LITERAL("7"),
        .client_ref = TEXT_LITERAL("C1001"),
        .service = TEXT_LITERAL("HC"),
        .cost_centre = TEXT_LITERAL("CC-1"),
        .order_no = TEXT_LITERAL("PO77"),
        .order_line = TEXT_LITERAL("3"),
        .delivered_start_s = INT64_C(1793604600),
        .delivered_minutes = 31,
        .expected_minutes = NOT_GIVEN,
        .quantity_e4 = 5000,
        .unit = QUANTITY_UNIT_HOUR,
        .billed_pence = NOT_GIVEN,
        .net_pence = -950,
        .vat_pence = -190,
        .vat_percent_e4 = 200000,
        .due_date = 20770,
    };
}

static struct payment_lot lot_over(size_t count, const struct payable_line *lines)
{
    struct payment_lot lot = {.provider = TEXT_LITERAL("P001"),
                              .invoice_no = TEXT_LITERAL("INV1"),
                              .line_count = count,
                              .due_date = lines[0].due_date};
    for (size_t i = 0; i < count; i++) {
        lot.net_pence += lines[i].net_pence;
        lot.vat_pence += lines[i].vat_pence;
    }
    return lot;
}

START_TEST(content_is_a_row_for_the_lot_and_one_a_line)
{
    struct payable_line line = payable();
    struct payment_lot lot = lot_over(1, &line);
    struct text content = lot_content(arena, &lot, &line);
    ck_assert_str_eq(arena_printf(arena, "%.*s", TEXT_ARGS(content)),
                     "lot\tP001\tINV1\t1\t-950\t-190\t20770\n"
                     "7\tC1001\tHC\tCC-1\t\tPO77\t3\t1793604600\t31\t\t5000\th\t\t-950\t-190\t"
                     "200000\t20770\n");
}
END_TEST

START_TEST(content_comes_back_as_it_was)
{
    struct payable_line lines[] = {payable(), payable()}, back[2];
    lines[1].line_no = TEXT_LITERAL("12345678901234567890");
    lines[1].unit = QUANTITY_UNIT_NOT_GIVEN;
    lines[1].quantity_e4 = NOT_GIVEN;
    lines[1].expected_minutes = 0;
    lines[1].billed_pence = INT64_MAX;
    lines[1].delivered_start_s = -1;
    struct payment_lot lot = lot_over(2, lines);
    struct error error = {0};
    ck_assert_msg(lot_content_read(lot_content(arena, &lot, lines), &lot, back, &error), "%s",
                  error.message);
    ck_assert(text_equal(lot_content(arena, &lot, back), lot_content(arena, &lot, lines)));
    ck_assert(text_equal(back[1].line_no, lines[1].line_no));
    ck_assert(text_equal(back[1].client_ref, lines[1].client_ref));
    ck_assert(text_equal(back[1].provider, lines[1].provider));
    ck_assert(text_equal(back[1].invoice_no, lines[1].invoice_no));
    ck_assert_int_eq(back[0].expected_minutes, NOT_GIVEN);
    ck_assert_int_eq(back[0].unit, QUANTITY_UNIT_HOUR);
    ck_assert_int_eq(back[1].unit, QUANTITY_UNIT_NOT_GIVEN);
    ck_assert_int_eq(back[1].quantity_e4, NOT_GIVEN);
    ck_assert_int_eq(back[1].expected_minutes, 0);
    ck_assert_int_eq(back[1].billed_pence, INT64_MAX);
    ck_assert_int_eq(back[1].delivered_start_s, -1);
}
END_TEST

START_TEST(content_of_another_lot_is_refused)
{
    struct payable_line line = payable(), back;
    const struct payment_lot lot = lot_over(1, &line);
    struct text content = lot_content(arena, &lot, &line);
    struct payment_lot others[] = {lot, lot, lot, lot, lot, lot};
    others[0].net_pence++;
    others[1].vat_pence--;
    others[2].due_date++;
    others[3].provider = TEXT_LITERAL("P002");
    others[4].invoice_no = TEXT_LITERAL("INV2");
    others[5].line_count = 2;
    for (size_t i = 0; i < 6; i++) {
        struct error error = {0};
        ck_assert(!lot_content_read(content, &others[i], &back, &error));
        ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    }
}
END_TEST

/* What is put in the place of what in good content. */
static const struct {
    const char *old, *new;
} damages[] = {
    {"\t-950\t-190\t200000", "\t-951\t-190\t200000"}, /* lines do not add up to the lot */
    {"\t-190\t200000", "\t-19x\t200000"},
    {"\t31\t", "\t\t"}, /* what is always given */
    {"\t31\t", "\t-\t"},
    {"\th\t", "\tx\t"},
    {"\th\t", "\th\t\t"},
    {"\t5000\th", "\th"},
    {"\t20770\n7", "\t20770\t7"},
    {"lot\t", "LOT\t"},
    {"200000\t20770\n", "200000\t20770"},
    {"200000\t20770\n", "200000\t20770\nx"},
    {"200000\t20770\n", ""},
};

START_TEST(damaged_content_is_refused)
{
    struct payable_line line = payable(), back;
    const struct payment_lot lot = lot_over(1, &line);
    struct text content = lot_content(arena, &lot, &line);
    const char *good = arena_printf(arena, "%.*s", TEXT_ARGS(content));
    const char *at = strstr(good, damages[_i].old);
    struct error error = {0};
    ck_assert_ptr_nonnull(at);
    struct text bad = text_of(arena_printf(arena, "%.*s%s%s", (int)(at - good), good,
                                           damages[_i].new, at + strlen(damages[_i].old)));
    ck_assert(!lot_content_read(bad, &lot, &back, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("lot");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_lot_an_invoice_in_the_order_of_line_numbers);
    tcase_add_test(tcase, an_invoice_line_billed_twice_goes_by_its_number_in_the_store);
    tcase_add_test(tcase, a_credit_nets_off_inside_its_lot);
    tcase_add_test(tcase, credits_that_leave_opposite_signs_are_a_lot_of_their_own);
    tcase_add_test(tcase, a_lot_has_at_most_999_lines);
    tcase_add_test(tcase, a_line_that_not_every_file_can_say_stands_alone);
    tcase_add_test(tcase, a_lot_is_due_with_its_earliest_line);
    tcase_add_test(tcase, nothing_paid_is_no_lot);
    tcase_add_test(tcase, any_lines_are_in_one_lot_each);
    tcase_add_test(tcase, content_is_a_row_for_the_lot_and_one_a_line);
    tcase_add_test(tcase, content_comes_back_as_it_was);
    tcase_add_test(tcase, content_of_another_lot_is_refused);
    tcase_add_loop_test(tcase, damaged_content_is_refused, 0,
                        (int)(sizeof(damages) / sizeof(*damages)));
    Suite *suite = suite_create("matcher/payment/lot");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
