#include "adapters/host/publish.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/host/folder.h"

/* The dot keeps readers' globs off it; its length does not grow with the file's name. */
#define TEMPORARY_PREFIX ".tallystick-"
#define TEMPORARY_NAME   TEMPORARY_PREFIX "XXXXXX"
#define FOLDER_MODE      0750
#define FILE_MODE        0640
#define BUFFER_BYTES     ((size_t)256 * 1024)

struct publication {
    char *path;
    char *folder;
    char *temporary; /* path of the temporary file */
    FILE *file;
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
    free(publication->path);
    free(publication->folder);
    free(publication->temporary);
    free(publication);
}

static bool cannot_write(const char *path, int failed, struct error *error_r)
{
    return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "writing %s: %s", path, strerror(failed));
}

/* Returns the stream, or NULL with errno set and nothing left behind. */
static FILE *open_temporary(char *temporary)
{
    int fd = mkostemp(temporary, O_CLOEXEC);

    if (fd < 0)
        return NULL;
    FILE *file = fchmod(fd, FILE_MODE) == 0 ? fdopen(fd, "w") : NULL;
    if (file == NULL) {
        int failed = errno;
        close(fd);
        unlink(temporary);
        errno = failed;
        return NULL;
    }
    setvbuf(file, NULL, _IOFBF, BUFFER_BYTES);
    return file;
}

struct publication *publish_begin(const char *path, struct error *error_r)
{
    struct publication *publication = new_publication(path);

    if (!folder_make(publication->folder, FOLDER_MODE, error_r)) {
        error_prefix(error_r, "writing %s", path);
        free_publication(publication);
        return NULL;
    }
    publication->file = open_temporary(publication->temporary);
    if (publication->file == NULL) {
        cannot_write(path, errno, error_r);
        free_publication(publication);
        return NULL;
    }
    return publication;
}

void publish_write(struct publication *publication, const void *bytes, size_t length)
{
    if (publication->failed != 0 || length == 0)
        return;
    if (fwrite(bytes, 1, length, publication->file) != length)
        publication->failed = errno != 0 ? errno : EIO;
}

static void note_failure(struct publication *publication, int result)
{
    if (result != 0 && publication->failed == 0)
        publication->failed = errno;
}

static void close_temporary(struct publication *publication)
{
    note_failure(publication, fflush(publication->file));
    if (publication->failed == 0)
        note_failure(publication, fsync(fileno(publication->file)));
    note_failure(publication, fclose(publication->file));
}

bool publish_commit(struct publication *publication, struct error *error_r)
{
    close_temporary(publication);
    if (publication->failed == 0)
        note_failure(publication, rename(publication->temporary, publication->path));
    bool done = publication->failed == 0;
    if (!done) {
        unlink(publication->temporary);
        cannot_write(publication->path, publication->failed, error_r);
    } else {
        done = folder_sync(publication->folder, error_r);
    }
    free_publication(publication);
    return done;
}

void publish_abandon(struct publication *publication)
{
    fclose(publication->file);
    unlink(publication->temporary);
    free_publication(publication);
}

static bool is_temporary(const char *name)
{
    return strncmp(name, TEMPORARY_PREFIX, strlen(TEMPORARY_PREFIX)) == 0;
}

bool publish_sweep(const char *folder, struct error *error_r)
{
    DIR *entries = opendir(folder);
    int failed = entries != NULL || errno == ENOENT ? 0 : errno;

    for (struct dirent *entry;
         failed == 0 && entries != NULL && (entry = readdir(entries)) != NULL;)
        if (is_temporary(entry->d_name) && unlinkat(dirfd(entries), entry->d_name, 0) != 0)
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
