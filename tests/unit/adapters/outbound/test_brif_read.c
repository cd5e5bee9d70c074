#include <check.h>
#include <string.h>

#include "tests/unit/adapters/outbound/settlement_sample.h"

static struct arena *arena;
static struct provider providers[4];

static void set_up(void)
{
    arena = arena_new();
    for (int i = 0; i < 4; i++)
        providers[i] = sample_provider(arena_printf(arena, "P00%d", i));
}

static void tear_down(void)
{
    arena_free(arena);
}

/* A piece no record and no line fits into, so that each is put together again. */
#define PIECE_BYTES 97

static struct text write_batch(const struct sample *sample)
{
    return sample_brif(arena, &sample_payer, sample, 4, providers);
}

static bool brif_read_totals(struct text bytes, struct file_totals *totals_r, struct error *error_r)
{
    return sample_read_brif(arena, bytes, PIECE_BYTES, totals_r, error_r);
}

/* Two transactions: a sale of two items, a refund of one. Seven records. */
static struct text two_transactions(void)
{
    struct payable_line lines[] = {sample_line("A", "1", 1000), sample_line("A", "2", -300),
                                   sample_line("B", "1", -500)};
    lines[0].vat_pence = 200;
    lines[2].vat_pence = -100;
    struct sample sample = sample_batch(arena, 3, lines);
    return write_batch(&sample);
}

START_TEST(counts_and_amounts_by_sale_and_refund)
{
    struct file_totals totals;
    struct error error;
    ck_assert(brif_read_totals(two_transactions(), &totals, &error));
    ck_assert_int_eq(totals.sale_count, 1);
    ck_assert_int_eq(totals.sale_pence, 900);
    ck_assert_int_eq(totals.refund_count, 1);
    ck_assert_int_eq(totals.refund_pence, 600);
    ck_assert_int_eq(totals.vat_pence, 100);
    ck_assert_int_eq(totals.item_count, 3);
    ck_assert_int_eq(totals.item_pence, 200);
}
END_TEST

START_TEST(agrees_with_the_batch_to_the_penny)
{
    srand(20261109);
    for (int round = 0; round < 30; round++) {
        struct sample sample = sample_random_batch(arena, 1 + (size_t)(rand() % 200));
        const struct settlement_batch batch = sample.batch;
        struct file_totals totals;
        struct error error = {0};
        ck_assert_msg(brif_read_totals(write_batch(&sample), &totals, &error), "%s", error.message);
        ck_assert_int_eq(totals.item_count, (int64_t)batch.line_count);
        ck_assert_int_eq(totals.item_pence, batch.net_pence);
        ck_assert_int_eq(totals.vat_pence, batch.vat_pence);
        ck_assert_int_eq(totals.sale_count + totals.refund_count, (int64_t)batch.transaction_count);
        ck_assert_int_eq(totals.sale_pence - totals.refund_pence,
                         batch.net_pence + batch.vat_pence);
        tear_down();
        set_up();
    }
}
END_TEST

static void put(struct text file, size_t record, size_t offset, const char *bytes)
{
    memcpy((char *)file.bytes + record * 300 + offset, bytes, strlen(bytes));
}

/* One change to a good file, and what the error must say. */
static const struct {
    size_t record, offset;
    const char *bytes, *said;
} changes[] = {
    {0, 83, "1", "record 1, offset 72: "}, /* amount */
    {0, 83, "x", "record 1, offset 83: "}, /* not a digit */
    {0, 2, "R", "record 2, offset 184: "}, /* sale turned refund */
    {0, 2, "X", "record 1, offset 2: "},
    {0, 4, "X", "record 1, offset 4: "},
    {0, 298, "\n\r", "record 1, offset 298: "},
    {0, 100, "\x01", "record 1, offset 100: "},
    {0, 161, "EUR", "record 1, offset 161: "},
    {0, 43, " ", "record 1, offset 43: "},
    {0, 3, " ", "record 1, offset 3: "},
    {1, 2, "I", "record 2, offset 0: "},  /* no purchasing-card record */
    {1, 16, "1", "record 2, offset 5: "}, /* VAT amount */
    {1, 195, "1", "record 2, offset 184: "},
    {2, 5, "002", "record 3, offset 5: "}, /* numbering */
    {2, 150, "1", "record 2, offset 184: "},
    {2, 138, "1", "record 2, offset 5: "}, /* line VAT */
    {2, 164, "C", "record 2, offset 184: "},
    {2, 3, " ", "record 4, offset 2: "}, /* an item too many */
    {3, 3, "A", "record 4, offset 3: "}, /* an item too few */
    {3, 2, "P", "record 3, offset 3: "},
    {4, 5, "20261110", "record 5, offset 5: "},
    {5, 4, "2", "record 6, offset 4: "},
    {6, 19, "x", "record 7, offset 19: "}, /* unit cost */
};

START_TEST(a_changed_byte_is_found)
{
    struct text file = two_transactions();
    put(file, changes[_i].record, changes[_i].offset, changes[_i].bytes);
    struct file_totals totals;
    struct error error;
    ck_assert(!brif_read_totals(file, &totals, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, changes[_i].said) != NULL, "%s, not %s", error.message,
                  changes[_i].said);
}
END_TEST

START_TEST(a_file_that_is_not_whole_is_refused)
{
    struct text file = two_transactions();
    struct file_totals totals;
    struct error error;
    /* After the third record the sale lacks an item; after the fourth all is whole. */
    const size_t lengths[] = {0, 1, 299, 300, 600, 900, 1199, 1201, 1500, 1800, 2099};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
        struct text part = {file.bytes, lengths[i]};
        ck_assert_msg(!brif_read_totals(part, &totals, &error), "%zu bytes", lengths[i]);
    }
    ck_assert(brif_read_totals((struct text){file.bytes, 1200}, &totals, &error));
}
END_TEST

START_TEST(a_piece_may_have_any_length)
{
    const size_t lengths[] = {1, 299, 300, 301, 599, 600, 2100, 5000};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
        struct file_totals totals;
        struct error error = {0};
        ck_assert_msg(sample_read_brif(arena, two_transactions(), lengths[i], &totals, &error),
                      "%zu bytes: %s", lengths[i], error.message);
        ck_assert_int_eq(totals.item_count, 3);
        ck_assert_int_eq(totals.item_pence, 200);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("brif_read");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, counts_and_amounts_by_sale_and_refund);
    tcase_add_test(tcase, agrees_with_the_batch_to_the_penny);
    tcase_add_loop_test(tcase, a_changed_byte_is_found, 0,
                        (int)(sizeof(changes) / sizeof(*changes)));
    tcase_add_test(tcase, a_file_that_is_not_whole_is_refused);
    tcase_add_test(tcase, a_piece_may_have_any_length);
    Suite *suite = suite_create("adapters/outbound/brif_read");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
