#include "adapters/host/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODE_ABOVE 0750

const char *folder_temporary(void)
{
    const char *folder = getenv("TMPDIR");

    return folder == NULL || folder[0] == '\0' ? "/tmp" : folder;
}

bool folder_sync(const char *path, struct error *error_r)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "opening folder %s: %s", path,
                         strerror(errno));
    int failed = fsync(fd) != 0 ? errno : 0;
    close(fd);
    if (failed != 0)
        return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "syncing folder %s: %s", path,
                         strerror(failed));
    return true;
}

static bool sync_above(char *path, struct error *error_r)
{
    char *slash = strrchr(path, '/');

    if (slash == NULL)
        return folder_sync(".", error_r);
    if (slash == path)
        return folder_sync("/", error_r);
    *slash = '\0';
    bool done = folder_sync(path, error_r);
    *slash = '/';
    return done;
}

static bool make_one(char *path, mode_t mode, struct error *error_r)
{
    struct stat status;

    if (mkdir(path, mode) == 0)
        return sync_above(path, error_r);
    int failed = errno;
    if (failed == EEXIST && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return true;
    return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "making folder %s: %s", path,
                     strerror(failed == EEXIST ? ENOTDIR : failed));
}

static bool make_with_those_above(char *path, mode_t mode, struct error *error_r)
{
    struct stat status;

    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return true;
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = make_one(path, MODE_ABOVE, error_r);
        *slash = '/';
        if (!made)
            return false;
    }
    return make_one(path, mode, error_r);
}

bool folder_make(const char *path, mode_t mode, struct error *error_r)
{
    char copy[PATH_MAX];
    size_t length = strlen(path);

    if (length == 0 || length >= sizeof(copy))
        return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "making folder %s: %s", path,
                         strerror(length == 0 ? ENOENT : ENAMETOOLONG));
    memcpy(copy, path, length + 1);
    while (length > 1 && copy[length - 1] == '/')
        copy[--length] = '\0';
    return make_with_those_above(copy, mode, error_r);
}

int folder_open_in(int folder_fd, const char *name)
{
    return openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

/* Takes the first component off *path; false: none is left. */
static bool take_component(const char **path, char name_r[NAME_MAX + 1])
{
    const char *start = *path + strspn(*path, "/");
    size_t length = strcspn(start, "/");

    *path = start + length;
    if (length > NAME_MAX)
        length = NAME_MAX;
    memcpy(name_r, start, length);
    name_r[length] = '\0';
    return length > 0;
}

int folder_open_beneath(const char *root, const char *relative)
{
    char name[NAME_MAX + 1];
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    while (fd >= 0 && take_component(&relative, name)) {
        int inner = strcmp(name, "..") == 0 ? -1 : folder_open_in(fd, name);
        int failed = strcmp(name, "..") == 0 ? EINVAL : errno;
        close(fd);
        fd = inner;
        errno = failed;
    }
    return fd;
}
