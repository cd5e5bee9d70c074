#include "matcher/record/standing.h"

static bool can_pay_by(const struct provider *provider, enum rail rail)
{
    if (rail == RAIL_CARD)
        return !text_is_empty(provider->card_token);
    return !text_is_empty(provider->sort_code) && !text_is_empty(provider->account_no);
}

enum rail provider_payable_rail(const struct provider *provider)
{
    if (provider->rail != RAIL_COUNT)
        return can_pay_by(provider, provider->rail) ? provider->rail : RAIL_COUNT;
    if (can_pay_by(provider, RAIL_CARD))
        return RAIL_CARD;
    return can_pay_by(provider, RAIL_BANK) ? RAIL_BANK : RAIL_COUNT;
}
