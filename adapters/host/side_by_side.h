/*
 * Tasks that do not touch each other, done by several threads at the same time.
 */
#ifndef TALLYSTICK_HOST_SIDE_BY_SIDE_H
#define TALLYSTICK_HOST_SIDE_BY_SIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "matcher/base/error.h"

/*
 * Does tasks 0..count - 1 with `hands` threads (at least 1, the caller's among
 * them), each task once.  After one failed, no other is begun; the error is that
 * of the lowest of those that failed.
 */
typedef bool side_task(void *context, size_t number, struct error *error_r);
bool side_by_side(size_t hands, size_t count, side_task *task, void *context,
                  struct error *error_r);

#endif
