/*
 * A file written whole or not at all: temporary name in the same folder, sticky
 * error, fsync, rename, fsync of the folder.  Readers never see half a file.
 */
#ifndef TALLYSTICK_HOST_PUBLISH_H
#define TALLYSTICK_HOST_PUBLISH_H

#include <stdbool.h>
#include <stddef.h>

#include "matcher/base/error.h"
#include "matcher/base/text.h"

struct publication;

/* Makes missing folders of path.  NULL with error_r set on failure. */
struct publication *publish_begin(const char *path, struct error *error_r);
/* Errors stick until publish_commit. */
void publish_write(struct publication *publication, const void *bytes, size_t length);
/* On false nothing is at path (or what was there before is), unless the folder alone could not be
 * synced: then the file is there, whole, but a power cut may take it back.  Frees. */
bool publish_commit(struct publication *publication, struct error *error_r);
void publish_abandon(struct publication *publication);

/* Lets go of the file until it is written or read again, so that any number can wait; the disk
 * begins to write it.  Nobody may sweep the folder meanwhile. */
void publish_rest(struct publication *publication);

const char *publish_path(const struct publication *publication);
/* What was written so far, to be read back before anybody sees it: good until the publication is
 * gone.  False: not all of it could be written. */
bool publish_written(struct publication *publication, int *fd_r, struct error *error_r);

/*
 * Files that wait for the disk together.  Each is still written whole or not at all: all have been
 * synced before the first gets its name, and their folders are synced once, after the last.
 * Threads may add at the same time.
 */
struct edition;
struct edition *edition_new(void);
/* In place of publish_commit(): the disk begins to write, and nobody waits for it yet.  Frees the
 * publication.  Where many wait already they are published, of which false tells. */
bool edition_add(struct edition *edition, struct publication *publication, struct error *error_r);
bool edition_add_text(struct edition *edition, const char *path, struct text content,
                      struct error *error_r);
/* All that was added is there. On false some of it may be. */
bool edition_publish(struct edition *edition, struct error *error_r);
/* Drops what is not published. */
void edition_free(struct edition *edition);

/* Removes what publications of killed programs left in a folder, which need not be there. Others
 * may publish into it meanwhile, but what is at rest goes too. */
bool publish_sweep(const char *folder, struct error *error_r);

/* All of it at once. */
bool publish_text(const char *path, struct text content, struct error *error_r);

#endif
