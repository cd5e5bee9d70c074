/*
 * The manual, the man page and the help say what the program's lists say.
 * Lists are compared as whole blocks: what is missing, what is too much and
 * what is worded otherwise all differ.
 */
#include "ops/run/verb.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "matcher/engine/verdict.h"

#define MANUAL   "docs/manual.md"
#define MAN_PAGE "docs/tallystick.1"

#define SCREEN_LINES   48
#define SCREEN_COLUMNS 80

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

static const char *read_whole(const char *path)
{
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s cannot be read (tests run in the top folder)", path);
    size_t room = 1 << 20;
    char *bytes = arena_alloc(arena, room, 1);
    ck_assert_uint_lt(fread(bytes, 1, room, file), room);
    fclose(file);
    return bytes;
}

/* A block of a document while it is written, and its text. */
static char *block;
static size_t block_length;

static FILE *begin_block(void)
{
    return open_memstream(&block, &block_length);
}

static void assert_says(const char *path, FILE *stream)
{
    fclose(stream);
    bool says = strstr(read_whole(path), block) != NULL;
    const char *missing = arena_printf(arena, "%s", block);
    free(block);
    ck_assert_msg(says, "%s should say:\n%s", path, missing);
}

START_TEST(manual_lists_the_verbs)
{
    FILE *stream = begin_block();
    fprintf(stream, "\n| verb | does |\n|---|---|\n");
    for (size_t i = 0; i < verb_count; i++)
        fprintf(stream, "| [`%s`](#%s) | %s |\n", verb_options[i].command, verb_options[i].command,
                verb_options[i].summary);
    fprintf(stream, "\n");
    assert_says(MANUAL, stream);
}
END_TEST

static void say_option(FILE *stream, const struct option_row *row)
{
    char letter[] = {'-', row->letter, ',', ' ', '\0'};
    fprintf(stream, "| `%s--%s%s%s` | %s |\n", row->letter == 0 ? "" : letter, row->name,
            row->argument[0] == '\0' ? "" : " ", row->argument, row->help);
}

static void say_options(FILE *stream, const struct option_table *table)
{
    fprintf(stream, "\n| option | |\n|---|---|\n");
    for (size_t i = 0; i < table->option_count; i++)
        say_option(stream, &table->options[i]);
    fprintf(stream, "\n");
}

START_TEST(manual_lists_the_options)
{
    FILE *stream = begin_block();
    say_options(stream, &program_options);
    assert_says(MANUAL, stream);
    for (size_t i = 0; i < verb_count; i++) {
        const struct option_table *table = &verb_options[i];
        stream = begin_block();
        fprintf(stream, "\n### %s\n\n    tallystick %s [options]%s%s\n", table->command,
                table->command, table->arguments[0] == '\0' ? "" : " ", table->arguments);
        if (table->option_count > 0)
            say_options(stream, table);
        assert_says(MANUAL, stream);
    }
}
END_TEST

START_TEST(manual_lists_the_exit_statuses)
{
    FILE *stream = begin_block();
    fprintf(stream, "\n| status | means |\n|---|---|\n");
#define X(name, number, meaning) fprintf(stream, "| %d | %s |\n", number, meaning);
    EXIT_STATUS_LIST(X)
#undef X
    fprintf(stream, "\n");
    assert_says(MANUAL, stream);
}
END_TEST

START_TEST(manual_lists_the_verdicts)
{
    FILE *stream = begin_block();
    for (int i = 0; i < VERDICT_COUNT; i++)
        fprintf(stream, "%s`%s`",
                i == 0                   ? ""
                : i + 1 == VERDICT_COUNT ? " or "
                                         : ", ",
                verdict_word((enum verdict_kind)i));
    assert_says(MANUAL, stream);
}
END_TEST

START_TEST(manual_lists_the_reasons)
{
    FILE *stream = begin_block();
    fprintf(stream, "\n| code | in words | what the provider can do |\n|---|---|---|\n");
    for (int i = 0; i < REASON_COUNT; i++) {
        enum reason reason = (enum reason)i;
        fprintf(stream, "| `%s` | %s | %s |\n", reason_code(reason), reason_in_words(reason),
                reason_what_to_do(reason));
    }
    fprintf(stream, "\n");
    assert_says(MANUAL, stream);
}
END_TEST

START_TEST(man_page_lists_the_verbs)
{
    FILE *stream = begin_block();
    fprintf(stream, ".SH VERBS\n");
    for (size_t i = 0; i < verb_count; i++)
        fprintf(stream, ".TP\n.B %s%s%s\n%s\n", verb_options[i].command,
                verb_options[i].arguments[0] == '\0' ? "" : " ", verb_options[i].arguments,
                verb_options[i].summary);
    fprintf(stream, ".SH ");
    assert_says(MAN_PAGE, stream);
}
END_TEST

START_TEST(man_page_lists_the_exit_statuses)
{
    FILE *stream = begin_block();
    fprintf(stream, ".SH EXIT STATUS\n");
#define X(name, number, meaning) fprintf(stream, ".TP\n.B %d\n%s\n", number, meaning);
    EXIT_STATUS_LIST(X)
#undef X
    fprintf(stream, ".SH ");
    assert_says(MAN_PAGE, stream);
}
END_TEST

static void assert_fits_a_screen(FILE *stream, const char *what)
{
    fclose(stream);
    int lines = 0;
    for (const char *line = block; *line != '\0'; line = strchr(line, '\n') + 1) {
        lines++;
        ck_assert_msg(strcspn(line, "\n") <= SCREEN_COLUMNS, "%s: '%.*s'", what,
                      (int)strcspn(line, "\n"), line);
    }
    ck_assert_msg(lines <= SCREEN_LINES, "%s has %d lines", what, lines);
    free(block);
}

START_TEST(every_help_fits_a_screen)
{
    FILE *stream = begin_block();
    verb_print_list(stream);
    assert_fits_a_screen(stream, "tallystick --help");
    for (size_t i = 0; i < verb_count; i++) {
        stream = begin_block();
        options_print_help(stream, &verb_options[i]);
        assert_fits_a_screen(stream, verb_options[i].command);
    }
}
END_TEST

START_TEST(help_lists_verbs_and_exit_statuses)
{
    FILE *stream = begin_block();
    verb_print_list(stream);
    fclose(stream);
    for (size_t i = 0; i < verb_count; i++)
        ck_assert_ptr_nonnull(strstr(block, verb_options[i].summary));
#define X(name, number, meaning) ck_assert_ptr_nonnull(strstr(block, meaning));
    EXIT_STATUS_LIST(X)
#undef X
    free(block);
}
END_TEST

static bool has_option(const struct option_table *table, const char *name)
{
    for (size_t i = 0; i < table->option_count; i++)
        if (strcmp(table->options[i].name, name) == 0)
            return true;
    return false;
}

START_TEST(reading_verbs_have_a_format)
{
    static const char *const reading[] = {"check", "status", "lines", "explain"};
    size_t found = 0;
    for (size_t i = 0; i < verb_count; i++)
        for (size_t j = 0; j < 4; j++)
            if (strcmp(verb_options[i].command, reading[j]) == 0) {
                ck_assert_msg(has_option(&verb_options[i], "format"), "%s", reading[j]);
                found++;
            }
    ck_assert_uint_eq(found, 4);
}
END_TEST

START_TEST(a_council_is_known_by_its_whole_code)
{
    const struct council_config council = {.code = TEXT_LITERAL("KENT")};
    const struct config config = {.council_count = 1, .councils = &council};
    struct error error;
    ck_assert(verb_wants_council(NULL, &council));
    ck_assert(verb_wants_council("KENT", &council));
    ck_assert(!verb_wants_council("KEN", &council));
    ck_assert(verb_know_council(&config, NULL, &error));
    ck_assert(verb_know_council(&config, "KENT", &error));
    ck_assert(!verb_know_council(&config, "ESSEX", &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_USAGE);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("verb");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, manual_lists_the_verbs);
    tcase_add_test(tcase, manual_lists_the_options);
    tcase_add_test(tcase, manual_lists_the_exit_statuses);
    tcase_add_test(tcase, manual_lists_the_verdicts);
    tcase_add_test(tcase, manual_lists_the_reasons);
    tcase_add_test(tcase, man_page_lists_the_verbs);
    tcase_add_test(tcase, man_page_lists_the_exit_statuses);
    tcase_add_test(tcase, every_help_fits_a_screen);
    tcase_add_test(tcase, help_lists_verbs_and_exit_statuses);
    tcase_add_test(tcase, reading_verbs_have_a_format);
    tcase_add_test(tcase, a_council_is_known_by_its_whole_code);
    Suite *suite = suite_create("ops/run/verb");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
