/*
 * What the values of a column look like: of how many kinds of value each could
 * be one, counted.
 */
#ifndef TALLYSTICK_INBOUND_VALUE_SHAPE_H
#define TALLYSTICK_INBOUND_VALUE_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "matcher/base/civil.h"
#include "matcher/base/text.h"

#define X(name, word) +1
enum { DATE_FORM_COUNT = 0 DATE_FORM_LIST(X) };
#undef X

enum shape {
    SHAPE_TIME,
    SHAPE_DURATION,
    SHAPE_WHOLE,
    SHAPE_DECIMAL,
    SHAPE_GROUPED,   /* a number, as a feed with `number: grouped` reads it */
    SHAPE_DECORATED, /* a number with a currency, separators or brackets, read or not */
    SHAPE_FLAG,
    SHAPE_EMAIL,
    SHAPE_REFERENCE,
    SHAPE_COUNT
};

struct value_shape {
    int64_t given; /* values that are not empty */
    int64_t fits[SHAPE_COUNT];
    int64_t dates[DATE_FORM_COUNT];   /* by the form that they would be read in */
    int64_t moments[DATE_FORM_COUNT]; /* date and time */
};

void value_shape_add(struct value_shape *shape, struct text value);

/* Most of the values, for a few may be wrong.  Of a column without values: false. */
bool value_shape_is(const struct value_shape *shape, enum shape kind);
bool value_shape_is_date(const struct value_shape *shape, enum date_form form);
bool value_shape_is_moment(const struct value_shape *shape, enum date_form form);

#endif
