#include "matcher/engine/terms_lookup.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* The settings of one service from one day on, until the next segment. */
struct segment {
    day_t from;
    struct settings settings;
};

struct service_segments {
    struct service_segments *next;
    struct text service;
    size_t count;
    struct segment *segments; /* ascending; the first begins before any date */
};

struct terms_lookup {
    struct arena *arena;
    const struct terms *terms;
    struct text provider;
    struct service_segments *services; /* the last one asked for stands first */
};

enum specificity { PROVIDER_AND_SERVICE, PROVIDER, SERVICE, COUNCIL, DOES_NOT_APPLY };

static enum specificity block_specificity(const struct terms_block *block, struct text provider,
                                          struct text service)
{
    bool names_provider = !text_is_empty(block->provider);
    bool names_service = !text_is_empty(block->service);

    if (names_provider && !text_equal(block->provider, provider))
        return DOES_NOT_APPLY;
    if (names_service && !text_equal(block->service, service))
        return DOES_NOT_APPLY;
    if (names_provider)
        return names_service ? PROVIDER_AND_SERVICE : PROVIDER;
    return names_service ? SERVICE : COUNCIL;
}

/* The block in force among those that have one of the bits given. */
static const struct terms_block *block_in_force(const struct terms *terms, struct text provider,
                                                struct text service, day_t day,
                                                uint32_t setting_bit, uint32_t check_bit)
{
    const struct terms_block *best = NULL;
    enum specificity best_specificity = DOES_NOT_APPLY;

    for (size_t i = 0; i < terms->block_count; i++) {
        const struct terms_block *block = &terms->blocks[i];
        if (block->valid_from > day ||
            ((block->has_setting & setting_bit) == 0 && (block->has_check & check_bit) == 0))
            continue;
        enum specificity specificity = block_specificity(block, provider, service);
        if (specificity < best_specificity || (specificity == best_specificity && best != NULL &&
                                               block->valid_from > best->valid_from)) {
            best = block;
            best_specificity = specificity;
        }
    }
    return best;
}

const struct terms_block *terms_block_of_setting(const struct terms *terms, struct text provider,
                                                 struct text service, day_t day,
                                                 enum setting setting)
{
    return block_in_force(terms, provider, service, day, UINT32_C(1) << setting, 0);
}

const struct terms_block *terms_block_of_check(const struct terms *terms, struct text provider,
                                               struct text service, day_t day, enum check check)
{
    return block_in_force(terms, provider, service, day, 0, UINT32_C(1) << check);
}

static void settings_take(struct settings *to, const struct settings *from, enum setting setting)
{
    switch (setting) {
    case SETTING_PAY_ON:
        to->pay_on = from->pay_on;
        break;
    case SETTING_PAY:
        to->pay = from->pay;
        break;
    case SETTING_ROUNDING:
        to->rounding = from->rounding;
        break;
    case SETTING_VISIT_PRICING:
        to->visit_pricing = from->visit_pricing;
        break;
    case SETTING_PAIR_WINDOW:
        to->pair_window = from->pair_window;
        break;
    case SETTING_CARER_OVERLAP:
        to->carer_overlap = from->carer_overlap;
        break;
    case SETTING_MISSED_AFTER:
        to->missed_after = from->missed_after;
        break;
    case SETTING_DRIFT_LIMIT_PERCENT:
        to->drift_limit_percent_e4 = from->drift_limit_percent_e4;
        break;
    case SETTING_DRIFT_MINUTES_PERCENT:
        to->drift_minutes_percent_e4 = from->drift_minutes_percent_e4;
        break;
    case SETTING_REQUIRE_EVIDENCE:
        to->require_evidence = from->require_evidence;
        break;
    case SETTING_OUTCOMES:
        to->outcome_count = from->outcome_count;
        to->outcomes = from->outcomes;
        break;
    case SETTING_UNDER_DELIVERY:
        to->under_delivery_percent_e4 = from->under_delivery_percent_e4;
        break;
    case SETTING_SHRINKING_PERCENT:
        to->shrinking_percent_e4 = from->shrinking_percent_e4;
        break;
    case SETTING_SHRINKING_WEEKS:
        to->shrinking_weeks = from->shrinking_weeks;
        break;
    case SETTING_SHORT_HANDED_LIMIT:
        to->short_handed_limit = from->short_handed_limit;
        break;
    case SETTING_NO_REPLY_LIMIT:
        to->no_reply_limit = from->no_reply_limit;
        break;
    case SETTING_NO_REPLY_WEEKS:
        to->no_reply_weeks = from->no_reply_weeks;
        break;
    case SETTING_PURSE_PENCE:
        to->purse_pence = from->purse_pence;
        break;
    case SETTING_VAT_PERCENT:
        to->vat_percent_e4 = from->vat_percent_e4;
        break;
    case SETTING_COUNT:
        break;
    }
}

static struct settings settings_on(const struct terms *terms, struct text provider,
                                   struct text service, day_t day)
{
    struct settings settings = settings_default();

    for (int setting = 0; setting < SETTING_COUNT; setting++) {
        const struct terms_block *block =
            terms_block_of_setting(terms, provider, service, day, (enum setting)setting);
        if (block != NULL)
            settings_take(&settings, &block->values, (enum setting)setting);
    }
    for (int check = 0; check < CHECK_COUNT; check++) {
        const struct terms_block *block =
            terms_block_of_check(terms, provider, service, day, (enum check)check);
        if (block != NULL)
            settings.tolerances[check] = block->values.tolerances[check];
    }
    return settings;
}

static int day_compare(const void *a, const void *b)
{
    day_t left = *(const day_t *)a, right = *(const day_t *)b;
    return (left > right) - (left < right);
}

/* Terms change only on a block's first day, so between those days one
 * resolution serves every line. */
static struct service_segments *segments_resolve(struct terms_lookup *lookup, struct text service)
{
    const struct terms *terms = lookup->terms;
    day_t *days = ARENA_ARRAY(lookup->arena, day_t, terms->block_count + 1);
    size_t day_count = 0;

    days[day_count++] = INT32_MIN;
    for (size_t i = 0; i < terms->block_count; i++)
        if (block_specificity(&terms->blocks[i], lookup->provider, service) != DOES_NOT_APPLY)
            days[day_count++] = terms->blocks[i].valid_from;
    qsort(days, day_count, sizeof(*days), day_compare);

    struct service_segments *segments = ARENA_NEW(lookup->arena, struct service_segments);
    segments->service = arena_text(lookup->arena, service);
    segments->segments = ARENA_ARRAY(lookup->arena, struct segment, day_count);
    for (size_t i = 0; i < day_count; i++) {
        if (i > 0 && days[i] == days[i - 1])
            continue;
        segments->segments[segments->count++] = (struct segment){
            .from = days[i],
            .settings = settings_on(terms, lookup->provider, service, days[i]),
        };
    }
    return segments;
}

static const struct service_segments *segments_of(struct terms_lookup *lookup, struct text service)
{
    struct service_segments **link = &lookup->services;

    if (*link != NULL && text_equal((*link)->service, service))
        return *link;
    while (*link != NULL && !text_equal((*link)->service, service))
        link = &(*link)->next;
    struct service_segments *found = *link;
    if (found == NULL)
        found = segments_resolve(lookup, service);
    else
        *link = found->next;
    found->next = lookup->services;
    lookup->services = found;
    return found;
}

struct terms_lookup *terms_lookup_new(struct arena *arena, const struct terms *terms,
                                      struct text provider)
{
    struct terms_lookup *lookup = ARENA_NEW(arena, struct terms_lookup);

    lookup->arena = arena;
    lookup->terms = terms;
    lookup->provider = provider;
    return lookup;
}

const struct settings *terms_in_force(struct terms_lookup *lookup, struct text service, day_t day)
{
    const struct service_segments *segments = segments_of(lookup, service);
    size_t i = segments->count - 1;

    while (segments->segments[i].from > day)
        i--;
    return &segments->segments[i].settings;
}
