/*
 * The bytes of an inbound file, from its start.  What gzip packed comes
 * unpacked, whatever the file is called; memory stays the same however large it
 * is, and a file that unpacks to far more than any table does is refused.
 */
#ifndef TALLYSTICK_INBOUND_BYTE_SOURCE_H
#define TALLYSTICK_INBOUND_BYTE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "matcher/base/arena.h"
#include "matcher/base/error.h"

struct byte_source;

/* Neither moves nor closes fd. */
struct byte_source *byte_source_open(struct arena *arena, int fd);
void byte_source_close(struct byte_source *source);

/* Fills the buffer as far as there are bytes: fewer than room only at the end.  False if the
 * environment failed. */
bool byte_source_read(struct byte_source *source, char *buffer, size_t room, size_t *length_r,
                      struct error *error_r);

/* At the end: why what came is not what the sender packed; NULL: it is. */
const char *byte_source_fault(const struct byte_source *source);

#endif
