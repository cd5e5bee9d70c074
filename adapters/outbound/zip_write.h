/*
 * A zip archive at the end of a text_buffer.  Its files have no time (the
 * format's first, 1980-01-01), so that the same content has the same bytes.  The
 * only outbound module that includes zlib.
 */
#ifndef TALLYSTICK_OUTBOUND_ZIP_WRITE_H
#define TALLYSTICK_OUTBOUND_ZIP_WRITE_H

#include "adapters/outbound/text_buffer.h"

struct zip_writer;

struct zip_writer *zip_begin(struct text_buffer *archive);
/* Ends the file before it. */
void zip_file(struct zip_writer *zip, const char *name);
/* To the end of the file; many small pieces are as good as one. */
void zip_add(struct zip_writer *zip, struct text content);
/* The archive is whole; it is below 4 GiB. */
void zip_end(struct zip_writer *zip);

#endif
