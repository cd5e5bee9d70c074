#include "matcher/engine/under_delivery.h"

#include <assert.h>

#include "matcher/engine/missed.h"
#include "matcher/engine/quantity.h"

static day_t later(day_t a, day_t b)
{
    return a > b ? a : b;
}

static bool is_due(const struct settings *settings, day_t last, day_t business_date)
{
    return business_date - last > settings->missed_after;
}

static void period_add(struct due_periods *periods, const struct due_period *period)
{
    periods->items = arena_grow(periods->arena, periods->items, &periods->room, periods->count + 1,
                                sizeof(*periods->items));
    periods->items[periods->count++] = *period;
}

/* Where lines of before go_live were paid elsewhere, the total is not known. */
static bool began_before(const struct rules *rules, const struct due_period *period)
{
    return rules->go_live != DAY_NOT_GIVEN &&
           later(period->first, period->order->valid_from) < rules->go_live;
}

static void period_consider(struct due_periods *periods, const struct rules *rules,
                            struct terms_lookup *terms, const struct due_period *period,
                            day_t since)
{
    const struct settings *settings = terms_in_force(terms, period->order->service, period->last);

    if (is_due(settings, period->last, rules->business_date) &&
        (since == DAY_NOT_GIVEN || !is_due(settings, period->last, since)) &&
        !began_before(rules, period))
        period_add(periods, period);
}

void due_periods_add(struct due_periods *periods, const struct rules *rules,
                     struct terms_lookup *terms, const struct order_line *order, day_t since)
{
    day_t from = later(order->valid_from, missed_from(rules, since));
    day_t until = missed_until(rules);
    struct due_period period = {.order = order};

    assert(order->basis != BASIS_VISIT);
    if (order->valid_to == DAY_NOT_GIVEN && order_has_one_period(order))
        return;
    for (period.first = period_first_day(order, from);
         order->valid_to == DAY_NOT_GIVEN || period.first <= order->valid_to;
         period.first = period.last + 1) {
        period.last = period_last_day(order, period.first);
        if (period.last > until)
            break;
        period_consider(periods, rules, terms, &period, since);
    }
}

bool period_is_short(struct terms_lookup *terms, const struct due_period *period)
{
    const struct settings *settings = terms_in_force(terms, period->order->service, period->last);
    int64_t quantity_e4 = period->order->quantity_e4;

    return exceeds_percent(quantity_e4 - period->delivered_e4, quantity_e4,
                           settings->under_delivery_percent_e4);
}
