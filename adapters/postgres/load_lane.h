/*
 * What the files of the load stage's store (load_*.c) have in common: the loader and its lanes, as
 * load_store.h describes them.
 */
#ifndef TALLYSTICK_POSTGRES_LOAD_LANE_H
#define TALLYSTICK_POSTGRES_LOAD_LANE_H

#include <pthread.h>

#include "adapters/postgres/load_store.h"
#include "adapters/postgres/package_table.h"
#include "adapters/postgres/seen_keys.h"
#include "adapters/postgres/sheet.h"

/* A reject of the file in hand; written once the file is known to be whole. */
struct kept_reject {
    int32_t source_row;
    int64_t line;
    struct reject why;
    struct text raw, provider, invoice_no, line_no, client_ref;
};

struct loader {
    pthread_mutex_t lock; /* over the session and all that follows */
    struct db *db;
    struct arena *arena;
    struct run run;
    struct package_table *packages; /* has a lock of its own */
    struct seen_keys *orders_seen;  /* needs none */
    int64_t first_file_id, next_file_id, first_decision_id, next_decision_id;
    bool had_orders;    /* before tonight */
    bool has_cancelled; /* a whole order, tonight */
    int64_t order_count, line_count;
    struct run_totals totals;
    struct load_lane *lanes, *own_lane;
};

struct load_lane {
    struct load_lane *next;
    struct loader *loader;
    struct db *db;            /* the loader's, or its own */
    struct inbound_file file; /* in hand */
    struct arena *arena;      /* as long as the lane */
    struct arena *file_arena;
    struct package_memory package;
    struct db_copy *copy; /* open while records of one kind stream in, else NULL */
    int32_t rows_in_file;
    struct load_bills *bills;
    struct load_orders *orders;
    int64_t bill_pence;
    size_t reject_count, reject_room;
    struct kept_reject *rejects;
    struct text cancelled_order; /* by the file in hand; empty: none */
};

/* Where the record stands in loading order. */
static inline int64_t record_id(const struct load_lane *lane, int32_t source_row)
{
    return lane->file.file_id * FILE_RECORDS + source_row;
}

/* Begins a COPY unless it is under way: load_lane_copy_end() ends it.  False: it failed already. */
bool load_lane_copy(struct load_lane *lane, const char *copy_sql, struct error *error_r);
/* Nothing else can be asked of the session while a COPY runs. */
bool load_lane_copy_end(struct load_lane *lane, struct error *error_r);

/* --- load_bills.c ---------------------------------------------------------- */

struct load_bills *load_bills_new(struct arena *arena);
/* Sends what is left of the file's lines. */
bool load_bills_end(struct load_lane *lane, struct error *error_r);
/* Instead of it. */
void load_bills_forget(struct load_bills *bills);

/* --- load_orders.c --------------------------------------------------------- */

struct load_orders *load_orders_new(struct arena *arena);
void load_orders_free(struct load_orders *orders);
void load_orders_begin(struct load_orders *orders);
/* Sends what is left of the file's lines. */
bool load_orders_end(struct load_lane *lane, struct error *error_r);
/* Instead of it. */
void load_orders_forget(struct load_orders *orders);
/* Sends what is left of all files. */
bool load_orders_finish(struct load_lane *lane, struct error *error_r);
/* Once all are there, in the stage's own session: numbers those that waited, and finds out which
 * versions are in force. */
bool load_orders_settle(const struct loader *loader, struct error *error_r);

#endif
