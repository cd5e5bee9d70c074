/*
 * The match stage's side of the database: what the engine needs for one
 * provider, and the verdicts that it gives back.
 */
#ifndef TALLYSTICK_POSTGRES_MATCH_STORE_H
#define TALLYSTICK_POSTGRES_MATCH_STORE_H

#include "adapters/postgres/run_store.h"
#include "matcher/engine/match.h"

/* Standing data for a council's rules: suspensions by (client_ref, from). */
bool match_store_suspensions(struct db *db, int64_t council_id, struct arena *arena,
                             size_t *count_r, const struct suspension **suspensions_r,
                             struct error *error_r);

/* Providers with a line to look at tonight: read tonight or held; ascending as bytes. */
bool match_store_providers(struct db *db, const struct run *run, struct arena *arena,
                           size_t *count_r, const struct text **providers_r, struct error *error_r);

/* Everything of one provider (see engine/match.h on what is among past and orders).
 * window_minutes: the largest pair_window of the council's terms. */
bool match_store_read(struct db *db, const struct run *run, struct text provider,
                      int32_t window_minutes, struct arena *arena, struct match_input *input_r,
                      struct error *error_r);

/*
 * Writes what changed: a verdict row for each line whose verdict, reasons or
 * money differ from its last; pay-once rows for lines now paid; the working
 * set of held lines.  received_date of a line is the business date of the run
 * that read it first; due_date follows from it (payment/batch.h) and is given
 * per line.
 */
bool match_store_write(struct db *db, const struct run *run, const struct match_input *input,
                       const struct match_output *output, const day_t *due_dates,
                       struct error *error_r);

/* The business date on which each of the input's lines was first read, parallel to lines. */
bool match_store_received(struct db *db, const struct run *run, const struct match_input *input,
                          struct arena *arena, const day_t **received_r, struct error *error_r);

/* A slot that nobody billed: a visit whose date passed missed_after days ago. */
struct free_slot {
    const struct order_line *order;
    int32_t slot;
};
/* Slots of active visit orders planned on or before `until`, neither paid, nor paired with a held
 * line, nor reported before. */
bool match_store_free_slots(struct db *db, const struct run *run, day_t until, struct arena *arena,
                            size_t *count_r, const struct free_slot **slots_r,
                            struct error *error_r);
bool match_store_write_missed(struct db *db, const struct run *run, size_t count,
                              const struct free_slot *slots, struct error *error_r);

#endif
