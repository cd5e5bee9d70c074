#include "tests/pg/night.h"

#include "adapters/host/digest.h"
#include "adapters/postgres/migrate.h"
#include "adapters/postgres/settlement_store.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* --- lines that wait --------------------------------------------------------- */

static struct verdict paid(const struct bill_line *line, const struct order_line *order,
                           int64_t vat_pence)
{
    return (struct verdict){
        .kind = VERDICT_MATCHED,
        .delivered_start_s = line->claimed_start_s,
        .delivered_end_s = line->claimed_end_s,
        .delivered_minutes = 30,
        .billed_minutes = 30,
        .expected_minutes = 29,
        .expected_pence = 950,
        .payable_pence = line->net_pence,
        .payable_vat_pence = vat_pence,
        .order = order,
        .slot = 1,
        .turn = 1,
        .period_first = DAY_NOT_GIVEN,
    };
}

/* Three paid lines: INV1 2 and 10, INV2 1. */
static struct run three_paid(void)
{
    struct order_line orders[] = {visit_at("PO1", "1", on_monday(7, 30)),
                                  visit_at("PO1", "2", on_monday(12, 0)),
                                  visit_at("PO1", "3", on_monday(18, 0))};
    struct bill_line lines[] = {bill_at("INV1", "10", on_monday(7, 30)),
                                bill_at("INV1", "2", on_monday(12, 0)),
                                bill_at("INV2", "1", on_monday(18, 0))};
    orders[0].cost_centre = TEXT_LITERAL("CC1");
    orders[0].gl_code = TEXT_LITERAL("4711");

    struct run run = night_begin();
    load_begin(&run);
    add_orders('o', COUNT_OF(orders), orders);
    add_bills('b', COUNT_OF(lines), lines);
    load_end(&run);

    const day_t *received;
    struct match_input input = read_provider(&run, &received);
    struct verdict verdicts[3];
    day_t due[3];
    for (size_t i = 0; i < 3; i++) {
        verdicts[i] = paid(&input.lines[i], &input.orders[i], i == 0 ? 190 : 0);
        due[i] = business_date + 4 + (day_t)i;
    }
    OK(db_begin(db, &error));
    OK(match_store_write(db, &run, arena, &input, &(struct match_output){verdicts}, due, &error));
    OK(run_advance(db, &run, RUN_STATE_MATCHED, &error));
    OK(db_commit(db, &error));
    return run;
}

static size_t payable(struct payable_line **lines_r)
{
    size_t count;
    OK(settlement_store_payable(db, council_id, arena, &count, lines_r, &error));
    return count;
}

static struct settlement_batch batch_of(size_t count, struct payable_line *lines, int number)
{
    struct settlement_batch batch;
    for (size_t i = 0; i < count; i++)
        lines[i].vat_percent_e4 = 20 * E4;
    batch_close(arena, TEXT_LITERAL("KENT"), business_date, RAIL_CARD, number, false, count, lines,
                &batch);
    struct text content = batch_content(arena, &batch);
    digest_of(content.bytes, content.length, batch.content_sha256);
    return batch;
}

START_TEST(a_paid_line_waits_with_what_settlement_needs)
{
    struct payable_line *lines;
    three_paid();
    ck_assert_uint_eq(payable(&lines), 3);
    ck_assert(text_equal(lines[0].provider, TEXT_LITERAL("P001")));
    ck_assert(text_equal(lines[0].invoice_no, TEXT_LITERAL("INV1")));
    ck_assert(text_equal(lines[0].line_no, TEXT_LITERAL("10")));
    ck_assert(text_equal(lines[0].client_ref, TEXT_LITERAL("C1")));
    ck_assert(text_equal(lines[0].service, TEXT_LITERAL("HC")));
    ck_assert(text_equal(lines[0].cost_centre, TEXT_LITERAL("CC1")));
    ck_assert(text_equal(lines[0].gl_code, TEXT_LITERAL("4711")));
    ck_assert(text_equal(lines[0].order_no, TEXT_LITERAL("PO1")));
    ck_assert(text_equal(lines[0].order_line, TEXT_LITERAL("1")));
    ck_assert_int_eq(lines[0].delivered_start_s, on_monday(7, 30));
    ck_assert_int_eq(lines[0].delivered_minutes, 30);
    ck_assert_int_eq(lines[0].expected_minutes, 29);
    ck_assert_int_eq(lines[0].quantity_e4, 30 * E4);
    ck_assert_int_eq(lines[0].unit, QUANTITY_UNIT_MINUTE);
    ck_assert_int_eq(lines[0].billed_pence, 950);
    ck_assert_int_eq(lines[0].net_pence, 950);
    ck_assert_int_eq(lines[0].vat_pence, 190);
    ck_assert_int_eq(lines[0].due_date, business_date + 4);
}
END_TEST

/* --- batches ------------------------------------------------------------------ */

START_TEST(a_batch_comes_back_with_the_same_content)
{
    struct payable_line *lines;
    struct run run = three_paid();
    size_t count = payable(&lines);
    struct settlement_batch batch = batch_of(count, lines, 1);
    OK(db_begin(db, &error));
    OK(settlement_store_write(db, &run, &batch, BATCH_STATE_RELEASED, &error));
    OK(db_commit(db, &error));
    ck_assert_uint_eq(payable(&lines), 0); /* nothing waits any more */

    size_t batch_count;
    const struct settlement_batch *batches;
    OK(settlement_store_read(db, council_id, BATCH_STATE_RELEASED, arena, &batch_count, &batches,
                             &error));
    ck_assert_uint_eq(batch_count, 1);
    struct settlement_batch back = batches[0];
    back.council = TEXT_LITERAL("KENT"); /* the council of these tests has another code */
    ck_assert_uint_eq(back.transaction_count, 2);
    ck_assert(text_equal(back.transactions[0].lines[0].line_no, TEXT_LITERAL("2")));
    ck_assert(text_equal(back.transactions[0].lines[1].line_no, TEXT_LITERAL("10")));
    ck_assert_int_eq(back.transactions[0].lines[1].vat_percent_e4, 20 * E4);
    ck_assert(text_equal(batch_content(arena, &back), batch_content(arena, &batch)));
    ck_assert_mem_eq(back.content_sha256, batch.content_sha256, 32);
}
END_TEST

START_TEST(a_batch_takes_one_step_at_a_time)
{
    struct payable_line *lines;
    struct run run = three_paid();
    size_t count = payable(&lines), batch_count;
    struct settlement_batch batch = batch_of(count, lines, 1);
    const struct settlement_batch *batches;
    OK(settlement_store_write(db, &run, &batch, BATCH_STATE_PREPARED, &error));
    ck_assert(!settlement_store_advance(db, &run, batch.batch, BATCH_STATE_RELEASED,
                                        BATCH_STATE_EXPORTED, &error)); /* not released yet */
    OK(settlement_store_advance(db, &run, batch.batch, BATCH_STATE_PREPARED, BATCH_STATE_RELEASED,
                                &error));
    OK(settlement_store_advance(db, &run, batch.batch, BATCH_STATE_RELEASED, BATCH_STATE_EXPORTED,
                                &error));
    ck_assert(!settlement_store_advance(db, &run, batch.batch, BATCH_STATE_RELEASED,
                                        BATCH_STATE_EXPORTED, &error)); /* once */
    OK(settlement_store_read(db, council_id, BATCH_STATE_EXPORTED, arena, &batch_count, &batches,
                             &error));
    ck_assert_uint_eq(batch_count, 1);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick.settlement_batch b "
                 "JOIN tallystick_data.council c ON c.code = b.council WHERE c.council_id = $1 "
                 "AND b.state = 'exported' AND b.lines = 3 AND b.transactions = 2 "
                 "AND b.total_pence = 3 * 950 + 190 AND b.vat_pence = 190"),
        1);
    ck_assert_int_eq(
        count_of("SELECT count(*) FROM tallystick.line_verdict v "
                 "JOIN tallystick_data.council c ON c.code = v.council WHERE c.council_id = $1 "
                 "AND v.batch = 'KENT-20261109-card-1' "
                 "AND v.transaction = CASE v.invoice_no WHEN 'INV1' THEN 1 ELSE 2 END"),
        3);
}
END_TEST

START_TEST(batches_are_counted_by_date_and_rail)
{
    struct payable_line *lines;
    struct run run = three_paid();
    payable(&lines);
    struct settlement_batch first = batch_of(2, lines, 1), second = batch_of(1, lines + 2, 2);
    int count;
    OK(settlement_store_write(db, &run, &first, BATCH_STATE_PREPARED, &error));
    ck_assert_uint_eq(payable(&lines), 1);
    OK(settlement_store_write(db, &run, &second, BATCH_STATE_PREPARED, &error));
    OK(settlement_store_batch_count(db, council_id, business_date, RAIL_CARD, &count, &error));
    ck_assert_int_eq(count, 2);
    OK(settlement_store_batch_count(db, council_id, business_date, RAIL_BANK, &count, &error));
    ck_assert_int_eq(count, 0);
    OK(settlement_store_batch_count(db, council_id, business_date + 1, RAIL_CARD, &count, &error));
    ck_assert_int_eq(count, 0);
}
END_TEST

START_TEST(a_line_is_in_no_second_batch)
{
    struct payable_line *lines;
    struct run run = three_paid();
    size_t count = payable(&lines);
    struct settlement_batch first = batch_of(count, lines, 1), second = batch_of(count, lines, 2);
    OK(settlement_store_write(db, &run, &first, BATCH_STATE_PREPARED, &error));
    ck_assert(!settlement_store_write(db, &run, &second, BATCH_STATE_PREPARED, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, "settlement_item_pk") != NULL, "%s", error.message);
}
END_TEST

/* --- the schema's version ----------------------------------------------------- */

START_TEST(the_schema_is_known_to_be_current)
{
    OK(migrate_check(db, &error));
    size_t count;
    const struct migration *applied;
    OK(migrate_apply(db, arena, &count, &applied, &error));
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(a_migration_that_was_changed_is_refused)
{
    OK(db_begin(db, &error));
    OK(db_execute(db,
                  "UPDATE tallystick_data.schema_version SET sha256 = sha256('x') "
                  "WHERE number = 1",
                  0, NULL, NULL, &error));
    ck_assert(!migrate_check(db, &error));
    ck_assert_msg(strstr(error.message, "0001_") != NULL, "%s", error.message);
    struct error of_rollback;
    ck_assert(db_rollback(db, &of_rollback));
}
END_TEST

START_TEST(a_schema_newer_than_the_program_is_refused)
{
    OK(db_begin(db, &error));
    OK(db_execute(db,
                  "INSERT INTO tallystick_data.schema_version (number, name, sha256, applied_at) "
                  "VALUES (9999, '9999_later', sha256('x'), now())",
                  0, NULL, NULL, &error));
    ck_assert(!migrate_check(db, &error));
    ck_assert_msg(strstr(error.message, "9999_later") != NULL, "%s", error.message);
    struct error of_rollback;
    ck_assert(db_rollback(db, &of_rollback));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("settlement");
    tcase_add_test(tests, a_paid_line_waits_with_what_settlement_needs);
    tcase_add_test(tests, a_batch_comes_back_with_the_same_content);
    tcase_add_test(tests, a_batch_takes_one_step_at_a_time);
    tcase_add_test(tests, batches_are_counted_by_date_and_rail);
    tcase_add_test(tests, a_line_is_in_no_second_batch);
    tcase_add_test(tests, the_schema_is_known_to_be_current);
    tcase_add_test(tests, a_migration_that_was_changed_is_refused);
    tcase_add_test(tests, a_schema_newer_than_the_program_is_refused);
    return run_case("settlement_store", tests);
}
