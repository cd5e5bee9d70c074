#include "tests/pg/night.h"

#include "adapters/postgres/standing_store.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct zone_change winter = {0, 0};
static const struct zone zone = {1, &winter};
static const struct calendar no_holidays = {0, NULL};
static const struct terms no_terms = {0, NULL};

static struct rules rules(void)
{
    return (struct rules){.zone = &zone,
                          .calendar = &no_holidays,
                          .terms = &no_terms,
                          .business_date = business_date,
                          .go_live = DAY_NOT_GIVEN};
}

/* --- a night ---------------------------------------------------------------- */

/* The provider's record comes with the first night's files. */
static void add_provider(char content)
{
    struct provider provider = payable_provider();
    file_begin(FEED_KIND_PROVIDER, content);
    OK(load_lane_add_provider(lane, &provider, &error));
    file_end(1);
}

static struct run night_load(char content, size_t order_count, const struct order_line *orders,
                             size_t line_count, const struct bill_line *lines)
{
    struct run run = night_begin();
    load_begin(&run);
    add_provider((char)(content + 'A' - 'a'));
    if (order_count > 0)
        add_orders((char)(content + '0' - 'a'), order_count, orders);
    if (line_count > 0)
        add_bills(content, line_count, lines);
    load_end(&run);
    return run;
}

static const day_t *due_dates(size_t count)
{
    day_t *dates = ARENA_ARRAY(arena, day_t, count);
    for (size_t i = 0; i < count; i++)
        dates[i] = business_date + 4;
    return dates;
}

static bool write_verdicts(struct run *run, const struct match_input *input,
                           const struct match_output *output)
{
    OK(db_begin(db, &error));
    const day_t *due = due_dates(input->line_count);
    struct payments payments = payments_of(input, output->verdicts, due);
    if (!match_store_write(db, run, arena, input, output, due, &payments, &error)) {
        struct error of_rollback;
        ck_assert(db_rollback(db, &of_rollback));
        return false;
    }
    OK(db_commit(db, &error));
    return true;
}

/* Judges with the engine and writes. */
static struct match_output night_match(struct run *run, struct match_input *input_r)
{
    const day_t *received;
    struct rules by = rules();
    struct match_output output;

    *input_r = read_provider(run, &received);
    match_provider(arena, &by, input_r, &output);
    OK(write_verdicts(run, input_r, &output));
    return output;
}

static void night_whole(char content, size_t order_count, const struct order_line *orders,
                        size_t line_count, const struct bill_line *lines)
{
    struct match_input input;
    struct run run = night_load(content, order_count, orders, line_count, lines);
    night_match(&run, &input);
    night_close(&run);
}

static const struct past_line *past_named(const struct match_input *input, const char *invoice_no)
{
    for (size_t i = 0; i < input->past_count; i++)
        if (text_equal(input->past[i].line.invoice_no, text_of(invoice_no)))
            return &input->past[i];
    return NULL;
}

static const struct order_line *order_named(const struct match_input *input, const char *order_no,
                                            const char *order_line)
{
    for (size_t i = 0; i < input->order_count; i++)
        if (text_equal(input->orders[i].order_no, text_of(order_no)) &&
            text_equal(input->orders[i].order_line, text_of(order_line)))
            return &input->orders[i];
    return NULL;
}

/* A verdict that pays what was billed. */
static struct verdict paying(const struct bill_line *line, const struct order_line *order,
                             int32_t slot, int32_t turn)
{
    return (struct verdict){
        .kind = VERDICT_MATCHED,
        .delivered_start_s = line->claimed_start_s,
        .delivered_end_s = line->claimed_end_s,
        .delivered_minutes = 30,
        .billed_minutes = 30,
        .expected_minutes = 30,
        .expected_pence = line->net_pence,
        .payable_pence = line->net_pence,
        .order = order,
        .slot = slot,
        .turn = turn,
        .period_first = DAY_NOT_GIVEN,
    };
}

static int64_t verdict_rows(void)
{
    return count_of("SELECT count(*) FROM tallystick_data.verdict WHERE council_id = $1");
}

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
    OK(match_store_read(db, &run, &record_of_all, other.provider, NULL, 120, arena, &input,
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
    OK(load_lane_add_decision(lane, &decision, &error));
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

static struct order_line weekly_order(void)
{
    struct order_line order = visit_at("PO9", "1", NOT_GIVEN);
    order.basis = BASIS_PERIOD;
    order.planned_minutes = order.carers = 0;
    order.quantity_e4 = 600 * E4;
    order.period = PERIOD_TOTAL;
    order.valid_from = business_date - 400;
    return order;
}

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
    OK(match_store_read(db, run, &record_of_all, provider, NULL, 120, arena, &input, &received,
                        &error));
    OK(match_store_read_spent(db, run, arena, &input, &error));
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
    OK(match_store_read_spent(db, &run, arena, &input, &error));
    ck_assert_uint_eq(input.spent_count, 3);
}
END_TEST

/* --- pay once --------------------------------------------------------------- */

START_TEST(a_slot_paid_twice_breaks_the_night)
{
    struct order_line order = visit_at("PO1", "1", on_monday(7, 30));
    struct bill_line lines[] = {bill_at("INV1", "1", on_monday(7, 30)),
                                bill_at("INV2", "1", on_monday(7, 30))};
    const day_t *received;
    struct run run = night_load('a', 1, &order, 2, lines);
    struct match_input input = read_provider(&run, &received);
    struct verdict verdicts[] = {paying(&input.lines[0], &input.orders[0], 1, 1),
                                 paying(&input.lines[1], &input.orders[0], 1, 1)};
    ck_assert(!write_verdicts(&run, &input, &(struct match_output){verdicts}));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, "paid_line_slot_once") != NULL, "%s", error.message);
}
END_TEST

/* Two lines without a carer have the same carer (matching.md, section 10). */
START_TEST(a_service_paid_twice_breaks_the_night_though_no_carer_is_named)
{
    struct order_line order = weekly_order();
    struct bill_line lines[] = {bill_at("INV1", "1", on_monday(7, 30)),
                                bill_at("INV2", "1", on_monday(7, 30))};
    const day_t *received;
    struct run run = night_load('a', 1, &order, 2, lines);
    struct match_input input = read_provider(&run, &received);
    struct verdict verdicts[] = {paying(&input.lines[0], &input.orders[0], 0, 1),
                                 paying(&input.lines[1], &input.orders[0], 0, 1)};
    ck_assert(!write_verdicts(&run, &input, &(struct match_output){verdicts}));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, "paid_line_service_once") != NULL, "%s", error.message);
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
    OK(match_store_providers(db, &run, arena, &count, &providers, &error));
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
    OK(load_lane_add_decision(lane, &decision, &error));
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
    OK(match_store_providers(db, &run, arena, &count, &providers, &error));
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

/* --- missed visits ----------------------------------------------------------- */

static size_t free_slots(const struct run *run, const struct free_slot **slots_r)
{
    size_t count;
    OK(match_store_free_slots(db, run, NOT_GIVEN, on_monday(24, 0), arena, &count, slots_r,
                              &error));
    return count;
}

START_TEST(a_slot_nobody_billed_is_free_until_it_was_reported)
{
    struct order_line orders[] = {
        visit_at("PAID", "1", on_monday(7, 30)),      visit_at("HELD", "1", on_monday(12, 0)),
        visit_at("CANCELLED", "1", on_monday(15, 0)), visit_at("LATER", "1", on_monday(24, 0)),
        visit_at("MISSED", "1", on_monday(18, 0)),
    };
    orders[0].carers = 2;
    orders[2].status = ORDER_STATUS_CANCELLED;
    struct bill_line lines[] = {bill_at("INV1", "1", on_monday(7, 30)),
                                bill_at("INV1", "2", on_monday(12, 0))};
    lines[1].net_pence = 5000;
    struct match_input input;
    struct run run = night_load('a', COUNT_OF(orders), orders, COUNT_OF(lines), lines);
    night_match(&run, &input);

    const struct free_slot *slots;
    ck_assert_uint_eq(free_slots(&run, &slots), 2);
    ck_assert(text_equal(slots[0].order->order_no, TEXT_LITERAL("PAID")));
    ck_assert_int_eq(slots[0].slot, 2);
    ck_assert(text_equal(slots[1].order->order_no, TEXT_LITERAL("MISSED")));
    OK(match_store_write_missed(db, &run, 2, slots, &error));
    ck_assert_uint_eq(free_slots(&run, &slots), 0);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick.missed_visit m "
                 "JOIN tallystick_data.council c ON c.code = m.council WHERE c.council_id = $1 "
                 "AND m.provider = 'P001' AND m.client_ref = 'C1' AND m.planned_minutes = 30"),
        2);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("match");
    tcase_add_test(tests, a_paid_line_is_past_on_the_next_night);
    tcase_add_test(tests, a_slot_stays_paid_when_its_order_goes_to_another_provider);
    tcase_add_test(tests, who_paid_a_slot_is_past_however_far_away_it_was);
    tcase_add_test(tests, a_line_refused_by_decision_is_past_and_not_paid);
    tcase_add_test(tests, what_credits_took_is_known_of_a_past_line);
    tcase_add_test(tests, a_running_total_reaches_back_to_the_first_line_of_its_order);
    tcase_add_test(tests, what_a_client_spent_is_known_whoever_was_paid);
    tcase_add_test(tests, a_slot_paid_twice_breaks_the_night);
    tcase_add_test(tests, a_service_paid_twice_breaks_the_night_though_no_carer_is_named);
    tcase_add_test(tests, a_held_line_comes_again_with_what_it_was_paired_with);
    tcase_add_test(tests, a_decision_to_pay_takes_effect_and_the_line_is_done_with);
    tcase_add_test(tests, orders_near_named_and_one_of_each_package_are_read);
    tcase_add_test(tests, evidence_comes_back_as_it_was);
    tcase_add_test(tests, the_later_row_of_a_rate_replaces_the_earlier);
    tcase_add_test(tests, the_latest_record_of_a_provider_counts);
    tcase_add_test(tests, a_slot_nobody_billed_is_free_until_it_was_reported);
    return run_case("match_store", tests);
}
