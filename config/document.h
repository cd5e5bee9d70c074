/*
 * A YAML file as a tree of nodes that know their lines.  JSON is YAML and needs
 * no care of its own.  Scalars stay text: what one means is said by the table
 * that reads it (fields.h), so that no number ever passes through a float.
 *
 * Refused here, each as a fault with its line: bad syntax, tags, doubled keys,
 * keys that are not plain words, aliases to nothing, a second document, and
 * anything too deep or too large to be meant.
 */
#ifndef TALLYSTICK_CONFIG_DOCUMENT_H
#define TALLYSTICK_CONFIG_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "config/faults.h"
#include "matcher/base/arena.h"
#include "matcher/base/text.h"

#define DOCUMENT_DEPTH 16
#define DOCUMENT_KEYS  256    /* of one mapping */
#define DOCUMENT_NODES 200000 /* with every alias counted as what it stands for */

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAPPING };

struct node {
    enum node_kind kind;
    int line;                         /* 1 for the first */
    bool is_quoted;                   /* scalars: text, whatever it looks like */
    struct text text;                 /* scalars; a NUL after it */
    size_t count;                     /* of items or entries */
    const struct node *const *keys;   /* mappings: scalars */
    const struct node *const *values; /* the items of a list, the values of a mapping */
    size_t weight;                    /* nodes in it, itself included */
};

/* YAML's null: nothing, ~ or null, not quoted. */
bool node_is_null(const struct node *node);

/* The value of a key; NULL if the mapping has no such key or its value is null, and of what is no
 * mapping. */
const struct node *node_find(const struct node *mapping, const char *key);

/* NULL if it is not a tree; the faults then tell why.  Doubled keys and tags are
 * faults of a tree that is still returned. */
const struct node *document_read(struct arena *arena, struct text bytes, struct faults *faults);

#endif
