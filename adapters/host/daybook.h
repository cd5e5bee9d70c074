/*
 * The day book: bill and order lines as they were read tonight, by provider, so
 * that the matching that follows in the same process need not ask the database
 * for them again.  The database has them all; a process that begins later reads
 * them there.
 *
 * Lines lie in a file without a name below work/, and memory holds little more
 * than where.  Hands may write at the same time, each from one thread; once all
 * have finished, threads may read at the same time.
 */
#ifndef TALLYSTICK_HOST_DAYBOOK_H
#define TALLYSTICK_HOST_DAYBOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "matcher/base/arena.h"
#include "matcher/base/error.h"
#include "matcher/record/bill_line.h"
#include "matcher/record/order_line.h"

struct daybook;
struct daybook_hand;

/* `folder`: where the file is to lie. */
bool daybook_open(const char *folder, struct daybook **book_r, struct error *error_r);
void daybook_close(struct daybook *book); /* NULL is allowed */

/* Lives as long as the book. */
struct daybook_hand *daybook_hand_new(struct daybook *book);

/* Lines are copied; their ids are given already. */
void daybook_add_bill(struct daybook_hand *hand, const struct bill_line *line);
void daybook_add_order(struct daybook_hand *hand, const struct order_line *line);
/* The lines of a file that was found not to be whole are not there. */
void daybook_strike_out(struct daybook_hand *hand, int64_t file_id);
/* What is left in memory goes to the file; fails if anything could not be written. */
bool daybook_finish(struct daybook_hand *hand, struct error *error_r);

/* Providers with bill lines, or with lines of either kind; ascending as bytes. */
void daybook_providers(const struct daybook *book, bool with_orders_only, struct arena *arena,
                       size_t *count_r, const struct text **providers_r);

/* Of both kinds. */
size_t daybook_line_count(const struct daybook *book, struct text provider);

/* A provider's lines by line_id, order lines by order_id; in the arena. */
bool daybook_bills(const struct daybook *book, struct text provider, struct arena *arena,
                   size_t *count_r, struct bill_line **lines_r, struct error *error_r);
bool daybook_orders(const struct daybook *book, struct text provider, struct arena *arena,
                    size_t *count_r, struct order_line **orders_r, struct error *error_r);

#endif
