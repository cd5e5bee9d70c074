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

int main(void)
{
    TCase *tcase = tcase_create("sort");
    tcase_add_test(tcase, whatever_order_it_comes_in);
    Suite *suite = suite_create("matcher/base/sort");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
