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

/* Before the first provider, and before the stage's transaction: makes what earlier nights wrote
 * quick to find by time. */
bool match_store_summarize(struct db *db, struct error *error_r);

/* What the record holds besides what was read tonight: what is not there need not be asked for. */
struct match_record {
    bool has_runs;     /* earlier ones */
    bool has_held;     /* lines */
    bool has_orders;   /* read before tonight */
    bool has_evidence; /* whenever read */
    size_t replaced_count;
    const int64_t *replaced_ids; /* order lines read tonight that are not in force; ascending */
};
bool match_store_record(struct db *db, const struct run *run, struct arena *arena,
                        struct match_record *record_r, struct error *error_r);

/* Whether an order line that was read tonight is in force. */
bool match_record_in_force(const struct match_record *record, int64_t order_id);

/* Providers with a line to look at tonight: read tonight or held; ascending as bytes. */
bool match_store_providers(struct db *db, const struct run *run, struct arena *arena,
                           size_t *count_r, const struct text **providers_r, struct error *error_r);
/* Those with a held line only. */
bool match_store_held_providers(struct db *db, const struct run *run, struct arena *arena,
                                size_t *count_r, const struct text **providers_r,
                                struct error *error_r);

/* A provider's lines and orders that were read tonight, where the caller has them: by line_id, and
 * in force by order_id. */
struct match_tonight {
    size_t line_count;
    const struct bill_line *lines;
    size_t order_count;
    const struct order_line *orders;
};

/*
 * Everything of one provider (see engine/match.h on what is among past and
 * orders).  tonight: NULL where it has to be read as well.  window_minutes: the
 * largest pair_window of the council's terms.  received_r: the business date on
 * which each line was first read, parallel to the input's lines.
 */
bool match_store_read(struct db *db, const struct run *run, const struct match_record *record,
                      struct text provider, const struct match_tonight *tonight,
                      int32_t window_minutes, struct arena *arena, struct match_input *input_r,
                      const day_t **received_r, struct error *error_r);

/* The same as run `run`, which is over, once read it: basis says how far the record went then. */
bool match_store_read_again(struct db *db, const struct run *run, const struct match_basis *basis,
                            struct text provider, int32_t window_minutes, struct arena *arena,
                            struct match_input *input_r, struct error *error_r);

/* How a line is paid. */
struct paid_place {
    size_t lot;   /* which of the payments' */
    int32_t item; /* 1.. within the lot */
    int32_t vat_percent_e4;
};

/* What is paid of one provider tonight. */
struct payments {
    const struct paid_place *places; /* parallel to the lines; of those that are paid */
    size_t lot_count;
    struct payment_lot *lots;
    const struct text *contents; /* parallel to the lots */
};

/* Gives the lots their numbers, the next ones of the council. */
bool match_store_number_lots(struct db *db, const struct run *run, const struct payments *payments,
                             struct error *error_r);

/*
 * Adds what the lines' clients had spent of their purses before run `run` came to this provider:
 * to an input that has its lines and evidence, and only where terms_have_purse().
 */
bool match_store_read_spent(struct db *db, const struct run *run, struct arena *arena,
                            struct match_input *input, struct error *error_r);

/*
 * Writes what changed: a verdict row for each line whose verdict, reasons or
 * money differ from its last; pay-once rows for lines now paid, and the lots that
 * they are in, open for settlement; the working sets of held lines and of slots
 * that may have become free.  due_dates: parallel to the lines.
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
 * a held line, nor reported before.  from_s: only those planned from then on, of orders read by
 * `run`, or that became free in it; NOT_GIVEN: all. */
bool match_store_free_slots(struct db *db, const struct run *run, int64_t from_s, int64_t before_s,
                            struct arena *arena, size_t *count_r, const struct free_slot **slots_r,
                            struct error *error_r);
bool match_store_write_missed(struct db *db, const struct run *run, size_t count,
                              const struct free_slot *slots, struct error *error_r);
/* Once they were looked at: what match_store_write() said of slots that became free. */
bool match_store_forget_freed(struct db *db, const struct run *run, struct error *error_r);

#endif
