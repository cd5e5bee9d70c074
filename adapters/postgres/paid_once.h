/*
 * What the lines that are paid use up, once: the line itself, its invoice line, its slot or its
 * service (docs/database.md, Paid once); and what a credit takes from.
 */
#ifndef TALLYSTICK_POSTGRES_PAID_ONCE_H
#define TALLYSTICK_POSTGRES_PAID_ONCE_H

#include "adapters/postgres/invoice_number.h"
#include "adapters/postgres/run_store.h"
#include "matcher/engine/match.h"

/* What small providers use up waits for that of the next, so that sticks are asked for and cut for
 * many at a time. */
struct paid_once;
struct paid_once *paid_once_new(struct db *db, const struct run *run);
/* Of one provider's paid lines. */
bool paid_once_write(struct paid_once *once, struct arena *arena, const struct match_input *input,
                     const struct verdict *verdicts, const struct invoice_numbers *invoices,
                     struct error *error_r);
/* Writes what waits, but for rows that wait in the session (db_copies_end). */
bool paid_once_end(struct paid_once *once, struct error *error_r);
void paid_once_free(struct paid_once *once);

#endif
