/*
 * What lies near a night's lines: stretches of time of whatever two words name (a client and a
 * service, a carer), so that a line held long ago does not make the night read all that came since.
 */
#ifndef TALLYSTICK_POSTGRES_REACH_H
#define TALLYSTICK_POSTGRES_REACH_H

#include <stddef.h>
#include <stdint.h>

#include "adapters/postgres/db_value.h"
#include "matcher/base/arena.h"
#include "matcher/base/text.h"

struct reach {
    struct text name, other_name;
    int64_t from_s, to_s; /* utc */
};

struct reaches {
    struct arena *arena;
    size_t count, room;
    struct reach *items;
};

extern const struct reach no_reach; /* of nothing, at no time */
/* Widens it to the moment, if that is given. */
void reach_take(struct reach *reach, int64_t moment_s);

void reaches_add(struct reaches *reaches, const struct reach *reach);
/* Orders by names and time, and makes one of those between which there is less than a day: many
 * small ones are looked for in more time than a few large ones find too much in. */
void reaches_join(struct reaches *reaches);

/* Columns for unnest(), row by row. */
struct db_value reaches_names(const struct reaches *reaches);
struct db_value reaches_other_names(const struct reaches *reaches);
struct db_value reaches_from(const struct reaches *reaches);
struct db_value reaches_to(const struct reaches *reaches);

#endif
