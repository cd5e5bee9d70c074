#include "tests/pg/night.h"

#include "adapters/postgres/signal_store.h"

static const struct zone_change winter = {0, 0};
static const struct zone zone = {1, &winter};

static day_t day(int month, int day_of_month)
{
    day_t day;
    ck_assert(day_from_ymd(2026, month, day_of_month, &day));
    return day;
}

static const struct text p001 = TEXT_LITERAL("P001");

/* --- a provider's weeks ----------------------------------------------------- */

static const struct provider_week *put(const struct run *run, size_t count,
                                       struct provider_week *added)
{
    struct provider_weeks weeks = {arena, count, count, added};
    const struct provider_week *sums;
    size_t sum_count;

    OK(signal_store_put_provider_weeks(db, run, p001, &weeks, arena, &sum_count, &sums, &error));
    ck_assert_uint_eq(sum_count, count);
    return sums;
}

START_TEST(a_providers_weeks_add_up)
{
    struct run run = night_begin();
    struct provider_week two[] = {{day(11, 2), 950, 900, 30, 29}, {day(11, 9), 10, 10, 0, 0}};
    put(&run, 2, two);
    struct provider_week more[] = {{day(11, 2), -50, 100, 15, 16}};
    const struct provider_week *sums = put(&run, 1, more);
    ck_assert_int_eq(sums[0].week, day(11, 2));
    ck_assert_int_eq(sums[0].payable_pence, 900);
    ck_assert_int_eq(sums[0].expected_pence, 1000);
    ck_assert_int_eq(sums[0].expected_minutes, 45);
    ck_assert_int_eq(sums[0].delivered_minutes, 45);

    struct drift drifts[] = {{day(11, 2), DRIFT_MONEY, -100, 1000, 1 * E4},
                             {day(11, 2), DRIFT_MINUTES, 7, 45, 5 * E4}};
    OK(signal_store_add_drift(db, &run, p001, 2, drifts, arena, &error));
    ck_assert_int_eq(count_of("SELECT sum(difference)::bigint FROM tallystick_data.drift "
                              "WHERE council_id = $1 AND (measure = 'money') = (difference < 0)"),
                     -93);
}
END_TEST

/* --- a client's weeks ------------------------------------------------------- */

static struct care_tally tally_new(void)
{
    return care_tally_new(arena, &zone, p001, 8);
}

/* A visit with one carer of two in the week of that day, `times` over. */
static void tally_add(struct care_tally *tally, const char *client, day_t at, int times)
{
    for (int i = 0; i < times; i++)
        care_tally_short_handed(tally, text_of(client), (int64_t)at * SECONDS_PER_DAY);
}

static const struct client_week *weeks_of(const struct run *run, struct care_tally *tally,
                                          int32_t span, size_t *count_r)
{
    const struct client_week *weeks, *standing;
    size_t standing_count;

    care_tally_sort(tally);
    OK(signal_store_client_weeks(db, run, tally, span, &standing_count, &standing, &error));
    care_tally_complete(tally, standing_count, standing, count_r, &weeks);
    OK(signal_store_put_client_weeks(db, run, tally, &error));
    OK(db_copies_end(db, &error));
    return weeks;
}

START_TEST(a_clients_weeks_add_up)
{
    struct run run = night_begin();
    struct care_tally tally = tally_new();
    size_t count;
    tally_add(&tally, "C1", day(11, 2), 2);
    tally_add(&tally, "C1", day(10, 26), 1);
    tally_add(&tally, "C1", day(10, 12), 1);
    tally_add(&tally, "C2", day(11, 2), 1);
    weeks_of(&run, &tally, 2, &count);
    ck_assert_uint_eq(count, 4); /* nothing stood */
    night_close(&run);

    /* The week that was touched, and those of its client up to two weeks away. */
    run = night_begin();
    tally = tally_new();
    tally_add(&tally, "C1", day(11, 4), 3);
    const struct client_week *weeks = weeks_of(&run, &tally, 2, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(weeks[0].week, day(10, 26));
    ck_assert(!weeks[0].is_touched);
    ck_assert_int_eq(weeks[0].short_handed, 1);
    ck_assert_int_eq(weeks[1].week, day(11, 2));
    ck_assert(weeks[1].is_touched);
    ck_assert_int_eq(weeks[1].short_handed, 5);
    ck_assert(text_equal(weeks[1].client_ref, TEXT_LITERAL("C1")));
    ck_assert(text_equal(weeks[1].provider, p001));
    ck_assert_int_eq(count_of("SELECT sum(short_handed)::bigint FROM tallystick_data.client_week "
                              "WHERE council_id = $1 AND client_ref = 'C1'"),
                     7);
    ck_assert_int_eq(count_of("SELECT short_handed FROM tallystick_data.client_week "
                              "WHERE council_id = $1 AND client_ref = 'C1' "
                              "AND week = '2026-11-02'"),
                     5);
}
END_TEST

static struct care_signal signal_of(enum care_signal_kind kind, const char *client, day_t week)
{
    return (struct care_signal){
        .kind = kind,
        .provider = p001,
        .client_ref = text_of(client),
        .week = week,
        .last_week = week,
        .counted = 2,
        .planned_minutes = kind == CARE_SIGNAL_SHRINKING ? 60 : NOT_GIVEN,
    };
}

/* The care manager of the client's lowest active order line with this provider that names one. */
START_TEST(a_signal_goes_to_the_care_manager)
{
    struct order_line orders[] = {
        visit_at("PO0", "1", on_monday(7, 30)), visit_at("PO1", "1", on_monday(8, 30)),
        visit_at("PO2", "1", on_monday(9, 30)), visit_at("PO3", "1", on_monday(10, 30)),
        visit_at("PO0", "2", on_monday(7, 30)),
    };
    orders[1].care_manager = TEXT_LITERAL("CANCELLED");
    orders[1].status = ORDER_STATUS_CANCELLED;
    orders[2].care_manager = TEXT_LITERAL("CM2");
    orders[3].care_manager = TEXT_LITERAL("CM3");
    orders[4].provider = TEXT_LITERAL("P002");
    orders[4].care_manager = TEXT_LITERAL("OTHER");
    struct run run = night_begin();
    load_begin(&run);
    add_orders('o', 5, orders);
    load_end(&run);

    struct care_signal signals[] = {signal_of(CARE_SIGNAL_SHRINKING, "C1", day(11, 2)),
                                    signal_of(CARE_SIGNAL_NO_REPLY, "C9", day(11, 2))};
    OK(signal_store_add_care_signals(db, &run, 2, signals, arena, &error));
    ck_assert_int_eq(count_of("SELECT count(*) FROM tallystick_data.care_signal "
                              "WHERE council_id = $1 AND client_ref = 'C1' "
                              "AND care_manager = 'CM2' AND planned_minutes = 60"),
                     1);
    ck_assert_int_eq(count_of("SELECT count(*) FROM tallystick_data.care_signal "
                              "WHERE council_id = $1 AND client_ref = 'C9' "
                              "AND care_manager IS NULL AND planned_minutes IS NULL"),
                     1);

    const struct care_signal *earlier;
    size_t count;
    OK(signal_store_care_signals(db, &run, 1, signals, arena, &count, &earlier, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(earlier[0].kind, CARE_SIGNAL_SHRINKING);
    ck_assert_int_eq(earlier[0].last_week, day(11, 2));
    /* for the same weeks there is none twice */
    ck_assert(!signal_store_add_care_signals(db, &run, 1, signals, arena, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
}
END_TEST

/* --- what earlier nights saw ------------------------------------------------ */

static const struct calendar no_holidays = {0, NULL};
static const struct terms no_terms = {0, NULL};

static struct match_input input; /* of the last whole_night() */

/* Loads what is given, judges it and writes the verdicts. */
static struct match_output whole_night(char content, size_t order_count,
                                       const struct order_line *orders, size_t line_count,
                                       const struct bill_line *lines, struct run *run_r)
{
    struct rules rules = {.zone = &zone,
                          .calendar = &no_holidays,
                          .terms = &no_terms,
                          .business_date = business_date,
                          .go_live = DAY_NOT_GIVEN};
    struct provider provider = payable_provider();
    struct match_output output;
    const day_t *received;

    *run_r = night_begin();
    load_begin(run_r);
    file_begin(FEED_KIND_PROVIDER, (char)(content + 'A' - 'a'));
    OK(load_lane_add_provider(lane, &provider, &error));
    file_end(1);
    if (order_count > 0)
        add_orders((char)(content + '0' - 'a'), order_count, orders);
    add_bills(content, line_count, lines);
    load_end(run_r);
    input = read_provider(run_r, &received);
    match_provider(arena, &rules, &input, &output);
    OK(db_begin(db, &error));
    OK(judged_write(run_r, &input, &output, received));
    OK(db_commit(db, &error));
    return output;
}

/* A credit of `pence` for line 1 of INV1. */
static struct bill_line credit_at(const char *invoice_no, int64_t pence)
{
    struct bill_line credit = bill_at(invoice_no, "1", on_monday(7, 30));

    credit.net_pence = -pence;
    credit.quantity_e4 = NOT_GIVEN;
    credit.unit = QUANTITY_UNIT_NOT_GIVEN;
    credit.credits_invoice_no = TEXT_LITERAL("INV1");
    credit.credits_line_no = TEXT_LITERAL("1");
    return credit;
}

static size_t paid_back(const struct run *run, int64_t line_id, const struct paid_back **lines_r)
{
    size_t count;

    OK(signal_store_paid_back(db, run, 1, &line_id, arena, &count, lines_r, &error));
    return count;
}

START_TEST(what_was_paid_is_given_back_by_a_credit_in_full)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 32));
    const struct paid_back *lines;
    struct run run;
    whole_night('a', 1, &order, 1, &line, &run);
    night_close(&run);

    struct bill_line part = credit_at("INV2", 949), rest = credit_at("INV3", 1);
    struct match_output output = whole_night('b', 0, NULL, 1, &part, &run);
    ck_assert_int_ne(output.verdicts[0].credits_line_id, 0);
    ck_assert_uint_eq(paid_back(&run, output.verdicts[0].credits_line_id, &lines), 0);
    night_close(&run);
    output = whole_night('c', 0, NULL, 1, &rest, &run);
    ck_assert_uint_eq(paid_back(&run, output.verdicts[0].credits_line_id, &lines), 1);
    ck_assert_int_eq(lines[0].line_id, output.verdicts[0].credits_line_id);
    ck_assert_int_eq(lines[0].verdict.delivered_start_s, on_monday(7, 32));
    ck_assert_int_eq(lines[0].verdict.payable_pence, 950);
    ck_assert_int_eq(lines[0].verdict.expected_pence, 950);
    ck_assert_int_eq(lines[0].verdict.expected_minutes, 30);
    ck_assert_int_eq(lines[0].verdict.delivered_minutes, 30);
}
END_TEST

/* Held where nothing was ordered; then compared with a visit of 45 minutes. */
START_TEST(what_earlier_nights_counted_of_a_line)
{
    struct bill_line lines[] = {bill_at("INV1", "1", on_monday(7, 32)),
                                bill_at("INV1", "2", on_monday(9, 0))};
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    const struct care_counted *counted;
    struct run run;
    size_t count;
    order.planned_minutes = 45;
    lines[1].outcome = TEXT_LITERAL("no_reply");
    lines[1].secondary = true;
    whole_night('a', 0, NULL, 2, lines, &run);
    int64_t ids[] = {input.lines[0].line_id, input.lines[1].line_id};
    OK(signal_store_counted(db, &run, 2, ids, arena, &count, &counted, &error));
    ck_assert_uint_eq(count, 0); /* no run before this one saw them */
    night_close(&run);

    struct bill_line other = bill_at("INV2", "1", on_monday(20, 0));
    whole_night('b', 1, &order, 1, &other, &run);
    OK(signal_store_counted(db, &run, 1, ids, arena, &count, &counted, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert(!given(counted[0].compared_start_s));
    night_close(&run);

    run = night_begin();
    OK(signal_store_counted(db, &run, 1, ids, arena, &count, &counted, &error));
    ck_assert_int_eq(counted[0].line_id, ids[0]);
    ck_assert(text_equal(counted[0].client_ref, TEXT_LITERAL("C1")));
    ck_assert(text_equal(counted[0].outcome, TEXT_LITERAL("delivered")));
    ck_assert_int_eq(counted[0].compared_start_s, on_monday(7, 32));
    ck_assert_int_eq(counted[0].delivered_minutes, 30);
    ck_assert_int_eq(counted[0].planned_minutes, 45);
    OK(signal_store_counted(db, &run, 1, &ids[1], arena, &count, &counted, &error));
    ck_assert(text_equal(counted[0].outcome, TEXT_LITERAL("no_reply")));
    ck_assert(counted[0].secondary);
    ck_assert_int_eq(counted[0].first_kind, VERDICT_HELD);
    ck_assert_int_eq(counted[0].first_start_s, on_monday(9, 0));
    ck_assert(!given(counted[0].compared_start_s));
}
END_TEST

/* --- one carer of two ------------------------------------------------------- */

static size_t short_handed(const struct run *run, const struct short_handed **visits_r)
{
    size_t count;

    OK(signal_store_short_handed(db, run, arena, &count, visits_r, &error));
    return count;
}

static void miss(const struct run *run, const struct order_line *order, int32_t slot)
{
    struct free_slot missed = {order, slot};
    OK(missed_store_write(db, run, 1, &missed, &error));
}

/* Somebody came to one slot: paid at 07:30, held at 09:30; nobody at 11:30, only a cancelled visit
 * at 13:30. */
START_TEST(visits_with_one_carer_of_two)
{
    struct order_line orders[] = {
        visit_at("PO1", "1", on_monday(7, 30)),
        visit_at("PO1", "2", on_monday(9, 30)),
        visit_at("PO1", "3", on_monday(11, 30)),
        visit_at("PO1", "4", on_monday(13, 30)),
    };
    struct bill_line lines[] = {bill_at("INV1", "1", on_monday(7, 30)),
                                bill_at("INV1", "2", on_monday(9, 30)),
                                bill_at("INV1", "3", on_monday(13, 30))};
    const struct short_handed *visits;
    struct run run;
    for (size_t i = 0; i < 4; i++)
        orders[i].carers = 3;
    lines[1].net_pence = 5000;
    lines[2].outcome = TEXT_LITERAL("cancelled");
    struct match_output output = whole_night('a', 4, orders, 3, lines, &run);
    ck_assert_int_eq(output.verdicts[0].kind, VERDICT_MATCHED);
    ck_assert_int_eq(output.verdicts[1].kind, VERDICT_HELD);
    for (size_t i = 0; i < 4; i++)
        orders[i].order_id = input.orders[i].order_id;
    ck_assert_uint_eq(short_handed(&run, &visits), 0);
    for (int i = 0; i < 4; i++)
        for (int32_t slot = 2; slot <= 3; slot++)
            miss(&run, &orders[i], slot);
    ck_assert_uint_eq(short_handed(&run, &visits), 2);
    ck_assert(text_equal(visits[0].provider, p001));
    ck_assert(text_equal(visits[0].client_ref, TEXT_LITERAL("C1")));
    ck_assert_int_eq(visits[0].planned_start_s, on_monday(7, 30));
    ck_assert_int_eq(visits[1].planned_start_s, on_monday(9, 30));
    night_close(&run);

    /* another slot of a visit that was told of before */
    run = night_begin();
    miss(&run, &orders[1], 1);
    ck_assert_uint_eq(short_handed(&run, &visits), 0);
}
END_TEST

/* --- periods ---------------------------------------------------------------- */

static struct order_line weekly(const char *order_no, day_t valid_from)
{
    struct order_line order = visit_at(order_no, "1", NOT_GIVEN);

    order.basis = BASIS_PERIOD;
    order.period = PERIOD_WEEK;
    order.quantity_e4 = 120 * E4;
    order.valid_from = valid_from;
    order.planned_minutes = 0;
    return order;
}

/* Line 9 comes before line 10, and both before line A. */
START_TEST(the_lowest_order_line_is_so_by_its_number)
{
    struct order_line orders[] = {visit_at("PO1", "10", on_monday(7, 30)),
                                  visit_at("PO1", "A", on_monday(8, 30)),
                                  visit_at("PO1", "9", on_monday(9, 30))};
    orders[0].care_manager = TEXT_LITERAL("CM10");
    orders[1].care_manager = TEXT_LITERAL("CMA");
    orders[2].care_manager = TEXT_LITERAL("CM9");
    struct run run = night_begin();
    load_begin(&run);
    add_orders('o', 3, orders);
    load_end(&run);

    struct care_signal signals[] = {signal_of(CARE_SIGNAL_NO_REPLY, "C1", day(11, 2))};
    OK(signal_store_add_care_signals(db, &run, 1, signals, arena, &error));
    ck_assert_int_eq(count_of("SELECT count(*) FROM tallystick_data.care_signal "
                              "WHERE council_id = $1 AND care_manager = 'CM9'"),
                     1);
}
END_TEST

/* "PO1 PO2* ...": * for those read by the run. */
static const char *period_orders(const struct run *run, day_t from, day_t until)
{
    const struct period_order *orders;
    const char *text = "";
    size_t count;

    OK(signal_store_period_orders(db, run, from, until, arena, &count, &orders, &error));
    for (size_t i = 0; i < count; i++)
        text = arena_printf(arena, "%s%s%.*s%s", text, i == 0 ? "" : " ",
                            TEXT_ARGS(orders[i].order.order_no), orders[i].is_new ? "*" : "");
    return text;
}

START_TEST(orders_with_periods_to_look_at)
{
    struct order_line orders[] = {
        weekly("PO1", day(9, 7)),
        weekly("PO2", day(11, 9)),
        weekly("PO3", day(9, 7)),
        weekly("PO4", day(9, 7)),
        visit_at("PO5", "1", on_monday(7, 30)),
    };
    orders[2].valid_to = day(9, 28);
    orders[3].status = ORDER_STATUS_CANCELLED;
    struct run run = night_begin();
    load_begin(&run);
    add_orders('o', 5, orders);
    load_end(&run);
    ck_assert_str_eq(period_orders(&run, DAY_NOT_GIVEN, day(11, 1)), "PO1* PO3*");
    ck_assert_str_eq(period_orders(&run, day(10, 31), day(11, 1)), "PO1* PO3*");
    night_close(&run);
    run = night_begin();
    ck_assert_str_eq(period_orders(&run, day(10, 31), day(11, 8)), "PO1");
    ck_assert_str_eq(period_orders(&run, day(10, 28), day(11, 9)), "PO1 PO2 PO3");
}
END_TEST

START_TEST(orders_with_periods_come_by_their_line_numbers)
{
    struct order_line orders[] = {weekly("PO1", day(9, 7)), weekly("PO1", day(9, 7))};
    const struct period_order *found;
    size_t count;
    orders[0].order_line = TEXT_LITERAL("10");
    orders[1].order_line = TEXT_LITERAL("9");
    struct run run = night_begin();
    load_begin(&run);
    add_orders('o', 2, orders);
    load_end(&run);
    OK(signal_store_period_orders(db, &run, DAY_NOT_GIVEN, day(11, 1), arena, &count, &found,
                                  &error));
    ck_assert_uint_eq(count, 2);
    ck_assert(text_equal(found[0].order.order_line, TEXT_LITERAL("9")));
}
END_TEST

static struct due_period looked_at(const struct run *run, const struct order_line *order,
                                   day_t first)
{
    struct due_period period = {.order = order, .first = first, .last = first + 6};
    struct due_periods periods = {arena, 1, 1, &period};

    OK(signal_store_delivered(db, run, &periods, &error));
    return period;
}

/* Of its week only, without what is credited in full; an order for a total counts over versions
 * that began on other days. */
START_TEST(what_was_delivered_of_a_period)
{
    struct order_line order = weekly("PO1", day(10, 26));
    struct bill_line lines[] = {bill_at("INV1", "1", on_monday(7, 30)),
                                bill_at("INV1", "2", on_monday(9, 30)),
                                bill_at("INV1", "3", on_monday(7, 30) - 3 * SECONDS_PER_DAY)};
    struct run run;
    struct match_output output = whole_night('a', 1, &order, 3, lines, &run);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(output.verdicts[i].kind, VERDICT_MATCHED);
    order.order_id = output.verdicts[0].order->order_id;
    order.order_key = output.verdicts[0].order->order_key;
    ck_assert_int_eq(looked_at(&run, &order, day(11, 2)).delivered_e4, 60 * E4);
    ck_assert_int_eq(looked_at(&run, &order, day(10, 26)).delivered_e4, 30 * E4);
    ck_assert_int_eq(looked_at(&run, &order, day(11, 9)).delivered_e4, 0);
    struct order_line total = order;
    total.period = PERIOD_TOTAL;
    total.valid_from = day(10, 1);
    ck_assert_int_eq(looked_at(&run, &total, day(10, 1)).delivered_e4, 90 * E4);
    night_close(&run);

    struct bill_line credit = credit_at("INV2", 950);
    whole_night('b', 0, NULL, 1, &credit, &run);
    ck_assert_int_eq(looked_at(&run, &order, day(11, 2)).delivered_e4, 30 * E4);

    struct due_period reported = looked_at(&run, &order, day(11, 2));
    ck_assert(!reported.is_reported);
    OK(signal_store_add_under_delivery(db, &run, 1, &reported, arena, &error));
    ck_assert(looked_at(&run, &order, day(11, 2)).is_reported);
    ck_assert(!looked_at(&run, &order, day(10, 26)).is_reported);
    ck_assert(looked_at(&run, &total, day(10, 1)).is_reported);
    ck_assert_int_eq(count_of("SELECT sum(quantity_e4 - delivered_e4)::bigint "
                              "FROM tallystick_data.under_delivery WHERE council_id = $1 "
                              "AND period_last - period_first = 6"),
                     90 * E4);
    ck_assert(!signal_store_add_under_delivery(db, &run, 1, &reported, arena, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("postgres/signal_store");
    tcase_add_test(tests, a_providers_weeks_add_up);
    tcase_add_test(tests, a_clients_weeks_add_up);
    tcase_add_test(tests, a_signal_goes_to_the_care_manager);
    tcase_add_test(tests, the_lowest_order_line_is_so_by_its_number);
    tcase_add_test(tests, what_was_paid_is_given_back_by_a_credit_in_full);
    tcase_add_test(tests, what_earlier_nights_counted_of_a_line);
    tcase_add_test(tests, visits_with_one_carer_of_two);
    tcase_add_test(tests, orders_with_periods_to_look_at);
    tcase_add_test(tests, orders_with_periods_come_by_their_line_numbers);
    tcase_add_test(tests, what_was_delivered_of_a_period);
    return run_case("postgres/signal_store", tests);
}
