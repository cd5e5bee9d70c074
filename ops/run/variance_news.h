/* What is new for one recipient of the variance report, as the report has it. */
#ifndef TALLYSTICK_RUN_VARIANCE_NEWS_H
#define TALLYSTICK_RUN_VARIANCE_NEWS_H

#include "adapters/outbound/variance_report.h"
#include "ops/run/notify_work.h"

/* line is good until the next one is read; the finding lies in the arena. */
struct finding variance_finding(const struct notify_work *work, struct arena *arena,
                                const struct reported_line *line);

/* All but the findings, for report->recipient: a care manager, or finance (empty). */
void variance_news_fill(const struct notify_work *work, struct arena *arena,
                        struct variance_report *report);
/* Of anything, the findings among it. */
bool variance_news_is_any(const struct variance_report *report);

#endif
