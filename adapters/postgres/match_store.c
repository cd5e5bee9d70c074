#include "adapters/postgres/match_store.h"

#include <assert.h>
#include <stdlib.h>

#include "adapters/postgres/copy_row.h"
#include "adapters/postgres/detail_json.h"
#include "adapters/postgres/record_rows.h"
#include "adapters/postgres/standing_store.h"
#include "sql_statements.h"

static bool ids_read(struct db *db, const struct run *run, struct arena *arena,
                     struct match_record *record, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->first_line_id)};
    struct db_result *result;

    if (!db_query(db, sql_match_replaced_orders, COUNT_OF(values), values, &result, error_r))
        return false;
    int64_t *ids = ARENA_ARRAY(arena, int64_t, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        ids[row] = db_get_int(result, row, 0);
    record->replaced_count = db_rows(result);
    record->replaced_ids = ids;
    db_result_free(result);
    return true;
}

bool match_store_record(struct db *db, const struct run *run, struct arena *arena,
                        struct match_record *record_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->run_id),
                                db_int8(run->first_line_id)};
    struct db_result *result;

    if (!db_query(db, sql_match_record, COUNT_OF(values), values, &result, error_r))
        return false;
    *record_r = (struct match_record){
        .has_runs = db_get_bool(result, 0, 0),
        .has_held = db_get_bool(result, 0, 1),
        .has_orders = db_get_bool(result, 0, 2),
        .has_evidence = db_get_bool(result, 0, 3),
    };
    db_result_free(result);
    return ids_read(db, run, arena, record_r, error_r);
}

static int compare_id(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

bool match_record_in_force(const struct match_record *record, int64_t order_id)
{
    return record->replaced_count == 0 ||
           bsearch(&order_id, record->replaced_ids, record->replaced_count, sizeof(order_id),
                   compare_id) == NULL;
}

static bool providers_read(struct db *db, const char *sql, size_t value_count,
                           const struct db_value *values, struct arena *arena, size_t *count_r,
                           const struct text **providers_r, struct error *error_r)
{
    struct db_result *result;

    if (!db_query(db, sql, value_count, values, &result, error_r))
        return false;
    struct text *providers = ARENA_ARRAY(arena, struct text, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        providers[row] = db_keep_text(result, row, 0, arena);
    *count_r = db_rows(result);
    *providers_r = providers;
    db_result_free(result);
    return true;
}

bool match_store_providers(struct db *db, const struct run *run, struct arena *arena,
                           size_t *count_r, const struct text **providers_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->first_line_id)};
    return providers_read(db, sql_match_providers, COUNT_OF(values), values, arena, count_r,
                          providers_r, error_r);
}

bool match_store_held_providers(struct db *db, const struct run *run, struct arena *arena,
                                size_t *count_r, const struct text **providers_r,
                                struct error *error_r)
{
    struct db_value value = db_int8(run->council_id);
    return providers_read(db, sql_match_held_providers, 1, &value, arena, count_r, providers_r,
                          error_r);
}

/* --- reading --------------------------------------------------------------- */

/* What the input of one provider is read for. */
struct reading {
    struct db *db;
    const struct run *run;
    const struct match_basis *basis; /* NULL: the run is under way, and the record is as it is */
    const struct match_record *record;
    const struct match_tonight *tonight; /* NULL: has to be read as well */
    struct arena *arena;
    struct text provider;
    struct match_input *input;
    int64_t from_s, to_s; /* hull of the lines' times, with the pair window and a day to spare */
};

static struct carried carried_of_row(const struct reading *reading, const struct db_result *result,
                                     size_t row, int64_t line_id)
{
    struct arena *arena = reading->arena;
    struct carried carried = {
        .is_carried = line_id < reading->run->first_line_id,
        .is_decided = !db_is_null(result, row, BILL_LINE_COLUMNS + 6),
        .expected_pence = db_get_int(result, row, BILL_LINE_COLUMNS + 4),
        .reasons = reasons_of_row(result, row, BILL_LINE_COLUMNS + 5),
        .order_no = db_keep_text(result, row, BILL_LINE_COLUMNS + 1, arena),
        .order_line = db_keep_text(result, row, BILL_LINE_COLUMNS + 2, arena),
        .slot = db_get_int_or_0(result, row, BILL_LINE_COLUMNS + 3),
        .order_id = db_get_int(result, row, BILL_LINE_COLUMNS + 7),
        .delivered_start_s = db_get_timestamptz(result, row, BILL_LINE_COLUMNS + 8),
        .delivered_minutes = db_get_int(result, row, BILL_LINE_COLUMNS + 9),
    };

    if (carried.is_decided) {
        bool is_known =
            decision_kind_parse(db_get_text(result, row, BILL_LINE_COLUMNS + 6), &carried.decision);
        assert(is_known);
    }
    return carried;
}

static bool query_lines(const struct reading *reading, struct db_result **result_r,
                        struct error *error_r)
{
    const struct match_basis *basis = reading->basis;
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        db_int8(reading->run->first_line_id),
        db_int8(reading->run->run_id),
        db_int8(basis == NULL ? NOT_GIVEN : basis->line_id),
        db_int8(basis == NULL ? NOT_GIVEN : basis->decision_id),
    };

    if (basis != NULL)
        return db_query(reading->db, sql_explain_lines, COUNT_OF(values), values, result_r,
                        error_r);
    return reading->tonight == NULL
               ? db_query(reading->db, sql_match_lines, 3, values, result_r, error_r)
               : db_query(reading->db, sql_match_held_lines, 2, values, result_r, error_r);
}

/* The lines of an input in the making. */
struct line_rows {
    size_t count;
    struct bill_line *lines;
    struct carried *carried;
    day_t *received;
};

static struct line_rows line_rows_new(struct arena *arena, size_t count)
{
    return (struct line_rows){.lines = ARENA_ARRAY(arena, struct bill_line, count),
                              .carried = ARENA_ARRAY(arena, struct carried, count),
                              .received = ARENA_ARRAY(arena, day_t, count)};
}

static void line_rows_add_tonight(struct line_rows *rows, const struct reading *reading)
{
    for (size_t i = 0; i < reading->tonight->line_count; i++) {
        rows->lines[rows->count] = reading->tonight->lines[i];
        rows->carried[rows->count] =
            (struct carried){.is_carried = false, .expected_pence = NOT_GIVEN};
        rows->received[rows->count++] = reading->run->business_date;
    }
}

static bool line_rows_query(struct line_rows *rows_r, const struct reading *reading,
                            size_t tonight_count, struct error *error_r)
{
    struct db_result *result;

    if (!query_lines(reading, &result, error_r))
        return false;
    *rows_r = line_rows_new(reading->arena, db_rows(result) + tonight_count);
    for (size_t row = 0; row < db_rows(result); row++) {
        bill_line_of_row(result, row, reading->arena, &rows_r->lines[row]);
        rows_r->carried[row] = carried_of_row(reading, result, row, rows_r->lines[row].line_id);
        rows_r->received[row] = db_get_date(result, row, BILL_LINE_COLUMNS);
    }
    rows_r->count = db_rows(result);
    db_result_free(result);
    return true;
}

/* Held lines come before tonight's, as their numbers do. */
static bool read_lines(struct reading *reading, const day_t **received_r, struct error *error_r)
{
    size_t tonight_count = reading->tonight == NULL ? 0 : reading->tonight->line_count;
    struct line_rows rows;

    if (reading->tonight != NULL && !reading->record->has_held)
        rows = line_rows_new(reading->arena, tonight_count);
    else if (!line_rows_query(&rows, reading, tonight_count, error_r))
        return false;
    if (reading->tonight != NULL)
        line_rows_add_tonight(&rows, reading);
    reading->input->line_count = rows.count;
    reading->input->lines = rows.lines;
    reading->input->carried = rows.carried;
    *received_r = rows.received;
    return true;
}

static void hull_take(struct reading *reading, int64_t start_s, int64_t end_s)
{
    if (given(start_s) && start_s < reading->from_s)
        reading->from_s = start_s;
    if (given(end_s) && end_s > reading->to_s)
        reading->to_s = end_s;
}

static void hull_of_lines(struct reading *reading, int32_t window_minutes)
{
    int64_t margin_s = (int64_t)window_minutes * 60 + SECONDS_PER_DAY;

    reading->from_s = INT64_MAX;
    reading->to_s = 0;
    for (size_t i = 0; i < reading->input->line_count; i++) {
        const struct bill_line *line = &reading->input->lines[i];
        hull_take(reading, line->claimed_start_s, line->claimed_end_s);
        hull_take(reading, line->actual_start_s, line->actual_end_s);
    }
    reading->from_s -= margin_s;
    reading->to_s += margin_s;
}

/* Client and service of every line, once each, as two parallel arrays. */
static int compare_package(const void *a, const void *b)
{
    const struct bill_line *left = *(const struct bill_line *const *)a;
    const struct bill_line *right = *(const struct bill_line *const *)b;
    int order = text_compare(left->client_ref, right->client_ref);
    return order != 0 ? order : text_compare(left->service, right->service);
}

static size_t packages_of_lines(const struct reading *reading, struct text **clients_r,
                                struct text **services_r)
{
    size_t line_count = reading->input->line_count, count = 0;
    const struct bill_line **lines =
        ARENA_ARRAY(reading->arena, const struct bill_line *, line_count);

    *clients_r = ARENA_ARRAY(reading->arena, struct text, line_count);
    *services_r = ARENA_ARRAY(reading->arena, struct text, line_count);
    for (size_t i = 0; i < line_count; i++)
        lines[i] = &reading->input->lines[i];
    qsort(lines, line_count, sizeof(*lines), compare_package);
    for (size_t i = 0; i < line_count; i++) {
        if (i == 0 || compare_package(&lines[i - 1], &lines[i]) != 0) {
            (*clients_r)[count] = lines[i]->client_ref;
            (*services_r)[count++] = lines[i]->service;
        }
    }
    return count;
}

static size_t order_numbers_named(const struct reading *reading, struct text **numbers_r)
{
    const struct match_input *input = reading->input;
    size_t count = 0;

    *numbers_r = ARENA_ARRAY(reading->arena, struct text, 2 * input->line_count);
    for (size_t i = 0; i < input->line_count; i++) {
        if (!text_is_empty(input->lines[i].order_no))
            (*numbers_r)[count++] = input->lines[i].order_no;
        if (!text_is_empty(input->carried[i].order_no))
            (*numbers_r)[count++] = input->carried[i].order_no;
    }
    return count;
}

/* Behind what was read before. */
static void add_tonights_orders(const struct reading *reading, struct order_line *orders,
                                size_t *count)
{
    for (size_t i = 0; reading->tonight != NULL && i < reading->tonight->order_count; i++)
        orders[(*count)++] = reading->tonight->orders[i];
}

static int64_t orders_until(const struct reading *reading)
{
    if (reading->basis != NULL)
        return reading->basis->order_id;
    return reading->tonight == NULL ? RECORD_TO_ITS_END : reading->run->first_line_id;
}

static bool query_orders(struct reading *reading, struct error *error_r)
{
    struct text *clients, *services, *numbers;
    size_t package_count = packages_of_lines(reading, &clients, &services);
    size_t number_count = order_numbers_named(reading, &numbers);
    size_t tonight_count = reading->tonight == NULL ? 0 : reading->tonight->order_count;
    struct db_value values[] = {
        db_int8(reading->run->council_id),     db_text(reading->provider),
        db_text_array(package_count, clients), db_text_array(package_count, services),
        db_timestamptz(reading->from_s),       db_timestamptz(reading->to_s),
        db_text_array(number_count, numbers),  db_int8(orders_until(reading)),
    };
    struct db_result *result;

    if (!db_query(reading->db, reading->basis == NULL ? sql_match_orders : sql_explain_orders,
                  COUNT_OF(values), values, &result, error_r))
        return false;
    size_t count = db_rows(result);
    struct order_line *orders =
        ARENA_ARRAY(reading->arena, struct order_line, count + tonight_count);
    for (size_t row = 0; row < count; row++)
        order_line_of_row(result, row, reading->arena, &orders[row]);
    db_result_free(result);
    add_tonights_orders(reading, orders, &count);
    reading->input->order_count = count;
    reading->input->orders = orders;
    return true;
}

static bool read_orders(struct reading *reading, struct error *error_r)
{
    if (reading->tonight == NULL || reading->record->has_orders)
        return query_orders(reading, error_r);
    reading->input->order_count = reading->tonight->order_count;
    reading->input->orders = reading->tonight->orders;
    return true;
}

/* Identities of tonight's lines and of the lines that their credits name. */
static size_t identities_of_lines(const struct reading *reading, struct text **invoices_r,
                                  struct text **lines_r)
{
    const struct match_input *input = reading->input;
    size_t count = 0;

    *invoices_r = ARENA_ARRAY(reading->arena, struct text, 2 * input->line_count);
    *lines_r = ARENA_ARRAY(reading->arena, struct text, 2 * input->line_count);
    for (size_t i = 0; i < input->line_count; i++) {
        const struct bill_line *line = &input->lines[i];
        (*invoices_r)[count] = line->invoice_no;
        (*lines_r)[count++] = line->line_no;
        if (!text_is_empty(line->credits_invoice_no)) {
            (*invoices_r)[count] = line->credits_invoice_no;
            (*lines_r)[count++] = line->credits_line_no;
        }
    }
    return count;
}

static struct past_line past_of_row(const struct db_result *result, size_t row, struct arena *arena)
{
    size_t column = BILL_LINE_COLUMNS + 1;
    struct past_line past = {.paid = !db_is_null(result, row, column)};

    bill_line_of_row(result, row, arena, &past.line);
    past.period_first = DAY_NOT_GIVEN;
    if (past.paid) {
        past.delivered_start_s = db_get_timestamptz(result, row, column + 1);
        past.delivered_end_s = db_get_timestamptz(result, row, column + 2);
        past.payable_pence = db_get_int(result, row, column + 3);
        past.order_no = db_keep_text(result, row, column + 4, arena);
        past.order_line = db_keep_text(result, row, column + 5, arena);
        past.slot = db_get_int_or_0(result, row, column + 6);
        past.turn = (int32_t)db_get_int(result, row, column + 7);
        past.period_first = db_get_date(result, row, column + 8);
        past.counted_e4 = db_get_int(result, row, column + 9);
        past.credited_pence = db_get_int(result, row, column + 10);
        past.ended_on =
            db_is_null(result, row, column + 11) ? 0 : db_get_date(result, row, column + 11);
    }
    return past;
}

static bool read_past(struct reading *reading, struct error *error_r)
{
    struct match_input *input = reading->input;
    struct text *invoices, *lines;
    size_t identity_count = identities_of_lines(reading, &invoices, &lines);
    struct text *order_nos = ARENA_ARRAY(reading->arena, struct text, input->order_count);
    struct text *order_lines = ARENA_ARRAY(reading->arena, struct text, input->order_count);

    for (size_t i = 0; i < input->order_count; i++) {
        order_nos[i] = input->orders[i].order_no;
        order_lines[i] = input->orders[i].order_line;
    }
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        db_timestamptz(reading->from_s),
        db_timestamptz(reading->to_s),
        db_text_array(input->order_count, order_nos),
        db_text_array(input->order_count, order_lines),
        db_text_array(identity_count, invoices),
        db_text_array(identity_count, lines),
        db_int8(reading->run->run_id),
    };
    struct db_result *result;
    bool is_read =
        reading->basis == NULL
            ? db_query(reading->db, sql_match_past, COUNT_OF(values) - 1, values, &result, error_r)
            : db_query(reading->db, sql_explain_past, COUNT_OF(values), values, &result, error_r);
    if (!is_read)
        return false;
    struct past_line *past = ARENA_ARRAY(reading->arena, struct past_line, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        past[row] = past_of_row(result, row, reading->arena);
    input->past_count = db_rows(result);
    input->past = past;
    db_result_free(result);
    return true;
}

static bool read_evidence(struct reading *reading, struct error *error_r)
{
    struct db_value values[] = {
        db_int8(reading->run->council_id), db_text(reading->provider),
        db_timestamptz(reading->from_s), db_timestamptz(reading->to_s),
        db_int8(reading->basis == NULL ? RECORD_TO_ITS_END : reading->basis->evidence_id)};
    struct arena *arena = reading->arena;
    struct db_result *result;

    if (!db_query(reading->db, sql_match_evidence, COUNT_OF(values), values, &result, error_r))
        return false;
    struct evidence *evidence = ARENA_ARRAY(arena, struct evidence, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        evidence[row] = (struct evidence){
            .evidence_id = db_get_int(result, row, 0),
            .file_id = db_get_int(result, row, 1),
            .source_row = (int32_t)db_get_int(result, row, 2),
            .provider = db_keep_text(result, row, 3, arena),
            .client_ref = db_keep_text(result, row, 4, arena),
            .carer_ref = db_keep_text(result, row, 5, arena),
            .log_in_s = db_get_timestamptz(result, row, 6),
            .log_out_s = db_get_timestamptz(result, row, 7),
            .method = EVIDENCE_METHOD_COUNT,
        };
    }
    reading->input->evidence_count = db_rows(result);
    reading->input->evidence = evidence;
    db_result_free(result);
    return true;
}

/* Of a night that is over nothing is known beforehand. */
static const struct match_record record_unknown = {true, true, true, true, 0, NULL};

static bool read_all(struct reading *reading, int32_t window_minutes, const day_t **received_r,
                     struct error *error_r)
{
    struct match_input *input = reading->input;
    const struct match_record *record = reading->record;
    int64_t last_file_id = reading->basis == NULL ? RECORD_TO_ITS_END : reading->basis->file_id;
    int64_t last_rate_id = reading->basis == NULL ? RECORD_TO_ITS_END : reading->basis->rate_id;

    if (!read_lines(reading, received_r, error_r))
        return false;
    hull_of_lines(reading, window_minutes);
    return read_orders(reading, error_r) && (!record->has_runs || read_past(reading, error_r)) &&
           (!record->has_evidence || read_evidence(reading, error_r)) &&
           standing_read_provider(reading->db, reading->run->council_id, reading->provider,
                                  last_file_id, reading->arena, &input->provider, error_r) &&
           standing_read_rates(reading->db, reading->run->council_id, reading->provider,
                               last_rate_id, reading->arena, &input->rate_count, &input->rates,
                               error_r);
}

bool match_store_read(struct db *db, const struct run *run, const struct match_record *record,
                      struct text provider, const struct match_tonight *tonight,
                      int32_t window_minutes, struct arena *arena, struct match_input *input_r,
                      const day_t **received_r, struct error *error_r)
{
    struct reading reading = {.db = db,
                              .run = run,
                              .record = record,
                              .tonight = tonight,
                              .arena = arena,
                              .provider = provider,
                              .input = input_r};

    *input_r = (struct match_input){.provider_ref = arena_text(arena, provider)};
    return read_all(&reading, window_minutes, received_r, error_r);
}

bool match_store_read_again(struct db *db, const struct run *run, const struct match_basis *basis,
                            struct text provider, int32_t window_minutes, struct arena *arena,
                            struct match_input *input_r, struct error *error_r)
{
    struct reading reading = {.db = db,
                              .run = run,
                              .basis = basis,
                              .record = &record_unknown,
                              .arena = arena,
                              .provider = provider,
                              .input = input_r};
    const day_t *received;

    *input_r = (struct match_input){.provider_ref = arena_text(arena, provider)};
    return read_all(&reading, window_minutes, &received, error_r);
}

/* --- purses ----------------------------------------------------------------- */

static void stretch_take(int64_t moment_s, int64_t *from_s, int64_t *to_s)
{
    if (given(moment_s) && moment_s < *from_s)
        *from_s = moment_s;
    if (given(moment_s) && moment_s > *to_s)
        *to_s = moment_s;
}

/* The weeks, with a day to spare for the zone, that delivered starts can lie in. */
static void weeks_of_input(const struct match_input *input, int64_t *from_s_r, int64_t *to_s_r)
{
    *from_s_r = INT64_MAX;
    *to_s_r = 0;
    for (size_t i = 0; i < input->line_count; i++) {
        stretch_take(input->lines[i].claimed_start_s, from_s_r, to_s_r);
        stretch_take(input->lines[i].actual_start_s, from_s_r, to_s_r);
    }
    for (size_t i = 0; i < input->evidence_count; i++)
        stretch_take(input->evidence[i].log_in_s, from_s_r, to_s_r);
    *from_s_r -= 8 * SECONDS_PER_DAY;
    *to_s_r += 8 * SECONDS_PER_DAY;
}

bool match_store_read_spent(struct db *db, const struct run *run, struct arena *arena,
                            struct match_input *input, struct error *error_r)
{
    struct reading reading = {.arena = arena, .input = input};
    struct text *clients, *services;

    if (input->line_count == 0)
        return true;
    weeks_of_input(input, &reading.from_s, &reading.to_s);
    size_t client_count = packages_of_lines(&reading, &clients, &services);
    struct db_value values[] = {
        db_int8(run->council_id),       db_text(input->provider_ref),
        db_int8(run->run_id),           db_text_array(client_count, clients),
        db_timestamptz(reading.from_s), db_timestamptz(reading.to_s),
    };
    struct db_result *result;
    if (!db_query(db, sql_match_purse, COUNT_OF(values), values, &result, error_r))
        return false;
    struct spent_line *spent = ARENA_ARRAY(arena, struct spent_line, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        spent[row] = (struct spent_line){
            .line_id = db_get_int(result, row, 0),
            .client_ref = db_keep_text(result, row, 1, arena),
            .delivered_start_s = db_get_timestamptz(result, row, 2),
            .pence = db_get_int(result, row, 3),
        };
    }
    input->spent_count = db_rows(result);
    input->spent = spent;
    db_result_free(result);
    return true;
}

/* --- writing --------------------------------------------------------------- */

struct writing {
    struct db *db;
    const struct run *run;
    struct arena *arena;
    const struct match_input *input;
    const struct verdict *verdicts;
    const day_t *due_dates;
    const struct payments *payments;
};

static bool is_moved(const struct carried *carried, const struct verdict *verdict)
{
    int64_t order_id = verdict->order == NULL ? NOT_GIVEN : verdict->order->order_id;

    return order_id != carried->order_id || verdict->slot != carried->slot ||
           verdict->delivered_start_s != carried->delivered_start_s ||
           verdict->delivered_minutes != carried->delivered_minutes;
}

/* A carried line's verdict is written only if it says something new. */
static bool is_news(const struct writing *writing, size_t i)
{
    const struct carried *carried = &writing->input->carried[i];
    const struct verdict *verdict = &writing->verdicts[i];

    return !carried->is_carried || verdict->kind != VERDICT_HELD ||
           verdict->reasons != carried->reasons ||
           verdict->expected_pence != carried->expected_pence || is_moved(carried, verdict);
}

static void reasons_copy(struct db_copy *copy, uint64_t reasons)
{
    struct text codes[REASON_COUNT];
    size_t count = 0;

    for (int reason = 0; reasons >> reason != 0; reason++)
        if ((reasons >> reason & 1) != 0)
            codes[count++] = text_of(reason_code((enum reason)reason));
    struct db_value value = db_text_array(count, codes);
    copy_value(copy, &value);
}

/* A line is paid once, whatever the run. */
#define PAID_OCCASION 0

/* What a paid line uses up: its invoice line, its slot or its service. */
#define USED_UP_COLUMNS 11

static void used_up_copy(struct db_copy *copy, const struct writing *writing, size_t i)
{
    const struct verdict *verdict = &writing->verdicts[i];
    const struct bill_line *line = &writing->input->lines[i];
    const struct paid_place *place = &writing->payments->places[i];

    copy_int4(copy, verdict->identity_turn);
    copy_int4(copy, verdict->turn);
    if (verdict->order != NULL && verdict->order->basis != BASIS_VISIT) {
        copy_timestamptz(copy, line->claimed_start_s);
        copy_text(copy, line->carer_ref);
        copy_bool(copy, line->secondary);
    } else {
        copy_nulls(copy, 3);
    }
    copy_date(copy, verdict->period_first);
    copy_int8(copy, verdict->counted_e4);
    copy_int4(copy, place->vat_percent_e4);
    copy_int8(copy, verdict->credits_line_id == 0 ? NOT_GIVEN : verdict->credits_line_id);
    copy_int8(copy, writing->payments->lots[place->lot].lot_id);
    copy_int4(copy, place->item);
}

static void order_copy(struct db_copy *copy, const struct verdict *verdict)
{
    const struct order_line *order = verdict->order;
    struct text none = {NULL, 0};

    copy_text(copy, order == NULL ? none : order->order_no);
    copy_text(copy, order == NULL ? none : order->order_line);
    copy_int4(copy, verdict->slot == 0 ? NOT_GIVEN : verdict->slot);
}

static void verdict_copy(struct db_copy *copy, const struct writing *writing, size_t i)
{
    const struct verdict *verdict = &writing->verdicts[i];
    const struct bill_line *line = &writing->input->lines[i];
    bool is_paid = verdict_is_paid(verdict);

    copy_begin_row(copy, 24 + USED_UP_COLUMNS);
    copy_int8(copy, writing->run->council_id);
    copy_int8(copy, line->line_id);
    copy_int8(copy, writing->run->run_id);
    copy_int8(copy, is_paid ? PAID_OCCASION : writing->run->run_id);
    copy_text(copy, text_of(verdict_word(verdict->kind)));
    reasons_copy(copy, verdict->reasons);
    copy_int8(copy, line->package_id);
    copy_text(copy, line->provider);
    copy_text(copy, line->invoice_no);
    copy_text(copy, line->line_no);
    copy_timestamptz(copy, verdict->delivered_start_s);
    copy_timestamptz(copy, verdict->delivered_end_s);
    copy_int4(copy, verdict->delivered_minutes);
    copy_int4(copy, verdict->billed_minutes);
    copy_int4(copy, verdict->expected_minutes);
    copy_int8(copy, verdict->expected_pence);
    copy_int8(copy, verdict->payable_pence);
    copy_int8(copy, verdict->payable_vat_pence);
    copy_int8(copy, verdict->order == NULL ? NOT_GIVEN : verdict->order->order_id);
    order_copy(copy, verdict);
    copy_date(copy, writing->due_dates[i]);
    copy_jsonb_or_null(copy, detail_json(writing->arena, verdict));
    if (is_paid)
        used_up_copy(copy, writing, i);
    else
        copy_nulls(copy, USED_UP_COLUMNS);
}

static void held_copy(struct db_copy *copy, const struct writing *writing, size_t i)
{
    copy_begin_row(copy, 6);
    copy_int8(copy, writing->run->council_id);
    copy_int8(copy, writing->input->lines[i].line_id);
    copy_text(copy, writing->input->provider_ref);
    order_copy(copy, &writing->verdicts[i]);
}

static bool is_held(const struct writing *writing, size_t i)
{
    return writing->verdicts[i].kind == VERDICT_HELD;
}

static bool copy_where(const struct writing *writing, const char *copy_sql,
                       bool (*wanted)(const struct writing *writing, size_t i),
                       void (*copy_row)(struct db_copy *copy, const struct writing *writing,
                                        size_t i),
                       struct error *error_r)
{
    struct db_copy *copy;

    if (!db_copy_begin(writing->db, copy_sql, &copy, error_r))
        return false;
    for (size_t i = 0; i < writing->input->line_count; i++)
        if (wanted(writing, i))
            copy_row(copy, writing, i);
    return db_copy_end(copy, error_r);
}

static bool lots_write(const struct writing *writing, struct error *error_r)
{
    struct db_copy *copy;

    if (!db_copy_begin(writing->db, sql_match_copy_lots, &copy, error_r))
        return false;
    for (size_t i = 0; i < writing->payments->lot_count; i++) {
        const struct payment_lot *lot = &writing->payments->lots[i];
        struct db_value values[] = {
            db_int8(writing->run->council_id),
            db_int8(lot->lot_id),
            db_int8(writing->run->run_id),
            db_text(lot->provider),
            db_text(lot->invoice_no),
            db_int4(lot->part),
            db_int4((int64_t)lot->line_count),
            db_int8(lot->net_pence),
            db_int8(lot->vat_pence),
            db_date(lot->due_date),
            db_bytea(lot->content_sha256, sizeof(lot->content_sha256)),
            db_text(writing->payments->contents[i]),
        };
        db_copy_values(copy, COUNT_OF(values), values);
    }
    return db_copy_end(copy, error_r);
}

static bool lots_open(const struct writing *writing, struct error *error_r)
{
    struct db_copy *copy;

    if (!db_copy_begin(writing->db, sql_match_copy_open_lots, &copy, error_r))
        return false;
    for (size_t i = 0; i < writing->payments->lot_count; i++) {
        struct db_value values[] = {db_int8(writing->run->council_id),
                                    db_int8(writing->payments->lots[i].lot_id)};
        db_copy_values(copy, COUNT_OF(values), values);
    }
    return db_copy_end(copy, error_r);
}

bool match_store_number_lots(struct db *db, const struct run *run, const struct payments *payments,
                             struct error *error_r)
{
    struct db_value value = db_int8(run->council_id);
    struct db_result *result;

    if (!db_query(db, sql_match_next_lot, 1, &value, &result, error_r))
        return false;
    int64_t next_id = db_get_int(result, 0, 0);
    for (size_t i = 0; i < payments->lot_count; i++)
        payments->lots[i].lot_id = next_id++;
    db_result_free(result);
    return true;
}

bool match_store_write(struct db *db, const struct run *run, struct arena *arena,
                       const struct match_input *input, const struct match_output *output,
                       const day_t *due_dates, const struct payments *payments,
                       struct error *error_r)
{
    struct writing writing = {db, run, arena, input, output->verdicts, due_dates, payments};
    struct db_value values[] = {db_int8(run->council_id), db_text(input->provider_ref)};

    return db_execute(db, sql_match_forget_held, COUNT_OF(values), values, NULL, error_r) &&
           copy_where(&writing, sql_match_copy_verdicts, is_news, verdict_copy, error_r) &&
           lots_write(&writing, error_r) && lots_open(&writing, error_r) &&
           copy_where(&writing, sql_match_copy_held, is_held, held_copy, error_r);
}

bool match_store_tell_planner(struct db *db, int64_t new_verdicts, struct error *error_r)
{
    struct db_result *result;

    if (!db_query(db, sql_match_rows_known, 0, NULL, &result, error_r))
        return false;
    bool has_grown = 10 * new_verdicts > db_get_int(result, 0, 0);
    db_result_free(result);
    return !has_grown || db_execute(db, sql_match_analyze, 0, NULL, NULL, error_r);
}

/* --- missed visits --------------------------------------------------------- */

bool match_store_free_slots(struct db *db, const struct run *run, int64_t before_s,
                            struct arena *arena, size_t *count_r, const struct free_slot **slots_r,
                            struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_timestamptz(before_s)};
    struct db_result *result;

    if (!db_query(db, sql_match_free_slots, COUNT_OF(values), values, &result, error_r))
        return false;
    struct order_line *orders = ARENA_ARRAY(arena, struct order_line, db_rows(result));
    struct free_slot *slots = ARENA_ARRAY(arena, struct free_slot, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++) {
        order_line_of_row(result, row, arena, &orders[row]);
        slots[row] =
            (struct free_slot){&orders[row], (int32_t)db_get_int(result, row, ORDER_LINE_COLUMNS)};
    }
    *count_r = db_rows(result);
    *slots_r = slots;
    db_result_free(result);
    return true;
}

bool match_store_write_missed(struct db *db, const struct run *run, size_t count,
                              const struct free_slot *slots, struct error *error_r)
{
    struct db_copy *copy;

    if (!db_copy_begin(db, sql_match_copy_missed, &copy, error_r))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct order_line *order = slots[i].order;
        struct db_value values[] = {
            db_int8(run->council_id), db_text(order->order_no), db_text(order->order_line),
            db_int4(slots[i].slot),   db_int8(order->order_id), db_int8(run->run_id),
        };
        db_copy_values(copy, COUNT_OF(values), values);
    }
    return db_copy_end(copy, error_r);
}
