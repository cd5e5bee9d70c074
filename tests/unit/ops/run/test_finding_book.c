#include "ops/run/finding_book.h"

#include <check.h>
#include <stdlib.h>

#include "tests/unit/adapters/host/temporary_folder.h"

#define MEBIBYTE ((size_t)1024 * 1024)

static struct finding_book *book;
static struct error error;

static void set_up(void)
{
    make_temporary_folder();
    ck_assert(finding_book_open(folder, &book, &error));
}

static void tear_down(void)
{
    finding_book_close(book);
    remove_temporary_folder();
}

static void add(size_t bytes)
{
    char *room = calloc(1, bytes);
    const struct finding_rows rows = {.bytes = {room, bytes}};

    ck_assert_ptr_nonnull(room);
    ck_assert(finding_book_add(book, &rows, &error));
    free(room);
}

START_TEST(an_empty_one_is_whole)
{
    ck_assert(finding_book_is_whole(book));
    ck_assert(!finding_book_has_unchanged(book));
    ck_assert(finding_book_sort(book, &error));
    ck_assert_uint_eq(finding_book_count(book), 0);
}
END_TEST

START_TEST(one_of_64_mib_is_whole_and_one_of_more_is_not)
{
    add(32 * MEBIBYTE);
    add(32 * MEBIBYTE);
    ck_assert(finding_book_is_whole(book));
    add(1);
    ck_assert(!finding_book_is_whole(book));
}
END_TEST

START_TEST(unchanged_lines_of_any_provider_are_told)
{
    const struct finding_rows with = {.has_unchanged = true}, without = {.has_unchanged = false};

    ck_assert(finding_book_add(book, &with, &error));
    ck_assert(finding_book_add(book, &without, &error));
    ck_assert(finding_book_has_unchanged(book));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("run/finding_book");
    TCase *tests = tcase_create("finding_book");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, an_empty_one_is_whole);
    tcase_add_test(tests, one_of_64_mib_is_whole_and_one_of_more_is_not);
    tcase_add_test(tests, unchanged_lines_of_any_provider_are_told);
    suite_add_tcase(suite, tests);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
