#include "adapters/postgres/safe_text.h"

#include <stdio.h>

static bool is_safe(struct text t)
{
    while (t.length > 0) {
        size_t length = t.bytes[0] == '\0' ? 0 : text_character_bytes(t);
        if (length == 0)
            return false;
        t = (struct text){t.bytes + length, t.length - length};
    }
    return true;
}

struct text safe_text(struct arena *arena, struct text t)
{
    if (is_safe(t))
        return t;
    char *escaped = ARENA_ARRAY(arena, char, 4 * t.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < t.length; i++) {
        unsigned char byte = (unsigned char)t.bytes[i];
        if (byte >= ' ' && byte < 0x7F)
            escaped[length++] = (char)byte;
        else
            length += (size_t)snprintf(escaped + length, 5, "\\x%02X", byte);
    }
    return (struct text){escaped, length};
}
