/* What lies beside the files of feeds and no feed takes. */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "adapters/host/spool_walk.h"
#include "matcher/base/text.h"

struct strangers {
    const struct config *config;
    int64_t finished_before_s;
    struct spool_files files;
};

static bool any_feed_takes(const struct config *config, const char *path)
{
    for (size_t i = 0; i < config->council_count; i++)
        for (size_t j = 0; j < config->councils[i].feed_count; j++)
            if (fnmatch(config->councils[i].feeds[j].url, path, FNM_PATHNAME | FNM_PERIOD) == 0)
                return true;
    return false;
}

static bool is_on_its_way(const char *name, const struct stat *status, int64_t finished_before_s)
{
    static const char *const suffixes[] = {".tmp", ".part", ".filepart"};
    const char *suffix = strrchr(name, '.');

    if (suffix == NULL || status->st_mtim.tv_sec < finished_before_s)
        return false;
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
        if (strcasecmp(suffix, suffixes[i]) == 0)
            return true;
    return false;
}

/* A manifest belongs to the file that it speaks of. */
static bool take_stranger(struct spool_walk *walk, const struct spool_place *place,
                          const char *name)
{
    struct strangers *strangers = walk->context;
    size_t length =
        strlen(name) - (spool_is_manifest_name(name) ? strlen(SPOOL_MANIFEST_SUFFIX) : 0);
    struct stat status;

    if (any_feed_takes(strangers->config,
                       arena_printf(walk->arena, "%s%.*s", place->prefix, (int)length, name)))
        return true;
    if (fstatat(place->fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT || spool_walk_cannot(walk, place, name);
    if (!S_ISDIR(status.st_mode) && !is_on_its_way(name, &status, strangers->finished_before_s))
        spool_files_add(&strangers->files, walk->arena, place, name);
    return true;
}

/* Every name in the feed's folders. */
static const char *neighbours_of(struct arena *arena, const struct feed_config *feed)
{
    const char *slash = strrchr(feed->url, '/');

    return arena_printf(arena, "%.*s*", slash == NULL ? 0 : (int)(slash + 1 - feed->url),
                        feed->url);
}

/* Of a sorted list. */
static void drop_doubles(struct spool_files *list)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || strcmp(list->files[kept - 1].path, list->files[i].path) != 0)
            list->files[kept++] = list->files[i];
    list->count = kept;
}

bool spool_list_strangers(struct arena *arena, const struct config *config,
                          const struct council_config *council, int64_t finished_before_s,
                          size_t *count_r, const struct spool_file **files_r, struct error *error_r)
{
    struct strangers strangers = {.config = config, .finished_before_s = finished_before_s};
    struct spool_walk walk = {
        .arena = arena, .take = take_stranger, .context = &strangers, .error_r = error_r};

    for (size_t i = 0; i < council->feed_count; i++) {
        const struct feed_config *feed = &council->feeds[i];
        walk.feed = feed->name;
        if (feed->source.url == NULL &&
            !spool_walk(&walk, config->spool, neighbours_of(arena, feed)))
            return false;
    }
    *files_r = spool_files_sort(&strangers.files);
    drop_doubles(&strangers.files);
    *count_r = strangers.files.count;
    return true;
}
