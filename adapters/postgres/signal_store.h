/*
 * What a night tells besides verdicts: the sums that drift, under-delivery and
 * care signals are found in, and what was found.  docs/matching.md, sections 8
 * and 9.  Everything is part of the caller's transaction.
 */
#ifndef TALLYSTICK_POSTGRES_SIGNAL_STORE_H
#define TALLYSTICK_POSTGRES_SIGNAL_STORE_H

#include "adapters/postgres/run_store.h"
#include "matcher/engine/care_signal.h"
#include "matcher/engine/drift.h"
#include "matcher/engine/under_delivery.h"

/* --- a provider's weeks ---------------------------------------------------- */

/* Adds to a provider's weeks; sums_r: those weeks as they stand then. */
bool signal_store_put_provider_weeks(struct db *db, const struct run *run, struct text provider,
                                     const struct provider_weeks *added, struct arena *arena,
                                     size_t *count_r, const struct provider_week **sums_r,
                                     struct error *error_r);
bool signal_store_add_drift(struct db *db, const struct run *run, struct text provider,
                            size_t count, const struct drift *drifts, struct arena *arena,
                            struct error *error_r);

/* A line that tonight's credits took the last from, with its verdict when it was paid, as far as
 * provider_week_of() asks. */
struct paid_back {
    int64_t line_id;
    struct verdict verdict;
};
/* Of the lines that tonight's paid credits take from. */
bool signal_store_paid_back(struct db *db, const struct run *run, size_t credited_count,
                            const int64_t *credited_ids, struct arena *arena, size_t *count_r,
                            const struct paid_back **lines_r, struct error *error_r);

/* --- a client's weeks ------------------------------------------------------ */

/* What earlier runs saw of these lines; those that they did not see are left out. */
bool signal_store_counted(struct db *db, const struct run *run, size_t line_count,
                          const int64_t *line_ids, struct arena *arena, size_t *count_r,
                          const struct care_counted **counted_r, struct error *error_r);

/* What stands of a sorted tally's weeks, and of the same clients' up to `span` weeks before and
 * after; by client_ref, then week. */
bool signal_store_client_weeks(struct db *db, const struct run *run, const struct care_tally *tally,
                               int32_t span, size_t *count_r, const struct client_week **weeks_r,
                               struct error *error_r);
/* Adds the tally, which knows what is new of it (care_tally_complete()). Rows may wait
 * (db_copy_pause()). */
bool signal_store_put_client_weeks(struct db *db, const struct run *run,
                                   const struct care_tally *tally, struct error *error_r);

/* Every signal raised before for the clients of those found, which are one provider's. */
bool signal_store_care_signals(struct db *db, const struct run *run, size_t found_count,
                               const struct care_signal *found, struct arena *arena,
                               size_t *count_r, const struct care_signal **signals_r,
                               struct error *error_r);
/* Of one provider. */
bool signal_store_add_care_signals(struct db *db, const struct run *run, size_t count,
                                   const struct care_signal *signals, struct arena *arena,
                                   struct error *error_r);

/* A visit for several carers of which this run reported a slot missed, while somebody came. */
struct short_handed {
    struct text provider;
    struct text client_ref;
    int64_t planned_start_s;
};
/* By provider. */
bool signal_store_short_handed(struct db *db, const struct run *run, struct arena *arena,
                               size_t *count_r, const struct short_handed **visits_r,
                               struct error *error_r);

/* --- periods --------------------------------------------------------------- */

struct period_order {
    struct order_line order;
    bool is_new; /* read by this run */
};
/* Active order lines of basis period and unit that may have a period that ended on these days
 * (from: DAY_NOT_GIVEN for ever), and all that are new; by provider. */
bool signal_store_period_orders(struct db *db, const struct run *run, day_t from, day_t until,
                                struct arena *arena, size_t *count_r,
                                const struct period_order **orders_r, struct error *error_r);
/* Fills delivered_e4 and is_reported of each period. */
bool signal_store_delivered(struct db *db, const struct run *run, struct due_periods *periods,
                            struct error *error_r);
bool signal_store_add_under_delivery(struct db *db, const struct run *run, size_t count,
                                     const struct due_period *periods, struct arena *arena,
                                     struct error *error_r);

#endif
