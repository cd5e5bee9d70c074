/* Whether money leaves in time: docs/configuration.md, `sla_days` and `rail_days`. */
#ifndef TALLYSTICK_RUN_ON_TIME_H
#define TALLYSTICK_RUN_ON_TIME_H

#include "adapters/postgres/db.h"
#include "config/config.h"

/* Of the lines whose files left with a run on that date: how many, and how many of them in time.
 * A line counts as due with the first of those that were paid with it of its invoice. */
struct on_time {
    int64_t lines, in_time;
};
bool on_time_of_run(struct db *db, const struct council_config *council, int64_t council_id,
                    int64_t run_id, day_t business_date, struct on_time *on_time_r,
                    struct error *error_r);

/* The last day on which a file can leave for its money to be there on the due date. */
day_t leaves_by(const struct council_config *council, day_t due_date);

#endif
