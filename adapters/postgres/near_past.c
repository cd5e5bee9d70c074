#include "adapters/postgres/near.h"

#include <stdlib.h>

#include "adapters/postgres/period_reach.h"
#include "adapters/postgres/record_rows.h"
#include "matcher/engine/numbering.h"
#include "sql_statements.h"

/* A day more than the pair window, by which times that were claimed may be off. */
static int64_t spare_s(const struct near *near)
{
    return near_window_s(near) + SECONDS_PER_DAY;
}

/* Of which lines of earlier nights may have taken evidence, or been paid for the same service:
 * those with evidence, or with an order that has no slots. */
static struct numbering *clients_shared(const struct near *near)
{
    const struct match_input *input = near->input;
    struct numbering *shared = numbering_new(near->arena);

    for (size_t i = 0; i < input->evidence_count; i++)
        numbering_give(shared, input->evidence[i].client_ref, TEXT_LITERAL(""));
    for (size_t i = 0; i < input->order_count; i++)
        if (input->orders[i].basis != BASIS_VISIT)
            numbering_give(shared, input->orders[i].client_ref, TEXT_LITERAL(""));
    return shared;
}

static struct reaches shared_clients_of(const struct near *near)
{
    struct numbering *shared = clients_shared(near);
    struct reaches clients = near_clients(near, spare_s(near));
    size_t kept = 0;

    for (size_t i = 0; i < clients.count; i++)
        if (numbering_find(shared, clients.items[i].name, TEXT_LITERAL("")) != NUMBER_NONE)
            clients.items[kept++] = clients.items[i];
    clients.count = kept;
    return clients;
}

/* A carer is in two places only while both last. */
static struct reaches carers_of(const struct near *near)
{
    struct reaches carers = {.arena = near->arena};

    for (size_t i = 0; i < near->input->line_count; i++) {
        struct reach reach = near->of_line[i];
        reach.name = near->input->lines[i].carer_ref;
        if (!text_is_empty(reach.name))
            reaches_add(&carers, &reach);
    }
    reaches_join(&carers);
    return carers;
}

/* Order lines with slots, for which somebody may have been paid before. */
static struct db_value slot_order_keys(const struct near *near)
{
    const struct match_input *input = near->input;
    int64_t *keys = ARENA_ARRAY(near->arena, int64_t, input->order_count);
    int64_t until = near_orders_until(near->reading);
    size_t count = 0;

    for (size_t i = 0; i < input->order_count; i++)
        if (input->orders[i].basis == BASIS_VISIT && input->orders[i].order_key < until)
            keys[count++] = input->orders[i].order_key;
    return db_int8_array(count, keys);
}

/* Identities of the lines, and of those that their credits name. */
struct identities {
    struct db_value invoice_nos, line_nos;
};

static struct identities identities_of(const struct near *near)
{
    const struct match_input *input = near->input;
    struct text *invoices = ARENA_ARRAY(near->arena, struct text, 2 * input->line_count);
    struct text *lines = ARENA_ARRAY(near->arena, struct text, 2 * input->line_count);
    size_t count = 0;

    for (size_t i = 0; i < input->line_count; i++) {
        const struct bill_line *line = &input->lines[i];
        invoices[count] = line->invoice_no;
        lines[count++] = line->line_no;
        if (!text_is_empty(line->credits_invoice_no)) {
            invoices[count] = line->credits_invoice_no;
            lines[count++] = line->credits_line_no;
        }
    }
    return (struct identities){db_text_array(count, invoices), db_text_array(count, lines)};
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
        past.ended_on = db_get_date(result, row, column + 11);
    }
    return past;
}

bool near_read_past(struct near *near, struct error *error_r)
{
    const struct match_reading *reading = near->reading;
    struct reaches clients = shared_clients_of(near), carers = carers_of(near);
    struct identities identities = identities_of(near);
    struct reaches packages = near_packages(near);
    struct period_reaches periods =
        period_reaches_find(near->arena, near->input->order_count, near->input->orders,
                            near_orders_until(reading), &packages);
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        reaches_names(&clients),
        reaches_from(&clients),
        reaches_to(&clients),
        reaches_names(&carers),
        reaches_from(&carers),
        reaches_to(&carers),
        slot_order_keys(near),
        period_reaches_order_keys(&periods),
        identities.invoice_nos,
        identities.line_nos,
        db_int8(reading->before_run_id),
        period_reaches_from(&periods),
        period_reaches_to(&periods),
    };
    struct db_result *result;

    if (!db_query(reading->db, sql_match_past, COUNT_OF(values), values, &result, error_r))
        return false;
    struct past_line *past = ARENA_ARRAY(reading->arena, struct past_line, db_rows(result));
    for (size_t row = 0; row < db_rows(result); row++)
        past[row] = past_of_row(result, row, reading->arena);
    near->input->past_count = db_rows(result);
    near->input->past = past;
    db_result_free(result);
    return true;
}

static struct past_line before_of_row(const struct match_reading *reading,
                                      const struct db_result *result, size_t row)
{
    struct arena *arena = reading->arena;
    int64_t start_s = db_get_timestamptz(result, row, 3);

    return (struct past_line){
        .line = {.line_id = db_get_int(result, row, 0),
                 .provider = reading->provider,
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
static void add_before(struct near *near, const struct db_result *result)
{
    struct match_input *input = near->input;
    size_t count = db_rows(result);
    struct past_line *past =
        ARENA_ARRAY(near->reading->arena, struct past_line, input->past_count + count);

    for (size_t i = 0; i < input->past_count; i++)
        past[i] = input->past[i];
    for (size_t row = 0; row < count; row++)
        past[input->past_count + row] = before_of_row(near->reading, result, row);
    input->past_count += count;
    input->past = past;
    if (count > 0)
        qsort(past, input->past_count, sizeof(*past), past_compare);
}

bool near_read_before(struct near *near, struct error *error_r)
{
    const struct match_reading *reading = near->reading;
    struct reaches clients = near_clients(near, spare_s(near));
    struct identities identities = identities_of(near);
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        reaches_names(&clients),
        reaches_from(&clients),
        reaches_to(&clients),
        identities.invoice_nos,
        identities.line_nos,
        db_int8(reading->basis.file_id),
    };
    struct db_result *result;

    if (!db_query(reading->db, sql_match_paid_before, COUNT_OF(values), values, &result, error_r))
        return false;
    add_before(near, result);
    db_result_free(result);
    return true;
}
