#include "adapters/outbound/ascii.h"

#include "adapters/outbound/text_buffer.h"

#define LETTERS_FIRST 0x00C0
#define LETTERS_LAST  0x017F
#define NOT_UTF8      UINT32_MAX

/* U+00C0 to U+017F, sixteen a row. */
static const char *const letters[] = {
    "A", "A", "A",  "A",  "A", "A", "AE", "C", "E", "E",  "E", "E", "I", "I", "I",  "I",  /* C0 */
    "D", "N", "O",  "O",  "O", "O", "O",  "x", "O", "U",  "U", "U", "U", "Y", "TH", "ss", /* D0 */
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e",  "e", "e", "i", "i", "i",  "i",  /* E0 */
    "d", "n", "o",  "o",  "o", "o", "o",  "/", "o", "u",  "u", "u", "u", "y", "th", "y",  /* F0 */
    "A", "a", "A",  "a",  "A", "a", "C",  "c", "C", "c",  "C", "c", "C", "c", "D",  "d",  /* 100 */
    "D", "d", "E",  "e",  "E", "e", "E",  "e", "E", "e",  "E", "e", "G", "g", "G",  "g",  /* 110 */
    "G", "g", "G",  "g",  "H", "h", "H",  "h", "I", "i",  "I", "i", "I", "i", "I",  "i",  /* 120 */
    "I", "i", "IJ", "ij", "J", "j", "K",  "k", "k", "L",  "l", "L", "l", "L", "l",  "L",  /* 130 */
    "l", "L", "l",  "N",  "n", "N", "n",  "N", "n", "'n", "N", "n", "O", "o", "O",  "o",  /* 140 */
    "O", "o", "OE", "oe", "R", "r", "R",  "r", "R", "r",  "S", "s", "S", "s", "S",  "s",  /* 150 */
    "S", "s", "T",  "t",  "T", "t", "T",  "t", "U", "u",  "U", "u", "U", "u", "U",  "u",  /* 160 */
    "U", "u", "U",  "u",  "W", "w", "Y",  "y", "Y", "Z",  "z", "Z", "z", "Z", "z",  "s",  /* 170 */
};
_Static_assert(sizeof(letters) / sizeof(*letters) == LETTERS_LAST - LETTERS_FIRST + 1,
               "one spelling for every letter of the range");

static const struct {
    uint32_t first, last;
    const char *spelling;
} signs[] = {
    {0x00A0, 0x00A0, " "},   {0x00A3, 0x00A3, "GBP"}, {0x0300, 0x036F, ""}, /* combining marks */
    {0x2010, 0x2015, "-"},   {0x2018, 0x201B, "'"},   {0x201C, 0x201F, "\""},
    {0x2026, 0x2026, "..."}, {0x20AC, 0x20AC, "EUR"}, {0x2212, 0x2212, "-"},
};

/* The character at the front of t and how many bytes it takes; one byte where it is none. */
static uint32_t character_at(struct text t, size_t *length_r)
{
    static const unsigned char first_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    size_t length = text_character_bytes(t);
    *length_r = length > 0 ? length : 1;
    if (length == 0)
        return NOT_UTF8;
    uint32_t character = (unsigned char)t.bytes[0] & first_bits[length];
    for (size_t i = 1; i < length; i++)
        character = character << 6 | ((unsigned char)t.bytes[i] & 0x3F);
    return character;
}

static const char *spelling_of(uint32_t character)
{
    if (character >= LETTERS_FIRST && character <= LETTERS_LAST)
        return letters[character - LETTERS_FIRST];
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
        if (character >= signs[i].first && character <= signs[i].last)
            return signs[i].spelling;
    return "?";
}

static bool is_printable(char byte)
{
    return byte >= 0x20 && byte < 0x7F;
}

static bool is_ascii(struct text t)
{
    size_t printable = 0;
    for (size_t i = 0; i < t.length; i++)
        printable += is_printable(t.bytes[i]);
    return printable == t.length;
}

struct text ascii_of(struct arena *arena, struct text utf8)
{
    if (is_ascii(utf8))
        return utf8;
    struct text_buffer ascii = {.arena = arena};
    while (utf8.length > 0) {
        size_t length;
        uint32_t character = character_at(utf8, &length);
        if (character >= 0x20 && character < 0x7F)
            text_buffer_add(&ascii, (struct text){utf8.bytes, 1});
        else
            text_buffer_add_string(&ascii, spelling_of(character));
        utf8.bytes += length;
        utf8.length -= length;
    }
    return text_buffer_text(&ascii);
}
