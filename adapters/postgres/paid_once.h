/*
 * What the lines that are paid use up, once: the line itself, its invoice line, its slot or its
 * service (docs/database.md, Paid once); and what a credit takes from.
 */
#ifndef TALLYSTICK_POSTGRES_PAID_ONCE_H
#define TALLYSTICK_POSTGRES_PAID_ONCE_H

#include "adapters/postgres/invoice_number.h"
#include "adapters/postgres/run_store.h"
#include "matcher/engine/match.h"

/* Of one provider's paid lines. */
bool paid_once_write(struct db *db, const struct run *run, struct arena *arena,
                     const struct match_input *input, const struct verdict *verdicts,
                     const struct invoice_numbers *invoices, struct error *error_r);

#endif
