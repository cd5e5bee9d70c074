/*
 * What a visit, a stretch of time or a number of units costs: matching.md,
 * section 4.  A price stays exact until price_pence() rounds it, once.
 */
#ifndef TALLYSTICK_ENGINE_PRICING_H
#define TALLYSTICK_ENGINE_PRICING_H

#include <stdbool.h>

#include "matcher/base/arena.h"
#include "matcher/base/calendar.h"
#include "matcher/base/decimal.h"
#include "matcher/record/order_line.h"
#include "matcher/record/standing.h"
#include "matcher/record/terms.h"

/* parts / parts_per_penny pence, exactly. */
struct price {
    bool is_known; /* false: a rate is missing (no_rate) */
    int128 parts;
    int64_t parts_per_penny;
    int64_t
        contract_rate_e6; /* pounds per hour where the whole price came from one; or NOT_GIVEN */
};

/* Where the rates of a line are read. */
struct price_question {
    struct text service;
    day_t day;             /* civil date of the start */
    int32_t time_of_day_s; /* its civil time */
    int64_t minutes;       /* >= 0 */
    enum visit_pricing visit_pricing;
    int64_t own_rate_e6; /* the order line's, or NOT_GIVEN */
};

/* One provider's rates.  Remembers which are in force on the days asked for, in `arena`. */
struct rate_card;
struct rate_card *rate_card_new(struct arena *arena, const struct calendar *calendar,
                                size_t rate_count, const struct rate_entry *rates);

struct price price_of_time(struct rate_card *rate_card, const struct price_question *question);

/*
 * How a price of time came about, looked at again: exactly one of own rate, no
 * minutes, or the entries; what price_of_time() gives is their sum.
 */
#define DAY_TYPES_MAX 4
struct price_course {
    bool is_own_rate;
    bool is_nothing; /* no minutes to price */
    int day_type_count;
    enum day_type day_types[DAY_TYPES_MAX]; /* tried, up to the one in force */
    bool is_found;                          /* the last of day_types has an entry in force */
    const struct rate_entry *visit;         /* kind visit, or NULL */
    int64_t visit_minutes;                  /* that it prices */
    const struct rate_entry *hour;          /* kind hour, or NULL */
    int64_t hour_minutes;                   /* that are priced, or lack a price, by the hour */
    struct price price;
};

struct price_course price_course_of_time(struct rate_card *rate_card,
                                         const struct price_question *question);

struct price price_of_units(int64_t unit_price_e6, int64_t quantity_e4);

/* percent_e4 of the price, in pence, rounded half away from zero. */
int64_t price_pence(const struct price *price, int64_t percent_e4);

/* percent of pence, rounded half away from zero: VAT. */
int64_t percent_of_pence(int64_t pence, int64_t percent_e4);

#endif
