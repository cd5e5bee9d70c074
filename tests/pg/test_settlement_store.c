#include "tests/pg/night.h"

#include "adapters/postgres/batch_store.h"
#include "adapters/postgres/migrate.h"
#include "adapters/postgres/settlement_store.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* --- lots that wait ---------------------------------------------------------- */

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

/* Three paid lines, two lots: INV1 2 and 10, INV2 1. */
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
    /* Lines of a file are due on one day. */
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        add_bills((char)('a' + (int)i), 1, &lines[i]);
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
    OK(judged_write(&run, &input, &(struct match_output){verdicts}, due));
    OK(run_advance(db, &run, RUN_STATE_MATCHED, &error));
    OK(db_commit(db, &error));
    return run;
}

static size_t open_lots(struct payment_lot **lots_r)
{
    size_t count;
    OK(settlement_store_open_lots(db, council_id, arena, &count, lots_r, &error));
    return count;
}

static struct settlement_batch batch_of(size_t count, const struct payment_lot *lots, int number)
{
    struct settlement_batch batch;
    batch_close(arena, TEXT_LITERAL("KENT"), business_date, RAIL_CARD, number, false, count, lots,
                &batch);
    struct text content = batch_content(arena, &batch);
    digest_of(content.bytes, content.length, batch.content_sha256);
    return batch;
}

START_TEST(what_is_paid_waits_as_a_lot_an_invoice)
{
    struct payment_lot *lots;
    three_paid();
    ck_assert_uint_eq(open_lots(&lots), 2);
    ck_assert(text_equal(lots[0].provider, TEXT_LITERAL("P001")));
    ck_assert(text_equal(lots[0].invoice_no, TEXT_LITERAL("INV1")));
    ck_assert_uint_eq(lots[0].line_count, 2);
    ck_assert_int_eq(lots[0].net_pence, 2 * 950);
    ck_assert_int_eq(lots[0].vat_pence, 190);
    ck_assert_int_eq(lots[0].due_date, business_date + 4);
    ck_assert_int_eq(lots[0].attempt, 1);
    ck_assert(text_equal(lots[1].invoice_no, TEXT_LITERAL("INV2")));
    ck_assert_int_eq(lots[1].due_date, business_date + 6);
    /* Line 2 comes before line 10. */
    ck_assert_int_eq(count_of("SELECT count(*) FROM tallystick_data.paid_line y "
                              "JOIN tallystick_data.payment_lot l USING (council_id, lot_id) "
                              "WHERE council_id = $1 AND y.vat_percent_e4 = 200000 AND l.part = 1 "
                              "AND y.item = CASE WHEN y.line_no = '10' THEN 2 ELSE 1 END "
                              "AND y.invoice_no = l.invoice_no AND y.run_id = l.run_id"),
                     3);
}
END_TEST

/* --- batches ------------------------------------------------------------------ */

static struct settlement_batch settle(const struct run *run, int number, enum batch_state state)
{
    struct payment_lot *lots;
    size_t count = open_lots(&lots);
    struct settlement_batch batch = batch_of(count, lots, number);
    OK(settlement_store_write(db, run, &batch, state, &error));
    return batch;
}

START_TEST(a_batch_comes_back_transaction_by_transaction)
{
    struct run run = three_paid();
    struct payment_lot *lots;
    struct settlement_batch batch = settle(&run, 1, BATCH_STATE_RELEASED);
    ck_assert_uint_eq(open_lots(&lots), 0); /* nothing waits any more */

    size_t count;
    const struct settlement_batch *batches;
    OK(settlement_store_batches(db, council_id, BATCH_STATE_RELEASED, arena, &count, &batches,
                                &error));
    ck_assert_uint_eq(count, 1);
    struct settlement_batch back = batches[0];
    ck_assert_uint_eq(back.transaction_count, 2);
    ck_assert_uint_eq(back.line_count, 3);
    back.council = TEXT_LITERAL("KENT"); /* the council of these tests has another code */
    ck_assert(text_equal(batch_content_head(arena, &back), batch_content_head(arena, &batch)));
    ck_assert_mem_eq(back.content_sha256, batch.content_sha256, 32);

    struct transaction_reader reader;
    OK(settlement_store_transactions(db, council_id, batch.batch, &reader, &error));
    for (size_t i = 0;; i++) {
        struct settlement_transaction transaction;
        const struct text *contents;
        struct payable_line lines[2];
        bool has_one;
        OK(settlement_store_next(&reader, arena, &has_one, &transaction, &contents, &error));
        ck_assert(has_one == (i < 2));
        if (!has_one)
            break;
        ck_assert(text_equal(batch_content_transaction(arena, &transaction),
                             batch_content_transaction(arena, &batch.transactions[i])));
        OK(lot_content_read(contents[0], &transaction.lots[0], lines, &error));
        ck_assert(text_equal(lines[0].line_no, i == 0 ? TEXT_LITERAL("2") : TEXT_LITERAL("1")));
        ck_assert_int_eq(lines[0].delivered_start_s, on_monday(i == 0 ? 12 : 18, 0));
    }
    OK(settlement_store_end(&reader, &error));
    count_of("SELECT $1"); /* the connection answers again */
}
END_TEST

START_TEST(a_batch_that_is_not_whole_is_not_read)
{
    struct run run = three_paid();
    struct settlement_batch batch = settle(&run, 1, BATCH_STATE_RELEASED);
    struct transaction_reader reader;
    struct settlement_transaction transaction;
    const struct text *contents;
    struct db_value value = db_int8(council_id);
    bool has_one;
    OK(db_execute(db,
                  "UPDATE tallystick_data.settlement_transaction SET lines = lines + 1 "
                  "WHERE council_id = $1 AND transaction = 1",
                  1, &value, NULL, &error));
    OK(settlement_store_transactions(db, council_id, batch.batch, &reader, &error));
    ck_assert(!settlement_store_next(&reader, arena, &has_one, &transaction, &contents, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    OK(settlement_store_end(&reader, &error)); /* what was not read is thrown away */
    count_of("SELECT $1");
}
END_TEST

START_TEST(a_batch_takes_one_step_at_a_time)
{
    struct run run = three_paid();
    size_t batch_count;
    const struct settlement_batch *batches;
    struct settlement_batch batch = settle(&run, 1, BATCH_STATE_PREPARED);
    ck_assert(!settlement_store_advance(db, &run, batch.batch, BATCH_STATE_RELEASED,
                                        BATCH_STATE_EXPORTED, DAY_NOT_GIVEN,
                                        &error)); /* not released yet */
    OK(settlement_store_advance(db, &run, batch.batch, BATCH_STATE_PREPARED, BATCH_STATE_RELEASED,
                                DAY_NOT_GIVEN, &error));
    OK(settlement_store_advance(db, &run, batch.batch, BATCH_STATE_RELEASED, BATCH_STATE_EXPORTED,
                                DAY_NOT_GIVEN, &error));
    ck_assert(!settlement_store_advance(db, &run, batch.batch, BATCH_STATE_RELEASED,
                                        BATCH_STATE_EXPORTED, DAY_NOT_GIVEN, &error)); /* once */
    OK(settlement_store_batches(db, council_id, BATCH_STATE_EXPORTED, arena, &batch_count, &batches,
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
    struct payment_lot *lots;
    struct run run = three_paid();
    open_lots(&lots);
    struct settlement_batch first = batch_of(1, lots, 1), second = batch_of(1, lots + 1, 2);
    int count;
    OK(settlement_store_write(db, &run, &first, BATCH_STATE_PREPARED, &error));
    ck_assert_uint_eq(open_lots(&lots), 1);
    OK(settlement_store_write(db, &run, &second, BATCH_STATE_PREPARED, &error));
    OK(settlement_store_batch_count(db, council_id, business_date, RAIL_CARD, &count, &error));
    ck_assert_int_eq(count, 2);
    OK(settlement_store_batch_count(db, council_id, business_date, RAIL_BANK, &count, &error));
    ck_assert_int_eq(count, 0);
    OK(settlement_store_batch_count(db, council_id, business_date + 1, RAIL_CARD, &count, &error));
    ck_assert_int_eq(count, 0);
}
END_TEST

START_TEST(a_lot_is_in_no_second_batch)
{
    struct payment_lot *lots;
    struct run run = three_paid();
    size_t count = open_lots(&lots);
    struct settlement_batch first = batch_of(count, lots, 1), second = batch_of(count, lots, 2);
    OK(settlement_store_write(db, &run, &first, BATCH_STATE_PREPARED, &error));
    ck_assert(!settlement_store_write(db, &run, &second, BATCH_STATE_PREPARED, &error));
    ck_assert_int_eq(error.status, EXIT_STATUS_BROKEN_INVARIANT);
    ck_assert_msg(strstr(error.message, "settlement_lot_pk") != NULL, "%s", error.message);
}
END_TEST

/* What is withdrawn is open again, and goes into the next batch as the second attempt. */
START_TEST(a_withdrawn_batchs_lots_go_into_the_next)
{
    struct payment_lot *lots;
    struct run run = three_paid();
    struct settlement_batch first = settle(&run, 1, BATCH_STATE_PREPARED);
    OK(batch_withdraw(db, council_id, run.run_id, first.batch, TEXT_LITERAL("Ann"),
                      TEXT_LITERAL("wrong month"), &error));
    ck_assert_int_eq(count_of("SELECT count(*) FROM tallystick.line_verdict v "
                              "JOIN tallystick_data.council c ON c.code = v.council "
                              "WHERE c.council_id = $1 AND v.batch IS NULL"),
                     3);
    ck_assert_uint_eq(open_lots(&lots), 2);
    ck_assert_int_eq(lots[0].attempt, 2);
    ck_assert_int_eq(lots[1].attempt, 2);

    struct settlement_batch second = settle(&run, 2, BATCH_STATE_PREPARED);
    ck_assert_uint_eq(open_lots(&lots), 0);
    ck_assert_int_eq(second.net_pence, first.net_pence);
    ck_assert_int_eq(count_of("SELECT count(*) FROM tallystick.line_verdict v "
                              "JOIN tallystick_data.council c ON c.code = v.council "
                              "WHERE c.council_id = $1 AND v.batch = 'KENT-20261109-card-2'"),
                     3);
    ck_assert_int_eq(count_of("SELECT sum(attempt) FROM tallystick_data.settlement_lot "
                              "WHERE council_id = $1"),
                     1 + 1 + 2 + 2);
}
END_TEST

/* --- streams -------------------------------------------------------------------- */

START_TEST(a_stream_gives_row_after_row)
{
    day_t day = business_date;
    struct db_value values[] = {db_int8(-5),
                                db_int4(7),
                                db_text(TEXT_LITERAL("O'Neil \\ $1")),
                                db_date(day),
                                db_timestamptz(on_monday(7, 30)),
                                db_text((struct text){0})};
    const char *sql = "-- $1 of a comment is no parameter\n"
                      "COPY (SELECT $1 * n, $2, $3, $4, $2 = 7, $5, $6 "
                      "FROM generate_series(1, 3000) AS n) TO STDOUT (FORMAT binary)";
    struct db_stream *stream;
    const struct db_result *row;
    OK(db_stream_begin(db, sql, COUNT_OF(values), values, &stream, &error));
    for (int64_t n = 1; n <= 3000; n++) {
        OK(db_stream_next(stream, &row, &error));
        ck_assert_ptr_nonnull(row);
        ck_assert_int_eq(db_get_int(row, 0, 0), -5 * n);
        ck_assert_int_eq(db_get_int(row, 0, 1), 7);
        ck_assert(text_equal(db_get_text(row, 0, 2), TEXT_LITERAL("O'Neil \\ $1")));
        ck_assert_int_eq(db_get_date(row, 0, 3), day);
        ck_assert(db_get_bool(row, 0, 4));
        ck_assert_int_eq(db_get_timestamptz(row, 0, 5), on_monday(7, 30));
        ck_assert(db_is_null(row, 0, 6));
        ck_assert(text_is_empty(db_get_text(row, 0, 6)));
    }
    OK(db_stream_next(stream, &row, &error));
    ck_assert_ptr_null(row);
    OK(db_stream_end(stream, &error));
    ck_assert_int_eq(count_of("SELECT $1"), council_id);
}
END_TEST

START_TEST(a_stream_that_ends_early_leaves_the_connection_clean)
{
    struct db_stream *stream;
    const struct db_result *row;
    OK(db_stream_begin(db, "COPY (SELECT generate_series(1, 3000)) TO STDOUT (FORMAT binary)", 0,
                       NULL, &stream, &error));
    OK(db_stream_next(stream, &row, &error));
    OK(db_stream_end(stream, &error));
    ck_assert_int_eq(count_of("SELECT $1"), council_id);
}
END_TEST

START_TEST(a_stream_says_what_goes_wrong_on_the_way)
{
    struct db_value value = db_int8(2000);
    struct db_stream *stream;
    const struct db_result *row;
    OK(db_stream_begin(db,
                       "COPY (SELECT 1 / (n - $1) FROM generate_series(1, 3000) AS n) "
                       "TO STDOUT (FORMAT binary)",
                       1, &value, &stream, &error));
    int read = 0;
    while (db_stream_next(stream, &row, &error))
        read++;
    ck_assert_int_eq(read, 1999);
    ck_assert_ptr_nonnull(strstr(error.message, "division by zero"));
    OK(db_stream_end(stream, &error));
    ck_assert(!db_stream_begin(db, "COPY (SELECT no_such_column) TO STDOUT (FORMAT binary)", 0,
                               NULL, &stream, &error));
    ck_assert_int_eq(count_of("SELECT $1"), council_id);
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
    tcase_add_test(tests, what_is_paid_waits_as_a_lot_an_invoice);
    tcase_add_test(tests, a_batch_comes_back_transaction_by_transaction);
    tcase_add_test(tests, a_batch_that_is_not_whole_is_not_read);
    tcase_add_test(tests, a_batch_takes_one_step_at_a_time);
    tcase_add_test(tests, batches_are_counted_by_date_and_rail);
    tcase_add_test(tests, a_lot_is_in_no_second_batch);
    tcase_add_test(tests, a_withdrawn_batchs_lots_go_into_the_next);
    tcase_add_test(tests, a_stream_gives_row_after_row);
    tcase_add_test(tests, a_stream_that_ends_early_leaves_the_connection_clean);
    tcase_add_test(tests, a_stream_says_what_goes_wrong_on_the_way);
    tcase_add_test(tests, the_schema_is_known_to_be_current);
    tcase_add_test(tests, a_migration_that_was_changed_is_refused);
    tcase_add_test(tests, a_schema_newer_than_the_program_is_refused);
    return run_case("settlement_store", tests);
}
