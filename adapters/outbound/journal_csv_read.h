/* The second readers of a ledger journal and of its reversal. */
#ifndef TALLYSTICK_OUTBOUND_JOURNAL_CSV_READ_H
#define TALLYSTICK_OUTBOUND_JOURNAL_CSV_READ_H

#include "adapters/outbound/settlement_files.h"

/* file_format.read_back: net and VAT; false where debits and credits of one reference differ. */
bool journal_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                           struct error *error_r);
/* The same of what a reversal takes back, as it had been posted; false where a row is not one of
 * a reversal. */
bool journal_reversal_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                                struct error *error_r);

#endif
