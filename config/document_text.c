#include "config/document_text.h"

#include <string.h>

struct writing {
    struct arena *arena;
    size_t length, room;
    char *bytes;
};

static void put_char(struct writing *writing, char c)
{
    writing->bytes = arena_grow(writing->arena, writing->bytes, &writing->room, writing->length + 2,
                                sizeof(*writing->bytes));
    writing->bytes[writing->length++] = c;
    writing->bytes[writing->length] = '\0';
}

static void put(struct writing *writing, const char *s)
{
    while (*s != '\0')
        put_char(writing, *s++);
}

static void put_quoted(struct writing *writing, struct text t)
{
    static const char hex[] = "0123456789abcdef";

    put_char(writing, '"');
    for (size_t i = 0; i < t.length; i++) {
        unsigned char c = (unsigned char)t.bytes[i];
        if (c == '"' || c == '\\')
            put_char(writing, '\\');
        if (c >= ' ' && c != 0x7f) {
            put_char(writing, (char)c);
            continue;
        }
        put(writing, "\\x");
        put_char(writing, hex[c >> 4]);
        put_char(writing, hex[c & 0xf]);
    }
    put_char(writing, '"');
}

/* Only what could be a number, a date, a flag or null means something else in quotes. */
static bool needs_no_quotes(const struct node *scalar)
{
    static const char plain[] = "0123456789.+-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    return !scalar->is_quoted && !text_equal(scalar->text, TEXT_LITERAL("-")) &&
           strspn(scalar->text.bytes, plain) == scalar->text.length;
}

static void put_node(struct writing *writing, const struct node *node);

static void put_children(struct writing *writing, const struct node *node)
{
    for (size_t i = 0; i < node->count; i++) {
        if (i > 0)
            put(writing, ", ");
        if (node->kind == NODE_MAPPING) {
            put_quoted(writing, node->keys[i]->text);
            put(writing, ": ");
        }
        put_node(writing, node->values[i]);
    }
}

static void put_node(struct writing *writing, const struct node *node)
{
    switch (node->kind) {
    case NODE_SCALAR:
        if (node_is_null(node))
            put_char(writing, '~');
        else if (needs_no_quotes(node))
            put(writing, node->text.bytes);
        else
            put_quoted(writing, node->text);
        break;
    case NODE_LIST:
        put_char(writing, '[');
        put_children(writing, node);
        put_char(writing, ']');
        break;
    case NODE_MAPPING:
        put_char(writing, '{');
        put_children(writing, node);
        put_char(writing, '}');
        break;
    }
}

struct text document_text(struct arena *arena, const struct node *mapping, size_t key_count,
                          const char *const *keys)
{
    struct writing writing = {.arena = arena};

    put_char(&writing, '{');
    for (size_t i = 0; i < key_count; i++) {
        const struct node *value = node_find(mapping, keys[i]);
        if (value == NULL)
            continue;
        put(&writing, writing.length > 1 ? ",\n" : "\n");
        put_quoted(&writing, text_of(keys[i]));
        put(&writing, ": ");
        put_node(&writing, value);
    }
    put(&writing, "\n}\n");
    return (struct text){writing.bytes, writing.length};
}
