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

/* U+202A to U+202E, U+2066 to U+2069: text that reads otherwise than it is written. */
static bool is_direction_mark(const char *bytes, size_t left)
{
    const unsigned char *b = (const unsigned char *)bytes;
    if (left < 3 || b[0] != 0xE2)
        return false;
    return (b[1] == 0x80 && b[2] >= 0xAA && b[2] <= 0xAE) ||
           (b[1] == 0x81 && b[2] >= 0xA6 && b[2] <= 0xA9);
}

void html_add(struct text_buffer *html, struct text value)
{
    for (size_t i = 0; i < value.length; i++) {
        const char *entity = entity_of(value.bytes[i]);
        if (entity)
            text_buffer_add_string(html, entity);
        else if (is_direction_mark(value.bytes + i, value.length - i))
            i += 2;
        else
            text_buffer_add(html, (struct text){value.bytes + i, 1});
    }
}

void html_add_string(struct text_buffer *html, const char *value)
{
    html_add(html, text_of(value));
}
