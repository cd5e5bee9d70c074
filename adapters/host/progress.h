/*
 * How far a stage is, on stderr: a bar redrawn in place on a terminal, at most
 * five times a second; elsewhere a line a minute.  No colours.  One stage at a
 * time, from one thread.
 */
#ifndef TALLYSTICK_HOST_PROGRESS_H
#define TALLYSTICK_HOST_PROGRESS_H

#include <stddef.h>
#include <stdint.h>

/* total 0: not known.  The name must live until progress_end. */
void progress_begin(const char *stage, int64_t total);
void progress_at(int64_t done);
void progress_end(void);

/* Takes the bar off the terminal, so that a line can be written; it comes back by itself. */
void progress_hide(void);

/* What is drawn, for `elapsed_ms` since the stage began; fits `width` columns.  Returns the length.
 */
#define PROGRESS_LINE_BYTES 256
size_t progress_draw(const char *stage, int64_t done, int64_t total, int64_t elapsed_ms, int width,
                     char line_r[PROGRESS_LINE_BYTES]);

#endif
