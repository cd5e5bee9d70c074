/*
 * A file without a name, for what one stage keeps for a later one of the same
 * process: it is gone when the process is, however that ends.
 */
#ifndef TALLYSTICK_HOST_SCRATCH_FILE_H
#define TALLYSTICK_HOST_SCRATCH_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "matcher/base/error.h"
#include "matcher/base/text.h"

struct scratch_file {
    int fd;
    const char *what; /* it holds, in the words of an error */
};

/* `folder`: where it is to lie; `what` is kept as it is. */
bool scratch_file_open(const char *folder, const char *what, struct scratch_file *file_r,
                       struct error *error_r);
void scratch_file_close(const struct scratch_file *file);

/* Threads may write, each where nobody else does. */
bool scratch_file_write(const struct scratch_file *file, int64_t offset, struct text bytes,
                        struct error *error_r);
/* What is not there is an error. */
bool scratch_file_read(const struct scratch_file *file, int64_t offset, size_t length,
                       char *bytes_r, struct error *error_r);

#endif
