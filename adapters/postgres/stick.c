#include "adapters/postgres/stick.h"

#include <assert.h>
#include <stdlib.h>

#include "adapters/postgres/copy_row.h"
#include "sql_statements.h"

#define STICK_BITS  6
#define PLACE_COUNT (1 << STICK_BITS)

static int64_t stick_of(const struct notch *notch)
{
    return notch->n >> STICK_BITS;
}

static uint64_t bit_of(const struct notch *notch)
{
    return UINT64_C(1) << (notch->n & (PLACE_COUNT - 1));
}

bool stick_number(struct text line, int32_t *number_r)
{
    *number_r = 0;
    if (!text_is_whole_number(line) || line.length > STICK_DIGITS ||
        (line.length > 1 && line.bytes[0] == '0'))
        return false;
    for (size_t i = 0; i < line.length; i++)
        *number_r = 10 * *number_r + (line.bytes[i] - '0');
    return true;
}

/* --- which sticks ----------------------------------------------------------- */

static int compare_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int notch_compare(const void *a, const void *b)
{
    const struct notch *x = a, *y = b;
    int order = compare_number(x->keys[0], y->keys[0]);

    if (order == 0)
        order = compare_number(x->keys[1], y->keys[1]);
    if (order == 0)
        order = compare_number(x->n, y->n);
    return order != 0 ? order : compare_number(x->line_id, y->line_id);
}

/* They often come sorted. */
static void notches_sort(size_t count, struct notch *notches)
{
    for (size_t i = 1; i < count; i++) {
        if (notch_compare(&notches[i - 1], &notches[i]) > 0) {
            qsort(notches, count, sizeof(*notches), notch_compare);
            return;
        }
    }
}

static bool is_same_stick(const struct notch *a, const struct notch *b)
{
    return a->keys[0] == b->keys[0] && a->keys[1] == b->keys[1] && stick_of(a) == stick_of(b);
}

/* Sticks that are cut tonight: their columns, and where the notches of each begin. */
struct sticks {
    size_t count;
    int64_t *keys[2];
    int64_t *sticks;
    size_t *first; /* one more than there are sticks */
};

static struct sticks sticks_of(struct arena *arena, size_t count, const struct notch *notches)
{
    struct sticks sticks = {
        .keys = {ARENA_ARRAY(arena, int64_t, count), ARENA_ARRAY(arena, int64_t, count)},
        .sticks = ARENA_ARRAY(arena, int64_t, count),
        .first = ARENA_ARRAY(arena, size_t, count + 1)};

    for (size_t i = 0; i < count; i++) {
        if (i > 0 && is_same_stick(&notches[i - 1], &notches[i]))
            continue;
        sticks.keys[0][sticks.count] = notches[i].keys[0];
        sticks.keys[1][sticks.count] = notches[i].keys[1];
        sticks.sticks[sticks.count] = stick_of(&notches[i]);
        sticks.first[sticks.count++] = i;
    }
    sticks.first[sticks.count] = count;
    return sticks;
}

static bool sticks_ask(struct db *db, int64_t council_id, enum stick_kind kind,
                       const struct sticks *sticks, struct db_result **result_r,
                       struct error *error_r)
{
    const char *const asks[] = {[STICK_LINE] = sql_match_line_sticks,
                                [STICK_SLOT] = sql_match_slot_sticks,
                                [STICK_INVOICE] = sql_match_invoice_sticks};
    struct db_value values[] = {
        db_int8(council_id),
        db_int8_array(sticks->count, sticks->sticks),
        db_int8_array(sticks->count, sticks->keys[0]),
        db_int8_array(sticks->count, sticks->keys[1]),
    };

    return db_query(db, asks[kind], kind == STICK_LINE ? 2 : COUNT_OF(values), values, result_r,
                    error_r);
}

/* --- cutting ---------------------------------------------------------------- */

struct cutting {
    int32_t number; /* 1.. of its stick */
    uint64_t before, now;
    size_t notch_count;
    const struct notch *notches;
};

static void cutting_copy(struct db_copy *copy, int64_t council_id, enum stick_kind kind,
                         const struct cutting *cutting)
{
    static const int columns[] = {[STICK_LINE] = 5, [STICK_SLOT] = 8, [STICK_INVOICE] = 7};
    const struct notch *notch = &cutting->notches[0];

    copy_begin_row(copy, columns[kind]);
    copy_int8(copy, council_id);
    if (kind == STICK_SLOT)
        copy_int4(copy, notch->keys[0]);
    else if (kind == STICK_INVOICE)
        copy_int8(copy, notch->keys[0]);
    if (kind != STICK_LINE)
        copy_int4(copy, notch->keys[1]);
    copy_int8(copy, stick_of(notch));
    copy_int4(copy, cutting->number);
    copy_bits(copy, cutting->before);
    copy_bits(copy, cutting->now);
    if (kind == STICK_SLOT) {
        int64_t line_ids[PLACE_COUNT];
        for (size_t i = 0; i < cutting->notch_count; i++)
            line_ids[i] = cutting->notches[i].line_id;
        struct db_value value = db_int8_array(cutting->notch_count, line_ids);
        copy_value(copy, &value);
    }
}

/* After `cutting`, which is the latest of the stick; a place that comes again ends a cutting, and
 * the next one says that it is notched. */
static void stick_cut(struct db_copy *copy, int64_t council_id, enum stick_kind kind,
                      struct cutting cutting, size_t count, const struct notch *notches)
{
    size_t first = 0;

    for (size_t i = 0; i <= count; i++) {
        if (i < count && (cutting.now & bit_of(&notches[i])) == 0) {
            cutting.now |= bit_of(&notches[i]);
            continue;
        }
        cutting.notches = notches + first;
        cutting.notch_count = i - first;
        cutting_copy(copy, council_id, kind, &cutting);
        if (i < count)
            cutting = (struct cutting){.number = cutting.number + 1,
                                       .before = cutting.before | cutting.now,
                                       .now = bit_of(&notches[i])};
        first = i;
    }
}

static struct cutting cutting_next(const struct db_result *latest, size_t row)
{
    if (db_is_null(latest, row, 0))
        return (struct cutting){.number = 1};
    return (struct cutting){.number = (int32_t)db_get_int(latest, row, 0) + 1,
                            .before = (uint64_t)db_get_int(latest, row, 1)};
}

bool sticks_cut(struct db *db, int64_t council_id, struct arena *arena, enum stick_kind kind,
                size_t count, struct notch *notches, struct error *error_r)
{
    const char *const copies[] = {[STICK_LINE] = sql_match_copy_line_sticks,
                                  [STICK_SLOT] = sql_match_copy_slot_sticks,
                                  [STICK_INVOICE] = sql_match_copy_invoice_sticks};
    struct db_result *latest;

    if (count == 0)
        return true;
    notches_sort(count, notches);
    struct sticks sticks = sticks_of(arena, count, notches);
    if (!sticks_ask(db, council_id, kind, &sticks, &latest, error_r))
        return false;
    assert(db_rows(latest) == sticks.count);
    struct db_copy *copy = db_copy_begin(db, copies[kind]);
    for (size_t i = 0; i < sticks.count; i++)
        stick_cut(copy, council_id, kind, cutting_next(latest, i),
                  sticks.first[i + 1] - sticks.first[i], notches + sticks.first[i]);
    db_result_free(latest);
    return db_copy_end(copy, error_r);
}
