#include "config/zone_name.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZONE_FOLDER "/usr/share/zoneinfo"
#define ZONE_MAGIC  "TZif"

static bool has_parent_component(const char *name)
{
    for (const char *at = name; at != NULL; at = strchr(at, '/')) {
        at += *at == '/';
        if (strncmp(at, "..", 2) == 0 && (at[2] == '\0' || at[2] == '/'))
            return true;
    }
    return false;
}

static bool is_zone_file(const char *path)
{
    char magic[sizeof(ZONE_MAGIC) - 1];
    struct stat status;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return false;
    bool is_zone = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
                   read(fd, magic, sizeof(magic)) == (ssize_t)sizeof(magic) &&
                   memcmp(magic, ZONE_MAGIC, sizeof(magic)) == 0;
    close(fd);
    return is_zone;
}

bool zone_is_known(const char *name)
{
    char path[PATH_MAX];
    const char *folder = getenv("TZDIR");

    if (folder == NULL || *folder == '\0')
        folder = ZONE_FOLDER;
    if (*name == '\0' || *name == '/' || *name == ':' || has_parent_component(name))
        return false;
    int length = snprintf(path, sizeof(path), "%s/%s", folder, name);
    return length > 0 && (size_t)length < sizeof(path) && is_zone_file(path);
}
