#include "tests/pg/matching.h"

#include "adapters/postgres/standing_store.h"

/* --- past lines ------------------------------------------------------------- */

START_TEST(a_paid_line_is_past_on_the_next_night)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    night_whole('a', 1, &order, 1, &line);

    struct match_input input;
    struct run run = night_load('b', 0, NULL, 1, &line); /* sent again */
    struct match_output output = night_match(&run, &input);
    ck_assert_uint_eq(input.past_count, 1);
    const struct past_line *past = &input.past[0];
    ck_assert(past->paid);
    ck_assert(bill_line_same_content(&past->line, &line));
    ck_assert_int_eq(past->delivered_start_s, on_monday(7, 30));
    ck_assert_int_eq(past->delivered_end_s, on_monday(8, 0));
    ck_assert_int_eq(past->payable_pence, 950);
    ck_assert_int_eq(past->credited_pence, 0);
    ck_assert(text_equal(past->order_no, TEXT_LITERAL("PO1")));
    ck_assert(text_equal(past->order_line, TEXT_LITERAL("1")));
    ck_assert_int_eq(past->slot, 1);
    ck_assert_int_eq(past->turn, 1);
    ck_assert_int_eq(output.verdicts[0].kind, VERDICT_DUPLICATE);
}
END_TEST

/* The order line went from another provider to this one after it had been paid for. */
START_TEST(a_slot_stays_paid_when_its_order_goes_to_another_provider)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    struct provider other = payable_provider();
    other.provider = order.provider = line.provider = TEXT_LITERAL("P002");
    line.carer_ref = TEXT_LITERAL("W1");
    struct run run = night_begin();
    load_begin(&run);
    file_begin(FEED_KIND_PROVIDER, 'p');
    OK(load_lane_add_provider(lane, &other, &error));
    file_end(1);
    add_orders('o', 1, &order);
    add_bills('b', 1, &line);
    load_end(&run);
    struct match_input input;
    struct match_output output;
    struct rules by = rules();
    const day_t *received;
    OK(match_read_provider(db, &run, &record_of_all, other.provider, NULL, 120, arena, &input,
                           &received, &error));
    match_provider(arena, &by, &input, &output);
    ck_assert_int_eq(output.verdicts[0].kind, VERDICT_MATCHED);
    OK(write_verdicts(&run, &input, &output));
    night_close(&run);

    order.provider = TEXT_LITERAL("P001");
    struct bill_line lines[] = {bill_at("INV1", "1", on_monday(7, 30)),
                                bill_at("INV1", "2", on_monday(7, 30))};
    lines[0].carer_ref = TEXT_LITERAL("W1"); /* this provider's own W1, and its own INV1 */
    lines[1].client_ref = TEXT_LITERAL("C2");
    lines[1].carer_ref = TEXT_LITERAL("W2");
    run = night_load('a', 1, &order, 2, lines);
    output = night_match(&run, &input);
    ck_assert_int_eq(output.verdicts[0].kind, VERDICT_HELD);
    ck_assert_uint_eq(output.verdicts[0].reasons, REASON_BIT(DUPLICATE_VISIT));
    ck_assert_uint_eq(output.verdicts[1].reasons, REASON_BIT(NO_ORDER));
}
END_TEST

/* A line that names its order line takes the slot at any distance. */
START_TEST(who_paid_a_slot_is_past_however_far_away_it_was)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    struct bill_line far = bill_at("INV1", "1", on_monday(7, 30) - 20 * SECONDS_PER_DAY);
    far.order_no = TEXT_LITERAL("PO1");
    far.order_line = TEXT_LITERAL("1");
    const day_t *received;
    struct run run = night_load('a', 1, &order, 1, &far);
    struct match_input input = read_provider(&run, &received);
    ck_assert_uint_eq(input.order_count, 1);
    struct verdict verdict = paying(&input.lines[0], &input.orders[0], 1, 1);
    OK(write_verdicts(&run, &input, &(struct match_output){&verdict}));
    night_close(&run);

    struct bill_line near = bill_at("INV2", "1", on_monday(7, 30));
    run = night_load('b', 0, NULL, 1, &near);
    input = read_provider(&run, &received);
    const struct past_line *past = past_named(&input, "INV1");
    ck_assert(past != NULL);
    ck_assert_int_eq(past->slot, 1);
}
END_TEST

START_TEST(a_line_refused_by_decision_is_past_and_not_paid)
{
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30)); /* no order: held */
    night_whole('a', 0, NULL, 1, &line);

    struct match_input input;
    struct decision decision = {.provider = line.provider,
                                .invoice_no = line.invoice_no,
                                .line_no = line.line_no,
                                .kind = DECISION_REJECT,
                                .by = TEXT_LITERAL("ann"),
                                .reason = TEXT_LITERAL("not ours")};
    struct run run = night_begin();
    load_begin(&run);
    file_begin(FEED_KIND_DECISION, 'd');
    OK(load_lane_add_decision(lane, &decision, NULL, &error));
    file_end(1);
    load_end(&run);
    struct match_output output = night_match(&run, &input);
    ck_assert_uint_eq(input.line_count, 1);
    ck_assert(input.carried[0].is_carried && input.carried[0].is_decided);
    ck_assert_int_eq(input.carried[0].decision, DECISION_REJECT);
    ck_assert_int_eq(output.verdicts[0].kind, VERDICT_REJECTED);
    night_close(&run);

    run = night_load('b', 0, NULL, 1, &line);
    output = night_match(&run, &input);
    ck_assert_uint_eq(input.line_count, 1); /* it is not held any more */
    ck_assert_uint_eq(input.past_count, 1);
    ck_assert(!input.past[0].paid);
    ck_assert_int_eq(output.verdicts[0].kind, VERDICT_DUPLICATE);
}
END_TEST

START_TEST(what_credits_took_is_known_of_a_past_line)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    night_whole('a', 1, &order, 1, &line);

    struct bill_line credits[] = {bill_at("CN1", "1", on_monday(7, 30)),
                                  bill_at("CN1", "2", on_monday(7, 30))};
    for (size_t i = 0; i < 2; i++) {
        credits[i].net_pence = i == 0 ? -900 : -50;
        credits[i].credits_invoice_no = TEXT_LITERAL("INV1");
        credits[i].credits_line_no = TEXT_LITERAL("1");
    }
    night_whole('b', 0, NULL, 2, credits);

    /* Credited in full, so that the slot has its next turn. */
    struct match_input input;
    struct bill_line again = bill_at("INV2", "1", on_monday(7, 30));
    struct run run = night_load('c', 0, NULL, 1, &again);
    struct match_output output = night_match(&run, &input);
    const struct past_line *past = past_named(&input, "INV1");
    ck_assert(past != NULL);
    ck_assert_int_eq(past->credited_pence, 950);
    ck_assert_int_eq(output.verdicts[0].kind, VERDICT_MATCHED);
    ck_assert_int_eq(output.verdicts[0].turn, 2);
}
END_TEST

START_TEST(a_running_total_reaches_back_to_the_first_line_of_its_order)
{
    struct order_line order = weekly_order();
    struct bill_line old = bill_at("INV1", "1", on_monday(7, 30) - 300 * (int64_t)SECONDS_PER_DAY);
    night_whole('a', 1, &order, 1, &old);

    struct bill_line line = bill_at("INV2", "1", on_monday(7, 30));
    const day_t *received;
    struct run run = night_load('b', 0, NULL, 1, &line);
    struct match_input input = read_provider(&run, &received);
    const struct past_line *past = past_named(&input, "INV1");
    ck_assert(past != NULL);
    ck_assert_int_eq(past->counted_e4, 30 * E4);
    ck_assert_int_eq(past->period_first, order.valid_from);
    ck_assert(text_equal(past->order_no, TEXT_LITERAL("PO9")));
}
END_TEST

/* Of an order's periods, so many days before a Monday the second of its month. */
static const struct {
    enum period period;
    int days_before;
    bool is_same;
} earlier_lines[] = {
    {PERIOD_WEEK, 300, false}, {PERIOD_4WEEK, 27, true},   {PERIOD_4WEEK, 300, false},
    {PERIOD_MONTH, 1, true},   {PERIOD_MONTH, 300, false}, {PERIOD_TOTAL, 300, true},
};

START_TEST(a_running_total_is_of_the_periods_that_lines_fall_into)
{
    struct order_line order = weekly_order();
    order.period = earlier_lines[_i].period;
    order.valid_from = civil_day(on_monday(0, 0)) - 27 - 28 * 20;
    struct bill_line earlier = bill_at(
        "INV1", "1", on_monday(7, 30) - earlier_lines[_i].days_before * (int64_t)SECONDS_PER_DAY);
    night_whole('a', 1, &order, 1, &earlier);

    struct bill_line line = bill_at("INV2", "1", on_monday(7, 30));
    const day_t *received;
    struct run run = night_load('b', 0, NULL, 1, &line);
    struct match_input input = read_provider(&run, &received);
    ck_assert_int_eq(past_named(&input, "INV1") != NULL, earlier_lines[_i].is_same);
}
END_TEST

/* --- purses ----------------------------------------------------------------- */

/* Paid 5p more than expected. */
static struct verdict paying_more(const struct bill_line *line)
{
    struct verdict verdict = paying(line, NULL, 0, 1);
    verdict.kind = VERDICT_VARIANCE;
    verdict.reasons = REASON_BIT(AMOUNT);
    verdict.expected_pence = line->net_pence - 5;
    verdict.identity_turn = 1;
    return verdict;
}

static struct match_input read_spent(const struct run *run, struct text provider)
{
    struct match_input input;
    const day_t *received;
    OK(match_read_provider(db, run, &record_of_all, provider, NULL, 120, arena, &input, &received,
                           &error));
    OK(match_read_spent(db, run, arena, &input, &error));
    return input;
}

/* Of another provider too, if it comes before; not of another client, nor another month, nor a
 * line paid at its price or credited in full. */
START_TEST(what_a_client_spent_is_known_whoever_was_paid)
{
    struct bill_line lines[] = {
        bill_at("INV1", "1", on_monday(7, 30)),  bill_at("INV1", "2", on_monday(8, 30)),
        bill_at("INV1", "3", on_monday(9, 30)),  bill_at("INV1", "4", on_monday(10, 30)),
        bill_at("INV1", "5", on_monday(11, 30)),
    };
    lines[1].client_ref = TEXT_LITERAL("C2");
    lines[2].claimed_start_s -= 31 * (int64_t)SECONDS_PER_DAY;
    lines[2].claimed_end_s -= 31 * (int64_t)SECONDS_PER_DAY;
    struct run run = night_load('a', 0, NULL, 5, lines);
    struct match_input input = read_spent(&run, TEXT_LITERAL("P001"));
    ck_assert_uint_eq(input.spent_count, 0);
    struct verdict verdicts[5];
    for (size_t i = 0; i < 5; i++)
        verdicts[i] = paying_more(&input.lines[i]);
    verdicts[3].expected_pence = verdicts[3].payable_pence;
    int64_t first_line_id = input.lines[0].line_id;
    OK(write_verdicts(&run, &input, &(struct match_output){verdicts}));
    night_close(&run);

    struct bill_line credit = bill_at("CN1", "1", on_monday(11, 30));
    credit.net_pence = -950;
    credit.credits_invoice_no = TEXT_LITERAL("INV1");
    credit.credits_line_no = TEXT_LITERAL("5");
    struct bill_line others[] = {bill_at("INV1", "1", on_monday(13, 0)), credit,
                                 bill_at("INV1", "1", on_monday(14, 0))};
    others[0].provider = TEXT_LITERAL("P000");
    others[2].provider = TEXT_LITERAL("P002");
    run = night_load('b', 0, NULL, 3, others);

    input = read_spent(&run, TEXT_LITERAL("P000"));
    ck_assert_uint_eq(input.spent_count, 2); /* INV1/1 and the line that is credited tonight */
    ck_assert_int_eq(input.spent[0].line_id, first_line_id);
    ck_assert_int_eq(input.spent[0].pence, 5);
    ck_assert_int_eq(input.spent[0].delivered_start_s, on_monday(7, 30));
    ck_assert(text_equal(input.spent[0].client_ref, TEXT_LITERAL("C1")));
    struct verdict verdict = paying_more(&input.lines[0]);
    OK(write_verdicts(&run, &input, &(struct match_output){&verdict}));
    input = read_spent(&run, TEXT_LITERAL("P001"));
    ck_assert_uint_eq(input.spent_count, 3);
    verdict = paying(&input.lines[0], NULL, 0, 1);
    verdict.identity_turn = 1;
    verdict.credits_line_id = first_line_id + 4;
    OK(write_verdicts(&run, &input, &(struct match_output){&verdict}));
    input = read_spent(&run, TEXT_LITERAL("P002"));
    ck_assert_uint_eq(input.spent_count, 2); /* INV1/1 of P001, and of P000 */
    verdict = paying_more(&input.lines[0]);
    OK(write_verdicts(&run, &input, &(struct match_output){&verdict}));
    night_close(&run);

    /* Looked at again, the night finds what it found then. */
    input = (struct match_input){
        .provider_ref = TEXT_LITERAL("P001"), .line_count = 1, .lines = &others[1]};
    OK(match_read_spent(db, &run, arena, &input, &error));
    ck_assert_uint_eq(input.spent_count, 3);
}
END_TEST

/* --- held lines ------------------------------------------------------------- */

START_TEST(a_held_line_comes_again_with_what_it_was_paired_with)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    line.net_pence = 2000; /* 1050 above: amount is outside */
    night_whole('a', 1, &order, 1, &line);
    ck_assert_int_eq(verdict_rows(), 1);

    struct match_input input;
    struct run run = night_load('b', 0, NULL, 0, NULL);
    size_t count;
    const struct text *providers;
    OK(match_record_providers(db, &run, arena, &count, &providers, &error));
    ck_assert_uint_eq(count, 1);
    night_match(&run, &input);
    ck_assert_uint_eq(input.line_count, 1);
    ck_assert(bill_line_same_content(&input.lines[0], &line));
    const struct carried *carried = &input.carried[0];
    ck_assert(carried->is_carried && !carried->is_decided);
    ck_assert_int_eq(carried->expected_pence, 950);
    ck_assert(text_equal(carried->order_no, TEXT_LITERAL("PO1")));
    ck_assert(text_equal(carried->order_line, TEXT_LITERAL("1")));
    ck_assert_int_eq(carried->slot, 1);
    ck_assert_uint_eq(carried->reasons, REASON_BIT(AMOUNT));
    ck_assert_int_eq(verdict_rows(), 1); /* nothing changed */
    night_close(&run);

    /* Its order is cancelled: another verdict, another row. */
    order.status = ORDER_STATUS_CANCELLED;
    run = night_load('c', 1, &order, 0, NULL);
    night_match(&run, &input);
    night_close(&run);
    ck_assert_int_eq(verdict_rows(), 2);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick.line_verdict v "
                 "JOIN tallystick_data.council c ON c.code = v.council WHERE c.council_id = $1 "
                 "AND v.verdict = 'held' AND v.reasons = '{no_order}' AND v.payable_pence = 0"),
        1);
}
END_TEST

START_TEST(a_decision_to_pay_takes_effect_and_the_line_is_done_with)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    line.net_pence = 2000;
    night_whole('a', 1, &order, 1, &line);

    struct decision decision = {.provider = line.provider,
                                .invoice_no = line.invoice_no,
                                .line_no = line.line_no,
                                .kind = DECISION_PAY_EXPECTED,
                                .by = TEXT_LITERAL("ann"),
                                .reason = TEXT_LITERAL("agreed")};
    struct run run = night_begin();
    load_begin(&run);
    file_begin(FEED_KIND_DECISION, 'd');
    OK(load_lane_add_decision(lane, &decision, NULL, &error));
    file_end(1);
    load_end(&run);
    struct match_input input;
    struct match_output output = night_match(&run, &input);
    ck_assert_int_eq(output.verdicts[0].kind, VERDICT_VARIANCE);
    night_close(&run);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick.line_verdict v "
                 "JOIN tallystick_data.council c ON c.code = v.council WHERE c.council_id = $1 "
                 "AND v.verdict = 'variance' AND v.reasons = '{decided}' "
                 "AND v.payable_pence = 950 AND v.billed_pence = 2000 AND v.slot = 1"),
        1);

    run = night_load('b', 0, NULL, 0, NULL);
    size_t count;
    const struct text *providers;
    OK(match_record_providers(db, &run, arena, &count, &providers, &error));
    ck_assert_uint_eq(count, 0);
}
END_TEST

/* --- orders ----------------------------------------------------------------- */

START_TEST(orders_near_named_and_one_of_each_package_are_read)
{
    const int64_t week_s = 7 * (int64_t)SECONDS_PER_DAY;
    struct order_line orders[] = {
        visit_at("NEAR", "1", on_monday(9, 29)),
        visit_at("FAR", "1", on_monday(7, 30) + 6 * week_s),
        visit_at("FAR", "2", on_monday(7, 30) + 7 * week_s),
        visit_at("NAMED", "1", on_monday(7, 30) + 8 * week_s),
        visit_at("OTHER", "1", on_monday(7, 30) + 9 * week_s), /* of another client */
    };
    orders[4].client_ref = TEXT_LITERAL("C2");
    struct bill_line lines[] = {bill_at("INV1", "1", on_monday(7, 30)),
                                bill_at("INV1", "2", on_monday(7, 30)),
                                bill_at("INV1", "3", on_monday(7, 30))};
    lines[1].order_no = TEXT_LITERAL("NAMED");
    lines[1].order_line = TEXT_LITERAL("1");
    lines[2].client_ref = TEXT_LITERAL("C2");

    const day_t *received;
    struct run run = night_load('a', COUNT_OF(orders), orders, COUNT_OF(lines), lines);
    struct match_input input = read_provider(&run, &received);
    ck_assert(order_named(&input, "NEAR", "1") != NULL);
    ck_assert(order_named(&input, "NAMED", "1") != NULL);
    ck_assert(order_named(&input, "OTHER", "1") != NULL); /* C2 has an order, though far away */
    ck_assert(order_named(&input, "FAR", "1") == NULL || order_named(&input, "FAR", "2") == NULL);
}
END_TEST

/* --- evidence and standing data ---------------------------------------------- */

START_TEST(evidence_comes_back_as_it_was)
{
    struct evidence piece = {.source_row = 1,
                             .provider = TEXT_LITERAL("P001"),
                             .client_ref = TEXT_LITERAL("C1"),
                             .carer_ref = TEXT_LITERAL("W1"),
                             .log_in_s = on_monday(7, 33) + 11,
                             .log_out_s = on_monday(8, 2) + 12,
                             .method = EVIDENCE_METHOD_GPS};
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    struct run run = night_begin();
    load_begin(&run);
    file_begin(FEED_KIND_EVIDENCE, 'e');
    OK(load_lane_add_evidence(lane, &piece, &error));
    file_end(1);
    add_bills('b', 1, &line);
    load_end(&run);

    const day_t *received;
    struct match_input input = read_provider(&run, &received);
    ck_assert_uint_eq(input.evidence_count, 1);
    ck_assert(text_equal(input.evidence[0].client_ref, piece.client_ref));
    ck_assert(text_equal(input.evidence[0].carer_ref, piece.carer_ref));
    ck_assert_int_eq(input.evidence[0].log_in_s, piece.log_in_s);
    ck_assert_int_eq(input.evidence[0].log_out_s, piece.log_out_s);
}
END_TEST

START_TEST(the_later_row_of_a_rate_replaces_the_earlier)
{
    struct rate_entry first = {.source_row = 1,
                               .provider = TEXT_LITERAL("P001"),
                               .service = TEXT_LITERAL("HC"),
                               .day_type = DAY_TYPE_WEEKDAY,
                               .kind = RATE_KIND_HOUR,
                               .rate_e6 = 19 * E6,
                               .from_time_s = -1,
                               .to_time_s = -1,
                               .valid_from = business_date - 100,
                               .valid_to = DAY_NOT_GIVEN};
    struct rate_entry corrected = first, another = first;
    corrected.rate_e6 = 20 * E6;
    corrected.source_row = 2;
    another.valid_from = business_date - 10;
    another.source_row = 3;
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    struct run run = night_begin();
    load_begin(&run);
    file_begin(FEED_KIND_RATE, 'r');
    OK(load_lane_add_rate(lane, &first, &error));
    OK(load_lane_add_rate(lane, &corrected, &error));
    OK(load_lane_add_rate(lane, &another, &error));
    file_end(3);
    add_bills('b', 1, &line);
    load_end(&run);

    const day_t *received;
    struct match_input input = read_provider(&run, &received);
    ck_assert_uint_eq(input.rate_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct rate_entry *rate = &input.rates[i];
        bool is_corrected = rate->valid_from == corrected.valid_from;
        ck_assert_int_eq(rate->rate_e6, is_corrected ? 20 * E6 : 19 * E6);
        ck_assert_int_eq(rate->from_time_s, -1);
        ck_assert_int_eq(rate->valid_to, DAY_NOT_GIVEN);
    }
}
END_TEST

START_TEST(the_latest_record_of_a_provider_counts)
{
    struct bill_line line = bill_at("INV1", "1", on_monday(7, 30));
    struct provider provider = payable_provider();
    struct run run = night_begin();
    load_begin(&run);
    for (int i = 0; i < 2; i++) {
        provider.status = i == 0 ? PROVIDER_STATUS_ACTIVE : PROVIDER_STATUS_SUSPENDED;
        provider.per_transaction_limit_pence = i == 0 ? NOT_GIVEN : 100000;
        file_begin(FEED_KIND_PROVIDER, (char)('p' + i));
        OK(load_lane_add_provider(lane, &provider, &error));
        file_end(1);
    }
    add_bills('b', 1, &line);
    load_end(&run);

    const day_t *received;
    struct match_input input = read_provider(&run, &received);
    ck_assert(input.provider != NULL);
    ck_assert_int_eq(input.provider->status, PROVIDER_STATUS_SUSPENDED);
    ck_assert_int_eq(input.provider->per_transaction_limit_pence, 100000);
    ck_assert(text_equal(input.provider->card_token, TEXT_LITERAL("tok")));
    ck_assert(text_is_empty(input.provider->sort_code));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("reading");
    tcase_add_test(tests, a_paid_line_is_past_on_the_next_night);
    tcase_add_test(tests, a_slot_stays_paid_when_its_order_goes_to_another_provider);
    tcase_add_test(tests, who_paid_a_slot_is_past_however_far_away_it_was);
    tcase_add_test(tests, a_line_refused_by_decision_is_past_and_not_paid);
    tcase_add_test(tests, what_credits_took_is_known_of_a_past_line);
    tcase_add_test(tests, a_running_total_reaches_back_to_the_first_line_of_its_order);
    tcase_add_loop_test(tests, a_running_total_is_of_the_periods_that_lines_fall_into, 0,
                        (int)COUNT_OF(earlier_lines));
    tcase_add_test(tests, what_a_client_spent_is_known_whoever_was_paid);
    tcase_add_test(tests, a_held_line_comes_again_with_what_it_was_paired_with);
    tcase_add_test(tests, a_decision_to_pay_takes_effect_and_the_line_is_done_with);
    tcase_add_test(tests, orders_near_named_and_one_of_each_package_are_read);
    tcase_add_test(tests, evidence_comes_back_as_it_was);
    tcase_add_test(tests, the_later_row_of_a_rate_replaces_the_earlier);
    tcase_add_test(tests, the_latest_record_of_a_provider_counts);
    return run_case("match_read", tests);
}
