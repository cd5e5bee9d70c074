/*
 * pull: what has arrived for each feed.  Files are put into the spool by those
 * who send them, or fetched from where the feed's url says; then it is said what
 * is not there and what cannot be read.
 */
#include <errno.h>
#include <unistd.h>

#include "adapters/host/folder.h"
#include "adapters/host/log.h"
#include "adapters/host/spool.h"
#include "ops/run/council_night.h"
#include "ops/run/missing_feeds.h"

static bool find_arrival(struct council_night *night, struct text place, struct text words,
                         struct error *error_r)
{
    night->has_findings = true;
    return run_add_arrival(night->db, &night->run, place, words, error_r);
}

/* Whether it has to bring a file and none was read before, on this date. */
static bool feed_is_missing(const struct feed_config *feed, size_t missing_count,
                            const struct text *missing)
{
    for (size_t i = 0; i < missing_count; i++)
        if (text_equal(missing[i], text_of(feed->name)))
            return true;
    return false;
}

/* It need not be: a feed that brings nothing yet may have none. */
static void folder_look(const struct council_night *night, const struct feed_config *feed)
{
    const char *name = spool_feed_folder(night->arena, feed);
    int folder = folder_open_beneath(night->config->spool, name);

    if (folder >= 0)
        close(folder);
    else if (errno == ENOENT && feed->source.url == NULL)
        log_warning("feed %s: its folder %s is not there", feed->name, name);
}

static bool feed_look(struct council_night *night, const struct feed_config *feed, bool is_missing,
                      struct error *error_r)
{
    const struct spool_file *files, *odd;
    size_t count, odd_count;

    if (!spool_list(night->arena, night->config->spool, feed, &count, &files, &odd_count, &odd,
                    error_r))
        return false;
    for (size_t i = 0; i < odd_count; i++) {
        static const char words[] = "is not a regular file and is left where it is";
        log_warning("%s %s", odd[i].path, words);
        if (!find_arrival(night, text_of(odd[i].path), text_of(words), error_r))
            return false;
    }
    if (count == 0)
        folder_look(night, feed);
    if (count == 0 && is_missing) {
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
    const size_t before = night->pulled.finding_count;
    if (!pull_feed(night->config->spool, feed, &night->pulled, error_r))
        return false;
    for (size_t i = before; i < night->pulled.finding_count; i++)
        if (!find_arrival(night, night->pulled.findings[i].place, night->pulled.findings[i].words,
                          error_r))
            return false;
    return true;
}

#define STRANGERS_TOLD 100 /* by name; of more, how many there are */

static bool stranger_tell(struct council_night *night, const char *path, const char *words,
                          struct error *error_r)
{
    log_warning("%s %s", path, words);
    return find_arrival(night, text_of(path), text_of(words), error_r);
}

static bool look_for_strangers(struct council_night *night, struct error *error_r)
{
    const int64_t finished_before_s = (night->run.business_date - 1) * SECONDS_PER_DAY;
    const struct spool_file *files;
    size_t count;

    if (!spool_list_strangers(night->arena, night->config, night->council, finished_before_s,
                              &count, &files, error_r))
        return false;
    for (size_t i = 0; i < count && i < STRANGERS_TOLD; i++)
        if (!stranger_tell(night, files[i].path, SPOOL_STRANGER_WORDS, error_r))
            return false;
    return count <= STRANGERS_TOLD ||
           stranger_tell(night, files[STRANGERS_TOLD].path,
                         arena_printf(night->arena, "and %zu more: " SPOOL_STRANGER_WORDS,
                                      count - STRANGERS_TOLD - 1),
                         error_r);
}

bool stage_pull(struct council_night *night, struct error *error_r)
{
    struct text *missing;
    size_t missing_count;

    night->pulled.arena = night->arena;
    if (!missing_feeds(night->db, night->council, night->run.council_id, night->run.run_id,
                       night->arena, &missing_count, &missing, error_r))
        return false;
    for (size_t i = 0; i < night->council->feed_count; i++) {
        const struct feed_config *feed = &night->council->feeds[i];
        if (!feed_fetch(night, feed, error_r) ||
            !feed_look(night, feed, feed_is_missing(feed, missing_count, missing), error_r))
            return false;
    }
    return look_for_strangers(night, error_r);
}
