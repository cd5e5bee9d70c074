#include "ops/run/response_book.h"

#include "adapters/host/publish.h"
#include "tests/pg/matching.h"
#include "tests/unit/adapters/host/temporary_folder.h"

#define RESPONSES "out/TEST/responses"

static struct config config;
static struct council_config council;
static struct council_night night;
static struct response_book *book;

/* A run of the business date that has read two lines, and its book. */
static void run_begin_with_book(char content)
{
    const struct bill_line lines[] = {bill_at("INV1", "1", on_monday(9, 30)),
                                      bill_at("INV1", "2", on_monday(7, 30))};

    night = (struct council_night){.config = &config,
                                   .council = &council,
                                   .db = db,
                                   .arena = arena,
                                   .zone = &zone,
                                   .run = night_load(content, 0, NULL, 2, lines)};
    OK(response_book_open(&night, folder, &book, &error));
}

static void set_up(void)
{
    make_temporary_folder();
    config = (struct config){.spool = folder};
    council = (struct council_config){.code = TEXT_LITERAL("TEST"), .mode = COUNCIL_MODE_LIVE};
}

static void tear_down(void)
{
    response_book_close(book);
    book = NULL;
    remove_temporary_folder();
}

static struct verdict verdict_of(const struct bill_line *line, enum verdict_kind kind)
{
    struct verdict verdict = paying(line, NULL, 1, 1);

    verdict.kind = kind;
    if (kind == VERDICT_HELD) {
        verdict.reasons = REASON_BIT(NO_ORDER);
        verdict.payable_pence = 0;
    }
    return verdict;
}

/* As verdict_of() judges it when it is held. */
static struct carried held_since_earlier(const struct bill_line *line)
{
    return (struct carried){.is_carried = true,
                            .reasons = REASON_BIT(NO_ORDER),
                            .expected_pence = line->net_pence,
                            .slot = 1,
                            .order_id = NOT_GIVEN,
                            .delivered_start_s = line->claimed_start_s,
                            .delivered_minutes = 30};
}

/* Both lines, as if they were this provider's, with these verdicts.  As many as are carried were
 * held before, and nothing about them has changed. */
static bool add_lines(const char *provider, enum verdict_kind first, enum verdict_kind second,
                      size_t carried_count)
{
    const day_t *received;
    struct match_input input = read_provider(&night.run, &received);
    struct bill_line lines[] = {input.lines[0], input.lines[1]};
    const struct carried carried[] = {held_since_earlier(&lines[0]), held_since_earlier(&lines[1])};
    struct verdict verdicts[] = {verdict_of(&lines[0], first), verdict_of(&lines[1], second)};
    const struct match_output output = {verdicts};

    lines[0].provider = lines[1].provider = input.provider_ref = text_of(provider);
    input.lines = lines;
    input.line_count = 2;
    input.carried = carried;
    input.carried_count = carried_count;
    return response_book_add(book, db, &input, &output, due_dates(2), &error);
}

static void add(const char *provider, enum verdict_kind first, enum verdict_kind second)
{
    OK(add_lines(provider, first, second, 0));
}

static void provider_is(size_t index, const char *wanted)
{
    ck_assert_msg(text_equal(response_book_provider(book, index), text_of(wanted)), "%zu: %s",
                  index, wanted);
}

static struct response_file take(size_t index)
{
    struct response_file file = {.zone = &zone, .arena = arena, .scratch = arena};

    OK(response_book_take(book, index, &file, &error));
    return file;
}

/* How often the file has the row of that number. */
static int rows_in(struct text content, const char *row)
{
    int count = 0;
    const char *at = arena_text(arena, content).bytes;

    while ((at = strstr(at, arena_printf(arena, "\r\nfile.csv,%s,", row))) != NULL)
        count++, at++;
    return count;
}

START_TEST(providers_ascend_as_bytes_whoever_came_first)
{
    run_begin_with_book('a');
    add("P2", VERDICT_MATCHED, VERDICT_MATCHED);
    add("p1", VERDICT_MATCHED, VERDICT_MATCHED);
    add("P10", VERDICT_MATCHED, VERDICT_MATCHED);
    response_book_sort(book);
    ck_assert_uint_eq(response_book_count(book), 3);
    provider_is(0, "P10");
    provider_is(1, "P2");
    provider_is(2, "p1");
}
END_TEST

/* Each provider's, though what is disputed lies in one file. */
START_TEST(what_is_taken_is_what_the_provider_was_judged)
{
    run_begin_with_book('a');
    add("P2", VERDICT_HELD, VERDICT_HELD);
    add("P1", VERDICT_MATCHED, VERDICT_HELD);
    response_book_sort(book);
    struct response_file of_p1 = take(0), of_p2 = take(1);
    struct text content;
    ck_assert_int_eq(of_p1.tally.lines[VERDICT_MATCHED], 1);
    ck_assert_int_eq(of_p1.tally.lines[VERDICT_HELD], 1);
    ck_assert_int_eq(of_p1.tally.paid_pence, 950);
    ck_assert_int_eq(of_p2.tally.lines[VERDICT_HELD], 2);
    ck_assert_int_eq(rows_in(text_buffer_text(&of_p1.disputed), "1"), 0);
    ck_assert_int_eq(rows_in(text_buffer_text(&of_p1.disputed), "2"), 1);
    ck_assert_int_eq(rows_in(text_buffer_text(&of_p2.disputed), "1"), 1);
    OK(response_file_read(&of_p1, &content, &error));
    ck_assert_int_eq(rows_in(content, "1"), 1);
    ck_assert_int_eq(rows_in(content, "2"), 1);
    OK(publish_commit(of_p1.publication, &error));
    OK(publish_commit(of_p2.publication, &error));
    check_file(RESPONSES "/2026-11-09-P1.csv", arena_text(arena, content).bytes);
    ck_assert_int_eq(names_in(RESPONSES), 2);
}
END_TEST

START_TEST(a_line_of_which_nothing_is_new_is_left_out)
{
    struct text content;

    run_begin_with_book('a');
    OK(add_lines("P1", VERDICT_HELD, VERDICT_HELD, 2));
    ck_assert_uint_eq(response_book_count(book), 0);
    OK(add_lines("P2", VERDICT_HELD, VERDICT_HELD, 1));
    ck_assert_uint_eq(response_book_count(book), 1);
    struct response_file file = take(0);
    OK(response_file_read(&file, &content, &error));
    ck_assert_int_eq(rows_in(content, "1"), 0);
    ck_assert_int_eq(rows_in(content, "2"), 1);
    ck_assert_int_eq(file.tally.lines[VERDICT_HELD], 1);
    publish_abandon(file.publication);
}
END_TEST

/* A run that ends before notify leaves none. */
START_TEST(files_nobody_took_are_not_there)
{
    run_begin_with_book('a');
    add("P1", VERDICT_MATCHED, VERDICT_HELD);
    add("P2", VERDICT_MATCHED, VERDICT_HELD);
    ck_assert(!is_there(RESPONSES "/2026-11-09-P1.csv"));
    OK(publish_commit(take(1).publication, &error));
    response_book_close(book);
    book = NULL;
    ck_assert_int_eq(names_in(RESPONSES), 1);
    ck_assert(is_there(RESPONSES "/2026-11-09-P2.csv"));
}
END_TEST

START_TEST(a_second_run_of_the_date_has_files_of_its_own)
{
    run_begin_with_book('a');
    add("P1", VERDICT_MATCHED, VERDICT_MATCHED);
    OK(publish_commit(take(0).publication, &error));
    response_book_close(book);
    night_close(&night.run);
    run_begin_with_book('b');
    add("P1", VERDICT_MATCHED, VERDICT_MATCHED);
    OK(publish_commit(take(0).publication, &error));
    ck_assert_int_eq(names_in(RESPONSES), 2);
    ck_assert(is_there(RESPONSES "/2026-11-09-P1.csv"));
    ck_assert(is_there(RESPONSES "/2026-11-09.2-P1.csv"));
}
END_TEST

START_TEST(a_council_in_shadow_is_only_counted)
{
    council.mode = COUNCIL_MODE_SHADOW;
    run_begin_with_book('a');
    add("P1", VERDICT_MATCHED, VERDICT_HELD);
    struct response_file file = take(0);
    ck_assert_ptr_null(file.publication);
    ck_assert_int_eq(file.tally.lines[VERDICT_HELD], 1);
    ck_assert(!is_there("out"));
}
END_TEST

START_TEST(a_provider_whose_file_cannot_be_begun_is_not_in_the_book)
{
    run_begin_with_book('a');
    put_file("out", "a file where the folder is to be");
    ck_assert(!add_lines("P1", VERDICT_MATCHED, VERDICT_MATCHED, 0));
    ck_assert_int_eq(error.status, EXIT_STATUS_CANNOT_WRITE);
    ck_assert_uint_eq(response_book_count(book), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("response_book");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, providers_ascend_as_bytes_whoever_came_first);
    tcase_add_test(tests, what_is_taken_is_what_the_provider_was_judged);
    tcase_add_test(tests, a_line_of_which_nothing_is_new_is_left_out);
    tcase_add_test(tests, files_nobody_took_are_not_there);
    tcase_add_test(tests, a_second_run_of_the_date_has_files_of_its_own);
    tcase_add_test(tests, a_council_in_shadow_is_only_counted);
    tcase_add_test(tests, a_provider_whose_file_cannot_be_begun_is_not_in_the_book);
    return run_case("run/response_book", tests);
}
