#include "matcher/record/standing.h"

#include <stdlib.h>

bool provider_can_be_paid_by(const struct provider *provider, enum rail rail)
{
    if (rail == RAIL_CARD)
        return !text_is_empty(provider->card_token);
    return !text_is_empty(provider->sort_code) && !text_is_empty(provider->account_no);
}

enum rail provider_payable_rail(const struct provider *provider)
{
    if (provider->rail != RAIL_COUNT)
        return provider_can_be_paid_by(provider, provider->rail) ? provider->rail : RAIL_COUNT;
    if (provider_can_be_paid_by(provider, RAIL_CARD))
        return RAIL_CARD;
    return provider_can_be_paid_by(provider, RAIL_BANK) ? RAIL_BANK : RAIL_COUNT;
}

static int compare_to_provider(const void *key, const void *element)
{
    return text_compare(*(const struct text *)key, ((const struct provider *)element)->provider);
}

const struct provider *provider_find(size_t count, const struct provider *providers,
                                     struct text provider)
{
    return count == 0
               ? NULL
               : bsearch(&provider, providers, count, sizeof(*providers), compare_to_provider);
}
