/*
 * Order lines.  First readings are sheets of tallystick_data.order_sheet as they come;
 * load_places.c keeps where they are.  A line that was read before, tonight perhaps or on an
 * earlier night, waits until all lines are there: in memory until the file's end, then in the
 * database.
 */
#include "adapters/postgres/load_lane.h"
#include "adapters/postgres/load_places.h"
#include "sql_statements.h"

/* Order lines that memory keeps, at most: those that were read before, and those of which the
 * database has still to say it. */
#define KEPT_MOST 4096

static const enum sheet_type columns[] = {
    SHEET_INT2,        /* place */
    SHEET_INT2,        /* blocks */
    SHEET_INT8,        /* package_id */
    SHEET_TEXT,        /* order_no */
    SHEET_TEXT,        /* cost_centre */
    SHEET_TEXT,        /* gl_code */
    SHEET_TEXT,        /* care_manager */
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
};

#define BLOCK_COLUMNS 5 /* from package_id on */

/* Order lines with all their texts. */
struct kept_lines {
    struct arena *arena;
    size_t count, room;
    struct order_line *lines;
};

struct load_orders {
    struct sheet *sheet;
    int64_t sheet_no; /* of the lines on it, if any */
    struct plan plan;
    struct load_places *places;
    struct kept_lines waiting; /* read before */
    struct kept_lines asked;   /* on earlier nights, perhaps */
};

struct load_orders *load_orders_new(struct arena *arena)
{
    struct load_orders *orders = ARENA_NEW(arena, struct load_orders);

    orders->sheet = sheet_new(arena, BLOCK_COLUMNS, COUNT_OF(columns), columns);
    orders->plan = no_plan;
    orders->places = load_places_new(arena);
    orders->waiting.arena = arena_new();
    orders->asked.arena = arena_new();
    return orders;
}

void load_orders_free(struct load_orders *orders)
{
    load_places_free(orders->places);
    arena_free(orders->waiting.arena);
    arena_free(orders->asked.arena);
}

static void kept_forget(struct kept_lines *kept)
{
    struct arena *arena = kept->arena;

    arena_empty(arena);
    *kept = (struct kept_lines){.arena = arena};
}

static void kept_add(struct kept_lines *kept, const struct order_line *line)
{
    struct arena *arena = kept->arena;
    struct order_line copy = *line;

    copy.order_no = arena_text(arena, line->order_no);
    copy.order_line = arena_text(arena, line->order_line);
    copy.provider = arena_text(arena, line->provider);
    copy.client_ref = arena_text(arena, line->client_ref);
    copy.service = arena_text(arena, line->service);
    copy.cost_centre = arena_text(arena, line->cost_centre);
    copy.gl_code = arena_text(arena, line->gl_code);
    copy.care_manager = arena_text(arena, line->care_manager);
    kept->lines = arena_grow(arena, kept->lines, &kept->room, kept->count + 1, sizeof(copy));
    kept->lines[kept->count++] = copy;
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
    kept_forget(&orders->waiting);
    kept_forget(&orders->asked);
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

/* The columns from order_no on: in the same order in a sheet and in a row. */
#define ORDER_BLOCK_COLUMNS(put, to, line)                                                         \
    do {                                                                                           \
        put##_text(to, (line)->order_no);                                                          \
        put##_text_or_null(to, (line)->cost_centre);                                               \
        put##_text_or_null(to, (line)->gl_code);                                                   \
        put##_text_or_null(to, (line)->care_manager);                                              \
    } while (0)

#define ORDER_LINE_COLUMNS(put, to, line)                                                          \
    do {                                                                                           \
        bool is_visit = (line)->basis == BASIS_VISIT;                                              \
        put##_text(to, (line)->order_line);                                                        \
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
    sheet_begin_line(sheet, sheet_place(line->order_id));
    sheet_int8(sheet, package_id);
    ORDER_BLOCK_COLUMNS(sheet, sheet, line);
    sheet_end_block_columns(sheet);
    ORDER_LINE_COLUMNS(sheet, sheet, line);
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
    ORDER_BLOCK_COLUMNS(copy, lane->copy, line);
    ORDER_LINE_COLUMNS(copy, lane->copy, line);
    return true;
}

/* Sends the lines that wait in memory, between sheets. */
static bool waiting_send(struct load_lane *lane, struct error *error_r)
{
    struct kept_lines *waiting = &lane->orders->waiting;

    if (waiting->count == 0)
        return true;
    if (!load_lane_copy_end(lane, error_r))
        return false;
    for (size_t i = 0; i < waiting->count; i++)
        if (!order_row(lane, &waiting->lines[i], error_r))
            return false;
    kept_forget(waiting);
    return load_lane_copy_end(lane, error_r);
}

static bool order_wait(struct load_lane *lane, const struct order_line *line, struct error *error_r)
{
    struct kept_lines *waiting = &lane->orders->waiting;

    if (waiting->count == KEPT_MOST && !waiting_send(lane, error_r))
        return false;
    kept_add(waiting, line);
    return true;
}

/* --- lines of which it is not known whether they were read before ----------------- */

/* Lines that are asked about: those with a number by their sticks, which neighbours share. */
struct question {
    size_t stick_count;
    struct line_name *names; /* of a line of each */
    struct text *stems;
    int64_t *digits, *sticks;
    size_t other_count; /* lines without a number */
    struct text *order_nos, *order_lines;
    /* of each line: */
    size_t *places; /* of its stick, or among the others */
    int *notches;   /* -1: it has no number */
};

static void ask_stick(struct question *question, size_t line, const struct line_name *name)
{
    const size_t last = question->stick_count - 1;
    const int32_t stick = line_name_stick(name);

    if (question->stick_count == 0 || question->sticks[last] != stick ||
        question->digits[last] != name->digits ||
        !text_equal(question->stems[last], name->order_no)) {
        question->names[question->stick_count] = *name;
        question->stems[question->stick_count] = name->order_no;
        question->digits[question->stick_count] = name->digits;
        question->sticks[question->stick_count++] = stick;
    }
    question->places[line] = question->stick_count - 1;
    question->notches[line] = line_name_notch(name);
}

static void ask_other(struct question *question, size_t line, const struct order_line *other)
{
    question->order_nos[question->other_count] = other->order_no;
    question->order_lines[question->other_count] = other->order_line;
    question->places[line] = question->other_count++;
    question->notches[line] = -1;
}

static struct question question_of(const struct kept_lines *asked)
{
    struct arena *arena = asked->arena;
    const size_t count = asked->count;
    struct question question = {
        .names = ARENA_ARRAY(arena, struct line_name, count),
        .stems = ARENA_ARRAY(arena, struct text, count),
        .digits = ARENA_ARRAY(arena, int64_t, count),
        .sticks = ARENA_ARRAY(arena, int64_t, count),
        .order_nos = ARENA_ARRAY(arena, struct text, count),
        .order_lines = ARENA_ARRAY(arena, struct text, count),
        .places = ARENA_ARRAY(arena, size_t, count),
        .notches = ARENA_ARRAY(arena, int, count),
    };

    for (size_t i = 0; i < count; i++) {
        struct line_name name;
        if (line_name_of(&asked->lines[i], &name))
            ask_stick(&question, i, &name);
        else
            ask_other(&question, i, &asked->lines[i]);
    }
    return question;
}

/* A stick that was cut on an earlier night is no lane's to begin. */
static void take_answer(const struct loader *loader, const struct db_result *result,
                        const struct question *question, struct arena *arena, size_t line_count,
                        bool *is_known_r)
{
    struct text *notches = ARENA_ARRAY(arena, struct text, question->stick_count);
    bool *is_there = ARENA_ARRAY(arena, bool, question->other_count);

    for (size_t row = 0; row < db_rows(result); row++) {
        const size_t place = (size_t)db_get_int(result, row, 0);
        if (db_is_null(result, row, 1)) {
            is_there[place] = true;
            continue;
        }
        notches[place] = db_get_text(result, row, 1);
        load_stick_claim(loader, &question->names[place]);
    }
    for (size_t i = 0; i < line_count; i++) {
        const size_t place = question->places[i];
        const int notch = question->notches[i];
        is_known_r[i] = notch < 0
                            ? is_there[place]
                            : !text_is_empty(notches[place]) && notches[place].bytes[notch] == '1';
    }
}

static bool find_known(struct load_lane *lane, const struct kept_lines *asked, bool *is_known_r,
                       struct error *error_r)
{
    const struct question question = question_of(asked);
    struct db_result *result;
    struct db_value values[] = {
        db_int8(lane->loader->run.council_id),
        db_text_array(question.stick_count, question.stems),
        db_int8_array(question.stick_count, question.digits),
        db_int8_array(question.stick_count, question.sticks),
        db_text_array(question.other_count, question.order_nos),
        db_text_array(question.other_count, question.order_lines),
    };

    if (!load_lane_copy_end(lane, error_r) ||
        !db_query(lane->db, sql_load_known_orders, COUNT_OF(values), values, &result, error_r))
        return false;
    take_answer(lane->loader, result, &question, asked->arena, asked->count, is_known_r);
    db_result_free(result);
    return true;
}

/* Sends on the lines asked about: those that were read on earlier nights wait. */
static bool asked_send(struct load_lane *lane, struct error *error_r)
{
    struct kept_lines *asked = &lane->orders->asked;
    bool is_sent = true;

    if (asked->count == 0)
        return true;
    bool *is_known = ARENA_ARRAY(asked->arena, bool, asked->count);
    if (!find_known(lane, asked, is_known, error_r))
        return false;
    for (size_t i = 0; i < asked->count && is_sent; i++)
        is_sent = is_known[i] ? order_wait(lane, &asked->lines[i], error_r)
                              : order_write(lane, &asked->lines[i], error_r);
    kept_forget(asked);
    return is_sent;
}

static bool order_ask(struct load_lane *lane, const struct order_line *line, struct error *error_r)
{
    struct kept_lines *asked = &lane->orders->asked;

    if (asked->count == KEPT_MOST && !asked_send(lane, error_r))
        return false;
    kept_add(asked, line);
    return true;
}

/* --- lines as they come -------------------------------------------------------- */

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
    if (seen_keys_add(loader->orders_seen,
                      seen_keys_hash(loader->orders_seen, line->order_no, line->order_line)))
        return order_wait(lane, line, error_r);
    return loader->had_orders ? order_ask(lane, line, error_r) : order_write(lane, line, error_r);
}

bool load_orders_end(struct load_lane *lane, struct error *error_r)
{
    return asked_send(lane, error_r) && sheet_send(lane, error_r) &&
           load_places_end_file(lane, lane->orders->places, error_r) && waiting_send(lane, error_r);
}

bool load_orders_finish(struct load_lane *lane, struct error *error_r)
{
    return load_places_end(lane, lane->orders->places, error_r);
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
           db_join_sets_only(loader->db, true, error_r) &&
           db_execute(loader->db, sql_load_number_orders, 1, &value, NULL, error_r) &&
           db_join_sets_only(loader->db, false, error_r) &&
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
