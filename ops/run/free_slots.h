/*
 * Slots that nobody was paid for or paired with, found where all that bears on
 * them is in memory: those of order lines read tonight for the first time, of
 * which there are many, and which the report stage would have to look for among
 * all that it has just been given.  For the others it asks the database.
 */
#ifndef TALLYSTICK_RUN_FREE_SLOTS_H
#define TALLYSTICK_RUN_FREE_SLOTS_H

#include "adapters/postgres/missed_store.h"
#include "matcher/engine/match.h"
#include "ops/run/council_night.h"

/* Of one provider: free slots of visits planned before before_s, of order lines from number
 * first_order_id on, which point into the input. */
struct free_slots free_slots_find(struct arena *arena, const struct match_input *input,
                                  const struct match_output *output, int64_t before_s,
                                  int64_t first_order_id);

/* Adds copies in `arena`. */
void free_slots_keep(struct arena *arena, struct free_slots *kept, const struct free_slots *found);

#endif
