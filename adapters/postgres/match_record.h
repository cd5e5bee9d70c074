/*
 * What the record holds besides what was read tonight, and whose lines a night has to look at.
 */
#ifndef TALLYSTICK_POSTGRES_MATCH_RECORD_H
#define TALLYSTICK_POSTGRES_MATCH_RECORD_H

#include "adapters/postgres/db.h"
#include "adapters/postgres/run_store.h"
#include "adapters/postgres/standing_store.h"
#include "matcher/record/bill_line.h"
#include "matcher/record/order_line.h"

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
    const struct standing *standing; /* of all providers of the night; NULL: it is read for each */
};
bool match_record_read(struct db *db, const struct run *run, struct arena *arena,
                       struct match_record *record_r, struct error *error_r);

/* The same where nothing is known of it beforehand: of a night that is over. */
bool match_record_of_any_night(struct db *db, const struct run *run, struct arena *arena,
                               struct match_record *record_r, struct error *error_r);

/* NULL: the file's document adds up. */
const struct uneven_document *match_record_uneven(const struct match_record *record,
                                                  int64_t file_id);

/* An order line as it was read tonight: whether it is in force, and then with its key. */
bool match_record_in_force(const struct match_record *record, struct order_line *line);

/* A provider's lines and orders that were read tonight, where the caller has them: by line_id, and
 * in force by order_id.  The lines may become the input's, and what a document's totals say of them
 * is written into them. */
struct match_tonight {
    size_t line_count;
    struct bill_line *lines;
    size_t order_count;
    const struct order_line *orders;
};

/* Providers with a line to look at tonight: read tonight or held; ascending as bytes. */
bool match_record_providers(struct db *db, const struct run *run, struct arena *arena,
                            size_t *count_r, const struct text **providers_r,
                            struct error *error_r);
/* Those with a held line only. */
bool match_record_held_providers(struct db *db, const struct run *run, struct arena *arena,
                                 size_t *count_r, const struct text **providers_r,
                                 struct error *error_r);

#endif
