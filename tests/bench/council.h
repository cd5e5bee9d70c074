/*
 * The generator's council without a database: its configuration, zone and
 * feeds, and its files read as a night reads them.  What goes wrong ends the
 * program.
 */
#ifndef TALLYSTICK_BENCH_COUNCIL_H
#define TALLYSTICK_BENCH_COUNCIL_H

#include "adapters/inbound/inbound.h"

struct bench_council {
    struct arena *arena;
    const struct config *config;
    const struct council_config *council; /* the first */
    const struct zone *zone;
};

void bench_council_load(const char *folder, struct bench_council *council_r);
const struct feed_config *bench_feed(const struct bench_council *council, enum feed_kind kind);

/* The files of a folder, as paths in the order of their bytes. */
struct bench_files {
    size_t count;
    char **paths;
};
struct bench_files bench_files(const char *folder, const char *kind);

/* Reads a file of the kind into the sink; ends the program if the file is set aside or has a
 * record that is rejected. */
void bench_read(const struct bench_council *council, enum feed_kind kind, const char *path,
                const struct inbound_sink *sink);

/* Processor time: what is measured does not wait, and other programs do not count. */
int64_t bench_cpu_us(void);

#endif
