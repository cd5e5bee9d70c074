/*
 * The file that providers upload to the council portal, in the terms of a bill:
 * docs/files-in.md.  A file is one invoice, FileReference; a row is one
 * line, numbered by its place; PaymentClaimed bills only if every row has it.
 */
#ifndef TALLYSTICK_INBOUND_PRESET_ACCESS_PORTAL_H
#define TALLYSTICK_INBOUND_PRESET_ACCESS_PORTAL_H

#include <stdbool.h>

#include "adapters/inbound/csv_reader.h"
#include "adapters/inbound/field.h"
#include "matcher/record/bill_line.h"

/* Whether every record from the reader's place on fills PaymentClaimed.  Reads to the end; a
 * file found broken there is left to the pass that loads it. */
bool access_portal_claims_payment(struct csv_reader *reader, const struct feed_map *map,
                                  bool *claims_r, struct error *error_r);

bool access_portal_row_read(const struct row *row, bool claims_payment, struct bill_line *line_r);

#endif
