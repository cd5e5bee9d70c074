/*
 * Invoices of providers, and the numbers that stand for them where lines are
 * paid once (docs/database.md, Paid once).
 */
#ifndef TALLYSTICK_POSTGRES_INVOICE_NUMBER_H
#define TALLYSTICK_POSTGRES_INVOICE_NUMBER_H

#include "adapters/postgres/run_store.h"
#include "matcher/engine/match.h"

/* The invoices that one provider's lines name, each once, in the order in which they do. */
struct invoice_numbers {
    struct text provider;
    size_t count;
    const struct text *invoice_nos;
    int64_t *ids;
    bool *is_new;           /* comes for the first time */
    const uint32_t *places; /* parallel to the lines: which of them */
};

static inline int64_t invoice_of_line(const struct invoice_numbers *invoices, size_t line)
{
    return invoices->ids[invoices->places[line]];
}

/* Those that have a number; in any session that sees what earlier runs committed. */
bool invoice_numbers_find(struct db *db, const struct run *run, struct arena *arena,
                          const struct match_input *input, struct invoice_numbers *invoices_r,
                          struct error *error_r);
/* Gives new ones theirs, from *next_id on. */
void invoice_numbers_give(struct invoice_numbers *invoices, int64_t *next_id);
/* Writes new ones, and the sheets that new lines of an invoice are on; rows may wait in the session
 * (db_copies_end). */
bool invoice_numbers_write(struct db *db, int64_t council_id, struct arena *arena,
                           const struct match_input *input, const struct invoice_numbers *invoices,
                           struct error *error_r);

#endif
