/* Slots and running totals: what the line could have had, and who has it. */
#include <assert.h>

#include "matcher/engine/explain_parts.h"
#include "matcher/engine/judge.h"
#include "matcher/engine/quantity.h"

/* --- totals ------------------------------------------------------------------ */

static bool counts_for(const struct scene *scene, const struct order_line *order)
{
    return order->basis == scene->explanation->verdict->order->basis &&
           line_names(scene->open, order) && order_is_valid_on(order, scene->open->delivered_day);
}

static struct total_told total_tell(struct scene *scene, struct group *group,
                                    const struct order_line *order)
{
    day_t first = period_first_day(order, scene->open->delivered_day);
    struct total_told told = {
        .order = order,
        .first = first,
        .last = period_last_day(order, first),
        .before_e4 =
            quantity_total_before_e4(&scene->night.bench, group, order, first, scene->open),
        .adds_e4 = judge_counted_e4(scene->open, order),
        .is_chosen = order == scene->explanation->verdict->order,
    };
    told.is_exceeded = told.before_e4 + told.adds_e4 > order->quantity_e4;
    return told;
}

/* Order lines in the order in which they are tried, up to the first that fits. */
static size_t totals_tell(struct scene *scene, struct group *group, struct total_told *told_r)
{
    size_t count = 0;

    for (size_t i = 0; i < group->order_count; i++) {
        if (!counts_for(scene, group->orders[i]))
            continue;
        told_r[count++] = total_tell(scene, group, group->orders[i]);
        if (!told_r[count - 1].is_exceeded)
            break;
    }
    return count;
}

void explain_totals(struct scene *scene)
{
    struct explanation *explanation = scene->explanation;
    const struct order_line *chosen = explanation->verdict->order;
    struct group *group = scene_group(scene, &scene->night);

    if (chosen == NULL || chosen->basis == BASIS_VISIT || group == NULL)
        return;
    struct total_told *told = ARENA_ARRAY(scene->arena, struct total_told, group->order_count + 1);
    explanation->totals = told;
    if (scene_is_decided(scene)) { /* by the order it was last set against, cancelled or not */
        told[0] = total_tell(scene, group, chosen);
        explanation->total_count = 1;
    } else {
        explanation->total_count = totals_tell(scene, group, told);
    }
}

/* --- slots ------------------------------------------------------------------- */

static struct line_told taker_of(const struct scene *scene, const struct slot *slot)
{
    const struct workbench *bench = &scene->night.bench;

    for (size_t i = 0; i < bench->past_count; i++) {
        const struct past_line *past = bench->past[i].past;
        if (past_stands(&bench->past[i]) && past->slot == slot->number &&
            text_equal(past->order_no, slot->order->order_no) &&
            text_equal(past->order_line, slot->order->order_line))
            return scene_tell_past(past);
    }
    for (size_t i = 0; i < bench->line_count; i++) {
        const struct verdict *verdict = bench->lines[i].verdict;
        if (verdict->order == slot->order && verdict->slot == slot->number)
            return scene_tell_line(scene, i);
    }
    return (struct line_told){0};
}

static bool is_paid_together(const struct open_line *open, const struct line_told *taker)
{
    bool is_paid =
        taker->past != NULL || (taker->verdict != NULL && verdict_is_paid(taker->verdict));
    return is_paid && delivered_together(open, taker->start_s, taker->end_s);
}

static bool is_decided(const struct line_told *taker)
{
    return taker->verdict != NULL && verdict_is_decided(taker->verdict);
}

/* Which of the slots of the pairing it is; slot_count: none. */
static size_t slot_in_sight(const struct pairing_sight *sight, const struct slot *slot)
{
    size_t i = 0;
    while (i < sight->slot_count && sight->slots[i] != slot)
        i++;
    return i;
}

/* The walk that stopped before the pairing, and what the line's pairing had before it. */
struct slot_scene {
    const struct scene *scene;
    struct walk before;
    const struct open_line *open; /* of `before` */
    struct group *group;
    bool is_paired_at; /* the line took part in the pairing */
    struct pairing_sight sight;
};

static enum slot_fate fate_of(const struct slot_scene *slots, const struct line_told *taker,
                              bool is_in_sight)
{
    if (taker->line == slots->scene->explanation->line)
        return SLOT_GOT;
    if (taker->past != NULL)
        return SLOT_PAID_BEFORE;
    if (is_decided(taker))
        return SLOT_DECIDED;
    if (is_in_sight)
        return SLOT_IN_PAIRING;
    return slots->is_paired_at ? SLOT_TAKEN_NAMED : SLOT_NOT_PAIRED_AT;
}

static bool is_paired_with(const struct slot_scene *slots, const struct bill_line *taker)
{
    for (size_t i = 0; i < slots->sight.line_count; i++)
        if (slots->sight.lines[i]->line == taker)
            return true;
    return false;
}

static struct verdict verdict_had(const struct slot_scene *slots, const struct slot *slot)
{
    struct verdict verdict = *slots->open->verdict;
    struct open_line tried = *slots->open;

    tried.verdict = &verdict;
    judge_visit(&slots->before.bench, &tried, slot);
    return verdict;
}

static struct slot_told slot_tell(const struct slot_scene *slots, const struct slot *slot)
{
    const struct open_line *open = slots->open;
    size_t at = slot_in_sight(&slots->sight, slot);
    struct slot_told told = {
        .order = slot->order,
        .number = slot->number,
        .taker = taker_of(slots->scene, slot),
        .start_minutes =
            start_difference_minutes(open->delivered_start_s, slot->order->planned_start_s),
        .length_minutes = magnitude(open->delivered_minutes - slot->order->planned_minutes),
    };

    bool is_in_sight = at < slots->sight.slot_count;
    told.is_paid_together = is_paid_together(open, &told.taker);
    told.fate = fate_of(slots, &told.taker, is_in_sight);
    told.is_taken_after = told.fate == SLOT_IN_PAIRING && told.taker.line != NULL &&
                          !is_paired_with(slots, told.taker.line);
    told.had = verdict_had(slots, slot);
    if (is_in_sight)
        told.forced = pairing_worth_with(&slots->before.bench, &slots->sight, at);
    return told;
}

static bool is_told(const struct slot_scene *slots, const struct slot *slot)
{
    const struct verdict *verdict = slots->scene->explanation->verdict;
    bool is_its_own = verdict->order == slot->order && verdict->slot == slot->number;
    return is_its_own || slot_in_reach(slot, slots->open);
}

static void slots_tell(struct slot_scene *slots)
{
    struct explanation *explanation = slots->scene->explanation;
    const struct group *group = slots->group;
    struct slot_told *told = ARENA_ARRAY(slots->scene->arena, struct slot_told, group->slot_count);

    for (size_t i = 0; i < group->slot_count; i++)
        if (is_told(slots, &group->slots[i]))
            told[explanation->slot_count++] = slot_tell(slots, &group->slots[i]);
    explanation->slots = told;
}

void explain_slots(struct scene *scene)
{
    struct explanation *explanation = scene->explanation;
    struct slot_scene slots = {.scene = scene, .before = scene_walk(scene, WALK_PAIRING)};

    slots.open = &slots.before.bench.lines[scene->line];
    slots.group = scene_group(scene, &slots.before);
    if (slots.group == NULL || bill_line_is_credit(explanation->line))
        return;
    slots.is_paired_at = pairing_look(&slots.before.bench, slots.group, slots.open, &slots.sight);
    if (slots.is_paired_at) {
        explanation->best = slots.sight.best;
        explanation->paired_line_count = slots.sight.line_count;
    }
    slots_tell(&slots);
}
