#include "matcher/base/sort.h"

#include <check.h>
#include <string.h>

static int compare_letters(const void *a, const void *b)
{
    return *(const char *)a - *(const char *)b;
}

static void check_sorted(const char *letters, const char *wanted)
{
    char sorted[16];

    strcpy(sorted, letters);
    sort_items(sorted, strlen(sorted), 1, compare_letters);
    ck_assert_str_eq(sorted, wanted);
}

START_TEST(whatever_order_it_comes_in)
{
    check_sorted("", "");
    check_sorted("a", "a");
    check_sorted("aabc", "aabc");
    check_sorted("cba", "abc");
    check_sorted("abdc", "abcd"); /* only the last two are out of order */
    check_sorted("bacd", "abcd"); /* only the first two */
}
END_TEST

static void check_keys_sorted(const char *letters, const char *wanted)
{
    struct sort_key keys[16], room[16];
    size_t count = strlen(letters);
    char sorted[16] = "";

    for (size_t i = 0; i < count; i++)
        keys[i] = (struct sort_key){letters[i], i};
    sort_keys(keys, room, count);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = letters[keys[i].item];
        ck_assert_int_eq(keys[i].value, sorted[i]);
        if (i > 0 && keys[i - 1].value == keys[i].value) /* equal ones keep their order */
            ck_assert_uint_lt(keys[i - 1].item, keys[i].item);
    }
    ck_assert_str_eq(sorted, wanted);
}

START_TEST(keys_in_one_stretch_several_or_none)
{
    check_keys_sorted("", "");
    check_keys_sorted("a", "a");
    check_keys_sorted("aabc", "aabc");
    check_keys_sorted("edcba", "abcde");         /* five stretches */
    check_keys_sorted("acegbdf", "abcdefg");     /* two */
    check_keys_sorted("bbabbacab", "aaabbbbbc"); /* four, with equal ones */
    check_keys_sorted("cdabcdz", "abccddz");     /* the second ends later */
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("sort");
    tcase_add_test(tcase, whatever_order_it_comes_in);
    tcase_add_test(tcase, keys_in_one_stretch_several_or_none);
    Suite *suite = suite_create("matcher/base/sort");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
