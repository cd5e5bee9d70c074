#include "adapters/outbound/zip_write.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

/* What is deflated at a time, and what comes of it. */
#define PIECE_BYTES ((size_t)16384)

/* Of the local header: where CRC and sizes stand, which are known once the file has ended. */
#define CRC_OFFSET 14

#define VERSION_NEEDED 20 /* 2.0: deflate */
#define METHOD_DEFLATE 8
#define FLAG_UTF8      0x0800 /* of the names */
#define DATE_1980      0x0021

struct zip_entry {
    const char *name;
    size_t offset; /* of its local header within the archive */
    uint32_t crc, packed_bytes, bytes;
};

struct zip_writer {
    struct arena *arena;
    struct text_buffer *archive;
    size_t start; /* the archive may stand behind something */
    struct zip_entry *entries;
    size_t count, room;
    z_stream stream;
    uint64_t bytes;      /* of the file under way */
    size_t packed_start; /* where what it is packed into begins */
    size_t waiting;      /* bytes of `piece` that are not deflated yet */
    char piece[PIECE_BYTES];
};

/* --- numbers, lowest byte first ------------------------------------------------ */

static void put_number(char *at, uint32_t value, size_t width)
{
    for (size_t i = 0; i < width; i++)
        at[i] = (char)(value >> (8 * i) & 0xff);
}

static void add_number(struct zip_writer *zip, uint32_t value, size_t width)
{
    put_number(text_buffer_extend(zip->archive, width), value, width);
}

/* --- deflate --------------------------------------------------------------------- */

/* So that zlib, too, never fails for memory. */
static void *arena_for_zlib(void *arena, unsigned count, unsigned size)
{
    return arena_bytes(arena, (size_t)count * size);
}

static void nothing_to_free(void *arena, void *address)
{
    (void)arena, (void)address;
}

static struct zip_entry *last_entry(struct zip_writer *zip)
{
    return &zip->entries[zip->count - 1];
}

static void deflate_piece(struct zip_writer *zip, int flush)
{
    z_stream *stream = &zip->stream;
    struct zip_entry *entry = last_entry(zip);
    int result;

    entry->crc =
        (uint32_t)crc32(entry->crc, (const unsigned char *)zip->piece, (unsigned)zip->waiting);
    stream->next_in = (unsigned char *)zip->piece;
    stream->avail_in = (unsigned)zip->waiting;
    do {
        stream->next_out = (unsigned char *)text_buffer_extend(zip->archive, PIECE_BYTES);
        stream->avail_out = PIECE_BYTES;
        result = deflate(stream, flush);
        assert(result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR);
        zip->archive->length -= stream->avail_out;
    } while (stream->avail_out == 0);
    assert(stream->avail_in == 0);
    zip->waiting = 0;
}

void zip_add(struct zip_writer *zip, struct text content)
{
    zip->bytes += content.length;
    while (content.length > 0) {
        size_t fits = PIECE_BYTES - zip->waiting;
        size_t taken = content.length < fits ? content.length : fits;
        memcpy(zip->piece + zip->waiting, content.bytes, taken);
        zip->waiting += taken;
        content = (struct text){content.bytes + taken, content.length - taken};
        if (zip->waiting == PIECE_BYTES)
            deflate_piece(zip, Z_NO_FLUSH);
    }
}

/* --- files ----------------------------------------------------------------------- */

/* What a file's local header and its entry in the directory have in common. */
static void add_facts(struct zip_writer *zip, const struct zip_entry *entry)
{
    add_number(zip, VERSION_NEEDED, 2);
    add_number(zip, FLAG_UTF8, 2);
    add_number(zip, METHOD_DEFLATE, 2);
    add_number(zip, 0, 2); /* 00:00:00 */
    add_number(zip, DATE_1980, 2);
    add_number(zip, entry->crc, 4);
    add_number(zip, entry->packed_bytes, 4);
    add_number(zip, entry->bytes, 4);
    add_number(zip, (uint32_t)strlen(entry->name), 2);
    add_number(zip, 0, 2); /* no extra field */
}

static void end_file(struct zip_writer *zip)
{
    struct zip_entry *entry = last_entry(zip);

    deflate_piece(zip, Z_FINISH);
    deflateReset(&zip->stream);
    entry->bytes = (uint32_t)zip->bytes;
    entry->packed_bytes = (uint32_t)(zip->archive->length - zip->packed_start);
    assert(zip->bytes <= UINT32_MAX && zip->archive->length - zip->start <= UINT32_MAX);
    char *at = zip->archive->bytes + zip->start + entry->offset + CRC_OFFSET;
    put_number(at, entry->crc, 4);
    put_number(at + 4, entry->packed_bytes, 4);
    put_number(at + 8, entry->bytes, 4);
}

void zip_file(struct zip_writer *zip, const char *name)
{
    if (zip->count > 0)
        end_file(zip);
    zip->entries =
        arena_grow(zip->arena, zip->entries, &zip->room, zip->count + 1, sizeof(*zip->entries));
    zip->entries[zip->count++] = (struct zip_entry){
        .name = name,
        .offset = zip->archive->length - zip->start,
    };
    text_buffer_add(zip->archive, TEXT_LITERAL("PK\3\4"));
    add_facts(zip, last_entry(zip));
    text_buffer_add_string(zip->archive, name);
    zip->bytes = 0;
    zip->packed_start = zip->archive->length;
}

/* --- the archive ----------------------------------------------------------------- */

struct zip_writer *zip_begin(struct text_buffer *archive)
{
    struct zip_writer *zip = ARENA_NEW(archive->arena, struct zip_writer);

    zip->arena = archive->arena;
    zip->archive = archive;
    zip->start = archive->length;
    zip->stream =
        (z_stream){.zalloc = arena_for_zlib, .zfree = nothing_to_free, .opaque = archive->arena};
    /* Without zlib's own header; the fastest level, for tables are said over and over. */
    int result =
        deflateInit2(&zip->stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    assert(result == Z_OK);
    return zip;
}

static void add_directory_entry(struct zip_writer *zip, const struct zip_entry *entry)
{
    text_buffer_add(zip->archive, TEXT_LITERAL("PK\1\2"));
    add_number(zip, VERSION_NEEDED, 2);
    add_facts(zip, entry);
    add_number(zip, 0, 2); /* no comment */
    add_number(zip, 0, 2); /* on the first disk */
    add_number(zip, 0, 2);
    add_number(zip, 0, 4); /* no attributes */
    add_number(zip, (uint32_t)entry->offset, 4);
    text_buffer_add_string(zip->archive, entry->name);
}

void zip_end(struct zip_writer *zip)
{
    if (zip->count > 0)
        end_file(zip);
    size_t directory = zip->archive->length;
    for (size_t i = 0; i < zip->count; i++)
        add_directory_entry(zip, &zip->entries[i]);
    size_t directory_bytes = zip->archive->length - directory;
    text_buffer_add(zip->archive, TEXT_LITERAL("PK\5\6"));
    add_number(zip, 0, 4); /* one disk */
    add_number(zip, (uint32_t)zip->count, 2);
    add_number(zip, (uint32_t)zip->count, 2);
    add_number(zip, (uint32_t)directory_bytes, 4);
    add_number(zip, (uint32_t)(directory - zip->start), 4);
    add_number(zip, 0, 2); /* no comment */
    deflateEnd(&zip->stream);
}
