/*
 * What of the record may bear on the lines of one provider: order lines, evidence, and lines of
 * earlier nights.  It is looked for by small stretches of time of a client, a client's service or a
 * carer, so that a line held long ago does not make a night open all that came since.
 */
#ifndef TALLYSTICK_POSTGRES_MATCH_NEAR_H
#define TALLYSTICK_POSTGRES_MATCH_NEAR_H

#include "adapters/postgres/match_record.h"
#include "adapters/postgres/rules_store.h"
#include "matcher/engine/match.h"

/* What is read, and of which time. */
struct match_reading {
    struct db *db;
    const struct run *run;
    const struct match_record *record;
    const struct match_tonight *tonight; /* NULL: what was read tonight is read like the rest */
    struct match_basis basis;            /* how far the record goes */
    bool is_over;                        /* a run of the past is walked again */
    int64_t before_run_id;               /* what runs before this one did is known */
    struct text provider;
    int32_t window_minutes; /* the largest pair_window */
    struct arena *arena;
};

/* Adds orders, evidence and past to an input that has its lines. */
bool match_near_read(const struct match_reading *reading, struct match_input *input,
                     struct error *error_r);

#endif
