/* The second reader of a remittance CSV: begin, every piece, end. */
#ifndef TALLYSTICK_OUTBOUND_REMITTANCE_CSV_READ_H
#define TALLYSTICK_OUTBOUND_REMITTANCE_CSV_READ_H

#include "adapters/outbound/settlement_files.h"

/* False: the bytes are not a whole remittance whose amounts agree; the error names the row. */
struct remittance_reader;
struct remittance_reader *remittance_reader_new(struct arena *arena);
bool remittance_reader_take(struct remittance_reader *reader, struct text piece,
                            struct error *error_r);
bool remittance_reader_end(struct remittance_reader *reader, struct file_totals *totals_r,
                           struct error *error_r);

/* file_format.read_back */
bool remittance_csv_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                              struct error *error_r);

#endif
