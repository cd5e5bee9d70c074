#include "ops/run/options.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { COLOUR, LOUD, OUTPUT };
static const struct option_row rows[] = {
    {"colour", 0, "WORD", "what it looks like"},
    {"loud", 0, "", "more of it"},
    {"output", 'o', "FILE", "where it goes"},
};
static const struct option_table table = {
    .command = "paint",
    .arguments = "[WALL]",
    .summary = "paints a wall",
    .argument_limit = 1,
    .option_count = 3,
    .options = rows,
};

static struct options options;
static struct error error;

/* Parses "paint" and up to five words after it. */
static bool parse_with(const struct option_table *with, const char *a, const char *b, const char *c,
                       const char *d)
{
    static char words[5][32];
    static char *argv[6];
    const char *given_words[] = {"paint", a, b, c, d};
    int argc = 0;
    for (size_t i = 0; i < 5 && given_words[i] != NULL; i++) {
        strcpy(words[i], given_words[i]);
        argv[argc++] = words[i];
    }
    argv[argc] = NULL;
    error.status = EXIT_STATUS_DONE;
    return options_parse(with, argc, argv, &options, &error);
}

static bool parse(const char *a, const char *b, const char *c, const char *d)
{
    return parse_with(&table, a, b, c, d);
}

/* A wrong command line: its status, the word it is about, and where to read on. */
static void assert_refused(const char *word)
{
    ck_assert_int_eq(error.status, EXIT_STATUS_USAGE);
    ck_assert_msg(strstr(error.message, word) != NULL, "%s", error.message);
    ck_assert_msg(strstr(error.message, "tallystick paint --help") != NULL, "%s", error.message);
    ck_assert_ptr_null(strchr(error.message, '\n'));
}

START_TEST(nothing_given_is_nothing)
{
    ck_assert(parse(NULL, NULL, NULL, NULL));
    ck_assert(!options.help);
    ck_assert_uint_eq(options.argument_count, 0);
    for (size_t i = 0; i < OPTION_LIMIT; i++)
        ck_assert_ptr_null(options.values[i]);
}
END_TEST

START_TEST(options_and_arguments_come_in_any_order)
{
    ck_assert(parse("north", "--colour", "red", "--loud"));
    ck_assert_str_eq(options.values[COLOUR], "red");
    ck_assert_str_eq(options.values[LOUD], "");
    ck_assert_ptr_null(options.values[OUTPUT]);
    ck_assert_uint_eq(options.argument_count, 1);
    ck_assert_str_eq(options.arguments[0], "north");

    ck_assert(parse("--colour=red", "north", NULL, NULL));
    ck_assert_str_eq(options.values[COLOUR], "red");
    ck_assert_str_eq(options.arguments[0], "north");
}
END_TEST

START_TEST(the_last_of_two_counts)
{
    ck_assert(parse("--colour", "red", "--colour", "blue"));
    ck_assert_str_eq(options.values[COLOUR], "blue");
}
END_TEST

START_TEST(a_letter_stands_for_its_option)
{
    ck_assert(parse("-o", "file", NULL, NULL));
    ck_assert_str_eq(options.values[OUTPUT], "file");
}
END_TEST

START_TEST(after_two_dashes_everything_is_an_argument)
{
    ck_assert(parse("--", "--loud", NULL, NULL));
    ck_assert_ptr_null(options.values[LOUD]);
    ck_assert_str_eq(options.arguments[0], "--loud");
}
END_TEST

START_TEST(help_is_known_to_every_table)
{
    ck_assert(parse("--help", NULL, NULL, NULL) && options.help);
    ck_assert(parse("-h", NULL, NULL, NULL) && options.help);
    ck_assert(parse("--loud", "--help", NULL, NULL) && options.help);
}
END_TEST

START_TEST(what_is_wrong_is_named)
{
    ck_assert(!parse("--color", "red", NULL, NULL));
    assert_refused("--color");
    ck_assert(!parse("-x", NULL, NULL, NULL));
    assert_refused("-x");
    ck_assert(!parse("--colour", NULL, NULL, NULL));
    assert_refused("--colour");
    ck_assert(!parse("--loud=very", NULL, NULL, NULL));
    assert_refused("--loud=very");
    ck_assert(!parse("north", "south", NULL, NULL));
    assert_refused("south");
}
END_TEST

START_TEST(words_are_utf8)
{
    ck_assert(!parse("north\xff", NULL, NULL, NULL));
    assert_refused("not in UTF-8");
    ck_assert(!parse("--colour", "\xc3", NULL, NULL));
    assert_refused("not in UTF-8");
    ck_assert(parse("--colour", "\xc3\xa9", "n\xc3\xb6rd", NULL));
}
END_TEST

START_TEST(the_program_leaves_the_verb_its_options)
{
    struct option_table program = table;
    program.ends_at_argument = true;
    ck_assert(parse_with(&program, "-o", "\xff", "verb", NULL)); /* a file has any name */
    ck_assert(parse_with(&program, "-o", "file", "verb", "--colour"));
    ck_assert_str_eq(options.values[OUTPUT], "file");
    ck_assert_ptr_null(options.values[COLOUR]);
    ck_assert_uint_eq(options.argument_count, 2);
    ck_assert_str_eq(options.arguments[0], "verb");
    ck_assert_str_eq(options.arguments[1], "--colour");
}
END_TEST

START_TEST(help_shows_usage_and_every_option)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    options_print_help(stream, &table);
    fclose(stream);
    ck_assert_str_eq(text, "usage: tallystick [-c FILE] paint [options] [WALL]\n"
                           "\n"
                           "paints a wall\n"
                           "\n"
                           "      --colour WORD  what it looks like\n"
                           "      --loud         more of it\n"
                           "  -o, --output FILE  where it goes\n"
                           "  -h, --help         print this\n");
    free(text);
}
END_TEST

START_TEST(a_day_is_an_iso_date)
{
    day_t expected;
    day_t day = DAY_NOT_GIVEN;
    ck_assert(day_from_ymd(2026, 11, 2, &expected));
    ck_assert(option_day("--date", "2026-11-02", &day, &error));
    ck_assert_int_eq(day, expected);
    ck_assert(option_day("--date", NULL, &day, &error));
    ck_assert_int_eq(day, expected); /* not given: as it was */

    static const char *const wrong[] = {"2026-02-30", "02/11/2026", "2026-11-2", "today", ""};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        ck_assert_msg(!option_day("--date", wrong[i], &day, &error), "%s", wrong[i]);
        ck_assert_int_eq(error.status, EXIT_STATUS_USAGE);
        ck_assert_ptr_nonnull(strstr(error.message, "--date"));
    }
}
END_TEST

START_TEST(a_whole_number_has_digits_only)
{
    int64_t number = 7;
    ck_assert(option_whole_number("--limit", NULL, &number, &error));
    ck_assert_int_eq(number, 7);
    ck_assert(option_whole_number("--limit", "0", &number, &error));
    ck_assert_int_eq(number, 0);
    ck_assert(option_whole_number("--limit", "1000", &number, &error));
    ck_assert_int_eq(number, 1000);

    static const char *const wrong[] = {"-1", "+1", "1.5", "ten", "", "9999999999999999999"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        ck_assert_msg(!option_whole_number("--limit", wrong[i], &number, &error), "%s", wrong[i]);
        ck_assert_int_eq(error.status, EXIT_STATUS_USAGE);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("options");
    tcase_add_test(tcase, nothing_given_is_nothing);
    tcase_add_test(tcase, options_and_arguments_come_in_any_order);
    tcase_add_test(tcase, the_last_of_two_counts);
    tcase_add_test(tcase, a_letter_stands_for_its_option);
    tcase_add_test(tcase, after_two_dashes_everything_is_an_argument);
    tcase_add_test(tcase, help_is_known_to_every_table);
    tcase_add_test(tcase, what_is_wrong_is_named);
    tcase_add_test(tcase, words_are_utf8);
    tcase_add_test(tcase, the_program_leaves_the_verb_its_options);
    tcase_add_test(tcase, help_shows_usage_and_every_option);
    tcase_add_test(tcase, a_day_is_an_iso_date);
    tcase_add_test(tcase, a_whole_number_has_digits_only);
    Suite *suite = suite_create("ops/run/options");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
