/*
 * Which files of a source are in the spool already: a file `.fetched` in the
 * feed's folder, so that what stays at the source is not fetched every night.
 */
#ifndef TALLYSTICK_INBOUND_PULL_BOOK_H
#define TALLYSTICK_INBOUND_PULL_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "matcher/base/arena.h"
#include "matcher/base/error.h"

/* A file as it was: another of its name and size, changed since, is another file. */
struct pull_entry {
    const char *name; /* as in the spool (file_name.h): neither blank nor newline in it */
    int64_t size_bytes;
    int64_t changed_s;
};

struct pull_book {
    size_t count;
    const struct pull_entry *entries; /* by name, size, change */
};

/* A book that is not there is empty; lines that are not of it are passed over, for at worst a file
 * is fetched again, and then known by its content. */
bool pull_book_read(struct arena *arena, const char *folder, struct pull_book *book_r,
                    struct error *error_r);
bool pull_book_has(const struct pull_book *book, const struct pull_entry *entry);
/* Sorts the entries. */
bool pull_book_write(const char *folder, size_t count, struct pull_entry *entries,
                     struct error *error_r);

#endif
