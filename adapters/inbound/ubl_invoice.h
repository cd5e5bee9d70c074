/*
 * UBL 2.1 Invoice and CreditNote, also as Peppol BIS Billing 3.0: the reader of inbound.h for
 * preset `ubl-invoice`.  docs/files-in.md, "UBL".
 *
 * A file is read twice, or three times where it has allowances or charges of its own: whether its
 * totals add up, and what stands behind its lines, is known only at its end, and nothing of it is
 * kept but sums.
 */
#ifndef TALLYSTICK_INBOUND_UBL_INVOICE_H
#define TALLYSTICK_INBOUND_UBL_INVOICE_H

#include "adapters/inbound/inbound.h"

bool ubl_invoice_read(int fd, const struct inbound_context *context,
                      const struct inbound_sink *sink, struct inbound_outcome *outcome_r,
                      struct error *error_r);

#endif
