/* A file's bytes in pieces, for second readers that take them so. */
#ifndef TALLYSTICK_OUTBOUND_READ_PIECES_H
#define TALLYSTICK_OUTBOUND_READ_PIECES_H

#include <stdbool.h>

#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"

/* Gives `take` every piece up to the end of the file, or until it says false. */
bool read_pieces(int fd, struct arena *arena,
                 bool (*take)(void *reader, struct text piece, struct error *error_r), void *reader,
                 struct error *error_r);

#endif
