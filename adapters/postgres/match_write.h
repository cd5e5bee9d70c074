/*
 * What the match stage writes of one provider: verdicts, what they use up and
 * pay, and what is to be looked at again.
 */
#ifndef TALLYSTICK_POSTGRES_MATCH_WRITE_H
#define TALLYSTICK_POSTGRES_MATCH_WRITE_H

#include "adapters/postgres/invoice_number.h"
#include "adapters/postgres/run_store.h"
#include "matcher/engine/match.h"
#include "matcher/payment/lot.h"

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

/* One provider's night as the engine judged it. */
struct judged {
    struct match_input input;
    struct match_output output;
    const day_t *due_dates; /* parallel to the input's lines */
    struct payments payments;
    struct invoice_numbers invoices;
};

/* What the council's next invoices and payment lots are called. */
struct next_numbers {
    int64_t invoice_id, lot_id;
};
bool match_write_next_numbers(struct db *db, int64_t council_id, struct next_numbers *next_r,
                              struct error *error_r);
/* Gives the lots theirs, from *next_id on. */
void lots_number(const struct payments *payments, int64_t *next_id);

/* Keeps the lots, open for settlement. */
bool match_write_lots(struct db *db, const struct run *run, const struct payments *payments,
                      struct error *error_r);

/* Whether a line's verdict is to be written: a carried line's only if it says something new. */
bool match_write_is_news(const struct carried *carried, const struct verdict *verdict);

/*
 * Writes what changed, once invoices and lots have their numbers.
 *
 * Verdicts of the lines that have something new to say (match_write_is_news), a
 * row for those of a sheet, may go in by any session: until the stage's own
 * commits they are in no view, and nothing is paid by them.  If it never does, the
 * next attempt takes them away with match_write_sweep().  Rows may wait in the session, until
 * db_copies_end().
 */
bool match_write_verdicts(struct db *db, const struct run *run, struct arena *arena,
                          const struct judged *judged, struct error *error_r);
bool match_write_sweep(struct db *db, int64_t council_id, struct error *error_r);

/* The rest, by the stage's own session: what the lines now paid use up (paid_once.h), and the lots
 * that they are in, open for settlement; the working sets of held lines and of slots that may have
 * become free. */
struct match_writer;
/* may_wait: the session is asked for no other provider's lines before match_writer_end(), so that
 * what is written of small ones can go together. */
struct match_writer *match_writer_new(struct db *db, const struct run *run, bool may_wait);
bool match_write_provider(struct match_writer *writer, struct arena *arena,
                          const struct judged *judged, struct error *error_r);
/* After the last provider: writes what waits. */
bool match_writer_end(struct match_writer *writer, struct error *error_r);
void match_writer_free(struct match_writer *writer);

/* After the last provider: tells the planner of verdicts if they grew by much, for the stages
 * that come. */
bool match_write_tell_planner(struct db *db, int64_t new_verdicts, struct error *error_r);

#endif
