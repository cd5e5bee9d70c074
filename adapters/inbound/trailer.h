/*
 * The trailer of a CSV file, where its feed has one: which records it is, and
 * whether what it says of the records before it is so (docs/files-in.md).
 */
#ifndef TALLYSTICK_INBOUND_TRAILER_H
#define TALLYSTICK_INBOUND_TRAILER_H

#include <stdbool.h>
#include <stdint.h>

#include "adapters/inbound/csv_reader.h"
#include "adapters/inbound/feed_map.h"
#include "config/config.h"
#include "matcher/record/reject.h"

struct trailer {
    const struct trailer_config *config; /* NULL: the feed has none */
    enum number_form number_form;
    int added_up;     /* column of the records whose values the total is of */
    int64_t first_at; /* its place among the records; 0: its mark tells it */
    int64_t records_before;
    int64_t records;         /* of the trailer, so far */
    int64_t total_e4;        /* of the records before */
    int64_t unreadable_line; /* of the first record without a value to add up; 0: none */
};

enum trailer_step {
    TRAILER_STEP_BEFORE, /* a record like any other */
    TRAILER_STEP_WITHIN,
    TRAILER_STEP_WRONG, /* the file is not whole: why_r */
};

/* `records`: how many the file has, the headings not counted; asked for only where
 * trailer_needs_count. */
bool trailer_needs_count(const struct feed_config *feed);
/* False, with why_r set, where the file has not what the total is of. */
bool trailer_begin(const struct feed_config *feed, const struct feed_map *map, int64_t records,
                   struct trailer *trailer_r, struct reject *why_r);

enum trailer_step trailer_take(struct trailer *trailer, const struct csv_record *record,
                               struct reject *why_r);

/* At the end of the file: false, with why_r set, if the trailer is not there whole. */
bool trailer_end(const struct trailer *trailer, struct reject *why_r);

#endif
