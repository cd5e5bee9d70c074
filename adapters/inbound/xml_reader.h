/*
 * An XML file as its elements, one after the other, in constant memory: libxml2's
 * push parser.  Its reader of nodes would hold a text of any length, refuse one of
 * 10 MB (an invoice's attachment) and know lines to 65,535 only.
 *
 * Refused, with line and column: what is not well-formed or not whole, any DOCTYPE,
 * entities but the five of XML itself, encodings that are not listed or not what the
 * bytes are, prefixes without a namespace, and what goes beyond the limits here.
 * Nothing is ever fetched.
 */
#ifndef TALLYSTICK_INBOUND_XML_READER_H
#define TALLYSTICK_INBOUND_XML_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/base/text.h"

#define XML_DEPTH_MOST       100                   /* elements within each other */
#define XML_FIELD_BYTES_MOST ((size_t)64 * 1024)   /* a text that is asked for; a tag */
#define XML_NOTE_BYTES_MOST  ((size_t)1024 * 1024) /* a comment or processing instruction */
#define XML_ATTRIBUTES_MOST  256 /* of an element; namespaces in force at any place */

struct xml_place {
    int64_t line;   /* 1 for the first */
    int32_t column; /* in characters, 1 for the first */
};

/* Names are without prefix, and live as long as the reading; all else as long as the call. */
struct xml_attribute {
    struct text name;
    struct text value;
};

struct xml_element {
    struct text name;
    struct text prefix;     /* as the file has it; empty: none */
    struct text space;      /* the namespace's name; empty: none */
    size_t depth;           /* 1: the root */
    struct xml_place place; /* where its content begins */
    size_t attribute_count;
    const struct xml_attribute *attributes;
};

enum xml_want {
    XML_WANT_CHILDREN,
    XML_WANT_TEXT,    /* and children */
    XML_WANT_FIRST,   /* the same, of a text that is too long only the beginning */
    XML_WANT_NOTHING, /* the element and all in it are passed over: it has no end either */
    XML_WANT_STOP,
};

struct xml_handler {
    void *context;
    enum xml_want (*begin)(void *context, const struct xml_element *element);
    /* text: the element's own (not its children's), without white space around it; empty
     * unless asked for.  False: stop. */
    bool (*end)(void *context, size_t depth, struct text text);
};

#define XML_REASON_BYTES 256

struct xml_fault {
    struct xml_place place;
    char reason[XML_REASON_BYTES];
};

enum xml_outcome {
    XML_WHOLE,   /* read to its end */
    XML_BROKEN,  /* the file's fault: fault_r */
    XML_STOPPED, /* by the handler */
    XML_FAILED,  /* the environment's: error_r */
};

/* Reads from the start of fd, which it neither moves nor closes.  What needs room takes it of
 * arena: a bounded amount. */
enum xml_outcome xml_read(struct arena *arena, int fd, const struct xml_handler *handler,
                          struct xml_fault *fault_r, struct error *error_r);

#endif
