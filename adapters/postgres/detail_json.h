/* The checks of a verdict as line_verdict.detail has them (docs/database.md). */
#ifndef TALLYSTICK_POSTGRES_DETAIL_JSON_H
#define TALLYSTICK_POSTGRES_DETAIL_JSON_H

#include "matcher/base/arena.h"
#include "matcher/engine/verdict.h"

/*
 * {"start": {"difference": "35", "expected": "30", "agree": "15", "pay": "30",
 *            "zone": "outside"}, ...}
 * for every check that was made; decimals as strings, exactly.  Empty for a
 * matched line and where nothing was compared.
 */
struct text detail_json(struct arena *arena, const struct verdict *verdict);

#endif
