/*
 * What the record tells of a bill line besides its verdict, as sections of the
 * page that `explain` shows: where it came from, what was paid and when, who
 * decided what, what was said of it on which night.
 */
#ifndef TALLYSTICK_RUN_EXPLAIN_STORY_H
#define TALLYSTICK_RUN_EXPLAIN_STORY_H

#include "adapters/outbound/explain_page.h"
#include "ops/run/named_line.h"

/* Section "Source". */
void story_tell_source(struct explain_page *page, const struct explanation *explanation,
                       const struct named_line *line);

/* Sections "Payment", "Credits", "Adjustments", "Decisions", "History", "Same invoice line". */
bool story_tell_rest(const struct look_back *back, const struct line_name *name,
                     const struct named *named, const struct named_line *line, int sla_days,
                     struct explain_page *page, struct error *error_r);

/* The page of a row that could not be read, where nothing else bears the name. */
void story_tell_reject(const struct named *named, struct explain_page *page);

#endif
