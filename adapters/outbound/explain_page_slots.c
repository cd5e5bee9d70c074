/* Section "Visits in reach" of explain_page.h: matching.md, section 7. */
#include <inttypes.h>

#include "adapters/outbound/explain_words.h"

#define SLOTS "Visits in reach"

static const char *holder_words(const struct teller *teller, const struct slot_told *slot)
{
    const char *taker = slot->taker.line == NULL ? "" : told_line(teller, &slot->taker);

    switch (slot->fate) {
    case SLOT_GOT:
        return "this line's";
    case SLOT_PAID_BEFORE:
        return arena_printf(teller->arena, "used up by %s", taker);
    case SLOT_DECIDED:
        return arena_printf(teller->arena, "used up, as a person decided, by %s", taker);
    case SLOT_TAKEN_NAMED:
        return arena_printf(teller->arena,
                            "taken by a line that names its order, and such go first: %s", taker);
    case SLOT_IN_PAIRING:
        if (slot->is_taken_after)
            return arena_printf(teller->arena,
                                "left free by the best pairing, and then taken by %s", taker);
        return taker[0] ? arena_printf(teller->arena, "the best pairing gives it to %s", taker)
                        : "left free by the best pairing";
    case SLOT_NOT_PAIRED_AT:
        return taker[0] ? arena_printf(teller->arena, "taken by %s", taker) : "free";
    }
    return "";
}

/* "held (start), 90 minutes from its start and 5 from its length" */
static const char *had_words(const struct teller *teller, const struct slot_told *slot)
{
    const char *reasons =
        slot->had.reasons == 0
            ? ""
            : arena_printf(teller->arena, " (%s)", told_reasons(teller, slot->had.reasons));
    return arena_printf(teller->arena, "%s%s, %s from its start and %s from its length",
                        verdict_word(slot->had.kind), reasons,
                        told_minutes(teller, slot->start_minutes),
                        told_minutes(teller, slot->length_minutes));
}

static const char *only_words(const struct teller *teller, int64_t count)
{
    return count == 0 ? "none" : arena_printf(teller->arena, "only %" PRId64, count);
}

/* What the pairing would have lost, by the first of the criteria that tells. */
static const char *loss_words(const struct teller *teller, const struct slot_told *slot)
{
    const struct pairing_worth *had = &slot->forced, *best = &teller->told->best;
    struct arena *arena = teller->arena;

    if (had->paid != best->paid)
        return arena_printf(arena, "%s of the lines would be paid, not %" PRId64,
                            only_words(teller, had->paid), best->paid);
    if (had->matched != best->matched)
        return arena_printf(arena, "as many would be paid, but %s matched, not %" PRId64,
                            only_words(teller, had->matched), best->matched);
    if (had->pairs != best->pairs)
        return arena_printf(arena,
                            "as many would be paid and matched, but only %" PRId64
                            " have a visit, not %" PRId64,
                            had->pairs, best->pairs);
    if (had->minutes_off != best->minutes_off)
        return arena_printf(arena,
                            "as many would be paid and matched, but %" PRId64
                            " minutes off the plan in all, not %" PRId64,
                            had->minutes_off, best->minutes_off);
    return "the pairing would be as good, and then the earliest line has the earliest visit";
}

static void tell_slot(const struct teller *teller, const struct slot_told *slot)
{
    const char *item =
        arena_printf(teller->arena, "%s slot %d", told_order(teller, slot->order), slot->number);

    SAY(teller, SLOTS, item, "planned %s, %s: %s",
        told_moment(teller, slot->order->planned_start_s),
        told_minutes(teller, slot->order->planned_minutes), holder_words(teller, slot));
    if (slot->fate == SLOT_GOT)
        return;
    SAY(teller, SLOTS, item, "this line against it: %s", had_words(teller, slot));
    if (slot->fate == SLOT_IN_PAIRING)
        SAY(teller, SLOTS, item, "if this line had it, %s", loss_words(teller, slot));
}

void tell_slots(const struct teller *teller)
{
    const struct explanation *told = teller->told;

    for (size_t i = 0; i < told->slot_count; i++)
        tell_slot(teller, &told->slots[i]);
    if (told->paired_line_count > 1)
        SAY(teller, SLOTS, "",
            "%zu lines were paired together; the best pairing pays %" PRId64 ", %" PRId64
            " of them matched, and gives %" PRId64 " a visit, %" PRId64
            " minutes off the plan in all.",
            told->paired_line_count, told->best.paid, told->best.matched, told->best.pairs,
            told->best.minutes_off);
}
