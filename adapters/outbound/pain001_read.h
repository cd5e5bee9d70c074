/* The second reader of a pain.001 file. */
#ifndef TALLYSTICK_OUTBOUND_PAIN001_READ_H
#define TALLYSTICK_OUTBOUND_PAIN001_READ_H

#include "adapters/outbound/settlement_files.h"

/* file_format.read_back: transactions and pounds; a bank file holds no items and no VAT. */
bool pain001_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                       struct error *error_r);

#endif
