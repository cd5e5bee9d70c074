#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/host/digest.h"
#include "adapters/host/folder.h"
#include "adapters/host/log.h"
#include "adapters/host/spool.h"
#include "adapters/inbound/pull_parts.h"

#define FILE_MODE           0640
#define PART_SUFFIX         ".part"
#define MANIFEST_PART       ".manifest" PART_SUFFIX
#define HASH_PIECE_BYTES    65536
#define MANIFEST_MOST_BYTES 4096

static bool cannot_write(struct pull *pull, const char *path)
{
    return error_set(pull->error_r, EXIT_STATUS_CANNOT_WRITE, "feed %s: writing %s: %s",
                     pull->feed->name, path, strerror(errno));
}

/* What is there of the file as it is now; of one that cannot be told from another, nothing. */
static int64_t part_length(const struct remote_file *file, int fd)
{
    struct stat status;

    if (pull_look_is_known(&file->look) && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_size <= file->look.size_bytes)
        return lseek(fd, 0, SEEK_END);
    return ftruncate(fd, 0) == 0 ? lseek(fd, 0, SEEK_SET) : -1;
}

/* Some servers open a folder as they open a file, and then fail. */
static bool is_folder(struct pull *pull, const struct remote_file *file)
{
    struct error error;
    struct text names;

    return pull->source->is_sftp &&
           transfer_names(pull->transfer, arena_printf(pull->arena, "%s/", file->url), pull->arena,
                          &names, &error) == TRANSFER_DONE;
}

static enum transfer_end fetch_bytes(struct pull *pull, struct remote_file *file, int fd,
                                     int64_t from, struct error *error_r)
{
    int64_t changed_s;
    const enum transfer_end end =
        transfer_fetch(pull->transfer, file->url, from, file->limit_bytes, fd, &changed_s, error_r);

    if (changed_s >= 0 && changed_s != file->look.changed_s)
        file->has_changed = true;
    if (end == TRANSFER_AGAIN && is_folder(pull, file)) {
        error_set(error_r, EXIT_STATUS_NO_INPUT, "is not a regular file");
        return TRANSFER_REFUSED;
    }
    return end;
}

static enum transfer_end fetch_once(struct pull *pull, struct remote_file *file, int fd,
                                    struct error *error_r)
{
    const int64_t from = part_length(file, fd);

    if (from < 0) {
        error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "%s", strerror(errno));
        return TRANSFER_REFUSED;
    }
    if (pull_look_is_known(&file->look) && from == file->look.size_bytes)
        return TRANSFER_DONE;
    if (from > 0)
        log_info("feed %s: %s: going on from byte %" PRId64, pull->feed->name, file->name, from);
    const enum transfer_end end = fetch_bytes(pull, file, fd, from, error_r);
    if (end != TRANSFER_NO_RESUME)
        return end;
    if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0) {
        error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "%s", strerror(errno));
        return TRANSFER_REFUSED;
    }
    return fetch_bytes(pull, file, fd, 0, error_r);
}

static bool is_as_looked_at(const struct remote_file *file, int64_t length)
{
    return !pull_look_is_known(&file->look) ||
           (length == file->look.size_bytes && !file->has_changed);
}

static bool fetch_into(struct pull *pull, struct remote_file *file, int fd)
{
    enum transfer_end end;
    struct error error;
    struct stat status;
    int attempt = 0;

    do
        end = fetch_once(pull, file, fd, &error);
    while (pull_tries_again(pull, end, &error, &attempt));
    if (end != TRANSFER_DONE) {
        file->is_left = true;
        return pull_source_failed(pull, end, file->name, &error);
    }
    if (fsync(fd) != 0 || fstat(fd, &status) != 0)
        return cannot_write(pull, file->part);
    if (is_as_looked_at(file, status.st_size))
        return true;
    pull_finding(pull, file->name, "changed while it was fetched, and is left for the next night");
    pull->outcome->comes_later = true;
    file->is_left = true;
    unlink(file->part);
    return true;
}

static bool fetch_part(struct pull *pull, struct remote_file *file)
{
    const int fd = open(file->part, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);

    if (fd < 0)
        return cannot_write(pull, file->part);
    const bool is_done = fetch_into(pull, file, fd);
    close(fd);
    return is_done;
}

/* --- its manifest --------------------------------------------------------- */

static const char *manifest_url(struct pull *pull, const struct remote_file *file)
{
    const size_t length = strcspn(file->url, "?");

    return arena_printf(pull->arena, "%.*s" SPOOL_MANIFEST_SUFFIX "%s", (int)length, file->url,
                        file->url + length);
}

/* Small, and of no worth without its file: fetched whole. */
static bool fetch_manifest(struct pull *pull, struct remote_file *file)
{
    struct remote_file manifest = {
        .name = arena_printf(pull->arena, "%s" SPOOL_MANIFEST_SUFFIX, file->name),
        .url = manifest_url(pull, file),
        .part = arena_printf(pull->arena, "%s/" MANIFEST_PART, pull->folder),
        .look = {-1, -1},
        .limit_bytes = MANIFEST_MOST_BYTES,
    };

    if (!fetch_part(pull, &manifest))
        return false;
    file->is_left = manifest.is_left;
    return true;
}

static bool hash_file(struct pull *pull, const char *path, uint8_t sha256_r[SHA256_BYTES])
{
    char bytes[HASH_PIECE_BYTES];
    struct digest *digest = digest_begin();
    const int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t length;

    while ((length = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes))) > 0)
        digest_add(digest, bytes, (size_t)length);
    digest_end(digest, sha256_r);
    if (length < 0)
        error_set(pull->error_r, EXIT_STATUS_CANNOT_WRITE, "feed %s: reading %s: %s",
                  pull->feed->name, path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return length == 0;
}

/* What disagrees stays at the source, untouched: perhaps the other half of it is on its way. */
static bool check_manifest(struct pull *pull, struct remote_file *file)
{
    uint8_t sha256[SHA256_BYTES];
    const int folder_fd = open(pull->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder_fd < 0)
        return cannot_write(pull, pull->folder);
    const bool is_read = hash_file(pull, file->part, sha256);
    file->is_left = is_read && !spool_manifest_agrees(folder_fd, MANIFEST_PART, sha256);
    close(folder_fd);
    if (file->is_left) {
        pull_finding(pull, file->name,
                     "its " SPOOL_MANIFEST_SUFFIX " says other bytes; it is "
                     "left for the next night");
        unlink(file->part);
    }
    return is_read;
}

static bool place(struct pull *pull, const char *part, const char *path)
{
    return rename(part, path) == 0 || cannot_write(pull, path);
}

/* Before its file, which waits for it in the spool. */
static bool bring_manifest(struct pull *pull, struct remote_file *file, const char *path)
{
    return fetch_manifest(pull, file) && (file->is_left || check_manifest(pull, file)) &&
           (file->is_left ||
            place(pull, arena_printf(pull->arena, "%s/" MANIFEST_PART, pull->folder),
                  arena_printf(pull->arena, "%s" SPOOL_MANIFEST_SUFFIX, path)));
}

/* --- all of them ---------------------------------------------------------- */

static bool fetch_file(struct pull *pull, struct remote_file *file)
{
    const char *path = arena_printf(pull->arena, "%s/%s", pull->folder, file->local);

    if (access(path, F_OK) == 0) {
        log_info("feed %s: %s waits until the one of its name has been read", pull->feed->name,
                 file->name);
        file->is_left = true;
        return true;
    }
    if (!fetch_part(pull, file) ||
        (!file->is_left && file->has_manifest && !bring_manifest(pull, file, path)))
        return false;
    if (file->is_left)
        return true;
    if (!place(pull, file->part, path))
        return false;
    log_info("feed %s: fetched %s", pull->feed->name, file->name);
    file->is_fetched = true;
    return true;
}

bool pull_fetch_all(struct pull *pull)
{
    for (size_t i = 0; i < pull->count && !pull->is_over; i++)
        if (!pull->files[i].is_left && !pull->files[i].is_fetched &&
            !fetch_file(pull, &pull->files[i]))
            return false;
    return folder_sync(pull->folder, pull->error_r);
}

/* --- what is left of earlier attempts ----------------------------------------- */

static void name_parts(struct pull *pull)
{
    for (size_t i = 0; i < pull->count; i++)
        pull->files[i].part = arena_printf(
            pull->arena, "%s/.%s.%" PRId64 ".%" PRId64 PART_SUFFIX, pull->folder,
            pull->files[i].local, pull->files[i].look.size_bytes, pull->files[i].look.changed_s);
}

static bool is_wanted(const struct pull *pull, const char *path)
{
    for (size_t i = 0; i < pull->count; i++)
        if (strcmp(pull->files[i].part, path) == 0)
            return true;
    return false;
}

static void sweep_parts(struct pull *pull)
{
    DIR *folder = opendir(pull->folder);
    const struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        const char *path = arena_printf(pull->arena, "%s/%s", pull->folder, entry->d_name);
        if (entry->d_name[0] == '.' && pull_name_ends_in(entry->d_name, PART_SUFFIX) &&
            !is_wanted(pull, path))
            unlink(path);
    }
    if (folder != NULL)
        closedir(folder);
}

void pull_parts_begin(struct pull *pull)
{
    name_parts(pull);
    sweep_parts(pull);
}
