#include "matcher/engine/drift.h"

bool provider_week_of(const struct zone *zone, const struct verdict *verdict,
                      struct provider_week *part_r)
{
    bool has_minutes = given(verdict->expected_minutes);

    if (!verdict_is_paid(verdict) || !given(verdict->expected_pence))
        return false;
    *part_r = (struct provider_week){
        .week = day_monday(zone_day(zone, verdict->delivered_start_s)),
        .payable_pence = verdict->payable_pence,
        .expected_pence = verdict->expected_pence,
        .expected_minutes = has_minutes ? verdict->expected_minutes : 0,
        .delivered_minutes = has_minutes ? verdict->delivered_minutes : 0,
    };
    return true;
}

/* Few weeks a night, and lines come week by week: the last one is looked at first. */
static struct provider_week *week_of(struct provider_weeks *weeks, day_t week)
{
    for (size_t i = weeks->count; i > 0; i--)
        if (weeks->items[i - 1].week == week)
            return &weeks->items[i - 1];
    weeks->items = arena_grow(weeks->arena, weeks->items, &weeks->room, weeks->count + 1,
                              sizeof(*weeks->items));
    weeks->items[weeks->count] = (struct provider_week){.week = week};
    return &weeks->items[weeks->count++];
}

void provider_weeks_add(struct provider_weeks *weeks, const struct provider_week *part)
{
    struct provider_week *sums = week_of(weeks, part->week);

    sums->payable_pence += part->payable_pence;
    sums->expected_pence += part->expected_pence;
    sums->expected_minutes += part->expected_minutes;
    sums->delivered_minutes += part->delivered_minutes;
}

void provider_weeks_take_back(struct provider_weeks *weeks, const struct provider_week *part)
{
    struct provider_week minus = {
        .week = part->week,
        .payable_pence = -part->payable_pence,
        .expected_pence = -part->expected_pence,
        .expected_minutes = -part->expected_minutes,
        .delivered_minutes = -part->delivered_minutes,
    };

    provider_weeks_add(weeks, &minus);
}

static bool is_beyond(const struct drift *drift)
{
    return drift->base > 0 &&
           exceeds_percent(magnitude(drift->difference), drift->base, drift->limit_percent_e4);
}

size_t drift_find(struct terms_lookup *terms, size_t count, const struct provider_week *weeks,
                  struct drift *found_r)
{
    struct text any_service = TEXT_LITERAL("");
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        const struct provider_week *week = &weeks[i];
        const struct settings *settings = terms_in_force(terms, any_service, week->week);
        struct drift money = {week->week, DRIFT_MONEY, week->payable_pence - week->expected_pence,
                              week->expected_pence, settings->drift_limit_percent_e4};
        struct drift minutes = {week->week, DRIFT_MINUTES,
                                week->expected_minutes - week->delivered_minutes,
                                week->delivered_minutes, settings->drift_minutes_percent_e4};
        if (is_beyond(&money))
            found_r[found++] = money;
        if (is_beyond(&minutes))
            found_r[found++] = minutes;
    }
    return found;
}
