/* What differed at a line, in the words of the care manager who reads it. */
#ifndef TALLYSTICK_OUTBOUND_FINDING_WORDS_H
#define TALLYSTICK_OUTBOUND_FINDING_WORDS_H

#include "adapters/outbound/variance_report.h"

struct finding_words {
    struct text what;   /* "started 35 min later than planned (limit 30 min); no record of ..." */
    struct text within; /* what differs besides and holds nothing: "3 min shorter than planned
                           (limit 5 min)"; empty: nothing does, or the line is paid with it */
};
struct finding_words finding_tell(struct arena *arena, const struct finding *finding);

/* Within its limit, or beyond it and only reported. */
#define FINDING_NOT_HELD_FOR "not held for"

/* Both: "started 35 min later than planned (limit 30 min); not held for: 3 min shorter than
 * planned (limit 5 min)" */
struct text finding_in_words(struct arena *arena, const struct finding *finding);
/* "start evidence" */
struct text finding_codes(struct arena *arena, const struct finding *finding);

#endif
