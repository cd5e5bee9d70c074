#include "tests/bench/council.h"

#include <err.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "adapters/host/zone_load.h"

void bench_council_load(const char *folder, struct bench_council *council_r)
{
    struct config_faults faults;
    struct error error;
    char path[PATH_MAX];

    council_r->arena = arena_new();
    snprintf(path, sizeof(path), "%s/tallystick.yaml", folder);
    if (!config_load(council_r->arena, path, &council_r->config, &faults, &error))
        errx(EX_CONFIG, "%s", error.message);
    if (faults.count > 0)
        errx(EX_CONFIG, "%s", faults.items[0].message);
    council_r->council = &council_r->config->councils[0];
    if (!zone_load(council_r->arena, council_r->council->timezone, &council_r->zone, &error))
        errx(EX_CONFIG, "%s", error.message);
}

const struct feed_config *bench_feed(const struct bench_council *council, enum feed_kind kind)
{
    for (size_t i = 0; i < council->council->feed_count; i++)
        if (council->council->feeds[i].kind == kind)
            return &council->council->feeds[i];
    errx(EX_CONFIG, "the configuration has no feed of that kind");
}

struct bench_files bench_files(const char *folder, const char *kind)
{
    char pattern[PATH_MAX];
    glob_t found = {0};

    snprintf(pattern, sizeof(pattern), "%s/in/%s/*.csv", folder, kind);
    if (glob(pattern, GLOB_ERR, NULL, &found) != 0)
        errx(EX_NOINPUT, "%s: nothing there", pattern);
    return (struct bench_files){found.gl_pathc, found.gl_pathv};
}

void bench_read(const struct bench_council *council, enum feed_kind kind, const char *path,
                const struct inbound_sink *sink)
{
    struct inbound_context context = {
        .feed = bench_feed(council, kind),
        .zone = council->zone,
        .service_count = council->council->service_count,
        .services = council->council->services,
        .shown_name = path,
    };
    struct inbound_outcome outcome;
    struct error error;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        err(EX_NOINPUT, "%s", path);
    if (!inbound_read(fd, &context, sink, &outcome, &error))
        errx(EX_IOERR, "%s: %s", path, error.message);
    if (outcome.quarantined || outcome.rows_rejected > 0)
        errx(EX_DATAERR, "%s: %s", path, outcome.quarantined ? outcome.reason : "rejected records");
    close(fd);
}

int64_t bench_cpu_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
