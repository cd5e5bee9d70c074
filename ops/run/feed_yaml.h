/* A guessed feed as YAML for a council's `feeds`, with comments for who looks over it. */
#ifndef TALLYSTICK_RUN_FEED_YAML_H
#define TALLYSTICK_RUN_FEED_YAML_H

#include <stdio.h>

#include "adapters/inbound/sample_guess.h"

/* What became of the file when it was read as the feed says. */
struct feed_trial {
    int64_t records, rejected;
    bool is_set_aside;
    const char *reason; /* why set aside, or the first rejected record's; "" */
};

void feed_yaml_write(FILE *stream, const char *file_name, const struct sample_table *table,
                     const struct sample_guess *guess, const struct feed_config *feed,
                     const struct feed_trial *trial);

#endif
