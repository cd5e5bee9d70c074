/* Feeds that are required and brought no file: docs/configuration.md, `required`. */
#ifndef TALLYSTICK_RUN_MISSING_FEEDS_H
#define TALLYSTICK_RUN_MISSING_FEEDS_H

#include "adapters/postgres/db.h"
#include "config/config.h"

/* Those that brought none on the run's business date until that run; names of the arena's. */
bool missing_feeds(struct db *db, const struct council_config *council, int64_t council_id,
                   int64_t run_id, struct arena *arena, size_t *count_r, struct text **names_r,
                   struct error *error_r);

#endif
