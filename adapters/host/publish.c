#include "adapters/host/publish.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/host/folder.h"

/* The dot keeps readers' globs off it; its length does not grow with the file's name. */
#define TEMPORARY_PREFIX ".tallystick-"
#define TEMPORARY_NAME   TEMPORARY_PREFIX "XXXXXX"
#define FOLDER_MODE      0750
#define FILE_MODE        0640
#define BUFFER_BYTES     ((size_t)64 * 1024)
#define SYNC_BYTES       (8 * 1024 * 1024) /* of a long file, on the way */

struct publication {
    char *path;
    char *folder;
    char *temporary; /* path of the temporary file */
    int fd;          /* -1: at rest */
    off_t begun;     /* bytes that the disk has been told to write */
    off_t length;    /* bytes so far, without the buffer's */
    char *buffer;    /* BUFFER_BYTES, or NULL: nothing is in it yet */
    size_t used;
    int failed; /* errno of the first failure; 0: none */
};

static char *must_have(char *string)
{
    if (string == NULL) {
        fputs("tallystick: out of memory\n", stderr);
        abort();
    }
    return string;
}

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return must_have(strdup("."));
    return must_have(strndup(path, slash == path ? 1 : (size_t)(slash - path)));
}

static struct publication *new_publication(const char *path)
{
    struct publication *publication = calloc(1, sizeof(*publication));

    must_have((char *)publication);
    publication->path = must_have(strdup(path));
    publication->folder = folder_of(path);
    if (asprintf(&publication->temporary, "%s/%s", publication->folder, TEMPORARY_NAME) < 0)
        must_have(NULL);
    return publication;
}

static void free_publication(struct publication *publication)
{
    free(publication->buffer);
    free(publication->path);
    free(publication->folder);
    free(publication->temporary);
    free(publication);
}

static bool cannot_write(const char *path, int failed, struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "writing %s: %s", path, strerror(failed));
}

/* Somebody swept it away before it was locked. */
static bool is_swept(int fd)
{
    struct stat info;
    return fstat(fd, &info) == 0 && info.st_nlink == 0;
}

/* Locked as long as it has that name and is not at rest, which tells publish_sweep() that somebody
 * lives who writes it. */
static int open_locked(char *temporary)
{
    int fd = mkostemp(temporary, O_CLOEXEC);

    while (fd >= 0 && (flock(fd, LOCK_SH), is_swept(fd))) {
        close(fd);
        strcpy(temporary + strlen(temporary) - strlen(TEMPORARY_NAME), TEMPORARY_NAME);
        fd = mkostemp(temporary, O_CLOEXEC);
    }
    return fd;
}

/* Returns -1 with errno set and nothing left behind where it cannot be made. */
static int open_temporary(char *temporary)
{
    int fd = open_locked(temporary);

    if (fd < 0 || fchmod(fd, FILE_MODE) == 0)
        return fd;
    int failed = errno;
    close(fd);
    unlink(temporary);
    errno = failed;
    return -1;
}

struct publication *publish_begin(const char *path, struct error *error_r)
{
    struct publication *publication = new_publication(path);

    if (!folder_make(publication->folder, FOLDER_MODE, error_r)) {
        error_prefix(error_r, "writing %s", path);
        free_publication(publication);
        return NULL;
    }
    publication->fd = open_temporary(publication->temporary);
    if (publication->fd < 0) {
        cannot_write(path, errno, error_r);
        free_publication(publication);
        return NULL;
    }
    return publication;
}

static void note_failure(struct publication *publication, int result)
{
    if (result != 0 && publication->failed == 0)
        publication->failed = errno != 0 ? errno : EIO;
}

/* After a rest. */
static void wake(struct publication *publication)
{
    if (publication->fd >= 0 || publication->failed != 0)
        return;
    publication->fd = open(publication->temporary, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
    note_failure(publication, publication->fd < 0 ? -1 : flock(publication->fd, LOCK_SH));
}

static void write_whole(struct publication *publication, const char *bytes, size_t length)
{
    wake(publication);
    while (length > 0 && publication->failed == 0) {
        ssize_t written = write(publication->fd, bytes, length);
        if (written < 0 && errno != EINTR)
            note_failure(publication, -1);
        bytes += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
        publication->length += written > 0 ? written : 0;
    }
}

/* The disk begins to write, and nobody waits: what it has not begun by then, the fsync waits for.
 */
static void begin_to_sync(struct publication *publication)
{
    sync_file_range(publication->fd, publication->begun, publication->length - publication->begun,
                    SYNC_FILE_RANGE_WRITE);
    publication->begun = publication->length;
}

static void write_buffer(struct publication *publication)
{
    write_whole(publication, publication->buffer, publication->used);
    publication->used = 0;
}

/* A publication that will not be written for a while holds no memory, and keeps the disk at work.
 */
static void put_by(struct publication *publication)
{
    write_buffer(publication);
    free(publication->buffer);
    publication->buffer = NULL;
    begin_to_sync(publication);
}

void publish_write(struct publication *publication, const void *bytes, size_t length)
{
    if (publication->used + length > BUFFER_BYTES)
        write_buffer(publication);
    if (length >= BUFFER_BYTES) {
        write_whole(publication, bytes, length);
        if (publication->length - publication->begun >= SYNC_BYTES)
            begin_to_sync(publication);
        return;
    }
    if (publication->buffer == NULL)
        publication->buffer = must_have(malloc(BUFFER_BYTES));
    if (length > 0)
        memcpy(publication->buffer + publication->used, bytes, length);
    publication->used += length;
}

void publish_rest(struct publication *publication)
{
    put_by(publication);
    close(publication->fd);
    publication->fd = -1;
}

const char *publish_path(const struct publication *publication)
{
    return publication->path;
}

bool publish_written(struct publication *publication, int *fd_r, struct error *error_r)
{
    write_buffer(publication);
    *fd_r = publication->fd;
    return publication->failed == 0 ||
           cannot_write(publication->path, publication->failed, error_r);
}

static void sync_temporary(struct publication *publication)
{
    write_buffer(publication);
    if (publication->failed == 0)
        note_failure(publication, fsync(publication->fd));
}

static void drop_temporary(const struct publication *publication)
{
    unlink(publication->temporary);
    close(publication->fd);
}

/* Puts it into its place, or leaves nothing. */
static bool give_name(struct publication *publication, struct error *error_r)
{
    if (publication->failed == 0)
        note_failure(publication, rename(publication->temporary, publication->path));
    if (publication->failed == 0) {
        close(publication->fd); /* what is on the disk does not fail any more */
        return true;
    }
    drop_temporary(publication);
    return cannot_write(publication->path, publication->failed, error_r);
}

bool publish_commit(struct publication *publication, struct error *error_r)
{
    sync_temporary(publication);
    bool done = give_name(publication, error_r) && folder_sync(publication->folder, error_r);
    free_publication(publication);
    return done;
}

void publish_abandon(struct publication *publication)
{
    drop_temporary(publication);
    free_publication(publication);
}

/* --- several at once ------------------------------------------------------------ */

/* So many files are open at the same time. */
#define EDITION_FILES_MOST 64

struct edition {
    pthread_mutex_t lock; /* over what follows */
    size_t count;
    struct publication *publications[EDITION_FILES_MOST];
};

struct edition *edition_new(void)
{
    struct edition *edition = calloc(1, sizeof(*edition));

    must_have((char *)edition);
    pthread_mutex_init(&edition->lock, NULL);
    return edition;
}

/* Each of the folders once. */
static bool sync_folders(size_t count, struct publication *const *publications,
                         struct error *error_r)
{
    for (size_t i = 0; i < count; i++) {
        size_t before = 0;
        while (strcmp(publications[before]->folder, publications[i]->folder) != 0)
            before++;
        if (before == i && !folder_sync(publications[i]->folder, error_r))
            return false;
    }
    return true;
}

/* The disk has been at work on all of them since they were added: waiting for one is waiting for
 * most of the others. */
static bool publish_all(size_t count, struct publication *const *publications,
                        struct error *error_r)
{
    bool is_done = true;

    for (size_t i = 0; i < count; i++)
        sync_temporary(publications[i]);
    for (size_t i = 0; i < count; i++)
        if (is_done)
            is_done = give_name(publications[i], error_r);
        else
            drop_temporary(publications[i]);
    is_done = is_done && sync_folders(count, publications, error_r);
    for (size_t i = 0; i < count; i++)
        free_publication(publications[i]);
    return is_done;
}

bool edition_add(struct edition *edition, struct publication *publication, struct error *error_r)
{
    struct publication *full[EDITION_FILES_MOST];
    size_t full_count = 0;

    put_by(publication);
    pthread_mutex_lock(&edition->lock);
    edition->publications[edition->count++] = publication;
    if (edition->count == EDITION_FILES_MOST) {
        memcpy(full, edition->publications, sizeof(full));
        full_count = edition->count;
        edition->count = 0;
    }
    pthread_mutex_unlock(&edition->lock);
    return publish_all(full_count, full, error_r);
}

bool edition_add_text(struct edition *edition, const char *path, struct text content,
                      struct error *error_r)
{
    struct publication *publication = publish_begin(path, error_r);

    if (publication == NULL)
        return false;
    publish_write(publication, content.bytes, content.length);
    return edition_add(edition, publication, error_r);
}

bool edition_publish(struct edition *edition, struct error *error_r)
{
    size_t count = edition->count;

    edition->count = 0;
    return publish_all(count, edition->publications, error_r);
}

void edition_free(struct edition *edition)
{
    for (size_t i = 0; i < edition->count; i++)
        publish_abandon(edition->publications[i]);
    pthread_mutex_destroy(&edition->lock);
    free(edition);
}

/* --- the rest ------------------------------------------------------------------- */

static bool is_temporary(const char *name)
{
    return strncmp(name, TEMPORARY_PREFIX, strlen(TEMPORARY_PREFIX)) == 0;
}

/* What nobody holds locked goes while we do. */
static bool sweep_one(int folder_fd, const char *name)
{
    int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool is_alive = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    bool is_swept_now = is_alive || unlinkat(folder_fd, name, 0) == 0 || errno == ENOENT;
    int failed = errno;

    if (fd >= 0)
        close(fd);
    errno = failed;
    return is_swept_now;
}

bool publish_sweep(const char *folder, struct error *error_r)
{
    DIR *entries = opendir(folder);
    int failed = entries != NULL || errno == ENOENT ? 0 : errno;

    for (struct dirent *entry;
         failed == 0 && entries != NULL && (entry = readdir(entries)) != NULL;)
        if (is_temporary(entry->d_name) && !sweep_one(dirfd(entries), entry->d_name))
            failed = errno;
    if (entries != NULL)
        closedir(entries);
    return failed == 0 || cannot_write(folder, failed, error_r);
}

bool publish_text(const char *path, struct text content, struct error *error_r)
{
    struct publication *publication = publish_begin(path, error_r);

    if (publication == NULL)
        return false;
    publish_write(publication, content.bytes, content.length);
    return publish_commit(publication, error_r);
}
