/* The tables of a terms block: which settings it may have and what each may be. */
#ifndef TALLYSTICK_CONFIG_TERMS_FIELDS_H
#define TALLYSTICK_CONFIG_TERMS_FIELDS_H

#include "config/fields.h"

/* Fills struct terms_block. */
extern const struct level terms_block_level;

#endif
