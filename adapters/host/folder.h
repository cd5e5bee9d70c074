/* Folders: making them so that they survive a crash, and syncing what changed in them. */
#ifndef TALLYSTICK_HOST_FOLDER_H
#define TALLYSTICK_HOST_FOLDER_H

#include <stdbool.h>
#include <sys/types.h>

#include "matcher/base/error.h"

/* Makes path and the missing folders above it; mode is path's own, those above get 0750. */
bool folder_make(const char *path, mode_t mode, struct error *error_r);

/* fsync: the names in it are durable. */
bool folder_sync(const char *path, struct error *error_r);

#endif
