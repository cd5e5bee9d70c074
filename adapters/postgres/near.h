/*
 * A reading of what is near a provider's lines (match_near.h), at work: evidence and orders are
 * read by match_near.c, lines of earlier nights by near_past.c.
 */
#ifndef TALLYSTICK_POSTGRES_NEAR_H
#define TALLYSTICK_POSTGRES_NEAR_H

#include "adapters/postgres/match_near.h"
#include "adapters/postgres/reach.h"

struct near {
    const struct match_reading *reading;
    struct match_input *input;
    struct arena *arena;   /* what goes once all is read */
    struct reach *of_line; /* parallel to the lines: when each may have been delivered */
    size_t piece_count;    /* evidence, by client */
    const struct evidence **pieces;
};

int64_t near_window_s(const struct near *near);
/* Order lines before this one are in the database only. */
int64_t near_orders_until(const struct match_reading *reading);
/* The lines' clients, when their care may have been delivered and the margin before and after. */
struct reaches near_clients(const struct near *near, int64_t margin_s);
/* Their clients and services, as far as the pair window. */
struct reaches near_packages(const struct near *near);

/* Lines of earlier nights, once evidence and orders are read. */
bool near_read_past(struct near *near, struct error *error_r);
/* Visits that another process paid, among them. */
bool near_read_before(struct near *near, struct error *error_r);

#endif
