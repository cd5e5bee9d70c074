/*
 * What the engine needs for one provider's night: the night under way, or one
 * long over, walked again.
 */
#ifndef TALLYSTICK_POSTGRES_MATCH_READ_H
#define TALLYSTICK_POSTGRES_MATCH_READ_H

#include "adapters/postgres/rules_store.h"
#include "adapters/postgres/run_store.h"
#include "matcher/engine/match.h"

/* An order line read tonight that had been read before. */
struct order_again {
    int64_t order_id, order_key;
};

/* A file whose document does not add up: bill_line.h. */
struct uneven_document {
    int64_t file_id;
    int64_t differ_pence;
    struct text totals;
};

/* What the record holds besides what was read tonight: what is not there need not be asked for. */
struct match_record {
    bool has_runs;     /* earlier ones */
    bool has_held;     /* lines */
    bool has_orders;   /* read before tonight */
    bool has_evidence; /* whenever read */
    bool has_before;   /* visits that another process paid, whenever read */
    size_t replaced_count;
    const int64_t *replaced_ids; /* order lines read tonight that are not in force; ascending */
    size_t uneven_count;
    const struct uneven_document *uneven; /* by file_id */
    size_t again_count;
    const struct order_again *again; /* by order_id */
};
bool match_read_record(struct db *db, const struct run *run, struct arena *arena,
                       struct match_record *record_r, struct error *error_r);

/* An order line as it was read tonight: whether it is in force, and then with its key. */
bool match_record_in_force(const struct match_record *record, struct order_line *line);

/* Providers with a line to look at tonight: read tonight or held; ascending as bytes. */
bool match_read_providers(struct db *db, const struct run *run, struct arena *arena,
                          size_t *count_r, const struct text **providers_r, struct error *error_r);
/* Those with a held line only. */
bool match_read_held_providers(struct db *db, const struct run *run, struct arena *arena,
                               size_t *count_r, const struct text **providers_r,
                               struct error *error_r);

/* A provider's lines and orders that were read tonight, where the caller has them: by line_id, and
 * in force by order_id.  The lines may become the input's, and what a document's totals say of them
 * is written into them. */
struct match_tonight {
    size_t line_count;
    struct bill_line *lines;
    size_t order_count;
    const struct order_line *orders;
};

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
