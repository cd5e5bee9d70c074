/*
 * The bytes of an inbound file as UTF-8, chunk by chunk: read from its start,
 * unpacked, without its byte-order mark, and turned from the encoding that the
 * feed says.  A file whose first bytes say another encoding is not read.
 * Bytes that are no character of that encoding become a byte that UTF-8 never
 * holds, so that the line they stand in is refused as one in UTF-8 would be.
 */
#ifndef TALLYSTICK_INBOUND_TEXT_SOURCE_H
#define TALLYSTICK_INBOUND_TEXT_SOURCE_H

#include <stdbool.h>

#include "config/config.h"
#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"

struct text_source;

/* Does not move or close fd. NULL with error_r set where the machine cannot turn the encoding. */
struct text_source *text_source_open(struct arena *arena, int fd, enum encoding encoding,
                                     struct error *error_r);
void text_source_close(struct text_source *source);

/* The next bytes, good until the next call; empty at the end of the file. */
bool text_source_next(struct text_source *source, struct text *chunk_r, struct error *error_r);

/* At the end: why the file cannot be read as what its feed says it is; NULL: it can. */
const char *text_source_fault(const struct text_source *source);
/* At the end of the file: it stopped within a character. */
bool text_source_is_cut(const struct text_source *source);

#endif
