/* Visits that were ordered and that nobody billed: where they are found, and kept. */
#ifndef TALLYSTICK_POSTGRES_MISSED_STORE_H
#define TALLYSTICK_POSTGRES_MISSED_STORE_H

#include "adapters/postgres/run_store.h"
#include "matcher/record/order_line.h"

/* A slot that nobody billed: a visit whose date passed missed_after days ago. */
struct free_slot {
    const struct order_line *order;
    int32_t slot;
};
/* Slots of active visit orders planned before before_s, by provider; neither paid, nor paired with
 * a held line, nor reported before.  from_s: only those planned from then on, of orders read by
 * `run`, or that became free in it; NOT_GIVEN: all.  but_new: of these without those of order lines
 * that `run` read for the first time. */
bool missed_store_free_slots(struct db *db, const struct run *run, int64_t from_s, int64_t before_s,
                             bool but_new, struct arena *arena, size_t *count_r,
                             const struct free_slot **slots_r, struct error *error_r);

/* Takes out the slots that visits paid by another process used up. */
bool missed_store_leave_out_paid(struct db *db, const struct run *run, int64_t window_s,
                                 struct arena *arena, size_t *count, struct free_slot *slots,
                                 struct error *error_r);
bool missed_store_write(struct db *db, const struct run *run, size_t count,
                        const struct free_slot *slots, struct error *error_r);
/* Once they were looked at: what match_write_provider() said of slots that became free. */
bool missed_store_forget_freed(struct db *db, const struct run *run, struct error *error_r);

#endif
