#include "adapters/host/publish.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

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

START_TEST(a_file_is_there_only_after_the_commit)
{
    struct publication *publication = publish_begin(below("a.csv"), &error);

    ck_assert_ptr_nonnull(publication);
    publish_write(publication, "one,", 4);
    publish_write(publication, "two\n", 4);
    ck_assert(!is_there("a.csv"));
    ck_assert(publish_commit(publication, &error));
    check_file("a.csv", "one,two\n");
    ck_assert_int_eq(names_in("."), 1);
}
END_TEST

START_TEST(missing_folders_are_made)
{
    ck_assert(publish_text(below("out/KENT/settlement/b.brif"), TEXT_LITERAL("x"), &error));
    check_file("out/KENT/settlement/b.brif", "x");
}
END_TEST

START_TEST(a_file_that_was_there_is_replaced_whole)
{
    put_file("a.csv", "a longer old content");
    ck_assert(publish_text(below("a.csv"), TEXT_LITERAL("new"), &error));
    check_file("a.csv", "new");
    ck_assert(publish_text(below("empty"), (struct text){0}, &error));
    check_file("empty", "");
}
END_TEST

START_TEST(what_a_killed_program_left_is_swept_away)
{
    /* A program that is killed neither commits nor abandons. */
    pid_t killed = fork();
    if (killed == 0)
        _exit(publish_begin(below("a.csv"), &error) == NULL);
    int ended;
    ck_assert_int_eq(waitpid(killed, &ended, 0), killed);
    ck_assert_int_eq(ended, 0);
    put_file("b.csv", "whole");
    ck_assert_int_eq(names_in("."), 2);
    ck_assert(publish_sweep(folder, &error));
    ck_assert_int_eq(names_in("."), 1);
    check_file("b.csv", "whole");
    ck_assert(publish_sweep(below("not/there"), &error));
    ck_assert(!publish_sweep(below("b.csv"), &error)); /* no folder */
    ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
}
END_TEST

START_TEST(what_somebody_writes_is_not_swept_away)
{
    struct publication *alive = publish_begin(below("a.csv"), &error);

    ck_assert_ptr_nonnull(alive);
    publish_write(alive, "new", 3);
    ck_assert(publish_sweep(folder, &error));
    ck_assert(publish_commit(alive, &error));
    check_file("a.csv", "new");
}
END_TEST

START_TEST(an_abandoned_file_leaves_nothing)
{
    put_file("a.csv", "old");
    struct publication *publication = publish_begin(below("a.csv"), &error);

    ck_assert_ptr_nonnull(publication);
    publish_write(publication, "new", 3);
    publish_abandon(publication);
    check_file("a.csv", "old");
    ck_assert_int_eq(names_in("."), 1);
}
END_TEST

/* A limit on the size of files stands for a full disk: writes fail, midway. */
START_TEST(a_failed_write_sticks_and_leaves_nothing)
{
    static char block[64 * 1024];
    struct rlimit before, tight;

    put_file("a.csv", "old");
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    tight = before;
    tight.rlim_cur = 100 * 1024;
    struct publication *publication = publish_begin(below("a.csv"), &error);
    ck_assert_ptr_nonnull(publication);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &tight), 0);
    for (int i = 0; i < 20; i++)
        publish_write(publication, block, sizeof(block));
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    publish_write(publication, "the rest would fit again", 24);
    ck_assert(!publish_commit(publication, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
    ck_assert_ptr_nonnull(strstr(error.message, "a.csv"));
    check_file("a.csv", "old");
    ck_assert_int_eq(names_in("."), 1);
}
END_TEST

START_TEST(a_place_taken_by_a_folder_is_an_error_and_leaves_nothing)
{
    ck_assert_int_eq(mkdir(below("a.csv"), 0700), 0);
    ck_assert(!publish_text(below("a.csv"), TEXT_LITERAL("x"), &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
    ck_assert_int_eq(names_in("."), 1);
}
END_TEST

START_TEST(a_folder_that_is_a_file_is_an_error)
{
    put_file("out", "");
    ck_assert(!publish_text(below("out/a.csv"), TEXT_LITERAL("x"), &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
}
END_TEST

START_TEST(the_group_may_read_and_nobody_else)
{
    struct stat status;

    ck_assert(publish_text(below("a.csv"), TEXT_LITERAL("x"), &error));
    ck_assert_int_eq(stat(below("a.csv"), &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0640);
}
END_TEST

START_TEST(what_was_written_can_be_read_back_before_anybody_sees_it)
{
    char bytes[16] = "";
    int fd;
    struct publication *publication = publish_begin(below("a.csv"), &error);

    ck_assert_ptr_nonnull(publication);
    ck_assert_str_eq(publish_path(publication), below("a.csv"));
    publish_write(publication, "one,", 4);
    ck_assert(publish_written(publication, &fd, &error));
    ck_assert_int_eq(pread(fd, bytes, sizeof(bytes), 0), 4);
    ck_assert_str_eq(bytes, "one,");
    publish_write(publication, "two\n", 4);
    ck_assert(publish_commit(publication, &error));
    check_file("a.csv", "one,two\n");
}
END_TEST

static struct publication *begun_and_at_rest(void)
{
    struct publication *publication = publish_begin(below("a.csv"), &error);

    ck_assert_ptr_nonnull(publication);
    publish_write(publication, "one,", 4);
    publish_rest(publication);
    return publication;
}

START_TEST(one_at_rest_goes_on_where_it_was)
{
    char bytes[16] = "";
    int fd;
    struct publication *publication = begun_and_at_rest();

    ck_assert(publish_written(publication, &fd, &error));
    ck_assert_int_eq(pread(fd, bytes, sizeof(bytes), 0), 4);
    ck_assert_str_eq(bytes, "one,");
    publish_rest(publication);
    publish_write(publication, "two\n", 4);
    ck_assert(publish_commit(publication, &error));
    check_file("a.csv", "one,two\n");
    ck_assert_int_eq(names_in("."), 1);
}
END_TEST

START_TEST(one_at_rest_that_is_abandoned_leaves_nothing)
{
    publish_abandon(begun_and_at_rest());
    ck_assert_int_eq(names_in("."), 0);
}
END_TEST

START_TEST(one_at_rest_that_was_taken_away_is_an_error)
{
    struct publication *publication = begun_and_at_rest();

    ck_assert(publish_sweep(folder, &error));
    ck_assert_int_eq(names_in("."), 0);
    publish_write(publication, "two\n", 4);
    ck_assert(!publish_commit(publication, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
    ck_assert(!is_there("a.csv"));
}
END_TEST

/* --- several at once --- */

static void add_numbered(struct edition *edition, int number)
{
    char name[32], content[32];

    snprintf(name, sizeof(name), "out/%d/%d.csv", number % 3, number);
    snprintf(content, sizeof(content), "number %d", number);
    ck_assert(edition_add_text(edition, below(name), text_of(content), &error));
}

START_TEST(an_edition_is_there_once_it_is_published)
{
    struct edition *edition = edition_new();

    ck_assert(edition_publish(edition, &error)); /* of nothing */
    for (int number = 0; number < 3; number++)
        add_numbered(edition, number);
    ck_assert(!is_there("out/0/0.csv"));
    ck_assert(edition_publish(edition, &error));
    check_file("out/0/0.csv", "number 0");
    check_file("out/1/1.csv", "number 1");
    check_file("out/2/2.csv", "number 2");
    ck_assert_int_eq(names_in("out/0"), 1);
    edition_free(edition);
}
END_TEST

START_TEST(an_edition_of_many_files_is_all_there)
{
    struct edition *edition = edition_new();

    for (int number = 0; number < 300; number++)
        add_numbered(edition, number);
    ck_assert(edition_publish(edition, &error));
    for (int number = 0; number < 3; number++) {
        char name[32];
        snprintf(name, sizeof(name), "out/%d", number);
        ck_assert_int_eq(names_in(name), 100);
    }
    check_file("out/2/299.csv", "number 299");
    edition_free(edition);
}
END_TEST

START_TEST(an_edition_that_is_not_published_leaves_nothing)
{
    struct edition *edition = edition_new();

    put_file("a.csv", "old");
    ck_assert(edition_add_text(edition, below("a.csv"), TEXT_LITERAL("new"), &error));
    edition_free(edition);
    check_file("a.csv", "old");
    ck_assert_int_eq(names_in("."), 1);
}
END_TEST

START_TEST(an_edition_whose_file_has_no_place_is_an_error_and_leaves_no_part)
{
    struct edition *edition = edition_new();

    ck_assert_int_eq(mkdir(below("b.csv"), 0700), 0);
    ck_assert(edition_add_text(edition, below("a.csv"), TEXT_LITERAL("a"), &error));
    ck_assert(edition_add_text(edition, below("b.csv"), TEXT_LITERAL("b"), &error));
    ck_assert(edition_add_text(edition, below("c.csv"), TEXT_LITERAL("c"), &error));
    ck_assert(!edition_publish(edition, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
    ck_assert_ptr_nonnull(strstr(error.message, "b.csv"));
    check_file("a.csv", "a");
    ck_assert_int_eq(names_in("."), 2); /* a.csv, and the folder b.csv */
    edition_free(edition);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("publish");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_file_is_there_only_after_the_commit);
    tcase_add_test(tcase, missing_folders_are_made);
    tcase_add_test(tcase, a_file_that_was_there_is_replaced_whole);
    tcase_add_test(tcase, what_a_killed_program_left_is_swept_away);
    tcase_add_test(tcase, what_somebody_writes_is_not_swept_away);
    tcase_add_test(tcase, an_abandoned_file_leaves_nothing);
    tcase_add_test(tcase, a_failed_write_sticks_and_leaves_nothing);
    tcase_add_test(tcase, a_place_taken_by_a_folder_is_an_error_and_leaves_nothing);
    tcase_add_test(tcase, a_folder_that_is_a_file_is_an_error);
    tcase_add_test(tcase, the_group_may_read_and_nobody_else);
    tcase_add_test(tcase, what_was_written_can_be_read_back_before_anybody_sees_it);
    tcase_add_test(tcase, one_at_rest_goes_on_where_it_was);
    tcase_add_test(tcase, one_at_rest_that_is_abandoned_leaves_nothing);
    tcase_add_test(tcase, one_at_rest_that_was_taken_away_is_an_error);
    tcase_add_test(tcase, an_edition_is_there_once_it_is_published);
    tcase_add_test(tcase, an_edition_of_many_files_is_all_there);
    tcase_add_test(tcase, an_edition_that_is_not_published_leaves_nothing);
    tcase_add_test(tcase, an_edition_whose_file_has_no_place_is_an_error_and_leaves_no_part);
    Suite *suite = suite_create("adapters/host/publish");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
