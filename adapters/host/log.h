/*
 * The log: lines to stderr, one write each, so that lines of threads and of
 * other programs do not mix.  Control characters are written as escapes: what
 * comes from files cannot make lines of its own.
 */
#ifndef TALLYSTICK_HOST_LOG_H
#define TALLYSTICK_HOST_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "matcher/base/text.h"

/* Longer lines are cut. */
#define LOG_LINE_BYTES 4096

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Copies the message with control characters as \n, \t, \xNN; cuts what does not fit; NUL after
 * it.  Returns the length. */
size_t log_escape(struct text message, char *line_r, size_t line_bytes);

#endif
