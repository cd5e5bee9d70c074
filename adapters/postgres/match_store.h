/*
 * The match stage's side of the database: what the engine needs for one
 * provider, and the verdicts that it gives back.
 */
#ifndef TALLYSTICK_POSTGRES_MATCH_STORE_H
#define TALLYSTICK_POSTGRES_MATCH_STORE_H

#include "adapters/postgres/rules_store.h"
#include "adapters/postgres/run_store.h"
#include "matcher/engine/match.h"
#include "matcher/payment/lot.h"

/* Providers with a line to look at tonight: read tonight or held; ascending as bytes. */
bool match_store_providers(struct db *db, const struct run *run, struct arena *arena,
                           size_t *count_r, const struct text **providers_r, struct error *error_r);

/*
 * Everything of one provider (see engine/match.h on what is among past and
 * orders).  window_minutes: the largest pair_window of the council's terms.
 * received_r: the business date on which each line was first read, parallel to
 * the input's lines.
 */
bool match_store_read(struct db *db, const struct run *run, struct text provider,
                      int32_t window_minutes, struct arena *arena, struct match_input *input_r,
                      const day_t **received_r, struct error *error_r);

/* The same as run `run`, which is over, once read it: basis says how far the record went then. */
bool match_store_read_again(struct db *db, const struct run *run, const struct match_basis *basis,
                            struct text provider, int32_t window_minutes, struct arena *arena,
                            struct match_input *input_r, struct error *error_r);

/* The number of the next payment lot. */
bool match_store_next_lot(struct db *db, int64_t council_id, int64_t *lot_id_r,
                          struct error *error_r);

/* How a line is paid. */
struct paid_place {
    int64_t lot_id;
    int32_t item; /* 1.. within the lot */
    int32_t vat_percent_e4;
};

/* What is paid of one provider tonight. */
struct payments {
    const struct paid_place *places; /* parallel to the lines; of those that are paid */
    size_t lot_count;
    const struct payment_lot *lots;
    const struct text *contents; /* parallel to the lots */
};

/*
 * Adds what the lines' clients had spent of their purses before run `run` came to this provider:
 * to an input that has its lines and evidence, and only where terms_have_purse().
 */
bool match_store_read_spent(struct db *db, const struct run *run, struct arena *arena,
                            struct match_input *input, struct error *error_r);

/*
 * Writes what changed: a verdict row for each line whose verdict, reasons or
 * money differ from its last; pay-once rows for lines now paid, and the lots that
 * they are in, open for settlement; the working set of held lines.  due_dates:
 * parallel to the lines.
 */
bool match_store_write(struct db *db, const struct run *run, struct arena *arena,
                       const struct match_input *input, const struct match_output *output,
                       const day_t *due_dates, const struct payments *payments,
                       struct error *error_r);

/* After the last provider: tells the planner of verdicts if they grew by much, for the stages
 * that come. */
bool match_store_tell_planner(struct db *db, int64_t new_verdicts, struct error *error_r);

/* A slot that nobody billed: a visit whose date passed missed_after days ago. */
struct free_slot {
    const struct order_line *order;
    int32_t slot;
};
/* Slots of active visit orders planned before before_s, by provider; neither paid, nor paired with
 * a held line, nor reported before. */
bool match_store_free_slots(struct db *db, const struct run *run, int64_t before_s,
                            struct arena *arena, size_t *count_r, const struct free_slot **slots_r,
                            struct error *error_r);
bool match_store_write_missed(struct db *db, const struct run *run, size_t count,
                              const struct free_slot *slots, struct error *error_r);

#endif
