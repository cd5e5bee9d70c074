#include "ops/run/output_table.h"

#include <string.h>

#include "matcher/base/decimal.h"

#define GAP "  " /* between the columns */

struct row {
    bool is_ruled;            /* a rule goes above it */
    const struct text *cells; /* one a column */
};

struct output_table {
    struct arena *arena;
    FILE *stream;
    size_t column_count;
    const struct output_column *columns;

    size_t next_column;
    struct text *cells; /* the row so far */
    bool next_is_ruled;
    size_t row_count, row_room;
    struct row *rows;
};

struct output_table *output_table_new(struct arena *arena, FILE *stream, size_t column_count,
                                      const struct output_column *columns)
{
    struct output_table *table = ARENA_NEW(arena, struct output_table);

    *table = (struct output_table){
        .arena = arena, .stream = stream, .column_count = column_count, .columns = columns};
    return table;
}

/* --- cells -------------------------------------------------------------------- */

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

static void cell_keep(struct output_table *table, struct text t)
{
    if (table->next_column == 0)
        table->cells = ARENA_ARRAY(table->arena, struct text, table->column_count);
    table->cells[table->next_column++] = t;
    if (table->next_column < table->column_count)
        return;
    table->rows = arena_grow(table->arena, table->rows, &table->row_room, table->row_count + 1,
                             sizeof(*table->rows));
    table->rows[table->row_count++] = (struct row){table->next_is_ruled, table->cells};
    table->next_is_ruled = false;
    table->next_column = 0;
}

void output_table_text(struct output_table *table, struct text text)
{
    cell_keep(table, printable(table->arena, text));
}

void output_table_number(struct output_table *table, int64_t number)
{
    cell_keep(table, number_shown(table->arena, table->columns[table->next_column].kind, number));
}

void output_table_rule(struct output_table *table)
{
    table->next_is_ruled = true;
}

/* --- lines -------------------------------------------------------------------- */

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

static void measure(const struct output_table *table, size_t *widths)
{
    for (size_t column = 0; column < table->column_count; column++) {
        const struct output_column *c = &table->columns[column];
        if (c->heading == NULL)
            continue;
        widths[column] = shown_width(text_of(c->heading));
        for (size_t row = 0; row < table->row_count; row++) {
            size_t width = widest_line(table->rows[row].cells[column], c->wrap_at);
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
static void cell_print(const struct output_table *table, struct text t, size_t column,
                       const size_t *widths, size_t *owed_blanks)
{
    size_t padding = widths[column] - shown_width(t);
    const enum column_kind kind = table->columns[column].kind;
    bool right = column_is_numeric(kind) || kind == COLUMN_DECIMAL;
    *owed_blanks += right ? padding : 0;
    if (t.length > 0) {
        blanks(table->stream, *owed_blanks);
        fwrite(t.bytes, 1, t.length, table->stream);
        *owed_blanks = 0;
    }
    *owed_blanks += (right ? 0 : padding) + strlen(GAP);
}

static void line_print(const struct output_table *table, const struct text *line,
                       const size_t *widths)
{
    size_t owed_blanks = 0;
    for (size_t column = 0; column < table->column_count; column++)
        if (table->columns[column].heading != NULL)
            cell_print(table, line[column], column, widths, &owed_blanks);
    fputc('\n', table->stream);
}

static void rule_print(const struct output_table *table, const size_t *widths)
{
    const char *gap = "";
    for (size_t column = 0; column < table->column_count; column++) {
        if (table->columns[column].heading == NULL)
            continue;
        fputs(gap, table->stream);
        for (size_t i = 0; i < widths[column]; i++)
            fputc('-', table->stream);
        gap = GAP;
    }
    fputc('\n', table->stream);
}

/* A row is as many lines as its longest cell. */
static void row_print(const struct output_table *table, const struct row *row, const size_t *widths)
{
    struct text *rest = ARENA_ARRAY(table->arena, struct text, table->column_count);
    struct text *line = ARENA_ARRAY(table->arena, struct text, table->column_count);
    memcpy(rest, row->cells, table->column_count * sizeof(*rest));
    bool is_more = true;
    while (is_more) {
        is_more = false;
        for (size_t i = 0; i < table->column_count; i++) {
            line[i] = take_line(&rest[i], table->columns[i].wrap_at);
            is_more = is_more || (table->columns[i].heading != NULL && rest[i].length > 0);
        }
        line_print(table, line, widths);
    }
}

static void headings_print(const struct output_table *table, const size_t *widths)
{
    struct text *line = ARENA_ARRAY(table->arena, struct text, table->column_count);
    for (size_t i = 0; i < table->column_count; i++)
        line[i] = text_of(table->columns[i].heading);
    line_print(table, line, widths);
    rule_print(table, widths);
}

void output_table_print(const struct output_table *table)
{
    size_t *widths = ARENA_ARRAY(table->arena, size_t, table->column_count);
    measure(table, widths);
    headings_print(table, widths);
    for (size_t i = 0; i < table->row_count; i++) {
        if (table->rows[i].is_ruled)
            rule_print(table, widths);
        row_print(table, &table->rows[i], widths);
    }
}
