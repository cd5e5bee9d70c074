#include "ops/demo_council/tool.h"

#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

void *must_realloc(void *old, size_t count, size_t size)
{
    void *block = reallocarray(old, count > 0 ? count : 1, size);
    if (block == NULL)
        err(EX_OSERR, "memory for %zu items of %zu bytes", count, size);
    return block;
}

static void make_folders_above(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            err(EX_CANTCREAT, "making %s", path);
        *slash = '/';
    }
}

FILE *file_create(const char *folder, const char *path)
{
    char whole[PATH_MAX];
    int size = snprintf(whole, sizeof whole, "%s/%s", folder, path);
    if (size < 0 || (size_t)size >= sizeof whole)
        errx(EX_CANTCREAT, "%s/%s: the path is too long", folder, path);
    make_folders_above(whole);
    FILE *file = fopen(whole, "w");
    if (file == NULL)
        err(EX_CANTCREAT, "making %s", whole);
    return file;
}

void file_close(FILE *file)
{
    int failed = ferror(file);
    if (fclose(file) != 0 || failed)
        err(EX_CANTCREAT, "writing");
}

void draft_begin(struct draft *draft)
{
    draft->file = open_memstream(&draft->bytes, &draft->size);
    if (draft->file == NULL)
        err(EX_OSERR, "memory for a file");
}

void draft_end(struct draft *draft)
{
    file_close(draft->file);
}

void draft_write(const struct draft *draft, size_t size, const char *folder, const char *path)
{
    FILE *file = file_create(folder, path);
    fwrite(draft->bytes, 1, size, file);
    file_close(file);
}

void draft_free(struct draft *draft)
{
    free(draft->bytes);
}
