/*
 * How an unknown CSV file is written.  Every delimiter is tried with every number
 * of lines before the headings; what gives the most even table under the most
 * headings that say something is taken.
 */
#include <string.h>

#include "adapters/inbound/heading_words.h"
#include "adapters/inbound/sample_table.h"
#include "adapters/inbound/utf8.h"
#include "matcher/base/decimal.h"

#define PREAMBLE_TRIED 25
#define RECORDS_TRIED  40
#define TRAILER_TRIED  3 /* records at the end that may be one */

static const char delimiters[] = ",;\t|^~!:";

/* --- encoding ---------------------------------------------------------------- */

/* The first bytes may end within a character. */
static bool is_utf8_so_far(struct text bytes)
{
    for (size_t cut = 0; cut < 4 && cut <= bytes.length; cut++)
        if (utf8_is_valid((struct text){bytes.bytes, bytes.length - cut}))
            return true;
    return false;
}

static bool guess_encoding(struct text first, struct sample_table *table, struct error *error_r)
{
    bool has_mark = first.length > 1 && (memcmp(first.bytes, "\xFF\xFE", 2) == 0 ||
                                         memcmp(first.bytes, "\xFE\xFF", 2) == 0);

    if (first.length == 0)
        return error_set(error_r, EXIT_STATUS_BAD_DATA, "the file is empty");
    if (!has_mark && memchr(first.bytes, '\0', first.length) != NULL)
        return error_set(error_r, EXIT_STATUS_BAD_DATA,
                         "the file holds NUL bytes: it is neither text nor marked as UTF-16");
    table->encoding = has_mark                ? ENCODING_UTF_16
                      : is_utf8_so_far(first) ? ENCODING_UTF_8
                                              : ENCODING_WINDOWS_1252;
    return true;
}

/* --- delimiter and preamble ---------------------------------------------------- */

static bool looks_like_a_value(struct text field)
{
    struct value_shape shape = {0};

    value_shape_add(&shape, field);
    if (value_shape_is(&shape, SHAPE_DECIMAL) || value_shape_is(&shape, SHAPE_DECORATED) ||
        value_shape_is(&shape, SHAPE_TIME) || value_shape_is(&shape, SHAPE_EMAIL))
        return true;
    for (int form = 0; form < DATE_FORM_COUNT; form++)
        if (shape.dates[form] > 0 || shape.moments[form] > 0)
            return true;
    return false;
}

/* What a record is worth as headings; below zero: it is none. */
static int64_t worth_as_headings(const struct csv_record *record)
{
    int64_t worth = 0;

    for (size_t i = 0; i < record->field_count; i++)
        if (looks_like_a_value(record->fields[i]))
            worth -= 30;
        else if (text_is_empty(record->fields[i]))
            worth -= 2;
        else
            worth += heading_words_known(record->fields[i]) ? 20 : 1;
    return worth;
}

/* How good the file looks if it is read so; below zero: it cannot be. */
static int64_t worth_of(struct arena *arena, int fd, const struct sample_table *table,
                        struct error *error_r)
{
    struct csv_reader *reader =
        csv_reader_open(arena, fd, table->encoding, table->delimiter, error_r);
    struct csv_record record;
    int64_t worth = -1, alike = 0, records = 0;

    if (reader == NULL)
        return -1;
    csv_reader_skip_lines(reader, table->preamble);
    if (csv_reader_next(reader, &record, error_r) == CSV_STEP_RECORD &&
        record.line == table->preamble + 1) {
        size_t width = record.field_count;
        worth = worth_as_headings(&record);
        while (records < RECORDS_TRIED &&
               csv_reader_next(reader, &record, error_r) == CSV_STEP_RECORD) {
            records++;
            alike += record.field_count == width;
        }
        int64_t even = records > 0 ? 100 * alike / records : 50;
        worth = width == 1 && worth < 20 ? -1 : worth + (width > 1 ? even : even / 10);
    }
    csv_reader_close(reader);
    return worth;
}

static bool guess_dialect(int fd, struct sample_table *table, struct error *error_r)
{
    struct sample_table best = *table;
    int64_t best_worth = 0;
    struct arena *arena = arena_new();

    for (const char *delimiter = delimiters; *delimiter != '\0'; delimiter++) {
        for (table->preamble = 0; table->preamble < PREAMBLE_TRIED; table->preamble++) {
            arena_empty(arena);
            table->delimiter = *delimiter;
            int64_t worth = worth_of(arena, fd, table, error_r);
            if (worth <= best_worth)
                continue;
            best_worth = worth;
            best = *table;
        }
    }
    arena_free(arena);
    *table = best;
    return best_worth > 0 || error_set(error_r, EXIT_STATUS_BAD_DATA,
                                       "no table with headings can be seen in the file");
}

/* --- columns -------------------------------------------------------------------- */

/* The last records, held back until it is known whether they are a trailer. */
struct held_record {
    struct arena *arena;
    size_t field_count;
    const struct text *fields;
};

struct tail {
    size_t count;
    struct held_record records[TRAILER_TRIED]; /* the oldest first */
};

static void fold(struct sample_table *table, const struct held_record *record)
{
    table->record_count++;
    if (record->field_count != table->column_count)
        return;
    for (size_t i = 0; i < table->column_count; i++)
        sample_column_add(&table->columns[i], record->fields[i]);
}

static void hold(struct sample_table *table, struct tail *tail, const struct csv_record *record)
{
    struct held_record taken = tail->records[0];

    if (tail->count == TRAILER_TRIED) {
        fold(table, &taken);
        memmove(tail->records, tail->records + 1, (TRAILER_TRIED - 1) * sizeof(taken));
        tail->count--;
    } else
        taken = tail->records[tail->count];
    arena_empty(taken.arena);
    struct text *fields = ARENA_ARRAY(taken.arena, struct text, record->field_count);
    for (size_t i = 0; i < record->field_count; i++)
        fields[i] = arena_text(taken.arena, record->fields[i]);
    taken.field_count = record->field_count;
    taken.fields = fields;
    tail->records[tail->count++] = taken;
}

static bool take_headings(struct arena *arena, struct sample_table *table,
                          const struct csv_record *record)
{
    table->column_count = record->field_count;
    for (size_t i = 0; i < record->field_count; i++) {
        table->columns[i].heading = arena_text(arena, record->fields[i]);
        table->columns[i].name = table->columns[i].heading;
    }
    return true;
}

/* --- trailer --------------------------------------------------------------------- */

static bool is_trailer_word(struct text word)
{
    static const char *const words[] = {"total", "totals", "grand total", "trailer",      "trl",
                                        "tlr",   "tr",     "end",         "eof",          "footer",
                                        "count", "sum",    "end of file", "end of report"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (text_equal_nocase(word, text_of(words[i])))
            return true;
    return false;
}

static bool looks_like_trailer(const struct sample_table *table, const struct held_record *record)
{
    size_t given_count = 0;

    for (size_t i = 0; i < record->field_count; i++)
        given_count += !text_is_empty(record->fields[i]);
    return record->field_count != table->column_count || is_trailer_word(record->fields[0]) ||
           given_count * 3 <= table->column_count;
}

/* The trailer's first record says how many there are, or how much. */
static void read_trailer(struct sample_table *table, const struct held_record *record)
{
    for (size_t i = 0; i < record->field_count; i++) {
        int64_t said_e4;
        if (!decimal_parse_as(record->fields[i], NUMBER_FORM_GROUPED, PLACES_QUANTITY, &said_e4))
            continue;
        if (said_e4 == table->record_count * E4 && table->trailer.count_column == 0 &&
            memchr(record->fields[i].bytes, '.', record->fields[i].length) == NULL) {
            table->trailer.count_column = (int)i + 1;
            continue;
        }
        for (size_t column = 0; column < table->column_count; column++)
            if (table->columns[column].is_numbers && said_e4 != 0 &&
                table->columns[column].sum_e4 == said_e4 && table->total_of < 0) {
                table->trailer.total_column = (int)i + 1;
                table->total_of = (int)column;
            }
    }
}

static void end_table(struct arena *arena, struct sample_table *table, const struct tail *tail)
{
    size_t first = tail->count;

    while (first > 0 && looks_like_trailer(table, &tail->records[first - 1]))
        first--;
    for (size_t i = 0; i < first; i++)
        fold(table, &tail->records[i]);
    if (first == tail->count)
        return;
    const struct held_record *trailer = &tail->records[first];
    bool is_marked = !text_is_empty(trailer->fields[0]) && !looks_like_a_value(trailer->fields[0]);
    table->trailer = (struct trailer_config){
        .is_there = true,
        .mark = is_marked ? arena_text(arena, trailer->fields[0]).bytes : "",
        .records = (int)(tail->count - first)};
    read_trailer(table, trailer);
}

static bool read_records(struct arena *arena, struct csv_reader *reader, struct tail *tail,
                         struct sample_table *table, struct error *error_r)
{
    struct csv_record record;
    enum csv_step step = csv_reader_next(reader, &record, error_r);

    if (step == CSV_STEP_RECORD)
        take_headings(arena, table, &record);
    while (step == CSV_STEP_RECORD &&
           (step = csv_reader_next(reader, &record, error_r)) == CSV_STEP_RECORD)
        hold(table, tail, &record);
    if (step == CSV_STEP_END)
        end_table(arena, table, tail);
    else
        for (size_t i = 0; i < tail->count; i++)
            fold(table, &tail->records[i]);
    return step != CSV_STEP_FAILED;
}

static bool read_table(struct arena *arena, int fd, struct sample_table *table,
                       struct error *error_r)
{
    struct csv_reader *reader =
        csv_reader_open(arena, fd, table->encoding, table->delimiter, error_r);
    struct tail tail = {0};

    if (reader == NULL)
        return false;
    for (size_t i = 0; i < TRAILER_TRIED; i++)
        tail.records[i].arena = arena_new();
    csv_reader_skip_lines(reader, table->preamble);
    bool is_read = read_records(arena, reader, &tail, table, error_r);
    csv_reader_close(reader);
    for (size_t i = 0; i < TRAILER_TRIED; i++)
        arena_free(tail.records[i].arena);
    return is_read;
}

bool sample_csv_read(struct arena *arena, int fd, struct text first_bytes,
                     struct sample_table *table_r, struct error *error_r)
{
    table_r->preset = PRESET_TALLYSTICK;
    return guess_encoding(first_bytes, table_r, error_r) && guess_dialect(fd, table_r, error_r) &&
           read_table(arena, fd, table_r, error_r);
}
