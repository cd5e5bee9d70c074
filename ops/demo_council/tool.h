/*
 * What the generator needs of the machine: memory and files, or it stops with
 * a message and EX_CANTCREAT.
 */
#ifndef TALLYSTICK_DEMO_TOOL_H
#define TALLYSTICK_DEMO_TOOL_H

#include <stddef.h>
#include <stdio.h>

void *must_realloc(void *old, size_t count, size_t size);

/* A new file below `folder`, whose folders are made; "path" is relative to it. */
FILE *file_create(const char *folder, const char *path);
void file_close(FILE *file);
/* A file in memory, to be written whole, in part or twice. */
struct draft {
    FILE *file;
    char *bytes;
    size_t size;
};
/* The draft stays where it is until draft_free(). */
void draft_begin(struct draft *draft);
void draft_end(struct draft *draft);
void draft_write(const struct draft *draft, size_t size, const char *folder, const char *path);
void draft_free(struct draft *draft);

#endif
