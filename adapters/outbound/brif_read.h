/* The second reader of a BRIF file: begin, every piece, end. */
#ifndef TALLYSTICK_OUTBOUND_BRIF_READ_H
#define TALLYSTICK_OUTBOUND_BRIF_READ_H

#include "adapters/outbound/settlement_files.h"

/* False: the bytes are not a whole, well-formed BRIF file whose amounts agree; the error names
 * record and offset. */
struct brif_reader;
struct brif_reader *brif_reader_new(struct arena *arena);
bool brif_reader_take(struct brif_reader *reader, struct text piece, struct error *error_r);
bool brif_reader_end(struct brif_reader *reader, struct file_totals *totals_r,
                     struct error *error_r);

/* file_format.reader, and read_back */
extern const struct file_reader brif_file_reader;
bool brif_read_back(int fd, struct arena *arena, struct file_totals *totals_r,
                    struct error *error_r);

#endif
