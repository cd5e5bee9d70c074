#include "ops/run/response_file.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "adapters/host/publish.h"
#include "tests/unit/adapters/host/temporary_folder.h"

#define HEADINGS                                                                                   \
    "file,row,invoice_no,line_no,client_ref,service,start,verdict,reasons,why,what_to_do,"         \
    "billed_net,billed_vat,expected_net,paid_net,paid_vat,due_date\r\n"

static const struct zone_change winter = {0, 0};
static const struct zone zone = {1, &winter};
static struct arena *arena, *scratch;
static struct error error;
static struct response_file file;

static void set_up(void)
{
    make_temporary_folder();
    arena = arena_new();
    scratch = arena_new();
    file = (struct response_file){.zone = &zone, .arena = arena, .scratch = scratch};
}

static void tear_down(void)
{
    arena_free(scratch);
    arena_free(arena);
    remove_temporary_folder();
}

static struct line_response line_of(int64_t row, enum verdict_kind kind)
{
    return (struct line_response){
        .provider = TEXT_LITERAL("P001"),
        .file = TEXT_LITERAL("b.csv"),
        .source_row = row,
        .invoice_no = TEXT_LITERAL("INV1"),
        .line_no = TEXT_LITERAL("1"),
        .client_ref = TEXT_LITERAL("C1"),
        .service = TEXT_LITERAL("HC"),
        .kind = kind,
        .reasons = kind == VERDICT_MATCHED ? 0 : REASON_BIT(NO_ORDER),
        .planned_start_s = NOT_GIVEN,
        .delivered_start_s = NOT_GIVEN,
        .billed_minutes = NOT_GIVEN,
        .expected_minutes = NOT_GIVEN,
        .billed_pence = 950,
        .billed_vat_pence = NOT_GIVEN,
        .expected_pence = NOT_GIVEN,
        .payable_pence = kind == VERDICT_MATCHED ? 950 : 0,
        .due_date = DAY_NOT_GIVEN,
    };
}

static void begin(const char *path)
{
    ck_assert_msg(response_file_begin(&file, path, &error), "%s", error.message);
}

static void add(int64_t row, enum verdict_kind kind)
{
    const struct line_response line = line_of(row, kind);

    response_file_add(&file, &line);
}

static struct text whole_file(void)
{
    struct text content;

    response_file_hand_over(&file);
    ck_assert_msg(response_file_read(&file, &content, &error), "%s", error.message);
    return content;
}

/* The numbers of a file's rows, with blanks between them. */
static const char *rows_of(struct text content)
{
    const char *rows = "", *at = strstr(arena_text(arena, content).bytes, "\r\n");

    while ((at = strstr(at, "b.csv,")) != NULL) {
        at += strlen("b.csv,");
        rows = arena_printf(arena, "%s%s%.*s", rows, *rows == '\0' ? "" : " ",
                            (int)strcspn(at, ","), at);
    }
    return rows;
}

/* --- where it lies ------------------------------------------------------------- */

static struct council_night night_of(const struct config *config,
                                     const struct council_config *council)
{
    struct council_night night = {.config = config, .council = council};

    ck_assert(day_from_ymd(2026, 11, 9, &night.run.business_date));
    return night;
}

static const char *path_of(int number, const char *provider)
{
    const struct config config = {.spool = folder};
    const struct council_config council = {.code = TEXT_LITERAL("TEST")};
    const struct council_night night = night_of(&config, &council);
    const char *path = response_file_path(arena, &night, number, text_of(provider));

    ck_assert_int_eq(strncmp(path, folder, strlen(folder)), 0);
    return path + strlen(folder);
}

START_TEST(its_name_is_the_date_the_run_and_the_provider)
{
    ck_assert_str_eq(path_of(1, "P001"), "/out/TEST/responses/2026-11-09-P001.csv");
    ck_assert_str_eq(path_of(2, "P001"), "/out/TEST/responses/2026-11-09.2-P001.csv");
}
END_TEST

START_TEST(no_provider_leads_out_of_the_folder)
{
    const char *path = path_of(1, "../../P001");
    const char *in_responses = "/out/TEST/responses/";

    ck_assert_int_eq(strncmp(path, in_responses, strlen(in_responses)), 0);
    ck_assert_ptr_null(strchr(path + strlen(in_responses), '/'));
}
END_TEST

START_TEST(what_a_killed_run_left_is_swept)
{
    const struct config config = {.spool = folder};
    const struct council_config council = {.code = TEXT_LITERAL("TEST")};
    const struct council_night night = night_of(&config, &council);

    ck_assert(response_files_sweep(&night, &error)); /* there is no folder yet */
    begin(response_file_path(arena, &night, 1, TEXT_LITERAL("P001")));
    publish_rest(file.publication);
    ck_assert_int_eq(names_in("out/TEST/responses"), 1);
    ck_assert(response_files_sweep(&night, &error));
    ck_assert_int_eq(names_in("out/TEST/responses"), 0);
    publish_abandon(file.publication);
}
END_TEST

/* --- whole or not at all --------------------------------------------------------- */

START_TEST(rows_are_in_the_order_of_their_coming)
{
    begin(below("r/P001.csv"));
    add(2, VERDICT_MATCHED);
    add(1, VERDICT_HELD);
    add(3, VERDICT_MATCHED);
    struct text content = whole_file();
    ck_assert_str_eq(rows_of(content), "2 1 3");
    ck_assert_int_eq(strncmp(content.bytes, HEADINGS, strlen(HEADINGS)), 0);
    ck_assert_msg(publish_commit(file.publication, &error), "%s", error.message);
    check_file("r/P001.csv", arena_text(arena, content).bytes);
}
END_TEST

START_TEST(nobody_sees_it_before_it_is_published)
{
    begin(below("r/P001.csv"));
    add(1, VERDICT_MATCHED);
    whole_file();
    ck_assert(!is_there("r/P001.csv"));
    publish_abandon(file.publication);
    ck_assert_int_eq(names_in("r"), 0);
}
END_TEST

/* Much more than is gathered at a time. */
START_TEST(a_long_one_is_whole)
{
    const int row_count = 10000;

    begin(below("r/P001.csv"));
    for (int row = 1; row <= row_count; row++)
        add(row, VERDICT_MATCHED);
    struct text content = whole_file();
    ck_assert_uint_gt(content.length, (size_t)512 * 1024);
    publish_abandon(file.publication);

    const char *at = content.bytes, *end = content.bytes + content.length;
    for (int row = 0; row <= row_count; row++) {
        int number = 0;
        const char *line_end = memmem(at, (size_t)(end - at), "\r\n", 2);
        ck_assert_ptr_nonnull(line_end);
        ck_assert(row == 0 || (sscanf(at, "b.csv,%d,", &number) == 1 && number == row));
        at = line_end + 2;
    }
    ck_assert_ptr_eq(at, end);
}
END_TEST

START_TEST(what_cannot_be_begun_is_told_and_is_none)
{
    put_file("r", "a file where the folder is to be");
    ck_assert(!response_file_begin(&file, below("r/P001.csv"), &error));
    ck_assert_ptr_null(file.publication);
    ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
    ck_assert_ptr_nonnull(strstr(error.message, "r/P001.csv"));
    check_file("r", "a file where the folder is to be");
}
END_TEST

/* As on a full disk: what was there before stays. */
START_TEST(one_that_cannot_be_written_whole_is_not_there)
{
    const struct rlimit tight = {4096, RLIM_INFINITY}, loose = {RLIM_INFINITY, RLIM_INFINITY};
    struct text content;

    ck_assert_int_eq(mkdir(below("r"), 0700), 0);
    put_file("r/P001.csv", "an earlier one");
    begin(below("r/P001.csv"));
    for (int row = 1; row <= 100; row++)
        add(row, VERDICT_MATCHED);
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &tight), 0);
    response_file_hand_over(&file);
    bool is_read = response_file_read(&file, &content, &error);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &loose), 0);
    ck_assert(!is_read);
    ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
    ck_assert(!publish_commit(file.publication, &error));
    check_file("r/P001.csv", "an earlier one");
    ck_assert_int_eq(names_in("r"), 1);
}
END_TEST

/* --- what is told of it ------------------------------------------------------------ */

START_TEST(disputed_are_lines_that_do_not_agree_and_those_priced_again)
{
    const struct adjustment_news news = {.old_pence = 950, .new_pence = 1000};
    struct line_response again = line_of(5, VERDICT_MATCHED);

    again.adjustment = &news;
    begin(below("r/P001.csv"));
    add(1, VERDICT_MATCHED);
    add(2, VERDICT_HELD);
    add(3, VERDICT_VARIANCE);
    add(4, VERDICT_MATCHED);
    response_file_add(&file, &again);
    struct text disputed = text_buffer_text(&file.disputed);
    ck_assert_int_eq(strncmp(disputed.bytes, HEADINGS, strlen(HEADINGS)), 0);
    ck_assert_str_eq(rows_of(disputed), "2 3 5");
    ck_assert_str_eq(rows_of(whole_file()), "1 2 3 4 5");
    publish_abandon(file.publication);
}
END_TEST

START_TEST(without_a_path_lines_are_only_counted)
{
    begin(NULL);
    ck_assert_ptr_null(file.publication);
    add(1, VERDICT_MATCHED);
    add(2, VERDICT_HELD);
    response_file_hand_over(&file);
    ck_assert_int_eq(file.tally.lines[VERDICT_MATCHED], 1);
    ck_assert_int_eq(file.tally.lines[VERDICT_HELD], 1);
    ck_assert_int_eq(file.tally.paid_pence, 950);
    ck_assert_int_eq(names_in(""), 0);
}
END_TEST

/* The match stage begins it, notify goes on. */
START_TEST(one_that_another_goes_on_with_is_as_if_written_at_once)
{
    begin(below("r/P001.csv"));
    add(1, VERDICT_MATCHED);
    add(2, VERDICT_HELD);
    response_file_hand_over(&file);
    publish_rest(file.publication);
    const struct response_file begun = file;
    file = (struct response_file){.zone = &zone, .arena = arena, .scratch = scratch};
    response_file_go_on(&file, begun.publication, begun.length, text_buffer_text(&begun.disputed),
                        &begun.tally);
    add(3, VERDICT_MATCHED);
    add(4, VERDICT_REJECTED);
    ck_assert_str_eq(rows_of(text_buffer_text(&file.disputed)), "2 4");
    struct text in_two = whole_file();
    const struct response_tally tally = file.tally;
    publish_abandon(file.publication);

    begin(below("r/P001.csv"));
    for (int row = 1; row <= 4; row++)
        add(row, row % 2 == 1 ? VERDICT_MATCHED : row == 2 ? VERDICT_HELD : VERDICT_REJECTED);
    struct text at_once = whole_file();
    publish_abandon(file.publication);
    ck_assert(text_equal(in_two, at_once));
    ck_assert_mem_eq(&tally, &file.tally, sizeof(tally));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("run/response_file");
    TCase *tests = tcase_create("response_file");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, its_name_is_the_date_the_run_and_the_provider);
    tcase_add_test(tests, no_provider_leads_out_of_the_folder);
    tcase_add_test(tests, what_a_killed_run_left_is_swept);
    tcase_add_test(tests, rows_are_in_the_order_of_their_coming);
    tcase_add_test(tests, nobody_sees_it_before_it_is_published);
    tcase_add_test(tests, a_long_one_is_whole);
    tcase_add_test(tests, what_cannot_be_begun_is_told_and_is_none);
    tcase_add_test(tests, one_that_cannot_be_written_whole_is_not_there);
    tcase_add_test(tests, disputed_are_lines_that_do_not_agree_and_those_priced_again);
    tcase_add_test(tests, without_a_path_lines_are_only_counted);
    tcase_add_test(tests, one_that_another_goes_on_with_is_as_if_written_at_once);
    suite_add_tcase(suite, tests);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
