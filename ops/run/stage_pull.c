/*
 * pull: what has arrived for each feed.  Files are put into the spool by those
 * who send them; here it is said what is not there and what cannot be read.
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

bool stage_pull(struct council_night *night, struct error *error_r)
{
    for (size_t i = 0; i < night->council->feed_count; i++)
        if (!feed_look(night, &night->council->feeds[i], error_r))
            return false;
    return true;
}
