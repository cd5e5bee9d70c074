#include "adapters/host/folder.h"

#include <errno.h>

#include "tests/unit/adapters/host/temporary_folder.h"

static struct error error;

static void set_up(void)
{
    make_temporary_folder();
}

static void tear_down(void)
{
    remove_temporary_folder();
}

START_TEST(folders_are_made_down_to_the_last)
{
    struct stat status;

    ck_assert(folder_make(below("a/b//c/"), 0700, &error));
    ck_assert_int_eq(stat(below("a/b/c"), &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0700);
    ck_assert(folder_make(below("a/b/c"), 0700, &error));
    ck_assert(folder_make("/", 0700, &error));
}
END_TEST

START_TEST(what_cannot_be_made_is_an_error)
{
    put_file("a", "");
    ck_assert(!folder_make(below("a"), 0700, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
    ck_assert(!folder_make(below("a/b"), 0700, &error));
    ck_assert(!folder_make("", 0700, &error));
}
END_TEST

START_TEST(a_folder_is_opened_without_following_links)
{
    ck_assert(folder_make(below("in/visits"), 0700, &error));
    ck_assert_int_eq(symlink(below("in"), below("link")), 0);
    int fd = folder_open_beneath(folder, "in/visits/");
    ck_assert_int_ge(fd, 0);
    close(fd);
    fd = folder_open_beneath(folder, "");
    ck_assert_int_ge(fd, 0);
    close(fd);
    ck_assert_int_eq(folder_open_beneath(folder, "link"), -1);
    ck_assert_int_eq(folder_open_beneath(folder, "link/visits"), -1);
    ck_assert_int_eq(folder_open_beneath(folder, "in/../in"), -1);
    ck_assert_int_eq(folder_open_beneath(folder, "in/none"), -1);
    ck_assert_int_eq(errno, ENOENT);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("folder");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, folders_are_made_down_to_the_last);
    tcase_add_test(tcase, what_cannot_be_made_is_an_error);
    tcase_add_test(tcase, a_folder_is_opened_without_following_links);
    Suite *suite = suite_create("adapters/host/folder");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
