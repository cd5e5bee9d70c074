/*
 * Standing data as it is in force: of each key the row loaded last; or as it
 * was when the record went no further than a file, or a rate entry.
 */
#ifndef TALLYSTICK_POSTGRES_STANDING_STORE_H
#define TALLYSTICK_POSTGRES_STANDING_STORE_H

#include "adapters/postgres/db.h"
#include "matcher/record/standing.h"

#define RECORD_TO_ITS_END INT64_MAX /* as a last file or rate entry: what is in force now */

/* What waits for people in run run_id (waiting_store.h) is left out: payment details, rates. */

/* Records and rate cards, by provider as bytes. */
struct standing {
    size_t provider_count;
    const struct provider *providers;
    size_t rate_count;
    const struct rate_entry *rates;
};
/* Those of `count` providers, in the arena: of files up to last_file_id, and of rates up to
 * last_rate_id. */
bool standing_read(struct db *db, int64_t council_id, size_t count, const struct text *providers,
                   int64_t last_file_id, int64_t last_rate_id, int64_t run_id, struct arena *arena,
                   struct standing *standing_r, struct error *error_r);
/* NULL: the provider has no record. */
const struct provider *standing_provider(const struct standing *standing, struct text provider);
/* The provider's rate card; returns how many entries it has. */
size_t standing_rates(const struct standing *standing, struct text provider,
                      const struct rate_entry **rates_r);

/* By provider as bytes. */
bool standing_read_providers(struct db *db, int64_t council_id, struct arena *arena,
                             size_t *count_r, const struct provider **providers_r,
                             struct error *error_r);
/* By client_ref, then from. */
bool standing_read_suspensions(struct db *db, int64_t council_id, int64_t last_file_id,
                               struct arena *arena, size_t *count_r,
                               const struct suspension **suspensions_r, struct error *error_r);
bool standing_read_contacts(struct db *db, int64_t council_id, struct arena *arena, size_t *count_r,
                            const struct contact **contacts_r, struct error *error_r);

#endif
