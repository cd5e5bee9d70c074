/*
 * Slots that nobody was paid for or paired with, found where all that bears on
 * them is in memory: on the first night with orders, when all slots are
 * tonight's and the database would have to look through every row it has just
 * been given.  On other nights the report stage asks the database.
 */
#ifndef TALLYSTICK_RUN_FREE_SLOTS_H
#define TALLYSTICK_RUN_FREE_SLOTS_H

#include "adapters/postgres/missed_store.h"
#include "matcher/engine/match.h"
#include "ops/run/council_night.h"

/* Of one provider whose orders are all of tonight: free slots of visits planned before before_s,
 * which point into the input. */
struct free_slots free_slots_find(struct arena *arena, const struct match_input *input,
                                  const struct match_output *output, int64_t before_s);

/* Adds copies in `arena`. */
void free_slots_keep(struct arena *arena, struct free_slots *kept, const struct free_slots *found);

#endif
