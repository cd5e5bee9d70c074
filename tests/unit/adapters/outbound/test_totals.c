/* The control totals beside a card batch: the writer, and the reader against it. */
#include <check.h>
#include <string.h>

#include "tests/unit/adapters/outbound/settlement_sample.h"

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

#define TOTALS                                                                                     \
    "batch KENT-20261109-card-1\nbusiness_date 2026-11-09\nsales 1\nsales_pence 900\n"             \
    "refunds 1\nrefunds_pence 600\nitems 3\nnet_pence 200\nvat_pence 100\n"

/* A sale of 10.00 − 3.00 and 2.00 VAT, a refund of 5.00 and 1.00 VAT. */
static struct text two_transactions(void)
{
    const struct provider provider = sample_provider("P001");
    struct payable_line lines[] = {sample_line("A", "1", 1000), sample_line("A", "2", -300),
                                   sample_line("B", "1", -500)};
    lines[0].vat_pence = 200;
    lines[2].vat_pence = -100;
    struct sample sample = sample_batch(arena, 3, lines);
    return sample_file(arena, &totals_format, &sample_payer, &sample, 1, &provider);
}

START_TEST(a_name_and_a_value_a_line)
{
    ck_assert_str_eq(arena_printf(arena, "%.*s", TEXT_ARGS(two_transactions())), TOTALS);
}
END_TEST

START_TEST(the_reader_finds_every_value)
{
    struct file_totals totals;
    struct error error;
    ck_assert(sample_read_back(arena, &totals_format, text_of(TOTALS), &totals, &error));
    const struct file_totals wanted = {1, 900, 1, 600, 100, 3, 200};
    ck_assert_mem_eq(&totals, &wanted, sizeof(wanted));
}
END_TEST

static const char *const broken[] = {
    "", "batch KENT-20261109-card-1\n", TOTALS "x", TOTALS TOTALS,
    ("batch A\nbusiness_date 2026-11-09\nsales 1\nsales_pence 9\nrefunds 1\nrefunds_pence 6\n"
     "items three\nnet_pence 200\nvat_pence 100\n")};

START_TEST(a_broken_file_is_found)
{
    struct file_totals totals;
    struct error error;
    ck_assert(!sample_read_back(arena, &totals_format, text_of(broken[_i]), &totals, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
}
END_TEST

START_TEST(totals_that_differ_are_named)
{
    const struct file_totals wanted = {1, 900, 1, 600, 100, 3, 200};
    struct file_totals read = wanted;
    struct error error;
    ck_assert(file_totals_compare(&read, &wanted, &error));
    read.vat_pence = NOT_GIVEN; /* a format that does not say it */
    ck_assert(file_totals_compare(&read, &wanted, &error));
    read.item_pence = 201;
    ck_assert(!file_totals_compare(&read, &wanted, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "item_pence 201, the batch has 200"));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("totals");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_name_and_a_value_a_line);
    tcase_add_test(tcase, the_reader_finds_every_value);
    tcase_add_loop_test(tcase, a_broken_file_is_found, 0, (int)(sizeof(broken) / sizeof(*broken)));
    tcase_add_test(tcase, totals_that_differ_are_named);
    Suite *suite = suite_create("adapters/outbound/totals");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
