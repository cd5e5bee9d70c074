#include "adapters/host/spool_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/host/folder.h"

/* --- names ---------------------------------------------------------------------- */

void spool_files_add(struct spool_files *list, struct arena *arena, const struct spool_place *place,
                     const char *name)
{
    const char *path = arena_printf(arena, "%s%s", place->prefix, name);

    list->files =
        arena_grow(arena, list->files, &list->room, list->count + 1, sizeof(*list->files));
    list->files[list->count++] =
        (struct spool_file){.path = path, .name = path + strlen(place->prefix)};
}

static int compare_files(const void *a, const void *b)
{
    const struct spool_file *file_a = a;
    const struct spool_file *file_b = b;
    int order = strcmp(file_a->name, file_b->name);

    return order != 0 ? order : strcmp(file_a->path, file_b->path);
}

const struct spool_file *spool_files_sort(struct spool_files *list)
{
    if (list->count > 1)
        qsort(list->files, list->count, sizeof(*list->files), compare_files);
    return list->files;
}

bool spool_is_manifest_name(const char *name)
{
    size_t length = strlen(name);
    size_t suffix_length = strlen(SPOOL_MANIFEST_SUFFIX);

    return length > suffix_length &&
           strcmp(name + length - suffix_length, SPOOL_MANIFEST_SUFFIX) == 0;
}

/* --- the way there --------------------------------------------------------------- */

static bool walk_place(struct spool_walk *walk, struct spool_place place, const char *pattern);

static bool cannot_list(struct spool_walk *walk, const char *path, int failed)
{
    return error_set(walk->error_r, EXIT_STATUS_NO_INPUT, "feed %s: listing %s: %s", walk->feed,
                     path, strerror(failed));
}

bool spool_walk_cannot(struct spool_walk *walk, const struct spool_place *place, const char *name)
{
    int failed = errno;

    return cannot_list(walk, arena_printf(walk->arena, "%s%s", place->prefix, name), failed);
}

static bool is_link(const struct spool_place *place, const char *name)
{
    struct stat status;

    return fstatat(place->fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
}

static bool enter_folder(struct spool_walk *walk, const struct spool_place *place, const char *name,
                         const char *pattern)
{
    struct spool_place inner = {.fd = folder_open_in(place->fd, name)};

    if (inner.fd < 0) {
        if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
            return spool_walk_cannot(walk, place, name);
        if (is_link(place, name))
            spool_files_add(&walk->odd, walk->arena, place, name);
        return true;
    }
    inner.prefix = arena_printf(walk->arena, "%s%s/", place->prefix, name);
    bool listed = walk_place(walk, inner, pattern);
    close(inner.fd);
    return listed;
}

/* `rest` is the pattern below the matching names; NULL: they are the files. */
static bool walk_matching(struct spool_walk *walk, const struct spool_place *place,
                          const char *component, const char *rest)
{
    bool listed = true;
    struct dirent *entry;
    DIR *folder = fdopendir(fcntl(place->fd, F_DUPFD_CLOEXEC, 0));

    if (folder == NULL)
        return cannot_list(walk, place->prefix, errno);
    for (errno = 0; listed && (entry = readdir(folder)) != NULL; errno = 0) {
        const char *name = entry->d_name;
        if (name[0] == '.' || fnmatch(component, name, FNM_PERIOD) != 0)
            continue;
        listed =
            rest != NULL ? enter_folder(walk, place, name, rest) : walk->take(walk, place, name);
    }
    if (listed && errno != 0)
        listed = cannot_list(walk, place->prefix, errno);
    closedir(folder);
    return listed;
}

static bool walk_place(struct spool_walk *walk, struct spool_place place, const char *pattern)
{
    pattern += strspn(pattern, "/");
    size_t length = strcspn(pattern, "/");
    const char *rest = pattern[length] == '/' ? pattern + length + 1 : NULL;
    const char *component = arena_text(walk->arena, (struct text){pattern, length}).bytes;

    if (rest != NULL && strcmp(component, ".") == 0)
        return walk_place(walk, place, rest);
    if (rest != NULL && strpbrk(component, "*?[\\") == NULL)
        return enter_folder(walk, &place, component, rest);
    return walk_matching(walk, &place, component, rest);
}

bool spool_walk(struct spool_walk *walk, const char *spool, const char *pattern)
{
    struct spool_place root = {.fd = folder_open_beneath(spool, ""), .prefix = ""};

    if (root.fd < 0)
        return cannot_list(walk, spool, errno);
    bool listed = walk_place(walk, root, pattern);
    close(root.fd);
    return listed;
}
