/*
 * The command line: one table of options a verb, read by getopt_long.
 *
 * Every table also knows --help.  What is wrong with a command line is one
 * sentence with EXIT_STATUS_USAGE that points to --help.
 */
#ifndef TALLYSTICK_RUN_OPTIONS_H
#define TALLYSTICK_RUN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "matcher/base/civil.h"
#include "matcher/base/error.h"

#define OPTION_LIMIT 16 /* rows of a table */

struct option_row {
    const char *name;     /* without the dashes */
    char letter;          /* short form; 0: none */
    const char *argument; /* what the help calls the value; "": the option takes none */
    const char *help;
};

struct option_table {
    const char *command;   /* "lines"; "" for the program itself */
    const char *arguments; /* as the usage line shows them, "[RUN]" */
    const char *summary;
    size_t argument_limit;
    bool ends_at_argument; /* what follows the first argument belongs to it: the program's own */
    size_t option_count;
    const struct option_row *options;
};

struct options {
    bool help; /* --help was given; nothing else was looked at */
    const char
        *values[OPTION_LIMIT]; /* by row; NULL: not given; "" for a switch; the last counts */
    size_t argument_count;
    char *const *arguments; /* points into argv, which is reordered */
};

/* argv[0] is not looked at.  May be called again with another table. */
bool options_parse(const struct option_table *table, int argc, char **argv,
                   struct options *options_r, struct error *error_r);

/* The usage line, the summary and a line an option; the latter alone. */
void options_print_help(FILE *stream, const struct option_table *table);
void options_print_rows(FILE *stream, const struct option_table *table);

/* The value of --name; NULL (not given) leaves *value_r as it is. */
bool option_day(const char *name, const char *value, day_t *value_r, struct error *error_r);
bool option_whole_number(const char *name, const char *value, int64_t *value_r,
                         struct error *error_r); /* 0 or more */

#endif
