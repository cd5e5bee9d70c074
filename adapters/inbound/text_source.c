#include "adapters/inbound/text_source.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "adapters/inbound/byte_source.h"

#define READ_BYTES  ((size_t)128 * 1024)
#define GROWTH_MOST 3 /* bytes of UTF-8 for a byte read */

#define BYTE_ORDER_MARK    "\xEF\xBB\xBF"
#define LITTLE_ENDIAN_MARK "\xFF\xFE"
#define BIG_ENDIAN_MARK    "\xFE\xFF"
#define ZIP_MARK           "PK\x03\x04"
#define NO_CHARACTER       '\xFF'

struct text_source {
    struct byte_source *bytes;
    enum encoding encoding;
    bool is_begun;     /* its first bytes have been looked at */
    const char *fault; /* NULL: none */
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

    source->bytes = byte_source_open(arena, fd);
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
    byte_source_close(source->bytes);
}

const char *text_source_fault(const struct text_source *source)
{
    return source->fault != NULL ? source->fault : byte_source_fault(source->bytes);
}

/* Fills the buffer behind what was kept, or to the end of the file. */
static bool fill(struct text_source *source, size_t *length_r, struct error *error_r)
{
    size_t got;

    if (!byte_source_read(source->bytes, source->read + source->kept, READ_BYTES - source->kept,
                          &got, error_r))
        return false;
    *length_r = source->kept + got;
    return true;
}

static bool begins_with(struct text bytes, const char *mark)
{
    return bytes.length >= strlen(mark) && memcmp(bytes.bytes, mark, strlen(mark)) == 0;
}

/* What the first bytes say that the feed does not; NULL: nothing. */
static const char *contradiction(enum encoding encoding, struct text bytes)
{
    bool is_utf_16 = begins_with(bytes, LITTLE_ENDIAN_MARK) || begins_with(bytes, BIG_ENDIAN_MARK);

    if (begins_with(bytes, ZIP_MARK))
        return "the file is a zip archive or a workbook, not text: it has to be saved as CSV";
    if (encoding == ENCODING_UTF_16)
        return is_utf_16 || text_is_empty(bytes)
                   ? NULL
                   : "the file does not begin with the byte-order mark of UTF-16, which its feed "
                     "says it is";
    if (is_utf_16)
        return "the file begins with the byte-order mark of UTF-16, which its feed does not say";
    if (encoding != ENCODING_UTF_8 && begins_with(bytes, BYTE_ORDER_MARK))
        return "the file begins with the byte-order mark of UTF-8, which its feed does not say";
    return NULL;
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

    if (!begins_with(chunk, BYTE_ORDER_MARK))
        return chunk;
    return (struct text){chunk.bytes + mark_length, chunk.length - mark_length};
}

bool text_source_next(struct text_source *source, struct text *chunk_r, struct error *error_r)
{
    bool is_first = !source->is_begun;
    size_t length = 0;

    *chunk_r = (struct text){"", 0};
    if (!fill(source, &length, error_r))
        return false;
    if (is_first)
        source->fault = contradiction(source->encoding, (struct text){source->read, length});
    source->is_begun = true;
    if (source->fault != NULL)
        return true;
    if (source->encoding != ENCODING_UTF_8) {
        if (length > source->kept)
            *chunk_r = convert(source, length);
        return true;
    }
    *chunk_r = (struct text){source->read, length};
    if (is_first)
        *chunk_r = without_mark(*chunk_r);
    return true;
}

bool text_source_is_cut(const struct text_source *source)
{
    return source->kept > 0;
}
