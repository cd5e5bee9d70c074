#include "adapters/host/daybook.h"

#include "tests/unit/adapters/host/temporary_folder.h"

static struct error error;
static struct arena *arena;
static struct daybook *book;
static struct daybook_hand *hand;

static void set_up(void)
{
    make_temporary_folder();
    arena = arena_new();
    ck_assert(daybook_open(folder, &book, &error));
    hand = daybook_hand_new(book);
}

static void tear_down(void)
{
    daybook_close(book);
    arena_free(arena);
    remove_temporary_folder();
}

static struct text repeated(char byte, size_t length)
{
    char *bytes = ARENA_ARRAY(arena, char, length + 1);
    memset(bytes, byte, length);
    return (struct text){bytes, length};
}

static void check_text(struct text is, struct text wanted)
{
    ck_assert(text_equal(is, wanted));
    ck_assert_int_eq(is.bytes[is.length], '\0');
}

static size_t read_bills(const char *provider, struct bill_line **lines_r)
{
    size_t count;
    ck_assert(daybook_bills(book, text_of(provider), arena, &count, lines_r, &error));
    return count;
}

static size_t read_orders(const char *provider, struct order_line **lines_r)
{
    size_t count;
    ck_assert(daybook_orders(book, text_of(provider), arena, &count, lines_r, &error));
    return count;
}

/* Its other texts are empty. */
static struct bill_line bill(const char *provider, int64_t line_id, int64_t file_id)
{
    return (struct bill_line){.provider = text_of(provider),
                              .line_id = line_id,
                              .file_id = file_id,
                              .invoice_no = TEXT_LITERAL("I1"),
                              .line_no = TEXT_LITERAL("1")};
}

/* Numbers of every length, texts on both sides of a length byte and one of that length. */
static struct bill_line full_bill(size_t order_no_length)
{
    return (struct bill_line){
        .line_id = INT64_MAX,
        .package_id = 1,
        .file_id = 127,
        .source_row = INT32_MAX,
        .provider = TEXT_LITERAL("P001"),
        .invoice_no = repeated('i', 254),
        .line_no = repeated('l', 255),
        .client_ref = repeated('c', 256),
        .carer_ref = TEXT_LITERAL(""),
        .service = TEXT_LITERAL("HC"),
        .order_no = repeated('o', order_no_length),
        .order_line = TEXT_LITERAL("2"),
        .outcome = TEXT_LITERAL("delivered"),
        .description = TEXT_LITERAL("d"),
        .credits_invoice_no = TEXT_LITERAL("I0"),
        .credits_line_no = TEXT_LITERAL("9"),
        .claimed_start_s = 1764547200,
        .claimed_end_s = -1764547200,
        .actual_start_s = NOT_GIVEN,
        .actual_end_s = NOT_GIVEN + 1,
        .notice_at_s = 128,
        .quantity_e4 = 7500,
        .rate_e6 = 21960000,
        .net_pence = -1,
        .vat_pence = 0,
        .invoice_date = DAY_NOT_GIVEN,
        .unit = QUANTITY_UNIT_JOB,
        .secondary = true,
    };
}

static void check_bill(const struct bill_line *is, const struct bill_line *wanted)
{
    ck_assert_int_eq(is->line_id, wanted->line_id);
    ck_assert_int_eq(is->package_id, wanted->package_id);
    ck_assert_int_eq(is->file_id, wanted->file_id);
    ck_assert_int_eq(is->source_row, wanted->source_row);
    check_text(is->provider, wanted->provider);
    check_text(is->invoice_no, wanted->invoice_no);
    check_text(is->line_no, wanted->line_no);
    check_text(is->client_ref, wanted->client_ref);
    check_text(is->carer_ref, wanted->carer_ref);
    check_text(is->service, wanted->service);
    check_text(is->order_no, wanted->order_no);
    check_text(is->order_line, wanted->order_line);
    check_text(is->outcome, wanted->outcome);
    check_text(is->description, wanted->description);
    check_text(is->credits_invoice_no, wanted->credits_invoice_no);
    check_text(is->credits_line_no, wanted->credits_line_no);
    ck_assert_int_eq(is->claimed_start_s, wanted->claimed_start_s);
    ck_assert_int_eq(is->claimed_end_s, wanted->claimed_end_s);
    ck_assert_int_eq(is->actual_start_s, wanted->actual_start_s);
    ck_assert_int_eq(is->actual_end_s, wanted->actual_end_s);
    ck_assert_int_eq(is->notice_at_s, wanted->notice_at_s);
    ck_assert_int_eq(is->quantity_e4, wanted->quantity_e4);
    ck_assert_int_eq(is->rate_e6, wanted->rate_e6);
    ck_assert_int_eq(is->net_pence, wanted->net_pence);
    ck_assert_int_eq(is->vat_pence, wanted->vat_pence);
    ck_assert_int_eq(is->invoice_date, wanted->invoice_date);
    ck_assert_int_eq(is->unit, wanted->unit);
    ck_assert_int_eq(is->secondary, wanted->secondary);
}

START_TEST(a_bill_comes_back_as_it_was)
{
    const struct bill_line line = full_bill(70000); /* longer than a chunk */
    struct bill_line *is;
    daybook_add_bill(hand, &line);
    ck_assert(daybook_finish(hand, &error));
    ck_assert_uint_eq(read_bills("P001", &is), 1);
    check_bill(is, &line);
}
END_TEST

/* All, a few and none of a line's members differ from those of the one before; one that was struck
 * out and one longer than a chunk stand between. */
START_TEST(neighbours_come_back_whatever_they_share)
{
    struct bill_line lines[] = {
        full_bill(3), full_bill(3),     bill("P001", 1, 1), bill("P001", 1, 2),
        full_bill(4), full_bill(70000), full_bill(4),       bill("P001", 1, 1),
    };
    struct bill_line *is;
    size_t count = sizeof(lines) / sizeof(lines[0]), kept = 0;
    for (size_t i = 0; i < count; i++) {
        lines[i].line_id = (int64_t)i + 1;
        daybook_add_bill(hand, &lines[i]);
    }
    daybook_strike_out(hand, 2);
    ck_assert(daybook_finish(hand, &error));
    ck_assert_uint_eq(read_bills("P001", &is), count - 1);
    for (size_t i = 0; i < count; i++)
        if (lines[i].file_id != 2)
            check_bill(&is[kept++], &lines[i]);
}
END_TEST

START_TEST(an_order_comes_back_as_it_was)
{
    const struct order_line line = {
        .order_id = 16777216,
        .file_id = 16,
        .source_row = 300,
        .order_no = TEXT_LITERAL("O1"),
        .order_line = TEXT_LITERAL("1"),
        .provider = TEXT_LITERAL("P001"),
        .client_ref = TEXT_LITERAL("C1"),
        .service = TEXT_LITERAL("HC"),
        .cost_centre = TEXT_LITERAL(""),
        .gl_code = TEXT_LITERAL("42100"),
        .care_manager = TEXT_LITERAL("CM1"),
        .basis = BASIS_UNIT,
        .status = ORDER_STATUS_CANCELLED,
        .version = 3,
        .planned_start_s = NOT_GIVEN,
        .planned_minutes = 45,
        .carers = 2,
        .quantity_e4 = 100000,
        .period = PERIOD_MONTH,
        .valid_from = 20500,
        .valid_to = DAY_NOT_GIVEN,
        .rate_e6 = NOT_GIVEN,
        .unit_price_e6 = 4150000,
    };
    struct order_line *is;
    daybook_add_order(hand, &line);
    ck_assert(daybook_finish(hand, &error));
    ck_assert_uint_eq(read_orders("P001", &is), 1);
    ck_assert_int_eq(is->order_id, 16777216);
    ck_assert_int_eq(is->file_id, 16);
    ck_assert_int_eq(is->source_row, 300);
    check_text(is->order_no, line.order_no);
    check_text(is->order_line, line.order_line);
    check_text(is->provider, line.provider);
    check_text(is->client_ref, line.client_ref);
    check_text(is->service, line.service);
    check_text(is->cost_centre, line.cost_centre);
    check_text(is->gl_code, line.gl_code);
    check_text(is->care_manager, line.care_manager);
    ck_assert_int_eq(is->basis, BASIS_UNIT);
    ck_assert_int_eq(is->status, ORDER_STATUS_CANCELLED);
    ck_assert_int_eq(is->version, 3);
    ck_assert_int_eq(is->planned_start_s, NOT_GIVEN);
    ck_assert_int_eq(is->planned_minutes, 45);
    ck_assert_int_eq(is->carers, 2);
    ck_assert_int_eq(is->quantity_e4, 100000);
    ck_assert_int_eq(is->period, PERIOD_MONTH);
    ck_assert_int_eq(is->valid_from, 20500);
    ck_assert_int_eq(is->valid_to, DAY_NOT_GIVEN);
    ck_assert_int_eq(is->rate_e6, NOT_GIVEN);
    ck_assert_int_eq(is->unit_price_e6, 4150000);
}
END_TEST

/* Many chunks of two hands whose ids take turns. */
START_TEST(a_providers_lines_come_by_id_whoever_wrote_them)
{
    struct daybook_hand *other = daybook_hand_new(book);
    struct bill_line *lines;
    for (int64_t id = 1; id <= 5000; id++) {
        const struct bill_line line = bill("P001", id, 1), elses = bill("P002", -id, 1);
        daybook_add_bill(id % 2 == 0 ? hand : other, &line);
        daybook_add_bill(hand, &elses);
    }
    ck_assert(daybook_finish(hand, &error));
    ck_assert(daybook_finish(other, &error));
    ck_assert_uint_eq(read_bills("P001", &lines), 5000);
    for (int64_t id = 1; id <= 5000; id++)
        ck_assert_int_eq(lines[id - 1].line_id, id);
    ck_assert_uint_eq(read_bills("P002", &lines), 5000);
    ck_assert_uint_eq(read_bills("P003", &lines), 0);
}
END_TEST

START_TEST(what_was_struck_out_is_not_there)
{
    const struct bill_line kept = bill("P001", 1, 1), struck = bill("P001", 2, 2);
    struct bill_line *lines;
    daybook_add_bill(hand, &kept);
    daybook_add_bill(hand, &struck);
    daybook_strike_out(hand, 2);
    ck_assert(daybook_finish(hand, &error));
    ck_assert_uint_eq(read_bills("P001", &lines), 1);
    ck_assert_int_eq(lines[0].line_id, 1);
}
END_TEST

START_TEST(providers_with_bills_are_named_once_in_order)
{
    const struct bill_line second = bill("P002", 1, 1), first = bill("P001", 2, 1);
    const struct order_line order = {.provider = TEXT_LITERAL("P000"), .order_id = 3};
    struct daybook_hand *other = daybook_hand_new(book);
    const struct text *providers;
    size_t count;
    daybook_add_bill(hand, &second);
    daybook_add_bill(hand, &first);
    daybook_add_bill(other, &second);
    daybook_add_order(other, &order);
    ck_assert(daybook_finish(hand, &error));
    ck_assert(daybook_finish(other, &error));
    daybook_providers(book, false, arena, &count, &providers);
    ck_assert_uint_eq(count, 2);
    check_text(providers[0], TEXT_LITERAL("P001"));
    check_text(providers[1], TEXT_LITERAL("P002"));
    ck_assert_uint_eq(daybook_line_count(book, TEXT_LITERAL("P001")), 1);
    ck_assert_uint_eq(daybook_line_count(book, TEXT_LITERAL("P002")), 2);
    ck_assert_uint_eq(daybook_line_count(book, order.provider), 1);
    ck_assert_uint_eq(daybook_line_count(book, TEXT_LITERAL("P009")), 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("daybook");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_bill_comes_back_as_it_was);
    tcase_add_test(tcase, neighbours_come_back_whatever_they_share);
    tcase_add_test(tcase, an_order_comes_back_as_it_was);
    tcase_add_test(tcase, a_providers_lines_come_by_id_whoever_wrote_them);
    tcase_add_test(tcase, what_was_struck_out_is_not_there);
    tcase_add_test(tcase, providers_with_bills_are_named_once_in_order);
    Suite *suite = suite_create("adapters/host/daybook");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
