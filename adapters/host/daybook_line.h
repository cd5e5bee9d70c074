/*
 * Bill and order lines as they lie in the day book (daybook.h): of a line only what differs from
 * the one before it, for neighbours have most in common.
 */
#ifndef TALLYSTICK_HOST_DAYBOOK_LINE_H
#define TALLYSTICK_HOST_DAYBOOK_LINE_H

#include <stddef.h>

#include "matcher/record/bill_line.h"
#include "matcher/record/order_line.h"

/* Reading may look at so many bytes behind the last line. */
#define DAYBOOK_LINE_SPARE 9

/* What the first line of a chunk has before it. */
extern const struct bill_line daybook_no_bill;
extern const struct order_line daybook_no_order;

/* How many bytes putting it may write at the most. */
size_t daybook_bill_most(const struct bill_line *line);
size_t daybook_order_most(const struct order_line *line);

/* Returns where it ends.  `before` becomes the line, with its texts where they were put: they must
 * stay there until the next one is. */
char *daybook_bill_put(char *at, const struct bill_line *line, struct bill_line *before);
char *daybook_order_put(char *at, const struct order_line *line, struct order_line *before);

/* `line`: the one before, and becomes the next.  Its texts stay where they are; its provider is the
 * caller's to say. */
void daybook_bill_get(const char **from, struct bill_line *line);
void daybook_order_get(const char **from, struct order_line *line);

#endif
