#include "matcher/engine/missed.h"

const struct suspension *client_suspension(const struct rules *rules, struct text client_ref,
                                           day_t day)
{
    for (size_t i = 0; i < rules->suspension_count; i++) {
        const struct suspension *suspension = &rules->suspensions[i];
        if (text_equal(suspension->client_ref, client_ref) && suspension->from <= day &&
            (suspension->to == DAY_NOT_GIVEN || day <= suspension->to))
            return suspension;
    }
    return NULL;
}

bool client_is_suspended(const struct rules *rules, struct text client_ref, day_t day)
{
    return client_suspension(rules, client_ref, day) != NULL;
}

bool visit_is_missed(const struct rules *rules, struct terms_lookup *terms,
                     const struct provider *provider, const struct order_line *order)
{
    day_t day = zone_day(rules->zone, order->planned_start_s);
    const struct settings *settings = terms_in_force(terms, order->service, day);

    if (rules->business_date - day <= settings->missed_after)
        return false;
    if (rules->go_live != DAY_NOT_GIVEN && day < rules->go_live)
        return false;
    if (provider != NULL && provider->status == PROVIDER_STATUS_SUSPENDED)
        return false;
    return !client_is_suspended(rules, order->client_ref, day);
}

day_t missed_until(const struct rules *rules)
{
    int32_t fewest_days = settings_default().missed_after;

    for (size_t i = 0; i < rules->terms->block_count; i++) {
        const struct terms_block *block = &rules->terms->blocks[i];
        if ((block->has_setting & (UINT32_C(1) << SETTING_MISSED_AFTER)) != 0 &&
            block->values.missed_after < fewest_days)
            fewest_days = block->values.missed_after;
    }
    return rules->business_date - fewest_days - 1;
}

/* The most days that any of the terms wait. */
static int32_t most_days(const struct terms *terms)
{
    int32_t most = settings_default().missed_after;

    for (size_t i = 0; i < terms->block_count; i++) {
        const struct terms_block *block = &terms->blocks[i];
        if ((block->has_setting & (UINT32_C(1) << SETTING_MISSED_AFTER)) != 0 &&
            block->values.missed_after > most)
            most = block->values.missed_after;
    }
    return most;
}

int64_t missed_before_s(const struct rules *rules)
{
    return ((int64_t)missed_until(rules) + 2) * SECONDS_PER_DAY;
}

day_t missed_from(const struct rules *rules, day_t since)
{
    return since == DAY_NOT_GIVEN ? DAY_NOT_GIVEN : since - most_days(rules->terms);
}
