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

static struct text write_batch(const struct sample *sample)
{
    return sample_brif(arena, &sample_payer, sample, 4, providers);
}

static struct text write_lines(size_t count, const struct payable_line *lines)
{
    struct sample sample = sample_batch(arena, count, lines);
    return write_batch(&sample);
}

static struct text write_line(struct payable_line line)
{
    return write_lines(1, &line);
}

/* A field of a record by the offsets of docs/files-out.md; record 0 is the first. */
static const char *field(struct text file, size_t record, size_t offset, size_t length)
{
    ck_assert_uint_ge(file.length, (record + 1) * 300);
    return arena_printf(arena, "%.*s", (int)length, file.bytes + record * 300 + offset);
}

static const char *blanks(int length)
{
    return arena_printf(arena, "%*s", length, "");
}

START_TEST(every_record_is_300_bytes_ending_with_crlf)
{
    struct payable_line lines[] = {sample_line("A", "1", 950), sample_line("B", "1", 950)};
    struct text file = write_lines(2, lines);
    ck_assert_uint_eq(file.length, 6 * 300);
    for (size_t record = 0; record < 6; record++) {
        ck_assert_str_eq(field(file, record, 298, 2), "\r\n");
        for (size_t i = 0; i < 298; i++)
            ck_assert(file.bytes[record * 300 + i] >= ' ' && file.bytes[record * 300 + i] <= '~');
    }
}
END_TEST

START_TEST(main_record)
{
    struct payable_line line = sample_line("INV1", "1", 950);
    line.vat_pence = 190;
    struct text file = write_line(line);
    ck_assert_str_eq(field(file, 0, 0, 5), " ASAL");
    ck_assert_str_eq(field(file, 0, 5, 14), "20261109000000");
    ck_assert_str_eq(field(file, 0, 19, 15), "M0001          ");
    ck_assert_str_eq(field(file, 0, 34, 9), blanks(9));
    ck_assert_str_eq(field(file, 0, 43, 19), "tok_0001           ");
    ck_assert_str_eq(field(file, 0, 62, 10), blanks(10));
    ck_assert_str_eq(field(file, 0, 72, 12), "000000001140");
    ck_assert_str_eq(field(file, 0, 84, 12), "000000000000");
    ck_assert_str_eq(field(file, 0, 96, 40), blanks(40));
    ck_assert_str_eq(field(file, 0, 136, 25), "KENT-20261109-1-1        ");
    ck_assert_str_eq(field(file, 0, 161, 3), "GBP");
    ck_assert_str_eq(field(file, 0, 190, 11), "00000000001");
    ck_assert_str_eq(field(file, 0, 201, 97), blanks(97));
}
END_TEST

START_TEST(purchasing_card_record)
{
    struct payable_line line = sample_line("INV1", "1", 950);
    line.vat_pence = 190;
    struct text file = write_line(line);
    ck_assert_str_eq(field(file, 1, 0, 5), " XPA1");
    ck_assert_str_eq(field(file, 1, 5, 12), "000000000190");
    ck_assert_str_eq(field(file, 1, 17, 13), "GB123456789  ");
    ck_assert_str_eq(field(file, 1, 30, 12), "PO77        ");
    ck_assert_str_eq(field(file, 1, 42, 8), blanks(8));
    ck_assert_str_eq(field(file, 1, 50, 24), "000000000000000000000000");
    ck_assert_str_eq(field(file, 1, 97, 4), "0000");
    ck_assert_str_eq(field(file, 1, 102, 20), "KENT                ");
    ck_assert_str_eq(field(file, 1, 134, 15), "INV1           ");
    ck_assert_str_eq(field(file, 1, 164, 20), "CC-ADULTS           ");
    ck_assert_str_eq(field(file, 1, 184, 12), "000000000950");
    ck_assert_str_eq(field(file, 1, 196, 102), blanks(102));
}
END_TEST

START_TEST(item_record)
{
    struct payable_line line = sample_line("INV1", "7", 950);
    line.vat_pence = 190;
    line.vat_percent_e4 = 20 * E4;
    struct text file = write_line(line);
    ck_assert_str_eq(field(file, 2, 0, 8), " XI 1001");
    ck_assert_str_eq(field(file, 2, 8, 12), "000000190000"); /* 19.0000 pounds an hour */
    ck_assert_str_eq(field(file, 2, 20, 12), "h           ");
    ck_assert_str_eq(field(file, 2, 47, 40), "HC C1001 2026-11-02 31min               ");
    ck_assert_str_eq(field(file, 2, 87, 12), "000000005000"); /* half an hour */
    ck_assert_str_eq(field(file, 2, 99, 4), "2000");
    ck_assert_str_eq(field(file, 2, 115, 12), "7           ");
    ck_assert_str_eq(field(file, 2, 127, 12), "000000000190");
    ck_assert_str_eq(field(file, 2, 139, 12), "000000000950");
    ck_assert_str_eq(field(file, 2, 152, 12), "000000000000");
    ck_assert_str_eq(field(file, 2, 164, 1), "D");
    ck_assert_str_eq(field(file, 2, 165, 133), blanks(133));
}
END_TEST

START_TEST(unit_cost_is_rounded_and_the_line_total_counts)
{
    struct payable_line line = sample_line("INV1", "1", 1000);
    line.expected_minutes = 20; /* 0.3333 h at 30.0030 pounds */
    struct text file = write_line(line);
    ck_assert_str_eq(field(file, 2, 87, 12), "000000003333");
    ck_assert_str_eq(field(file, 2, 8, 12), "000000300030");
    ck_assert_str_eq(field(file, 2, 139, 12), "000000001000");
}
END_TEST

START_TEST(without_hours_an_item_is_one_of_its_price)
{
    struct payable_line line = sample_line("INV1", "1", 1000);
    line.expected_minutes = line.delivered_minutes = 0;
    struct text file = write_line(line);
    ck_assert_str_eq(field(file, 2, 8, 12), "000000100000");
    ck_assert_str_eq(field(file, 2, 20, 12), "ea          ");
    ck_assert_str_eq(field(file, 2, 87, 12), "000000010000");
}
END_TEST

START_TEST(jobs_are_counted_in_their_unit)
{
    struct payable_line line = sample_line("INV1", "1", 9000);
    line.service = TEXT_LITERAL("DOOR");
    line.quantity_e4 = 3 * E4;
    line.unit = QUANTITY_UNIT_JOB;
    line.expected_minutes = NOT_GIVEN;
    struct text file = write_line(line);
    ck_assert_str_eq(field(file, 2, 8, 12), "000000300000");
    ck_assert_str_eq(field(file, 2, 20, 12), "job         ");
    ck_assert_str_eq(field(file, 2, 87, 12), "000000030000");
}
END_TEST

START_TEST(a_net_credit_is_a_refund_of_unsigned_amounts)
{
    struct payable_line line = sample_line("CR1", "1", -950);
    line.vat_pence = -190;
    struct text file = write_line(line);
    ck_assert_str_eq(field(file, 0, 2, 1), "R");
    ck_assert_str_eq(field(file, 0, 72, 12), "000000001140");
    ck_assert_str_eq(field(file, 1, 5, 12), "000000000190");
    ck_assert_str_eq(field(file, 1, 184, 12), "000000000950");
    ck_assert_str_eq(field(file, 2, 139, 12), "000000000950");
    ck_assert_str_eq(field(file, 2, 164, 1), "C");
}
END_TEST

START_TEST(mixed_signs_net_off_inside_the_transaction)
{
    struct payable_line lines[] = {sample_line("INV1", "1", 1000), sample_line("INV1", "2", -300)};
    struct text file = write_lines(2, lines);
    ck_assert_uint_eq(file.length, 4 * 300);
    ck_assert_str_eq(field(file, 0, 2, 1), "S");
    ck_assert_str_eq(field(file, 0, 72, 12), "000000000700");
    ck_assert_str_eq(field(file, 1, 184, 12), "000000000700");
    ck_assert_str_eq(field(file, 2, 3, 1), "A");
    ck_assert_str_eq(field(file, 2, 164, 1), "D");
    ck_assert_str_eq(field(file, 3, 3, 1), " ");
    ck_assert_str_eq(field(file, 3, 5, 3), "002");
    ck_assert_str_eq(field(file, 3, 164, 1), "C");
}
END_TEST

START_TEST(widest_values_fill_their_fields)
{
    struct payable_line line = sample_line("INVOICE-2026-15", "123456789012", 999999999);
    line.vat_percent_e4 = 999999;
    line.cost_centre = TEXT_LITERAL("12345678901234567890");
    line.order_no = TEXT_LITERAL("ORDER-123456");
    providers[1].card_token = TEXT_LITERAL("tok-890123456789012");
    providers[1].merchant_id = TEXT_LITERAL("MERCHANT-123456");
    struct text file = write_line(line);
    ck_assert_str_eq(field(file, 0, 19, 15), "MERCHANT-123456");
    ck_assert_str_eq(field(file, 0, 43, 19), "tok-890123456789012");
    ck_assert_str_eq(field(file, 0, 72, 12), "000999999999");
    ck_assert_str_eq(field(file, 1, 30, 12), "ORDER-123456");
    ck_assert_str_eq(field(file, 1, 134, 15), "INVOICE-2026-15");
    ck_assert_str_eq(field(file, 1, 164, 20), "12345678901234567890");
    ck_assert_str_eq(field(file, 2, 99, 4), "9999");
    ck_assert_str_eq(field(file, 2, 115, 12), "123456789012");
}
END_TEST

static const char *refusal(const struct provider *provider, const char *invoice_no,
                           size_t line_count, int64_t net_pence, int64_t vat_pence)
{
    const struct payment_lot lot = {.provider = provider->provider,
                                    .invoice_no = text_of(invoice_no),
                                    .line_count = line_count,
                                    .net_pence = net_pence,
                                    .vat_pence = vat_pence};
    return brif_format.refuses(arena, &sample_payer, provider, &lot);
}

START_TEST(values_longer_than_their_field_are_refused)
{
    struct provider provider = providers[1];
    ck_assert_ptr_nonnull(strstr(refusal(&provider, "INVOICE-2026-016", 1, 1, 0), "15"));
    ck_assert_ptr_null(refusal(&provider, "INVOICE-2026-\xC3\xA6", 1, 1, 0)); /* ae: 15 in ASCII */
    ck_assert_ptr_nonnull(refusal(&provider, "INVOICE-2026-1\xC3\xA6", 1, 1, 0));

    provider.card_token = TEXT_LITERAL("tok-8901234567890123");
    ck_assert_ptr_nonnull(refusal(&provider, "INV1", 1, 1, 0));
    provider = providers[1];
    provider.merchant_id = TEXT_LITERAL("MERCHANT-1234567");
    ck_assert_ptr_nonnull(refusal(&provider, "INV1", 1, 1, 0));
    provider = providers[1];
    provider.card_token = (struct text){0};
    ck_assert_ptr_nonnull(refusal(&provider, "INV1", 1, 1, 0));
}
END_TEST

/* Ten million pounds of one line; of many they fit the transaction's twelve digits. */
START_TEST(amounts_that_no_unsigned_field_can_say_are_refused)
{
    ck_assert_ptr_nonnull(refusal(&providers[1], "INV1", 1, 1000, -1));
    ck_assert_ptr_nonnull(refusal(&providers[1], "INV1", 1, INT64_C(1000000000), 0));
    ck_assert_ptr_nonnull(refusal(&providers[1], "INV1", 1, INT64_C(-900000000), -100000000));
    ck_assert_ptr_null(refusal(&providers[1], "INV1", 1, INT64_C(999999999), 0));
    ck_assert_ptr_null(refusal(&providers[1], "INV1", 999, INT64_C(998999999001), 0));
}
END_TEST

START_TEST(letters_become_ascii_and_descriptions_are_cut)
{
    struct payable_line line = sample_line("INV\xC3\xA9", "1", 1);
    line.service = TEXT_LITERAL("R&D caf\xC3\xA9 stra\xC3\x9F"
                                "e");
    struct text file = write_line(line);
    ck_assert_str_eq(field(file, 1, 134, 15), "INVe           ");
    ck_assert_str_eq(field(file, 2, 47, 40), "R&D cafe strasse C1001 2026-11-02 31min ");

    char service[200];
    memset(service, 'x', sizeof(service));
    line.service = (struct text){service, sizeof(service)};
    file = write_line(line);
    ck_assert_str_eq(field(file, 2, 47, 41), arena_printf(arena, "%.40s0", service));
}
END_TEST

START_TEST(references_that_do_not_fit_or_differ_are_left_out)
{
    struct payable_line lines[] = {sample_line("INV1", "1", 1), sample_line("INV1", "2", 1)};
    lines[1].order_no = TEXT_LITERAL("PO78");
    lines[0].cost_centre = lines[1].cost_centre = TEXT_LITERAL("123456789012345678901");
    struct text file = write_lines(2, lines);
    ck_assert_str_eq(field(file, 1, 30, 12), blanks(12));
    ck_assert_str_eq(field(file, 1, 164, 20), blanks(20));
}
END_TEST

START_TEST(transaction_references_are_unique_however_long_the_councils_code)
{
    struct payable_line lines[] = {sample_line("A", "1", 1), sample_line("B", "1", 1)};
    const struct text code = TEXT_LITERAL("ABCDEFGHIJKLMNOP");
    struct sample first = sample_of(arena, code, 1, 2, lines);
    struct sample second = sample_of(arena, code, 2, 2, lines);
    struct text one = write_batch(&first), two = write_batch(&second);
    const char *references[] = {field(one, 0, 136, 25), field(one, 3, 136, 25),
                                field(two, 0, 136, 25), field(two, 3, 136, 25)};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(strncmp(references[i], "ABCDEFGHIJKLMNOP", 16), 0);
        for (size_t j = 0; j < i; j++)
            ck_assert_str_ne(references[i], references[j]);
    }
}
END_TEST

START_TEST(an_invoice_of_1000_lines_is_two_transactions)
{
    struct payable_line *lines = ARENA_ARRAY(arena, struct payable_line, 1000);
    for (size_t i = 0; i < 1000; i++)
        lines[i] = sample_line("INV1", arena_printf(arena, "%zu", i + 1), 1);
    struct text file = write_lines(1000, lines);
    ck_assert_uint_eq(file.length, 1004 * 300);
    ck_assert_str_eq(field(file, 1000, 5, 3), "999");
    ck_assert_str_eq(field(file, 1001, 1, 1), "A");
    ck_assert_str_eq(field(file, 1002, 134, 15), "INV1           ");
    ck_assert_str_eq(field(file, 1003, 5, 3), "001");
}
END_TEST

START_TEST(the_same_batch_has_the_same_bytes)
{
    srand(7);
    struct sample sample = sample_random_batch(arena, 50);
    struct sample again = sample_batch(arena, 50, sample.lines);
    ck_assert(text_equal(write_batch(&sample), write_batch(&again)));
}
END_TEST

START_TEST(test_files_say_so)
{
    struct payable_line line = sample_line("A", "1", 1);
    struct sample sample = sample_batch(arena, 1, &line);
    struct payer payer = sample_payer;
    payer.is_live = false;
    payer.vat_no = NULL;
    struct text file = sample_brif(arena, &payer, &sample, 4, providers);
    ck_assert_str_eq(field(file, 0, 4, 1), "T");
    ck_assert_str_eq(field(file, 1, 17, 13), blanks(13));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("brif_write");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, every_record_is_300_bytes_ending_with_crlf);
    tcase_add_test(tcase, main_record);
    tcase_add_test(tcase, purchasing_card_record);
    tcase_add_test(tcase, item_record);
    tcase_add_test(tcase, unit_cost_is_rounded_and_the_line_total_counts);
    tcase_add_test(tcase, without_hours_an_item_is_one_of_its_price);
    tcase_add_test(tcase, jobs_are_counted_in_their_unit);
    tcase_add_test(tcase, a_net_credit_is_a_refund_of_unsigned_amounts);
    tcase_add_test(tcase, mixed_signs_net_off_inside_the_transaction);
    tcase_add_test(tcase, widest_values_fill_their_fields);
    tcase_add_test(tcase, values_longer_than_their_field_are_refused);
    tcase_add_test(tcase, amounts_that_no_unsigned_field_can_say_are_refused);
    tcase_add_test(tcase, letters_become_ascii_and_descriptions_are_cut);
    tcase_add_test(tcase, references_that_do_not_fit_or_differ_are_left_out);
    tcase_add_test(tcase, transaction_references_are_unique_however_long_the_councils_code);
    tcase_add_test(tcase, an_invoice_of_1000_lines_is_two_transactions);
    tcase_add_test(tcase, the_same_batch_has_the_same_bytes);
    tcase_add_test(tcase, test_files_say_so);
    Suite *suite = suite_create("adapters/outbound/brif_write");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
