/*
 * Basis visit: which line gets which slot.  Lines that name an order go first,
 * then the rest, each by the best alignment.  matching.md, section 7.
 */
#ifndef TALLYSTICK_ENGINE_PAIRING_H
#define TALLYSTICK_ENGINE_PAIRING_H

#include "matcher/engine/group.h"

/* Ends the group's open lines of basis visit. */
void visits_pair(struct workbench *bench, struct group *group);

#endif
