/*
 * Order lines.  First readings are sheets of tallystick_data.order_sheet as they come;
 * load_places.c keeps where they are.  A line that was perhaps read before waits until all lines
 * are there: in the database where many may be so, else in memory until the file's end.
 */
#include "adapters/postgres/load_lane.h"
#include "adapters/postgres/load_places.h"
#include "sql_statements.h"

/* Order lines that were perhaps read before tonight and that memory keeps, at most. */
#define WAITING_MOST 4096

static const enum sheet_type columns[] = {
    SHEET_INT2,        /* place */
    SHEET_INT8,        /* package_id */
    SHEET_TEXT,        /* order_no */
    SHEET_TEXT,        /* order_line */
    SHEET_TEXT,        /* basis */
    SHEET_TEXT,        /* status */
    SHEET_INT8,        /* version */
    SHEET_TIMESTAMPTZ, /* planned_start */
    SHEET_INT4,        /* planned_minutes */
    SHEET_INT4,        /* carers */
    SHEET_INT8,        /* quantity_e4 */
    SHEET_TEXT,        /* period */
    SHEET_DATE,        /* valid_from */
    SHEET_DATE,        /* valid_to */
    SHEET_INT8,        /* rate_e6 */
    SHEET_INT8,        /* unit_price_e6 */
    SHEET_TEXT,        /* cost_centre */
    SHEET_TEXT,        /* gl_code */
    SHEET_TEXT,        /* care_manager */
};

struct load_orders {
    struct sheet *sheet;
    int64_t sheet_no; /* of the lines on it, if any */
    struct plan plan;
    struct load_places *places;
    struct arena *waiting_arena;
    size_t waiting_count, waiting_room;
    struct order_line *waiting;
};

struct load_orders *load_orders_new(struct arena *arena)
{
    struct load_orders *orders = ARENA_NEW(arena, struct load_orders);

    orders->sheet = sheet_new(arena, COUNT_OF(columns), columns);
    orders->plan = no_plan;
    orders->places = load_places_new(arena);
    orders->waiting_arena = arena_new();
    return orders;
}

void load_orders_free(struct load_orders *orders)
{
    load_places_free(orders->places);
    arena_free(orders->waiting_arena);
}

static void waiting_forget(struct load_orders *orders)
{
    arena_empty(orders->waiting_arena);
    orders->waiting_count = orders->waiting_room = 0;
    orders->waiting = NULL;
}

void load_orders_begin(struct load_orders *orders)
{
    load_places_begin_file(orders->places);
}

void load_orders_forget(struct load_orders *orders)
{
    sheet_clear(orders->sheet);
    orders->plan = no_plan;
    load_places_forget(orders->places);
    waiting_forget(orders);
}

/* --- sheets ---------------------------------------------------------------- */

static bool sheet_send(struct load_lane *lane, struct error *error_r)
{
    struct load_orders *orders = lane->orders;

    if (orders->sheet->line_count == 0)
        return true;
    if (!load_lane_copy(lane, sql_load_copy_orders, error_r))
        return false;
    copy_begin_row(lane->copy, 6 + COUNT_OF(columns));
    copy_int8(lane->copy, lane->loader->run.council_id);
    copy_int8(lane->copy, orders->sheet_no);
    copy_int4(lane->copy, 0);
    copy_plan(lane->copy, &orders->plan);
    copy_sheet(lane->copy, orders->sheet);
    orders->plan = no_plan;
    return load_places_end_sheet(lane, orders->places, error_r);
}

static int64_t planned_start_s(const struct order_line *line)
{
    return line->basis == BASIS_VISIT ? line->planned_start_s : NOT_GIVEN;
}

/* What goes without saying is null. */
static struct text basis_text(const struct order_line *line)
{
    return line->basis == BASIS_VISIT ? (struct text){NULL, 0} : text_of(basis_word(line->basis));
}

static struct text status_text(const struct order_line *line)
{
    return line->status == ORDER_STATUS_ACTIVE ? (struct text){NULL, 0}
                                               : text_of(order_status_word(line->status));
}

static struct text period_text(const struct order_line *line)
{
    return line->basis == BASIS_PERIOD ? text_of(period_word(line->period))
                                       : (struct text){NULL, 0};
}

/* The columns from basis on: in the same order in a sheet and in a row. */
#define ORDER_COLUMNS(put, to, line)                                                               \
    do {                                                                                           \
        bool is_visit = (line)->basis == BASIS_VISIT;                                              \
        put##_text(to, basis_text(line));                                                          \
        put##_text(to, status_text(line));                                                         \
        put##_int8(to, (line)->version == 0 ? NOT_GIVEN : (line)->version);                        \
        put##_timestamptz(to, planned_start_s(line));                                              \
        put##_int4(to, is_visit ? (line)->planned_minutes : NOT_GIVEN);                            \
        put##_int4(to, is_visit && (line)->carers != 1 ? (line)->carers : NOT_GIVEN);              \
        put##_int8(to, is_visit ? NOT_GIVEN : (line)->quantity_e4);                                \
        put##_text(to, period_text(line));                                                         \
        put##_date(to, (line)->valid_from);                                                        \
        put##_date(to, (line)->valid_to);                                                          \
        put##_int8(to, (line)->rate_e6);                                                           \
        put##_int8(to, (line)->unit_price_e6);                                                     \
        put##_text_or_null(to, (line)->cost_centre);                                               \
        put##_text_or_null(to, (line)->gl_code);                                                   \
        put##_text_or_null(to, (line)->care_manager);                                              \
    } while (0)

static bool order_write(struct load_lane *lane, const struct order_line *line,
                        struct error *error_r)
{
    struct load_orders *orders = lane->orders;
    struct sheet *sheet = orders->sheet;
    int64_t package_id = package_number(lane->loader->packages, &lane->package, line->provider,
                                        line->client_ref, line->service);
    struct plan plan = {planned_start_s(line), planned_start_s(line),
                        !given(planned_start_s(line))};

    if (sheet_of(line->order_id) != orders->sheet_no && !sheet_send(lane, error_r))
        return false;
    orders->sheet_no = sheet_of(line->order_id);
    plan_take(&orders->plan, &plan);
    load_places_add(orders->places, line, package_id, &plan);
    sheet_begin_line(sheet);
    sheet_int2(sheet, sheet_place(line->order_id));
    sheet_int8(sheet, package_id);
    sheet_text(sheet, line->order_no);
    sheet_text(sheet, line->order_line);
    ORDER_COLUMNS(sheet, sheet, line);
    return true;
}

/* --- lines that wait --------------------------------------------------------- */

static bool order_row(struct load_lane *lane, const struct order_line *line, struct error *error_r)
{
    if (!load_lane_copy(lane, sql_load_copy_waiting_orders, error_r))
        return false;
    copy_begin_row(lane->copy, 20);
    copy_int8(lane->copy, lane->loader->run.council_id);
    copy_int8(lane->copy, line->order_id);
    copy_int8(lane->copy, package_number(lane->loader->packages, &lane->package, line->provider,
                                         line->client_ref, line->service));
    copy_text(lane->copy, line->order_no);
    copy_text(lane->copy, line->order_line);
    ORDER_COLUMNS(copy, lane->copy, line);
    return true;
}

/* Sends the lines that wait in memory, between sheets. */
static bool waiting_send(struct load_lane *lane, struct error *error_r)
{
    struct load_orders *orders = lane->orders;

    if (orders->waiting_count == 0)
        return true;
    if (!load_lane_copy_end(lane, error_r))
        return false;
    for (size_t i = 0; i < orders->waiting_count; i++)
        if (!order_row(lane, &orders->waiting[i], error_r))
            return false;
    waiting_forget(orders);
    return load_lane_copy_end(lane, error_r);
}

bool load_orders_end(struct load_lane *lane, struct error *error_r)
{
    return sheet_send(lane, error_r) && load_places_end_file(lane, lane->orders->places, error_r) &&
           waiting_send(lane, error_r);
}

bool load_orders_finish(struct load_lane *lane, struct error *error_r)
{
    return load_places_end(lane, lane->orders->places, error_r);
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
    struct load_orders *orders = lane->orders;

    if (orders->waiting_count == WAITING_MOST && !waiting_send(lane, error_r))
        return false;
    orders->waiting = arena_grow(orders->waiting_arena, orders->waiting, &orders->waiting_room,
                                 orders->waiting_count + 1, sizeof(*orders->waiting));
    orders->waiting[orders->waiting_count++] = order_kept(orders->waiting_arena, line);
    return true;
}

bool load_lane_add_order(struct load_lane *lane, struct order_line *line, struct error *error_r)
{
    struct loader *loader = lane->loader;

    line->order_id = line->order_key = record_id(lane, line->source_row);
    line->file_id = lane->file.file_id;
    lane->rows_in_file++;
    if (order_line_is_whole_order(line)) {
        lane->cancelled_order = arena_text(lane->file_arena, line->order_no);
        return true;
    }
    if (loader->had_orders)
        return order_row(lane, line, error_r);
    if (seen_keys_add(loader->orders_seen,
                      seen_keys_hash(loader->orders_seen, line->order_no, line->order_line)))
        return order_wait(lane, line, error_r);
    return order_write(lane, line, error_r);
}

/* --- the end of the load ------------------------------------------------------ */

/* Puts the numbered lines that wait where they belong. */
static bool waiting_put(const struct loader *loader, int32_t part, struct error *error_r)
{
    struct db_value values[] = {db_int8(loader->run.council_id), db_int4(part)};

    return db_execute(loader->db, sql_load_add_orders_again, 1, values, NULL, error_r) &&
           db_execute(loader->db, sql_load_add_order_sheets, 2, values, NULL, error_r) &&
           db_execute(loader->db, sql_load_add_package_sheets, 2, values, NULL, error_r) &&
           db_execute(loader->db, sql_load_forget_waiting_orders, 1, values, NULL, error_r);
}

static bool notches_cut(const struct loader *loader, bool has_earlier, struct error *error_r)
{
    struct db_value values[] = {db_int8(loader->run.council_id), db_int4(has_earlier ? 1 : 0)};
    return db_execute(loader->db, sql_load_cut_orders, COUNT_OF(values), values, NULL, error_r);
}

/* First readings that were written as they came have to be known before the others are numbered. */
static bool waiting_number(const struct loader *loader, struct error *error_r)
{
    struct db_value value = db_int8(loader->run.council_id);

    return notches_cut(loader, loader->had_orders, error_r) &&
           db_execute(loader->db, sql_load_number_orders, 1, &value, NULL, error_r) &&
           db_execute(loader->db, sql_load_notch_orders, 1, &value, NULL, error_r) &&
           notches_cut(loader, true, error_r) &&
           db_execute(loader->db, sql_load_add_order_others, 1, &value, NULL, error_r) &&
           waiting_put(loader, 1, error_r);
}

static bool orders_cancel(const struct loader *loader, struct error *error_r)
{
    struct db_value values[] = {db_int8(loader->run.council_id), db_int8(loader->first_file_id)};

    return !loader->has_cancelled || (db_execute(loader->db, sql_load_cancel_orders,
                                                 COUNT_OF(values), values, NULL, error_r) &&
                                      waiting_put(loader, 2, error_r));
}

bool load_orders_settle(const struct loader *loader, struct error *error_r)
{
    struct db_value values[] = {db_int8(loader->run.council_id),
                                db_int8(loader->first_file_id * FILE_RECORDS)};

    return loader->order_count == 0 ||
           (waiting_number(loader, error_r) && orders_cancel(loader, error_r) &&
            db_execute(loader->db, sql_load_replace_orders, COUNT_OF(values), values, NULL,
                       error_r));
}
