/*
 * The card statement against what was settled: docs/files-in.md, "statement".
 */
#ifndef TALLYSTICK_RUN_CARD_STATEMENT_H
#define TALLYSTICK_RUN_CARD_STATEMENT_H

#include "adapters/postgres/answer_store.h"
#include "ops/run/council_night.h"

/* Keeps the line with the transaction that it is; what does not agree becomes a finding. */
bool statement_read(struct council_night *night, struct record_place place, const char *file,
                    const struct statement_entry *entry, struct error *error_r);

/* Where the council has a feed of statements: what was settled long enough ago and is on none. */
bool statement_look_for_missing(struct council_night *night, struct error *error_r);

#endif
