#include "adapters/outbound/signal_words.h"

#include "adapters/outbound/wording.h"

/* --- care signals --------------------------------------------------------- */

static const char *weeks_words(struct arena *arena, day_t week, day_t last_week)
{
    const int count = (last_week - week) / 7 + 1;
    const char *monday = words_day_of_month(arena, week);
    return count == 1 ? arena_printf(arena, "the week of %s", monday)
                      : arena_printf(arena, "the %d weeks from %s", count, monday);
}

static const char *visits_words(struct arena *arena, int64_t visits)
{
    return arena_printf(arena, "%s visit%s", words_number(arena, visits * E4),
                        visits == 1 ? "" : "s");
}

const char *care_signal_in_words(struct arena *arena, const struct care_signal_news *signal)
{
    const char *weeks = weeks_words(arena, signal->week, signal->last_week);
    switch (signal->kind) {
    case CARE_SIGNAL_SHRINKING:
        return arena_printf(arena,
                            "Visits keep shrinking: %s of %s planned minutes in %s (%s shorter)",
                            words_number(arena, signal->counted * E4),
                            words_number(arena, signal->planned_minutes * E4), weeks,
                            words_percent(arena, signal->planned_minutes - signal->counted,
                                          signal->planned_minutes));
    case CARE_SIGNAL_SHORT_HANDED:
        return arena_printf(arena, "Fewer carers came than were ordered: %s in %s",
                            visits_words(arena, signal->counted), weeks);
    default:
        return arena_printf(arena, "No reply: %s in %s", visits_words(arena, signal->counted),
                            weeks);
    }
}

const char *care_signal_in_short(enum care_signal_kind kind)
{
    static const char *const words[] = {
        [CARE_SIGNAL_SHRINKING] = "visits keep shrinking",
        [CARE_SIGNAL_SHORT_HANDED] = "fewer carers came than were ordered",
        [CARE_SIGNAL_NO_REPLY] = "visits without reply",
    };
    return words[kind];
}

/* --- short periods -------------------------------------------------------- */

static bool is_calendar_month(day_t first, day_t last)
{
    return day_month_first(last) == first && day_month_first(last + 1) == last + 1;
}

/* "3 October to 31 October 2026" */
static const char *range_words(struct arena *arena, day_t first, day_t last)
{
    int first_year, last_year, month, day_of_month;
    day_to_ymd(first, &first_year, &month, &day_of_month);
    day_to_ymd(last, &last_year, &month, &day_of_month);
    const char *year = first_year == last_year ? "" : arena_printf(arena, " %d", first_year);
    return arena_printf(arena, "%s%s to %s %d", words_day_of_month(arena, first), year,
                        words_day_of_month(arena, last), last_year);
}

static const char *span_words(struct arena *arena, day_t first, day_t last)
{
    const int days = last - first + 1;
    if (days == 7 && day_of_week(first) == 0)
        return arena_printf(arena, "Week of %s", words_day_of_month(arena, first));
    if (is_calendar_month(first, last))
        return words_month(arena, first);
    if (days == 28)
        return arena_printf(arena, "4 weeks from %s", words_day_of_month(arena, first));
    return range_words(arena, first, last);
}

const char *short_period_in_words(struct arena *arena, const struct short_period *period)
{
    return arena_printf(
        arena, "%s: %s of %s %s billed and paid (%s below)",
        span_words(arena, period->first, period->last), words_number(arena, period->delivered_e4),
        words_number(arena, period->quantity_e4), period->basis == BASIS_UNIT ? "units" : "minutes",
        words_percent(arena, period->quantity_e4 - period->delivered_e4, period->quantity_e4));
}

/* --- drift ---------------------------------------------------------------- */

/* A share that rounds to its limit or less would look as if it were inside. */
static const char *beyond_words(struct arena *arena, const struct provider_drift *drift)
{
    const int64_t part = magnitude(drift->difference);
    if ((int128)divide_half_away((int128)part * 1000, drift->base) * (E4 / 10) <=
        drift->limit_percent_e4)
        return arena_printf(arena, "just over %s",
                            words_percent_e4(arena, drift->limit_percent_e4));
    return words_percent(arena, part, drift->base);
}

const char *provider_drift_in_words(struct arena *arena, const struct provider_drift *drift)
{
    const char *monday = words_day_of_month(arena, drift->week);
    const char *beyond = beyond_words(arena, drift);
    const char *limit = words_percent_e4(arena, drift->limit_percent_e4);
    if (drift->measure == DRIFT_MONEY)
        return arena_printf(arena, "Week of %s: paid %s %s the agreed price of %s (%s, limit %s)",
                            monday, words_pounds(arena, magnitude(drift->difference)),
                            drift->difference > 0 ? "above" : "below",
                            words_pounds(arena, drift->base), beyond, limit);
    return arena_printf(
        arena, "Week of %s: pays %s %s time than was delivered: %s minutes for %s (limit %s)",
        monday, beyond, drift->difference > 0 ? "more" : "less",
        words_number(arena, (drift->base + drift->difference) * E4),
        words_number(arena, drift->base * E4), limit);
}

const char *drift_in_short(enum drift_measure measure)
{
    return measure == DRIFT_MONEY ? "paid above or below the agreed price"
                                  : "more or less time paid than delivered";
}
