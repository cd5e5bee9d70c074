/*
 * Invoices of providers, and the numbers that stand for them where lines are
 * paid once (docs/database.md, Paid once).
 */
#ifndef TALLYSTICK_POSTGRES_INVOICE_NUMBER_H
#define TALLYSTICK_POSTGRES_INVOICE_NUMBER_H

#include "adapters/postgres/db.h"
#include "matcher/engine/match.h"

/* The numbers of the invoices of one provider's lines, parallel to the lines; an invoice that comes
 * for the first time is given the council's next one, and is written; so are the sheets that new
 * lines of an invoice are on.  In the match stage's
 * transaction, whose order of providers is always the same, and so are the numbers. */
bool invoice_numbers(struct db *db, int64_t council_id, struct arena *arena,
                     const struct match_input *input, const int64_t **invoice_ids_r,
                     struct error *error_r);

#endif
