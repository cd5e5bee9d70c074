/* What the notify stage has read of a night, which all that it writes is made of. */
#ifndef TALLYSTICK_RUN_NOTIFY_WORK_H
#define TALLYSTICK_RUN_NOTIFY_WORK_H

#include "adapters/outbound/night_page.h"
#include "adapters/outbound/response_message.h"
#include "adapters/postgres/report_store.h"
#include "matcher/record/standing.h"
#include "ops/run/council_night.h"

/* What a provider was told of its lines. */
struct provider_tally {
    struct text provider;
    struct response_tally tally;
};

/* A file of a feed that is one provider's, of which nothing was read. */
struct set_aside {
    struct text provider;
    struct unread_input file;
};

/* Lines of a provider that an earlier night held. */
struct held_earlier {
    struct text provider;
    int64_t lines, pence;
};

struct notify_work {
    struct council_night *night;
    struct edition *edition; /* of files and messages */
    struct arena *arena;
    int number;                  /* of the run on its date */
    bool rail_waits[RAIL_COUNT]; /* a batch of the run waits for a release */
    size_t provider_count, contact_count, suspension_count;
    const struct provider *providers;
    const struct contact *contacts;
    const struct suspension *suspensions; /* by client_ref, then from */
    /* Care managers whom no message reaches are emptied here: finance's. */
    size_t signal_count, missed_count, short_count;
    struct reported_care_signal *signals;
    struct reported_missed *missed;
    struct reported_short_period *short_periods;
    /* Finance's. */
    size_t drift_count, unread_count, payment_count, adjustment_count;
    struct reported_drift *drifts;
    struct reported_unread *unread; /* the first of unread_all */
    size_t unread_all;
    /* The night report's: whose content was loaded before, the first of repeated_all. */
    size_t repeated_count, repeated_all;
    struct reported_unread *repeated;
    size_t missing_count;
    struct text *missing; /* feeds that are required and brought no file */
    size_t set_aside_count;
    struct set_aside *set_aside; /* by provider, then file, as bytes */
    struct reported_payment *payments;
    size_t waiting_count;
    struct reported_waiting *waiting;
    struct reported_adjustment *adjustments; /* by provider */
    /* Counted while providers are told, by provider as bytes, in an arena of their own ... */
    struct arena *tally_arena;
    size_t tally_count, tally_room;
    struct provider_tally *tallies;
    /* ... and while people are. */
    struct night_reason held_reasons[REASON_COUNT];
    size_t held_earlier_count, held_earlier_room;
    struct held_earlier *held_earlier;
};

/* Its reference where the provider has no record. */
struct text notify_provider_name(const struct notify_work *work, struct text reference);
/* With a word that nothing is paid, in shadow. */
const char *notify_council_name(const struct council_config *council, struct arena *arena);
/* Whether what is to be paid by this rail waits until people release its batch: all does, or that
 * of this night is above release_over. RAIL_COUNT: of one that cannot be paid now. */
bool notify_waits_for_release(const struct notify_work *work, enum rail rail);
bool notify_any_waits_for_release(const struct notify_work *work);
struct provider_drift notify_drift(const struct notify_work *work,
                                   const struct reported_drift *drift);
/* Counts a line that is held for held_reasons and held_earlier; others do not count. */
void notify_count_held(struct notify_work *work, const struct reported_line *line);
/* FEED: FILE:LINE:COLUMN and field: reason. */
struct unread_input notify_unread(struct arena *arena, const struct reported_unread *unread);
/* Finds work->set_aside among what was not read. */
void notify_find_set_aside(struct notify_work *work);
/* All of work->payment_count. */
const struct payment_notice *notify_payments(const struct notify_work *work, struct arena *arena);

/* All of work->waiting_count. */
const struct waiting_notice *notify_waiting(const struct notify_work *work, struct arena *arena);

#endif
