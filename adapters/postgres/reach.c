#include "adapters/postgres/reach.h"

#include <stdbool.h>

#include "matcher/base/civil.h"
#include "matcher/base/sort.h"

const struct reach no_reach = {.from_s = INT64_MAX};

void reach_take(struct reach *reach, int64_t moment_s)
{
    if (given(moment_s) && moment_s < reach->from_s)
        reach->from_s = moment_s;
    if (given(moment_s) && moment_s > reach->to_s)
        reach->to_s = moment_s;
}

void reaches_add(struct reaches *reaches, const struct reach *reach)
{
    reaches->items = arena_grow(reaches->arena, reaches->items, &reaches->room, reaches->count + 1,
                                sizeof(*reaches->items));
    reaches->items[reaches->count++] = *reach;
}

static int compare_names(const struct reach *a, const struct reach *b)
{
    int order = text_compare(a->name, b->name);
    return order != 0 ? order : text_compare(a->other_name, b->other_name);
}

static int compare_reach(const void *a, const void *b)
{
    const struct reach *left = a, *right = b;
    int order = compare_names(left, right);
    return order != 0 ? order : (left->from_s > right->from_s) - (left->from_s < right->from_s);
}

void reaches_join(struct reaches *reaches)
{
    size_t count = 0;

    sort_items(reaches->items, reaches->count, sizeof(*reaches->items), compare_reach);
    for (size_t i = 0; i < reaches->count; i++) {
        const struct reach *reach = &reaches->items[i];
        struct reach *last = count == 0 ? NULL : &reaches->items[count - 1];
        if (last == NULL || compare_names(last, reach) != 0 ||
            reach->from_s - last->to_s > SECONDS_PER_DAY)
            reaches->items[count++] = *reach;
        else if (last->to_s < reach->to_s)
            last->to_s = reach->to_s;
    }
    reaches->count = count;
}

/* --- as arrays -------------------------------------------------------------- */

static struct db_value names_of(const struct reaches *reaches, bool other)
{
    struct text *names = ARENA_ARRAY(reaches->arena, struct text, reaches->count);

    for (size_t i = 0; i < reaches->count; i++)
        names[i] = other ? reaches->items[i].other_name : reaches->items[i].name;
    return db_text_array(reaches->count, names);
}

static struct db_value times_of(const struct reaches *reaches, bool end)
{
    int64_t *times = ARENA_ARRAY(reaches->arena, int64_t, reaches->count);

    for (size_t i = 0; i < reaches->count; i++)
        times[i] = end ? reaches->items[i].to_s : reaches->items[i].from_s;
    return db_int8_array(reaches->count, times);
}

struct db_value reaches_names(const struct reaches *reaches)
{
    return names_of(reaches, false);
}

struct db_value reaches_other_names(const struct reaches *reaches)
{
    return names_of(reaches, true);
}

struct db_value reaches_from(const struct reaches *reaches)
{
    return times_of(reaches, false);
}

struct db_value reaches_to(const struct reaches *reaches)
{
    return times_of(reaches, true);
}
