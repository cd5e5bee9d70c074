/* The second reader of a caaa.011 file. */
#ifndef TALLYSTICK_OUTBOUND_CAAA011_READ_H
#define TALLYSTICK_OUTBOUND_CAAA011_READ_H

#include "adapters/outbound/settlement_files.h"

/* file_format.read_back */
bool caaa011_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                       struct error *error_r);

#endif
