#include "matcher/base/text.h"

#include <check.h>

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

static int compare_number(const char *a, const char *b)
{
    int order = sign(text_compare_number(text_of(a), text_of(b)));

    ck_assert_int_eq(sign(text_compare_number(text_of(b), text_of(a))), -order);
    return order;
}

START_TEST(nothing_is_the_empty_text)
{
    ck_assert(text_is_empty(text_of(NULL)));
    ck_assert(text_equal((struct text){0}, text_of("")));
    ck_assert_int_eq(text_compare((struct text){0}, text_of("")), 0);
    ck_assert(!text_equal(text_of(""), text_of(" ")));
}
END_TEST

START_TEST(texts_compare_as_bytes)
{
    ck_assert_int_lt(text_compare(text_of("A10"), text_of("A9")), 0);
    ck_assert_int_lt(text_compare(text_of("Z"), text_of("a")), 0);
    ck_assert_int_lt(text_compare(text_of("ab"), text_of("abc")), 0);
    ck_assert_int_gt(text_compare(text_of("\xC3\xA9"), text_of("z")), 0);
    ck_assert_int_ne(text_compare(TEXT_LITERAL("a\0b"), TEXT_LITERAL("a\0c")), 0);
}
END_TEST

START_TEST(texts_are_equal_in_every_byte_whatever_their_length)
{
    char a[40], b[40];

    memset(a, 'x', sizeof(a));
    memset(b, 'x', sizeof(b));
    for (size_t length = 0; length <= sizeof(a); length++) {
        ck_assert(text_equal((struct text){a, length}, (struct text){b, length}));
        for (size_t at = 0; at < length; at++) {
            b[at] = 'y';
            ck_assert(!text_equal((struct text){a, length}, (struct text){b, length}));
            b[at] = 'x';
        }
    }
}
END_TEST

START_TEST(only_ascii_letters_lose_their_case)
{
    ck_assert(text_equal_nocase(text_of("4Week"), text_of("4wEEK")));
    ck_assert(!text_equal_nocase(text_of("[a"), text_of("{a")));
    ck_assert(!text_equal_nocase(text_of("\xC3\x89"), text_of("\xC3\xA9")));
    ck_assert(!text_equal_nocase(text_of("ab"), text_of("abc")));
}
END_TEST

START_TEST(blanks_are_trimmed_at_both_ends_only)
{
    ck_assert(text_equal(text_trim(text_of(" \ta b\t ")), text_of("a b")));
    ck_assert(text_is_empty(text_trim(text_of(" \t "))));
    ck_assert(text_equal(text_trim(text_of("\na\r")), text_of("\na\r")));
}
END_TEST

START_TEST(line_numbers_compare_as_numbers)
{
    ck_assert_int_eq(compare_number("9", "10"), -1);
    ck_assert_int_eq(compare_number("007", "7"), 0);
    ck_assert_int_eq(compare_number("0", "000"), 0);
    ck_assert_int_eq(compare_number("999999999999999999", "1000000000000000000"), -1);
    ck_assert_int_eq(compare_number("0000000000000000007", "7"), 0);
    ck_assert_int_eq(compare_number("9223372036854775808", "9223372036854775807"), 1);
    /* far beyond any machine word */
    ck_assert_int_eq(compare_number("99999999999999999999999999", "100000000000000000000000000"),
                     -1);
}
END_TEST

START_TEST(whole_numbers_come_before_other_texts)
{
    ck_assert_int_eq(compare_number("100", "1a"), -1);
    ck_assert_int_eq(compare_number("100", "-1"), -1);
    ck_assert_int_eq(compare_number("1", ""), -1);
    ck_assert_int_eq(compare_number("a10", "a9"), -1);
    ck_assert(!text_is_whole_number(text_of("")));
    ck_assert(!text_is_whole_number(text_of("1.0")));
    ck_assert(!text_is_whole_number(text_of("1 ")));
    ck_assert(text_is_whole_number(text_of("0123456789")));
}
END_TEST

START_TEST(a_hash_depends_on_every_byte_and_on_the_seed)
{
    uint64_t hash = text_hash(text_of("P001"), TEXT_HASH_SEED);

    ck_assert_uint_eq(hash, text_hash(text_of("P001"), TEXT_HASH_SEED));
    ck_assert_uint_ne(hash, text_hash(text_of("P002"), TEXT_HASH_SEED));
    ck_assert_uint_ne(hash, text_hash(TEXT_LITERAL("P001\0"), TEXT_HASH_SEED));
    ck_assert_uint_ne(hash, text_hash(text_of("P001"), hash));
}
END_TEST

static size_t bytes_of_first(const char *bytes)
{
    return text_character_bytes(text_of(bytes));
}

START_TEST(a_character_is_as_long_as_rfc_3629_has_it)
{
    ck_assert_uint_eq(bytes_of_first("a\xC3\xA9"), 1);
    ck_assert_uint_eq(bytes_of_first("\xC2\x80"), 2);
    ck_assert_uint_eq(bytes_of_first("\xE0\xA0\x80"), 3);
    ck_assert_uint_eq(bytes_of_first("\xED\x9F\xBF"), 3);
    ck_assert_uint_eq(bytes_of_first("\xF0\x90\x80\x80"), 4);
    ck_assert_uint_eq(bytes_of_first("\xF4\x8F\xBF\xBF"), 4);
    ck_assert_uint_eq(text_character_bytes((struct text){"\0", 1}), 1);
}
END_TEST

START_TEST(overlong_forms_surrogates_and_pieces_are_no_characters)
{
    static const char *const wrong[] = {
        "\x80",
        "\xBF",
        "\xC0\x80",
        "\xC1\xBF",
        "\xC3",
        "\xC3(",
        "\xE0\x9F\xBF",
        "\xED\xA0\x80",
        "\xE2\x82",
        "\xE2\x82\x28",
        "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xFF",
        "\xF0\x9F\x98",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        ck_assert_msg(bytes_of_first(wrong[i]) == 0, "wrong[%zu]", i);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("text");
    tcase_add_test(tcase, nothing_is_the_empty_text);
    tcase_add_test(tcase, texts_compare_as_bytes);
    tcase_add_test(tcase, texts_are_equal_in_every_byte_whatever_their_length);
    tcase_add_test(tcase, only_ascii_letters_lose_their_case);
    tcase_add_test(tcase, blanks_are_trimmed_at_both_ends_only);
    tcase_add_test(tcase, line_numbers_compare_as_numbers);
    tcase_add_test(tcase, whole_numbers_come_before_other_texts);
    tcase_add_test(tcase, a_hash_depends_on_every_byte_and_on_the_seed);
    tcase_add_test(tcase, a_character_is_as_long_as_rfc_3629_has_it);
    tcase_add_test(tcase, overlong_forms_surrogates_and_pieces_are_no_characters);
    Suite *suite = suite_create("matcher/base/text");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
