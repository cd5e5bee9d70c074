#include "adapters/outbound/mail_address.h"

#include <string.h>

static bool is_plain_byte(char byte)
{
    return byte > ' ' && byte <= '~' && strchr("()<>[]:;,\\\"", byte) == NULL;
}

bool mail_address_is_plain(struct text address)
{
    size_t at_signs = 0;
    if (address.length < 3 || address.length > 254 || address.bytes[0] == '@' ||
        address.bytes[0] == '-' || address.bytes[address.length - 1] == '@')
        return false;
    for (size_t i = 0; i < address.length; i++) {
        if (!is_plain_byte(address.bytes[i]))
            return false;
        at_signs += address.bytes[i] == '@';
    }
    return at_signs == 1;
}

const char *mail_header_text(struct arena *arena, const char *value)
{
    struct text copy = arena_text(arena, text_of(value));
    char *bytes = (char *)copy.bytes;
    for (size_t i = 0; i < copy.length; i++)
        if ((unsigned char)bytes[i] < ' ' || bytes[i] == 0x7F)
            bytes[i] = ' ';
    return bytes;
}
