/*
 * A carer in two places at once: matching.md, section 9, "Carer overlap".
 */
#ifndef TALLYSTICK_ENGINE_OVERLAP_H
#define TALLYSTICK_ENGINE_OVERLAP_H

#include "matcher/engine/open_line.h"

/* Holds lines whose delivered time overlaps an accepted line of the same carer. */
void overlaps_find(struct workbench *bench);

/* For explain.h, on a bench on which overlaps_find() has not been, and is no more to be: the
 * accepted lines that the line overlaps by more than it may, by start. */
struct obstacle_told;
const struct obstacle_told *overlaps_look(const struct workbench *bench,
                                          const struct open_line *open, size_t *count_r);

#endif
