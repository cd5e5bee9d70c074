#include "config/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Up to `room` bytes; -1 with errno. */
static ssize_t read_all(int fd, char *bytes, size_t room)
{
    size_t length = 0;

    while (length < room) {
        ssize_t got = read(fd, bytes + length, room - length);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        length += (size_t)got;
    }
    return (ssize_t)length;
}

static bool read_open_file(struct arena *arena, int fd, const char *path, size_t limit_bytes,
                           struct text *bytes_r, struct error *error_r)
{
    struct stat about;
    char *bytes;
    ssize_t length;

    if (fstat(fd, &about) < 0)
        return error_set(error_r, EXIT_STATUS_CONFIGURATION, "%s: %s", path, strerror(errno));
    if (!S_ISREG(about.st_mode))
        return error_set(error_r, EXIT_STATUS_CONFIGURATION, "%s: is not a regular file", path);
    if ((size_t)about.st_size > limit_bytes)
        return error_set(error_r, EXIT_STATUS_CONFIGURATION, "%s: is longer than %zu bytes", path,
                         limit_bytes);
    bytes = arena_alloc(arena, (size_t)about.st_size + 1, 1);
    length = read_all(fd, bytes, (size_t)about.st_size);
    if (length < 0)
        return error_set(error_r, EXIT_STATUS_CONFIGURATION, "%s: %s", path, strerror(errno));
    *bytes_r = (struct text){bytes, (size_t)length};
    return true;
}

bool whole_file_read(struct arena *arena, const char *path, size_t limit_bytes,
                     struct text *bytes_r, struct error *error_r)
{
    /* O_NONBLOCK: a FIFO in the file's place must not hang the program. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool done;

    if (fd < 0)
        return error_set(error_r, EXIT_STATUS_CONFIGURATION, "%s: %s", path, strerror(errno));
    done = read_open_file(arena, fd, path, limit_bytes, bytes_r, error_r);
    close(fd);
    return done;
}
