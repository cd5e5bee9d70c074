/* Section "Delivered time" of explain_page.h: matching.md, section 3. */
#include <inttypes.h>

#include "adapters/outbound/explain_words.h"

#define DELIVERED "Delivered time"

static const char *reach_words(const struct teller *teller, int64_t overlap_s, int64_t distance_s)
{
    if (overlap_s > 0)
        return arena_printf(teller->arena, "overlaps the claimed time by %s",
                            told_seconds(teller, overlap_s));
    return arena_printf(teller->arena,
                        "does not overlap the claimed time, log-in %s from its start",
                        told_seconds(teller, distance_s));
}

static const char *owner_words(const struct teller *teller, const struct piece_told *piece)
{
    bool is_tie = piece->overlap_s == piece->owner_overlap_s &&
                  (piece->overlap_s > 0 || piece->distance_s == piece->owner_distance_s);
    const char *why = is_tie ? "as much, and that line comes first" : "more";

    if (piece->owner_overlap_s > 0)
        return arena_printf(teller->arena, "it overlaps that line %s (%s)", why,
                            told_seconds(teller, piece->owner_overlap_s));
    return arena_printf(teller->arena, "its log-in is %s that line's claimed start (%s)",
                        is_tie ? "as near, and first, to" : "nearer to",
                        told_seconds(teller, piece->owner_distance_s));
}

static const char *fate_words(const struct teller *teller, const struct piece_told *piece)
{
    switch (piece->fate) {
    case PIECE_KEPT:
        return "this line's";
    case PIECE_OF_OTHER_CARER:
        return arena_printf(teller->arena, "not this line's, which names carer %.*s",
                            TEXT_ARGS(teller->told->line->carer_ref));
    case PIECE_OF_OTHER_LINE:
        return arena_printf(teller->arena, "belongs to %s: %s", told_line(teller, &piece->owner),
                            owner_words(teller, piece));
    case PIECE_SPARE:
        return "not used: the line keeps the piece that overlaps it most, of equals the earliest";
    case PIECE_NOT_TAKEN:
        return "not used: credits, duplicates and rejected lines take no evidence";
    }
    return "";
}

static void tell_pieces(const struct teller *teller)
{
    const struct explanation *told = teller->told;

    for (size_t i = 0; i < told->piece_count; i++) {
        const struct piece_told *piece = &told->pieces[i];
        SAY(teller, DELIVERED, "Call monitoring", "carer %.*s, log-in %s, log-out %s: %s; %s",
            TEXT_ARGS(piece->piece->carer_ref), told_moment(teller, piece->piece->log_in_s),
            told_clock(teller, piece->piece->log_out_s),
            reach_words(teller, piece->overlap_s, piece->distance_s), fate_words(teller, piece));
    }
    if (told->piece_count == 0 && told->input->evidence_count > 0)
        SAY(teller, DELIVERED, "Call monitoring",
            "no record of this client overlaps the claimed time or begins near its start");
}

static const char *minutes_sum(const struct teller *teller, int64_t seconds)
{
    const char *minutes = told_minutes(teller, minutes_half_up(seconds));

    if (seconds % 60 == 0)
        return minutes;
    if (seconds < 60)
        return arena_printf(teller->arena, "%s, rounded half up to %s",
                            told_seconds(teller, seconds), minutes);
    return arena_printf(teller->arena, "%s = %" PRId64 " seconds \u00F7 60, rounded half up to %s",
                        told_seconds(teller, seconds), seconds, minutes);
}

static void tell_billed_minutes(const struct teller *teller)
{
    const struct bill_line *line = teller->told->line;
    int64_t billed = teller->told->verdict->billed_minutes;

    if (!given(billed))
        return;
    if (given(line->quantity_e4) && teller->told->unit == QUANTITY_UNIT_HOUR)
        SAY(teller, DELIVERED, "Billed", "%s \u00D7 60 = %s", told_hours(teller, line->quantity_e4),
            told_minutes(teller, billed));
    else if (given(line->quantity_e4) && teller->told->unit == QUANTITY_UNIT_MINUTE)
        SAY(teller, DELIVERED, "Billed", "%s", told_minutes(teller, billed));
    else
        SAY(teller, DELIVERED, "Billed", "%s, the length claimed", told_minutes(teller, billed));
}

static const char *from_words(const struct teller *teller)
{
    static const char *const words[] = {
        [DELIVERED_FROM_EVIDENCE] = "as call monitoring saw it",
        [DELIVERED_FROM_ACTUAL] = "the line's actual times",
        [DELIVERED_FROM_CLAIMED] = "the times claimed",
    };

    if (bill_line_is_delivered(teller->told->line))
        return words[teller->told->delivered_from];
    return arena_printf(teller->arena, "the times claimed, as the outcome is %.*s",
                        TEXT_ARGS(teller->told->line->outcome));
}

/* Without it nobody would see how 01:30 to 01:15 can be 45 minutes. */
static void tell_clock_change(const struct teller *teller)
{
    const struct verdict *verdict = teller->told->verdict;
    int64_t real_s = verdict->delivered_end_s - verdict->delivered_start_s;
    int64_t shown_s = zone_civil(teller->zone, verdict->delivered_end_s) -
                      zone_civil(teller->zone, verdict->delivered_start_s);

    if (real_s != shown_s)
        SAY(teller, DELIVERED, "Clocks", "went %s by %s in between; minutes are real minutes",
            real_s > shown_s ? "back" : "forward",
            told_seconds(teller, magnitude(real_s - shown_s)));
}

void tell_delivered(const struct teller *teller)
{
    const struct bill_line *line = teller->told->line;
    const struct verdict *verdict = teller->told->verdict;

    SAY(teller, DELIVERED, "Claimed", "%s",
        told_span(teller, line->claimed_start_s, line->claimed_end_s));
    if (given(line->actual_start_s))
        SAY(teller, DELIVERED, "Actual", "%s",
            told_span(teller, line->actual_start_s, line->actual_end_s));
    if (!bill_line_is_credit(line))
        tell_pieces(teller);
    SAY(teller, DELIVERED, "Delivered", "%s, %s",
        told_span(teller, verdict->delivered_start_s, verdict->delivered_end_s),
        from_words(teller));
    SAY(teller, DELIVERED, "Minutes", "%s",
        minutes_sum(teller, verdict->delivered_end_s - verdict->delivered_start_s));
    tell_clock_change(teller);
    tell_billed_minutes(teller);
}
