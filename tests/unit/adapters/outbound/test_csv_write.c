#include "adapters/outbound/csv_write.h"

#include <check.h>

#include "matcher/base/decimal.h"

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

static const char *field(bool for_people, struct text value)
{
    struct text_buffer file = {.arena = arena};
    struct csv_writer csv = {.file = &file, .for_people = for_people};
    csv_field(&csv, value);
    return arena_printf(arena, "%.*s", TEXT_ARGS(text_buffer_text(&file)));
}

START_TEST(fields_are_quoted_as_rfc_4180_asks)
{
    ck_assert_str_eq(field(false, TEXT_LITERAL("plain")), "plain");
    ck_assert_str_eq(field(false, TEXT_LITERAL("a,b")), "\"a,b\"");
    ck_assert_str_eq(field(false, TEXT_LITERAL("say \"x\"")), "\"say \"\"x\"\"\"");
    ck_assert_str_eq(field(false, TEXT_LITERAL("two\nlines")), "\"two\nlines\"");
    ck_assert_str_eq(field(false, TEXT_LITERAL(" blank")), "\" blank\"");
    ck_assert_str_eq(field(false, (struct text){0}), "");
}
END_TEST

START_TEST(cells_for_people_never_start_a_formula)
{
    ck_assert_str_eq(field(true, TEXT_LITERAL("=1+1")), "'=1+1");
    ck_assert_str_eq(field(true, TEXT_LITERAL("+44")), "'+44");
    ck_assert_str_eq(field(true, TEXT_LITERAL("-x")), "'-x");
    ck_assert_str_eq(field(true, TEXT_LITERAL("@SUM(A1)")), "'@SUM(A1)");
    ck_assert_str_eq(field(true, TEXT_LITERAL("\tx")), "\"'\tx\"");
    ck_assert_str_eq(field(true, TEXT_LITERAL("\rx")), "\"'\rx\"");
    ck_assert_str_eq(field(true, TEXT_LITERAL("=HYPERLINK(\"a\",\"b\")")),
                     "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\"");
    ck_assert_str_eq(field(true, TEXT_LITERAL("a=1")), "a=1");
}
END_TEST

START_TEST(values_for_machines_are_not_altered)
{
    ck_assert_str_eq(field(false, TEXT_LITERAL("=1+1")), "=1+1");
    ck_assert_str_eq(field(false, TEXT_LITERAL("-x")), "-x");
}
END_TEST

START_TEST(our_numbers_stay_numbers)
{
    struct text_buffer file = {.arena = arena};
    struct csv_writer csv = {.file = &file, .for_people = true};
    csv_pounds(&csv, -950);
    csv_number(&csv, -3);
    csv_pounds(&csv, NOT_GIVEN);
    csv_number(&csv, 0);
    csv_end_row(&csv);
    ck_assert_str_eq(arena_printf(arena, "%.*s", TEXT_ARGS(text_buffer_text(&file))),
                     "-9.50,-3,,0\r\n");
}
END_TEST

START_TEST(amounts_that_follow_each_other)
{
    const int64_t amounts[] = {950, 950, 0, NOT_GIVEN, 950, -950, 5, 1234567, 1234567, 0};
    struct text_buffer file = {.arena = arena};
    struct csv_writer csv = {.file = &file, .for_people = true};
    for (size_t i = 0; i < sizeof(amounts) / sizeof(*amounts); i++)
        csv_pounds(&csv, amounts[i]);
    csv_end_row(&csv);
    ck_assert_str_eq(arena_printf(arena, "%.*s", TEXT_ARGS(text_buffer_text(&file))),
                     "9.50,9.50,0.00,,9.50,-9.50,0.05,12345.67,12345.67,0.00\r\n");
}
END_TEST

START_TEST(days_and_times_as_clocks_showed_them)
{
    const struct zone_change summer[] = {{INT64_MIN, 3600}};
    const struct zone zone = {1, summer};
    struct text_buffer file = {.arena = arena};
    struct csv_writer csv = {.file = &file};
    csv_day(&csv, 20761);
    csv_day(&csv, DAY_NOT_GIVEN);
    csv_datetime(&csv, &zone, INT64_C(20761) * SECONDS_PER_DAY - 1);
    csv_datetime(&csv, &zone, NOT_GIVEN);
    csv_end_row(&csv);
    ck_assert_str_eq(arena_printf(arena, "%.*s", TEXT_ARGS(text_buffer_text(&file))),
                     "2026-11-04,,2026-11-04T00:59:59,\r\n");
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("csv_write");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, fields_are_quoted_as_rfc_4180_asks);
    tcase_add_test(tcase, cells_for_people_never_start_a_formula);
    tcase_add_test(tcase, values_for_machines_are_not_altered);
    tcase_add_test(tcase, our_numbers_stay_numbers);
    tcase_add_test(tcase, amounts_that_follow_each_other);
    tcase_add_test(tcase, days_and_times_as_clocks_showed_them);
    Suite *suite = suite_create("adapters/outbound/csv_write");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
