/*
 * What people call the canonical fields: how well a heading, or the last name of
 * an XML path, says that its column holds a field.
 */
#ifndef TALLYSTICK_INBOUND_HEADING_WORDS_H
#define TALLYSTICK_INBOUND_HEADING_WORDS_H

#include <stdbool.h>

#include "matcher/base/text.h"

#define HEADING_SURE   100 /* a name for the field and for hardly anything else */
#define HEADING_LIKELY 60  /* holds such a name among other words */
#define HEADING_MAYBE  40  /* can mean the field where nothing better does */

/* 0: it does not say so.  Case, blanks and signs do not count. */
int heading_words_score(struct text heading, const char *field);

/* Whether it names any field. */
bool heading_words_known(struct text heading);

#endif
