#include "adapters/outbound/ascii.h"

#include <check.h>

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

static const struct {
    const char *utf8, *ascii;
} examples[] = {
    {"plain ~", "plain ~"},
    {"Zo\xC3\xAB caf\xC3\xA9", "Zoe cafe"},
    {"e\xCC\x81", "e"}, /* a letter and a combining accent */
    {"stra\xC3\x9F"
     "e",
     "strasse"},
    {"\xC3\x86\xC3\x98\xC3\x85 \xC5\x81\xC3\xB3\xC4\x8F\xC5\xBA", "AEOA Lodz"},
    {"\xC3\x80\xC3\xBF\xC4\x80\xC5\xBF", "AyAs"}, /* the ends of the ranges */
    {"O\xE2\x80\x99Neill \xE2\x80\x93 \xE2\x80\x9Cx\xE2\x80\x9D", "O'Neill - \"x\""},
    {"\xC2\xA3"
     "5",
     "GBP5"},
    {"\xE4\xBD\xA0\xF0\x9F\x99\x82", "??"}, /* one mark a character */
    {"a\tb\r\nc\x7F", "a?b??c?"},
    {"\xFF\xC3", "??"}, /* no UTF-8, cut UTF-8 */
    {"\xC3(", "?("},    /* a sequence broken off does not eat what follows */
    {"\xC0\xAF", "??"}, /* overlong */
};

START_TEST(letters_are_spelled_in_ascii)
{
    struct text ascii = ascii_of(arena, text_of(examples[_i].utf8));
    ck_assert_str_eq(arena_printf(arena, "%.*s", TEXT_ARGS(ascii)), examples[_i].ascii);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("ascii");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, letters_are_spelled_in_ascii, 0,
                        (int)(sizeof(examples) / sizeof(*examples)));
    Suite *suite = suite_create("adapters/outbound/ascii");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
