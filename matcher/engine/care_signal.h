/*
 * Care signals: a client's visits that keep shrinking, one carer where two were
 * ordered, repeated no-replies.  matching.md, section 9.
 *
 * What is counted are weeks of one provider's client, Monday to Sunday.  A
 * visit counts once, on the night on which it is first compared with a planned
 * visit; a line that ends unpaid, or is credited in full, is taken back.
 */
#ifndef TALLYSTICK_ENGINE_CARE_SIGNAL_H
#define TALLYSTICK_ENGINE_CARE_SIGNAL_H

#include "matcher/engine/match.h"
#include "matcher/engine/terms_lookup.h"

struct client_week {
    struct text provider;
    struct text client_ref;
    day_t week; /* Monday */
    int64_t visits;
    int64_t planned_minutes; /* of those visits */
    int64_t delivered_minutes;
    int64_t no_replies;
    int64_t short_handed; /* visits for several carers that one at least made and one did not */
    bool is_touched;      /* tonight */
    bool is_new;          /* tonight's, and nothing was counted in it before */
};

/* By client_ref, then week. */
int client_week_compare(const struct client_week *a, const struct client_week *b);

/* --- counting -------------------------------------------------------------- */

/* Tonight's weeks of one provider's clients: what is added to them. */
struct care_tally {
    struct arena *arena;
    const struct zone *zone;
    struct text provider;
    size_t count, room;
    struct client_week *weeks; /* in no order until care_tally_sort() */
    size_t place_count;        /* a power of two */
    uint32_t *places;          /* by hash: 1 + index in weeks; 0: free */
};

/* week_count_max: more weeks than these will not be touched. */
struct care_tally care_tally_new(struct arena *arena, const struct zone *zone, struct text provider,
                                 size_t week_count_max);

/*
 * Lines whose part depends on what earlier nights counted of them, as indexes of
 * the input's lines: those now compared with a visit, that were held without
 * when last looked at; and those held so far that ended unpaid.
 */
struct care_doubts {
    size_t compared_count, ended_count;
    size_t *compared, *ended;
};

/* Counts tonight's lines but for the doubtful ones. */
void care_tally_night(struct care_tally *tally, const struct match_input *input,
                      const struct match_output *output, struct care_doubts *doubts_r);
/* Counts a line that was doubtful: nothing was counted of it before. */
void care_tally_compared(struct care_tally *tally, const struct bill_line *line,
                         const struct verdict *verdict);

/* What earlier nights saw of a line. */
struct care_counted {
    int64_t line_id;
    struct text client_ref;
    struct text outcome;
    bool secondary;
    /* of its first verdict */
    enum verdict_kind first_kind;
    int64_t first_start_s;
    int32_t first_slot; /* 0: none */
    /* of the first that compared it with a visit */
    int64_t compared_start_s; /* NOT_GIVEN: none did */
    int64_t delivered_minutes;
    int64_t planned_minutes;
};
void care_tally_take_back(struct care_tally *tally, const struct care_counted *counted);

/* A visit planned for several carers that not all of them made. */
void care_tally_short_handed(struct care_tally *tally, struct text client_ref,
                             int64_t planned_start_s);

/* By client_ref, then week.  Nothing may be counted after it. */
void care_tally_sort(struct care_tally *tally);
/* What stands and what the sorted tally adds to it, each week once; standing and the result come by
 * client_ref, then week.  The tally's weeks know then whether they are new. */
void care_tally_complete(struct care_tally *tally, size_t standing_count,
                         const struct client_week *standing, size_t *count_r,
                         const struct client_week **weeks_r);

/* --- finding --------------------------------------------------------------- */

struct care_signal {
    enum care_signal_kind kind;
    struct text provider;
    struct text client_ref;
    day_t week; /* Mondays: first and last */
    day_t last_week;
    int64_t counted;         /* shrinking: delivered minutes; else visits */
    int64_t planned_minutes; /* shrinking; else NOT_GIVEN */
};

/* The most weeks that a signal looks at under any of the terms. */
int32_t care_signal_weeks(const struct terms *terms);

/*
 * Every run of weeks that a touched week is in and that a signal can be raised
 * for.  weeks: of one provider, by client_ref, then week; around each touched
 * one those within care_signal_weeks().  `terms`: of that provider; the limits
 * are those on the last week's Monday.
 */
const struct care_signal *care_signals_find(struct arena *arena, struct terms_lookup *terms,
                                            size_t count, const struct client_week *weeks,
                                            size_t *found_r);

/* Of those found the ones to raise, in order: none for weeks that the client's same signal was
 * raised for, earlier or just now.  Fills raised_r (room for `count`); returns how many. */
size_t care_signals_raise(size_t count, const struct care_signal *found, size_t earlier_count,
                          const struct care_signal *earlier, struct care_signal *raised_r);

#endif
