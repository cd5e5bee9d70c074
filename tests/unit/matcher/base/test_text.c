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

int main(void)
{
    TCase *tcase = tcase_create("text");
    tcase_add_test(tcase, nothing_is_the_empty_text);
    tcase_add_test(tcase, texts_compare_as_bytes);
    tcase_add_test(tcase, only_ascii_letters_lose_their_case);
    tcase_add_test(tcase, blanks_are_trimmed_at_both_ends_only);
    tcase_add_test(tcase, line_numbers_compare_as_numbers);
    tcase_add_test(tcase, whole_numbers_come_before_other_texts);
    tcase_add_test(tcase, a_hash_depends_on_every_byte_and_on_the_seed);
    Suite *suite = suite_create("matcher/base/text");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
