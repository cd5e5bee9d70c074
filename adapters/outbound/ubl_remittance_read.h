/* The second reader of a UBL RemittanceAdvice. */
#ifndef TALLYSTICK_OUTBOUND_UBL_REMITTANCE_READ_H
#define TALLYSTICK_OUTBOUND_UBL_REMITTANCE_READ_H

#include "adapters/outbound/settlement_files.h"

/* file_format.read_back */
bool ubl_remittance_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                              struct error *error_r);

#endif
