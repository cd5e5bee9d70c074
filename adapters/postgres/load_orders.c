/*
 * Order lines.  First readings are sheets of tallystick_data.order_sheet as they come; beside them
 * go package_sheet, so that a package's lines are found, and notches, which the end of the load
 * cuts into order_stick.  A line that was perhaps read before waits until all lines are there: in
 * the database where many may be so, else in memory until the file's end.
 */
#include <stdlib.h>

#include "adapters/postgres/load_lane.h"
#include "sql_statements.h"

/* Order lines that were perhaps read before tonight and that memory keeps, at most. */
#define WAITING_MOST 4096
/* Notches, and packages' sheets, that memory keeps, at most, and those of one sheet more. */
#define ENTRIES_MOST 16384

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

/* When lines are planned. */
struct plan {
    int64_t first_s, last_s; /* NOT_GIVEN: none has a start */
    bool has_unplanned;
};

static const struct plan no_plan = {NOT_GIVEN, NOT_GIVEN, false};

/* Lines of an order on a sheet, by the last six bits of their numbers. */
struct notches {
    struct text order_no;
    int64_t sheet;
    int32_t stick; /* the other bits */
    int32_t line_count;
    uint64_t bits; /* as many of them as lines: the database sees to it */
};

/* An order line whose number is none, or too large for a notch. */
struct other_line {
    struct text order_no, order_line;
    int64_t order_id;
};

/* Lines of a package on a sheet. */
struct package_on_sheet {
    int64_t package_id, sheet;
    struct plan plan;
};

struct load_orders {
    struct sheet *sheet;
    int64_t sheet_no; /* of the lines on it, if any */
    struct plan plan;
    struct arena *arena; /* of all that follows */
    size_t notches_count, notches_room;
    struct notches *notches;
    size_t other_count, other_room;
    struct other_line *others;
    size_t package_count, package_room;
    struct package_on_sheet *packages;
    size_t sheet_notches, sheet_packages; /* where those of the sheet in hand begin */
    struct arena *waiting_arena;
    size_t waiting_count, waiting_room;
    struct order_line *waiting;
};

struct load_orders *load_orders_new(struct arena *arena)
{
    struct load_orders *orders = ARENA_NEW(arena, struct load_orders);

    orders->sheet = sheet_new(arena, COUNT_OF(columns), columns);
    orders->plan = no_plan;
    orders->arena = arena_new();
    orders->waiting_arena = arena_new();
    return orders;
}

void load_orders_free(struct load_orders *orders)
{
    arena_free(orders->arena);
    arena_free(orders->waiting_arena);
}

static void waiting_forget(struct load_orders *orders)
{
    arena_empty(orders->waiting_arena);
    orders->waiting_count = orders->waiting_room = 0;
    orders->waiting = NULL;
}

static void entries_forget(struct load_orders *orders)
{
    arena_empty(orders->arena);
    orders->notches_count = orders->notches_room = 0;
    orders->notches = NULL;
    orders->other_count = orders->other_room = 0;
    orders->others = NULL;
    orders->package_count = orders->package_room = 0;
    orders->packages = NULL;
    orders->sheet_notches = orders->sheet_packages = 0;
}

void load_orders_forget(struct load_orders *orders)
{
    sheet_clear(orders->sheet);
    orders->plan = no_plan;
    entries_forget(orders);
    waiting_forget(orders);
}

/* --- plans ------------------------------------------------------------------- */

static void plan_take(struct plan *plan, int64_t first_s, int64_t last_s, bool has_unplanned)
{
    if (given(first_s) && (!given(plan->first_s) || first_s < plan->first_s))
        plan->first_s = first_s;
    if (given(last_s) && (!given(plan->last_s) || last_s > plan->last_s))
        plan->last_s = last_s;
    plan->has_unplanned |= has_unplanned;
}

static void copy_plan(struct db_copy *copy, const struct plan *plan)
{
    copy_timestamptz(copy, plan->first_s);
    copy_timestamptz(copy, plan->last_s);
    copy_bool(copy, plan->has_unplanned);
}

static int64_t planned_start_s(const struct order_line *line)
{
    return line->basis == BASIS_VISIT ? line->planned_start_s : NOT_GIVEN;
}

/* --- where the lines of an order and of a package are -------------------------- */

/* As order_line_waiting.stick and .notch say it. */
static bool line_number(struct text order_line, int32_t *number_r)
{
    int32_t number = 0;

    if (order_line.length == 0 || order_line.length > 9 ||
        (order_line.bytes[0] == '0' && order_line.length > 1))
        return false;
    for (size_t i = 0; i < order_line.length; i++) {
        if (order_line.bytes[i] < '0' || order_line.bytes[i] > '9')
            return false;
        number = 10 * number + (order_line.bytes[i] - '0');
    }
    *number_r = number;
    return true;
}

static struct notches *notches_of(struct load_orders *orders, struct text order_no, int32_t stick)
{
    for (size_t i = orders->notches_count; i > orders->sheet_notches; i--) {
        struct notches *notches = &orders->notches[i - 1];
        if (notches->stick == stick && text_equal(notches->order_no, order_no))
            return notches;
    }
    orders->notches = arena_grow(orders->arena, orders->notches, &orders->notches_room,
                                 orders->notches_count + 1, sizeof(*orders->notches));
    struct notches *notches = &orders->notches[orders->notches_count++];
    struct notches *before = orders->notches_count > 1 ? notches - 1 : NULL;
    bool is_same = before != NULL && text_equal(before->order_no, order_no);
    *notches = (struct notches){.order_no = is_same ? before->order_no
                                                    : arena_text(orders->arena, order_no),
                                .sheet = orders->sheet_no,
                                .stick = stick};
    return notches;
}

static void name_note(struct load_orders *orders, const struct order_line *line)
{
    int32_t number;

    if (line_number(line->order_line, &number)) {
        struct notches *notches = notches_of(orders, line->order_no, number >> 6);
        notches->bits |= UINT64_C(1) << (number & 63);
        notches->line_count++;
        return;
    }
    orders->others = arena_grow(orders->arena, orders->others, &orders->other_room,
                                orders->other_count + 1, sizeof(*orders->others));
    orders->others[orders->other_count++] =
        (struct other_line){.order_no = arena_text(orders->arena, line->order_no),
                            .order_line = arena_text(orders->arena, line->order_line),
                            .order_id = line->order_id};
}

static struct package_on_sheet *package_of(struct load_orders *orders, int64_t package_id)
{
    for (size_t i = orders->package_count; i > orders->sheet_packages; i--)
        if (orders->packages[i - 1].package_id == package_id)
            return &orders->packages[i - 1];
    orders->packages = arena_grow(orders->arena, orders->packages, &orders->package_room,
                                  orders->package_count + 1, sizeof(*orders->packages));
    struct package_on_sheet *package = &orders->packages[orders->package_count++];
    *package = (struct package_on_sheet){package_id, orders->sheet_no, no_plan};
    return package;
}

static bool notches_send(struct load_lane *lane, struct error *error_r)
{
    const struct load_orders *orders = lane->orders;

    if (orders->notches_count == 0)
        return true;
    if (!load_lane_copy(lane, sql_load_copy_order_notches, error_r))
        return false;
    for (size_t i = 0; i < orders->notches_count; i++) {
        const struct notches *notches = &orders->notches[i];
        copy_begin_row(lane->copy, 6);
        copy_int8(lane->copy, lane->loader->run.council_id);
        copy_text(lane->copy, notches->order_no);
        copy_int4(lane->copy, notches->stick);
        copy_int8(lane->copy, notches->sheet);
        copy_bits(lane->copy, notches->bits);
        copy_int4(lane->copy, notches->line_count);
    }
    return load_lane_copy_end(lane, error_r);
}

static bool others_send(struct load_lane *lane, struct error *error_r)
{
    const struct load_orders *orders = lane->orders;

    if (orders->other_count == 0)
        return true;
    if (!load_lane_copy(lane, sql_load_copy_order_others, error_r))
        return false;
    for (size_t i = 0; i < orders->other_count; i++) {
        copy_begin_row(lane->copy, 4);
        copy_int8(lane->copy, lane->loader->run.council_id);
        copy_text(lane->copy, orders->others[i].order_no);
        copy_text(lane->copy, orders->others[i].order_line);
        copy_int8(lane->copy, orders->others[i].order_id);
    }
    return load_lane_copy_end(lane, error_r);
}

static int compare_package(const void *a, const void *b)
{
    const struct package_on_sheet *x = a, *y = b;

    if (x->package_id != y->package_id)
        return x->package_id < y->package_id ? -1 : 1;
    return (x->sheet > y->sheet) - (x->sheet < y->sheet);
}

/* One row for `count` sheets of a package. */
static void package_row(struct load_lane *lane, const struct package_on_sheet *on, size_t count,
                        int64_t *sheets)
{
    struct plan plan = no_plan;
    struct db_value value = db_int8_array(count, sheets);

    for (size_t i = 0; i < count; i++) {
        plan_take(&plan, on[i].plan.first_s, on[i].plan.last_s, on[i].plan.has_unplanned);
        sheets[i] = on[i].sheet;
    }
    copy_begin_row(lane->copy, 8);
    copy_int8(lane->copy, lane->loader->run.council_id);
    copy_int8(lane->copy, on->package_id);
    copy_int8(lane->copy, on->sheet);
    copy_int4(lane->copy, 0);
    copy_plan(lane->copy, &plan);
    copy_value(lane->copy, &value);
}

static bool packages_send(struct load_lane *lane, struct error *error_r)
{
    struct load_orders *orders = lane->orders;
    size_t count = orders->package_count;
    int64_t *sheets = ARENA_ARRAY(orders->arena, int64_t, count);

    if (count == 0)
        return true;
    if (!load_lane_copy(lane, sql_load_copy_package_sheets, error_r))
        return false;
    qsort(orders->packages, count, sizeof(*orders->packages), compare_package);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count; end++)
            if (orders->packages[end].package_id != orders->packages[first].package_id)
                break;
        package_row(lane, &orders->packages[first], end - first, sheets);
    }
    return load_lane_copy_end(lane, error_r);
}

/* Not while a line of theirs is on the sheet in hand. */
static bool entries_send(struct load_lane *lane, struct error *error_r)
{
    assert(lane->orders->sheet->line_count == 0);
    bool is_sent = load_lane_copy_end(lane, error_r) && notches_send(lane, error_r) &&
                   others_send(lane, error_r) && packages_send(lane, error_r);
    entries_forget(lane->orders);
    return is_sent;
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
    orders->sheet_notches = orders->notches_count;
    orders->sheet_packages = orders->package_count;
    return (orders->notches_count < ENTRIES_MOST && orders->other_count < ENTRIES_MOST &&
            orders->package_count < ENTRIES_MOST) ||
           entries_send(lane, error_r);
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
    int64_t start_s = planned_start_s(line);

    if (sheet_of(line->order_id) != orders->sheet_no && !sheet_send(lane, error_r))
        return false;
    orders->sheet_no = sheet_of(line->order_id);
    plan_take(&orders->plan, start_s, start_s, !given(start_s));
    plan_take(&package_of(orders, package_id)->plan, start_s, start_s, !given(start_s));
    name_note(orders, line);
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
    return sheet_send(lane, error_r) && entries_send(lane, error_r) && waiting_send(lane, error_r);
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

/* First readings that were written as they came have to be known before the others are numbered. */
static bool waiting_number(const struct loader *loader, struct error *error_r)
{
    struct db_value value = db_int8(loader->run.council_id);

    return db_execute(loader->db, sql_load_cut_orders, 1, &value, NULL, error_r) &&
           db_execute(loader->db, sql_load_number_orders, 1, &value, NULL, error_r) &&
           db_execute(loader->db, sql_load_notch_orders, 1, &value, NULL, error_r) &&
           db_execute(loader->db, sql_load_cut_orders, 1, &value, NULL, error_r) &&
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
