/*
 * Payment card numbers where they do not belong: docs/files-in.md
 * line of "Values".
 *
 * A run is digits with blanks and dashes between them; its groups are the
 * digits that stand together.  A card number may be a whole run, one group of
 * it, or groups in the shape in which cards are printed (4-4-4-4, 4-4-4-4-3,
 * 4-6-5), so that what follows a number after a blank, such as its expiry
 * date, does not hide it.  It starts and is as long as a scheme's numbers and
 * passes the Luhn check.
 */
#ifndef TALLYSTICK_RECORD_CARD_NUMBER_H
#define TALLYSTICK_RECORD_CARD_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "matcher/base/text.h"

#define CARD_DIGITS_LEAST 13 /* shorter text holds none */

/* On true, masked_r gets the first such number: its first six and last four digits, stars
 * between. */
#define CARD_MASK_BYTES 24
bool card_number_found(struct text t, char masked_r[CARD_MASK_BYTES]);

/* Puts stars on the same digits of every card number in the text, where it lies. */
void card_numbers_mask(char *bytes, size_t length);

#endif
