/*
 * Care packages (provider, client, service) and the numbers that stand for them
 * in orders and bills.  Held in memory while files are loaded; threads may ask
 * for numbers at the same time.
 */
#ifndef TALLYSTICK_POSTGRES_PACKAGE_TABLE_H
#define TALLYSTICK_POSTGRES_PACKAGE_TABLE_H

#include "adapters/postgres/db.h"

struct package_table;

/* Reads the council's packages. */
bool package_table_open(struct db *db, struct arena *arena, int64_t council_id,
                        struct package_table **table_r, struct error *error_r);

/* What a thread asked for last: the lines of a file mostly come by client.  Zeroed at first. */
struct package_memory {
    int64_t package_id; /* 0: nothing yet */
    struct text provider, client_ref, service;
};

/* The number of a package; a new one is remembered for package_table_flush(). */
int64_t package_number(struct package_table *table, struct package_memory *memory,
                       struct text provider, struct text client_ref, struct text service);

/* Writes the packages that are new.  Not while others ask. */
bool package_table_flush(struct package_table *table, struct error *error_r);

#endif
