/* What the files pull*.c share: a pull under way.  Rules: docs/files-in.md, "Fetched files". */
#ifndef TALLYSTICK_INBOUND_PULL_PARTS_H
#define TALLYSTICK_INBOUND_PULL_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "adapters/host/transfer.h"
#include "adapters/inbound/pull.h"
#include "adapters/inbound/pull_book.h"

#define PULL_DONE_FOLDER "done"

struct remote_file {
    const char *name;  /* at the source: data, never a path of ours */
    const char *local; /* in the spool */
    const char *url;
    const char *part; /* path of what has been fetched of it */
    struct transfer_look look;
    int64_t limit_bytes;
    bool has_manifest;
    bool has_changed; /* while it was fetched */
    bool is_left;     /* not tonight */
    bool is_fetched;  /* it is in the spool, or has been */
};

struct pull {
    struct arena *arena;
    const struct feed_config *feed;
    const struct source_config *source;
    struct pull_outcome *outcome;
    struct error *error_r;
    struct transfer *transfer;
    const char *folder;      /* where the feed's files are put */
    const char *folder_url;  /* of the source, ends in a slash; sftp */
    const char *folder_path; /* the same on the server */
    const char *glob;
    size_t count, room;
    struct remote_file *files;
    struct pull_book book;
    bool is_over; /* the server does not answer any more */
};

/* Logged, and kept in the outcome. */
void pull_finding(struct pull *pull, const char *what, const char *why);
/* The server or its file failed: noted in the outcome.  False: the spool cannot be written,
 * pull->error_r says so. */
bool pull_source_failed(struct pull *pull, enum transfer_end end, const char *what,
                        const struct error *error);
/* Waits before another attempt, longer every time; false: there is none left. */
bool pull_tries_again(const struct pull *pull, enum transfer_end end, const struct error *error,
                      int *attempt);

bool pull_name_ends_in(const char *name, const char *suffix);
/* Whether the server told what tells a file from another one of its name. */
bool pull_look_is_known(const struct transfer_look *look);

/* pull_list.c: which files the url names at the source, into pull->files. */
bool pull_list(struct pull *pull);

/* pull_fetch.c */
/* Parts of files that are not at the source any more, or not as they were, go. */
void pull_parts_begin(struct pull *pull);
bool pull_fetch_all(struct pull *pull);

#endif
