/* Changed rates that wait for people, each beside the rate in force. */
#ifndef TALLYSTICK_RUN_CHANGED_RATES_H
#define TALLYSTICK_RUN_CHANGED_RATES_H

#include "adapters/postgres/db.h"
#include "matcher/base/arena.h"

/* Behind the columns of the table: all of a rate in words. */
#define CHANGED_RATES_ITEM  0
#define CHANGED_RATES_WORDS 11

/* Of items of runs up to run_id; item_id NOT_GIVEN: of all of them.  By item, as their files have
 * them.  To be freed with db_result_free(). */
bool changed_rates_read(struct db *db, int64_t council_id, int64_t run_id, int64_t item_id,
                        struct db_result **rates_r, struct error *error_r);
/* To stdout, as a table below the heading; of none nothing. */
void changed_rates_print(struct arena *arena, const char *heading, const struct db_result *rates);

#endif
