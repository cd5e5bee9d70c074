/* Folders: making them so that they survive a crash, and syncing what changed in them. */
#ifndef TALLYSTICK_HOST_FOLDER_H
#define TALLYSTICK_HOST_FOLDER_H

#include <stdbool.h>
#include <sys/types.h>

#include "matcher/base/error.h"

/* Makes path and the missing folders above it; mode is path's own, those above get 0750. */
bool folder_make(const char *path, mode_t mode, struct error *error_r);

/* Where what leaves no trace may lie meanwhile: $TMPDIR, or /tmp. */
const char *folder_temporary(void);

/* fsync: the names in it are durable. */
bool folder_sync(const char *path, struct error *error_r);

/*
 * Opens the folder `relative` below root, following no link below root; "" is
 * root itself.  Returns a descriptor, or -1 with errno set.
 */
int folder_open_beneath(const char *root, const char *relative);

/* One step of it: the folder `name` in the open folder. */
int folder_open_in(int folder_fd, const char *name);

#endif
