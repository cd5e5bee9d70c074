/*
 * A mapped row into the record of its kind: docs/files-in.md.  Each is in
 * the file of its name.  False with row->why set where the row is not valid.
 * The texts of a record lie in the row, its arena or the feed.
 */
#ifndef TALLYSTICK_INBOUND_RECORD_ROWS_H
#define TALLYSTICK_INBOUND_RECORD_ROWS_H

#include <stdbool.h>

#include "adapters/inbound/field.h"
#include "matcher/record/bill_line.h"
#include "matcher/record/order_line.h"
#include "matcher/record/standing.h"

/* A record that the caller blanked once and keeps from row to row: what no field says, such as the
 * store's numbers, stays blank, and everything else is set, or false is returned. */
bool bill_row_read(const struct row *row, struct bill_line *line_r);
bool order_row_read(const struct row *row, struct order_line *line_r);
bool evidence_row_read(const struct row *row, struct evidence *evidence_r);
bool rate_row_read(const struct row *row, struct rate_entry *rate_r);
bool provider_row_read(const struct row *row, struct provider *provider_r);
bool contact_row_read(const struct row *row, struct contact *contact_r);
bool suspension_row_read(const struct row *row, struct suspension *suspension_r);
bool paid_row_read(const struct row *row, struct paid_before *paid_r);
bool decision_row_read(const struct row *row, struct decision *decision_r);
bool response_row_read(const struct row *row, struct payment_response *response_r);
bool statement_row_read(const struct row *row, struct statement_entry *entry_r);

/* What a code of ISO 20022 answers; false: it is none of them. */
bool response_status_of(struct text word, enum payment_answer *answer_r);

/* The number of a bill line: its own, else its place in the invoice. */
bool bill_row_line_no(const struct row *row, struct text *line_no_r);

#endif
