/*
 * Where order lines are: on which sheets those of a package, and, as notches of
 * tallystick_data.order_stick, those of an order.  A lane cuts the sticks that nobody else does;
 * the others are cut at the end of the load.  What a lane's files bring is kept in memory until
 * there is enough for a COPY.
 */
#ifndef TALLYSTICK_POSTGRES_LOAD_PLACES_H
#define TALLYSTICK_POSTGRES_LOAD_PLACES_H

#include "adapters/postgres/copy_row.h"
#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/record/order_line.h"

struct load_lane;
struct load_places;
struct loader;

/* What tallystick_data.order_stick knows an order line by. */
struct line_name {
    struct text order_no; /* without its last digits */
    int32_t digits;
    int32_t number;
};

/* Lines whose numbers agree in all but the last eight bits are notches of one stick. */
static inline int32_t line_name_stick(const struct line_name *name)
{
    return name->number >> 8;
}

static inline int32_t line_name_notch(const struct line_name *name)
{
    return name->number & 255;
}

/* As the columns of order_line_waiting say it; false: it has no number. */
bool line_name_of(const struct order_line *line, struct line_name *name_r);

/* Whether nobody claimed the stick before: a lane that is to cut it first, or one that heard of a
 * cutting on an earlier night. */
bool load_stick_claim(const struct loader *loader, const struct line_name *name);

/* When lines are planned. */
struct plan {
    int64_t first_s, last_s; /* NOT_GIVEN: none has a start */
    bool has_unplanned;
};

extern const struct plan no_plan;

void plan_take(struct plan *plan, const struct plan *other);
/* Its three columns. */
void copy_plan(struct db_copy *copy, const struct plan *plan);

struct load_places *load_places_new(struct arena *arena);
void load_places_free(struct load_places *places);

void load_places_begin_file(struct load_places *places);
/* What the file in hand brought. */
void load_places_forget(struct load_places *places);
/* A first reading, on the sheet that its order_id says. */
void load_places_add(struct load_places *places, const struct order_line *line, int64_t package_id,
                     const struct plan *plan);

/* These end the lane's COPY.  Between sheets: sends what the file in hand brought, if that is much;
 * at its end: sends all, if that is much; at the lane's end: sends all. */
bool load_places_end_sheet(struct load_lane *lane, struct load_places *places,
                           struct error *error_r);
bool load_places_end_file(struct load_lane *lane, struct load_places *places,
                          struct error *error_r);
bool load_places_end(struct load_lane *lane, struct load_places *places, struct error *error_r);

#endif
