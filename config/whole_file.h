/* A small regular file in memory at once. */
#ifndef TALLYSTICK_CONFIG_WHOLE_FILE_H
#define TALLYSTICK_CONFIG_WHOLE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"

/* False if it cannot be read, is not a regular file or holds more than limit_bytes. */
bool whole_file_read(struct arena *arena, const char *path, size_t limit_bytes,
                     struct text *bytes_r, struct error *error_r);

#endif
