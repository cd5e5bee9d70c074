/* The names in the spool that a glob leads to, whoever asks for them. */
#ifndef TALLYSTICK_HOST_SPOOL_WALK_H
#define TALLYSTICK_HOST_SPOOL_WALK_H

#include "adapters/host/spool.h"

struct spool_files {
    struct spool_file *files;
    size_t count, room;
};

/* A folder on the way: open, with its path relative to the spool, "" or ending in a slash. */
struct spool_place {
    int fd;
    const char *prefix;
};

struct spool_walk {
    /* The caller's: */
    struct arena *arena;
    const char *feed; /* whose walk it is, in the words of an error */
    /* What becomes of a name that the pattern's last component takes. */
    bool (*take)(struct spool_walk *walk, const struct spool_place *place, const char *name);
    void *context; /* take's */
    struct error *error_r;

    struct spool_files odd; /* links where the pattern asks for folders */
};

/* A folder that is not there holds nothing; names that begin with a dot are left out. */
bool spool_walk(struct spool_walk *walk, const char *spool, const char *pattern);
/* For take, with errno: the walk ends. */
bool spool_walk_cannot(struct spool_walk *walk, const struct spool_place *place, const char *name);

/* FILE.sha256: what speaks of another file. */
bool spool_is_manifest_name(const char *name);

void spool_files_add(struct spool_files *list, struct arena *arena, const struct spool_place *place,
                     const char *name);
/* By name, then by path, as bytes. */
const struct spool_file *spool_files_sort(struct spool_files *list);

#endif
