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
#include "matcher/base/error.h"

struct pull_outcome {
    bool has_findings;   /* a person must look: refused, not there, too long */
    bool is_unavailable; /* the server was away, or cut us off, as often as we tried */
    bool comes_later;    /* a file is still being written */
};

/* Adds to *outcome.  False: the spool cannot be read or written. */
bool pull_feed(const char *spool, const struct feed_config *feed, struct pull_outcome *outcome,
               struct error *error_r);

#endif
