/*
 * The same line again, and decisions on held lines: what is settled before a
 * line is compared with anything.  matching.md, sections 6 and 9.
 */
#ifndef TALLYSTICK_ENGINE_REPEAT_H
#define TALLYSTICK_ENGINE_REPEAT_H

#include "matcher/engine/open_line.h"

/* People's decisions on lines held so far. */
void decisions_take_effect(struct workbench *bench);

/* Lines whose provider, invoice_no and line_no came before: duplicates, changed
 * lines, superseded lines. */
void repeats_find(struct workbench *bench);

#endif
