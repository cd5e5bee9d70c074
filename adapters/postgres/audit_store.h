/*
 * The chain of who did what (docs/database.md, "The audit chain"): every row
 * that a person, or the night, answers for gets an entry whose hash is of the
 * entry and of the hash before it.  Under the run's lock, in the transaction
 * that writes the row.
 */
#ifndef TALLYSTICK_POSTGRES_AUDIT_STORE_H
#define TALLYSTICK_POSTGRES_AUDIT_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "adapters/postgres/db.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"

/* Acts, as the view audited_act (sql/migrations/0008_answers_audited.sql) has them. */
#define AUDIT_BATCH          "batch"
#define AUDIT_BATCH_APPROVAL "batch approval"
#define AUDIT_ANSWER         "answer"
#define AUDIT_RETRY          "retry"
#define AUDIT_DECISION       "decision"
#define AUDIT_APPROVAL       "approval"

/* Enters the row that audited_act has under act, subject and number, which has just been written.
 */
bool audit_add(struct db *db, int64_t council_id, const char *act, struct text subject,
               int64_t number, struct error *error_r);

#endif
