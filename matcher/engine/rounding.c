#include "matcher/engine/rounding.h"

#include <assert.h>

static int64_t round_to_bands(const struct rounding *rounding, int64_t minutes)
{
    assert(rounding->band_count > 0);
    for (size_t i = 0; i < rounding->band_count; i++)
        if (minutes <= rounding->bands[i] + rounding->grace)
            return rounding->bands[i];
    int64_t last = rounding->bands[rounding->band_count - 1];
    int64_t beyond = minutes - last - rounding->grace; /* > 0 */
    int64_t steps = (beyond + rounding->step - 1) / rounding->step;
    return last + steps * rounding->step;
}

static int64_t round_by_rule(const struct rounding *rounding, int64_t minutes)
{
    int64_t step = rounding->step;

    assert(rounding->rule == ROUNDING_NONE || step > 0);
    switch (rounding->rule) {
    case ROUNDING_NONE:
        return minutes;
    case ROUNDING_NEAREST:
        return (2 * minutes + step) / (2 * step) * step;
    case ROUNDING_UP:
        return (minutes + step - 1) / step * step;
    case ROUNDING_DOWN:
        return minutes / step * step;
    case ROUNDING_BANDS:
        return round_to_bands(rounding, minutes);
    case ROUNDING_COUNT:
        break;
    }
    assert(0 && "a rounding rule");
    return minutes;
}

int64_t rounding_apply(const struct rounding *rounding, int64_t minutes)
{
    assert(minutes >= 0);
    if (minutes == 0)
        return 0;
    int64_t rounded = round_by_rule(rounding, minutes);
    return rounded < rounding->minimum ? rounding->minimum : rounded;
}
