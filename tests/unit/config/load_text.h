/* Loading a configuration from a text, and saying what its faults must be. */
#ifndef TALLYSTICK_TESTS_CONFIG_LOAD_TEXT_H
#define TALLYSTICK_TESTS_CONFIG_LOAD_TEXT_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/config.h"

static struct arena *arena;
static char folder[64];
static const struct config *config;
static struct config_faults faults;
static struct error error;

static void set_up(void)
{
    arena = arena_new();
    config = NULL;
    strcpy(folder, "/tmp/tallystick-config-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    setenv("TALLYSTICK_SHARE", "config", 1); /* the tests run where the sources lie */
}

static inline const char *path_in_folder(const char *name)
{
    return arena_printf(arena, "%s/%s", folder, name);
}

static inline void write_file(const char *name, const char *bytes, size_t length)
{
    FILE *file = fopen(path_in_folder(name), "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
}

static void tear_down(void)
{
    char command[96];

    arena_free(arena);
    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

static inline void load_bytes(const char *bytes, size_t length)
{
    write_file("tallystick.yaml", bytes, length);
    ck_assert(config_load(arena, path_in_folder("tallystick.yaml"), &config, &faults, &error));
}

static inline void load(const char *yaml)
{
    load_bytes(yaml, strlen(yaml));
}

static inline void expect_no_fault(void)
{
    for (size_t i = 0; i < faults.count; i++)
        fprintf(stderr, "%s\n", faults.items[i].message);
    ck_assert_uint_eq(faults.count, 0);
}

/* The fault at `at` is "file:line: key: ...what...". */
static inline void expect_fault(size_t at, int line, const char *key, const char *what)
{
    const char *start =
        arena_printf(arena, "%s:%d: %s: ", path_in_folder("tallystick.yaml"), line, key);

    ck_assert_uint_lt(at, faults.count);
    ck_assert_msg(strncmp(faults.items[at].message, start, strlen(start)) == 0 &&
                      strstr(faults.items[at].message + strlen(start), what) != NULL,
                  "\"%s\" is not \"%s...%s...\"", faults.items[at].message, start, what);
}

static inline void expect_only_fault(int line, const char *key, const char *what)
{
    for (size_t i = 1; i < faults.count; i++)
        fprintf(stderr, "also: %s\n", faults.items[i].message);
    expect_fault(0, line, key, what);
    ck_assert_uint_eq(faults.count, 1);
}

/* A sound configuration, line by line; LINE_SPARE is a council's place for one more key. */
enum {
    LINE_DATABASE = 1,
    LINE_SPOOL,
    LINE_MAIL,
    LINE_COUNCILS,
    LINE_CODE,
    LINE_NAME,
    LINE_HOLIDAYS,
    LINE_SLA_DAYS,
    LINE_FEEDS,
    LINE_FEED,
    LINE_SERVICES,
    LINE_TERMS,
    LINE_BLOCK,
    LINE_SPARE,
    LINE_END
};

static const char *const sound_lines[LINE_END] = {
    [LINE_DATABASE] = "database: \"\"",
    [LINE_SPOOL] = "spool: .",
    [LINE_MAIL] = "mail: {from: t@example.org, finance: f@example.org}",
    [LINE_COUNCILS] = "councils:",
    [LINE_CODE] = "  - code: KENT",
    [LINE_NAME] = "    name: Kent County Council",
    [LINE_HOLIDAYS] = "    holidays: england-and-wales",
    [LINE_SLA_DAYS] = "    sla_days: 4",
    [LINE_FEEDS] = "    feeds:",
    [LINE_FEED] = "      - {name: bills, kind: bill, url: in/bills/*.csv}",
    [LINE_SERVICES] = "    services: [{service: HC}]",
    [LINE_TERMS] = "    terms:",
    [LINE_BLOCK] = "      - {valid_from: 2026-04-01}",
    [LINE_SPARE] = "",
};

/* Loads the sound configuration with another text in the place of one line. */
static inline void load_with(int line, const char *text)
{
    char *yaml = arena_printf(arena, "%s", "");

    for (int i = 1; i < LINE_END; i++)
        yaml = arena_printf(arena, "%s%s\n", yaml, i == line ? text : sound_lines[i]);
    load(yaml);
}

/* One line changed, and the one fault that it makes. */
struct fault_case {
    int changed;
    const char *text;
    int line; /* where the fault must be said to be */
    const char *key;
    const char *what;
};

static inline void expect_case(const struct fault_case *test)
{
    load_with(test->changed, test->text);
    expect_only_fault(test->line, test->key, test->what);
}

#endif
