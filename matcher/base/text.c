#include "matcher/base/text.h"

#include <assert.h>
#include <string.h>

struct text text_of(const char *nul_terminated)
{
    if (nul_terminated == NULL)
        return (struct text){"", 0};
    return (struct text){nul_terminated, strlen(nul_terminated)};
}

static unsigned lower(char c)
{
    unsigned byte = (unsigned char)c;
    return byte - 'A' < 26 ? byte + ('a' - 'A') : byte;
}

bool text_equal_nocase(struct text a, struct text b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (lower(a.bytes[i]) != lower(b.bytes[i]))
            return false;
    return true;
}

int text_compare(struct text a, struct text b)
{
    size_t common = a.length < b.length ? a.length : b.length;
    int order = common == 0 ? 0 : memcmp(a.bytes, b.bytes, common);

    if (order != 0)
        return order;
    return (a.length > b.length) - (a.length < b.length);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct text text_trim(struct text t)
{
    while (t.length > 0 && is_blank(t.bytes[0])) {
        t.bytes++;
        t.length--;
    }
    while (t.length > 0 && is_blank(t.bytes[t.length - 1]))
        t.length--;
    return t;
}

bool text_is_whole_number(struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        if ((unsigned char)t.bytes[i] - (unsigned)'0' > 9)
            return false;
    return t.length > 0;
}

struct text text_without_leading_zeros(struct text t)
{
    while (t.length > 0 && t.bytes[0] == '0') {
        t.bytes++;
        t.length--;
    }
    return t;
}

#define WORD_DIGITS 18 /* a number of as many fits a word */

/* False: it is no whole number, or a longer one. */
static bool word_of_digits(struct text t, uint64_t *value_r)
{
    uint64_t value = 0;

    if (t.length == 0 || t.length > WORD_DIGITS)
        return false;
    for (size_t i = 0; i < t.length; i++) {
        unsigned digit = (unsigned char)t.bytes[i] - (unsigned)'0';
        if (digit > 9)
            return false;
        value = 10 * value + digit;
    }
    *value_r = value;
    return true;
}

int text_compare_number(struct text a, struct text b)
{
    uint64_t left, right;

    if (word_of_digits(a, &left) && word_of_digits(b, &right))
        return (left > right) - (left < right);
    bool a_whole = text_is_whole_number(a);
    bool b_whole = text_is_whole_number(b);

    if (a_whole != b_whole)
        return a_whole ? -1 : 1;
    if (!a_whole)
        return text_compare(a, b);
    /* Numbers of any length: the one with more digits is greater. */
    a = text_without_leading_zeros(a);
    b = text_without_leading_zeros(b);
    if (a.length != b.length)
        return a.length < b.length ? -1 : 1;
    return text_compare(a, b);
}

/* The least and most that the second byte may be after this first byte, and the bytes of the
 * character; 0 bytes: no character begins so. */
static size_t character_shape(unsigned first, unsigned *second_least_r, unsigned *second_most_r)
{
    *second_least_r = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    *second_most_r = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

size_t text_character_bytes(struct text t)
{
    unsigned least, most;
    const unsigned char *bytes = (const unsigned char *)t.bytes;

    assert(t.length > 0);
    size_t length = character_shape(bytes[0], &least, &most);
    if (length > t.length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if (bytes[i] < (i == 1 ? least : 0x80) || bytes[i] > (i == 1 ? most : 0xBF))
            return 0;
    return length;
}

__extension__ typedef unsigned __int128 wide;

/* Every bit of the value reaches both ends of the product's middle. */
static uint64_t mixed(uint64_t value)
{
    wide product = (wide)value * UINT64_C(0x9e3779b97f4a7c15);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Up to seven bytes. */
static uint64_t short_word(struct text t)
{
    uint64_t word = 0;

    for (size_t i = 0; i < t.length; i++)
        word = word << 8 | (unsigned char)t.bytes[i];
    return word;
}

/* What is left of a longer text behind its last whole word is hashed with the bytes before it. */
uint64_t text_hash(struct text t, uint64_t seed)
{
    const size_t word_bytes = sizeof(uint64_t);
    uint64_t hash = mixed(seed ^ (uint64_t)t.length);

    if (t.length < word_bytes)
        return mixed(hash ^ short_word(t));
    for (size_t at = 0; at + word_bytes < t.length; at += word_bytes)
        hash = mixed(hash ^ text_eight_bytes(t.bytes + at));
    return mixed(hash ^ text_eight_bytes(t.bytes + t.length - word_bytes));
}
