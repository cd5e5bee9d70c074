#include "adapters/postgres/safe_text.h"

#include <stdio.h>

/* Length of the UTF-8 sequence at `at`, 0 if there is none (RFC 3629). */
static size_t sequence_length(const unsigned char *at, size_t left)
{
    unsigned char first = at[0];
    size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;

    if (length == 0 || first > 0xF4 || length > left) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    bool is_overlong = (first == 0xE0 && at[1] < 0xA0) || (first == 0xF0 && at[1] < 0x90);
    bool is_surrogate = first == 0xED && at[1] > 0x9F;
    bool is_beyond = first == 0xF4 && at[1] > 0x8F;
    return is_overlong || is_surrogate || is_beyond ? 0 : length;
}

static bool is_safe(struct text t)
{
    const unsigned char *bytes = (const unsigned char *)t.bytes;

    for (size_t i = 0; i < t.length;) {
        size_t length = bytes[i] == 0 ? 0 : sequence_length(bytes + i, t.length - i);
        if (length == 0) {
            return false;
        }
        i += length;
    }
    return true;
}

struct text safe_text(struct arena *arena, struct text t)
{
    if (is_safe(t)) {
        return t;
    }
    char *escaped = ARENA_ARRAY(arena, char, 4 * t.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < t.length; i++) {
        unsigned char byte = (unsigned char)t.bytes[i];
        if (byte >= ' ' && byte < 0x7F) {
            escaped[length++] = (char)byte;
        } else {
            length += (size_t)snprintf(escaped + length, 5, "\\x%02X", byte);
        }
    }
    return (struct text){escaped, length};
}
