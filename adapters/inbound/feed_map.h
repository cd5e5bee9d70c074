/*
 * Which column of a file holds which canonical field: worked out once, from its
 * headings, the feed's preset and its `columns`.  Of XML, which paths.
 */
#ifndef TALLYSTICK_INBOUND_FEED_MAP_H
#define TALLYSTICK_INBOUND_FEED_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "adapters/inbound/csv_reader.h"
#include "adapters/inbound/record_fields.h"
#include "config/config.h"
#include "matcher/record/reject.h"

struct feed_map {
    const struct record_layout *layout;
    size_t column_count;
    int column[FIELD_LIST_MOST];    /* of each field, 0 for the first; or FIELD_NONE */
    int field_of[CSV_COLUMNS_MOST]; /* of each column, FIELD_NONE: ignored */
    size_t found_count;
    unsigned char found[FIELD_LIST_MOST]; /* the fields that have a column */
    int first_withheld;                   /* column; CSV_COLUMNS_MOST: none is */
};

/* False, with why_r set, where the headings cannot serve the feed. */
bool feed_map_build(const struct feed_config *feed, const struct record_layout *layout,
                    const struct csv_record *headings, struct feed_map *map_r,
                    struct reject *why_r);

/* What the feed itself says of a field: its provider, or one of its `values`; empty: nothing. */
struct text feed_map_value(const struct feed_config *feed, const struct record_layout *layout,
                           size_t field);

/* The same for XML: the fields whose path the feed or the layout gives, in the layout's order. */
bool feed_map_build_paths(const struct feed_config *feed, const struct record_layout *layout,
                          struct feed_map *map_r, struct reject *why_r);

/* The heading or path of a field; NULL: the file is not expected to have it. */
const char *feed_map_heading(const struct feed_config *feed, const struct record_layout *layout,
                             size_t field);

#endif
