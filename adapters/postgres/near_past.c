#include "adapters/postgres/near.h"

#include <assert.h>
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
    size_t count;
    struct text *invoice_nos, *line_nos;
    int64_t *invoice_ids; /* NULL: not asked for */
};

static struct identities identities_of(const struct near *near)
{
    const struct match_input *input = near->input;
    struct identities names = {
        .invoice_nos = ARENA_ARRAY(near->arena, struct text, 2 * input->line_count),
        .line_nos = ARENA_ARRAY(near->arena, struct text, 2 * input->line_count),
    };

    for (size_t i = 0; i < input->line_count; i++) {
        const struct bill_line *line = &input->lines[i];
        names.invoice_nos[names.count] = line->invoice_no;
        names.line_nos[names.count++] = line->line_no;
        if (!text_is_empty(line->credits_invoice_no)) {
            names.invoice_nos[names.count] = line->credits_invoice_no;
            names.line_nos[names.count++] = line->credits_line_no;
        }
    }
    return names;
}

/* The numbers that the record has for invoices, NOT_GIVEN for those it does not have. */
static bool read_invoice_ids(const struct near *near, const struct numbering *invoices,
                             int64_t *ids_r, struct error *error_r)
{
    const struct match_reading *reading = near->reading;
    struct text *invoice_nos = ARENA_ARRAY(near->arena, struct text, invoices->count);
    struct db_result *result;

    for (size_t i = 0; i < invoices->count; i++)
        invoice_nos[i] = invoices->pairs[i].first;
    struct db_value values[] = {db_int8(reading->run->council_id), db_text(reading->provider),
                                db_text_array(invoices->count, invoice_nos)};
    if (!db_query(reading->db, sql_match_invoices, COUNT_OF(values), values, &result, error_r))
        return false;
    assert(db_rows(result) == invoices->count);
    for (size_t row = 0; row < invoices->count; row++)
        ids_r[row] = db_is_null(result, row, 0) ? NOT_GIVEN : db_get_int(result, row, 0);
    db_result_free(result);
    return true;
}

/* Keeps those of invoices that the record has: most of tonight's are new. */
static bool keep_known(const struct near *near, struct identities *names, struct error *error_r)
{
    struct numbering *invoices = numbering_new(near->arena);
    uint32_t *number = ARENA_ARRAY(near->arena, uint32_t, names->count);
    size_t kept = 0;

    for (size_t i = 0; i < names->count; i++)
        number[i] = numbering_give(invoices, names->invoice_nos[i], TEXT_LITERAL(""));
    int64_t *ids = ARENA_ARRAY(near->arena, int64_t, invoices->count);
    if (!read_invoice_ids(near, invoices, ids, error_r))
        return false;
    names->invoice_ids = ARENA_ARRAY(near->arena, int64_t, names->count);
    for (size_t i = 0; i < names->count; i++) {
        if (!given(ids[number[i]]))
            continue;
        names->invoice_nos[kept] = names->invoice_nos[i];
        names->line_nos[kept] = names->line_nos[i];
        names->invoice_ids[kept++] = ids[number[i]];
    }
    names->count = kept;
    return true;
}

/* The latest end of a visit that the provider was paid for; NOT_GIVEN: of none. */
static bool read_paid_until(const struct near *near, int64_t *until_s_r, struct error *error_r)
{
    const struct match_reading *reading = near->reading;
    struct db_value values[] = {db_int8(reading->run->council_id), db_text(reading->provider)};
    struct db_result *result;

    if (!db_query(reading->db, sql_match_paid_until, COUNT_OF(values), values, &result, error_r))
        return false;
    *until_s_r = db_rows(result) == 0 ? NOT_GIVEN : db_get_timestamptz(result, 0, 0);
    db_result_free(result);
    return true;
}

/* Of tonight's visits most came after all that were paid before. */
static void drop_later(struct reaches *reaches, int64_t until_s)
{
    size_t kept = 0;

    for (size_t i = 0; i < reaches->count; i++)
        if (given(until_s) && reaches->items[i].from_s <= until_s)
            reaches->items[kept++] = reaches->items[i];
    reaches->count = kept;
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
    struct identities known = identities_of(near);
    int64_t paid_until_s;

    if (!keep_known(near, &known, error_r) || !read_paid_until(near, &paid_until_s, error_r))
        return false;
    drop_later(&clients, paid_until_s);
    drop_later(&carers, paid_until_s);
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
        db_text_array(known.count, known.invoice_nos),
        db_text_array(known.count, known.line_nos),
        db_int8(reading->before_run_id),
        period_reaches_from(&periods),
        period_reaches_to(&periods),
        db_int8_array(known.count, known.invoice_ids),
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
    struct identities names = identities_of(near);
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        reaches_names(&clients),
        reaches_from(&clients),
        reaches_to(&clients),
        db_text_array(names.count, names.invoice_nos),
        db_text_array(names.count, names.line_nos),
        db_int8(reading->basis.file_id),
    };
    struct db_result *result;

    if (!db_query(reading->db, sql_match_paid_before, COUNT_OF(values), values, &result, error_r))
        return false;
    add_before(near, result);
    db_result_free(result);
    return true;
}
