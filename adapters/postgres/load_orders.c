#include "adapters/postgres/load_lane.h"
#include "sql_statements.h"

/* Order lines that were perhaps read before tonight and that memory keeps, at most. */
#define WAITING_MOST 4096

void load_orders_forget(struct load_lane *lane)
{
    arena_empty(lane->waiting_arena);
    lane->waiting_count = lane->waiting_room = 0;
    lane->waiting = NULL;
}

static void order_row(struct load_lane *lane, const struct order_line *line)
{
    bool is_visit = line->basis == BASIS_VISIT, is_period = line->basis == BASIS_PERIOD;
    struct db_copy *copy = lane->copy;

    copy_begin_row(copy, 24);
    copy_int8(copy, lane->loader->run.council_id);
    copy_int8(copy, line->order_id);
    copy_int8(copy, line->order_key);
    copy_int4(copy, 1);
    copy_int8(copy, package_number(lane->loader->packages, &lane->package, line->provider,
                                   line->client_ref, line->service));
    copy_int8(copy, line->file_id);
    copy_int4(copy, line->source_row);
    copy_text(copy, line->order_no);
    copy_text(copy, line->order_line);
    copy_text(copy, text_of(basis_word(line->basis)));
    copy_text(copy, text_of(order_status_word(line->status)));
    copy_int8(copy, line->version);
    copy_timestamptz(copy, is_visit ? line->planned_start_s : NOT_GIVEN);
    copy_int4(copy, is_visit ? line->planned_minutes : NOT_GIVEN);
    copy_int4(copy, is_visit ? line->carers : NOT_GIVEN);
    copy_int8(copy, is_visit ? NOT_GIVEN : line->quantity_e4);
    copy_text_or_null(copy,
                      is_period ? text_of(period_word(line->period)) : (struct text){NULL, 0});
    copy_date(copy, line->valid_from);
    copy_date(copy, line->valid_to);
    copy_int8(copy, line->rate_e6);
    copy_int8(copy, line->unit_price_e6);
    copy_text_or_null(copy, line->cost_centre);
    copy_text_or_null(copy, line->gl_code);
    copy_text_or_null(copy, line->care_manager);
}

/* Sends the lines that wait in memory behind the others of the file. */
bool load_orders_end(struct load_lane *lane, struct error *error_r)
{
    if (lane->waiting_count == 0)
        return true;
    if (!load_lane_copy_end(lane, error_r) ||
        !load_lane_copy(lane, sql_load_copy_waiting_orders, error_r))
        return false;
    for (size_t i = 0; i < lane->waiting_count; i++)
        order_row(lane, &lane->waiting[i]);
    load_orders_forget(lane);
    return load_lane_copy_end(lane, error_r);
}

/* The texts that the row is made of. */
static struct order_line order_kept(struct arena *arena, const struct order_line *line)
{
    struct order_line kept = *line;

    kept.order_no = arena_text(arena, line->order_no);
    kept.order_line = arena_text(arena, line->order_line);
    kept.provider = arena_text(arena, line->provider);
    kept.client_ref = arena_text(arena, line->client_ref);
    kept.service = arena_text(arena, line->service);
    kept.cost_centre = arena_text(arena, line->cost_centre);
    kept.gl_code = arena_text(arena, line->gl_code);
    kept.care_manager = arena_text(arena, line->care_manager);
    return kept;
}

static bool order_wait(struct load_lane *lane, const struct order_line *line, struct error *error_r)
{
    if (lane->waiting_count == WAITING_MOST && !load_orders_end(lane, error_r))
        return false;
    lane->waiting = arena_grow(lane->waiting_arena, lane->waiting, &lane->waiting_room,
                               lane->waiting_count + 1, sizeof(*lane->waiting));
    lane->waiting[lane->waiting_count++] = order_kept(lane->waiting_arena, line);
    return true;
}

/* A line that was perhaps read before waits: in the database where many may be so, else here. */
bool load_lane_add_order(struct load_lane *lane, struct order_line *line, struct error *error_r)
{
    struct loader *loader = lane->loader;
    const char *copy_sql = loader->had_orders ? sql_load_copy_waiting_orders : sql_load_copy_orders;

    line->order_id = line->order_key = record_id(lane, line->source_row);
    line->file_id = lane->file.file_id;
    lane->rows_in_file++;
    if (order_line_is_whole_order(line)) {
        lane->cancelled_order = arena_text(lane->file_arena, line->order_no);
        return true;
    }
    if (!loader->had_orders &&
        seen_keys_add(loader->orders_seen,
                      seen_keys_hash(loader->orders_seen, line->order_no, line->order_line)))
        return order_wait(lane, line, error_r);
    if (!load_lane_copy(lane, copy_sql, error_r))
        return false;
    order_row(lane, line);
    return true;
}

/* Numbers the order lines that waited, and finds out which versions are in force. */
bool load_orders_settle(const struct loader *loader, struct error *error_r)
{
    struct db_value values[] = {db_int8(loader->run.council_id),
                                db_int8(loader->first_file_id * FILE_RECORDS)};
    struct db_value files[] = {values[0], db_int8(loader->first_file_id)};

    return loader->order_count == 0 ||
           (db_execute(loader->db, sql_load_number_orders, 1, values, NULL, error_r) &&
            db_execute(loader->db, sql_load_cancel_orders, COUNT_OF(files), files, NULL, error_r) &&
            db_execute(loader->db, sql_load_replace_orders, COUNT_OF(values), values, NULL,
                       error_r));
}
