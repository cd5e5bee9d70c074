/* Which files a feed's glob names. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/host/folder.h"
#include "adapters/host/spool.h"
#include "matcher/base/text.h"

struct file_list {
    struct spool_file *files;
    size_t count, room;
};

struct listing {
    struct arena *arena;
    const struct feed_config *feed;
    struct error *error_r;
    struct file_list files;
    struct file_list odd;
};

/* A folder on the way: open, with its path relative to the spool, "" or ending in a slash. */
struct place {
    int fd;
    const char *prefix;
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
                              : list_name(listing, place, name);
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

bool spool_list(struct arena *arena, const char *spool, const struct feed_config *feed,
                size_t *count_r, const struct spool_file **files_r, size_t *odd_count_r,
                const struct spool_file **odd_r, struct error *error_r)
{
    struct listing listing = {.arena = arena, .feed = feed, .error_r = error_r};

    if (leaves_the_spool(feed->url))
        return error_set(error_r, EXIT_STATUS_CONFIGURATION, "feed %s: %s is not below the spool",
                         feed->name, feed->url);
    struct place root = {.fd = folder_open_beneath(spool, ""), .prefix = ""};
    if (root.fd < 0)
        return cannot_list(&listing, spool, errno);
    bool listed = list_place(&listing, root, feed->url);
    close(root.fd);
    *count_r = listing.files.count;
    *files_r = sorted(&listing.files);
    *odd_count_r = listing.odd.count;
    *odd_r = sorted(&listing.odd);
    return listed;
}
