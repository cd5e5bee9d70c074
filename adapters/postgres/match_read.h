/*
 * What the engine needs for one provider's night: the night under way, or one
 * long over, walked again.
 */
#ifndef TALLYSTICK_POSTGRES_MATCH_READ_H
#define TALLYSTICK_POSTGRES_MATCH_READ_H

#include "adapters/postgres/match_record.h"
#include "adapters/postgres/rules_store.h"
#include "matcher/engine/match.h"

/*
 * Everything of one provider (see engine/match.h on what is among past and
 * orders).  tonight: NULL where it has to be read as well.  window_minutes: the
 * largest pair_window of the council's terms.  received_r: the business date on
 * which each line was first read, parallel to the input's lines.
 */
bool match_read_provider(struct db *db, const struct run *run, const struct match_record *record,
                         struct text provider, const struct match_tonight *tonight,
                         int32_t window_minutes, struct arena *arena, struct match_input *input_r,
                         const day_t **received_r, struct error *error_r);

/* For engine/reprice.h, once the run has been matched: the provider's held lines, and from *first_r
 * on the lines paid_ids (ascending), which are paid, `carried` with what they were paid for. */
bool match_read_paid(struct db *db, const struct run *run, struct text provider, size_t paid_count,
                     const int64_t *paid_ids, int32_t window_minutes, struct arena *arena,
                     struct match_input *input_r, size_t *first_r, struct error *error_r);

/* The same as run `run`, which is over, once read it: basis says how far the record went then. */
bool match_read_again(struct db *db, const struct run *run, const struct match_basis *basis,
                      struct text provider, int32_t window_minutes, struct arena *arena,
                      struct match_input *input_r, struct error *error_r);

/*
 * Adds what the lines' clients had spent of their purses before run `run` came to this provider:
 * to an input that has its lines and evidence, and only where terms_have_purse().
 */
bool match_read_spent(struct db *db, const struct run *run, struct arena *arena,
                      struct match_input *input, struct error *error_r);

#endif
