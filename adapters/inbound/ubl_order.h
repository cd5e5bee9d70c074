/*
 * UBL 2.1 Order, OrderChange and OrderCancellation as order lines: the reader of inbound.h for
 * preset `ubl-order`.  docs/files-in.md, "UBL".
 */
#ifndef TALLYSTICK_INBOUND_UBL_ORDER_H
#define TALLYSTICK_INBOUND_UBL_ORDER_H

#include "adapters/inbound/inbound.h"

/* A cancellation is handed over as one cancelled order line without an order_line: order_line.h. */
bool ubl_order_read(int fd, const struct inbound_context *context, const struct inbound_sink *sink,
                    struct inbound_outcome *outcome_r, struct error *error_r);

#endif
