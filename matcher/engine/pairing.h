/*
 * Basis visit: which line gets which slot.  Lines that name an order go first,
 * then the rest, each by the best alignment.  matching.md, section 7.
 */
#ifndef TALLYSTICK_ENGINE_PAIRING_H
#define TALLYSTICK_ENGINE_PAIRING_H

#include "matcher/engine/group.h"

/* Ends those of the group's open lines of basis visit that get a slot.  `scratch` may be emptied
 * afterwards. */
void visits_pair(struct workbench *bench, struct arena *scratch, struct group *group);

/* Ends the others, once it is known which of tonight's pairs are paid. */
void visits_end_unpaired(const struct workbench *bench, struct group *group);

/* Whether the line was delivered at the same time as what lasted from start_s to end_s: one second
 * is an overlap. */
bool delivered_together(const struct open_line *open, int64_t start_s, int64_t end_s);

/* What a whole pairing is worth, in the order in which pairings are compared. */
struct pairing_worth {
    int64_t paid;
    int64_t matched;
    int64_t pairs;
    int64_t minutes_off;
};

/* The lines that a line was paired together with, and the slots that were to be had then. */
struct pairing_sight {
    size_t line; /* which of `lines` it is */
    size_t line_count;
    struct open_line **lines;
    size_t slot_count;
    struct slot **slots;
    int64_t widest_window_s; /* of those slots */
    struct pairing_worth best;
};

/* For explain.h, on a bench on which visits_pair() has not been: pairs the group's lines up to
 * those that `open` is paired with.  False: it is not paired at all. */
bool pairing_look(struct workbench *bench, struct group *group, const struct open_line *open,
                  struct pairing_sight *sight_r);

/* The best pairing in which the line has sight->slots[slot], which is in its reach. */
struct pairing_worth pairing_worth_with(const struct workbench *bench,
                                        const struct pairing_sight *sight, size_t slot);

#endif
