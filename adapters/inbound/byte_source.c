#include "adapters/inbound/byte_source.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
#include <zlib.h>

#define PACKED_BYTES ((size_t)64 * 1024)
#define GZIP_ONLY    (15 + 16) /* for inflateInit2: the largest window, and a gzip header */

/* Tables pack to a tenth, very even ones to a fiftieth; a bomb to a thousandth. */
#define UNPACKED_TIMES_MOST  250
#define UNPACKED_BYTES_LEAST ((int64_t)64 * 1024 * 1024) /* less is never a bomb */

struct byte_source {
    struct arena *arena;
    int fd;
    off_t offset;  /* of the next byte of the file */
    bool is_begun; /* what kind of file it is is known */

    bool is_packed;
    z_stream stream;
    bool is_member_over; /* a file may be several, one behind the other */
    int64_t unpacked_bytes;
    unsigned char *packed; /* PACKED_BYTES */
    const char *fault;
};

struct byte_source *byte_source_open(struct arena *arena, int fd)
{
    struct byte_source *source = ARENA_NEW(arena, struct byte_source);

    source->arena = arena;
    source->fd = fd;
    return source;
}

void byte_source_close(struct byte_source *source)
{
    if (source->is_packed)
        inflateEnd(&source->stream);
}

const char *byte_source_fault(const struct byte_source *source)
{
    return source->fault;
}

static bool read_plain(struct byte_source *source, void *buffer, size_t room, size_t *length_r,
                       struct error *error_r)
{
    size_t length = 0;

    while (length < room) {
        ssize_t got = pread(source->fd, (char *)buffer + length, room - length, source->offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(error_r, EXIT_STATUS_TRY_AGAIN, "reading an inbound file: %s",
                             strerror(errno));
        if (got == 0)
            break;
        length += (size_t)got;
        source->offset += got;
    }
    *length_r = length;
    return true;
}

static bool begin(struct byte_source *source, struct error *error_r)
{
    static const unsigned char gzip_magic[] = {0x1F, 0x8B};
    unsigned char first[sizeof(gzip_magic)];
    size_t length;

    if (!read_plain(source, first, sizeof(first), &length, error_r))
        return false;
    source->offset = 0;
    source->is_begun = true;
    source->is_packed = length == sizeof(first) && memcmp(first, gzip_magic, sizeof(first)) == 0;
    if (!source->is_packed)
        return true;
    source->packed = arena_alloc(source->arena, PACKED_BYTES, 1);
    if (inflateInit2(&source->stream, GZIP_ONLY) != Z_OK) {
        fputs("tallystick: out of memory\n", stderr);
        abort();
    }
    return true;
}

static bool refill(struct byte_source *source, struct error *error_r)
{
    size_t length;

    if (source->stream.avail_in > 0)
        return true;
    if (!read_plain(source, source->packed, PACKED_BYTES, &length, error_r))
        return false;
    source->stream.next_in = source->packed;
    source->stream.avail_in = (uInt)length;
    return true;
}

/* Behind a member stand nothing, zeros that fill a block, or another member. */
static void begin_next_member(struct byte_source *source)
{
    while (source->stream.avail_in > 0 && *source->stream.next_in == 0) {
        source->stream.next_in++;
        source->stream.avail_in--;
    }
    if (source->stream.avail_in == 0)
        return;
    inflateReset(&source->stream);
    source->is_member_over = false;
}

static void unpack(struct byte_source *source)
{
    uInt room = source->stream.avail_out;
    int status = inflate(&source->stream, Z_NO_FLUSH);

    source->unpacked_bytes += room - source->stream.avail_out;
    source->is_member_over = status == Z_STREAM_END;
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        source->fault = "the gzip file is damaged";
    else if (source->unpacked_bytes > UNPACKED_BYTES_LEAST &&
             source->unpacked_bytes / UNPACKED_TIMES_MOST > source->offset)
        source->fault = "the gzip file unpacks to more than 250 times its size";
}

static bool read_packed(struct byte_source *source, char *buffer, size_t room, size_t *length_r,
                        struct error *error_r)
{
    source->stream.next_out = (unsigned char *)buffer;
    source->stream.avail_out = (uInt)room;
    while (source->stream.avail_out > 0 && source->fault == NULL) {
        if (!refill(source, error_r))
            return false;
        if (source->stream.avail_in == 0) {
            if (!source->is_member_over)
                source->fault = "the gzip file is cut";
            break;
        }
        if (source->is_member_over)
            begin_next_member(source);
        else
            unpack(source);
    }
    *length_r = room - source->stream.avail_out;
    return true;
}

bool byte_source_read(struct byte_source *source, char *buffer, size_t room, size_t *length_r,
                      struct error *error_r)
{
    if (!source->is_begun && !begin(source, error_r))
        return false;
    return source->is_packed ? read_packed(source, buffer, room, length_r, error_r)
                             : read_plain(source, buffer, room, length_r, error_r);
}
