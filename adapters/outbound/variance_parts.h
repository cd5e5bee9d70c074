/*
 * The parts of a variance report's message, all made from one summary: what
 * needs a look first comes first, and the body shows at most BODY_ROWS_MAX; the
 * attached CSV has everything.
 */
#ifndef TALLYSTICK_OUTBOUND_VARIANCE_PARTS_H
#define TALLYSTICK_OUTBOUND_VARIANCE_PARTS_H

#include "adapters/outbound/variance_report.h"

#define BODY_ROWS_MAX 200

struct variance_summary {
    const struct variance_report *report;
    size_t held_count;
    int64_t held_pence; /* billed, or expected where self-billed */
    size_t varied_count;
    int64_t varied_pence; /* paid above (or below) the agreed price, where one is known */
    const struct finding *
        *findings; /* held, then paid with a variance; each in the report's order */

    /* How many of each the body shows. */
    size_t held_shown, varied_shown, missed_shown, unread_shown;
};

struct variance_summary variance_summarise(struct arena *arena,
                                           const struct variance_report *report);

/* Visits of all three kinds. */
size_t variance_count(const struct variance_summary *summary);
size_t variance_not_shown(const struct variance_summary *summary);

/* All of it in one sentence. */
const char *variance_sentence(struct arena *arena, const struct variance_summary *summary);

struct text variance_text(struct arena *arena, const struct variance_summary *summary);
struct text variance_html(struct arena *arena, const struct variance_summary *summary);
struct text variance_csv(struct arena *arena, const struct variance_summary *summary);

#endif
