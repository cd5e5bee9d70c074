/*
 * One table for each mapping of the configuration, and the walker that reads a
 * mapping by its table.  To add a key, add a row: the key, how it is read, where
 * it goes, whether it must be there and what it is where it is left out.
 */
#ifndef TALLYSTICK_CONFIG_FIELDS_H
#define TALLYSTICK_CONFIG_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/document.h"
#include "config/faults.h"
#include "matcher/base/arena.h"

struct reader {
    struct arena *arena;
    struct faults *faults;
    const char *folder; /* of the configuration file, absolute: paths start there */
};

/* Bounds that several tables have. */
#define PATH_BYTES     1024
#define LIST_MOST      1000
#define DAYS_OF_A_YEAR 366

struct field;
struct level;

/*
 * Reads value into *base, the struct that the level fills.  A null value means
 * left out, without a standard: the reader stores its kind's "not given" (the
 * empty text, NOT_GIVEN, DAY_NOT_GIVEN, false, nothing).
 */
typedef void field_reader(struct reader *reader, const struct field *field,
                          const struct node *value, void *base);

struct words {
    unsigned count;
    const char *const *words; /* by enum value */
};
#define BIT(value) (1u << (value))
#define WORDS_OF(array)                                                                            \
    {                                                                                              \
        sizeof(array) / sizeof((array)[0]), (array)                                                \
    }

struct field {
    const char *key;
    field_reader *read;
    size_t offset;             /* in the struct */
    bool required;             /* refused where left out */
    const char *standard;      /* what is read where it is left out; "{}": an empty mapping */
    int64_t low, high;         /* bounds: of a number, of a text's bytes, of a list's items */
    int places;                /* of a decimal, and so its scale */
    const struct words *words; /* of a word */
    const struct level *level; /* of a mapping, or of the mappings in a list */
    size_t count_offset;       /* of a list: where the number of items goes, a size_t */
    uint32_t mark;             /* set in the level's marks where the key is written */
};

/* A row: key, reader, offset, and what else it needs by name. */
#define FIELD(key_, read_, offset_, ...)                                                           \
    {                                                                                              \
        .key = (key_), .read = (read_), .offset = (offset_), __VA_ARGS__                           \
    }

struct level {
    size_t size; /* of the struct */
    size_t field_count;
    const struct field *fields;
    size_t marks_offset; /* of a uint32_t, if any field has a mark */
    /* What no key can tell alone; runs once every key outside its lists and mappings is sound. */
    void (*check)(struct reader *reader, const struct node *mapping, void *base);
    /* Items of a list that may not stand twice, and the key that a fault then names. */
    bool (*same)(const void *a, const void *b);
    const char *same_key;
    const char *bare_key; /* an item that is a bare text means this key alone; or NULL */
};
#define FIELDS_OF(array) .field_count = sizeof(array) / sizeof((array)[0]), .fields = (array)

/* True: what stands in the mapping itself is sound, whatever lies below it. */
bool level_read(struct reader *reader, const struct level *level, const char *key,
                const struct node *mapping, void *base);

/* Readers.  The type in the struct: */
field_reader read_string;    /* const char *; low..high bytes, printable */
field_reader read_reference; /* struct text; at most 64 bytes, printable */
field_reader read_address;   /* const char *; an e-mail address */
field_reader read_flag;      /* bool; true or false */
field_reader read_whole;     /* int32_t; low..high */
field_reader read_decimal;   /* int64_t, times 10^places; low..high before scaling */
field_reader read_date;      /* day_t; ISO */
field_reader read_word;      /* an enum; one of words */
field_reader read_mapping;   /* a struct, by its level */
field_reader read_list;      /* const struct *, and its size_t count; mappings by a level */
field_reader read_wholes;    /* const int32_t *, and its size_t count; low..high each */

/* For readers of one table only. */
bool scalar_text(struct reader *reader, const struct field *field, const struct node *value,
                 struct text *text_r);
void *field_place(const struct field *field, void *base);
/* A value for a message: without control characters, cut where long. */
const char *shown(struct reader *reader, struct text text);

#endif
