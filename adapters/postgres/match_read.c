#include "adapters/postgres/match_read.h"

#include <assert.h>
#include <stdlib.h>

#include "adapters/postgres/reach.h"
#include "adapters/postgres/record_rows.h"
#include "adapters/postgres/standing_store.h"
#include "sql_statements.h"

static bool again_read(struct db *db, const struct run *run, struct arena *arena,
                       struct match_record *record, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->first_line_id)};
    struct db_result *result;

    if (!db_query(db, sql_match_orders_read_again, COUNT_OF(values), values, &result, error_r))
        return false;
    struct order_again *again = ARENA_ARRAY(arena, struct order_again, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        again[row] = (struct order_again){db_get_int(result, row, 0), db_get_int(result, row, 1)};
    record->again_count = db_rows(result);
    record->again = again;
    db_result_free(result);
    return true;
}

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

static bool uneven_read(struct db *db, const struct run *run, struct arena *arena,
                        struct match_record *record, struct error *error_r)
{
    struct db_value value = db_int8(run->council_id);
    struct db_result *result;

    if (!db_query(db, sql_match_uneven_documents, 1, &value, &result, error_r))
        return false;
    struct uneven_document *uneven = ARENA_ARRAY(arena, struct uneven_document, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        uneven[row] =
            (struct uneven_document){db_get_int(result, row, 0), db_get_int(result, row, 1),
                                     db_keep_text(result, row, 2, arena)};
    record->uneven_count = db_rows(result);
    record->uneven = uneven;
    db_result_free(result);
    return true;
}

bool match_read_record(struct db *db, const struct run *run, struct arena *arena,
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
        .has_before = db_get_bool(result, 0, 4),
    };
    db_result_free(result);
    return ids_read(db, run, arena, record_r, error_r) &&
           again_read(db, run, arena, record_r, error_r) &&
           uneven_read(db, run, arena, record_r, error_r);
}

/* An order_again begins with its id, and an uneven_document with its file's. */
static int compare_id(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void key_correct(const struct match_record *record, struct order_line *line)
{
    const struct order_again *again =
        record->again_count == 0 ? NULL
                                 : bsearch(&line->order_id, record->again, record->again_count,
                                           sizeof(*again), compare_id);

    if (again != NULL)
        line->order_key = again->order_key;
}

bool match_record_in_force(const struct match_record *record, struct order_line *line)
{
    if (record->replaced_count > 0 &&
        bsearch(&line->order_id, record->replaced_ids, record->replaced_count,
                sizeof(line->order_id), compare_id) != NULL)
        return false;
    key_correct(record, line);
    return true;
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

bool match_read_providers(struct db *db, const struct run *run, struct arena *arena,
                          size_t *count_r, const struct text **providers_r, struct error *error_r)
{
    struct db_value values[] = {db_int8(run->council_id), db_int8(run->first_line_id)};
    return providers_read(db, sql_match_providers, COUNT_OF(values), values, arena, count_r,
                          providers_r, error_r);
}

bool match_read_held_providers(struct db *db, const struct run *run, struct arena *arena,
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
    size_t paid_count;
    const int64_t *paid_ids; /* instead of tonight's lines; NULL: none */
    struct arena *arena;
    struct arena *reaches_arena; /* goes once all is read */
    struct text provider;
    struct match_input *input;
    /* Where the lines' times lie, with the pair window and a day to spare: by client and service,
     * by client, by carer; clients and carers also where a client's evidence lies. */
    struct reaches packages, clients, carers;
};

static struct carried carried_of_row(struct arena *arena, const struct db_result *result,
                                     size_t row)
{
    struct carried carried = {
        .is_carried = true,
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

/* What tonight's lines are where the caller does not know them. */
static bool query_new_lines(const struct reading *reading, struct match_tonight *tonight_r,
                            struct error *error_r)
{
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        db_int8(reading->run->first_line_id),
        db_int8(reading->basis == NULL ? RECORD_TO_ITS_END : reading->basis->line_id),
    };
    struct db_result *result;

    if (!db_query(reading->db, sql_match_new_lines, COUNT_OF(values), values, &result, error_r))
        return false;
    struct bill_line *lines = ARENA_ARRAY(reading->arena, struct bill_line, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        bill_line_of_row(result, row, reading->arena, &lines[row]);
    *tonight_r = (struct match_tonight){.line_count = db_rows(result), .lines = lines};
    db_result_free(result);
    return true;
}

static bool query_held_lines(const struct reading *reading, struct db_result **result_r,
                             struct error *error_r)
{
    const struct match_basis *basis = reading->basis;
    struct db_value now[] = {db_int8(reading->run->council_id), db_text(reading->provider),
                             db_int8(reading->run->run_id)};
    struct db_value then[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        db_int8(reading->run->first_line_id),
        db_int8(reading->run->run_id),
        db_int8(basis == NULL ? NOT_GIVEN : basis->decision_id),
    };

    return basis == NULL
               ? db_query(reading->db, sql_match_held_lines, COUNT_OF(now), now, result_r, error_r)
               : db_query(reading->db, sql_explain_held_lines, COUNT_OF(then), then, result_r,
                          error_r);
}

/* The lines of an input in the making. */
struct line_rows {
    size_t count;
    struct bill_line *lines;
    struct carried *carried;
    day_t *received;
};

/* Of lines that are read somewhere. */
static struct line_rows line_rows_beside(struct arena *arena, size_t count, struct bill_line *lines)
{
    return (struct line_rows){.lines = lines,
                              .carried = ARENA_ARRAY(arena, struct carried, count),
                              .received = ARENA_ARRAY(arena, day_t, count)};
}

static struct line_rows line_rows_new(struct arena *arena, size_t count)
{
    return line_rows_beside(arena, count, ARENA_ARRAY(arena, struct bill_line, count));
}

static void line_rows_say_new(struct line_rows *rows, const struct reading *reading)
{
    rows->carried[rows->count] = (struct carried){.is_carried = false, .expected_pence = NOT_GIVEN};
    rows->received[rows->count++] = reading->run->business_date;
}

/* Where they lie: copies of many lines are much memory. */
static struct line_rows line_rows_of_tonight(const struct reading *reading,
                                             const struct match_tonight *tonight)
{
    struct line_rows rows = line_rows_beside(reading->arena, tonight->line_count, tonight->lines);

    while (rows.count < tonight->line_count)
        line_rows_say_new(&rows, reading);
    return rows;
}

static void line_rows_add_held(struct line_rows *rows, const struct reading *reading,
                               const struct db_result *result)
{
    for (size_t row = 0; row < db_rows(result); row++) {
        bill_line_of_row(result, row, reading->arena, &rows->lines[row]);
        rows->carried[row] = carried_of_row(reading->arena, result, row);
        rows->received[row] = db_get_date(result, row, BILL_LINE_COLUMNS);
    }
    rows->count = db_rows(result);
}

static void line_rows_add_new(struct line_rows *rows, const struct reading *reading,
                              const struct match_tonight *tonight)
{
    for (size_t i = 0; i < tonight->line_count; i++) {
        rows->lines[rows->count] = tonight->lines[i];
        line_rows_say_new(rows, reading);
    }
}

static bool line_rows_add_paid(struct line_rows *rows, const struct reading *reading,
                               struct error *error_r)
{
    struct db_value values[] = {db_int8(reading->run->council_id),
                                db_int8_array(reading->paid_count, reading->paid_ids)};
    struct db_result *result;

    if (!db_query(reading->db, sql_match_paid_lines, COUNT_OF(values), values, &result, error_r))
        return false;
    assert(db_rows(result) == reading->paid_count);
    for (size_t row = 0; row < db_rows(result); row++) {
        bill_line_of_row(result, row, reading->arena, &rows->lines[rows->count]);
        rows->carried[rows->count++] = (struct carried){
            .expected_pence = NOT_GIVEN,
            .order_no = db_keep_text(result, row, BILL_LINE_COLUMNS, reading->arena),
            .order_line = db_keep_text(result, row, BILL_LINE_COLUMNS + 1, reading->arena),
            .slot = db_get_int_or_0(result, row, BILL_LINE_COLUMNS + 2),
        };
    }
    db_result_free(result);
    return true;
}

/* Held lines come before tonight's, as their numbers do. */
static bool gather_lines(const struct reading *reading, const struct match_tonight *tonight,
                         struct line_rows *rows_r, struct error *error_r)
{
    struct db_result *held;

    if (!reading->record->has_held && reading->paid_ids == NULL) {
        *rows_r = line_rows_of_tonight(reading, tonight);
        return true;
    }
    if (!query_held_lines(reading, &held, error_r))
        return false;
    *rows_r =
        line_rows_new(reading->arena, db_rows(held) + tonight->line_count + reading->paid_count);
    line_rows_add_held(rows_r, reading, held);
    db_result_free(held);
    line_rows_add_new(rows_r, reading, tonight);
    return reading->paid_ids == NULL || line_rows_add_paid(rows_r, reading, error_r);
}

static void lines_mark_uneven(const struct match_record *record, struct line_rows *rows)
{
    for (size_t i = 0; record->uneven_count > 0 && i < rows->count; i++) {
        const struct uneven_document *document =
            bsearch(&rows->lines[i].file_id, record->uneven, record->uneven_count,
                    sizeof(*record->uneven), compare_id);
        if (document == NULL)
            continue;
        rows->lines[i].totals_differ_pence = document->differ_pence;
        rows->lines[i].totals = document->totals;
    }
}

static bool read_lines(struct reading *reading, const day_t **received_r, struct error *error_r)
{
    struct match_tonight read = {.line_count = 0};
    struct line_rows rows;
    bool has_to_read = reading->tonight == NULL && reading->paid_ids == NULL;

    if ((has_to_read && !query_new_lines(reading, &read, error_r)) ||
        !gather_lines(reading, reading->tonight == NULL ? &read : reading->tonight, &rows, error_r))
        return false;
    lines_mark_uneven(reading->record, &rows);
    reading->input->line_count = rows.count;
    reading->input->lines = rows.lines;
    reading->input->carried = rows.carried;
    *received_r = rows.received;
    return true;
}

/* The stretch that a line's times lie in. */
static void stretch_take(int64_t moment_s, int64_t *from_s, int64_t *to_s)
{
    if (given(moment_s) && moment_s < *from_s)
        *from_s = moment_s;
    if (given(moment_s) && moment_s > *to_s)
        *to_s = moment_s;
}

static void reach_of_line(struct reading *reading, const struct bill_line *line, int64_t margin_s)
{
    struct reach reach = {.from_s = INT64_MAX, .to_s = 0};

    stretch_take(line->claimed_start_s, &reach.from_s, &reach.to_s);
    stretch_take(line->claimed_end_s, &reach.from_s, &reach.to_s);
    stretch_take(line->actual_start_s, &reach.from_s, &reach.to_s);
    stretch_take(line->actual_end_s, &reach.from_s, &reach.to_s);
    reach.from_s -= margin_s;
    reach.to_s += margin_s;
    reach.name = line->client_ref;
    reaches_add(&reading->clients, &reach);
    reach.other_name = line->service;
    reaches_add(&reading->packages, &reach);
    reach.name = line->carer_ref;
    reach.other_name = (struct text){NULL, 0};
    if (!text_is_empty(line->carer_ref))
        reaches_add(&reading->carers, &reach);
}

static void reach_of_lines(struct reading *reading, int32_t window_minutes)
{
    int64_t margin_s = (int64_t)window_minutes * 60 + SECONDS_PER_DAY;
    struct reaches none = {.arena = reading->reaches_arena};

    reading->packages = reading->clients = reading->carers = none;
    for (size_t i = 0; i < reading->input->line_count; i++)
        reach_of_line(reading, &reading->input->lines[i], margin_s);
    reaches_join(&reading->packages);
    reaches_join(&reading->clients);
    reaches_join(&reading->carers);
}

/* A line is delivered when its evidence says, and other lines may take that away. */
static void reach_of_evidence(struct reading *reading)
{
    const struct match_input *input = reading->input;

    for (size_t i = 0; i < input->evidence_count; i++) {
        const struct evidence *piece = &input->evidence[i];
        struct reach reach = {
            .name = piece->client_ref, .from_s = piece->log_in_s, .to_s = piece->log_out_s};
        reaches_add(&reading->clients, &reach);
        reach.name = piece->carer_ref;
        reaches_add(&reading->carers, &reach);
    }
    reaches_join(&reading->clients);
    reaches_join(&reading->carers);
}

static size_t order_numbers_named(const struct reading *reading, struct text **numbers_r)
{
    const struct match_input *input = reading->input;
    size_t count = 0;

    *numbers_r = ARENA_ARRAY(reading->arena, struct text, input->line_count);
    for (size_t i = 0; i < input->line_count; i++)
        if (!text_is_empty(input->lines[i].order_no))
            (*numbers_r)[count++] = input->lines[i].order_no;
    return count;
}

/* What held lines were last paired with. */
static size_t order_lines_carried(const struct reading *reading, struct text **order_nos_r,
                                  struct text **order_lines_r)
{
    const struct match_input *input = reading->input;
    size_t count = 0;

    *order_nos_r = ARENA_ARRAY(reading->arena, struct text, input->line_count);
    *order_lines_r = ARENA_ARRAY(reading->arena, struct text, input->line_count);
    for (size_t i = 0; i < input->line_count; i++) {
        if (!text_is_empty(input->carried[i].order_no)) {
            (*order_nos_r)[count] = input->carried[i].order_no;
            (*order_lines_r)[count++] = input->carried[i].order_line;
        }
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
    struct text *numbers, *order_nos, *order_lines;
    size_t number_count = order_numbers_named(reading, &numbers);
    size_t carried_count = order_lines_carried(reading, &order_nos, &order_lines);
    size_t tonight_count = reading->tonight == NULL ? 0 : reading->tonight->order_count;
    struct db_value values[] = {
        db_int8(reading->run->council_id),       db_text(reading->provider),
        reaches_names(&reading->packages),       reaches_other_names(&reading->packages),
        reaches_from(&reading->packages),        reaches_to(&reading->packages),
        db_text_array(number_count, numbers),    db_int8(orders_until(reading)),
        db_text_array(carried_count, order_nos), db_text_array(carried_count, order_lines),
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

/* Each is gone through by itself, so that there may not be many. */
#define SPANS_MOST 4

/* All of what can lie near: every line and every piece of evidence has a client. */
static struct reaches spans_of(const struct reading *reading)
{
    return reaches_spans(&reading->clients, SPANS_MOST);
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
    struct reaches spans = spans_of(reading);
    int64_t *order_keys = ARENA_ARRAY(reading->arena, int64_t, input->order_count);

    for (size_t i = 0; i < input->order_count; i++)
        order_keys[i] = input->orders[i].order_key;
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        reaches_names(&reading->clients),
        reaches_from(&reading->clients),
        reaches_to(&reading->clients),
        reaches_names(&reading->carers),
        reaches_from(&reading->carers),
        reaches_to(&reading->carers),
        reaches_from(&spans),
        reaches_to(&spans),
        db_int8_array(input->order_count, order_keys),
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

static struct past_line before_of_row(const struct reading *reading, const struct db_result *result,
                                      size_t row)
{
    struct arena *arena = reading->arena;
    int64_t start_s = db_get_timestamptz(result, row, 3);

    return (struct past_line){
        .line = {.line_id = db_get_int(result, row, 0),
                 .provider = reading->input->provider_ref,
                 .client_ref = db_keep_text(result, row, 1, arena),
                 .service = db_keep_text(result, row, 2, arena),
                 .outcome = TEXT_LITERAL("delivered"),
                 .claimed_start_s = start_s,
                 .claimed_end_s = start_s,
                 .actual_start_s = NOT_GIVEN,
                 .actual_end_s = NOT_GIVEN,
                 .notice_at_s = NOT_GIVEN,
                 .invoice_no = db_keep_text(result, row, 4, arena),
                 .line_no = db_keep_text(result, row, 5, arena),
                 .quantity_e4 = NOT_GIVEN,
                 .rate_e6 = NOT_GIVEN,
                 .net_pence = NOT_GIVEN,
                 .vat_pence = NOT_GIVEN,
                 .invoice_date = DAY_NOT_GIVEN,
                 .unit = QUANTITY_UNIT_NOT_GIVEN},
        .paid = true,
        .is_before = true,
        .delivered_start_s = start_s,
        .delivered_end_s = start_s,
        .payable_pence = db_get_int(result, row, 6),
        .period_first = DAY_NOT_GIVEN,
    };
}

static int past_compare(const void *a, const void *b)
{
    const struct past_line *x = a, *y = b;
    return (x->line.line_id > y->line.line_id) - (x->line.line_id < y->line.line_id);
}

/* Visits that another process paid, among the past lines by their numbers. */
static bool read_before(struct reading *reading, struct error *error_r)
{
    struct match_input *input = reading->input;
    struct text *invoices, *lines;
    size_t identity_count = identities_of_lines(reading, &invoices, &lines);
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        reaches_names(&reading->clients),
        reaches_from(&reading->clients),
        reaches_to(&reading->clients),
        db_text_array(identity_count, invoices),
        db_text_array(identity_count, lines),
        db_int8(reading->basis == NULL ? RECORD_TO_ITS_END : reading->basis->file_id),
    };
    struct db_result *result;

    if (!db_query(reading->db, sql_match_paid_before, COUNT_OF(values), values, &result, error_r))
        return false;
    size_t count = db_rows(result);
    struct past_line *past =
        ARENA_ARRAY(reading->arena, struct past_line, input->past_count + count);
    for (size_t i = 0; i < input->past_count; i++)
        past[i] = input->past[i];
    for (size_t row = 0; row < count; row++)
        past[input->past_count + row] = before_of_row(reading, result, row);
    db_result_free(result);
    input->past_count += count;
    input->past = past;
    if (count > 0)
        qsort(past, input->past_count, sizeof(*past), past_compare);
    return true;
}

static bool read_evidence(struct reading *reading, struct error *error_r)
{
    struct reaches spans = spans_of(reading);
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        reaches_names(&reading->clients),
        reaches_from(&reading->clients),
        reaches_to(&reading->clients),
        reaches_from(&spans),
        reaches_to(&spans),
        db_int8(reading->basis == NULL ? RECORD_TO_ITS_END : reading->basis->evidence_id),
    };
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
    reach_of_evidence(reading);
    return true;
}

/* Of a night that is over nothing is known beforehand. */
static const struct match_record record_unknown = {.has_runs = true,
                                                   .has_held = true,
                                                   .has_orders = true,
                                                   .has_evidence = true,
                                                   .has_before = true};

/* Something was read before that lines of tonight may meet. */
static bool has_past(const struct match_record *record)
{
    return record->has_orders || record->has_evidence || record->has_runs || record->has_before;
}

/* What may lie near the lines. */
static bool read_near(struct reading *reading, int32_t window_minutes, struct error *error_r)
{
    const struct match_record *record = reading->record;

    if (reading->tonight == NULL || has_past(record))
        reach_of_lines(reading, window_minutes);
    return read_orders(reading, error_r) &&
           (!record->has_evidence || read_evidence(reading, error_r)) &&
           (!record->has_runs || read_past(reading, error_r)) &&
           (!record->has_before || read_before(reading, error_r));
}

static bool read_all(struct reading *reading, int32_t window_minutes, const day_t **received_r,
                     struct error *error_r)
{
    struct match_input *input = reading->input;
    int64_t last_file_id = reading->basis == NULL ? RECORD_TO_ITS_END : reading->basis->file_id;
    int64_t last_rate_id = reading->basis == NULL ? RECORD_TO_ITS_END : reading->basis->rate_id;

    if (!read_lines(reading, received_r, error_r))
        return false;
    reading->reaches_arena = arena_new();
    bool is_read = read_near(reading, window_minutes, error_r);
    arena_free(reading->reaches_arena);
    return is_read &&
           standing_read_provider(reading->db, reading->run->council_id, reading->provider,
                                  last_file_id, reading->run->run_id, reading->arena,
                                  &input->provider, error_r) &&
           standing_read_rates(reading->db, reading->run->council_id, reading->provider,
                               last_rate_id, reading->run->run_id, reading->arena,
                               &input->rate_count, &input->rates, error_r);
}

bool match_read_provider(struct db *db, const struct run *run, const struct match_record *record,
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

/* What is to be priced again is not a line of the past. */
static void past_leave_out(struct match_input *input, size_t count, const int64_t *ids)
{
    struct past_line *past = (struct past_line *)input->past;
    size_t kept = 0;

    for (size_t i = 0; i < input->past_count; i++)
        if (bsearch(&past[i].line.line_id, ids, count, sizeof(*ids), compare_id) == NULL)
            past[kept++] = past[i];
    input->past_count = kept;
}

bool match_read_paid(struct db *db, const struct run *run, struct text provider, size_t paid_count,
                     const int64_t *paid_ids, int32_t window_minutes, struct arena *arena,
                     struct match_input *input_r, size_t *first_r, struct error *error_r)
{
    struct match_record record = record_unknown;
    struct reading reading = {.db = db,
                              .run = run,
                              .record = &record,
                              .paid_count = paid_count,
                              .paid_ids = paid_ids,
                              .arena = arena,
                              .provider = provider,
                              .input = input_r};
    const day_t *received;

    *input_r = (struct match_input){.provider_ref = arena_text(arena, provider)};
    if (!uneven_read(db, run, arena, &record, error_r) ||
        !read_all(&reading, window_minutes, &received, error_r))
        return false;
    past_leave_out(input_r, paid_count, paid_ids);
    *first_r = input_r->line_count - paid_count;
    return true;
}

bool match_read_again(struct db *db, const struct run *run, const struct match_basis *basis,
                      struct text provider, int32_t window_minutes, struct arena *arena,
                      struct match_input *input_r, struct error *error_r)
{
    struct match_record record = record_unknown;
    struct reading reading = {.db = db,
                              .run = run,
                              .basis = basis,
                              .record = &record,
                              .arena = arena,
                              .provider = provider,
                              .input = input_r};
    const day_t *received;

    *input_r = (struct match_input){.provider_ref = arena_text(arena, provider)};
    return uneven_read(db, run, arena, &record, error_r) &&
           read_all(&reading, window_minutes, &received, error_r);
}

/* --- purses ----------------------------------------------------------------- */

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

/* The lines' clients, once each. */
static size_t clients_of_input(struct arena *arena, const struct match_input *input,
                               struct text **clients_r)
{
    struct reaches clients = {.arena = arena};

    for (size_t i = 0; i < input->line_count; i++) {
        struct reach reach = {.name = input->lines[i].client_ref};
        reaches_add(&clients, &reach);
    }
    reaches_join(&clients);
    *clients_r = ARENA_ARRAY(arena, struct text, clients.count);
    for (size_t i = 0; i < clients.count; i++)
        (*clients_r)[i] = clients.items[i].name;
    return clients.count;
}

bool match_read_spent(struct db *db, const struct run *run, struct arena *arena,
                      struct match_input *input, struct error *error_r)
{
    struct text *clients;
    int64_t from_s, to_s;

    if (input->line_count == 0)
        return true;
    weeks_of_input(input, &from_s, &to_s);
    size_t client_count = clients_of_input(arena, input, &clients);
    struct db_value values[] = {
        db_int8(run->council_id), db_text(input->provider_ref),
        db_int8(run->run_id),     db_text_array(client_count, clients),
        db_timestamptz(from_s),   db_timestamptz(to_s),
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
