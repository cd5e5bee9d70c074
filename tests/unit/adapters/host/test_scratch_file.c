#include "adapters/host/scratch_file.h"

#include <check.h>
#include <stdlib.h>

#include "tests/unit/adapters/host/temporary_folder.h"

static struct scratch_file file;
static struct error error;

static void set_up(void)
{
    make_temporary_folder();
    ck_assert(scratch_file_open(folder, "tests", &file, &error));
}

static void tear_down(void)
{
    scratch_file_close(&file);
    remove_temporary_folder();
}

START_TEST(what_was_written_anywhere_is_read)
{
    char bytes[6] = "";

    ck_assert(scratch_file_write(&file, 3, TEXT_LITERAL("def"), &error));
    ck_assert(scratch_file_write(&file, 0, TEXT_LITERAL("abc"), &error));
    ck_assert(scratch_file_read(&file, 1, 5, bytes, &error));
    ck_assert_str_eq(bytes, "bcdef");
}
END_TEST

START_TEST(what_is_not_there_is_an_error)
{
    char bytes[4];

    ck_assert(scratch_file_write(&file, 0, TEXT_LITERAL("abc"), &error));
    ck_assert(!scratch_file_read(&file, 0, 4, bytes, &error));
    ck_assert_str_eq(error.message, "reading tests: the file is too short");
}
END_TEST

START_TEST(it_has_no_name_in_its_folder)
{
    ck_assert_int_eq(rmdir(folder), 0); /* which is empty */
    make_temporary_folder();
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_an_error)
{
    struct scratch_file none;

    ck_assert(!scratch_file_open("/nowhere/at/all", "tests", &none, &error));
    ck_assert_str_eq(error.message, "/nowhere/at/all: a file for tests: No such file or directory");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("host/scratch_file");
    TCase *tests = tcase_create("scratch_file");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_was_written_anywhere_is_read);
    tcase_add_test(tests, what_is_not_there_is_an_error);
    tcase_add_test(tests, it_has_no_name_in_its_folder);
    tcase_add_test(tests, a_folder_that_is_not_there_is_an_error);
    suite_add_tcase(suite, tests);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
