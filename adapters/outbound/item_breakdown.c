#include "adapters/outbound/item_breakdown.h"

#include "matcher/base/decimal.h"

static int64_t hours_e4(int64_t minutes)
{
    return divide_half_away((int128)minutes * E4, 60);
}

/* The billed quantity where the bill is paid as it stands; else what was found
 * to be payable. 0: not known. */
static int64_t paid_quantity_e4(const struct payable_line *line)
{
    bool as_billed = given(line->billed_pence) && line->billed_pence == line->net_pence;
    if (given(line->quantity_e4) && (as_billed || !given(line->expected_minutes)))
        return line->unit == QUANTITY_UNIT_MINUTE ? divide_half_away(line->quantity_e4, 60)
                                                  : line->quantity_e4;
    return hours_e4(given(line->expected_minutes) ? line->expected_minutes
                                                  : line->delivered_minutes);
}

static const char *paid_unit(const struct payable_line *line)
{
    bool is_count = given(line->quantity_e4) && line->unit != QUANTITY_UNIT_NOT_GIVEN &&
                    !quantity_unit_is_time(line->unit);
    return quantity_unit_word(is_count ? line->unit : QUANTITY_UNIT_HOUR);
}

struct item_breakdown item_breakdown(const struct payable_line *line)
{
    const int64_t limit = INT64_C(1000000000000); /* twelve digits */
    const int64_t net_pence = magnitude(line->net_pence);
    struct item_breakdown whole = {quantity_unit_word(QUANTITY_UNIT_EACH), E4,
                                   net_pence * (E4 / PENCE_PER_POUND)};
    int64_t quantity_e4 = magnitude(paid_quantity_e4(line));
    if (quantity_e4 == 0 || quantity_e4 >= limit)
        return whole;
    int64_t unit_cost_e4 = divide_half_away((int128)whole.unit_cost_e4 * E4, quantity_e4);
    if (unit_cost_e4 >= limit)
        return whole;
    return (struct item_breakdown){paid_unit(line), quantity_e4, unit_cost_e4};
}
