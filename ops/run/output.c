#include "ops/run/output.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"

#define GAP "  " /* between the columns of a table */

struct table_row {
    bool is_ruled;            /* a rule goes above it */
    const struct text *cells; /* one a column */
};

struct output {
    struct arena *arena;
    FILE *stream;
    enum output_format format;
    size_t column_count;
    const struct output_column *columns;
    size_t next_column;
    size_t row_count;

    struct text *cells; /* table: the row so far */
    bool next_is_ruled;
    struct table_row *rows;
    size_t row_room;
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

/* ---- table ---- */

/* Control characters of somebody's file must not reach a terminal. */
static struct text printable(struct arena *arena, struct text t)
{
    struct text copy = arena_text(arena, t);
    char *bytes = (char *)copy.bytes;
    for (size_t i = 0; i < copy.length; i++)
        if ((unsigned char)bytes[i] < ' ' || bytes[i] == 0x7f)
            bytes[i] = '?';
    return copy;
}

/* Digits of a whole number or of a sum of money, with commas: 1234567.50 gives 1,234,567.50. */
static struct text with_commas(struct arena *arena, const char *digits)
{
    const char *sign = digits[0] == '-' ? "-" : "";
    digits += strlen(sign);
    size_t whole = strcspn(digits, ".");
    char *end = arena_alloc(arena, strlen(digits) * 2 + 2, 1);
    struct text result = {end, 0};
    end = stpcpy(end, sign);
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            *end++ = ',';
        *end++ = digits[i];
    }
    end = stpcpy(end, digits + whole);
    result.length = (size_t)(end - result.bytes);
    return result;
}

static struct text number_shown(struct arena *arena, enum column_kind kind, int64_t number)
{
    char digits[DECIMAL_TEXT_BYTES];
    if (!given(number))
        return text_of("");
    decimal_format(number, kind == COLUMN_PENCE ? PLACES_MONEY : 0, digits);
    return kind == COLUMN_NUMBER ? arena_text(arena, text_of(digits)) : with_commas(arena, digits);
}

static bool is_numeric(enum column_kind kind)
{
    return kind == COLUMN_NUMBER || kind == COLUMN_COUNT || kind == COLUMN_PENCE;
}

/* Characters, where bytes that go on a UTF-8 sequence do not count. */
static size_t shown_width(struct text t)
{
    size_t width = 0;
    for (size_t i = 0; i < t.length; i++)
        width += ((unsigned char)t.bytes[i] & 0xc0) != 0x80;
    return width;
}

/* The bytes of t's first `width` characters. */
static size_t bytes_of_width(struct text t, size_t width)
{
    size_t i = 0;
    while (i < t.length && (width > 0 || ((unsigned char)t.bytes[i] & 0xc0) == 0x80)) {
        width -= ((unsigned char)t.bytes[i] & 0xc0) != 0x80;
        i++;
    }
    return i;
}

/* Takes from *rest what fits into one line of the column: to the last blank, or
 * through a word that is longer than a line. */
static struct text take_line(struct text *rest, size_t wrap_at)
{
    struct text line = *rest;
    if (wrap_at > 0 && shown_width(*rest) > wrap_at) {
        line.length = bytes_of_width(*rest, wrap_at);
        const char *blank = memrchr(line.bytes, ' ', line.length + 1);
        if (blank != NULL && blank > line.bytes)
            line.length = (size_t)(blank - line.bytes);
    }
    rest->bytes += line.length;
    rest->length -= line.length;
    *rest = text_trim(*rest);
    return line;
}

static size_t widest_line(struct text cell, size_t wrap_at)
{
    size_t widest = 0;
    while (cell.length > 0) {
        size_t width = shown_width(take_line(&cell, wrap_at));
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void measure(const struct output *output, size_t *widths)
{
    for (size_t column = 0; column < output->column_count; column++) {
        const struct output_column *c = &output->columns[column];
        if (c->heading == NULL)
            continue;
        widths[column] = shown_width(text_of(c->heading));
        for (size_t row = 0; row < output->row_count; row++) {
            size_t width = widest_line(output->rows[row].cells[column], c->wrap_at);
            widths[column] = width > widths[column] ? width : widths[column];
        }
    }
}

static void blanks(FILE *stream, size_t count)
{
    while (count-- > 0)
        fputc(' ', stream);
}

/* Nothing is written behind the last text of a line: no blanks at its end. */
static void table_cell(const struct output *output, struct text t, size_t column,
                       const size_t *widths, size_t *owed_blanks)
{
    size_t padding = widths[column] - shown_width(t);
    const enum column_kind kind = output->columns[column].kind;
    bool right = is_numeric(kind) || kind == COLUMN_DECIMAL;
    *owed_blanks += right ? padding : 0;
    if (t.length > 0) {
        blanks(output->stream, *owed_blanks);
        fwrite(t.bytes, 1, t.length, output->stream);
        *owed_blanks = 0;
    }
    *owed_blanks += (right ? 0 : padding) + strlen(GAP);
}

static void table_line(const struct output *output, const struct text *line, const size_t *widths)
{
    size_t owed_blanks = 0;
    for (size_t column = 0; column < output->column_count; column++)
        if (output->columns[column].heading != NULL)
            table_cell(output, line[column], column, widths, &owed_blanks);
    fputc('\n', output->stream);
}

static void table_rule(const struct output *output, const size_t *widths)
{
    const char *gap = "";
    for (size_t column = 0; column < output->column_count; column++) {
        if (output->columns[column].heading == NULL)
            continue;
        fputs(gap, output->stream);
        for (size_t i = 0; i < widths[column]; i++)
            fputc('-', output->stream);
        gap = GAP;
    }
    fputc('\n', output->stream);
}

/* A row is as many lines as its longest cell. */
static void table_row(const struct output *output, const struct table_row *row,
                      const size_t *widths)
{
    struct text *rest = ARENA_ARRAY(output->arena, struct text, output->column_count);
    struct text *line = ARENA_ARRAY(output->arena, struct text, output->column_count);
    memcpy(rest, row->cells, output->column_count * sizeof(*rest));
    bool is_more = true;
    while (is_more) {
        is_more = false;
        for (size_t i = 0; i < output->column_count; i++) {
            line[i] = take_line(&rest[i], output->columns[i].wrap_at);
            is_more = is_more || (output->columns[i].heading != NULL && rest[i].length > 0);
        }
        table_line(output, line, widths);
    }
}

static void table_headings(const struct output *output, const size_t *widths)
{
    struct text *line = ARENA_ARRAY(output->arena, struct text, output->column_count);
    for (size_t i = 0; i < output->column_count; i++)
        line[i] = text_of(output->columns[i].heading);
    table_line(output, line, widths);
    table_rule(output, widths);
}

static void table_print(const struct output *output)
{
    size_t *widths = ARENA_ARRAY(output->arena, size_t, output->column_count);
    measure(output, widths);
    table_headings(output, widths);
    for (size_t i = 0; i < output->row_count; i++) {
        if (output->rows[i].is_ruled)
            table_rule(output, widths);
        table_row(output, &output->rows[i], widths);
    }
}

static void table_cell_keep(struct output *output, struct text t)
{
    if (output->next_column == 0)
        output->cells = ARENA_ARRAY(output->arena, struct text, output->column_count);
    output->cells[output->next_column] = t;
}

static void table_row_keep(struct output *output)
{
    output->rows = arena_grow(output->arena, output->rows, &output->row_room, output->row_count + 1,
                              sizeof(*output->rows));
    output->rows[output->row_count] = (struct table_row){output->next_is_ruled, output->cells};
    output->next_is_ruled = false;
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
    output->arena = arena;
    output->stream = stream;
    output->format = format;
    output->column_count = column_count;
    output->columns = columns;
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
    if (output->format == OUTPUT_FORMAT_TABLE)
        table_row_keep(output);
    if (output->format == OUTPUT_FORMAT_CSV)
        fputs("\r\n", output->stream);
    if (output->format == OUTPUT_FORMAT_JSON)
        fputc('}', output->stream);
    output->next_column = 0;
    output->row_count++;
}

void output_text(struct output *output, struct text text)
{
    assert(!is_numeric(output->columns[output->next_column].kind));
    if (output->format == OUTPUT_FORMAT_TABLE)
        table_cell_keep(output, printable(output->arena, text));
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
    enum column_kind kind = output->columns[output->next_column].kind;
    assert(is_numeric(kind));
    if (output->format == OUTPUT_FORMAT_TABLE)
        table_cell_keep(output, number_shown(output->arena, kind, number));
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
    output->next_is_ruled = true;
}

bool output_is_wanted(const struct output *output)
{
    return ferror(output->stream) == 0;
}

void output_end(struct output *output)
{
    assert(output->next_column == 0);
    if (output->format == OUTPUT_FORMAT_TABLE)
        table_print(output);
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
