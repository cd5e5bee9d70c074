/*
 * The environment's failures: a file that cannot be read, a server that is
 * down.  Bugs assert; bad data becomes a record (see record/reject.h); neither
 * comes this way.
 *
 * A function that can fail so returns bool (true: done) and takes
 * `struct error *error_r` last.  On false the error is filled: the exit status
 * that the program would end with, and what was being done to what.
 */
#ifndef TALLYSTICK_BASE_ERROR_H
#define TALLYSTICK_BASE_ERROR_H

#include <stdbool.h>

#include "matcher/base/exit_status.h"

#ifdef NDEBUG
#error "asserts stay on: a night that has lost its way must stop"
#endif

#define ERROR_MESSAGE_BYTES 1024

struct error {
    enum exit_status status;
    char message[ERROR_MESSAGE_BYTES]; /* NUL-terminated, cut where longer */
};

/* Fills *error_r and returns false, so that callers can write
 * `return error_set(...)`. */
bool error_set(struct error *error_r, enum exit_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "doing: " before the message of an error that is already set; returns false. */
bool error_prefix(struct error *error_r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
