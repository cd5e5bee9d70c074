#include "adapters/outbound/html.h"

static const char *entity_of(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

#define DIRECTION_MARK_BYTES 3

/* U+202A to U+202E, U+2066 to U+2069: text that reads otherwise than it is written. */
static bool is_direction_mark(const char *bytes, size_t left)
{
    const unsigned char *b = (const unsigned char *)bytes;
    if (left < DIRECTION_MARK_BYTES || b[0] != 0xE2)
        return false;
    return (b[1] == 0x80 && b[2] >= 0xAA && b[2] <= 0xAE) ||
           (b[1] == 0x81 && b[2] >= 0xA6 && b[2] <= 0xA9);
}

void html_add(struct text_buffer *html, struct text value)
{
    size_t plain = 0; /* where bytes begin that stay as they are */
    for (size_t i = 0; i < value.length; i++) {
        const char *entity = entity_of(value.bytes[i]);
        const bool is_mark = is_direction_mark(value.bytes + i, value.length - i);
        if (entity == NULL && !is_mark)
            continue;
        text_buffer_add(html, (struct text){value.bytes + plain, i - plain});
        if (entity != NULL)
            text_buffer_add_string(html, entity);
        else
            i += DIRECTION_MARK_BYTES - 1;
        plain = i + 1;
    }
    text_buffer_add(html, (struct text){value.bytes + plain, value.length - plain});
}

void html_add_string(struct text_buffer *html, const char *value)
{
    html_add(html, text_of(value));
}
