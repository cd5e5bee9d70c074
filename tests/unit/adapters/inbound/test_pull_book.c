#include "adapters/inbound/pull_book.h"

#include "tests/unit/adapters/host/temporary_folder.h"

static struct arena *arena;
static struct error error;

static void set_up(void)
{
    arena = arena_new();
    make_temporary_folder();
}

static void tear_down(void)
{
    remove_temporary_folder();
    arena_free(arena);
}

static struct pull_book read_book(void)
{
    struct pull_book book;

    ck_assert_msg(pull_book_read(arena, folder, &book, &error), "%s", error.message);
    return book;
}

START_TEST(a_book_that_is_not_there_is_empty)
{
    const struct pull_book book = read_book();

    ck_assert_uint_eq(book.count, 0);
    ck_assert(!pull_book_has(&book, &(struct pull_entry){"a", 1, 1}));
}
END_TEST

START_TEST(what_is_written_is_found_and_nothing_else)
{
    struct pull_entry entries[] = {{"b.csv", 12, 1793491200}, {"a.csv", 0, 5}, {"a.csv", 7, 5}};

    ck_assert(pull_book_write(folder, 3, entries, &error));
    const struct pull_book book = read_book();
    ck_assert_uint_eq(book.count, 3);
    ck_assert(pull_book_has(&book, &(struct pull_entry){"b.csv", 12, 1793491200}));
    ck_assert(pull_book_has(&book, &(struct pull_entry){"a.csv", 0, 5}));
    ck_assert(pull_book_has(&book, &(struct pull_entry){"a.csv", 7, 5}));
    ck_assert(!pull_book_has(&book, &(struct pull_entry){"b.csv", 13, 1793491200}));
    ck_assert(!pull_book_has(&book, &(struct pull_entry){"b.csv", 12, 1793491201}));
    ck_assert(!pull_book_has(&book, &(struct pull_entry){"b.cs", 12, 1793491200}));
}
END_TEST

START_TEST(lines_that_are_none_are_passed_over)
{
    FILE *file = fopen(below(".fetched"), "w");

    ck_assert_ptr_nonnull(file);
    fputs("rubbish\n\n12 x a.csv\n12 5 \n12 5 a.csv\n13 5 cut", file);
    ck_assert_int_eq(fclose(file), 0);
    const struct pull_book book = read_book();
    ck_assert_uint_eq(book.count, 1);
    ck_assert(pull_book_has(&book, &(struct pull_entry){"a.csv", 12, 5}));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pull_book");
    Suite *suite = suite_create("adapters/inbound/pull_book");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_book_that_is_not_there_is_empty);
    tcase_add_test(tests, what_is_written_is_found_and_nothing_else);
    tcase_add_test(tests, lines_that_are_none_are_passed_over);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
