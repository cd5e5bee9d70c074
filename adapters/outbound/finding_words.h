/* What differed at a line, in the words of the care manager who reads it. */
#ifndef TALLYSTICK_OUTBOUND_FINDING_WORDS_H
#define TALLYSTICK_OUTBOUND_FINDING_WORDS_H

#include "adapters/outbound/variance_report.h"

/* "started 35 min later than planned (limit 30 min); no call-monitoring record; within limits: 3
 * min shorter than planned (limit 5 min)" */
struct text finding_in_words(struct arena *arena, const struct finding *finding);
/* "start evidence" */
struct text finding_codes(struct arena *arena, const struct finding *finding);

#endif
