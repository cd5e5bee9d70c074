#include "adapters/host/log.h"

#include <check.h>
#include <string.h>
#include <unistd.h>

static char line[64];

static const char *escaped(struct text message)
{
    size_t length = log_escape(message, line, sizeof(line));

    ck_assert_uint_eq(length, strlen(line));
    return line;
}

START_TEST(control_characters_cannot_make_lines_or_commands)
{
    ck_assert_str_eq(escaped(TEXT_LITERAL("a\nb\tc\rd")), "a\\nb\\tc\\x0dd");
    ck_assert_str_eq(escaped(TEXT_LITERAL("\x1b[2J")), "\\x1b[2J");
    ck_assert_str_eq(escaped(TEXT_LITERAL("a\0b\x7f")), "a\\x00b\\x7f");
    ck_assert_str_eq(escaped(TEXT_LITERAL("\xC2\x9B")), "\xC2\\x9b");
}
END_TEST

START_TEST(letters_of_any_language_stay)
{
    ck_assert_str_eq(escaped(TEXT_LITERAL("Zo\xC3\xAB \xC2\xA3")), "Zo\xC3\xAB \xC2\xA3");
}
END_TEST

START_TEST(what_does_not_fit_is_cut)
{
    char many[500];

    memset(many, '\n', sizeof(many));
    ck_assert_uint_lt(strlen(escaped((struct text){many, sizeof(many)})), sizeof(line));
    memset(many, 'x', sizeof(many));
    ck_assert_uint_lt(strlen(escaped((struct text){many, sizeof(many)})), sizeof(line));
}
END_TEST

/* What the calls write to stderr. */
static const char *captured(void (*calls)(void))
{
    static char output[1024];
    int ends[2];
    int saved = dup(STDERR_FILENO);

    ck_assert_int_eq(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    calls();
    dup2(saved, STDERR_FILENO);
    close(saved);
    ssize_t length = read(ends[0], output, sizeof(output) - 1);
    close(ends[0]);
    output[length > 0 ? length : 0] = '\0';
    return output;
}

static void log_at_every_level(void)
{
    log_error("file %s", "a\nb");
    log_warning("w");
    log_info("i");
}

START_TEST(a_message_is_one_line_with_its_level)
{
    ck_assert_str_eq(captured(log_at_every_level), "tallystick: error: file a\\nb\n"
                                                   "tallystick: warning: w\n"
                                                   "tallystick: info: i\n");
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("log");
    tcase_add_test(tcase, control_characters_cannot_make_lines_or_commands);
    tcase_add_test(tcase, letters_of_any_language_stay);
    tcase_add_test(tcase, what_does_not_fit_is_cut);
    tcase_add_test(tcase, a_message_is_one_line_with_its_level);
    Suite *suite = suite_create("adapters/host/log");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
