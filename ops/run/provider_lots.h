/* What is paid of one provider tonight, as payment lots. */
#ifndef TALLYSTICK_RUN_PROVIDER_LOTS_H
#define TALLYSTICK_RUN_PROVIDER_LOTS_H

#include "adapters/postgres/match_write.h"
#include "matcher/engine/match.h"
#include "matcher/engine/rules.h"

/* Lots without their numbers. due_dates: parallel to the lines. */
struct payments provider_lots(struct arena *arena, const struct rules *rules,
                              const struct match_input *input, const struct match_output *output,
                              const day_t *due_dates);

#endif
