#include "adapters/postgres/period_reach.h"

#include "matcher/base/sort.h"
#include "matcher/engine/quantity.h"

/* A period is a month at most, and the civil day may be the one before or after that of UTC. */
#define PERIOD_DAYS_MOST 31
#define ZONE_DAYS        1

/* The first and the last day that can be read (civil.h). */
#define EARLIEST_DAY (-719162) /* 0001-01-01 */
#define LATEST_DAY   2932896   /* 9999-12-31 */

static struct period_reach reach_of(const struct order_line *order, const struct reach *package)
{
    if (order_has_one_period(order)) /* whenever that began as the order stood then */
        return (struct period_reach){order->order_key, EARLIEST_DAY, LATEST_DAY};
    return (struct period_reach){order->order_key,
                                 civil_day(package->from_s) - ZONE_DAYS - (PERIOD_DAYS_MOST - 1),
                                 civil_day(package->to_s) + ZONE_DAYS};
}

static int compare_package(const struct order_line *order, struct text client_ref,
                           struct text service)
{
    int compared = text_compare(order->client_ref, client_ref);
    return compared != 0 ? compared : text_compare(order->service, service);
}

static int compare_order(const void *a, const void *b)
{
    const struct order_line *left = *(const struct order_line *const *)a;
    const struct order_line *right = *(const struct order_line *const *)b;
    return compare_package(left, right->client_ref, right->service);
}

/* As packages stand. */
static const struct order_line **orders_by_package(struct arena *arena, size_t order_count,
                                                   const struct order_line *orders, int64_t until,
                                                   size_t *count_r)
{
    const struct order_line **found = ARENA_ARRAY(arena, const struct order_line *, order_count);

    *count_r = 0;
    for (size_t i = 0; i < order_count; i++)
        if (orders[i].basis != BASIS_VISIT && orders[i].order_key < until)
            found[(*count_r)++] = &orders[i];
    sort_items(found, *count_r, sizeof(*found), compare_order);
    return found;
}

static void periods_add(struct period_reaches *periods, const struct order_line *order,
                        const struct reach *package)
{
    periods->items = arena_grow(periods->arena, periods->items, &periods->room, periods->count + 1,
                                sizeof(*periods->items));
    periods->items[periods->count++] = reach_of(order, package);
}

struct period_reaches period_reaches_find(struct arena *arena, size_t order_count,
                                          const struct order_line *orders, int64_t until,
                                          const struct reaches *packages)
{
    struct period_reaches periods = {.arena = arena};
    size_t count, first = 0;
    const struct order_line **sorted = orders_by_package(arena, order_count, orders, until, &count);

    for (size_t i = 0; i < packages->count; i++) {
        const struct reach *package = &packages->items[i];
        struct text client_ref = package->name, service = package->other_name;
        while (first < count && compare_package(sorted[first], client_ref, service) < 0)
            first++;
        for (size_t o = first; o < count && compare_package(sorted[o], client_ref, service) == 0;
             o++)
            periods_add(&periods, sorted[o], package);
    }
    return periods;
}

/* --- as arrays -------------------------------------------------------------- */

struct db_value period_reaches_order_keys(const struct period_reaches *periods)
{
    int64_t *keys = ARENA_ARRAY(periods->arena, int64_t, periods->count);

    for (size_t i = 0; i < periods->count; i++)
        keys[i] = periods->items[i].order_key;
    return db_int8_array(periods->count, keys);
}

static struct db_value days_of(const struct period_reaches *periods, bool end)
{
    day_t *days = ARENA_ARRAY(periods->arena, day_t, periods->count);

    for (size_t i = 0; i < periods->count; i++)
        days[i] = end ? periods->items[i].to : periods->items[i].from;
    return db_date_array(periods->count, days);
}

struct db_value period_reaches_from(const struct period_reaches *periods)
{
    return days_of(periods, false);
}

struct db_value period_reaches_to(const struct period_reaches *periods)
{
    return days_of(periods, true);
}
