/* The rounding rules of minutes: matching.md, section 3. */
#ifndef TALLYSTICK_ENGINE_ROUNDING_H
#define TALLYSTICK_ENGINE_ROUNDING_H

#include <stdint.h>

#include "matcher/record/terms.h"

/* minutes >= 0; 0 stays 0 under every rule. */
int64_t rounding_apply(const struct rounding *rounding, int64_t minutes);

#endif
