/* Which files a feed's glob names. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "adapters/host/spool_walk.h"
#include "matcher/base/text.h"

struct listing {
    bool has_manifest; /* the feed */
    struct spool_files files;
};

static bool manifest_is_there(struct arena *arena, const struct spool_place *place,
                              const char *name)
{
    struct stat status;
    const char *manifest = arena_printf(arena, "%s" SPOOL_MANIFEST_SUFFIX, name);

    return fstatat(place->fd, manifest, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(status.st_mode);
}

static bool take_file(struct spool_walk *walk, const struct spool_place *place, const char *name)
{
    struct listing *listing = walk->context;
    struct stat status;

    if (listing->has_manifest && spool_is_manifest_name(name))
        return true;
    if (fstatat(place->fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT || spool_walk_cannot(walk, place, name);
    if (!S_ISREG(status.st_mode))
        spool_files_add(&walk->odd, walk->arena, place, name);
    else if (!listing->has_manifest || manifest_is_there(walk->arena, place, name))
        spool_files_add(&listing->files, walk->arena, place, name);
    return true;
}

static bool leaves_the_spool(const char *url)
{
    bool leaves = *url == '/' || strstr(url, "://") != NULL;

    for (const char *at = url; *at != '\0'; at += strspn(at, "/")) {
        size_t length = strcspn(at, "/");
        leaves |= length == 2 && strncmp(at, "..", 2) == 0;
        at += length;
    }
    return leaves;
}

bool spool_list(struct arena *arena, const char *spool, const struct feed_config *feed,
                size_t *count_r, const struct spool_file **files_r, size_t *odd_count_r,
                const struct spool_file **odd_r, struct error *error_r)
{
    struct listing listing = {.has_manifest = feed->manifest == MANIFEST_SHA256};
    struct spool_walk walk = {.arena = arena,
                              .feed = feed->name,
                              .take = take_file,
                              .context = &listing,
                              .error_r = error_r};

    if (leaves_the_spool(feed->url))
        return error_set(error_r, EXIT_STATUS_CONFIGURATION, "feed %s: %s is not below the spool",
                         feed->name, feed->url);
    bool listed = spool_walk(&walk, spool, feed->url);
    *count_r = listing.files.count;
    *files_r = spool_files_sort(&listing.files);
    *odd_count_r = walk.odd.count;
    *odd_r = spool_files_sort(&walk.odd);
    return listed;
}

const char *spool_feed_folder(struct arena *arena, const struct feed_config *feed)
{
    size_t literal = strcspn(feed->url, "*?[");

    while (literal > 0 && feed->url[literal - 1] != '/')
        literal--;
    return arena_text(arena, (struct text){feed->url, literal > 0 ? literal - 1 : 0}).bytes;
}
