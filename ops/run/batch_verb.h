/*
 * What the verbs about one batch have in common: whose word it is, which
 * council's batch it is, and that no night is at work meanwhile.
 */
#ifndef TALLYSTICK_RUN_BATCH_VERB_H
#define TALLYSTICK_RUN_BATCH_VERB_H

#include "adapters/postgres/batch_store.h"
#include "adapters/postgres/run_store.h"
#include "ops/run/verb.h"

struct batch_verb {
    struct db *db;
    const struct council_config *council;
    struct text by;
    struct run run; /* the council's last */
    struct known_batch known;
};

/* Opens the database, takes the run's lock and begins a transaction.  `by` is refused
 * (EXIT_STATUS_NOT_PERMITTED) unless it is one of the council's people under their own login; a
 * batch that does not exist is EXIT_STATUS_NO_INPUT. */
bool batch_verb_begin(const struct verb_call *call, const char *by, const char *batch,
                      struct batch_verb *verb_r, struct error *error_r);
/* Commits if `is_done`, and closes. */
bool batch_verb_end(struct batch_verb *verb, bool is_done, struct error *error_r);

/* "batch B was released by NAME: WHY", EXIT_STATUS_BAD_DATA. */
bool batch_verb_refuses(const struct batch_verb *verb, const char *why, struct error *error_r);

#endif
