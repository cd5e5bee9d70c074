/*
 * A carer in two places at once: matching.md, section 9, "Carer overlap".
 */
#ifndef TALLYSTICK_ENGINE_OVERLAP_H
#define TALLYSTICK_ENGINE_OVERLAP_H

#include "matcher/engine/open_line.h"

/* Holds lines whose delivered time overlaps an accepted line of the same carer. */
void overlaps_find(struct workbench *bench);

#endif
