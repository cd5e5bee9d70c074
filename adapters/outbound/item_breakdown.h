/* How a paid line's net total is made up, as card files show it: docs/files-out.md, BRIF. */
#ifndef TALLYSTICK_OUTBOUND_ITEM_BREAKDOWN_H
#define TALLYSTICK_OUTBOUND_ITEM_BREAKDOWN_H

#include "matcher/payment/payable_line.h"

/* Informative: the line's total counts.  Both numbers are below 10^12. */
struct item_breakdown {
    const char *unit;
    int64_t quantity_e4;
    int64_t unit_cost_e4; /* pounds, rounded half away */
};

struct item_breakdown item_breakdown(const struct payable_line *line);

#endif
