/*
 * An XML file of ours read back: every element's path and value, in order; the
 * only outbound module that reads by libxml2.  Nothing of the writer is used.
 */
#ifndef TALLYSTICK_OUTBOUND_XML_READ_H
#define TALLYSTICK_OUTBOUND_XML_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/arena.h"
#include "matcher/base/error.h"

/* Where the reader is, and what it found there. */
struct xml_element {
    const char *path;     /* of local names from the root's on: "Document/BtchTrf/TxTtls" */
    const char *name;     /* the last of these */
    const char *value;    /* at the end of an element without children: its text; else NULL */
    const char *currency; /* its attribute Ccy or currencyID, or NULL */
    int line;
};

/* What to do with each; false: stop, with the error set. */
struct xml_visitor {
    bool (*begin)(void *to, const struct xml_element *place, struct error *error_r);
    bool (*end)(void *to, const struct xml_element *place, struct error *error_r);
    void *to;
};

/* The whole file.  False: not well-formed, no such namespace, a DOCTYPE, a path beyond reason. */
bool xml_walk(int fd, struct arena *arena, const char *name_space,
              const struct xml_visitor *visitor, struct error *error_r);

/* An error at that place. */
bool xml_bad(const struct xml_element *place, const char *what, struct error *error_r);

/* Whether it is an element of that name within elements of those: "BtchTrf/DataSet". */
bool xml_is(const struct xml_element *place, const char *within, const char *name);

/* The place's value as pounds with two decimals, or as a whole number, not negative. */
bool xml_read_pounds(const struct xml_element *place, int64_t *pence_r, struct error *error_r);
bool xml_read_number(const struct xml_element *place, int64_t *value_r, struct error *error_r);

#endif
