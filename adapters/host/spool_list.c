/* Which files a feed's glob names. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/host/folder.h"
#include "adapters/host/spool.h"
#include "matcher/base/text.h"

struct file_list {
    struct spool_file *files;
    size_t count, room;
};

/* A folder on the way: open, with its path relative to the spool, "" or ending in a slash. */
struct place {
    int fd;
    const char *prefix;
};

struct listing {
    struct arena *arena;
    const struct feed_config *feed;
    struct error *error_r;
    /* What becomes of a name that the pattern's last component takes. */
    bool (*take)(struct listing *listing, const struct place *place, const char *name);
    struct file_list files;
    struct file_list odd;

    /* Of strangers alone: */
    const struct config *config;
    int64_t finished_before_s;
};

static bool list_place(struct listing *listing, struct place place, const char *pattern);

static bool cannot_list(struct listing *listing, const char *path, int failed)
{
    return error_set(listing->error_r, EXIT_STATUS_NO_INPUT, "feed %s: listing %s: %s",
                     listing->feed->name, path, strerror(failed));
}

static bool cannot_list_in(struct listing *listing, const struct place *place, const char *name)
{
    int failed = errno;

    return cannot_list(listing, arena_printf(listing->arena, "%s%s", place->prefix, name), failed);
}

static void add_file(struct listing *listing, struct file_list *list, const struct place *place,
                     const char *name)
{
    const char *path = arena_printf(listing->arena, "%s%s", place->prefix, name);

    list->files =
        arena_grow(listing->arena, list->files, &list->room, list->count + 1, sizeof(*list->files));
    list->files[list->count++] =
        (struct spool_file){.path = path, .name = path + strlen(place->prefix)};
}

static bool has_manifest(const struct listing *listing)
{
    return listing->feed->manifest == MANIFEST_SHA256;
}

static bool is_manifest_name(const char *name)
{
    size_t length = strlen(name);
    size_t suffix_length = strlen(SPOOL_MANIFEST_SUFFIX);

    return length > suffix_length &&
           strcmp(name + length - suffix_length, SPOOL_MANIFEST_SUFFIX) == 0;
}

static bool manifest_is_there(struct listing *listing, const struct place *place, const char *name)
{
    struct stat status;
    const char *manifest = arena_printf(listing->arena, "%s" SPOOL_MANIFEST_SUFFIX, name);

    return fstatat(place->fd, manifest, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(status.st_mode);
}

static bool list_name(struct listing *listing, const struct place *place, const char *name)
{
    struct stat status;

    if (has_manifest(listing) && is_manifest_name(name))
        return true;
    if (fstatat(place->fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT || cannot_list_in(listing, place, name);
    if (!S_ISREG(status.st_mode))
        add_file(listing, &listing->odd, place, name);
    else if (!has_manifest(listing) || manifest_is_there(listing, place, name))
        add_file(listing, &listing->files, place, name);
    return true;
}

static bool is_link(const struct place *place, const char *name)
{
    struct stat status;

    return fstatat(place->fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
}

static bool enter_folder(struct listing *listing, const struct place *place, const char *name,
                         const char *pattern)
{
    struct place inner = {.fd = folder_open_in(place->fd, name)};

    if (inner.fd < 0) {
        if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
            return cannot_list_in(listing, place, name);
        if (is_link(place, name))
            add_file(listing, &listing->odd, place, name);
        return true;
    }
    inner.prefix = arena_printf(listing->arena, "%s%s/", place->prefix, name);
    bool listed = list_place(listing, inner, pattern);
    close(inner.fd);
    return listed;
}

/* `rest` is the pattern below the matching names; NULL: they are the files. */
static bool list_matching(struct listing *listing, const struct place *place, const char *component,
                          const char *rest)
{
    bool listed = true;
    struct dirent *entry;
    DIR *folder = fdopendir(fcntl(place->fd, F_DUPFD_CLOEXEC, 0));

    if (folder == NULL)
        return cannot_list(listing, place->prefix, errno);
    for (errno = 0; listed && (entry = readdir(folder)) != NULL; errno = 0) {
        const char *name = entry->d_name;
        if (name[0] == '.' || fnmatch(component, name, FNM_PERIOD) != 0)
            continue;
        listed = rest != NULL ? enter_folder(listing, place, name, rest)
                              : listing->take(listing, place, name);
    }
    if (listed && errno != 0)
        listed = cannot_list(listing, place->prefix, errno);
    closedir(folder);
    return listed;
}

static bool list_place(struct listing *listing, struct place place, const char *pattern)
{
    pattern += strspn(pattern, "/");
    size_t length = strcspn(pattern, "/");
    const char *rest = pattern[length] == '/' ? pattern + length + 1 : NULL;
    const char *component = arena_text(listing->arena, (struct text){pattern, length}).bytes;

    if (rest != NULL && strcmp(component, ".") == 0)
        return list_place(listing, place, rest);
    if (rest != NULL && strpbrk(component, "*?[\\") == NULL)
        return enter_folder(listing, &place, component, rest);
    return list_matching(listing, &place, component, rest);
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

static int compare_files(const void *a, const void *b)
{
    const struct spool_file *file_a = a;
    const struct spool_file *file_b = b;
    int order = strcmp(file_a->name, file_b->name);

    return order != 0 ? order : strcmp(file_a->path, file_b->path);
}

static const struct spool_file *sorted(struct file_list *list)
{
    if (list->count > 1)
        qsort(list->files, list->count, sizeof(*list->files), compare_files);
    return list->files;
}

static bool list_spool(struct listing *listing, const char *spool, const char *pattern)
{
    struct place root = {.fd = folder_open_beneath(spool, ""), .prefix = ""};

    if (root.fd < 0)
        return cannot_list(listing, spool, errno);
    bool listed = list_place(listing, root, pattern);
    close(root.fd);
    return listed;
}

bool spool_list(struct arena *arena, const char *spool, const struct feed_config *feed,
                size_t *count_r, const struct spool_file **files_r, size_t *odd_count_r,
                const struct spool_file **odd_r, struct error *error_r)
{
    struct listing listing = {.arena = arena, .feed = feed, .error_r = error_r, .take = list_name};

    if (leaves_the_spool(feed->url))
        return error_set(error_r, EXIT_STATUS_CONFIGURATION, "feed %s: %s is not below the spool",
                         feed->name, feed->url);
    bool listed = list_spool(&listing, spool, feed->url);
    *count_r = listing.files.count;
    *files_r = sorted(&listing.files);
    *odd_count_r = listing.odd.count;
    *odd_r = sorted(&listing.odd);
    return listed;
}

const char *spool_feed_folder(struct arena *arena, const struct feed_config *feed)
{
    size_t literal = strcspn(feed->url, "*?[");

    while (literal > 0 && feed->url[literal - 1] != '/')
        literal--;
    return arena_text(arena, (struct text){feed->url, literal > 0 ? literal - 1 : 0}).bytes;
}

/* --- strangers ------------------------------------------------------------- */

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
static bool list_stranger(struct listing *listing, const struct place *place, const char *name)
{
    size_t length = strlen(name) - (is_manifest_name(name) ? strlen(SPOOL_MANIFEST_SUFFIX) : 0);
    struct stat status;

    if (any_feed_takes(listing->config,
                       arena_printf(listing->arena, "%s%.*s", place->prefix, (int)length, name)))
        return true;
    if (fstatat(place->fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT || cannot_list_in(listing, place, name);
    if (!S_ISDIR(status.st_mode) && !is_on_its_way(name, &status, listing->finished_before_s))
        add_file(listing, &listing->files, place, name);
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
static void drop_doubles(struct file_list *list)
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
    struct listing listing = {.arena = arena,
                              .error_r = error_r,
                              .take = list_stranger,
                              .config = config,
                              .finished_before_s = finished_before_s};

    for (size_t i = 0; i < council->feed_count; i++) {
        listing.feed = &council->feeds[i];
        if (listing.feed->source.url == NULL &&
            !list_spool(&listing, config->spool, neighbours_of(arena, listing.feed)))
            return false;
    }
    *files_r = sorted(&listing.files);
    drop_doubles(&listing.files);
    *count_r = listing.files.count;
    return true;
}
