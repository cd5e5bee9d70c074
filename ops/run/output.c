#include "ops/run/output.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"
#include "ops/run/output_table.h"

struct output {
    FILE *stream;
    enum output_format format;
    size_t column_count;
    const struct output_column *columns;
    size_t next_column;
    size_t row_count;
    struct output_table *table; /* of the format TABLE */
};

bool output_format_parse(const char *word, enum output_format *format_r, struct error *error_r)
{
    static const char *const words[] = {
#define X(name, word) word,
        OUTPUT_FORMAT_LIST(X)
#undef X
    };
    *format_r = OUTPUT_FORMAT_TABLE;
    if (word == NULL)
        return true;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(word, words[i]) == 0) {
            *format_r = (enum output_format)i;
            return true;
        }
    return error_set(error_r, EXIT_STATUS_USAGE, "--format: '%s' is not table, csv or json", word);
}

/* ---- CSV ---- */

static bool csv_is_dangerous(struct text t)
{
    return t.length > 0 && memchr("=+-@\t\r", t.bytes[0], strlen("=+-@\t\r")) != NULL;
}

static bool csv_needs_quotes(struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        if (strchr("\",\r\n", t.bytes[i]) != NULL)
            return true;
    return t.length > 0 && (t.bytes[0] == ' ' || t.bytes[t.length - 1] == ' ');
}

static void csv_quoted(FILE *stream, struct text t)
{
    fputc('"', stream);
    if (csv_is_dangerous(t))
        fputc('\'', stream);
    for (size_t i = 0; i < t.length; i++) {
        if (t.bytes[i] == '"')
            fputc('"', stream);
        fputc(t.bytes[i], stream);
    }
    fputc('"', stream);
}

static void csv_text(FILE *stream, struct text t)
{
    if (csv_needs_quotes(t)) {
        csv_quoted(stream, t);
        return;
    }
    if (csv_is_dangerous(t))
        fputc('\'', stream);
    if (t.length > 0)
        fwrite(t.bytes, 1, t.length, stream);
}

/* What is digits by its making is no formula, whatever its sign. */
static void csv_cell(const struct output *output, struct text t)
{
    if (output->columns[output->next_column].kind != COLUMN_DECIMAL)
        csv_text(output->stream, t);
    else if (t.length > 0)
        fwrite(t.bytes, 1, t.length, output->stream);
}

static void csv_separator(const struct output *output)
{
    if (output->next_column > 0)
        fputc(',', output->stream);
}

static void csv_headings(const struct output *output)
{
    for (size_t i = 0; i < output->column_count; i++)
        fprintf(output->stream, "%s%s", i == 0 ? "" : ",", output->columns[i].name);
    fputs("\r\n", output->stream);
}

/* ---- JSON ---- */

/* Text comes from the database and so is UTF-8; what must not stand in a string is escaped. */
static void json_string(FILE *stream, struct text t)
{
    fputc('"', stream);
    for (size_t i = 0; i < t.length; i++) {
        unsigned char byte = (unsigned char)t.bytes[i];
        if (byte < ' ')
            fprintf(stream, "\\u%04x", byte);
        else if (byte == '"' || byte == '\\')
            fprintf(stream, "\\%c", byte);
        else
            fputc(byte, stream);
    }
    fputc('"', stream);
}

static void json_words(FILE *stream, struct text t)
{
    const char *separator = "";
    fputc('[', stream);
    while (t.length > 0) {
        const char *blank = memchr(t.bytes, ' ', t.length);
        size_t length = blank == NULL ? t.length : (size_t)(blank - t.bytes);
        fputs(separator, stream);
        json_string(stream, (struct text){t.bytes, length});
        separator = ", ";
        t.bytes += length + (blank != NULL);
        t.length -= length + (blank != NULL);
    }
    fputc(']', stream);
}

static void json_key(const struct output *output)
{
    const char *before = output->next_column > 0 ? ", " : output->row_count > 0 ? ",\n{" : "\n{";
    fprintf(output->stream, "%s\"%s\": ", before, output->columns[output->next_column].name);
}

static void json_text(const struct output *output, struct text t)
{
    json_key(output);
    if (t.bytes == NULL)
        fputs("null", output->stream);
    else if (output->columns[output->next_column].kind == COLUMN_WORDS)
        json_words(output->stream, t);
    else
        json_string(output->stream, t);
}

static void json_number(const struct output *output, int64_t number)
{
    json_key(output);
    if (given(number))
        fprintf(output->stream, "%lld", (long long)number);
    else
        fputs("null", output->stream);
}

/* ---- times ---- */

#define TIME_SHOWN_BYTES (DATETIME_TEXT_BYTES + 8)

/* A table has no room for seconds and offset. */
static void time_shown(enum output_format format, int64_t civil_s, int64_t offset_s,
                       char text_r[TIME_SHOWN_BYTES])
{
    char time[DATETIME_TEXT_BYTES]; /* 2026-11-02T07:30:00 */
    int minutes = (int)(magnitude(offset_s) / 60);
    datetime_format(civil_s, time);
    if (format == OUTPUT_FORMAT_TABLE)
        snprintf(text_r, TIME_SHOWN_BYTES, "%.10s %.5s", time, time + strlen("2026-11-02T"));
    else
        snprintf(text_r, TIME_SHOWN_BYTES, "%s%c%02d:%02d", time, offset_s < 0 ? '-' : '+',
                 minutes / 60 % 100, minutes % 60);
}

/* ---- all of them ---- */

struct output *output_begin(struct arena *arena, FILE *stream, enum output_format format,
                            size_t column_count, const struct output_column *columns)
{
    struct output *output = ARENA_NEW(arena, struct output);
    output->stream = stream;
    output->format = format;
    output->column_count = column_count;
    output->columns = columns;
    if (format == OUTPUT_FORMAT_TABLE)
        output->table = output_table_new(arena, stream, column_count, columns);
    if (format == OUTPUT_FORMAT_CSV)
        csv_headings(output);
    if (format == OUTPUT_FORMAT_JSON)
        fputc('[', stream);
    return output;
}

static void end_cell(struct output *output)
{
    output->next_column++;
    if (output->next_column < output->column_count)
        return;
    if (output->format == OUTPUT_FORMAT_CSV)
        fputs("\r\n", output->stream);
    if (output->format == OUTPUT_FORMAT_JSON)
        fputc('}', output->stream);
    output->next_column = 0;
    output->row_count++;
}

void output_text(struct output *output, struct text text)
{
    assert(!column_is_numeric(output->columns[output->next_column].kind));
    if (output->format == OUTPUT_FORMAT_TABLE)
        output_table_text(output->table, text);
    if (output->format == OUTPUT_FORMAT_CSV) {
        csv_separator(output);
        csv_cell(output, text);
    }
    if (output->format == OUTPUT_FORMAT_JSON)
        json_text(output, text);
    end_cell(output);
}

void output_number(struct output *output, int64_t number)
{
    assert(column_is_numeric(output->columns[output->next_column].kind));
    if (output->format == OUTPUT_FORMAT_TABLE)
        output_table_number(output->table, number);
    if (output->format == OUTPUT_FORMAT_CSV) {
        csv_separator(output);
        if (given(number))
            fprintf(output->stream, "%lld", (long long)number);
    }
    if (output->format == OUTPUT_FORMAT_JSON)
        json_number(output, number);
    end_cell(output);
}

void output_time(struct output *output, int64_t civil_s, int64_t offset_s)
{
    assert(output->columns[output->next_column].kind == COLUMN_TIME);
    char shown[TIME_SHOWN_BYTES];
    if (given(civil_s))
        time_shown(output->format, civil_s, offset_s, shown);
    output_text(output, given(civil_s) ? text_of(shown) : (struct text){NULL, 0});
}

void output_rule(struct output *output)
{
    if (output->format == OUTPUT_FORMAT_TABLE)
        output_table_rule(output->table);
}

bool output_is_wanted(const struct output *output)
{
    return ferror(output->stream) == 0;
}

void output_end(struct output *output)
{
    assert(output->next_column == 0);
    if (output->format == OUTPUT_FORMAT_TABLE)
        output_table_print(output->table);
    if (output->format == OUTPUT_FORMAT_JSON)
        fputs("\n]\n", output->stream);
}

bool output_flush(FILE *stream, struct error *error_r)
{
    errno = 0;
    if (fflush(stream) == 0 && ferror(stream) == 0)
        return true;
    return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "standard output cannot be written%s%s",
                     errno == 0 ? "" : ": ", errno == 0 ? "" : strerror(errno));
}
