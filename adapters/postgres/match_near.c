#include "adapters/postgres/match_near.h"

#include "adapters/postgres/near.h"
#include "adapters/postgres/record_rows.h"
#include "matcher/base/sort.h"
#include "matcher/engine/numbering.h"
#include "sql_statements.h"

int64_t near_window_s(const struct near *near)
{
    return (int64_t)near->reading->window_minutes * 60;
}

/* --- when lines may have been delivered ----------------------------------------- */

static void lines_stretch(struct near *near)
{
    near->of_line = ARENA_ARRAY(near->arena, struct reach, near->input->line_count);
    for (size_t i = 0; i < near->input->line_count; i++) {
        const struct bill_line *line = &near->input->lines[i];
        struct reach *stretch = &near->of_line[i];
        *stretch = no_reach;
        stretch->name = line->client_ref;
        reach_take(stretch, line->claimed_start_s);
        reach_take(stretch, line->claimed_end_s);
        reach_take(stretch, line->actual_start_s);
        reach_take(stretch, line->actual_end_s);
    }
}

/* Whether a line may keep the piece, if it is its client's. */
static bool may_keep(const struct near *near, const struct reach *stretch,
                     const struct evidence *piece)
{
    return piece->log_in_s <= stretch->to_s + near_window_s(near) &&
           piece->log_out_s >= stretch->from_s - near_window_s(near);
}

static int compare_piece(const void *a, const void *b)
{
    const struct evidence *left = *(const struct evidence *const *)a;
    const struct evidence *right = *(const struct evidence *const *)b;
    return text_compare(left->client_ref, right->client_ref);
}

static void pieces_sort(struct near *near)
{
    const struct match_input *input = near->input;

    near->piece_count = input->evidence_count;
    near->pieces = ARENA_ARRAY(near->arena, const struct evidence *, near->piece_count);
    for (size_t i = 0; i < near->piece_count; i++)
        near->pieces[i] = &input->evidence[i];
    sort_items(near->pieces, near->piece_count, sizeof(*near->pieces), compare_piece);
}

/* The first piece of a client, or behind where it would be. */
static size_t pieces_of(const struct near *near, struct text client_ref)
{
    size_t low = 0, high = near->piece_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(near->pieces[middle]->client_ref, client_ref) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A line is delivered when its evidence says. */
static void lines_stretch_to_evidence(struct near *near)
{
    pieces_sort(near);
    for (size_t i = 0; i < near->input->line_count; i++) {
        struct reach *stretch = &near->of_line[i];
        const struct reach own = *stretch;
        for (size_t p = pieces_of(near, own.name);
             p < near->piece_count && text_equal(near->pieces[p]->client_ref, own.name); p++) {
            if (!may_keep(near, &own, near->pieces[p]))
                continue;
            reach_take(stretch, near->pieces[p]->log_in_s);
            reach_take(stretch, near->pieces[p]->log_out_s);
        }
    }
}

/* --- evidence --------------------------------------------------------------------- */

struct reaches near_clients(const struct near *near, int64_t margin_s)
{
    struct reaches clients = {.arena = near->arena};

    for (size_t i = 0; i < near->input->line_count; i++) {
        struct reach reach = near->of_line[i];
        reach.from_s -= margin_s;
        reach.to_s += margin_s;
        reaches_add(&clients, &reach);
    }
    reaches_join(&clients);
    return clients;
}

static bool read_evidence(struct near *near, struct error *error_r)
{
    const struct match_reading *reading = near->reading;
    struct reaches clients = near_clients(near, near_window_s(near));
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        reaches_names(&clients),
        reaches_from(&clients),
        reaches_to(&clients),
        db_int8(reading->basis.evidence_id),
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
    near->input->evidence_count = db_rows(result);
    near->input->evidence = evidence;
    db_result_free(result);
    lines_stretch_to_evidence(near);
    return true;
}

/* --- orders ------------------------------------------------------------------------ */

struct reaches near_packages(const struct near *near)
{
    struct reaches packages = {.arena = near->arena};

    for (size_t i = 0; i < near->input->line_count; i++) {
        struct reach reach = near->of_line[i];
        reach.other_name = near->input->lines[i].service;
        reach.from_s -= near_window_s(near);
        reach.to_s += near_window_s(near);
        reaches_add(&packages, &reach);
    }
    reaches_join(&packages);
    return packages;
}

/* Of a line held before, what it was last paired with counts only if a person decided. */
static bool counts_its_order(const struct carried *carried)
{
    return !text_is_empty(carried->order_no) && (!carried->is_carried || carried->is_decided);
}

/* Orders that lines name, or were paid for. */
static struct db_value orders_named(const struct near *near)
{
    const struct match_input *input = near->input;
    struct text *numbers = ARENA_ARRAY(near->arena, struct text, 2 * input->line_count);
    size_t count = 0;

    for (size_t i = 0; i < input->line_count; i++)
        if (!text_is_empty(input->lines[i].order_no))
            numbers[count++] = input->lines[i].order_no;
    for (size_t i = 0; i < input->carried_count; i++)
        if (counts_its_order(&input->carried[i]))
            numbers[count++] = input->carried[i].order_no;
    return db_text_array(count, numbers);
}

static int64_t behind(int64_t id)
{
    return id == RECORD_TO_ITS_END ? id : id + 1;
}

int64_t near_orders_until(const struct match_reading *reading)
{
    return reading->tonight == NULL ? behind(reading->basis.order_id) : reading->run->first_line_id;
}

/* Adds the rows to the input's orders, with room for `more` behind them. */
static void orders_add(struct near *near, const struct db_result *result, size_t more)
{
    struct match_input *input = near->input;
    size_t count = db_rows(result);
    struct order_line *orders =
        ARENA_ARRAY(near->reading->arena, struct order_line, input->order_count + count + more);

    for (size_t i = 0; i < input->order_count; i++)
        orders[i] = input->orders[i];
    for (size_t row = 0; row < count; row++)
        order_line_of_row(result, row, near->reading->arena, &orders[input->order_count + row]);
    input->order_count += count;
    input->orders = orders;
}

static bool query_orders_near(struct near *near, struct error *error_r)
{
    const struct match_reading *reading = near->reading;
    const struct match_tonight *tonight = reading->tonight;
    struct reaches packages = near_packages(near);
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        reaches_names(&packages),
        reaches_other_names(&packages),
        reaches_from(&packages),
        reaches_to(&packages),
        orders_named(near),
        db_int8(near_orders_until(reading)),
        db_int8(behind(reading->basis.order_id)),
    };
    struct db_result *result;

    if (!db_query(reading->db, sql_match_orders, COUNT_OF(values), values, &result, error_r))
        return false;
    orders_add(near, result, tonight == NULL ? 0 : tonight->order_count);
    db_result_free(result);
    struct order_line *orders = (struct order_line *)near->input->orders;
    for (size_t i = 0; tonight != NULL && i < tonight->order_count; i++)
        orders[near->input->order_count++] = tonight->orders[i];
    return true;
}

/* The lines' packages, client and service, of which no order line is active. */
static struct reaches packages_without_order(const struct near *near)
{
    const struct match_input *input = near->input;
    struct numbering *ordered = numbering_new(near->arena);
    struct reaches lone = {.arena = near->arena};

    for (size_t i = 0; i < input->order_count; i++)
        if (input->orders[i].status == ORDER_STATUS_ACTIVE)
            numbering_give(ordered, input->orders[i].client_ref, input->orders[i].service);
    for (size_t i = 0; i < input->line_count; i++) {
        const struct bill_line *line = &input->lines[i];
        const struct reach reach = {.name = line->client_ref, .other_name = line->service};
        if (numbering_find(ordered, line->client_ref, line->service) == NUMBER_NONE)
            reaches_add(&lone, &reach);
    }
    reaches_join(&lone);
    return lone;
}

/* They have none, or none near. */
static bool query_orders_far(struct near *near, struct error *error_r)
{
    const struct match_reading *reading = near->reading;
    struct reaches lone = packages_without_order(near);
    struct db_value values[] = {
        db_int8(reading->run->council_id),
        db_text(reading->provider),
        reaches_names(&lone),
        reaches_other_names(&lone),
        db_int8(near_orders_until(reading)),
        db_int8(behind(reading->basis.order_id)),
    };
    struct db_result *result;

    if (lone.count == 0)
        return true;
    if (!db_query(reading->db, sql_match_far_orders, COUNT_OF(values), values, &result, error_r))
        return false;
    orders_add(near, result, 0);
    db_result_free(result);
    return true;
}

static bool read_orders(struct near *near, struct error *error_r)
{
    const struct match_reading *reading = near->reading;

    if (reading->tonight == NULL || reading->record->has_orders)
        return query_orders_near(near, error_r) && query_orders_far(near, error_r);
    near->input->order_count = reading->tonight->order_count;
    near->input->orders = reading->tonight->orders;
    return true;
}

/* --- all of it --------------------------------------------------------------------------- */

/* Something was read before that lines of tonight may meet. */
static bool has_past(const struct match_record *record)
{
    return record->has_orders || record->has_evidence || record->has_runs || record->has_before;
}

static bool read_all(struct near *near, struct error *error_r)
{
    const struct match_record *record = near->reading->record;

    if (near->reading->tonight == NULL || has_past(record))
        lines_stretch(near);
    return (!record->has_evidence || read_evidence(near, error_r)) && read_orders(near, error_r) &&
           (!record->has_runs || near_read_past(near, error_r)) &&
           (!record->has_before || near_read_before(near, error_r));
}

bool match_near_read(const struct match_reading *reading, struct match_input *input,
                     struct error *error_r)
{
    struct near near = {.reading = reading, .input = input, .arena = arena_new()};
    bool is_read = read_all(&near, error_r);

    arena_free(near.arena);
    return is_read;
}
