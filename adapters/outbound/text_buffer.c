#include "adapters/outbound/text_buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char *room_for(struct text_buffer *buffer, size_t length)
{
    if (buffer->room - buffer->length < length)
        buffer->bytes =
            arena_grow(buffer->arena, buffer->bytes, &buffer->room, buffer->length + length, 1);
    return buffer->bytes + buffer->length;
}

void text_buffer_add(struct text_buffer *buffer, struct text t)
{
    if (t.length == 0)
        return;
    memcpy(room_for(buffer, t.length), t.bytes, t.length);
    buffer->length += t.length;
}

char *text_buffer_extend(struct text_buffer *buffer, size_t length)
{
    char *at = room_for(buffer, length);
    buffer->length += length;
    return at;
}

void text_buffer_add_string(struct text_buffer *buffer, const char *nul_terminated)
{
    text_buffer_add(buffer, text_of(nul_terminated));
}

void text_buffer_printf(struct text_buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const size_t at_hand = buffer->room - buffer->length;
    char *at = at_hand > 0 ? buffer->bytes + buffer->length : NULL;
    int length = vsnprintf(at, at_hand, format, arguments);
    assert(length >= 0);
    if ((size_t)length >= at_hand)
        vsnprintf(room_for(buffer, (size_t)length + 1), (size_t)length + 1, format, again);
    buffer->length += (size_t)length;
    va_end(again);
    va_end(arguments);
}

struct text text_buffer_text(const struct text_buffer *buffer)
{
    return (struct text){buffer->bytes, buffer->length};
}
