#include "adapters/inbound/utf8.h"

#include "harness.h"

static const struct {
    const char *bytes;
    bool valid;
} texts[] = {
    {"", true},
    {"plain, longer than eight bytes", true},
    {"\xC2\xA3 \xE2\x82\xAC \xF0\x9F\x99\x82", true},
    {"\xF4\x8F\xBF\xBF", true},
    {"\xEF\xBF\xBD", true},
    {"a\xFF", false},
    {"\x80", false},
    {"\xC0\xAF", false},         /* overlong */
    {"\xC1\xBF", false},         /* overlong */
    {"\xE0\x9F\xBF", false},     /* overlong */
    {"\xF0\x8F\xBF\xBF", false}, /* overlong */
    {"\xED\xA0\x80", false},     /* a surrogate */
    {"\xF4\x90\x80\x80", false}, /* beyond the last character */
    {"\xF5\x80\x80\x80", false},
    {"\xC2", false}, /* cut short */
    {"\xE2\x82", false},
    {"\xC2(", false},
    {"\xE2\x82(", false},
    {"12345678\xA3", false},
};

START_TEST(what_utf_8_is)
{
    ck_assert(utf8_is_valid(text_of(texts[_i].bytes)) == texts[_i].valid);
}
END_TEST

START_TEST(control_characters)
{
    ck_assert_uint_eq(utf8_find_control(text_of("ab\x01"), false), 2);
    ck_assert_uint_eq(utf8_find_control(text_of("\x7F"), true), 0);
    ck_assert_uint_eq(utf8_find_control(text_of("a\xC2\x9F"), false), 1);
    ck_assert_uint_eq(utf8_find_control(text_of("a\xC2\xA0"), false), 3);
    ck_assert_uint_eq(utf8_find_control(text_of("a\tb\r\n"), true), 5);
    ck_assert_uint_eq(utf8_find_control(text_of("a\tb"), false), 1);
}
END_TEST

/* Every byte at every place of a text longer than eight bytes. */
START_TEST(plain_text)
{
    for (size_t at = 0; at < 19; at++) {
        for (int byte = 0; byte < 256; byte++) {
            char bytes[19];
            memset(bytes, 'x', sizeof(bytes));
            bytes[at] = (char)byte;
            bool plain = byte >= 0x20 && byte < 0x7F;
            ck_assert(utf8_is_plain((struct text){bytes, sizeof(bytes)}) == plain);
        }
    }
    ck_assert(utf8_is_plain((struct text){"", 0}));
}
END_TEST

START_TEST(repaired_text)
{
    ck_assert_text_eq(utf8_repaired(arena, text_of("\xC2\xA3 \xFF\xC2")), "\xC2\xA3 \\xFF\\xC2");
}
END_TEST

static const struct {
    const char *bytes, *shown;
} shown_as[] = {
    {"12.345", "\"12.345\""},
    {"", "\"\""},
    {"a\nb\x1B\xFF", "\"a\\x0Ab\\x1B\\xFF\""},
    {"1234567890123456789012345678901234567890", "\"1234567890123456789012345678901234567890\""},
    {"abcdefghijabcdefghijabcdefghijabcdefghij!",
     "\"abcdefghijabcdefghijabcdefghijabcdefghij...\""},
    /* never half a character, never a card number, not even half a one */
    {"abcdefghijabcdefghijabcdefghijabcdefghi\xC2\xA3z",
     "\"abcdefghijabcdefghijabcdefghijabcdefghi\xC2\xA3...\""},
    {"abcdefghijabcdefghijabcdefgh 4111111111111111",
     "\"abcdefghijabcdefghijabcdefgh 411111*****...\""},
};

START_TEST(shown_values)
{
    char shown[SHOWN_BYTES];
    utf8_show(text_of(shown_as[_i].bytes), shown);
    ck_assert_str_eq(shown, shown_as[_i].shown);
}
END_TEST

START_TEST(the_longest_shown_value_fits)
{
    char bytes[200], shown[SHOWN_BYTES];
    memset(bytes, '\x01', sizeof(bytes));
    utf8_show((struct text){bytes, sizeof(bytes)}, shown);
    ck_assert_uint_eq(strlen(shown), 1 + 40 * 4 + 4);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_loop_test(tcase, what_utf_8_is, 0, COUNT_OF(texts));
    tcase_add_test(tcase, control_characters);
    tcase_add_test(tcase, plain_text);
    tcase_add_test(tcase, repaired_text);
    tcase_add_loop_test(tcase, shown_values, 0, COUNT_OF(shown_as));
    tcase_add_test(tcase, the_longest_shown_value_fits);
}

int main(void)
{
    return run_cases("adapters/inbound/utf8", add);
}
