/* The checks of a verdict as line_verdict.detail has them (docs/database.md). */
#ifndef TALLYSTICK_POSTGRES_DETAIL_JSON_H
#define TALLYSTICK_POSTGRES_DETAIL_JSON_H

#include "matcher/base/arena.h"
#include "matcher/engine/match.h"

/*
 * {"start": {"difference": "35", "expected": "30", "agree": "15", "pay": "30",
 *            "zone": "outside"}, ...}
 * for every check that was made; decimals as strings, exactly.  Of a line held duplicate_visit the
 * one that has its visit, if that is known:
 *
 *     {"other": {"invoice_no": "I1", "line_no": "3"}}
 *
 * Empty for a matched line and where nothing else was compared.
 */
struct text detail_json(struct arena *arena, const struct match_input *input,
                        const struct verdict *verdict);

#endif
