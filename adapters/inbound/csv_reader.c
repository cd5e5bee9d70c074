/*
 * libcsv 3.0.3 says nothing of lines, of a last record without a line end, or
 * of a NUL; after an error its csv_fini hands out a record that is none.  So the
 * file is given to it line by line, which tells where records begin and end, and
 * csv_fini is only called to hear of an open quote in a file that ended well.
 * Lines that need no such care are not given to it.
 */
#include "adapters/inbound/csv_reader.h"

#include <assert.h>
#include <csv.h>
#include <endian.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/inbound/text_source.h"

#define FIELD_BLOCK_BYTES 4096 /* by which the library's buffer for a field grows */
#define SHORT_FIELD_BYTES 32   /* most fields are not longer */

struct csv_reader {
    struct text_source *source;
    struct csv_parser parser;
    struct text unread; /* of the source's chunk */
    bool chunk_has_nul;
    int64_t preamble_left; /* lines before the first record */
    int64_t line;          /* of the next byte */
    bool is_whole;         /* nothing but blanks since the last line end */

    /* the record being read */
    int64_t record_line;
    bool record_begun;
    bool record_ended;
    struct text record_bytes; /* of a plain line; of others they are copied: */
    size_t byte_count;
    char *bytes; /* CSV_RECORD_BYTES_MOST + SHORT_FIELD_BYTES */
    size_t field_count;
    struct text fields[CSV_COLUMNS_MOST];

    struct csv_fault fault; /* reason NULL: none */
};

static void *allocated(void *memory)
{
    if (memory == NULL) {
        fputs("tallystick: out of memory\n", stderr);
        abort();
    }
    return memory;
}

/* The library keeps growing the buffer of a field that does not end; refused memory stops it. */
static void *grow_field(void *buffer, size_t size)
{
    return size > CSV_FIELD_BYTES_MOST + FIELD_BLOCK_BYTES ? NULL
                                                           : allocated(realloc(buffer, size));
}

struct csv_reader *csv_reader_open(struct arena *arena, int fd, enum encoding encoding,
                                   char delimiter, struct error *error_r)
{
    struct csv_reader *reader = ARENA_NEW(arena, struct csv_reader);

    reader->source = text_source_open(arena, fd, encoding, error_r);
    if (reader->source == NULL)
        return NULL;
    int status = csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI);
    assert(status == 0);
    csv_set_delim(&reader->parser, (unsigned char)delimiter);
    csv_set_blk_size(&reader->parser, FIELD_BLOCK_BYTES);
    csv_set_realloc_func(&reader->parser, grow_field);
    /* Not the arena's, which would write all of it for files of a few lines. */
    reader->bytes = allocated(malloc(CSV_RECORD_BYTES_MOST + SHORT_FIELD_BYTES));
    reader->line = 1;
    reader->is_whole = true;
    return reader;
}

void csv_reader_skip_lines(struct csv_reader *reader, int64_t lines)
{
    reader->preamble_left = lines;
}

void csv_reader_close(struct csv_reader *reader)
{
    csv_free(&reader->parser);
    free(reader->bytes);
    text_source_close(reader->source);
}

struct csv_fault csv_reader_fault(const struct csv_reader *reader)
{
    return reader->fault;
}

/* The first fault is the one that is told. */
static void set_fault(struct csv_reader *reader, const char *reason)
{
    if (reader->fault.reason != NULL)
        return;
    reader->fault = (struct csv_fault){
        .line = reader->record_begun ? reader->record_line : reader->line,
        .column = (int32_t)reader->field_count + 1,
        .reason = reason,
    };
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* A copy of constant length is a few moves, and one of any length a call: a short field is copied
 * with what stands behind it, for there is always room to read (FIELD_BLOCK_BYTES) and write. */
static inline void copy_field(char *copy, const void *bytes, size_t length)
{
    if (length <= SHORT_FIELD_BYTES)
        memcpy(copy, bytes, SHORT_FIELD_BYTES);
    else
        memcpy(copy, bytes, length);
}

/* Why the record may have no such field; NULL: it may. */
static const char *too_much(const struct csv_reader *reader, size_t length)
{
    if (reader->record_ended)
        return "a carriage return without a line feed";
    if (length > CSV_FIELD_BYTES_MOST)
        return "the field is longer than 64 KiB";
    if (length > CSV_RECORD_BYTES_MOST - reader->byte_count)
        return "the record is longer than 1 MiB";
    return reader->field_count == CSV_COLUMNS_MOST ? "the record has more than 256 fields" : NULL;
}

static void take_field(void *bytes, size_t length, void *context)
{
    struct csv_reader *reader = context;
    const char *reason = too_much(reader, length);

    if (reason != NULL)
        set_fault(reader, reason);
    if (reader->fault.reason != NULL)
        return;
    const char *from = bytes;
    struct text field = {reader->bytes + reader->byte_count, length};
    copy_field(reader->bytes + reader->byte_count, from, length);
    reader->byte_count += length;
    /* The library has dropped blanks already, but for those within quotes.  Looked at where it put
     * them one by one: the copy, just written, would have to be waited for. */
    if (length > 0 && (is_blank(from[0]) || is_blank(from[length - 1])))
        field = text_trim(field);
    reader->fields[reader->field_count++] = field;
}

static void take_record_end(int terminator, void *context)
{
    struct csv_reader *reader = context;

    (void)terminator;
    reader->record_ended = true;
}

static bool record_is_blank(const struct csv_reader *reader)
{
    for (size_t i = 0; i < reader->field_count; i++)
        if (reader->fields[i].length > 0)
            return false;
    return true;
}

static bool is_all_blank(struct text piece)
{
    for (size_t i = 0; i < piece.length; i++) {
        char c = piece.bytes[i];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            return false;
    }
    return true;
}

static void explain_stop(struct csv_reader *reader)
{
    if (csv_error(&reader->parser) == CSV_EPARSE)
        set_fault(reader, "a quote where none may stand: within a field that is not in quotes, or "
                          "with text after it");
    else
        set_fault(reader, "the field is longer than 64 KiB, or its quote is never closed");
}

static bool take_chunk(struct csv_reader *reader, struct error *error_r)
{
    if (!text_source_next(reader->source, &reader->unread, error_r))
        return false;
    struct text chunk = reader->unread;
    reader->chunk_has_nul = chunk.length > 0 && memchr(chunk.bytes, '\0', chunk.length) != NULL;
    return true;
}

/* A line, or the part of one that the chunk holds. */
static struct text take_piece(struct csv_reader *reader)
{
    const char *end = memchr(reader->unread.bytes, '\n', reader->unread.length);
    size_t length = end == NULL ? reader->unread.length : (size_t)(end - reader->unread.bytes) + 1;
    struct text piece = {reader->unread.bytes, length};

    reader->unread.bytes += length;
    reader->unread.length -= length;
    return piece;
}

static bool has_line_end(struct text piece)
{
    return piece.bytes[piece.length - 1] == '\n';
}

/* --- plain lines -----------------------------------------------------------------
 *
 * Most lines have no quotes: they are cut at their delimiters where they lie, eight bytes at a
 * time. Whatever else there may be is the library's.
 */
#define ONES  UINT64_C(0x0101010101010101)
#define BELOW (ONES * 0x7f)
#define WORD  sizeof(uint64_t)

/* The highest bit of each byte that is `wanted`. */
static inline uint64_t bytes_that_are(uint64_t word, char wanted)
{
    uint64_t differs = word ^ ONES * (unsigned char)wanted;
    return ~(((differs & BELOW) + BELOW) | differs | BELOW);
}

/* The lowest byte is the first. */
static inline uint64_t word_at(const char *bytes, size_t length)
{
    uint64_t word = 0;
    if (length >= WORD)
        memcpy(&word, bytes, WORD);
    else if (length > 0)
        memcpy(&word, bytes, length);
    return le64toh(word);
}

static inline struct text without_blanks(const char *begin, const char *end)
{
    while (begin < end && is_blank(*begin))
        begin++;
    while (begin < end && is_blank(end[-1]))
        end--;
    return (struct text){begin, (size_t)(end - begin)};
}

/* False: it has more than that, and the fields so far are of no use. */
static bool cut_plain_line(struct csv_reader *reader, struct text line)
{
    const char *field = line.bytes, *const end = line.bytes + line.length;
    const char delimiter = (char)csv_get_delim(&reader->parser);
    size_t count = 0;

    for (const char *at = line.bytes; at < end; at += WORD) {
        uint64_t word = word_at(at, (size_t)(end - at));
        uint64_t delimiters = bytes_that_are(word, delimiter);
        if ((bytes_that_are(word, '"') | bytes_that_are(word, '\r')) != 0)
            return false;
        for (; delimiters != 0; delimiters &= delimiters - 1) {
            const char *found = at + __builtin_ctzll(delimiters) / 8;
            if (count + 1 == CSV_COLUMNS_MOST)
                return false;
            reader->fields[count++] = without_blanks(field, found);
            field = found + 1;
        }
    }
    reader->fields[count++] = without_blanks(field, end);
    reader->field_count = count;
    return true;
}

/* A record that is a line of the chunk; false: it is not as simple as that. */
static bool take_plain_line(struct csv_reader *reader, struct text piece)
{
    if (reader->record_begun || reader->chunk_has_nul || !has_line_end(piece) ||
        piece.length > CSV_FIELD_BYTES_MOST)
        return false;
    size_t length = piece.length - 1;
    length -= length > 0 && piece.bytes[length - 1] == '\r' ? 1 : 0;
    struct text line = {piece.bytes, length};
    if (is_all_blank(line) || !cut_plain_line(reader, line))
        return false;
    reader->record_begun = reader->record_ended = reader->is_whole = true;
    reader->record_line = reader->line++;
    reader->record_bytes = line;
    return true;
}

/* --- any lines --- */

static void parse_piece(struct csv_reader *reader, struct text piece)
{
    if (take_plain_line(reader, piece))
        return;
    bool blank = !reader->record_begun && is_all_blank(piece);

    if (reader->chunk_has_nul && memchr(piece.bytes, '\0', piece.length) != NULL) {
        set_fault(reader, "a NUL byte: the file is not text in the encoding of its feed");
        return;
    }
    if (!reader->record_begun && !blank) {
        reader->record_begun = true;
        reader->record_line = reader->line;
    }
    size_t parsed =
        csv_parse(&reader->parser, piece.bytes, piece.length, take_field, take_record_end, reader);
    if (parsed < piece.length)
        explain_stop(reader);
    reader->is_whole = has_line_end(piece) || blank;
    if (has_line_end(piece))
        reader->line++;
}

static void skip_piece(struct csv_reader *reader, struct text piece)
{
    if (reader->chunk_has_nul && memchr(piece.bytes, '\0', piece.length) != NULL)
        set_fault(reader, "a NUL byte: the file is not text in the encoding of its feed");
    if (!has_line_end(piece))
        return;
    reader->line++;
    reader->preamble_left--;
}

static void begin_record(struct csv_reader *reader)
{
    reader->record_begun = false;
    reader->record_ended = false;
    reader->byte_count = 0;
    reader->field_count = 0;
}

static void ignore_field(void *bytes, size_t length, void *context)
{
    (void)bytes, (void)length, (void)context;
}

static void ignore_record_end(int terminator, void *context)
{
    (void)terminator, (void)context;
}

static enum csv_step end_file(struct csv_reader *reader)
{
    if (text_source_fault(reader->source) != NULL)
        set_fault(reader, text_source_fault(reader->source));
    else if (!reader->is_whole || text_source_is_cut(reader->source))
        set_fault(reader, "the last record has no line end: the file may be cut");
    else if (reader->preamble_left > 0)
        set_fault(reader, "the file ends before its headings: it has fewer lines of preamble than "
                          "its feed says");
    else if (csv_fini(&reader->parser, ignore_field, ignore_record_end, NULL) != 0)
        set_fault(reader, "a quote is never closed");
    return reader->fault.reason == NULL ? CSV_STEP_END : CSV_STEP_BROKEN;
}

enum csv_step csv_reader_next(struct csv_reader *reader, struct csv_record *record_r,
                              struct error *error_r)
{
    begin_record(reader);
    while (reader->fault.reason == NULL) {
        if (reader->unread.length == 0 && !take_chunk(reader, error_r))
            return CSV_STEP_FAILED;
        if (reader->unread.length == 0)
            return end_file(reader);
        if (reader->preamble_left > 0) {
            skip_piece(reader, take_piece(reader));
            continue;
        }
        reader->record_bytes = (struct text){NULL, 0};
        parse_piece(reader, take_piece(reader));
        if (!reader->record_ended || reader->fault.reason != NULL)
            continue;
        if (!record_is_blank(reader)) {
            *record_r = (struct csv_record){
                .line = reader->record_line,
                .field_count = reader->field_count,
                .fields = reader->fields,
                .bytes = reader->record_bytes.length > 0
                             ? reader->record_bytes
                             : (struct text){reader->bytes, reader->byte_count},
            };
            return CSV_STEP_RECORD;
        }
        begin_record(reader);
    }
    return CSV_STEP_BROKEN;
}

static bool needs_quotes(struct text field, char delimiter)
{
    for (size_t i = 0; i < field.length; i++) {
        char c = field.bytes[i];
        if (c == delimiter || c == '"' || c == '\n' || c == '\r')
            return true;
    }
    return false;
}

static size_t write_field(char *at, size_t room, struct text field, char delimiter)
{
    if (needs_quotes(field, delimiter))
        return csv_write(at, room, field.bytes, field.length);
    if (field.length > 0)
        memcpy(at, field.bytes, field.length);
    return field.length;
}

struct text csv_join(struct arena *arena, const struct text *fields, size_t count, char delimiter)
{
    size_t room = 1;
    size_t length = 0;

    for (size_t i = 0; i < count; i++)
        room += fields[i].length * 2 + sizeof("\"\",");
    char *joined = arena_alloc(arena, room, 1);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            joined[length++] = delimiter;
        length += write_field(joined + length, room - length, fields[i], delimiter);
    }
    return (struct text){joined, length};
}
