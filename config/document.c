#include "config/document.h"

#include <assert.h>
#include <limits.h>
#include <string.h>
#include <yaml.h>

#define ANCHOR_LIMIT 1000

/* What we need of a libyaml event, in our own memory. */
struct event {
    yaml_event_type_t type;
    int line;
    bool has_tag, is_quoted;
    struct text text;   /* a scalar's */
    struct text anchor; /* set here, or meant by an alias */
};

struct anchor {
    struct text name;
    const struct node *node;
};

struct builder {
    struct arena *arena;
    struct faults *faults;
    struct text bytes;
    yaml_parser_t parser;
    size_t anchor_count, anchor_room;
    struct anchor *anchors;
};

struct children {
    size_t count, key_room, value_room;
    const struct node **keys;
    const struct node **values;
};

static const struct node *build(struct builder *builder, const struct event *event, int depth);

bool node_is_null(const struct node *node)
{
    return node->kind == NODE_SCALAR && !node->is_quoted &&
           (text_is_empty(node->text) || text_equal(node->text, TEXT_LITERAL("~")) ||
            text_equal_nocase(node->text, TEXT_LITERAL("null")));
}

const struct node *node_find(const struct node *mapping, const char *key)
{
    for (size_t i = 0; mapping->kind == NODE_MAPPING && i < mapping->count; i++)
        if (text_equal(mapping->keys[i]->text, text_of(key)))
            return node_is_null(mapping->values[i]) ? NULL : mapping->values[i];
    return NULL;
}

static int line_of_mark(yaml_mark_t mark)
{
    return mark.line < INT_MAX ? (int)mark.line + 1 : INT_MAX;
}

/* libyaml tells only the byte at which the encoding went wrong. */
static int line_of_offset(struct text bytes, size_t offset)
{
    int line = 1;

    for (size_t i = 0; i < offset && i < bytes.length; i++)
        line += bytes.bytes[i] == '\n';
    return line;
}

static void syntax_fault(struct builder *builder)
{
    const yaml_parser_t *parser = &builder->parser;
    int line = parser->error == YAML_READER_ERROR
                   ? line_of_offset(builder->bytes, parser->problem_offset)
                   : line_of_mark(parser->problem_mark);

    fault_add(builder->faults, line, "YAML", "%s",
              parser->problem ? parser->problem : "cannot be read");
}

static struct text copied(struct arena *arena, const yaml_char_t *bytes, size_t length)
{
    return arena_text(arena, (struct text){(const char *)bytes, length});
}

static struct text copied_name(struct arena *arena, const yaml_char_t *name)
{
    return name ? copied(arena, name, strlen((const char *)name)) : (struct text){"", 0};
}

static struct event event_of(struct arena *arena, const yaml_event_t *raw)
{
    struct event event = {.type = raw->type, .line = line_of_mark(raw->start_mark)};

    switch (raw->type) {
    case YAML_SCALAR_EVENT:
        event.text = copied(arena, raw->data.scalar.value, raw->data.scalar.length);
        event.anchor = copied_name(arena, raw->data.scalar.anchor);
        event.has_tag = raw->data.scalar.tag != NULL;
        event.is_quoted = raw->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        break;
    case YAML_SEQUENCE_START_EVENT:
        event.anchor = copied_name(arena, raw->data.sequence_start.anchor);
        event.has_tag = raw->data.sequence_start.tag != NULL;
        break;
    case YAML_MAPPING_START_EVENT:
        event.anchor = copied_name(arena, raw->data.mapping_start.anchor);
        event.has_tag = raw->data.mapping_start.tag != NULL;
        break;
    case YAML_ALIAS_EVENT:
        event.anchor = copied_name(arena, raw->data.alias.anchor);
        break;
    default:
        break;
    }
    return event;
}

static bool next_event(struct builder *builder, struct event *event_r)
{
    yaml_event_t raw;

    if (!yaml_parser_parse(&builder->parser, &raw)) {
        syntax_fault(builder);
        return false;
    }
    *event_r = event_of(builder->arena, &raw);
    yaml_event_delete(&raw);
    return true;
}

static bool remember_anchor(struct builder *builder, const struct event *event,
                            const struct node *node)
{
    if (text_is_empty(event->anchor))
        return true;
    if (builder->anchor_count == ANCHOR_LIMIT) {
        fault_add(builder->faults, event->line, "YAML", "more than %d anchors", ANCHOR_LIMIT);
        return false;
    }
    builder->anchors = arena_grow(builder->arena, builder->anchors, &builder->anchor_room,
                                  builder->anchor_count + 1, sizeof(*builder->anchors));
    builder->anchors[builder->anchor_count++] = (struct anchor){event->anchor, node};
    return true;
}

/* An anchor is known once its node is whole, so nothing can hold itself. */
static const struct node *aliased(struct builder *builder, const struct event *event)
{
    for (size_t i = builder->anchor_count; i > 0; i--)
        if (text_equal(builder->anchors[i - 1].name, event->anchor))
            return builder->anchors[i - 1].node;
    fault_add(builder->faults, event->line, "YAML", "the alias *%.*s stands for nothing before it",
              TEXT_ARGS(event->anchor));
    return NULL;
}

static void push_child(struct builder *builder, struct children *children, const struct node *key,
                       const struct node *value)
{
    size_t wanted = children->count + 1;

    children->keys = arena_grow(builder->arena, children->keys, &children->key_room, wanted,
                                sizeof(*children->keys));
    children->values = arena_grow(builder->arena, children->values, &children->value_room, wanted,
                                  sizeof(*children->values));
    children->keys[children->count] = key;
    children->values[children->count++] = value;
}

static const struct node *finished(struct builder *builder, const struct event *event,
                                   enum node_kind kind, const struct children *children)
{
    struct node *node = ARENA_NEW(builder->arena, struct node);

    *node = (struct node){.kind = kind,
                          .line = event->line,
                          .is_quoted = event->is_quoted,
                          .text = event->text,
                          .count = children->count,
                          .keys = children->keys,
                          .values = children->values,
                          .weight = 1};
    for (size_t i = 0; i < children->count; i++)
        node->weight += children->values[i]->weight;
    if (node->weight > DOCUMENT_NODES) {
        fault_add(builder->faults, event->line, "YAML", "more than %d values", DOCUMENT_NODES);
        return NULL;
    }
    return remember_anchor(builder, event, node) ? node : NULL;
}

static const struct node *build_list(struct builder *builder, const struct event *start, int depth)
{
    struct children children = {0};
    struct event event;

    for (;;) {
        const struct node *item;

        if (!next_event(builder, &event))
            return NULL;
        if (event.type == YAML_SEQUENCE_END_EVENT)
            return finished(builder, start, NODE_LIST, &children);
        item = build(builder, &event, depth + 1);
        if (!item)
            return NULL;
        push_child(builder, &children, NULL, item);
    }
}

static void fault_if_doubled(struct builder *builder, const struct children *children,
                             const struct node *key)
{
    for (size_t i = 0; i < children->count; i++)
        if (text_equal(children->keys[i]->text, key->text)) {
            fault_add(builder->faults, key->line, key->text.bytes, "stands in line %d already",
                      children->keys[i]->line);
            return;
        }
}

static bool is_printable(struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        if ((unsigned char)t.bytes[i] < ' ' || t.bytes[i] == 0x7f)
            return false;
    return true;
}

static bool key_is_word(struct builder *builder, const struct node *key)
{
    bool is_word = key->kind == NODE_SCALAR && !text_is_empty(key->text) && is_printable(key->text);

    if (!is_word)
        fault_add(builder->faults, key->line, "YAML", "a key must be a word");
    return is_word;
}

static const struct node *build_mapping(struct builder *builder, const struct event *start,
                                        int depth)
{
    struct children children = {0};
    struct event event;

    for (;;) {
        const struct node *key, *value;

        if (!next_event(builder, &event))
            return NULL;
        if (event.type == YAML_MAPPING_END_EVENT)
            return finished(builder, start, NODE_MAPPING, &children);
        key = build(builder, &event, depth + 1);
        if (!key || !key_is_word(builder, key) || !next_event(builder, &event))
            return NULL;
        value = build(builder, &event, depth + 1);
        if (!value)
            return NULL;
        fault_if_doubled(builder, &children, key);
        push_child(builder, &children, key, value);
        if (children.count > DOCUMENT_KEYS) {
            fault_add(builder->faults, key->line, "YAML", "more than %d keys", DOCUMENT_KEYS);
            return NULL;
        }
    }
}

static const struct node *build(struct builder *builder, const struct event *event, int depth)
{
    static const struct children none;

    if (depth > DOCUMENT_DEPTH) {
        fault_add(builder->faults, event->line, "YAML", "nested deeper than %d", DOCUMENT_DEPTH);
        return NULL;
    }
    if (event->has_tag)
        fault_add(builder->faults, event->line, "YAML", "tags (!) are not taken");
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return finished(builder, event, NODE_SCALAR, &none);
    case YAML_SEQUENCE_START_EVENT:
        return build_list(builder, event, depth);
    case YAML_MAPPING_START_EVENT:
        return build_mapping(builder, event, depth);
    case YAML_ALIAS_EVENT:
        return aliased(builder, event);
    default:
        fault_add(builder->faults, event->line, "YAML", "nothing stands where a value must");
        return NULL;
    }
}

/* Skips what comes before the first value: the starts of stream and document. */
static bool first_value(struct builder *builder, struct event *event_r)
{
    do {
        if (!next_event(builder, event_r))
            return false;
    } while (event_r->type == YAML_STREAM_START_EVENT ||
             event_r->type == YAML_DOCUMENT_START_EVENT);
    return true;
}

static bool ends_here(struct builder *builder)
{
    struct event event;

    do {
        if (!next_event(builder, &event))
            return false;
    } while (event.type == YAML_DOCUMENT_END_EVENT);
    if (event.type == YAML_STREAM_END_EVENT)
        return true;
    fault_add(builder->faults, event.line, "YAML", "a second document begins");
    return false;
}

const struct node *document_read(struct arena *arena, struct text bytes, struct faults *faults)
{
    struct builder builder = {.arena = arena, .faults = faults, .bytes = bytes};
    const struct node *root = NULL;
    struct event event;
    int initialised = yaml_parser_initialize(&builder.parser);

    assert(initialised); /* fails only where memory runs out */
    yaml_parser_set_input_string(&builder.parser, (const unsigned char *)bytes.bytes, bytes.length);
    if (first_value(&builder, &event))
        root = build(&builder, &event, 1);
    if (root && !ends_here(&builder))
        root = NULL;
    yaml_parser_delete(&builder.parser);
    return root;
}
