#include "adapters/host/file_name.h"

#include <stdio.h>
#include <string.h>

static bool stays(char c, bool is_first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || (c == '.' && !is_first);
}

struct text file_name_of(struct arena *arena, struct text t)
{
    char *name = ARENA_ARRAY(arena, char, 3 * t.length + 1);
    size_t length = 0;

    for (size_t i = 0; i < t.length; i++) {
        if (stays(t.bytes[i], i == 0)) {
            name[length++] = t.bytes[i];
        } else {
            snprintf(name + length, 4, "%%%02X", (unsigned)(unsigned char)t.bytes[i]);
            length += 3;
        }
    }
    return (struct text){name, length};
}
