/*
 * Fetches the files of a feed with a source into the spool, where the feed
 * finds them as if somebody had put them there (docs/files-in.md, "Fetched
 * files").  A file appears there whole or not at all; what a cut connection
 * left is taken up again.  What is wrong at the source is logged and noted: the
 * night goes on without it.
 */
#ifndef TALLYSTICK_INBOUND_PULL_H
#define TALLYSTICK_INBOUND_PULL_H

#include <stdbool.h>

#include "config/config.h"
#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"

/* A person must look: refused, not there, too long. */
struct pull_finding {
    struct text place; /* "feed NAME: " and what is meant */
    struct text words;
};

struct pull_outcome {
    struct arena *arena; /* the findings'; the caller's */
    size_t finding_count, finding_room;
    struct pull_finding *findings;
    bool is_unavailable; /* the server was away, or cut us off, as often as we tried */
    bool comes_later;    /* a file is still being written */
};

/* Adds to *outcome.  False: the spool cannot be read or written. */
bool pull_feed(const char *spool, const struct feed_config *feed, struct pull_outcome *outcome,
               struct error *error_r);

#endif
