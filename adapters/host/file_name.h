/* References are data: as part of a file's name they must stay one component. */
#ifndef TALLYSTICK_HOST_FILE_NAME_H
#define TALLYSTICK_HOST_FILE_NAME_H

#include "matcher/base/arena.h"

/*
 * The text as (part of) a file name: letters, digits, dash, underscore and dot
 * stay; every other byte, and a dot at the beginning, becomes %XX, so that
 * different texts stay different.  NUL-terminated.
 */
struct text file_name_of(struct arena *arena, struct text t);

#endif
