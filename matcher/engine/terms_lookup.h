/*
 * Which terms are in force: the one place where a tolerance, or any other
 * setting, is looked up.  matching.md, end of section 5: most specific first
 * (provider and service, provider, service, council), among equals the latest
 * valid_from not after the day; each setting on its own.
 */
#ifndef TALLYSTICK_ENGINE_TERMS_LOOKUP_H
#define TALLYSTICK_ENGINE_TERMS_LOOKUP_H

#include "matcher/base/arena.h"
#include "matcher/record/terms.h"

struct terms_lookup;

/* For one provider; remembers what it has resolved, in `arena`. */
struct terms_lookup *terms_lookup_new(struct arena *arena, const struct terms *terms,
                                      struct text provider);

const struct settings *terms_in_force(struct terms_lookup *lookup, struct text service, day_t day);

/* The block that a setting (or a check's tolerance) comes from; NULL: the default. */
const struct terms_block *terms_block_of_setting(const struct terms *terms, struct text provider,
                                                 struct text service, day_t day,
                                                 enum setting setting);
const struct terms_block *terms_block_of_check(const struct terms *terms, struct text provider,
                                               struct text service, day_t day, enum check check);

#endif
