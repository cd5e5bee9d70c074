/* The second reader of a ledger journal. */
#ifndef TALLYSTICK_OUTBOUND_JOURNAL_CSV_READ_H
#define TALLYSTICK_OUTBOUND_JOURNAL_CSV_READ_H

#include "adapters/outbound/settlement_files.h"

/* file_format.read_back: net and VAT; false where debits and credits differ. */
bool journal_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                           struct error *error_r);

#endif
