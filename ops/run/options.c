#include "ops/run/options.h"

#include <assert.h>
#include <getopt.h>
#include <string.h>

#include "matcher/base/decimal.h"
#include "matcher/base/text.h"

/* What getopt_long returns for a table's row and for --help: above every letter. */
#define ROW_CODE_FIRST 256
#define HELP_CODE      (ROW_CODE_FIRST + OPTION_LIMIT)

/* The command with a blank before it, or nothing: "tallystick%s%s". */
static const char *blank_before(const struct option_table *table)
{
    return table->command[0] == '\0' ? "" : " ";
}

static bool wrong(const struct option_table *table, struct error *error_r, const char *what,
                  const char *word)
{
    return error_set(error_r, EXIT_STATUS_USAGE, "%s '%s' (see tallystick%s%s --help)", what, word,
                     blank_before(table), table->command);
}

/* ":" makes getopt_long tell a missing value from an unknown option. */
static void fill_letters(const struct option_table *table, char letters_r[2 * OPTION_LIMIT + 4])
{
    char *end = letters_r;
    if (table->ends_at_argument)
        *end++ = '+';
    *end++ = ':';
    *end++ = 'h';
    for (size_t i = 0; i < table->option_count; i++) {
        if (table->options[i].letter == 0)
            continue;
        *end++ = table->options[i].letter;
        if (table->options[i].argument[0] != '\0')
            *end++ = ':';
    }
    *end = '\0';
}

static void fill_long_options(const struct option_table *table,
                              struct option long_options_r[OPTION_LIMIT + 2])
{
    size_t count = table->option_count;
    for (size_t i = 0; i < count; i++)
        long_options_r[i] = (struct option){
            .name = table->options[i].name,
            .has_arg = table->options[i].argument[0] == '\0' ? no_argument : required_argument,
            .val = ROW_CODE_FIRST + (int)i,
        };
    long_options_r[count] = (struct option){.name = "help", .val = HELP_CODE};
    long_options_r[count + 1] = (struct option){0};
}

static size_t row_of_code(const struct option_table *table, int code)
{
    if (code >= ROW_CODE_FIRST)
        return (size_t)(code - ROW_CODE_FIRST);
    size_t row = 0;
    while (table->options[row].letter != (char)code)
        row++;
    return row;
}

/* getopt_long said '?'. A code from the table in optopt is an option that was given a value. */
static bool wrong_option(const struct option_table *table, char **argv, struct error *error_r)
{
    char letter[] = {'-', (char)optopt, '\0'};
    if (optopt >= ROW_CODE_FIRST)
        return wrong(table, error_r, "no value belongs to the option", argv[optind - 1]);
    if (optopt != 0)
        return wrong(table, error_r, "unknown option", letter);
    return wrong(table, error_r, "unknown option", argv[optind - 1]);
}

/* A verb's words are looked up in the database or written to it, which takes characters only. */
static bool is_characters(const char *word)
{
    struct text rest = text_of(word);
    while (!text_is_empty(rest)) {
        size_t bytes = text_character_bytes(rest);
        if (bytes == 0)
            return false;
        rest = (struct text){rest.bytes + bytes, rest.length - bytes};
    }
    return true;
}

static bool check_words(const struct option_table *table, const struct options *options,
                        struct error *error_r)
{
    for (size_t i = 0; i < table->option_count; i++)
        if (options->values[i] != NULL && !is_characters(options->values[i]))
            return wrong(table, error_r, "not in UTF-8:", options->values[i]);
    for (size_t i = 0; i < options->argument_count; i++)
        if (!is_characters(options->arguments[i]))
            return wrong(table, error_r, "not in UTF-8:", options->arguments[i]);
    return true;
}

static bool read_arguments(const struct option_table *table, int argc, char **argv,
                           struct options *options_r, struct error *error_r)
{
    options_r->argument_count = (size_t)(argc - optind);
    options_r->arguments = argv + optind;
    if (table->ends_at_argument) /* the program's: a verb with its own, and a file of any name */
        return true;
    if (options_r->argument_count > table->argument_limit)
        return wrong(table, error_r, "unexpected argument",
                     options_r->arguments[table->argument_limit]);
    return check_words(table, options_r, error_r);
}

bool options_parse(const struct option_table *table, int argc, char **argv,
                   struct options *options_r, struct error *error_r)
{
    assert(table->option_count <= OPTION_LIMIT);
    char letters[2 * OPTION_LIMIT + 4];
    struct option long_options[OPTION_LIMIT + 2];
    fill_letters(table, letters);
    fill_long_options(table, long_options);
    *options_r = (struct options){0};

    opterr = 0; /* the messages are ours */
    optind = 0; /* glibc: start anew */
    int code;
    while ((code = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
        if (code == 'h' || code == HELP_CODE) {
            options_r->help = true;
            return true;
        }
        if (code == ':')
            return wrong(table, error_r, "a value is missing after", argv[optind - 1]);
        if (code == '?')
            return wrong_option(table, argv, error_r);
        options_r->values[row_of_code(table, code)] = optarg == NULL ? "" : optarg;
    }
    return read_arguments(table, argc, argv, options_r, error_r);
}

static int option_width(const struct option_row *row)
{
    size_t argument = strlen(row->argument);
    return (int)(strlen("-x, --") + strlen(row->name) + (argument == 0 ? 0 : argument + 1));
}

static void print_option(FILE *stream, const struct option_row *row, int width)
{
    char letter[] = {'-', row->letter, ',', ' ', '\0'};
    fprintf(stream, "  %s--%s%s%s%*s  %s\n", row->letter == 0 ? "    " : letter, row->name,
            row->argument[0] == '\0' ? "" : " ", row->argument, width - option_width(row), "",
            row->help);
}

void options_print_rows(FILE *stream, const struct option_table *table)
{
    static const struct option_row help = {"help", 'h', "", "print this"};
    int width = option_width(&help);
    for (size_t i = 0; i < table->option_count; i++)
        if (option_width(&table->options[i]) > width)
            width = option_width(&table->options[i]);

    for (size_t i = 0; i < table->option_count; i++)
        print_option(stream, &table->options[i], width);
    print_option(stream, &help, width);
}

void options_print_help(FILE *stream, const struct option_table *table)
{
    fprintf(stream, "usage: tallystick [-c FILE] %s [options]%s%s\n\n%s\n\n", table->command,
            table->arguments[0] == '\0' ? "" : " ", table->arguments, table->summary);
    options_print_rows(stream, table);
}

bool option_day(const char *name, const char *value, day_t *value_r, struct error *error_r)
{
    if (value == NULL || day_parse(text_of(value), DATE_FORM_ISO, value_r))
        return true;
    return error_set(error_r, EXIT_STATUS_USAGE, "%s: '%s' is not a date (YYYY-MM-DD)", name,
                     value);
}

bool option_whole_number(const char *name, const char *value, int64_t *value_r,
                         struct error *error_r)
{
    if (value == NULL ||
        (text_is_whole_number(text_of(value)) && decimal_parse(text_of(value), 0, value_r)))
        return true;
    return error_set(error_r, EXIT_STATUS_USAGE, "%s: '%s' is not a whole number", name, value);
}
