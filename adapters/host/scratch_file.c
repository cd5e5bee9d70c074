#include "adapters/host/scratch_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool scratch_file_open(const char *folder, const char *what, struct scratch_file *file_r,
                       struct error *error_r)
{
    *file_r = (struct scratch_file){open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), what};
    return file_r->fd >= 0 || error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "%s: a file for %s: %s",
                                        folder, what, strerror(errno));
}

void scratch_file_close(const struct scratch_file *file)
{
    close(file->fd);
}

bool scratch_file_write(const struct scratch_file *file, int64_t offset, struct text bytes,
                        struct error *error_r)
{
    for (size_t done = 0; done < bytes.length;) {
        ssize_t length =
            pwrite(file->fd, bytes.bytes + done, bytes.length - done, offset + (int64_t)done);
        if (length < 0 && errno != EINTR)
            return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "keeping %s: %s", file->what,
                             strerror(errno));
        done += length > 0 ? (size_t)length : 0;
    }
    return true;
}

bool scratch_file_read(const struct scratch_file *file, int64_t offset, size_t length,
                       char *bytes_r, struct error *error_r)
{
    for (size_t done = 0; done < length;) {
        ssize_t more = pread(file->fd, bytes_r + done, length - done, offset + (int64_t)done);
        if (more == 0 || (more < 0 && errno != EINTR))
            return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "reading %s: %s", file->what,
                             more == 0 ? "the file is too short" : strerror(errno));
        done += more > 0 ? (size_t)more : 0;
    }
    return true;
}
