/*
 * What a council's lines are judged by: the same for every provider of a night.
 */
#ifndef TALLYSTICK_ENGINE_RULES_H
#define TALLYSTICK_ENGINE_RULES_H

#include <stddef.h>

#include "matcher/base/calendar.h"
#include "matcher/base/zone.h"
#include "matcher/record/quantity_unit.h"
#include "matcher/record/standing.h"
#include "matcher/record/terms.h"

struct service_rule {
    struct text service;
    int64_t vat_percent_e4;
    enum quantity_unit unit;
};

struct rules {
    const struct zone *zone;
    const struct calendar *calendar;
    const struct terms *terms;
    day_t business_date;
    day_t go_live; /* DAY_NOT_GIVEN: since ever */
    size_t service_count;
    const struct service_rule *services;
    size_t suspension_count;
    const struct suspension *suspensions; /* by client_ref, then from */
};

#endif
