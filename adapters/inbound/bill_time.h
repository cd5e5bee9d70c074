/*
 * When a bill line says that a visit was: claimed and actual times, from
 * whichever of the fields the file has, as real time.  matching.md, sections 2
 * and 10; docs/files-in.md.
 */
#ifndef TALLYSTICK_INBOUND_BILL_TIME_H
#define TALLYSTICK_INBOUND_BILL_TIME_H

#include "adapters/inbound/field.h"
#include "matcher/record/bill_line.h"

/* Fills the claimed and actual times; needs service, quantity and unit. */
bool bill_time_read(const struct row *row, struct bill_line *line);

#endif
