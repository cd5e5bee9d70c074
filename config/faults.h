/*
 * What is wrong with the configuration, gathered so that one reading names
 * every fault.  Kept in file order, whatever order they are found in.
 */
#ifndef TALLYSTICK_CONFIG_FAULTS_H
#define TALLYSTICK_CONFIG_FAULTS_H

#include <stddef.h>

#include "config/config.h"
#include "matcher/base/arena.h"

struct fault {
    int line; /* of the configuration: where it sorts */
    const char *message;
};

struct faults {
    struct arena *arena;
    const char *path; /* of the configuration */
    size_t count, room;
    struct fault *items;
};

/* "path:line: key: ..." */
void fault_add(struct faults *faults, int line, const char *key, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same about a line of another file, which line `line` of the configuration names. */
void fault_add_elsewhere(struct faults *faults, int line, const char *path, int path_line,
                         const char *key, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

struct config_faults faults_in_file_order(const struct faults *faults);

#endif
