#include "adapters/postgres/load_places.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/postgres/load_lane.h"
#include "adapters/postgres/stick.h"
#include "matcher/base/sort.h"
#include "sql_statements.h"

/* Of each kind; a lane keeps that many of a file, and half as many of those before it. */
#define PLACES_MOST 16384

/* Of a stick. */
#define NOTCH_COUNT 256
#define NOTCH_BYTES (NOTCH_COUNT / 8)
#define OID_BIT     1560 /* of pg_type */

/* Lines of one stick on one sheet. */
struct notches {
    struct line_name name;
    int64_t sheet;
    int32_t line_count;
    uint8_t bits[NOTCH_BYTES]; /* from the left; as many as lines: the database sees to it */
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

/* How many there are of each kind. */
struct mark {
    size_t notches, others, packages;
};

/* Those of a sheet stand together. */
struct load_places {
    struct arena *arena;
    size_t notches_count, notches_room;
    struct notches *notches;
    size_t other_count, other_room;
    struct other_line *others;
    size_t package_count, package_room;
    struct package_on_sheet *packages;
    struct mark file; /* where those of the file in hand begin */
};

/* --- plans ------------------------------------------------------------------- */

const struct plan no_plan = {NOT_GIVEN, NOT_GIVEN, false};

void plan_take(struct plan *plan, const struct plan *other)
{
    if (given(other->first_s) && (!given(plan->first_s) || other->first_s < plan->first_s))
        plan->first_s = other->first_s;
    if (given(other->last_s) && (!given(plan->last_s) || other->last_s > plan->last_s))
        plan->last_s = other->last_s;
    plan->has_unplanned |= other->has_unplanned;
}

void copy_plan(struct db_copy *copy, const struct plan *plan)
{
    copy_timestamptz(copy, plan->first_s);
    copy_timestamptz(copy, plan->last_s);
    copy_bool(copy, plan->has_unplanned);
}

/* --- keeping ----------------------------------------------------------------- */

struct load_places *load_places_new(struct arena *arena)
{
    struct load_places *places = ARENA_NEW(arena, struct load_places);

    places->arena = arena_new();
    return places;
}

void load_places_free(struct load_places *places)
{
    arena_free(places->arena);
}

static void places_drop(struct load_places *places, struct mark from)
{
    places->notches_count = from.notches;
    places->other_count = from.others;
    places->package_count = from.packages;
    if (from.notches + from.others + from.packages > 0)
        return;
    struct arena *arena = places->arena;
    arena_empty(arena);
    *places = (struct load_places){.arena = arena};
}

void load_places_begin_file(struct load_places *places)
{
    places->file = (struct mark){places->notches_count, places->other_count, places->package_count};
}

void load_places_forget(struct load_places *places)
{
    places_drop(places, places->file);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool line_name_of(const struct order_line *line, struct line_name *name_r)
{
    struct text *stem = &name_r->order_no;

    *name_r = (struct line_name){.order_no = line->order_no};
    if (!text_equal(line->order_line, TEXT_LITERAL("1")))
        return stick_number(line->order_line, &name_r->number);
    for (int32_t place = 1; name_r->digits < STICK_DIGITS && stem->length > 0 &&
                            is_digit(stem->bytes[stem->length - 1]);
         place *= 10) {
        name_r->number += place * (stem->bytes[--stem->length] - '0');
        name_r->digits++;
    }
    return name_r->digits > 0;
}

static bool is_same_stick(const struct line_name *a, const struct line_name *b)
{
    return line_name_stick(a) == line_name_stick(b) && a->digits == b->digits &&
           text_equal(a->order_no, b->order_no);
}

static struct notches *notches_of(struct load_places *places, const struct line_name *name,
                                  int64_t sheet)
{
    for (size_t i = places->notches_count; i > 0 && places->notches[i - 1].sheet == sheet; i--)
        if (is_same_stick(&places->notches[i - 1].name, name))
            return &places->notches[i - 1];
    places->notches = arena_grow(places->arena, places->notches, &places->notches_room,
                                 places->notches_count + 1, sizeof(*places->notches));
    struct notches *notches = &places->notches[places->notches_count++];
    *notches = (struct notches){.name = *name, .sheet = sheet};
    notches->name.order_no = arena_text(places->arena, name->order_no);
    return notches;
}

static void name_add(struct load_places *places, const struct order_line *line)
{
    struct line_name name;

    if (line_name_of(line, &name)) {
        struct notches *notches = notches_of(places, &name, sheet_of(line->order_id));
        int32_t notch = line_name_notch(&name);
        notches->bits[notch / 8] |= (uint8_t)(0x80 >> notch % 8);
        notches->line_count++;
        return;
    }
    places->others = arena_grow(places->arena, places->others, &places->other_room,
                                places->other_count + 1, sizeof(*places->others));
    places->others[places->other_count++] =
        (struct other_line){.order_no = arena_text(places->arena, line->order_no),
                            .order_line = arena_text(places->arena, line->order_line),
                            .order_id = line->order_id};
}

static struct package_on_sheet *package_of(struct load_places *places, int64_t package_id,
                                           int64_t sheet)
{
    for (size_t i = places->package_count; i > 0 && places->packages[i - 1].sheet == sheet; i--)
        if (places->packages[i - 1].package_id == package_id)
            return &places->packages[i - 1];
    places->packages = arena_grow(places->arena, places->packages, &places->package_room,
                                  places->package_count + 1, sizeof(*places->packages));
    struct package_on_sheet *package = &places->packages[places->package_count++];
    *package = (struct package_on_sheet){package_id, sheet, no_plan};
    return package;
}

void load_places_add(struct load_places *places, const struct order_line *line, int64_t package_id,
                     const struct plan *plan)
{
    name_add(places, line);
    plan_take(&package_of(places, package_id, sheet_of(line->order_id))->plan, plan);
}

/* --- sending ----------------------------------------------------------------- */

static int compare_notches(const void *a, const void *b)
{
    const struct notches *x = a, *y = b;
    int order = text_compare(x->name.order_no, y->name.order_no);

    if (order == 0)
        order = x->name.digits - y->name.digits;
    if (order == 0)
        order = line_name_stick(&x->name) - line_name_stick(&y->name);
    return order != 0 ? order : (x->sheet > y->sheet) - (x->sheet < y->sheet);
}

/* How many of them, from the first on, are of its stick. */
static size_t stick_length(size_t count, const struct notches *notches)
{
    size_t length = 1;

    while (length < count && is_same_stick(&notches[0].name, &notches[length].name))
        length++;
    return length;
}

bool load_stick_claim(const struct loader *loader, const struct line_name *name)
{
    char words[32]; /* as no order line is called */
    int length =
        snprintf(words, sizeof(words), "%c%d %d", '\0', name->digits, line_name_stick(name));

    return !seen_keys_add(
        loader->orders_seen,
        seen_keys_hash(loader->orders_seen, name->order_no, (struct text){words, (size_t)length}));
}

static void notches_row(struct load_lane *lane, const struct notches *notches)
{
    copy_begin_row(lane->copy, 7);
    copy_int8(lane->copy, lane->loader->run.council_id);
    copy_text(lane->copy, notches->name.order_no);
    copy_int4(lane->copy, notches->name.digits);
    copy_int4(lane->copy, line_name_stick(&notches->name));
    copy_int8(lane->copy, notches->sheet);
    copy_bit_string(lane->copy, notches->bits, sizeof(notches->bits));
    copy_int4(lane->copy, notches->line_count);
}

/* A bit(256)[]: the notches on each sheet. */
static void copy_sheet_notches(struct db_copy *copy, size_t count, const struct notches *notches)
{
    char element[8 + NOTCH_BYTES];

    copy_begin_array(copy, OID_BIT, false, count, count * sizeof(element));
    copy_put_4(element, 4 + NOTCH_BYTES);
    copy_put_4(element + 4, NOTCH_COUNT);
    for (size_t i = 0; i < count; i++) {
        memcpy(element + 8, notches[i].bits, NOTCH_BYTES);
        copy_bytes(copy, element, sizeof(element));
    }
}

/* The first cutting of a stick. */
static void stick_row(struct load_lane *lane, size_t count, const struct notches *notches)
{
    static const uint8_t none[NOTCH_BYTES];
    uint8_t all[NOTCH_BYTES] = {0};
    int64_t sheets[NOTCH_COUNT];
    int32_t line_count = 0;

    assert(count <= NOTCH_COUNT);
    for (size_t i = 0; i < count; i++) {
        sheets[i] = notches[i].sheet;
        line_count += notches[i].line_count;
        for (size_t byte = 0; byte < NOTCH_BYTES; byte++)
            all[byte] |= notches[i].bits[byte];
    }
    struct db_value sheet_array = db_int8_array(count, sheets);
    copy_begin_row(lane->copy, 10);
    copy_int8(lane->copy, lane->loader->run.council_id);
    copy_text(lane->copy, notches->name.order_no);
    copy_int4(lane->copy, notches->name.digits);
    copy_int4(lane->copy, line_name_stick(&notches->name));
    copy_int4(lane->copy, 1);
    copy_bit_string(lane->copy, none, NOTCH_BYTES);
    copy_bit_string(lane->copy, all, NOTCH_BYTES);
    copy_int4(lane->copy, line_count);
    copy_value(lane->copy, &sheet_array);
    copy_sheet_notches(lane->copy, count, notches);
}

/* Sticks that this lane alone cuts are cut here; what is left of the notches waits. */
static bool sticks_cut_first(struct load_lane *lane, struct load_places *places, size_t from,
                             struct error *error_r)
{
    size_t kept = from;

    for (size_t i = from, length; i < places->notches_count; i += length) {
        const struct notches *notches = &places->notches[i];
        length = stick_length(places->notches_count - i, notches);
        if (!load_stick_claim(lane->loader, &notches->name)) {
            memmove(&places->notches[kept], notches, length * sizeof(*notches));
            kept += length;
            continue;
        }
        if (!load_lane_copy(lane, sql_load_copy_order_sticks, error_r))
            return false;
        stick_row(lane, length, notches);
    }
    places->notches_count = kept;
    return load_lane_copy_end(lane, error_r);
}

static bool notches_send(struct load_lane *lane, struct load_places *places, size_t from,
                         struct error *error_r)
{
    sort_items(places->notches + from, places->notches_count - from, sizeof(*places->notches),
               compare_notches);
    if (!sticks_cut_first(lane, places, from, error_r))
        return false;
    for (size_t i = from; i < places->notches_count; i++) {
        if (!load_lane_copy(lane, sql_load_copy_order_notches, error_r))
            return false;
        notches_row(lane, &places->notches[i]);
    }
    return load_lane_copy_end(lane, error_r);
}

static bool others_send(struct load_lane *lane, const struct load_places *places, size_t from,
                        struct error *error_r)
{
    if (places->other_count == from)
        return true;
    if (!load_lane_copy(lane, sql_load_copy_order_others, error_r))
        return false;
    for (size_t i = from; i < places->other_count; i++) {
        copy_begin_row(lane->copy, 4);
        copy_int8(lane->copy, lane->loader->run.council_id);
        copy_text(lane->copy, places->others[i].order_no);
        copy_text(lane->copy, places->others[i].order_line);
        copy_int8(lane->copy, places->others[i].order_id);
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

/* One row for `count` sheets of a package; `sheets` has room for as many. */
static void package_row(struct load_lane *lane, const struct package_on_sheet *on, size_t count,
                        int64_t *sheets)
{
    struct plan plan = no_plan;

    for (size_t i = 0; i < count; i++) {
        plan_take(&plan, &on[i].plan);
        sheets[i] = on[i].sheet;
    }
    struct db_value sheet_array = db_int8_array(count, sheets);
    copy_begin_row(lane->copy, 8);
    copy_int8(lane->copy, lane->loader->run.council_id);
    copy_int8(lane->copy, on->package_id);
    copy_int8(lane->copy, on->sheet);
    copy_int4(lane->copy, 0);
    copy_plan(lane->copy, &plan);
    copy_value(lane->copy, &sheet_array);
}

static bool packages_send(struct load_lane *lane, struct load_places *places, size_t from,
                          struct error *error_r)
{
    size_t count = places->package_count - from;
    struct package_on_sheet *packages = places->packages + from;
    int64_t *sheets = ARENA_ARRAY(places->arena, int64_t, count);

    if (count == 0)
        return true;
    if (!load_lane_copy(lane, sql_load_copy_package_sheets, error_r))
        return false;
    qsort(packages, count, sizeof(*packages), compare_package);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count; end++)
            if (packages[end].package_id != packages[first].package_id)
                break;
        package_row(lane, &packages[first], end - first, sheets);
    }
    return load_lane_copy_end(lane, error_r);
}

static bool marked_send(struct load_lane *lane, struct load_places *places, struct mark from,
                        struct error *error_r)
{
    bool is_sent = load_lane_copy_end(lane, error_r) &&
                   notches_send(lane, places, from.notches, error_r) &&
                   others_send(lane, places, from.others, error_r) &&
                   packages_send(lane, places, from.packages, error_r);

    places_drop(places, from);
    return is_sent;
}

/* More than `most` of one kind since the mark. */
static bool is_much(const struct load_places *places, struct mark from, size_t most)
{
    return places->notches_count - from.notches > most ||
           places->other_count - from.others > most || places->package_count - from.packages > most;
}

bool load_places_end_sheet(struct load_lane *lane, struct load_places *places,
                           struct error *error_r)
{
    return !is_much(places, places->file, PLACES_MOST) ||
           marked_send(lane, places, places->file, error_r);
}

bool load_places_end_file(struct load_lane *lane, struct load_places *places, struct error *error_r)
{
    return !is_much(places, (struct mark){0}, PLACES_MOST / 2) ||
           load_places_end(lane, places, error_r);
}

bool load_places_end(struct load_lane *lane, struct load_places *places, struct error *error_r)
{
    return marked_send(lane, places, (struct mark){0}, error_r);
}
