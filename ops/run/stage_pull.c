/*
 * pull: what has arrived for each feed.  Files are put into the spool by those
 * who send them, or fetched from where the feed's url says; then it is said what
 * is not there and what cannot be read.
 */
#include "adapters/host/log.h"
#include "adapters/host/spool.h"
#include "ops/run/council_night.h"

static bool feed_look(struct council_night *night, const struct feed_config *feed,
                      struct error *error_r)
{
    const struct spool_file *files, *odd;
    size_t count, odd_count;

    if (!spool_list(night->arena, night->config->spool, feed, &count, &files, &odd_count, &odd,
                    error_r))
        return false;
    for (size_t i = 0; i < odd_count; i++) {
        log_warning("%s is not a regular file and is left where it is", odd[i].path);
        night->has_findings = true;
    }
    if (count == 0 && feed->required) {
        log_warning("feed %s brought no file", feed->name);
        night->has_findings = true;
    }
    return true;
}

/* A dry run leaves no trace, neither here nor at the source. */
static bool feed_fetch(struct council_night *night, const struct feed_config *feed,
                       struct error *error_r)
{
    if (feed->source.url == NULL || night->is_dry_run)
        return true;
    return pull_feed(night->config->spool, feed, &night->pulled, error_r);
}

bool stage_pull(struct council_night *night, struct error *error_r)
{
    for (size_t i = 0; i < night->council->feed_count; i++) {
        const struct feed_config *feed = &night->council->feeds[i];
        if (!feed_fetch(night, feed, error_r) || !feed_look(night, feed, error_r))
            return false;
    }
    night->has_findings = night->has_findings || night->pulled.has_findings;
    return true;
}
