#include "adapters/host/spool.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/host/digest.h"
#include "adapters/host/folder.h"
#include "adapters/host/publish.h"

#define FOLDER_MODE   0750
#define WORK_MODE     0700
#define BUFFER_BYTES  (64 * 1024)
#define REASON_SUFFIX ".reason"
/* What may come behind a name in done/ and quarantine/: a number and a suffix. */
#define SUFFIX_ROOM 32

bool spool_is_there(const char *spool, struct error *error_r)
{
    struct stat status;
    bool is_found = stat(spool, &status) == 0;

    if (is_found && S_ISDIR(status.st_mode))
        return true;
    return error_set(error_r, EXIT_STATUS_NO_INPUT, "the spool %s is not there: %s", spool,
                     strerror(is_found ? ENOTDIR : errno));
}

static bool make_folders(struct arena *arena, const char *spool, struct error *error_r)
{
    static const char *const folders[] = {"in", "work", "done", "quarantine", "out"};

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        mode_t mode = strcmp(folders[i], "work") == 0 ? WORK_MODE : FOLDER_MODE;
        if (!folder_make(arena_printf(arena, "%s/%s", spool, folders[i]), mode, error_r))
            return error_prefix(error_r, "preparing the spool");
    }
    return true;
}

bool spool_prepare(const char *spool, struct error *error_r)
{
    struct arena *arena = arena_new();
    bool made = spool_is_there(spool, error_r) && make_folders(arena, spool, error_r);

    arena_free(arena);
    return made;
}

static bool cannot_sweep(const char *path, int failed, struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "sweeping %s: %s", path, strerror(failed));
}

static bool remove_files(const char *path, DIR *folder, struct error *error_r)
{
    struct dirent *entry;

    for (errno = 0; (entry = readdir(folder)) != NULL; errno = 0) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (unlinkat(dirfd(folder), entry->d_name, 0) != 0 && errno != ENOENT)
            return cannot_sweep(path, errno, error_r);
    }
    return errno == 0 || cannot_sweep(path, errno, error_r);
}

static bool sweep(const char *path, struct error *error_r)
{
    DIR *folder = opendir(path);

    if (folder == NULL)
        return errno == ENOENT || cannot_sweep(path, errno, error_r);
    bool swept = remove_files(path, folder, error_r);
    closedir(folder);
    return swept;
}

bool spool_sweep(const char *spool, const char *council_code, struct error *error_r)
{
    struct arena *arena = arena_new();
    bool swept = sweep(arena_printf(arena, "%s/work/%s", spool, council_code), error_r);

    arena_free(arena);
    return swept;
}

/* The folder in which the file lies, relative to the spool. */
static const char *folder_of(struct arena *arena, const struct spool_file *file)
{
    size_t length = strlen(file->path) - strlen(file->name);

    return arena_text(arena, (struct text){file->path, length}).bytes;
}

static int open_folder_of(struct arena *arena, const char *spool, const struct spool_file *file)
{
    return folder_open_beneath(spool, folder_of(arena, file));
}

/* Returns a descriptor of a regular file, or -1 with errno set. */
static int open_regular(int folder_fd, const char *name, struct stat *status_r)
{
    int fd = openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return -1;
    if (fstat(fd, status_r) == 0 && S_ISREG(status_r->st_mode))
        return fd;
    close(fd);
    errno = EINVAL;
    return -1;
}

static int64_t modified_ns(const struct stat *status)
{
    return (int64_t)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
}

static void note_identity(const struct stat *status, struct taken_file *taken)
{
    taken->device = status->st_dev;
    taken->inode = status->st_ino;
    taken->modified_ns = modified_ns(status);
}

/* Whether the status is of the very file that was taken, not changed since. */
static bool is_as_taken(const struct stat *status, const struct taken_file *taken)
{
    return status->st_dev == taken->device && status->st_ino == taken->inode &&
           modified_ns(status) == taken->modified_ns && status->st_size == taken->size_bytes;
}

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
    return true;
}

static ssize_t read_some(int fd, char *buffer, size_t length)
{
    ssize_t count;

    do
        count = read(fd, buffer, length);
    while (count < 0 && errno == EINTR);
    return count;
}

static bool copy_hashed(int from_fd, const char *shown_path, struct taken_file *taken,
                        struct error *error_r)
{
    char buffer[BUFFER_BYTES];
    ssize_t count;
    bool written = true;
    struct digest *digest = digest_begin();

    taken->size_bytes = 0;
    while (written && (count = read_some(from_fd, buffer, sizeof(buffer))) > 0) {
        digest_add(digest, buffer, (size_t)count);
        taken->size_bytes += count;
        written = write_all(taken->fd, buffer, (size_t)count);
    }
    int failed = errno;
    digest_end(digest, taken->sha256);
    if (!written)
        return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "copying %s to %s: %s", shown_path,
                         taken->work_path, strerror(failed));
    if (count < 0)
        return error_set(error_r, EXIT_STATUS_NO_INPUT, "reading %s: %s", shown_path,
                         strerror(failed));
    return true;
}

static bool copy_whole(int from_fd, const struct spool_file *file, struct taken_file *taken,
                       struct error *error_r)
{
    struct stat after;

    if (!copy_hashed(from_fd, file->path, taken, error_r))
        return false;
    if (fstat(from_fd, &after) != 0 || !is_as_taken(&after, taken))
        return error_set(error_r, EXIT_STATUS_TRY_AGAIN, "reading %s: it is still being written",
                         file->path);
    if (lseek(taken->fd, 0, SEEK_SET) != 0)
        return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "reading %s: %s", taken->work_path,
                         strerror(errno));
    return true;
}

static bool open_private(char *path, struct taken_file *taken, struct error *error_r)
{
    taken->fd = mkostemp(path, O_CLOEXEC);
    taken->work_path = path;
    if (taken->fd < 0)
        return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "writing %s: %s", path,
                         strerror(errno));
    return true;
}

static bool make_private(struct arena *arena, const char *spool, const char *council_code,
                         struct taken_file *taken, struct error *error_r)
{
    const char *folder = arena_printf(arena, "%s/work/%s", spool, council_code);

    return folder_make(folder, WORK_MODE, error_r) &&
           open_private(arena_printf(arena, "%s/take-XXXXXX", folder), taken, error_r);
}

/* A copy without a name, outside the spool: it leaves no trace. */
static bool make_unnamed(struct arena *arena, struct taken_file *taken, struct error *error_r)
{
    if (!open_private(arena_printf(arena, "%s/tallystick-XXXXXX", folder_temporary()), taken,
                      error_r))
        return false;
    unlink(taken->work_path);
    return true;
}

bool spool_manifest_agrees(int folder_fd, const char *manifest_name,
                           const uint8_t sha256[SHA256_BYTES])
{
    char wanted[SHA256_HEX_BYTES];
    char said[SHA256_HEX_BYTES] = "";
    struct stat status;
    int fd = open_regular(folder_fd, manifest_name, &status);

    if (fd < 0)
        return false;
    ssize_t count = read_some(fd, said, sizeof(said));
    close(fd);
    digest_hex(sha256, wanted);
    return count >= SHA256_HEX_BYTES - 1 && strncasecmp(said, wanted, SHA256_HEX_BYTES - 1) == 0 &&
           !isxdigit((unsigned char)said[SHA256_HEX_BYTES - 1]);
}

static const char *manifest_name(struct arena *arena, const struct spool_file *file)
{
    return arena_printf(arena, "%s" SPOOL_MANIFEST_SUFFIX, file->name);
}

static bool take_from(struct arena *arena, const char *spool, const char *council_code,
                      int folder_fd, const struct spool_file *file, struct taken_file *taken,
                      struct error *error_r)
{
    struct stat status;
    int from_fd = open_regular(folder_fd, file->name, &status);

    if (from_fd < 0)
        return error_set(error_r, EXIT_STATUS_NO_INPUT, "opening %s: %s", file->path,
                         errno == ELOOP || errno == EINVAL ? "not a regular file"
                                                           : strerror(errno));
    bool taken_whole = council_code == NULL
                           ? make_unnamed(arena, taken, error_r)
                           : make_private(arena, spool, council_code, taken, error_r);
    if (taken_whole) {
        note_identity(&status, taken);
        taken_whole = copy_whole(from_fd, file, taken, error_r);
        if (!taken_whole)
            spool_release(taken);
    }
    close(from_fd);
    return taken_whole;
}

bool spool_take(struct arena *arena, const char *spool, const char *council_code,
                const struct feed_config *feed, const struct spool_file *file,
                struct taken_file *taken_r, struct error *error_r)
{
    int folder_fd = open_folder_of(arena, spool, file);

    if (folder_fd < 0)
        return error_set(error_r, EXIT_STATUS_NO_INPUT, "opening the folder of %s: %s", file->path,
                         strerror(errno));
    *taken_r = (struct taken_file){.fd = -1};
    bool taken = take_from(arena, spool, council_code, folder_fd, file, taken_r, error_r);
    if (taken && feed->manifest == MANIFEST_SHA256)
        taken_r->manifest_differs =
            !spool_manifest_agrees(folder_fd, manifest_name(arena, file), taken_r->sha256);
    close(folder_fd);
    return taken;
}

static bool exists(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0;
}

/* A path in the folder at which, and beside which, nothing lies yet. */
static const char *free_path(struct arena *arena, const char *folder, const char *name)
{
    int shown = NAME_MAX - SUFFIX_ROOM;
    const char *path = arena_printf(arena, "%s/%.*s", folder, shown, name);

    for (int number = 1;; number++) {
        if (!exists(path) && !exists(arena_printf(arena, "%s" SPOOL_MANIFEST_SUFFIX, path)) &&
            !exists(arena_printf(arena, "%s" REASON_SUFFIX, path)))
            return path;
        path = arena_printf(arena, "%s/%.*s.%d", folder, shown, name, number);
    }
}

/* A name in an open folder, or a path with AT_FDCWD. */
struct place {
    int folder_fd;
    const char *name;
};

static bool publish_from(int fd, const char *path, struct error *error_r)
{
    char buffer[BUFFER_BYTES];
    ssize_t count;
    struct publication *publication = publish_begin(path, error_r);

    if (publication == NULL)
        return false;
    while ((count = read_some(fd, buffer, sizeof(buffer))) > 0)
        publish_write(publication, buffer, (size_t)count);
    if (count == 0)
        return publish_commit(publication, error_r);
    int failed = errno;
    publish_abandon(publication);
    return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "copying to %s: %s", path,
                     strerror(failed));
}

static bool publish_copy(struct place from, const char *target, struct error *error_r)
{
    struct stat status;
    int fd = open_regular(from.folder_fd, from.name, &status);

    if (fd < 0)
        return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "copying %s to %s: %s", from.name,
                         target, strerror(errno));
    bool published = publish_from(fd, target, error_r);
    close(fd);
    return published;
}

/* Moves a file; where the target is on another file system, the copy (it may be the file itself)
 * is what arrives. */
static bool move_out(struct place file, struct place copy, const char *target,
                     struct error *error_r)
{
    if (renameat(file.folder_fd, file.name, AT_FDCWD, target) == 0)
        return true;
    if (errno != EXDEV)
        return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "moving %s to %s: %s", file.name,
                         target, strerror(errno));
    if (!publish_copy(copy, target, error_r))
        return false;
    if (unlinkat(file.folder_fd, file.name, 0) != 0)
        return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "removing %s: %s", file.name,
                         strerror(errno));
    return true;
}

static bool move_manifest(struct place manifest, const char *target, struct error *error_r)
{
    struct stat status;

    /* Taken away by its owner, there is nothing to file. */
    if (fstatat(manifest.folder_fd, manifest.name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(status.st_mode))
        return true;
    return move_out(manifest, manifest, target, error_r);
}

/* Where the original lies as it was taken, it moves; where not, the private copy stands in. */
static bool file_original(struct arena *arena, const char *spool, const struct feed_config *feed,
                          const struct spool_file *file, const struct taken_file *taken,
                          const char *target, struct error *error_r)
{
    struct stat status;
    struct place copy = {AT_FDCWD, taken->work_path};
    int folder_fd = open_folder_of(arena, spool, file);

    if (folder_fd < 0 || fstatat(folder_fd, file->name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !is_as_taken(&status, taken)) {
        if (folder_fd >= 0)
            close(folder_fd);
        return publish_copy(copy, target, error_r);
    }
    bool moved = move_out((struct place){folder_fd, file->name}, copy, target, error_r);
    if (moved && feed->manifest == MANIFEST_SHA256)
        moved = move_manifest((struct place){folder_fd, manifest_name(arena, file)},
                              arena_printf(arena, "%s" SPOOL_MANIFEST_SUFFIX, target), error_r);
    close(folder_fd);
    return moved;
}

/* --- filing ----------------------------------------------------------------------- */

/* To sync a folder takes as long for one file that was moved as for all. */
struct spool_filing {
    struct arena *arena;
    const char *spool, *council_code;
    size_t count, room;
    const char **folders; /* files were moved out of them or into them */
};

struct spool_filing *spool_filing_begin(struct arena *arena, const char *spool,
                                        const char *council_code)
{
    struct spool_filing *filing = ARENA_NEW(arena, struct spool_filing);

    *filing = (struct spool_filing){.arena = arena, .spool = spool, .council_code = council_code};
    return filing;
}

static void note_folder(struct spool_filing *filing, struct text path)
{
    for (size_t i = filing->count; i > 0; i--)
        if (text_equal(text_of(filing->folders[i - 1]), path))
            return;
    filing->folders = arena_grow(filing->arena, filing->folders, &filing->room, filing->count + 1,
                                 sizeof(*filing->folders));
    filing->folders[filing->count++] = arena_text(filing->arena, path).bytes;
}

bool spool_filing_end(struct spool_filing *filing, struct error *error_r)
{
    for (size_t i = 0; i < filing->count; i++)
        /* one that its owner has taken away holds nothing */
        if (exists(filing->folders[i]) && !folder_sync(filing->folders[i], error_r))
            return false;
    return true;
}

static bool finish(struct spool_filing *filing, struct arena *arena, const struct feed_config *feed,
                   const struct spool_file *file, const struct taken_file *taken,
                   const char *reason, struct error *error_r)
{
    const char *folder =
        arena_printf(arena, "%s/%s/%s/%s", filing->spool, reason == NULL ? "done" : "quarantine",
                     filing->council_code, feed->name);

    if (!folder_make(folder, FOLDER_MODE, error_r))
        return false;
    const char *target = free_path(arena, folder, file->name);
    if (reason != NULL) {
        const char *content = arena_printf(arena, "%s\n", reason);
        if (!publish_text(arena_printf(arena, "%s" REASON_SUFFIX, target), text_of(content),
                          error_r))
            return false;
    }
    note_folder(filing, text_of(folder));
    note_folder(filing,
                text_of(arena_printf(arena, "%s/%s", filing->spool, folder_of(arena, file))));
    return file_original(arena, filing->spool, feed, file, taken, target, error_r);
}

bool spool_finish(struct spool_filing *filing, const struct feed_config *feed,
                  const struct spool_file *file, const struct taken_file *taken, const char *reason,
                  struct error *error_r)
{
    struct arena *arena = arena_new();
    bool done = finish(filing, arena, feed, file, taken, reason, error_r);

    if (!done)
        error_prefix(error_r, "filing %s", file->path);
    arena_free(arena);
    spool_release(taken);
    return done;
}

void spool_read_done(struct taken_file *taken)
{
    close(taken->fd);
    taken->fd = -1;
}

void spool_release(const struct taken_file *taken)
{
    if (taken->fd >= 0)
        close(taken->fd);
    unlink(taken->work_path);
}
