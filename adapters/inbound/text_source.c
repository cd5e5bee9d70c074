#include "adapters/inbound/text_source.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <unistd.h>

#define READ_BYTES  ((size_t)128 * 1024)
#define GROWTH_MOST 3 /* bytes of UTF-8 for a byte read */

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define NO_CHARACTER    '\xFF'

struct text_source {
    int fd;
    enum encoding encoding;
    off_t offset;
    iconv_t converter; /* not for UTF-8 */
    char *read;        /* READ_BYTES */
    size_t kept;       /* bytes at its start that are the beginning of a character */
    char *converted;   /* READ_BYTES * GROWTH_MOST */
};

struct text_source *text_source_open(struct arena *arena, int fd, enum encoding encoding,
                                     struct error *error_r)
{
    static const char *const names[ENCODING_COUNT] = {
#define X(name, word) word,
        ENCODING_LIST(X)
#undef X
    };
    struct text_source *source = ARENA_NEW(arena, struct text_source);

    source->fd = fd;
    source->encoding = encoding;
    source->read = arena_alloc(arena, READ_BYTES, 1);
    if (encoding == ENCODING_UTF_8)
        return source;
    source->converted = arena_alloc(arena, READ_BYTES, GROWTH_MOST);
    source->converter = iconv_open("UTF-8", names[encoding]);
    if (source->converter == (iconv_t)-1) {
        error_set(error_r, EXIT_STATUS_UNAVAILABLE, "this machine cannot read the encoding %s",
                  names[encoding]);
        return NULL;
    }
    return source;
}

void text_source_close(struct text_source *source)
{
    if (source->encoding != ENCODING_UTF_8)
        iconv_close(source->converter);
}

/* Fills the buffer behind what was kept, or to the end of the file. */
static bool fill(struct text_source *source, size_t *length_r, struct error *error_r)
{
    size_t length = source->kept;

    while (length < READ_BYTES) {
        ssize_t got = pread(source->fd, source->read + length, READ_BYTES - length, source->offset);
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

static struct text convert(struct text_source *source, size_t length)
{
    size_t character_bytes = source->encoding == ENCODING_UTF_16 ? 2 : 1;
    char *in = source->read;
    size_t in_left = length;
    char *out = source->converted;
    size_t out_left = READ_BYTES * GROWTH_MOST;

    while (in_left > 0 && iconv(source->converter, &in, &in_left, &out, &out_left) == (size_t)-1 &&
           errno != EINVAL && in_left >= character_bytes) {
        assert(errno == EILSEQ && out_left > 0);
        *out++ = NO_CHARACTER;
        out_left--;
        in += character_bytes;
        in_left -= character_bytes;
    }
    source->kept = in_left;
    memmove(source->read, in, in_left);
    return (struct text){source->converted, (size_t)(out - source->converted)};
}

static struct text without_mark(struct text chunk)
{
    size_t mark_length = sizeof(BYTE_ORDER_MARK) - 1;

    if (chunk.length < mark_length || memcmp(chunk.bytes, BYTE_ORDER_MARK, mark_length) != 0)
        return chunk;
    return (struct text){chunk.bytes + mark_length, chunk.length - mark_length};
}

bool text_source_next(struct text_source *source, struct text *chunk_r, struct error *error_r)
{
    bool is_first = source->offset == 0;
    size_t length = 0;

    if (!fill(source, &length, error_r))
        return false;
    if (source->encoding == ENCODING_UTF_8) {
        *chunk_r = (struct text){source->read, length};
        if (is_first)
            *chunk_r = without_mark(*chunk_r);
        return true;
    }
    *chunk_r = length > source->kept ? convert(source, length) : (struct text){"", 0};
    return true;
}

bool text_source_is_cut(const struct text_source *source)
{
    return source->kept > 0;
}
