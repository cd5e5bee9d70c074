#include "adapters/postgres/match_read.h"

#include <assert.h>
#include <stdlib.h>

#include "adapters/postgres/match_near.h"
#include "adapters/postgres/reach.h"
#include "adapters/postgres/record_rows.h"
#include "adapters/postgres/standing_store.h"
#include "sql_statements.h"

/* --- lines ----------------------------------------------------------------- */

/* Lines paid before, ascending. */
struct paid_lines {
    size_t count;
    const int64_t *ids;
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
static bool query_new_lines(const struct match_reading *reading, struct match_tonight *tonight_r,
                            struct error *error_r)
{
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        db_int8(reading->run->first_line_id),
        db_int8(reading->basis.line_id),
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

static bool query_held_lines(const struct match_reading *reading, struct db_result **result_r,
                             struct error *error_r)
{
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        db_int8(reading->is_over ? reading->run->first_line_id : NOT_GIVEN),
        db_int8(reading->before_run_id),
        db_int8(reading->basis.decision_id),
        db_int8(reading->run->run_id),
    };

    return db_query(reading->db, sql_match_held_lines, COUNT_OF(values), values, result_r, error_r);
}

/* The lines of an input in the making. */
struct line_rows {
    size_t count;
    struct bill_line *lines;
    size_t carried_count; /* those before tonight's */
    struct carried *carried;
    day_t *received;
};

static void line_rows_say_new(struct line_rows *rows, const struct match_reading *reading)
{
    rows->received[rows->count++] = reading->run->business_date;
}

/* Where they lie: copies of many lines are much memory. */
static struct line_rows line_rows_of_tonight(const struct match_reading *reading,
                                             const struct match_tonight *tonight)
{
    struct line_rows rows = {.lines = tonight->lines,
                             .received = ARENA_ARRAY(reading->arena, day_t, tonight->line_count)};

    while (rows.count < tonight->line_count)
        line_rows_say_new(&rows, reading);
    return rows;
}

/* With room for lines held or paid before, and for tonight's. */
static struct line_rows line_rows_new(struct arena *arena, size_t before, size_t tonight)
{
    return (struct line_rows){.lines = ARENA_ARRAY(arena, struct bill_line, before + tonight),
                              .carried_count = before,
                              .carried = ARENA_ARRAY(arena, struct carried, before),
                              .received = ARENA_ARRAY(arena, day_t, before + tonight)};
}

static void line_rows_add_held(struct line_rows *rows, const struct match_reading *reading,
                               const struct db_result *result)
{
    for (size_t row = 0; row < db_rows(result); row++) {
        bill_line_of_row(result, row, reading->arena, &rows->lines[row]);
        rows->carried[row] = carried_of_row(reading->arena, result, row);
        rows->received[row] = db_get_date(result, row, BILL_LINE_COLUMNS);
    }
    rows->count = db_rows(result);
}

static void line_rows_add_new(struct line_rows *rows, const struct match_reading *reading,
                              const struct match_tonight *tonight)
{
    for (size_t i = 0; i < tonight->line_count; i++) {
        rows->lines[rows->count] = tonight->lines[i];
        line_rows_say_new(rows, reading);
    }
}

static bool line_rows_add_paid(struct line_rows *rows, const struct match_reading *reading,
                               const struct paid_lines *paid, struct error *error_r)
{
    struct db_value values[] = {db_int8(reading->run->council_id),
                                db_int8_array(paid->count, paid->ids)};
    struct db_result *result;

    if (!db_query(reading->db, sql_match_paid_lines, COUNT_OF(values), values, &result, error_r))
        return false;
    assert(db_rows(result) == paid->count);
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

/* Held lines come before tonight's, as their numbers do; paid ones instead of tonight's. */
static bool gather_lines(const struct match_reading *reading, const struct match_tonight *tonight,
                         const struct paid_lines *paid, struct line_rows *rows_r,
                         struct error *error_r)
{
    struct db_result *held;

    if (!reading->record->has_held && paid == NULL) {
        *rows_r = line_rows_of_tonight(reading, tonight);
        return true;
    }
    if (!query_held_lines(reading, &held, error_r))
        return false;
    assert(paid == NULL || tonight->line_count == 0);
    *rows_r = line_rows_new(reading->arena, db_rows(held) + (paid == NULL ? 0 : paid->count),
                            tonight->line_count);
    line_rows_add_held(rows_r, reading, held);
    db_result_free(held);
    line_rows_add_new(rows_r, reading, tonight);
    return paid == NULL || line_rows_add_paid(rows_r, reading, paid, error_r);
}

static void lines_mark_uneven(const struct match_record *record, struct line_rows *rows)
{
    for (size_t i = 0; record->uneven_count > 0 && i < rows->count; i++) {
        const struct uneven_document *document =
            match_record_uneven(record, rows->lines[i].file_id);
        if (document == NULL)
            continue;
        rows->lines[i].totals_differ_pence = document->differ_pence;
        rows->lines[i].totals = document->totals;
    }
}

/* paid: instead of tonight's lines; NULL: none. */
static bool read_lines(const struct match_reading *reading, const struct paid_lines *paid,
                       struct match_input *input, const day_t **received_r, struct error *error_r)
{
    struct match_tonight read = {.line_count = 0};
    struct line_rows rows;

    if (reading->tonight == NULL && paid == NULL && !query_new_lines(reading, &read, error_r))
        return false;
    if (!gather_lines(reading, reading->tonight == NULL ? &read : reading->tonight, paid, &rows,
                      error_r))
        return false;
    lines_mark_uneven(reading->record, &rows);
    input->line_count = rows.count;
    input->lines = rows.lines;
    input->carried_count = rows.carried_count;
    input->carried = rows.carried;
    *received_r = rows.received;
    return true;
}

/* --- an input -------------------------------------------------------------- */

static const struct match_basis record_to_its_end = {RECORD_TO_ITS_END, RECORD_TO_ITS_END,
                                                     RECORD_TO_ITS_END, RECORD_TO_ITS_END,
                                                     RECORD_TO_ITS_END, RECORD_TO_ITS_END};

/* The provider's record and rates. */
static bool read_standing(const struct match_reading *reading, struct match_input *input,
                          struct error *error_r)
{
    const struct standing *standing = reading->record->standing;
    struct standing own;

    if (standing == NULL) {
        if (!standing_read(reading->db, reading->run->council_id, 1, &reading->provider,
                           reading->basis.file_id, reading->basis.rate_id, reading->run->run_id,
                           reading->arena, &own, error_r))
            return false;
        standing = &own;
    }
    input->provider = standing_provider(standing, reading->provider);
    input->rate_count = standing_rates(standing, reading->provider, &input->rates);
    return true;
}

static bool read_all(const struct match_reading *reading, const struct paid_lines *paid,
                     struct match_input *input_r, const day_t **received_r, struct error *error_r)
{
    *input_r = (struct match_input){.provider_ref = arena_text(reading->arena, reading->provider)};
    return read_lines(reading, paid, input_r, received_r, error_r) &&
           match_near_read(reading, input_r, error_r) && read_standing(reading, input_r, error_r);
}

bool match_read_provider(struct db *db, const struct run *run, const struct match_record *record,
                         struct text provider, const struct match_tonight *tonight,
                         int32_t window_minutes, struct arena *arena, struct match_input *input_r,
                         const day_t **received_r, struct error *error_r)
{
    struct match_reading reading = {.db = db,
                                    .run = run,
                                    .record = record,
                                    .tonight = tonight,
                                    .basis = record_to_its_end,
                                    .before_run_id = run->run_id,
                                    .provider = provider,
                                    .window_minutes = window_minutes,
                                    .arena = arena};

    return read_all(&reading, NULL, input_r, received_r, error_r);
}

static int compare_id(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
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
    struct match_record record;
    struct match_reading reading = {.db = db,
                                    .run = run,
                                    .record = &record,
                                    .basis = record_to_its_end,
                                    .before_run_id = run->run_id + 1,
                                    .provider = provider,
                                    .window_minutes = window_minutes,
                                    .arena = arena};
    const struct paid_lines paid = {paid_count, paid_ids};
    const day_t *received;

    if (!match_record_of_any_night(db, run, arena, &record, error_r) ||
        !read_all(&reading, &paid, input_r, &received, error_r))
        return false;
    past_leave_out(input_r, paid_count, paid_ids);
    *first_r = input_r->line_count - paid_count;
    return true;
}

bool match_read_again(struct db *db, const struct run *run, const struct match_basis *basis,
                      struct text provider, int32_t window_minutes, struct arena *arena,
                      struct match_input *input_r, struct error *error_r)
{
    struct match_record record;
    struct match_reading reading = {.db = db,
                                    .run = run,
                                    .record = &record,
                                    .basis = *basis,
                                    .is_over = true,
                                    .before_run_id = run->run_id,
                                    .provider = provider,
                                    .window_minutes = window_minutes,
                                    .arena = arena};
    const day_t *received;

    return match_record_of_any_night(db, run, arena, &record, error_r) &&
           read_all(&reading, NULL, input_r, &received, error_r);
}

/* --- purses ----------------------------------------------------------------- */

/* The weeks, with a day to spare for the zone, that delivered starts can lie in. */
static struct reach weeks_of_input(const struct match_input *input)
{
    struct reach weeks = no_reach;

    for (size_t i = 0; i < input->line_count; i++) {
        reach_take(&weeks, input->lines[i].claimed_start_s);
        reach_take(&weeks, input->lines[i].actual_start_s);
    }
    for (size_t i = 0; i < input->evidence_count; i++)
        reach_take(&weeks, input->evidence[i].log_in_s);
    weeks.from_s -= 8 * SECONDS_PER_DAY;
    weeks.to_s += 8 * SECONDS_PER_DAY;
    return weeks;
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

    if (input->line_count == 0)
        return true;
    struct reach weeks = weeks_of_input(input);
    size_t client_count = clients_of_input(arena, input, &clients);
    struct db_value values[] = {
        db_int8(run->council_id),     db_text(input->provider_ref),
        db_int8(run->run_id),         db_text_array(client_count, clients),
        db_timestamptz(weeks.from_s), db_timestamptz(weeks.to_s),
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
