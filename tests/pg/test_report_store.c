#include "adapters/postgres/report_store.h"

#include "tests/pg/night.h"

/* With the council as $1 and the run as $2. */
static void put(const struct run *run, const char *sql)
{
    struct db_value values[] = {db_int8(council_id), db_int8(run->run_id)};
    int64_t affected;
    OK(db_execute(db, sql, 2, values, &affected, &error));
    ck_assert_int_gt(affected, 0);
}

static void is(struct text got, const char *wanted)
{
    ck_assert_msg(text_equal(got, text_of(wanted)), "%.*s is %s", TEXT_ARGS(got), wanted);
}

static day_t day_of(int month, int day_of_month)
{
    day_t day;
    ck_assert(day_from_ymd(2026, month, day_of_month, &day));
    return day;
}

/* Bytes, not letters: CM10 before CM9, and both before cm1. */
START_TEST(care_signals_of_the_run_by_care_manager_client_and_week)
{
    struct run first = night_begin();
    put(&first, "INSERT INTO tallystick_data.care_signal SELECT $1, 'P001', 'C1', 'no_reply',"
                " date '2026-10-05', date '2026-10-12', $2, 3, NULL, NULL");
    night_close(&first);
    struct run run = night_begin();
    put(&run,
        "INSERT INTO tallystick_data.care_signal SELECT $1, s.provider, s.client, s.signal,"
        " s.week, s.last_week, $2, s.counted, s.planned, s.manager FROM (VALUES"
        " ('P001', 'C1', 'shrinking', date '2026-10-05', date '2026-10-26', 1240, 1600, 'cm1'),"
        " ('P001', 'C3', 'no_reply', date '2026-10-26', date '2026-11-02', 3, NULL, 'CM9'),"
        " ('P001', 'C2', 'no_reply', date '2026-10-26', date '2026-11-02', 4, NULL, 'CM10'),"
        " ('P002', 'C2', 'short_handed', date '2026-10-19', date '2026-10-19', 2, NULL, 'CM10'),"
        " ('P001', 'C9', 'short_handed', date '2026-11-02', date '2026-11-02', 5, NULL, NULL))"
        " s (provider, client, signal, week, last_week, counted, planned, manager)");
    size_t count;
    struct reported_care_signal *signals;
    OK(report_store_signals(db, &run, arena, &count, &signals, &error));
    ck_assert_uint_eq(count, 5);
    is(signals[0].care_manager, "");
    is(signals[0].client_ref, "C9");
    is(signals[1].care_manager, "CM10");
    is(signals[1].provider, "P002"); /* the earlier week */
    is(signals[2].provider, "P001");
    ck_assert_int_eq(signals[2].counted, 4);
    ck_assert_int_eq(signals[2].planned_minutes, NOT_GIVEN);
    is(signals[3].care_manager, "CM9");
    ck_assert_int_eq(signals[3].kind, CARE_SIGNAL_NO_REPLY);
    is(signals[4].care_manager, "cm1");
    ck_assert_int_eq(signals[4].kind, CARE_SIGNAL_SHRINKING);
    ck_assert_int_eq(signals[4].week, day_of(10, 5));
    ck_assert_int_eq(signals[4].last_week, day_of(10, 26));
    ck_assert_int_eq(signals[4].planned_minutes, 1600);
}
END_TEST

static struct order_line period_of(const char *order_no, const char *care_manager)
{
    struct order_line order = visit_at(order_no, "1", NOT_GIVEN);
    order.basis = BASIS_PERIOD;
    order.planned_minutes = 0;
    order.carers = 0;
    order.quantity_e4 = 900 * E4;
    order.period = PERIOD_WEEK;
    order.valid_from = day_of(10, 1);
    order.care_manager = text_of(care_manager);
    return order;
}

/* The care manager is the order line's. */
START_TEST(short_periods_have_what_their_order_line_says)
{
    const struct order_line orders[] = {period_of("W1", "CM9"), period_of("W2", ""),
                                        period_of("W3", "CM10")};
    struct run run = night_begin();
    load_begin(&run);
    add_orders('o', 3, orders);
    load_end(&run);
    put(&run, "INSERT INTO tallystick_data.under_delivery SELECT o.council_id, o.order_no,"
              " o.order_line, d, d + 6, o.order_id, $2, 9000000, 5405000"
              " FROM tallystick_data.order_line o, (VALUES (date '2026-10-26'), ('2026-10-19'))"
              " w (d) WHERE o.council_id = $1 AND (o.order_no = 'W1' OR d = '2026-10-26')");
    size_t count;
    struct reported_short_period *periods;
    OK(report_store_short_periods(db, &run, arena, &count, &periods, &error));
    ck_assert_uint_eq(count, 4);
    is(periods[0].order_no, "W2");
    is(periods[0].care_manager, "");
    is(periods[1].order_no, "W3");
    is(periods[1].care_manager, "CM10");
    is(periods[2].order_no, "W1");
    ck_assert_int_eq(periods[2].first, day_of(10, 19));
    ck_assert_int_eq(periods[2].last, day_of(10, 25));
    ck_assert_int_eq(periods[3].first, day_of(10, 26));
    is(periods[3].order_line, "1");
    is(periods[3].provider, "P001");
    is(periods[3].client_ref, "C1");
    is(periods[3].service, "HC");
    ck_assert_int_eq(periods[3].basis, BASIS_PERIOD);
    ck_assert_int_eq(periods[3].quantity_e4, 900 * E4);
    ck_assert_int_eq(periods[3].delivered_e4, 5405000); /* 540.5 */
}
END_TEST

START_TEST(drift_of_the_run_by_provider_and_week_money_first)
{
    struct run first = night_begin();
    put(&first, "INSERT INTO tallystick_data.drift VALUES ($1, $2, 'P001', date '2026-11-02',"
                " 'money', 7, 100, 10000)");
    night_close(&first);
    struct run run = night_begin();
    put(&run, "INSERT INTO tallystick_data.drift SELECT $1, $2, d.* FROM (VALUES"
              " ('P002', date '2026-10-26', 'money', 5, 100, 10000),"
              " ('P001', date '2026-11-02', 'minutes', 56, 1000, 50000),"
              " ('P001', date '2026-11-02', 'money', -12340, 987600, 12500)) d");
    size_t count;
    struct reported_drift *drifts;
    OK(report_store_drift(db, &run, arena, &count, &drifts, &error));
    ck_assert_uint_eq(count, 3);
    is(drifts[0].provider, "P001");
    ck_assert_int_eq(drifts[0].measure, DRIFT_MONEY);
    ck_assert_int_eq(drifts[0].week, day_of(11, 2));
    ck_assert_int_eq(drifts[0].difference, -12340);
    ck_assert_int_eq(drifts[0].base, 987600);
    ck_assert_int_eq(drifts[0].limit_percent_e4, 12500);
    ck_assert_int_eq(drifts[1].measure, DRIFT_MINUTES);
    is(drifts[2].provider, "P002");
}
END_TEST

/* Line 9 comes before line 10, and both before line A. */
START_TEST(short_periods_of_an_order_come_by_its_line_numbers)
{
    struct order_line orders[] = {period_of("W1", ""), period_of("W1", ""), period_of("W1", "")};
    orders[0].order_line = TEXT_LITERAL("10");
    orders[1].order_line = TEXT_LITERAL("A");
    orders[2].order_line = TEXT_LITERAL("9");
    struct run run = night_begin();
    load_begin(&run);
    add_orders('o', 3, orders);
    load_end(&run);
    put(&run, "INSERT INTO tallystick_data.under_delivery SELECT council_id, order_no, order_line,"
              " date '2026-10-26', date '2026-11-01', order_id, $2, 9000000, 5405000"
              " FROM tallystick_data.order_line WHERE council_id = $1");
    size_t count;
    struct reported_short_period *periods;
    OK(report_store_short_periods(db, &run, arena, &count, &periods, &error));
    ck_assert_uint_eq(count, 3);
    is(periods[0].order_line, "9");
    is(periods[1].order_line, "10");
    is(periods[2].order_line, "A");
}
END_TEST

START_TEST(missed_visits_at_one_time_come_by_order_line_numbers)
{
    const struct order_line orders[] = {visit_at("V1", "10", on_monday(7, 30)),
                                        visit_at("V1", "A", on_monday(7, 30)),
                                        visit_at("V1", "9", on_monday(7, 30))};
    struct run run = night_begin();
    load_begin(&run);
    add_orders('o', 3, orders);
    load_end(&run);
    const struct free_slot *slots;
    size_t count;
    OK(missed_store_free_slots(db, &run, NOT_GIVEN, on_monday(24, 0), false, arena, &count, &slots,
                               &error));
    OK(missed_store_write(db, &run, count, slots, &error));
    struct reported_missed *missed;
    OK(report_store_missed(db, &run, arena, &count, &missed, &error));
    ck_assert_uint_eq(count, 3);
    is(missed[0].order_line, "9");
    is(missed[1].order_line, "10");
    is(missed[2].order_line, "A");
}
END_TEST

/* A column of rows that cannot be read must not hide that another file was not read at all. */
START_TEST(files_set_aside_come_before_rows_rejected)
{
    struct run run = night_begin();
    load_begin(&run);
    struct inbound_file odd_rows = file_of(FEED_KIND_BILL, 'a'), cut = file_of(FEED_KIND_BILL, 'b');
    odd_rows.name = TEXT_LITERAL("a.csv");
    cut.name = TEXT_LITERAL("b.csv");
    struct reject why = {.column = 9};
    reject_set(&why, REJECT_MISSING, "net", "must be given");
    OK(load_lane_file_begin(lane, &odd_rows, &error));
    for (int32_t row = 1; row <= 3; row++) {
        struct loader_reject reject = {.source_row = row, .line = row + 1, .why = &why};
        OK(load_lane_add_reject(lane, &reject, &error));
    }
    struct file_result read = {.state = FILE_STATE_LOADED, .rows_read = 3, .rows_rejected = 3};
    OK(load_lane_file_end(lane, &read, &error));
    OK(load_lane_file_begin(lane, &cut, &error));
    file_set_aside();
    load_end(&run);

    const struct text missing = TEXT_LITERAL("rates");
    size_t count, all;
    struct reported_unread *unread;
    OK(report_store_unread(db, &run, 1, &missing, arena, &count, &unread, &all, &error));
    ck_assert_uint_eq(all, 5);
    ck_assert_uint_eq(count, 5);
    is(unread[0].file, "feed rates");
    is(unread[1].file, "b.csv");
    is(unread[1].reason, "not whole");
    is(unread[2].file, "a.csv");
    ck_assert_int_eq(unread[2].line, 2);
    ck_assert_int_eq(unread[4].line, 4);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("report_store");
    tcase_add_test(tests, care_signals_of_the_run_by_care_manager_client_and_week);
    tcase_add_test(tests, short_periods_have_what_their_order_line_says);
    tcase_add_test(tests, drift_of_the_run_by_provider_and_week_money_first);
    tcase_add_test(tests, short_periods_of_an_order_come_by_its_line_numbers);
    tcase_add_test(tests, missed_visits_at_one_time_come_by_order_line_numbers);
    tcase_add_test(tests, files_set_aside_come_before_rows_rejected);
    return run_case("postgres/report_store", tests);
}
