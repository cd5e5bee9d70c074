/* Values as UBL's schema writes them, and as the canonical fields do. */
#ifndef TALLYSTICK_INBOUND_UBL_VALUE_H
#define TALLYSTICK_INBOUND_UBL_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "adapters/inbound/xml_records.h"
#include "matcher/base/arena.h"
#include "matcher/base/text.h"

/* A decimal as XML Schema has them (+1, .5, 1., any number of digits behind the point), in
 * millionths, rounded half away from zero.  False: it is none, or has more than 12 digits. */
bool ubl_decimal(struct text t, int64_t *millionths_r);
/* It is written as one, of whatever size. */
bool ubl_is_decimal(struct text t);

/* The canonical form of millionths: 33.333333, 19. */
struct text ubl_decimal_text(struct arena *arena, int64_t millionths);

/* The same number with the other sign. */
struct text ubl_negated(struct arena *arena, struct text t);

/* A date without its zone; a time without a fraction that is zero; both together.  Anything else
 * stays as it is, for the field to refuse. */
struct text ubl_date(struct text t);
struct text ubl_time(struct arena *arena, struct text t);
struct text ubl_moment(struct arena *arena, struct text date, struct text time);

/* The unit's word: C62 and H87 (one, piece) are each. */
struct text ubl_unit(struct text code);

/* The rate per unit, per hour where the unit is time: price / base quantity.  Empty texts are left
 * out.  False: units that do not fit each other, or no numbers. */
bool ubl_rate(struct text price, struct text base_quantity, struct text base_unit, struct text unit,
              int64_t *rate_e6_r);

/* VAT in percent, by tax category: E, O and Z have none, S what it says.  False: another category,
 * or a percentage that does not fit it. */
bool ubl_tax_percent(struct text category, struct text percent, int64_t *percent_e6_r);

/* millionths * percent_e6 / 100, exact to a millionth. */
int64_t ubl_percent_of(int64_t millionths, int64_t percent_e6);

#endif
