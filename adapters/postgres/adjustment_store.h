/*
 * Paid lines whose order, rate or evidence has changed since, and their
 * adjustments (matcher/payment/adjustment.h).  Everything is part of the
 * caller's transaction.
 */
#ifndef TALLYSTICK_POSTGRES_ADJUSTMENT_STORE_H
#define TALLYSTICK_POSTGRES_ADJUSTMENT_STORE_H

#include "adapters/postgres/match_write.h"
#include "matcher/payment/adjustment.h"
#include "matcher/payment/payable_line.h"

/* A paid line that what was read tonight bears on. */
struct touched_line {
    struct text provider;
    int64_t line_id;
    enum adjustment_cause cause;
    struct paid_price paid;
    int64_t vat_percent_e4; /* that it was paid at */
    int32_t number;         /* of its last adjustment; 0: none */
};

/* By provider, then line_id. Nothing on a council's first night. */
bool adjustment_store_touched(struct db *db, const struct run *run, int32_t window_minutes,
                              struct arena *arena, size_t *count_r,
                              const struct touched_line **lines_r, struct error *error_r);

struct adjustment {
    const struct touched_line *line;
    int64_t old_pence, new_pence;
};

/* One provider's. item_id: what has to be approved first, or NOT_GIVEN. */
bool adjustment_store_add(struct db *db, const struct run *run, struct text provider, size_t count,
                          const struct adjustment *adjustments, day_t due_date, int64_t item_id,
                          struct arena *arena, struct error *error_r);
/* Once all are added: opens those to be paid, and drops what they or credits make needless. */
bool adjustment_store_open(struct db *db, const struct run *run, struct error *error_r);

/* An adjustment to be paid, as its files show it. */
struct payable_adjustment {
    int64_t line_id;
    int32_t number;
    struct payable_line payable;
};
/* Open ones that wait for nobody, by provider. */
bool adjustment_store_payable(struct db *db, const struct run *run, struct arena *arena,
                              size_t *count_r, const struct payable_adjustment **adjustments_r,
                              struct error *error_r);
/* One provider's; payments: with numbers, places parallel to the adjustments. */
bool adjustment_store_pay(struct db *db, const struct run *run, size_t count,
                          const struct payable_adjustment *adjustments,
                          const struct payments *payments, struct arena *arena,
                          struct error *error_r);

#endif
