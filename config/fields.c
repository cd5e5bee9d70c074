#include "config/fields.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "matcher/base/civil.h"
#include "matcher/base/decimal.h"

#define REFERENCE_BYTES 64
#define ADDRESS_BYTES   254
#define SHOWN_BYTES     60

void *field_place(const struct field *field, void *base)
{
    return (char *)base + field->offset;
}

const char *shown(struct reader *reader, struct text text)
{
    bool cut = text.length > SHOWN_BYTES;
    char *line = arena_printf(reader->arena, "%.*s%s", (int)(cut ? SHOWN_BYTES : text.length),
                              text.bytes, cut ? "..." : "");

    for (char *c = line; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    return line;
}

/* --- the walker ----------------------------------------------------------- */

static const struct field *field_named(const struct level *level, struct text key)
{
    for (size_t i = 0; i < level->field_count; i++)
        if (text_equal(text_of(level->fields[i].key), key))
            return &level->fields[i];
    return NULL;
}

static void refuse_unknown_keys(struct reader *reader, const struct level *level,
                                const struct node *mapping)
{
    for (size_t i = 0; i < mapping->count; i++)
        if (!field_named(level, mapping->keys[i]->text))
            fault_add(reader->faults, mapping->keys[i]->line, shown(reader, mapping->keys[i]->text),
                      "is not a key that is known here");
}

static void read_left_out(struct reader *reader, const struct field *field, int line, void *base)
{
    struct node standard = {.line = line, .text = text_of(field->standard)};

    if (field->required) {
        fault_add(reader->faults, line, field->key, "must be given");
        return;
    }
    if (text_equal(standard.text, TEXT_LITERAL("{}")))
        standard.kind = NODE_MAPPING;
    field->read(reader, field, &standard, base);
}

static void read_field(struct reader *reader, const struct level *level, const struct field *field,
                       const struct node *mapping, void *base)
{
    const struct node *value = node_find(mapping, field->key);
    uint32_t *marks = (uint32_t *)(void *)((char *)base + level->marks_offset);

    if (!value) {
        read_left_out(reader, field, mapping->line, base);
        return;
    }
    if (field->mark)
        *marks |= field->mark;
    field->read(reader, field, value, base);
}

/* True: what stands in this mapping itself is sound, whatever lies below. */
static bool read_fields(struct reader *reader, const struct level *level,
                        const struct node *mapping, void *base)
{
    bool is_sound = true;

    for (size_t i = 0; i < level->field_count; i++) {
        size_t faults_before = reader->faults->count;

        read_field(reader, level, &level->fields[i], mapping, base);
        if (!level->fields[i].level && reader->faults->count > faults_before)
            is_sound = false;
    }
    return is_sound;
}

bool level_read(struct reader *reader, const struct level *level, const char *key,
                const struct node *mapping, void *base)
{
    if (mapping->kind != NODE_MAPPING) {
        fault_add(reader->faults, mapping->line, key, "must be a mapping of keys to values");
        return false;
    }
    refuse_unknown_keys(reader, level, mapping);
    if (!read_fields(reader, level, mapping, base))
        return false;
    if (level->check)
        level->check(reader, mapping, base);
    return true;
}

void read_mapping(struct reader *reader, const struct field *field, const struct node *value,
                  void *base)
{
    if (!node_is_null(value))
        level_read(reader, field->level, field->key, value, field_place(field, base));
}

/* --- lists ---------------------------------------------------------------- */

static void store_list(const struct field *field, void *base, const void *items, size_t count)
{
    memcpy(field_place(field, base), &items, sizeof(items));
    memcpy((char *)base + field->count_offset, &count, sizeof(count));
}

static bool list_fits(struct reader *reader, const struct field *field, const struct node *value)
{
    if (value->kind != NODE_LIST) {
        fault_add(reader->faults, value->line, field->key, "must be a list");
        return false;
    }
    if (value->count < (size_t)field->low || value->count > (size_t)field->high) {
        fault_add(reader->faults, value->line, field->key,
                  "must have from %" PRId64 " to %" PRId64 " items, not %zu", field->low,
                  field->high, value->count);
        return false;
    }
    return true;
}

static bool read_item(struct reader *reader, const struct field *field, const struct node *item,
                      void *base)
{
    const struct level *level = field->level;
    struct node key = {.line = item->line, .text = text_of(level->bare_key)};
    const struct node *keys[] = {&key}, *values[] = {item};
    struct node bare = {.kind = NODE_MAPPING, .line = item->line, .count = 1};

    bare.keys = keys;
    bare.values = values;
    if (level->bare_key && item->kind == NODE_SCALAR)
        item = &bare;
    return level_read(reader, level, field->key, item, base);
}

/* Items with faults of their own are not compared: what they say is not known. */
static void refuse_second(struct reader *reader, const struct field *field, const struct node *list,
                          const char *items, const bool *is_sound, size_t at)
{
    const struct level *level = field->level;

    for (size_t i = 0; i < at && is_sound[at]; i++)
        if (is_sound[i] && level->same(items + i * level->size, items + at * level->size)) {
            fault_add(reader->faults, list->values[at]->line, level->same_key,
                      "the same stands in line %d already", list->values[i]->line);
            return;
        }
}

void read_list(struct reader *reader, const struct field *field, const struct node *value,
               void *base)
{
    const struct level *level = field->level;
    bool *is_sound;
    char *items;

    if (node_is_null(value) || !list_fits(reader, field, value))
        return;
    items = arena_alloc(reader->arena, value->count, level->size);
    is_sound = ARENA_ARRAY(reader->arena, bool, value->count);
    for (size_t i = 0; i < value->count; i++)
        is_sound[i] = read_item(reader, field, value->values[i], items + i * level->size);
    for (size_t i = 0; level->same && i < value->count; i++)
        refuse_second(reader, field, value, items, is_sound, i);
    store_list(field, base, items, value->count);
}

/* --- scalars -------------------------------------------------------------- */

bool scalar_text(struct reader *reader, const struct field *field, const struct node *value,
                 struct text *text_r)
{
    if (value->kind != NODE_SCALAR) {
        fault_add(reader->faults, value->line, field->key, "must be a single value, not a %s",
                  value->kind == NODE_LIST ? "list" : "mapping");
        return false;
    }
    *text_r = value->text;
    return true;
}

static bool is_flag_word(const struct node *value)
{
    return !value->is_quoted && (text_equal(value->text, TEXT_LITERAL("true")) ||
                                 text_equal(value->text, TEXT_LITERAL("false")));
}

static bool has_control(struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        if ((unsigned char)t.bytes[i] < ' ' || t.bytes[i] == 0x7f)
            return true;
    return false;
}

/* A text of low..high bytes that can be shown and cannot break a line. */
static bool printable_text(struct reader *reader, const struct field *field,
                           const struct node *value, int64_t low, int64_t high, struct text *text_r)
{
    if (!scalar_text(reader, field, value, text_r))
        return false;
    if (node_is_null(value))
        return true;
    if (is_flag_word(value)) {
        fault_add(reader->faults, value->line, field->key, "must be a text, not true or false");
        return false;
    }
    if ((int64_t)text_r->length < low || (int64_t)text_r->length > high) {
        fault_add(reader->faults, value->line, field->key,
                  "must have from %" PRId64 " to %" PRId64 " bytes, not %zu", low, high,
                  text_r->length);
        return false;
    }
    if (has_control(*text_r)) {
        fault_add(reader->faults, value->line, field->key, "must not hold control characters");
        return false;
    }
    return true;
}

static void store_string(const struct field *field, void *base, struct text text)
{
    const char *string = text.length > 0 ? text.bytes : "";

    memcpy(field_place(field, base), &string, sizeof(string));
}

void read_string(struct reader *reader, const struct field *field, const struct node *value,
                 void *base)
{
    struct text text;

    if (printable_text(reader, field, value, field->low, field->high, &text))
        store_string(field, base, text);
}

void read_reference(struct reader *reader, const struct field *field, const struct node *value,
                    void *base)
{
    struct text text;

    if (printable_text(reader, field, value, 1, REFERENCE_BYTES, &text))
        memcpy(field_place(field, base), &text, sizeof(text));
}

/* One @ with something on either side, nothing that a header could trip over. */
static bool is_address(struct text t)
{
    const char *at = memchr(t.bytes, '@', t.length);
    size_t before = at ? (size_t)(at - t.bytes) : 0;

    if (before == 0 || before + 1 == t.length || memchr(at + 1, '@', t.length - before - 1) != NULL)
        return false;
    for (size_t i = 0; i < t.length; i++)
        if ((unsigned char)t.bytes[i] >= 0x7f || strchr(" ,;:<>()[]\\\"", t.bytes[i]))
            return false;
    return true;
}

void read_address(struct reader *reader, const struct field *field, const struct node *value,
                  void *base)
{
    struct text text;

    if (!printable_text(reader, field, value, 1, ADDRESS_BYTES, &text))
        return;
    if (!text_is_empty(text) && !is_address(text)) {
        fault_add(reader->faults, value->line, field->key, "\"%s\" is not an e-mail address",
                  shown(reader, text));
        return;
    }
    store_string(field, base, text);
}

void read_flag(struct reader *reader, const struct field *field, const struct node *value,
               void *base)
{
    struct text text;
    bool flag;

    if (node_is_null(value) || !scalar_text(reader, field, value, &text))
        return;
    if (!is_flag_word(value)) {
        fault_add(reader->faults, value->line, field->key, "must be true or false, not \"%s\"",
                  shown(reader, text));
        return;
    }
    flag = text_equal(text, TEXT_LITERAL("true"));
    memcpy(field_place(field, base), &flag, sizeof(flag));
}

static const int64_t power_of_ten[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

/* An unquoted decimal within bounds: a number in quotes is a text. */
static bool number_within(struct reader *reader, const struct field *field,
                          const struct node *value, int64_t *scaled_r)
{
    int64_t scale = power_of_ten[field->places];
    struct text text;

    if (!scalar_text(reader, field, value, &text))
        return false;
    if (!value->is_quoted && decimal_parse(text, field->places, scaled_r) &&
        *scaled_r >= field->low * scale && *scaled_r <= field->high * scale)
        return true;
    fault_add(reader->faults, value->line, field->key,
              "must be a %s from %" PRId64 " to %" PRId64 "%s, not %s\"%s\"",
              field->places == 0 ? "whole number" : "number", field->low, field->high,
              field->places == 0
                  ? ""
                  : arena_printf(reader->arena, " with at most %d decimals", field->places),
              value->is_quoted ? "the text " : "", shown(reader, text));
    return false;
}

void read_whole(struct reader *reader, const struct field *field, const struct node *value,
                void *base)
{
    int64_t scaled;
    int32_t whole;

    assert(field->places == 0);
    if (node_is_null(value) || !number_within(reader, field, value, &scaled))
        return;
    whole = (int32_t)scaled;
    memcpy(field_place(field, base), &whole, sizeof(whole));
}

void read_decimal(struct reader *reader, const struct field *field, const struct node *value,
                  void *base)
{
    int64_t scaled = NOT_GIVEN;

    if (node_is_null(value) || number_within(reader, field, value, &scaled))
        memcpy(field_place(field, base), &scaled, sizeof(scaled));
}

void read_date(struct reader *reader, const struct field *field, const struct node *value,
               void *base)
{
    day_t day = DAY_NOT_GIVEN;
    struct text text;

    if (!scalar_text(reader, field, value, &text))
        return;
    if (!node_is_null(value) && !day_parse(text, DATE_FORM_ISO, &day)) {
        fault_add(reader->faults, value->line, field->key, "\"%s\" is not a date as 2026-11-02 is",
                  shown(reader, text));
        return;
    }
    memcpy(field_place(field, base), &day, sizeof(day));
}

static const char *words_listed(struct reader *reader, const struct words *words)
{
    const char *listed = words->words[0];

    for (unsigned i = 1; i < words->count; i++)
        listed = arena_printf(reader->arena, "%s%s%s", listed,
                              i + 1 == words->count ? " or " : ", ", words->words[i]);
    return listed;
}

void read_word(struct reader *reader, const struct field *field, const struct node *value,
               void *base)
{
    struct text text;

    if (node_is_null(value) || !scalar_text(reader, field, value, &text))
        return;
    for (unsigned i = 0; i < field->words->count; i++) {
        if (!text_equal_nocase(text, text_of(field->words->words[i])))
            continue;
        memcpy(field_place(field, base), &i, sizeof(i));
        return;
    }
    fault_add(reader->faults, value->line, field->key, "must be %s, not \"%s\"",
              words_listed(reader, field->words), shown(reader, text));
}

void read_wholes(struct reader *reader, const struct field *field, const struct node *value,
                 void *base)
{
    struct field each = *field;
    int32_t *items;

    if (node_is_null(value))
        return;
    if (value->kind != NODE_LIST || value->count == 0) {
        fault_add(reader->faults, value->line, field->key, "must be a list of whole numbers");
        return;
    }
    each.offset = 0;
    items = ARENA_ARRAY(reader->arena, int32_t, value->count);
    for (size_t i = 0; i < value->count; i++)
        if (node_is_null(value->values[i]))
            fault_add(reader->faults, value->values[i]->line, field->key, "an item is empty");
        else
            read_whole(reader, &each, value->values[i], &items[i]);
    store_list(field, base, items, value->count);
}
