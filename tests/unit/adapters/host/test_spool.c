#include "adapters/host/spool.h"

#include <fcntl.h>

#include "adapters/host/digest.h"
#include "tests/unit/adapters/host/temporary_folder.h"

static struct arena *arena;
static struct error error;
static struct feed_config feed;

static size_t count, odd_count;
static const struct spool_file *files, *odd;

static void set_up(void)
{
    arena = arena_new();
    make_temporary_folder();
    ck_assert(spool_prepare(folder, &error));
    ck_assert_int_eq(mkdir(below("in/visits"), 0700), 0);
    feed = (struct feed_config){.name = "visits", .url = "in/visits/*.csv"};
}

static void tear_down(void)
{
    remove_temporary_folder();
    arena_free(arena);
}

static void list(void)
{
    ck_assert_msg(spool_list(arena, folder, &feed, &count, &files, &odd_count, &odd, &error), "%s",
                  error.message);
}

/* Names joined by blanks. */
static const char *listed(void)
{
    const char *names = "";

    list();
    for (size_t i = 0; i < count; i++)
        names = arena_printf(arena, "%s%s%s", names, i > 0 ? " " : "", files[i].name);
    return names;
}

/* Paths joined by blanks, of what no feed of two councils takes. */
static const char *strangers(int64_t finished_before_s)
{
    struct feed_config feeds[] = {feed,
                                  {.name = "late", .url = "in/visits/late-*"},
                                  {.name = "globs", .url = "in/p[12]/*.csv"},
                                  {.name = "none", .url = "in/none/*.csv"}};
    struct feed_config others[] = {{.name = "others", .url = "in/visits/*.txt"}};
    struct council_config councils[] = {{.feed_count = 4, .feeds = feeds},
                                        {.feed_count = 1, .feeds = others}};
    struct config config = {.spool = folder, .council_count = 2, .councils = councils};
    const char *paths = "";

    ck_assert_msg(spool_list_strangers(arena, &config, &councils[0], finished_before_s, &count,
                                       &files, &error),
                  "%s", error.message);
    for (size_t i = 0; i < count; i++)
        paths = arena_printf(arena, "%s%s%s", paths, i > 0 ? " " : "", files[i].path);
    return paths;
}

static struct taken_file take_first(void)
{
    struct taken_file taken;

    list();
    ck_assert_uint_ge(count, 1);
    ck_assert_msg(spool_take(arena, folder, "KENT", &feed, &files[0], &taken, &error), "%s",
                  error.message);
    return taken;
}

static void finish_first(const struct taken_file *taken, const char *reason)
{
    struct spool_filing *filing = spool_filing_begin(arena, folder, "KENT");

    ck_assert_msg(spool_finish(filing, &feed, &files[0], taken, reason, &error), "%s",
                  error.message);
    ck_assert_msg(spool_filing_end(filing, &error), "%s", error.message);
}

static const char *hash_line(const char *content)
{
    uint8_t sha256[SHA256_BYTES];
    char hex[SHA256_HEX_BYTES];

    digest_of(content, strlen(content), sha256);
    digest_hex(sha256, hex);
    return arena_printf(arena, "%s  a.csv\n", hex);
}

START_TEST(the_folders_are_made_and_work_is_private)
{
    struct stat status;

    ck_assert(is_there("in") && is_there("done") && is_there("quarantine") && is_there("out"));
    ck_assert_int_eq(stat(below("work"), &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0700);
    ck_assert(spool_prepare(folder, &error));
}
END_TEST

START_TEST(the_spool_itself_is_never_made)
{
    ck_assert(!spool_prepare(below("away"), &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_NO_INPUT);
    ck_assert(!is_there("away"));
    put_file("a-file", "");
    ck_assert(!spool_prepare(below("a-file"), &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_NO_INPUT);
}
END_TEST

START_TEST(files_are_listed_by_name_as_bytes)
{
    put_file("in/visits/b.csv", "");
    put_file("in/visits/a10.csv", "");
    put_file("in/visits/a9.csv", "");
    put_file("in/visits/Z.csv", "");
    put_file("in/visits/\xC3\xA9.csv", "");
    put_file("in/visits/notes.txt", "");
    put_file("in/visits/.hidden.csv", "");
    ck_assert_str_eq(listed(), "Z.csv a10.csv a9.csv b.csv \xC3\xA9.csv");
    ck_assert_str_eq(files[0].path, "in/visits/Z.csv");
    ck_assert_uint_eq(odd_count, 0);
}
END_TEST

START_TEST(strange_names_are_names)
{
    put_file("in/visits/-rf.csv", "1");
    put_file("in/visits/a\nb.csv", "2");
    put_file("in/visits/$(x);*.csv", "3");
    ck_assert_str_eq(listed(), "$(x);*.csv -rf.csv a\nb.csv");
    for (int i = 0; i < 3; i++) {
        struct taken_file taken = take_first();
        finish_first(&taken, NULL);
    }
    check_file("done/KENT/visits/-rf.csv", "1");
    check_file("done/KENT/visits/a\nb.csv", "2");
    check_file("done/KENT/visits/$(x);*.csv", "3");
}
END_TEST

START_TEST(links_and_special_files_are_reported_not_read)
{
    put_file("secret.csv", "secret");
    ck_assert_int_eq(symlink(below("secret.csv"), below("in/visits/link.csv")), 0);
    ck_assert_int_eq(symlink("nowhere", below("in/visits/dangling.csv")), 0);
    ck_assert_int_eq(mkfifo(below("in/visits/pipe.csv"), 0600), 0);
    ck_assert_int_eq(mkdir(below("in/visits/folder.csv"), 0700), 0);
    put_file("in/visits/real.csv", "");
    ck_assert_str_eq(listed(), "real.csv");
    ck_assert_uint_eq(odd_count, 4);
    ck_assert_str_eq(odd[0].name, "dangling.csv");
    ck_assert_str_eq(odd[3].path, "in/visits/pipe.csv");
}
END_TEST

START_TEST(what_turned_into_a_link_or_pipe_is_not_taken)
{
    struct taken_file taken;

    put_file("secret.csv", "secret");
    put_file("in/visits/a.csv", "x");
    list();
    ck_assert_int_eq(unlink(below("in/visits/a.csv")), 0);
    ck_assert(!spool_take(arena, folder, "KENT", &feed, &files[0], &taken, &error));
    ck_assert_int_eq(symlink(below("secret.csv"), below("in/visits/a.csv")), 0);
    ck_assert(!spool_take(arena, folder, "KENT", &feed, &files[0], &taken, &error));
    ck_assert_int_eq(unlink(below("in/visits/a.csv")), 0);
    ck_assert_int_eq(mkfifo(below("in/visits/a.csv"), 0600), 0);
    ck_assert(!spool_take(arena, folder, "KENT", &feed, &files[0], &taken, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_NO_INPUT);
    ck_assert(!is_there("work/KENT"));
}
END_TEST

START_TEST(a_folder_that_is_a_link_is_reported_not_entered)
{
    ck_assert_int_eq(mkdir(below("elsewhere"), 0700), 0);
    put_file("elsewhere/a.csv", "x");
    ck_assert_int_eq(symlink(below("elsewhere"), below("in/p1")), 0);
    feed.url = "in/p1/*.csv";
    ck_assert_str_eq(listed(), "");
    ck_assert_uint_eq(odd_count, 1);
    ck_assert_str_eq(odd[0].path, "in/p1");
    feed.url = "in/p*/*.csv";
    ck_assert_str_eq(listed(), "");
    ck_assert_uint_eq(odd_count, 1);
}
END_TEST

START_TEST(folders_may_be_globs_and_need_not_exist)
{
    ck_assert_int_eq(mkdir(below("in/p1"), 0700), 0);
    ck_assert_int_eq(mkdir(below("in/p2"), 0700), 0);
    ck_assert_int_eq(mkdir(below("in/.p3"), 0700), 0);
    put_file("in/p2/a.csv", "");
    put_file("in/p1/b.csv", "");
    put_file("in/p1/a.csv", "");
    put_file("in/.p3/a.csv", "");
    put_file("in/p4", "");
    feed.url = "in/*p[0-9]/./?.csv";
    ck_assert_str_eq(listed(), "a.csv a.csv b.csv");
    ck_assert_str_eq(files[0].path, "in/p1/a.csv");
    ck_assert_str_eq(files[1].path, "in/p2/a.csv");
    feed.url = "in/none/*.csv";
    ck_assert_str_eq(listed(), "");
    feed.url = "in/p1/b.csv";
    ck_assert_str_eq(listed(), "b.csv");
}
END_TEST

START_TEST(a_stranger_is_what_no_feed_takes)
{
    put_file("in/visits/a.csv", "");
    put_file("in/visits/a.csv.sha256", "");
    put_file("in/visits/late-a", "");
    put_file("in/visits/of-another-council.txt", "");
    put_file("in/visits/.hidden", "");
    ck_assert_int_eq(mkdir(below("in/visits/folder"), 0700), 0);
    put_file("in/visits/folder/b.CSV", "");
    put_file("in/not-named.CSV", "");
    ck_assert_str_eq(strangers(INT64_MIN), "");
    put_file("in/visits/B.CSV", "");
    put_file("in/visits/B.CSV.sha256", "");
    ck_assert_int_eq(mkdir(below("in/p1"), 0700), 0);
    put_file("in/p1/c", "");
    ck_assert_str_eq(strangers(INT64_MIN), "in/visits/B.CSV in/visits/B.CSV.sha256 in/p1/c");
}
END_TEST

START_TEST(a_name_of_what_is_being_written_is_a_stranger_once_it_is_old)
{
    struct timespec changed[] = {{.tv_sec = 1000}, {.tv_sec = 1000}};

    put_file("in/visits/a.csv.tmp", "");
    put_file("in/visits/b.csv.PART", "");
    put_file("in/visits/c.csv.filepart", "");
    ck_assert_str_eq(strangers(1001), "");
    ck_assert_int_eq(utimensat(AT_FDCWD, below("in/visits/a.csv.tmp"), changed, 0), 0);
    ck_assert_str_eq(strangers(1000), "");
    ck_assert_str_eq(strangers(1001), "in/visits/a.csv.tmp");
}
END_TEST

START_TEST(a_feeds_folder_is_what_stands_before_its_first_wildcard)
{
    feed.url = "in/bills/2026-*/v?.csv";
    ck_assert_str_eq(spool_feed_folder(arena, &feed), "in/bills");
    feed.url = "in/bills/v.csv";
    ck_assert_str_eq(spool_feed_folder(arena, &feed), "in/bills");
    feed.url = "*.csv";
    ck_assert_str_eq(spool_feed_folder(arena, &feed), "");
}
END_TEST

START_TEST(a_pattern_does_not_leave_the_spool)
{
    static const char *const outside[] = {"../*.csv", "in/../../*.csv", "in/..", "/etc/*",
                                          "sftp://host/*.csv"};

    for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
        feed.url = outside[i];
        ck_assert_msg(!spool_list(arena, folder, &feed, &count, &files, &odd_count, &odd, &error),
                      "%s", outside[i]);
        ck_assert_int_eq(error.status, EXIT_STATUS_CONFIGURATION);
    }
    feed.url = "in/visits/..*.csv";
    list();
}
END_TEST

START_TEST(a_taken_file_is_a_hashed_private_copy)
{
    char read_back[16] = "";
    struct stat status;

    put_file("in/visits/a.csv", "abc");
    struct taken_file taken = take_first();
    ck_assert_int_eq(taken.size_bytes, 3);
    ck_assert_int_eq(taken.sha256[0], 0xba);
    ck_assert_int_eq(taken.sha256[31], 0xad);
    ck_assert(!taken.manifest_differs);
    put_file("in/visits/a.csv", "overwritten later");
    ck_assert_int_eq(read(taken.fd, read_back, sizeof(read_back)), 3);
    ck_assert_str_eq(read_back, "abc");
    ck_assert_int_eq(fstat(taken.fd, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    spool_release(&taken);
}
END_TEST

START_TEST(a_released_file_stays_where_it_was)
{
    put_file("in/visits/a.csv", "abc");
    struct taken_file taken = take_first();
    ck_assert_int_eq(names_in("work/KENT"), 1);
    spool_release(&taken);
    ck_assert_int_eq(names_in("work/KENT"), 0);
    check_file("in/visits/a.csv", "abc");
}
END_TEST

START_TEST(a_copy_for_a_dry_run_leaves_no_trace)
{
    struct taken_file taken;
    char byte;

    put_file("in/visits/a.csv", "a\n");
    ck_assert_int_eq(rmdir(below("work")), 0);
    list();
    ck_assert(spool_take(arena, folder, NULL, &feed, &files[0], &taken, &error));
    ck_assert(!is_there("work") && access(taken.work_path, F_OK) != 0);
    ck_assert_int_eq(read(taken.fd, &byte, 1), 1);
    ck_assert_int_eq(byte, 'a');
    spool_release(&taken);
    check_file("in/visits/a.csv", "a\n");
}
END_TEST

START_TEST(a_finished_file_moves_to_done)
{
    put_file("in/visits/a.csv", "abc");
    struct taken_file taken = take_first();
    finish_first(&taken, NULL);
    ck_assert(!is_there("in/visits/a.csv"));
    check_file("done/KENT/visits/a.csv", "abc");
    ck_assert_int_eq(names_in("done/KENT/visits"), 1);
    ck_assert_int_eq(names_in("work/KENT"), 0);
}
END_TEST

START_TEST(a_quarantined_file_has_its_reason_beside_it)
{
    put_file("in/visits/a.csv", "abc");
    struct taken_file taken = take_first();
    finish_first(&taken, "a.csv:1:1: not whole");
    check_file("quarantine/KENT/visits/a.csv", "abc");
    check_file("quarantine/KENT/visits/a.csv.reason", "a.csv:1:1: not whole\n");
    ck_assert(!is_there("in/visits/a.csv"));
    ck_assert_int_eq(names_in("work/KENT"), 0);
}
END_TEST

START_TEST(nothing_filed_is_ever_overwritten)
{
    static const char *const contents[] = {"first", "second", "third"};

    for (int i = 0; i < 3; i++) {
        put_file("in/visits/a.csv", contents[i]);
        struct taken_file taken = take_first();
        finish_first(&taken, "again");
    }
    check_file("quarantine/KENT/visits/a.csv", "first");
    check_file("quarantine/KENT/visits/a.csv.1", "second");
    check_file("quarantine/KENT/visits/a.csv.1.reason", "again\n");
    check_file("quarantine/KENT/visits/a.csv.2", "third");
}
END_TEST

/* A provider may name a file as another's reason. */
START_TEST(a_reason_never_replaces_a_file)
{
    feed.url = "in/visits/*";
    put_file("in/visits/a.csv.reason", "mine");
    struct taken_file taken = take_first();
    finish_first(&taken, "no CSV");
    put_file("in/visits/a.csv", "abc");
    taken = take_first();
    finish_first(&taken, "cut off");
    check_file("quarantine/KENT/visits/a.csv.reason", "mine");
    check_file("quarantine/KENT/visits/a.csv.1", "abc");
    check_file("quarantine/KENT/visits/a.csv.1.reason", "cut off\n");
}
END_TEST

START_TEST(a_file_that_came_meanwhile_is_left_for_the_next_night)
{
    put_file("in/visits/a.csv", "read");
    struct taken_file taken = take_first();
    put_file("in/visits/new", "not yet read");
    ck_assert_int_eq(rename(below("in/visits/new"), below("in/visits/a.csv")), 0);
    finish_first(&taken, NULL);
    check_file("done/KENT/visits/a.csv", "read");
    check_file("in/visits/a.csv", "not yet read");
}
END_TEST

START_TEST(a_file_taken_away_meanwhile_is_filed_from_the_copy)
{
    put_file("in/visits/a.csv", "read");
    struct taken_file taken = take_first();
    ck_assert_int_eq(unlink(below("in/visits/a.csv")), 0);
    spool_read_done(&taken);
    finish_first(&taken, NULL);
    check_file("done/KENT/visits/a.csv", "read");
    ck_assert_int_eq(names_in("work/KENT"), 0);
}
END_TEST

START_TEST(with_a_manifest_a_file_waits_for_it)
{
    feed.manifest = MANIFEST_SHA256;
    feed.url = "in/visits/*";
    put_file("in/visits/a.csv", "abc");
    put_file("in/visits/b.csv", "abc");
    ck_assert_int_eq(symlink(below("in/visits/b.csv"), below("in/visits/b.csv.sha256")), 0);
    ck_assert_str_eq(listed(), "");
    put_file("in/visits/a.csv.sha256", hash_line("abc"));
    ck_assert_str_eq(listed(), "a.csv");
}
END_TEST

START_TEST(without_one_a_sha256_is_a_file_like_any_other)
{
    feed.url = "in/visits/*";
    put_file("in/visits/a.csv", "abc");
    put_file("in/visits/a.csv.sha256", "x");
    ck_assert_str_eq(listed(), "a.csv a.csv.sha256");
}
END_TEST

static bool differs(const char *manifest)
{
    feed.manifest = MANIFEST_SHA256;
    put_file("in/visits/a.csv", "abc");
    put_file("in/visits/a.csv.sha256", manifest);
    struct taken_file taken = take_first();
    spool_release(&taken);
    return taken.manifest_differs;
}

START_TEST(a_manifest_agrees_by_its_first_64_digits)
{
    const char *line = hash_line("abc");

    ck_assert(!differs(line));
    ck_assert(!differs(arena_printf(arena, "%.64s", line)));
    ck_assert(!differs("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD\r\n"));
    ck_assert(differs(hash_line("abd")));
    ck_assert(differs(arena_printf(arena, "%.63s", line)));
    ck_assert(differs(arena_printf(arena, "%.64s0", line)));
    ck_assert(differs(arena_printf(arena, " %s", line)));
    ck_assert(differs(""));
}
END_TEST

START_TEST(a_manifest_goes_along_with_its_file)
{
    feed.manifest = MANIFEST_SHA256;
    put_file("in/visits/a.csv", "abc");
    put_file("in/visits/a.csv.sha256", hash_line("abc"));
    struct taken_file taken = take_first();
    finish_first(&taken, NULL);
    check_file("done/KENT/visits/a.csv", "abc");
    check_file("done/KENT/visits/a.csv.sha256", hash_line("abc"));
    ck_assert_int_eq(names_in("in/visits"), 0);
}
END_TEST

START_TEST(the_longest_name_can_be_filed)
{
    char name[256];
    char path[300];

    memset(name, 'n', sizeof(name) - 1);
    memcpy(name + sizeof(name) - 5, ".csv", 5);
    snprintf(path, sizeof(path), "in/visits/%s", name);
    put_file(path, "abc");
    struct taken_file taken = take_first();
    finish_first(&taken, "why");
    ck_assert_int_eq(names_in("quarantine/KENT/visits"), 2);
    ck_assert_int_eq(names_in("in/visits"), 0);
}
END_TEST

START_TEST(a_folder_of_done_that_cannot_be_made_keeps_the_original)
{
    put_file("done/KENT", "in the way");
    put_file("in/visits/a.csv", "abc");
    struct taken_file taken = take_first();
    ck_assert(!spool_finish(spool_filing_begin(arena, folder, "KENT"), &feed, &files[0], &taken,
                            NULL, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
    check_file("in/visits/a.csv", "abc");
    ck_assert_int_eq(names_in("work/KENT"), 0);
}
END_TEST

START_TEST(a_folder_that_is_taken_away_needs_no_sync)
{
    struct spool_filing *filing = spool_filing_begin(arena, folder, "KENT");

    put_file("in/visits/a.csv", "abc");
    struct taken_file taken = take_first();
    ck_assert(spool_finish(filing, &feed, &files[0], &taken, NULL, &error));
    ck_assert_int_eq(rmdir(below("in/visits")), 0);
    ck_assert_msg(spool_filing_end(filing, &error), "%s", error.message);
    check_file("done/KENT/visits/a.csv", "abc");
}
END_TEST

/* done/ may lie on another file system, where a rename cannot reach. */
START_TEST(a_file_is_filed_across_file_systems)
{
    char elsewhere[] = "/dev/shm/tallystick-test-XXXXXX";

    ck_assert_ptr_nonnull(mkdtemp(elsewhere));
    ck_assert_int_eq(rmdir(below("done")), 0);
    ck_assert_int_eq(symlink(elsewhere, below("done")), 0);
    feed.manifest = MANIFEST_SHA256;
    put_file("in/visits/a.csv", "abc");
    put_file("in/visits/a.csv.sha256", hash_line("abc"));
    struct taken_file taken = take_first();
    finish_first(&taken, NULL);
    check_file("done/KENT/visits/a.csv", "abc");
    check_file("done/KENT/visits/a.csv.sha256", hash_line("abc"));
    ck_assert_int_eq(names_in("in/visits"), 0);
    nftw(elsewhere, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
END_TEST

START_TEST(what_a_killed_night_left_is_swept)
{
    put_file("in/visits/a.csv", "abc");
    take_first();
    take_first();
    ck_assert_int_eq(names_in("work/KENT"), 2);
    ck_assert(spool_sweep(folder, "KENT", &error));
    ck_assert_int_eq(names_in("work/KENT"), 0);
    ck_assert(spool_sweep(folder, "ESSEX", &error));
    check_file("in/visits/a.csv", "abc");
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("spool");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, the_folders_are_made_and_work_is_private);
    tcase_add_test(tcase, the_spool_itself_is_never_made);
    tcase_add_test(tcase, files_are_listed_by_name_as_bytes);
    tcase_add_test(tcase, strange_names_are_names);
    tcase_add_test(tcase, links_and_special_files_are_reported_not_read);
    tcase_add_test(tcase, what_turned_into_a_link_or_pipe_is_not_taken);
    tcase_add_test(tcase, a_folder_that_is_a_link_is_reported_not_entered);
    tcase_add_test(tcase, folders_may_be_globs_and_need_not_exist);
    tcase_add_test(tcase, a_stranger_is_what_no_feed_takes);
    tcase_add_test(tcase, a_name_of_what_is_being_written_is_a_stranger_once_it_is_old);
    tcase_add_test(tcase, a_feeds_folder_is_what_stands_before_its_first_wildcard);
    tcase_add_test(tcase, a_pattern_does_not_leave_the_spool);
    tcase_add_test(tcase, a_taken_file_is_a_hashed_private_copy);
    tcase_add_test(tcase, a_released_file_stays_where_it_was);
    tcase_add_test(tcase, a_copy_for_a_dry_run_leaves_no_trace);
    tcase_add_test(tcase, a_finished_file_moves_to_done);
    tcase_add_test(tcase, a_quarantined_file_has_its_reason_beside_it);
    tcase_add_test(tcase, nothing_filed_is_ever_overwritten);
    tcase_add_test(tcase, a_reason_never_replaces_a_file);
    tcase_add_test(tcase, a_file_that_came_meanwhile_is_left_for_the_next_night);
    tcase_add_test(tcase, a_file_taken_away_meanwhile_is_filed_from_the_copy);
    tcase_add_test(tcase, with_a_manifest_a_file_waits_for_it);
    tcase_add_test(tcase, without_one_a_sha256_is_a_file_like_any_other);
    tcase_add_test(tcase, a_manifest_agrees_by_its_first_64_digits);
    tcase_add_test(tcase, a_manifest_goes_along_with_its_file);
    tcase_add_test(tcase, the_longest_name_can_be_filed);
    tcase_add_test(tcase, a_folder_of_done_that_cannot_be_made_keeps_the_original);
    tcase_add_test(tcase, a_folder_that_is_taken_away_needs_no_sync);
    tcase_add_test(tcase, a_file_is_filed_across_file_systems);
    tcase_add_test(tcase, what_a_killed_night_left_is_swept);
    Suite *suite = suite_create("adapters/host/spool");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
