#include "tests/pg/night.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* --- what goes in comes back ------------------------------------------------ */

START_TEST(a_bill_line_comes_back_as_it_was)
{
    struct bill_line bare = bill_at("INV1", "1", on_monday(7, 30));
    bare.claimed_end_s = bare.claimed_start_s;
    bare.quantity_e4 = bare.net_pence = NOT_GIVEN;
    bare.unit = QUANTITY_UNIT_NOT_GIVEN;
    struct bill_line full = bill_at("INV1", "2a", on_monday(9, 0) + 7);
    full.carer_ref = TEXT_LITERAL("W\xc3\xa9");
    full.order_no = TEXT_LITERAL("PO 1");
    full.order_line = TEXT_LITERAL("3");
    full.outcome = TEXT_LITERAL("cancelled");
    full.description = TEXT_LITERAL("a, \"b\"; \\c");
    full.credits_invoice_no = TEXT_LITERAL("INV0");
    full.credits_line_no = TEXT_LITERAL("9");
    full.actual_start_s = on_monday(9, 1) + 59;
    full.actual_end_s = on_monday(9, 31);
    full.notice_at_s = on_monday(0, 0) - 86400;
    full.quantity_e4 = -12345;
    full.unit = QUANTITY_UNIT_NIGHT;
    full.rate_e6 = 19123456;
    full.net_pence = -950;
    full.vat_pence = -190;
    full.invoice_date = business_date;
    full.secondary = true;
    full.source_row = 2;

    struct run run = night_begin();
    load_begin(&run);
    struct bill_line lines[] = {bare, full};
    add_bills('b', COUNT_OF(lines), lines);
    load_end(&run);

    const day_t *received;
    struct match_input input = read_provider(&run, &received);
    ck_assert_uint_eq(input.line_count, 2);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_msg(bill_line_same_content(&input.lines[i], &lines[i]), "line %zu", i + 1);
        ck_assert_int_eq(input.lines[i].source_row, lines[i].source_row);
        ck_assert(!carried_of_line(&input, i)->is_carried);
        ck_assert_int_eq(received[i], business_date);
    }
    ck_assert_int_lt(input.lines[0].line_id, input.lines[1].line_id);
    ck_assert(text_is_empty(input.lines[0].carer_ref));
}
END_TEST

static struct order_line period_order(const char *order_no)
{
    struct order_line order = visit_at(order_no, "1", NOT_GIVEN);
    order.basis = BASIS_PERIOD;
    order.planned_minutes = order.carers = 0;
    order.quantity_e4 = 300 * E4;
    order.period = PERIOD_4WEEK;
    order.valid_from = business_date - 30;
    order.valid_to = business_date + 300;
    return order;
}

START_TEST(an_order_line_comes_back_as_it_was)
{
    struct order_line visit = visit_at("PO1", "1", on_monday(7, 30));
    visit.carers = 2;
    visit.cost_centre = TEXT_LITERAL("CC1");
    visit.gl_code = TEXT_LITERAL("4711");
    visit.care_manager = TEXT_LITERAL("M1");
    visit.version = 3;
    struct order_line period = period_order("PO2");
    struct order_line unit = period_order("PO3");
    unit.basis = BASIS_UNIT;
    unit.period = PERIOD_COUNT;
    unit.valid_to = DAY_NOT_GIVEN;
    unit.rate_e6 = NOT_GIVEN;
    unit.unit_price_e6 = 4999999;

    struct run run = night_begin();
    load_begin(&run);
    struct order_line orders[] = {visit, period, unit};
    add_orders('o', COUNT_OF(orders), orders);
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    add_bills('b', 1, &line);
    load_end(&run);

    const day_t *received;
    struct match_input input = read_provider(&run, &received);
    ck_assert_uint_eq(input.order_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct order_line *order = &input.orders[i];
        ck_assert(text_equal(order->order_no, orders[i].order_no));
        ck_assert_int_eq(order->basis, orders[i].basis);
        ck_assert_int_eq(order->version, orders[i].version);
        ck_assert_int_eq(order->rate_e6, orders[i].rate_e6);
        ck_assert(text_equal(order->care_manager, orders[i].care_manager));
        ck_assert(text_equal(order->cost_centre, orders[i].cost_centre));
        ck_assert(text_equal(order->gl_code, orders[i].gl_code));
    }
    ck_assert_int_eq(input.orders[0].planned_start_s, visit.planned_start_s);
    ck_assert_int_eq(input.orders[0].planned_minutes, 30);
    ck_assert_int_eq(input.orders[0].carers, 2);
    ck_assert_int_eq(input.orders[1].quantity_e4, period.quantity_e4);
    ck_assert_int_eq(input.orders[1].period, PERIOD_4WEEK);
    ck_assert_int_eq(input.orders[1].valid_from, period.valid_from);
    ck_assert_int_eq(input.orders[1].valid_to, period.valid_to);
    ck_assert_int_eq(input.orders[2].unit_price_e6, unit.unit_price_e6);
    ck_assert_int_eq(input.orders[2].valid_to, DAY_NOT_GIVEN);
}
END_TEST

/* --- versions (docs/files-in.md) --------------------------------------- */

/* The planned minutes in force for PO1 line 1. */
static int32_t minutes_in_force(const struct run *run)
{
    const day_t *received;
    struct match_input input = read_provider(run, &received);
    ck_assert_uint_eq(input.order_count, 1);
    return input.orders[0].planned_minutes;
}

static struct order_line version_of(int64_t version, int32_t minutes)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    order.version = version;
    order.planned_minutes = minutes;
    return order;
}

START_TEST(a_higher_version_replaces_else_the_later_loaded)
{
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    struct order_line first[] = {version_of(2, 30), version_of(3, 45), version_of(1, 15)};
    struct run run = night_begin();
    load_begin(&run);
    add_orders('1', COUNT_OF(first), first);
    add_bills('b', 1, &line);
    load_end(&run);
    ck_assert_int_eq(minutes_in_force(&run), 45);
    night_close(&run);

    struct order_line later[] = {version_of(2, 60)};
    struct bill_line again = bill_at("INV2", "1", on_monday(7, 30));
    run = night_begin();
    load_begin(&run);
    add_orders('2', COUNT_OF(later), later);
    add_bills('c', 1, &again);
    load_end(&run);
    ck_assert_int_eq(minutes_in_force(&run), 45); /* 2 is lower than 3 */
    night_close(&run);

    struct order_line equal[] = {version_of(3, 50), version_of(3, 55)};
    struct bill_line third = bill_at("INV3", "1", on_monday(7, 30));
    run = night_begin();
    load_begin(&run);
    add_orders('3', COUNT_OF(equal), equal);
    add_bills('d', 1, &third);
    load_end(&run);
    ck_assert_int_eq(minutes_in_force(&run), 55);
}
END_TEST

/* What orders are paid by must be one for all their versions, whenever they were read. */
START_TEST(all_versions_have_the_key_of_the_first)
{
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    struct order_line first[] = {version_of(1, 30), version_of(2, 45)};
    struct run run = night_begin();
    load_begin(&run);
    add_orders('1', 2, first);
    add_bills('b', 1, &line);
    load_end(&run);
    const day_t *received;
    struct match_input input = read_provider(&run, &received);
    ck_assert_uint_eq(input.order_count, 1);
    int64_t key = input.orders[0].order_key;
    ck_assert_int_eq(input.orders[0].planned_minutes, 45);
    ck_assert_int_lt(key, input.orders[0].order_id);
    night_close(&run);

    struct order_line later[] = {version_of(3, 60), visit_at("PO1", "2", on_monday(9, 0))};
    run = night_begin();
    load_begin(&run);
    add_orders('2', 2, later);
    add_bills('c', 1, &line);
    load_end(&run);
    input = read_provider(&run, &received);
    ck_assert_uint_eq(input.order_count, 2);
    ck_assert_int_eq(input.orders[0].planned_minutes, 60);
    ck_assert_int_eq(input.orders[0].order_key, key);
    ck_assert_int_eq(input.orders[1].order_key, input.orders[1].order_id);
    ck_assert_int_eq(count_of("SELECT count(*) FROM tallystick_data.order_line"
                              " WHERE council_id = $1 AND order_no = 'PO1' AND order_line = '1'"
                              " AND reading = 3"),
                     1);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick_data.order_line_waiting WHERE council_id = $1"),
        0);
}
END_TEST

/* Names that are notched differently, or not at all: whichever way, the next time is the next
 * reading of that name and of no other. */
static const char *const odd_names[][2] = {
    {"V1", "1"},  {"V1", "01"},        {"V1", "0"},          {"V1", "11"}, {"V01", "1"},
    {"V", "1"},   {"V", "11"},         {"V1", "123456789"},  {"1", "1"},   {"0123456789", "1"},
    {"V1", "7a"}, {"123456789", "1"},  {"V1", "1234567890"}, {"V", "01"},  {"9876543210", "1"},
    {"V1", "+1"}, {"999999999V", "1"}, {"V1", "999999999"},  {"V257", "1"}};

static struct run load_odd_names(char content)
{
    struct order_line orders[COUNT_OF(odd_names)];
    struct run run = night_begin();

    for (size_t i = 0; i < COUNT_OF(odd_names); i++)
        orders[i] = visit_at(odd_names[i][0], odd_names[i][1], on_monday(7, 30));
    load_begin(&run);
    add_orders(content, COUNT_OF(orders), orders);
    load_end(&run);
    return run;
}

START_TEST(an_order_line_is_known_again_whatever_its_name)
{
    struct run run = load_odd_names('1');
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick_data.order_line WHERE council_id = $1"
                 " AND reading = 1 AND order_key = order_id"),
        COUNT_OF(odd_names));
    for (int reading = 2; reading <= 3; reading++) {
        night_close(&run);
        run = load_odd_names((char)('0' + reading));
    }
    ck_assert_int_eq(count_of("SELECT count(*) FROM tallystick_data.order_line a"
                              " JOIN tallystick_data.order_line f ON f.council_id = $1"
                              " AND f.order_id = a.order_key AND f.order_no = a.order_no"
                              " AND f.order_line = a.order_line AND f.reading = 1"
                              " WHERE a.council_id = $1 AND a.reading IN (2, 3)"),
                     2 * COUNT_OF(odd_names));
}
END_TEST

/* The second night has more lines of PO1, and PO2 for the first time, both in two files. */
START_TEST(a_stick_of_an_earlier_night_is_cut_on_and_a_new_one_begun)
{
    struct order_line first = visit_at("PO1", "4", on_monday(7, 30));
    struct run run = night_begin();
    load_begin(&run);
    add_orders('1', 1, &first);
    load_end(&run);
    night_close(&run);

    struct order_line later[] = {visit_at("PO1", "2", on_monday(7, 30)),
                                 visit_at("PO2", "2", on_monday(7, 30))};
    struct order_line last[] = {visit_at("PO1", "3", on_monday(7, 30)),
                                visit_at("PO2", "3", on_monday(7, 30))};
    run = night_begin();
    load_begin(&run);
    add_orders('2', 2, later);
    add_orders('3', 2, last);
    load_end(&run);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick_data.order_line WHERE council_id = $1"
                 " AND reading = 1 AND order_key = order_id"),
        5);
    ck_assert_int_eq(
        count_of("SELECT bit_count(bit_or(notches_now)) FROM tallystick_data.order_stick"
                 " WHERE council_id = $1 AND order_no = 'PO1'"),
        3);
    ck_assert_int_eq(count_of("SELECT bit_count(notches_before) FROM tallystick_data.order_stick"
                              " WHERE council_id = $1 AND order_no = 'PO1' AND cutting = 2"),
                     1);
    ck_assert_int_eq(
        count_of("SELECT bit_count(bit_or(notches_now)) FROM tallystick_data.order_stick"
                 " WHERE council_id = $1 AND order_no = 'PO2'"),
        2);
}
END_TEST

/* --- files ------------------------------------------------------------------ */

/* More lines than a sheet holds, a row number left out now and then. */
static void send_orders(char content, int32_t count)
{
    file_begin(FEED_KIND_ORDER, content);
    for (int32_t row = 1; row <= count; row++) {
        char order_line[16];
        snprintf(order_line, sizeof(order_line), "%d", row);
        struct order_line order = visit_at("PO1", order_line, on_monday(7, 30));
        order.source_row = row + row / 100;
        OK(load_lane_add_order(lane, &order, &error));
    }
}

START_TEST(sheets_of_a_file_set_aside_are_not_there)
{
    struct run run = night_begin();
    load_begin(&run);
    send_orders('x', 300);
    file_set_aside();
    send_orders('y', 300);
    file_end(300);
    load_end(&run);

    ck_assert_int_eq(count_of("SELECT count(DISTINCT order_line) FROM tallystick_data.order_line"
                              " WHERE council_id = $1 AND reading = 1 AND order_key = order_id"
                              " AND source_row = order_line::integer + order_line::integer / 100"),
                     300);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick_data.order_line WHERE council_id = $1"), 300);
    ck_assert_int_eq(
        count_of("SELECT sum(lines) FROM tallystick_data.order_stick WHERE council_id = $1"), 300);
    ck_assert_int_eq(count_of("SELECT count(*) FROM tallystick_data.order_sheet s"
                              " WHERE council_id = $1 AND NOT EXISTS ("
                              "   SELECT FROM tallystick_data.package_sheet p"
                              "   WHERE p.council_id = $1 AND s.sheet = ANY (p.sheets))"),
                     0);
}
END_TEST

/* Carers of lines 1 to 6, whose other columns agree; a new one, or none, begins a block. */
START_TEST(neighbours_on_a_sheet_that_agree_are_a_block)
{
    static const char *const carers[] = {"K1", "K1", "K10", "", "", "K1"};
    struct bill_line lines[COUNT_OF(carers)];
    struct run run = night_begin();
    load_begin(&run);

    for (size_t i = 0; i < COUNT_OF(carers); i++) {
        lines[i] = bill_at("INV1", "1", on_monday(7, 30));
        lines[i].carer_ref = text_of(carers[i]);
    }
    add_bills('b', COUNT_OF(carers), lines);
    load_end(&run);
    ck_assert_int_eq(count_of("SELECT count(*) FROM tallystick_data.bill_line WHERE council_id = $1"
                              " AND carer_ref IS NOT DISTINCT FROM"
                              " (ARRAY['K1', 'K1', 'K10', NULL, NULL, 'K1'])[source_row]"),
                     6);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick_data.bill_line b"
                 " CROSS JOIN LATERAL tallystick_data.bill_line_at($1, b.line_id) a"
                 " WHERE b.council_id = $1 AND a.carer_ref IS NOT DISTINCT FROM b.carer_ref"),
        6);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick_data.bill_sheet WHERE council_id = $1"
                 " AND blocks = '{1,3,4,6}' AND cardinality(package_id) = 4"),
        1);
}
END_TEST

START_TEST(a_file_set_aside_leaves_no_rows_behind)
{
    struct run run = night_begin();
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    load_begin(&run);
    file_begin(FEED_KIND_BILL, 'x');
    OK(load_lane_add_bill(lane, &line, &error));
    file_set_aside();
    /* The package was seen first in the file that is gone. */
    add_bills('y', 1, &line);
    struct run_totals totals = load_end(&run);

    ck_assert_int_eq(totals.lines_in, 1);
    ck_assert_int_eq(totals.pence_in, 950);
    const day_t *received;
    ck_assert_uint_eq(read_provider(&run, &received).line_count, 1);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick_data.inbound_file "
                 "WHERE council_id = $1 AND state = 'quarantined' AND reason = 'not whole'"),
        1);
}
END_TEST

static bool is_loaded(char content)
{
    struct inbound_file file = file_of(FEED_KIND_BILL, content);
    struct loaded_content loaded;
    OK(loader_find_content(loader, file.sha256, arena, &loaded, &error));
    return loaded.is_known;
}

START_TEST(content_counts_as_loaded_under_any_name_unless_it_was_set_aside)
{
    struct run run = night_begin();
    load_begin(&run);
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    ck_assert(!is_loaded('b'));
    add_bills('b', 1, &line);
    ck_assert(is_loaded('b'));
    file_begin(FEED_KIND_BILL, 'x');
    file_set_aside();
    ck_assert(!is_loaded('x'));
    load_end(&run);
}
END_TEST

START_TEST(standing_data_may_come_back_after_another_file_of_its_kind)
{
    struct provider provider = payable_provider();
    struct run run = night_begin();
    load_begin(&run);
    for (char content = 'p'; content <= 'q'; content++) {
        file_begin(FEED_KIND_PROVIDER, content);
        OK(load_lane_add_provider(lane, &provider, &error));
        file_end(1);
        ck_assert(is_loaded(content));
    }
    ck_assert(!is_loaded('p'));
    file_begin(FEED_KIND_PROVIDER, 'p');
    OK(load_lane_add_provider(lane, &provider, &error));
    file_end(1);
    load_end(&run);
}
END_TEST

START_TEST(a_rejected_line_counts_and_is_seen)
{
    struct run run = night_begin();
    struct reject why = {.column = 4};
    reject_set(&why, REJECT_MISSING, "client_ref", "must be given");
    struct loader_reject reject = {.source_row = 1,
                                   .line = 2,
                                   .why = &why,
                                   .raw = TEXT_LITERAL("INV1,1,\xff,"),
                                   .provider = TEXT_LITERAL("P001"),
                                   .invoice_no = TEXT_LITERAL("INV1")};

    load_begin(&run);
    file_begin(FEED_KIND_BILL, 'r');
    OK(load_lane_add_reject(lane, &reject, &error));
    struct file_result result = {.state = FILE_STATE_LOADED, .rows_read = 1, .rows_rejected = 1};
    OK(load_lane_file_end(lane, &result, &error));
    struct run_totals totals = load_end(&run);

    ck_assert_int_eq(totals.lines_in, 1);
    ck_assert_int_eq(totals.rejected, 1);
    ck_assert_int_eq(totals.pence_in, 0);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick.line_verdict v "
                 "JOIN tallystick_data.council c ON c.code = v.council "
                 "WHERE c.council_id = $1 AND v.verdict = 'rejected' AND v.reasons = '{missing}' "
                 "AND v.detail ->> 'field' = 'client_ref' AND v.provider = 'P001' "
                 "AND v.line_no IS NULL AND v.payable_pence = 0"),
        1);
}
END_TEST

/* --- nights ----------------------------------------------------------------- */

START_TEST(a_dry_run_keeps_nothing)
{
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    const day_t *received;

    db_set_dry_run(db);
    OK(db_begin(db, &error));
    struct run run = night_begin();
    load_begin(&run);
    add_bills('b', 1, &line);
    load_end(&run);
    ck_assert_uint_eq(read_provider(&run, &received).line_count, 1); /* later stages see it */
    db_close(db);

    OK(db_open(getenv("TALLYSTICK_TEST_DATABASE"), &db, &error));
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick_data.bill_line WHERE council_id = $1"), 0);
    ck_assert_int_eq(count_of("SELECT count(*) FROM tallystick_data.run WHERE council_id = $1"), 0);
}
END_TEST

START_TEST(a_run_whose_totals_differ_does_not_close)
{
    struct run run = night_begin();
    struct run_totals totals = {.lines_in = 1};

    OK(run_record_totals(db, &run, &totals, &error));
    for (enum run_state state = RUN_STATE_LOADED; state <= RUN_STATE_EXPORTED; state++)
        OK(run_advance(db, &run, state, &error));
    ck_assert(!run_close(db, &run, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, "run_lines_agree") != NULL, "%s", error.message);
}
END_TEST

START_TEST(a_run_moves_on_from_the_state_it_was_in_or_not_at_all)
{
    struct run run = night_begin();
    struct run stale = run;

    OK(run_advance(db, &run, RUN_STATE_LOADED, &error));
    ck_assert(!run_advance(db, &stale, RUN_STATE_LOADED, &error));

    struct run found;
    bool is_found;
    OK(run_find_unclosed(db, council_id, &found, &is_found, &error));
    ck_assert(is_found);
    ck_assert_int_eq(found.run_id, run.run_id);
    ck_assert_int_eq(found.state, RUN_STATE_LOADED);
}
END_TEST

START_TEST(one_night_at_a_time_works_for_a_council)
{
    struct db *other;
    bool is_locked;

    OK(db_open(getenv("TALLYSTICK_TEST_DATABASE"), &other, &error));
    OK(run_lock(db, council_id, &is_locked, &error));
    ck_assert(is_locked);
    OK(run_lock(other, council_id, &is_locked, &error));
    ck_assert(!is_locked);
    OK(run_lock(other, council_id + 1000000, &is_locked, &error));
    ck_assert(is_locked);
    OK(run_unlock(db, council_id, &error));
    OK(run_lock(other, council_id, &is_locked, &error));
    ck_assert(is_locked);
    db_close(other);
}
END_TEST

START_TEST(a_server_that_is_not_there_is_unavailable)
{
    struct db *nowhere;
    ck_assert(!db_open("host=/nonexistent connect_timeout=2", &nowhere, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_UNAVAILABLE);
    db_close(nowhere);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("load");
    tcase_add_test(tests, a_bill_line_comes_back_as_it_was);
    tcase_add_test(tests, an_order_line_comes_back_as_it_was);
    tcase_add_test(tests, a_higher_version_replaces_else_the_later_loaded);
    tcase_add_test(tests, all_versions_have_the_key_of_the_first);
    tcase_add_test(tests, an_order_line_is_known_again_whatever_its_name);
    tcase_add_test(tests, a_stick_of_an_earlier_night_is_cut_on_and_a_new_one_begun);
    tcase_add_test(tests, neighbours_on_a_sheet_that_agree_are_a_block);
    tcase_add_test(tests, a_file_set_aside_leaves_no_rows_behind);
    tcase_add_test(tests, sheets_of_a_file_set_aside_are_not_there);
    tcase_add_test(tests, content_counts_as_loaded_under_any_name_unless_it_was_set_aside);
    tcase_add_test(tests, standing_data_may_come_back_after_another_file_of_its_kind);
    tcase_add_test(tests, a_rejected_line_counts_and_is_seen);
    tcase_add_test(tests, a_dry_run_keeps_nothing);
    tcase_add_test(tests, a_run_whose_totals_differ_does_not_close);
    tcase_add_test(tests, a_run_moves_on_from_the_state_it_was_in_or_not_at_all);
    tcase_add_test(tests, one_night_at_a_time_works_for_a_council);
    tcase_add_test(tests, a_server_that_is_not_there_is_unavailable);
    return run_case("load_store", tests);
}
