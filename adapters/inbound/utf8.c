#include "adapters/inbound/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "matcher/record/card_number.h"

#define SHOWN_MOST     40  /* bytes of the value; each may take four in the message */
#define LOOKED_AT_MOST 128 /* so that a number which the cut would halve is still seen */

bool utf8_is_ascii(struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        if ((unsigned char)t.bytes[i] >= 0x80)
            return false;
    return true;
}

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Not zero if one of eight bytes is a control character or not ASCII. */
static uint64_t odd_among(uint64_t eight)
{
    uint64_t controls = (eight - EACH_BYTE(0x20)) & ~eight;
    uint64_t deletes = (eight ^ EACH_BYTE(0x7F)) - EACH_BYTE(0x01);

    return (eight | controls | deletes) & EACH_BYTE(0x80);
}

bool utf8_is_plain(struct text t)
{
    uint64_t odd = 0;
    uint64_t eight;
    size_t at = 0;

    for (; t.length - at >= sizeof(eight); at += sizeof(eight)) {
        memcpy(&eight, t.bytes + at, sizeof(eight));
        odd |= odd_among(eight);
    }
    eight = EACH_BYTE(' ');
    memcpy(&eight, t.bytes + at, t.length - at);
    return (odd | odd_among(eight)) == 0;
}

static struct text rest(struct text t, size_t at)
{
    return (struct text){t.bytes + at, t.length - at};
}

bool utf8_is_valid(struct text t)
{
    for (size_t at = 0; at < t.length;) {
        size_t length = text_character_bytes(rest(t, at));
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

size_t utf8_find_control(struct text t, bool layout_allowed)
{
    for (size_t i = 0; i < t.length; i++) {
        unsigned byte = (unsigned char)t.bytes[i];
        bool is_layout = byte == '\t' || byte == '\n' || byte == '\r';
        if ((byte < 0x20 && !(is_layout && layout_allowed)) || byte == 0x7F)
            return i;
        if (byte == 0xC2 && i + 1 < t.length && (unsigned char)t.bytes[i + 1] < 0xA0)
            return i;
    }
    return t.length;
}

static size_t put_escaped(char *at, char byte)
{
    return (size_t)sprintf(at, "\\x%02X", (unsigned char)byte);
}

struct text utf8_repaired(struct arena *arena, struct text t)
{
    if (utf8_is_valid(t))
        return t;
    char *repaired = arena_alloc(arena, t.length * 4 + 1, 1);
    size_t length = 0;

    for (size_t at = 0; at < t.length;) {
        size_t step = text_character_bytes(rest(t, at));
        if (step == 0) {
            length += put_escaped(repaired + length, t.bytes[at++]);
            continue;
        }
        memcpy(repaired + length, t.bytes + at, step);
        length += step;
        at += step;
    }
    return (struct text){repaired, length};
}

void utf8_show(struct text t, char shown_r[SHOWN_BYTES])
{
    char looked_at[LOOKED_AT_MOST];
    struct text masked = {looked_at, t.length < LOOKED_AT_MOST ? t.length : LOOKED_AT_MOST};
    size_t length = 0;
    size_t at = 0;

    if (masked.length > 0)
        memcpy(looked_at, t.bytes, masked.length);
    card_numbers_mask(looked_at, masked.length);
    shown_r[length++] = '"';
    while (at < masked.length && at < SHOWN_MOST) {
        size_t step = text_character_bytes(rest(masked, at));
        if (step == 0 || utf8_find_control((struct text){looked_at + at, step}, false) == 0) {
            length += put_escaped(shown_r + length, looked_at[at++]);
            continue;
        }
        memcpy(shown_r + length, looked_at + at, step);
        length += step;
        at += step;
    }
    strcpy(shown_r + length, at < t.length ? "...\"" : "\"");
}
