/* The remittance CSV: its writer, and its reader against it. */
#include <check.h>
#include <string.h>

#include "tests/unit/adapters/outbound/settlement_sample.h"

static struct arena *arena;
static struct provider provider;

static void set_up(void)
{
    arena = arena_new();
    provider = sample_provider("P001");
}

static void tear_down(void)
{
    arena_free(arena);
}

static struct text write_lines(size_t count, const struct payable_line *lines)
{
    struct sample sample = sample_batch(arena, count, lines);
    return sample_remittance(arena, &sample, &provider);
}

/* A piece that no row fits into, so that each is put together again. */
#define PIECE_BYTES 13

static bool remittance_csv_read_totals(struct text bytes, struct file_totals *totals_r,
                                       struct error *error_r)
{
    return sample_read_remittance(arena, bytes, PIECE_BYTES, totals_r, error_r);
}

static const char *string_of(struct text t)
{
    return arena_printf(arena, "%.*s", TEXT_ARGS(t));
}

#define HEADING                                                                                    \
    "batch,transaction,due_date,invoice_no,line_no,client_ref,service,order_no,order_line,"        \
    "delivered_start,delivered_minutes,billed_net,paid_net,paid_vat,paid_total\r\n"

START_TEST(a_row_a_line_and_the_total)
{
    struct payable_line lines[] = {sample_line("A", "1", 950), sample_line("B", "1", -300)};
    lines[0].billed_pence = 960;
    lines[0].vat_pence = 190;
    lines[1].billed_pence = NOT_GIVEN;
    ck_assert_str_eq(string_of(write_lines(2, lines)), HEADING
                     "KENT-20261109-card-1,1,2026-11-13,A,1,C1001,HC,PO77,3,2026-11-02T07:30:00,31,"
                     "9.60,9.50,1.90,11.40\r\n"
                     "KENT-20261109-card-1,2,2026-11-13,B,1,C1001,HC,PO77,3,2026-11-02T07:30:00,31,"
                     ",-3.00,0.00,-3.00\r\n"
                     "KENT-20261109-card-1,total,,,2,,,,,,,,6.50,1.90,8.40\r\n");
}
END_TEST

START_TEST(times_are_the_wall_clocks)
{
    struct payable_line line = sample_line("A", "1", 950);
    line.delivered_start_s = INT64_C(1781764200); /* 2026-06-18T06:30Z */
    ck_assert_ptr_nonnull(strstr(string_of(write_lines(1, &line)), ",2026-06-18T07:30:00,"));
}
END_TEST

START_TEST(only_the_providers_own_lines)
{
    struct payable_line lines[] = {sample_line("A", "1", 950), sample_line("A", "1", 333)};
    lines[1].provider = TEXT_LITERAL("P002");
    const char *file = string_of(write_lines(2, lines));
    ck_assert_ptr_null(strstr(file, "3.33"));
    ck_assert_ptr_nonnull(strstr(file, "total,,,1,"));
}
END_TEST

START_TEST(references_are_quoted_not_altered)
{
    struct payable_line line = sample_line("=A,\"1\"", "1", 950);
    struct text file = write_lines(1, &line);
    ck_assert_ptr_nonnull(strstr(string_of(file), ",\"=A,\"\"1\"\"\","));
    struct file_totals totals;
    struct error error;
    ck_assert(remittance_csv_read_totals(file, &totals, &error));
    ck_assert_int_eq(totals.item_pence, 950);
}
END_TEST

START_TEST(reader_agrees_with_the_batch_to_the_penny)
{
    srand(42);
    for (int round = 0; round < 30; round++) {
        struct sample sample = sample_random_batch(arena, 1 + (size_t)(rand() % 200));
        const struct settlement_batch batch = sample.batch;
        struct file_totals sum = {0};
        for (int p = 0; p < 4; p++) {
            provider = sample_provider(arena_printf(arena, "P00%d", p));
            struct file_totals totals;
            struct error error = {0};
            ck_assert_msg(remittance_csv_read_totals(sample_remittance(arena, &sample, &provider),
                                                     &totals, &error),
                          "%s", error.message);
            sum.item_count += totals.item_count;
            sum.item_pence += totals.item_pence;
            sum.vat_pence += totals.vat_pence;
            sum.sale_pence += totals.sale_pence - totals.refund_pence;
            sum.sale_count += totals.sale_count + totals.refund_count;
        }
        ck_assert_int_eq(sum.item_count, (int64_t)batch.line_count);
        ck_assert_int_eq(sum.sale_count, (int64_t)batch.transaction_count);
        ck_assert_int_eq(sum.item_pence, batch.net_pence);
        ck_assert_int_eq(sum.vat_pence, batch.vat_pence);
        ck_assert_int_eq(sum.sale_pence, batch.net_pence + batch.vat_pence);
    }
}
END_TEST

/* What is put in the place of what, in a good file; and what the error must say. */
static const struct {
    const char *old, *new, *said;
} changes[] = {
    {"batch,", "Batch,", "heading"},
    {",9.50,0.00,9.50\r\nKENT-20261109-card-1,total",
     ",9.51,0.00,9.51\r\nKENT-20261109-card-1,total", "do not add up"},
    {"9.50,0.00,9.50", "9.50,0.00,9.51", "net and VAT"},
    {"total,,,1,", "total,,,2,", "number of lines"},
    {"31,9.50", "31,,9.50", "fields"},
    {"9.50,0.00,9.50\r\n", "9.5,0.00,9.50\r\n", "decimals"},
    {"9.50,0.00,9.50\r\n", "9.50,0.00,9.50\n", "fields"},
    {"-1,1,2026", "-2,1,2026", "another batch"},
    {"-1,1,2026", "-1,0,2026", "order"},
    {"-1,1,2026", "-1,x,2026", "number"},
    {"9.50\r\nKENT-20261109-card-1,total,,,1,,,,,,,,9.50,0.00,9.50\r\n", "9.50\r\n", "missing"},
    {"total,,,1,,,,,,,,9.50,0.00,9.50\r\n",
     "total,,,1,,,,,,,,9.50,0.00,9.50\r\nKENT-20261109-card-1,2,,,,,,,,,,,0.00,0.00,0.00\r\n",
     "follows"},
    {"total,,,1,,,,,,,,9.50,0.00,9.50\r\n", "total,,,1,,,,,,,,9.50,0.00,9", "ends inside"},
};

static struct text with_change(struct text file, const char *old, const char *new)
{
    const char *good = string_of(file), *at = strstr(good, old);
    ck_assert_ptr_nonnull(at);
    return text_of(arena_printf(arena, "%.*s%s%s", (int)(at - good), good, new, at + strlen(old)));
}

START_TEST(a_changed_file_is_found)
{
    struct payable_line line = sample_line("A", "1", 950);
    struct text file = with_change(write_lines(1, &line), changes[_i].old, changes[_i].new);
    struct file_totals totals;
    struct error error;
    ck_assert(!remittance_csv_read_totals(file, &totals, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, changes[_i].said) != NULL, "%s, not %s", error.message,
                  changes[_i].said);
}
END_TEST

/* The reader's buffer holds 64 KiB: some 700 rows go through it more than once, and no row may be
 * as long. */
START_TEST(a_file_is_larger_than_the_readers_buffer)
{
    struct payable_line *lines = ARENA_ARRAY(arena, struct payable_line, 2000);
    struct file_totals totals;
    struct error error = {0};
    for (size_t i = 0; i < 2000; i++)
        lines[i] = sample_line("A", arena_printf(arena, "%zu", i + 1), 3);
    struct text file = write_lines(2000, lines);
    ck_assert_uint_gt(file.length, 200000);
    const size_t lengths[] = {1000, 65536, 1000000};
    for (size_t i = 0; i < 3; i++) {
        ck_assert_msg(sample_read_remittance(arena, file, lengths[i], &totals, &error), "%s",
                      error.message);
        ck_assert_int_eq(totals.item_count, 2000);
        ck_assert_int_eq(totals.item_pence, 6000);
        ck_assert_int_eq(totals.sale_count, 3); /* 999, 999 and 2 */
    }
    char *service = ARENA_ARRAY(arena, char, 70000);
    memset(service, 'x', 70000);
    lines[1].service = (struct text){service, 70000};
    ck_assert(!remittance_csv_read_totals(write_lines(2, lines), &totals, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "beyond reason"));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("remittance_csv");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_row_a_line_and_the_total);
    tcase_add_test(tcase, times_are_the_wall_clocks);
    tcase_add_test(tcase, only_the_providers_own_lines);
    tcase_add_test(tcase, references_are_quoted_not_altered);
    tcase_add_test(tcase, reader_agrees_with_the_batch_to_the_penny);
    tcase_add_test(tcase, a_file_is_larger_than_the_readers_buffer);
    tcase_add_loop_test(tcase, a_changed_file_is_found, 0,
                        (int)(sizeof(changes) / sizeof(*changes)));
    Suite *suite = suite_create("adapters/outbound/remittance_csv");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
