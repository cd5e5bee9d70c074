/*
 * A view of bytes that somebody else owns (an arena, a file buffer).  Not
 * NUL-terminated; may hold any byte.  Compared as bytes, as matching.md asks.
 */
#ifndef TALLYSTICK_BASE_TEXT_H
#define TALLYSTICK_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
    const char *bytes;
    size_t length;
};

/* For printf("%.*s", TEXT_ARGS(t)). */
#define TEXT_ARGS(t) (int)(t).length, (t).bytes

#define TEXT_LITERAL(s) ((struct text){(s), sizeof(s) - 1})

struct text text_of(const char *nul_terminated); /* NULL gives the empty text */

static inline bool text_is_empty(struct text t)
{
    return t.length == 0;
}

static inline uint64_t text_eight_bytes(const char *bytes)
{
    uint64_t eight;

    memcpy(&eight, bytes, sizeof(eight));
    return eight;
}

/* Most texts are codes of up to 16 bytes, which are compared faster than memcmp() is called: the
 * first eight and the last eight of them, that may be some of the same. */
static inline bool text_equal(struct text a, struct text b)
{
    const size_t eight = sizeof(uint64_t);

    if (a.length != b.length)
        return false;
    if (a.length > 2 * eight)
        return memcmp(a.bytes, b.bytes, a.length) == 0;
    if (a.length >= eight)
        return text_eight_bytes(a.bytes) == text_eight_bytes(b.bytes) &&
               text_eight_bytes(a.bytes + a.length - eight) ==
                   text_eight_bytes(b.bytes + b.length - eight);
    for (size_t i = 0; i < a.length; i++)
        if (a.bytes[i] != b.bytes[i])
            return false;
    return true;
}

bool text_equal_nocase(struct text a, struct text b); /* ASCII letters only */
int text_compare(struct text a, struct text b);       /* as bytes; <0, 0, >0 */
struct text text_trim(struct text t);                 /* blanks: space and tab */

/* Line numbers and order lines: as numbers where both are whole numbers.
 * Whole numbers come before anything else, so that the order is total. */
int text_compare_number(struct text a, struct text b);
bool text_is_whole_number(struct text t);
struct text text_without_leading_zeros(struct text t); /* of zeros alone, nothing is left */

/* The bytes of the UTF-8 character that t begins with, 0: it begins with none (RFC 3629: no
 * overlong forms, surrogates or characters cut short).  t is not empty. */
size_t text_character_bytes(struct text t);

/* For tables in memory: other builds may give other hashes.  Chain fields by passing the last
 * result as seed; where one ends counts. */
#define TEXT_HASH_SEED UINT64_C(1469598103934665603)
uint64_t text_hash(struct text t, uint64_t seed);

#endif
