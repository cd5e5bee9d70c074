#include "ops/run/output.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"

static struct arena *arena;
static FILE *stream;
static char *written;
static size_t written_length;

static void set_up(void)
{
    arena = arena_new();
    stream = open_memstream(&written, &written_length);
}

static void tear_down(void)
{
    fclose(stream);
    free(written);
    arena_free(arena);
}

static void assert_written(const char *expected)
{
    fflush(stream);
    ck_assert_str_eq(written, expected);
}

static const struct output_column bill_columns[] = {
    {"provider", "Provider", COLUMN_TEXT, 0}, {"lines", "Lines", COLUMN_COUNT, 0},
    {"run_id", "Run", COLUMN_NUMBER, 0},      {"held_pence", "Held £", COLUMN_PENCE, 0},
    {"reasons", "Reasons", COLUMN_WORDS, 0},
};

static void put_bill(struct output *output, const char *provider, int64_t lines, int64_t run_id,
                     int64_t pence, const char *reasons)
{
    output_text(output, text_of(provider));
    output_number(output, lines);
    output_number(output, run_id);
    output_number(output, pence);
    output_text(output, text_of(reasons));
}

static void two_bills(enum output_format format)
{
    struct output *output = output_begin(arena, stream, format, 5, bill_columns);
    put_bill(output, "P001", 1234567, 1234, 123456750, "start amount");
    output_rule(output);
    put_bill(output, "Café", 5, 7, -5, "");
    output_end(output);
}

START_TEST(a_table_is_aligned_and_shows_pounds)
{
    two_bills(OUTPUT_FORMAT_TABLE);
    assert_written("Provider      Lines   Run        Held £  Reasons\n"
                   "--------  ---------  ----  ------------  ------------\n"
                   "P001      1,234,567  1234  1,234,567.50  start amount\n"
                   "--------  ---------  ----  ------------  ------------\n"
                   "Café              5     7         -0.05\n");
}
END_TEST

START_TEST(csv_carries_pence)
{
    two_bills(OUTPUT_FORMAT_CSV);
    assert_written("provider,lines,run_id,held_pence,reasons\r\n"
                   "P001,1234567,1234,123456750,start amount\r\n"
                   "Café,5,7,-5,\r\n");
}
END_TEST

START_TEST(json_is_one_array_of_objects_in_column_order)
{
    two_bills(OUTPUT_FORMAT_JSON);
    assert_written("[\n"
                   "{\"provider\": \"P001\", \"lines\": 1234567, \"run_id\": 1234, "
                   "\"held_pence\": 123456750, \"reasons\": [\"start\", \"amount\"]},\n"
                   "{\"provider\": \"Café\", \"lines\": 5, \"run_id\": 7, "
                   "\"held_pence\": -5, \"reasons\": []}\n"
                   "]\n");
}
END_TEST

START_TEST(json_escapes_what_must_not_stand_in_a_string)
{
    const struct output_column column = {"x", "X", COLUMN_TEXT, 0};
    struct output *output = output_begin(arena, stream, OUTPUT_FORMAT_JSON, 1, &column);
    output_text(output, text_of("say \"so\" \\ two\nlines \x1b £"));
    output_end(output);
    assert_written("[\n{\"x\": \"say \\\"so\\\" \\\\ two\\u000alines \\u001b £\"}\n]\n");
}
END_TEST

START_TEST(no_rows_are_an_empty_array_or_bare_headings)
{
    output_end(output_begin(arena, stream, OUTPUT_FORMAT_JSON, 5, bill_columns));
    output_end(output_begin(arena, stream, OUTPUT_FORMAT_CSV, 1, bill_columns));
    assert_written("[\n]\nprovider\r\n");
}
END_TEST

START_TEST(what_is_not_given_is_empty_and_null)
{
    const struct output_column columns[] = {{"ref", "Ref", COLUMN_TEXT, 0},
                                            {"reasons", "Reasons", COLUMN_WORDS, 0},
                                            {"start", "Start", COLUMN_TIME, 0},
                                            {"pence", "£", COLUMN_PENCE, 0}};
    static const enum output_format formats[] = {OUTPUT_FORMAT_CSV, OUTPUT_FORMAT_JSON};
    for (size_t i = 0; i < 2; i++) {
        struct output *output = output_begin(arena, stream, formats[i], 4, columns);
        output_text(output, (struct text){NULL, 0});
        output_text(output, (struct text){NULL, 0});
        output_time(output, NOT_GIVEN, 0);
        output_number(output, NOT_GIVEN);
        output_end(output);
    }
    assert_written("ref,reasons,start,pence\r\n,,,\r\n"
                   "[\n{\"ref\": null, \"reasons\": null, \"start\": null, \"pence\": null}\n]\n");
}
END_TEST

/* Writes one cell below the heading "x". */
static void assert_csv_cell(const char *cell, const char *expected)
{
    const struct output_column column = {"x", "X", COLUMN_TEXT, 0};
    rewind(stream);
    struct output *output = output_begin(arena, stream, OUTPUT_FORMAT_CSV, 1, &column);
    output_text(output, text_of(cell));
    output_end(output);
    fflush(stream);
    char *row = arena_printf(arena, "x\r\n%s\r\n", expected);
    ck_assert_msg(written_length == strlen(row) && memcmp(written, row, strlen(row)) == 0,
                  "'%s' was written as '%.*s'", cell, (int)written_length, written);
}

START_TEST(csv_quotes_as_rfc_4180_says)
{
    assert_csv_cell("plain", "plain");
    assert_csv_cell("a,b", "\"a,b\"");
    assert_csv_cell("say \"so\"", "\"say \"\"so\"\"\"");
    assert_csv_cell("two\nlines", "\"two\nlines\"");
    assert_csv_cell("two\r\nlines", "\"two\r\nlines\"");
    assert_csv_cell(" blank ", "\" blank \"");
}
END_TEST

START_TEST(a_spreadsheet_finds_no_formula)
{
    assert_csv_cell("=1+1", "'=1+1");
    assert_csv_cell("+44", "'+44");
    assert_csv_cell("-1", "'-1");
    assert_csv_cell("@A1", "'@A1");
    assert_csv_cell("\tx", "'\tx");
    assert_csv_cell("\rx", "\"'\rx\"");
    assert_csv_cell("=A1,\"x\"", "\"'=A1,\"\"x\"\"\"");
    assert_csv_cell("1=1", "1=1");
}
END_TEST

START_TEST(times_have_their_offset_except_in_a_table)
{
    const struct output_column column = {"at", "At", COLUMN_TIME, 0};
    day_t day;
    ck_assert(day_from_ymd(2026, 7, 1, &day));
    int64_t civil_s = (int64_t)day * SECONDS_PER_DAY + 7 * 3600 + 30 * 60 + 15;
    static const enum output_format formats[] = {OUTPUT_FORMAT_CSV, OUTPUT_FORMAT_TABLE};
    for (size_t i = 0; i < 2; i++) {
        struct output *output = output_begin(arena, stream, formats[i], 1, &column);
        output_time(output, civil_s, 3600);
        output_time(output, civil_s, -5400);
        output_end(output);
    }
    assert_written("at\r\n2026-07-01T07:30:15+01:00\r\n2026-07-01T07:30:15-01:30\r\n"
                   "At\n----------------\n2026-07-01 07:30\n2026-07-01 07:30\n");
}
END_TEST

START_TEST(a_long_text_goes_on_below)
{
    const struct output_column columns[] = {{"why", "Why", COLUMN_TEXT, 10},
                                            {"lines", "Lines", COLUMN_COUNT, 0}};
    struct output *output = output_begin(arena, stream, OUTPUT_FORMAT_TABLE, 2, columns);
    output_text(output, text_of("the visit was short"));
    output_number(output, 3);
    output_text(output, text_of("abcdefghijklmnop £££££££££"));
    output_number(output, 4);
    output_end(output);
    assert_written("Why         Lines\n"
                   "----------  -----\n"
                   "the visit       3\n"
                   "was short\n"
                   "abcdefghij      4\n"
                   "klmnop\n"
                   "£££££££££\n");
}
END_TEST

START_TEST(columns_without_heading_are_not_in_a_table)
{
    const struct output_column columns[] = {{"run_id", NULL, COLUMN_NUMBER, 0},
                                            {"why", "Why", COLUMN_TEXT, 0}};
    struct output *output = output_begin(arena, stream, OUTPUT_FORMAT_TABLE, 2, columns);
    output_number(output, 12);
    output_text(output, text_of("so"));
    output_end(output);
    assert_written("Why\n---\nso\n");
}
END_TEST

START_TEST(a_terminal_gets_no_control_characters)
{
    const struct output_column column = {"x", "X", COLUMN_TEXT, 0};
    struct output *output = output_begin(arena, stream, OUTPUT_FORMAT_TABLE, 1, &column);
    output_text(output, text_of("\033[2Jred\n\x7f"));
    output_end(output);
    assert_written("X\n---------\n?[2Jred??\n");
}
END_TEST

START_TEST(a_full_disk_is_said)
{
    FILE *full = fopen("/dev/full", "w");
    struct error error;
    struct output *output = output_begin(arena, full, OUTPUT_FORMAT_CSV, 5, bill_columns);
    ck_assert(output_is_wanted(output));
    for (int i = 0; i < 10000 && output_is_wanted(output); i++)
        put_bill(output, "P001", 1, 1, 1, "");
    ck_assert(!output_is_wanted(output)); /* long before 10,000 rows */
    output_end(output);
    ck_assert(!output_flush(full, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
    fclose(full);
}
END_TEST

START_TEST(formats_have_names)
{
    struct error error;
    enum output_format format = OUTPUT_FORMAT_JSON;
    ck_assert(output_format_parse(NULL, &format, &error) && format == OUTPUT_FORMAT_TABLE);
    ck_assert(output_format_parse("csv", &format, &error) && format == OUTPUT_FORMAT_CSV);
    ck_assert(output_format_parse("json", &format, &error) && format == OUTPUT_FORMAT_JSON);
    ck_assert(!output_format_parse("xml", &format, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_USAGE);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("output");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_table_is_aligned_and_shows_pounds);
    tcase_add_test(tcase, csv_carries_pence);
    tcase_add_test(tcase, json_is_one_array_of_objects_in_column_order);
    tcase_add_test(tcase, json_escapes_what_must_not_stand_in_a_string);
    tcase_add_test(tcase, no_rows_are_an_empty_array_or_bare_headings);
    tcase_add_test(tcase, what_is_not_given_is_empty_and_null);
    tcase_add_test(tcase, csv_quotes_as_rfc_4180_says);
    tcase_add_test(tcase, a_spreadsheet_finds_no_formula);
    tcase_add_test(tcase, times_have_their_offset_except_in_a_table);
    tcase_add_test(tcase, a_long_text_goes_on_below);
    tcase_add_test(tcase, columns_without_heading_are_not_in_a_table);
    tcase_add_test(tcase, a_terminal_gets_no_control_characters);
    tcase_add_test(tcase, a_full_disk_is_said);
    tcase_add_test(tcase, formats_have_names);
    Suite *suite = suite_create("ops/run/output");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
