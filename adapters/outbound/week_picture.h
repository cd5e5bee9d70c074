/* The report's picture: how many visits of each kind fell on each day of the
 * week that ends with the latest of them that is not in the future. */
#ifndef TALLYSTICK_OUTBOUND_WEEK_PICTURE_H
#define TALLYSTICK_OUTBOUND_WEEK_PICTURE_H

#include "adapters/outbound/variance_report.h"

enum visit_kind { VISIT_HELD, VISIT_MISSED, VISIT_VARIED, VISIT_KIND_COUNT };

struct day_bar {
    size_t counts[VISIT_KIND_COUNT];
};

struct week_picture {
    day_t first;            /* of the seven days */
    struct day_bar days[7]; /* from first on */
    struct day_bar earlier; /* all days before */
    struct day_bar later;   /* all days after: billed before its time, or a slip of a date */
    size_t longest;         /* visits of the longest bar */
};

struct week_picture week_picture_of(const struct variance_report *report);

size_t day_bar_total(const struct day_bar *bar);

#endif
