/*
 * A council's night for the tests of the stores: each test has a council of its
 * own in the database that tests/pg/run made, so that tests do not meet.
 */
#ifndef TALLYSTICK_TESTS_PG_NIGHT_H
#define TALLYSTICK_TESTS_PG_NIGHT_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapters/host/digest.h"
#include "adapters/postgres/load_store.h"
#include "adapters/postgres/match_read.h"
#include "adapters/postgres/match_write.h"
#include "adapters/postgres/missed_store.h"
#include "adapters/postgres/run_store.h"

static struct arena *arena;
static struct error error;
static struct db *db;
static int64_t council_id;
static day_t business_date;

/* For calls that must not fail. */
#define OK(call) ck_assert_msg((call), "%s", error.message)

static void night_set_up(void)
{
    static int councils;
    char code[32];

    arena = arena_new();
    OK(db_open(getenv("TALLYSTICK_TEST_DATABASE"), &db, &error));
    snprintf(code, sizeof(code), "T%d.%d", (int)getpid(), councils++);
    OK(council_register(db, text_of(code), "Test", "Europe/London", &council_id, &error));
    ck_assert(day_from_ymd(2026, 11, 9, &business_date));
}

static void night_tear_down(void)
{
    db_close(db);
    arena_free(arena);
}

/* 2026-11-02 at that time; the clock is on winter time, so civil is real. */
static inline int64_t on_monday(int hour, int minute)
{
    day_t monday;
    ck_assert(day_from_ymd(2026, 11, 2, &monday));
    return (int64_t)monday * SECONDS_PER_DAY + hour * 3600 + minute * 60;
}

static inline struct run night_begin(void)
{
    struct run run;
    OK(run_begin(db, council_id, business_date, &run, &error));
    return run;
}

/* Stages leave totals aside here: lines_in and the rest stay 0, which agree. */
static inline void night_close(struct run *run)
{
    for (enum run_state state = run->state; state < RUN_STATE_EXPORTED; state++)
        OK(run_advance(db, run, (enum run_state)(state + 1), &error));
    OK(run_close(db, run, &error));
}

/* --- files ------------------------------------------------------------------ */

static struct loader *loader;
static struct load_lane *lane;

static inline void load_begin(const struct run *run)
{
    OK(db_begin(db, &error));
    OK(loader_open(db, arena, run, &loader, &error));
    lane = loader_own_lane(loader);
}

static inline struct run_totals load_end(struct run *run)
{
    struct run_totals totals;
    OK(loader_close(loader, &totals, &error));
    OK(run_advance(db, run, RUN_STATE_LOADED, &error));
    OK(db_commit(db, &error));
    return totals;
}

/* Content is known by its first byte here. */
static inline struct inbound_file file_of(enum feed_kind kind, char content)
{
    return (struct inbound_file){.file_id = loader_next_file_id(loader),
                                 .feed = "feed",
                                 .kind = kind,
                                 .name = TEXT_LITERAL("file.csv"),
                                 .sha256 = {(uint8_t)content}};
}

static inline void file_begin(enum feed_kind kind, char content)
{
    struct inbound_file file = file_of(kind, content);
    OK(load_lane_file_begin(lane, &file, &error));
}

static inline void file_end(int64_t rows)
{
    struct file_result result = {
        .state = FILE_STATE_LOADED, .rows_read = rows, .rows_loaded = rows};
    OK(load_lane_file_end(lane, &result, &error));
}

static inline void file_set_aside(void)
{
    struct file_result result = {.state = FILE_STATE_QUARANTINED,
                                 .reason = TEXT_LITERAL("not whole")};
    OK(load_lane_file_end(lane, &result, &error));
}

/* --- records ---------------------------------------------------------------- */

/* A delivered visit of half an hour, billed at its price. */
static inline struct bill_line bill_at(const char *invoice_no, const char *line_no, int64_t start_s)
{
    return (struct bill_line){
        .source_row = 1,
        .provider = TEXT_LITERAL("P001"),
        .invoice_no = text_of(invoice_no),
        .line_no = text_of(line_no),
        .client_ref = TEXT_LITERAL("C1"),
        .service = TEXT_LITERAL("HC"),
        .outcome = TEXT_LITERAL("delivered"),
        .claimed_start_s = start_s,
        .claimed_end_s = start_s + 30 * 60,
        .actual_start_s = NOT_GIVEN,
        .actual_end_s = NOT_GIVEN,
        .notice_at_s = NOT_GIVEN,
        .quantity_e4 = 30 * E4,
        .unit = QUANTITY_UNIT_MINUTE,
        .rate_e6 = NOT_GIVEN,
        .net_pence = 950,
        .vat_pence = NOT_GIVEN,
        .invoice_date = DAY_NOT_GIVEN,
    };
}

static inline struct order_line visit_at(const char *order_no, const char *order_line,
                                         int64_t start_s)
{
    return (struct order_line){
        .source_row = 1,
        .order_no = text_of(order_no),
        .order_line = text_of(order_line),
        .provider = TEXT_LITERAL("P001"),
        .client_ref = TEXT_LITERAL("C1"),
        .service = TEXT_LITERAL("HC"),
        .basis = BASIS_VISIT,
        .status = ORDER_STATUS_ACTIVE,
        .planned_start_s = start_s,
        .planned_minutes = 30,
        .carers = 1,
        .quantity_e4 = NOT_GIVEN,
        .period = PERIOD_COUNT,
        .valid_from = DAY_NOT_GIVEN,
        .valid_to = DAY_NOT_GIVEN,
        .rate_e6 = 19 * E6,
        .unit_price_e6 = NOT_GIVEN,
    };
}

static inline struct provider payable_provider(void)
{
    return (struct provider){
        .provider = TEXT_LITERAL("P001"),
        .name = TEXT_LITERAL("Provider"),
        .card_token = TEXT_LITERAL("tok"),
        .rail = RAIL_CARD,
        .status = PROVIDER_STATUS_ACTIVE,
        .per_transaction_limit_pence = NOT_GIVEN,
    };
}

static inline void add_bills(char content, size_t count, const struct bill_line *lines)
{
    file_begin(FEED_KIND_BILL, content);
    for (size_t i = 0; i < count; i++) {
        struct bill_line line = lines[i];
        line.source_row = (int32_t)i + 1;
        OK(load_lane_add_bill(lane, &line, &error));
    }
    file_end((int64_t)count);
}

static inline void add_orders(char content, size_t count, const struct order_line *orders)
{
    file_begin(FEED_KIND_ORDER, content);
    for (size_t i = 0; i < count; i++) {
        struct order_line order = orders[i];
        order.source_row = (int32_t)i + 1;
        OK(load_lane_add_order(lane, &order, &error));
    }
    file_end((int64_t)count);
}

/* --- matching --------------------------------------------------------------- */

static const struct match_record record_of_all = {
    .has_runs = true, .has_held = true, .has_orders = true, .has_evidence = true};

static inline struct match_input read_provider(const struct run *run, const day_t **received_r)
{
    struct match_input input;
    OK(match_read_provider(db, run, &record_of_all, TEXT_LITERAL("P001"), NULL, 120, arena, &input,
                           received_r, &error));
    return input;
}

/* What of a paid line its lot's content shows, as far as these tests look at it. */
static inline struct payable_line payable_of(const struct bill_line *line,
                                             const struct verdict *verdict, day_t due_date)
{
    return (struct payable_line){
        .provider = line->provider,
        .invoice_no = line->invoice_no,
        .line_no = line->line_no,
        .client_ref = line->client_ref,
        .service = line->service,
        .delivered_start_s = verdict->delivered_start_s,
        .delivered_minutes = verdict->delivered_minutes,
        .expected_minutes = verdict->expected_minutes,
        .quantity_e4 = line->quantity_e4,
        .unit = line->unit,
        .billed_pence = line->net_pence,
        .net_pence = verdict->payable_pence,
        .vat_pence = verdict->payable_vat_pence,
        .vat_percent_e4 = 20 * E4,
        .due_date = due_date,
    };
}

static inline void fill_lot(size_t index, struct payment_lot *lot, const struct match_input *input,
                            const struct verdict *verdicts, const day_t *due_dates,
                            struct paid_place *places, struct text *content_r)
{
    struct payable_line *lines = ARENA_ARRAY(arena, struct payable_line, lot->line_count);
    for (size_t n = 0; n < lot->line_count; n++) {
        size_t i = lot->lines[n].index;
        lines[n] = payable_of(&input->lines[i], &verdicts[i], due_dates[i]);
        places[i] = (struct paid_place){index, (int32_t)n + 1, 20 * E4};
    }
    *content_r = lot_content(arena, lot, lines);
    digest_of(content_r->bytes, content_r->length, lot->content_sha256);
}

/* Lots of the lines that are paid; at a VAT rate of 20 per cent. */
static inline struct payments payments_of(const struct match_input *input,
                                          const struct verdict *verdicts, const day_t *due_dates)
{
    struct lot_line *lines = ARENA_ARRAY(arena, struct lot_line, input->line_count);
    struct paid_place *places = ARENA_ARRAY(arena, struct paid_place, input->line_count);
    struct payment_lot *lots;
    size_t line_count = 0, lot_count;
    for (size_t i = 0; i < input->line_count; i++) {
        const struct bill_line *line = &input->lines[i];
        if (verdict_is_paid(&verdicts[i]))
            lines[line_count++] = (struct lot_line){i,
                                                    line->line_id,
                                                    line->invoice_no,
                                                    line->line_no,
                                                    verdicts[i].payable_pence,
                                                    verdicts[i].payable_vat_pence,
                                                    due_dates[i]};
    }
    lots_make(arena, input->provider_ref, line_count, lines, &lot_count, &lots);
    struct text *contents = ARENA_ARRAY(arena, struct text, lot_count);
    for (size_t i = 0; i < lot_count; i++)
        fill_lot(i, &lots[i], input, verdicts, due_dates, places, &contents[i]);
    return (struct payments){places, lot_count, lots, contents};
}

static inline struct next_numbers numbers_next(void)
{
    struct next_numbers next;
    OK(match_write_next_numbers(db, council_id, &next, &error));
    return next;
}

static inline struct judged judged_of(const struct run *run, const struct match_input *input,
                                      const struct match_output *output, const day_t *due_dates,
                                      struct next_numbers *next)
{
    struct judged judged = {.input = *input, .output = *output, .due_dates = due_dates};

    judged.payments = payments_of(input, output->verdicts, due_dates);
    OK(invoice_numbers_find(db, run, arena, input, &judged.invoices, &error));
    invoice_numbers_give(&judged.invoices, &next->invoice_id);
    lots_number(&judged.payments, &next->lot_id);
    return judged;
}

/* One provider's night, as the match stage writes it. */
static inline bool judged_write(const struct run *run, const struct match_input *input,
                                const struct match_output *output, const day_t *due_dates)
{
    struct next_numbers next = numbers_next();
    struct judged judged = judged_of(run, input, output, due_dates, &next);
    struct match_writer *writer = match_writer_new(db, run, false);
    bool is_written = match_write_verdicts(db, run, arena, &judged, &error) &&
                      match_write_provider(writer, arena, &judged, &error);

    match_writer_free(writer);
    return is_written;
}

static inline int64_t count_of(const char *sql)
{
    struct db_value value = db_int8(council_id);
    struct db_result *result;
    OK(db_query(db, sql, 1, &value, &result, &error));
    int64_t count = db_get_int(result, 0, 0);
    db_result_free(result);
    return count;
}

/* What a test program's main() comes to. */
static inline int run_case(const char *name, TCase *tests)
{
    Suite *suite = suite_create(name);
    tcase_add_checked_fixture(tests, night_set_up, night_tear_down);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
