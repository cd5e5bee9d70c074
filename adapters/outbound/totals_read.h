/* The second reader of a .totals file. */
#ifndef TALLYSTICK_OUTBOUND_TOTALS_READ_H
#define TALLYSTICK_OUTBOUND_TOTALS_READ_H

#include "adapters/outbound/settlement_files.h"

/* file_format.read_back */
bool totals_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                      struct error *error_r);

#endif
