#include "ops/run/finding_book.h"

#include <check.h>
#include <stdlib.h>

#include "tests/unit/adapters/host/temporary_folder.h"

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

/* One held line of a provider. */
static void add_held(const char *provider, const char *care_manager, const char *client,
                     int64_t line_id)
{
    struct arena *arena = arena_new();
    const struct order_line order = {.care_manager = text_of(care_manager)};
    const struct bill_line line = {
        .provider = text_of(provider), .client_ref = text_of(client), .line_id = line_id};
    struct verdict verdict = {.kind = VERDICT_HELD, .order = &order};
    const struct match_input input = {.line_count = 1, .lines = &line};
    const struct match_output output = {&verdict};
    const struct finding_rows rows = finding_rows_make(arena, &input, &output);

    ck_assert(finding_book_add(book, &rows, &error));
    arena_free(arena);
}

static void next_is(const char *care_manager, const char *client, int64_t line_id)
{
    struct reported_line line;
    bool has_one;

    ck_assert(finding_book_next(book, &has_one, &line, &error));
    ck_assert(has_one);
    ck_assert_str_eq(line.care_manager.bytes, care_manager);
    ck_assert_str_eq(line.client_ref.bytes, client);
    ck_assert_int_eq(line.line_id, line_id);
}

static void there_is_no_other(void)
{
    struct reported_line line;
    bool has_one;

    ck_assert(finding_book_next(book, &has_one, &line, &error));
    ck_assert(!has_one);
}

START_TEST(an_empty_one_has_no_line)
{
    ck_assert(!finding_book_has_unchanged(book));
    finding_book_sort(book);
    there_is_no_other();
    there_is_no_other();
}
END_TEST

START_TEST(lines_come_by_care_manager_then_client_whoever_provided)
{
    add_held("P1", "Moss", "C3", 1);
    add_held("P1", "Ash", "C2", 2);
    add_held("P1", "", "C9", 3);
    add_held("P2", "Moss", "C1", 4);
    add_held("P2", "Ash", "C2", 5);
    finding_book_sort(book);
    next_is("", "C9", 3);
    next_is("Ash", "C2", 2);
    next_is("Ash", "C2", 5);
    next_is("Moss", "C1", 4);
    next_is("Moss", "C3", 1);
    there_is_no_other();
}
END_TEST

/* Each in its own place, whichever are empty. */
START_TEST(a_line_has_all_its_texts)
{
    struct arena *arena = arena_new();
    const struct order_line order = {.care_manager = TEXT_LITERAL("Moss"),
                                     .order_no = TEXT_LITERAL("PO77"),
                                     .order_line = TEXT_LITERAL("3")};
    const struct bill_line line = {.provider = TEXT_LITERAL("P1"),
                                   .invoice_no = TEXT_LITERAL("INV1"),
                                   .line_no = TEXT_LITERAL("12"),
                                   .client_ref = TEXT_LITERAL("C1001"),
                                   .carer_ref = TEXT_LITERAL(""),
                                   .service = TEXT_LITERAL("HC")};
    struct verdict verdict = {.kind = VERDICT_HELD, .order = &order};
    const struct match_input input = {.line_count = 1, .lines = &line};
    const struct match_output output = {&verdict};
    const struct finding_rows rows = finding_rows_make(arena, &input, &output);
    struct reported_line read;
    bool has_one;

    ck_assert(finding_book_add(book, &rows, &error));
    arena_free(arena);
    finding_book_sort(book);
    ck_assert(finding_book_next(book, &has_one, &read, &error));
    ck_assert(has_one);
    ck_assert_str_eq(read.care_manager.bytes, "Moss");
    ck_assert_str_eq(read.provider.bytes, "P1");
    ck_assert_str_eq(read.invoice_no.bytes, "INV1");
    ck_assert_str_eq(read.line_no.bytes, "12");
    ck_assert_str_eq(read.client_ref.bytes, "C1001");
    ck_assert_str_eq(read.carer_ref.bytes, "");
    ck_assert_str_eq(read.service.bytes, "HC");
    ck_assert_str_eq(read.order_no.bytes, "PO77");
    ck_assert_str_eq(read.order_line.bytes, "3");
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
    tcase_add_test(tests, an_empty_one_has_no_line);
    tcase_add_test(tests, lines_come_by_care_manager_then_client_whoever_provided);
    tcase_add_test(tests, a_line_has_all_its_texts);
    tcase_add_test(tests, unchanged_lines_of_any_provider_are_told);
    suite_add_tcase(suite, tests);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
