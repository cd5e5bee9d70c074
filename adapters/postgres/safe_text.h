/* Bytes from outside as text that PostgreSQL takes: UTF-8 without NUL. */
#ifndef TALLYSTICK_POSTGRES_SAFE_TEXT_H
#define TALLYSTICK_POSTGRES_SAFE_TEXT_H

#include "matcher/base/arena.h"

/* The text itself if it is UTF-8 without NUL; else a copy with every byte that
 * is not printable ASCII as \xNN. */
struct text safe_text(struct arena *arena, struct text t);

#endif
