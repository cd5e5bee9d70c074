/* What shows at the end of a night that no line and no penny was lost: lines and pence in are lines
 * and pence out (docs/database.md). */
#ifndef TALLYSTICK_RUN_CONTROL_TOTALS_H
#define TALLYSTICK_RUN_CONTROL_TOTALS_H

#include "adapters/postgres/run_store.h"
#include "matcher/engine/match.h"

/* A provider's lines as they were judged.  Those that the load stage counted as they came in are in
 * the totals already. */
void control_totals_add(struct run_totals *totals, const struct match_input *input,
                        const struct match_output *output);

#endif
