/* A folder of a test's own, and looks into it. */
#ifndef TALLYSTICK_TEST_TEMPORARY_FOLDER_H
#define TALLYSTICK_TEST_TEMPORARY_FOLDER_H

#include <check.h>
#include <dirent.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static inline void make_temporary_folder(void)
{
    strcpy(folder, "/tmp/tallystick-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static inline int remove_one(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
    (void)status, (void)type, (void)ftw;
    return remove(path);
}

static inline void remove_temporary_folder(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* folder/relative, in one of a few buffers that take turns. */
static inline const char *below(const char *relative)
{
    static char paths[8][4096];
    static unsigned turn;
    char *path = paths[turn++ % 8];

    snprintf(path, sizeof(paths[0]), "%s/%s", folder, relative);
    return path;
}

static inline bool is_there(const char *relative)
{
    struct stat status;

    return lstat(below(relative), &status) == 0;
}

static inline void put_file(const char *relative, const char *content)
{
    FILE *file = fopen(below(relative), "w");

    ck_assert_msg(file != NULL, "%s", relative);
    ck_assert_int_ge(fputs(content, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static inline void check_file(const char *relative, const char *content)
{
    char read_back[4096] = "";
    FILE *file = fopen(below(relative), "r");

    ck_assert_msg(file != NULL, "%s", relative);
    ck_assert_uint_lt(fread(read_back, 1, sizeof(read_back) - 1, file), sizeof(read_back) - 1);
    fclose(file);
    ck_assert_str_eq(read_back, content);
}

static inline int names_in(const char *relative)
{
    int count = 0;
    struct dirent *entry;
    DIR *listed = opendir(below(relative));

    ck_assert_ptr_nonnull(listed);
    while ((entry = readdir(listed)) != NULL)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(listed);
    return count;
}

#endif
