#include "matcher/engine/pairing.h"

#include "matcher/base/sort.h"
#include "matcher/engine/alignment.h"
#include "matcher/engine/judge.h"

/* Lines aligned together, with the slots that are still to be had. */
struct round {
    const struct workbench *bench;
    struct arena *arena; /* as long as its group is at hand */
    size_t line_count;
    struct open_line **lines; /* by delivered start */
    size_t slot_count;
    struct slot **slots; /* by planned start */
    int64_t widest_window_s;
};

/* An open line's verdict is a draft until it is final: of the slot that it was tried with last. */
static struct pair_worth pair_worth(void *context, size_t line, size_t slot)
{
    const struct round *round = context;
    struct open_line *open = round->lines[line];
    const struct slot *tried = round->slots[slot];

    if (!slot_in_reach(tried, open))
        return (struct pair_worth){.is_possible = false};
    judge_visit_draft(round->bench, open, tried);
    return (struct pair_worth){
        .is_possible = true,
        .is_paid = verdict_is_paid(open->verdict),
        .is_matched = open->verdict->kind == VERDICT_MATCHED,
        .minutes_off = start_difference_minutes(open->delivered_start_s, tried->planned_start_s) +
                       magnitude(open->delivered_minutes - tried->order->planned_minutes),
    };
}

/* The first slot in reach of a line and the last; those between that are not are told apart by
 * pair_worth(). */
static struct slot_range range_of(const struct round *round, size_t line, size_t first)
{
    const struct open_line *open = round->lines[line];
    int64_t latest_s = open->delivered_start_s + round->widest_window_s;
    bool is_at_any_distance = names_order_line(open);
    struct slot_range range = {0, 0};

    for (size_t i = first; i < round->slot_count; i++) {
        if (round->slots[i]->planned_start_s > latest_s && !is_at_any_distance)
            break;
        if (slot_in_reach(round->slots[i], open)) {
            range.first_slot = range.end_slot == 0 ? i : range.first_slot;
            range.end_slot = i + 1;
        }
    }
    return range;
}

/* Lines stand by delivered start, so that the first slot near enough only moves on. */
static struct slot_range *ranges_of(const struct round *round)
{
    struct slot_range *ranges = ARENA_ROOM(round->arena, struct slot_range, round->line_count);
    size_t near = 0;

    for (size_t i = 0; i < round->line_count; i++) {
        const struct open_line *open = round->lines[i];
        int64_t earliest_s = open->delivered_start_s - round->widest_window_s;
        while (near < round->slot_count && round->slots[near]->planned_start_s < earliest_s)
            near++;
        ranges[i] = range_of(round, i, names_order_line(open) ? 0 : near);
    }
    return ranges;
}

static void slot_give(const struct workbench *bench, struct slot *slot, struct open_line *open)
{
    /* else its draft against the order line is its verdict */
    if (open->verdict->order != slot->order || judge_keeps_checks(bench, open->verdict))
        judge_visit(bench, open, slot);
    open->verdict->slot = slot->number;
    open->verdict->turn = slot->turn;
    open->is_final = true;
    slot->is_taken = true;
    slot->taken_by = open;
}

/* The lines and the group's slots that nobody has taken. */
static struct round round_open(const struct workbench *bench, struct arena *arena,
                               const struct group *group, struct open_line **lines,
                               size_t line_count)
{
    struct round round = {bench,
                          arena,
                          line_count,
                          lines,
                          0,
                          ARENA_ROOM(arena, struct slot *, group->slot_count),
                          group->widest_window_s};

    for (size_t i = 0; i < group->slot_count; i++)
        if (!group->slots[i].is_taken)
            round.slots[round.slot_count++] = &group->slots[i];
    return round;
}

/* The slot of each line in the best pairing, or NO_SLOT_TAKEN. */
static size_t *round_align(struct round *round)
{
    struct arena *arena = round->arena;
    size_t *taken = ARENA_ROOM(arena, size_t, round->line_count);
    struct alignment alignment = {round->line_count, ranges_of(round), round->slot_count,
                                  pair_worth, round};

    alignment_find(arena, &alignment, taken);
    return taken;
}

static void round_give(struct round *round)
{
    const size_t *taken = round_align(round);

    for (size_t i = 0; i < round->line_count; i++)
        if (taken[i] != NO_SLOT_TAKEN)
            slot_give(round->bench, round->slots[taken[i]], round->lines[i]);
        else
            open_line_drop_draft(round->lines[i]);
}

/* By the order named: order_no, those with an order_line first, order_line; lines that name
 * none come last.  Then by delivered start. */
static int compare_named(const void *a, const void *b)
{
    const struct open_line *first = *(struct open_line *const *)a;
    const struct open_line *second = *(struct open_line *const *)b;
    const struct bill_line *left = first->line, *right = second->line;
    int order = second->names_order - first->names_order;
    if (order == 0 && !first->names_order)
        return open_line_compare_delivered(a, b); /* an order line alone names nothing */
    if (order == 0)
        order = text_compare(left->order_no, right->order_no);
    if (order == 0)
        order = text_is_empty(left->order_line) - text_is_empty(right->order_line);
    if (order == 0)
        order = text_compare_number(left->order_line, right->order_line);
    return order != 0 ? order : open_line_compare_delivered(a, b);
}

static bool names_same(const struct open_line *a, const struct open_line *b)
{
    if (!a->names_order || !b->names_order)
        return a->names_order == b->names_order;
    return text_equal(a->line->order_no, b->line->order_no) &&
           text_equal(a->line->order_line, b->line->order_line);
}

/* --- lines left without a slot -------------------------------------------- */

bool delivered_together(const struct open_line *open, int64_t start_s, int64_t end_s)
{
    int64_t from_s = open->delivered_start_s > start_s ? open->delivered_start_s : start_s;
    int64_t to_s = open->delivered_end_s < end_s ? open->delivered_end_s : end_s;
    return to_s > from_s;
}

/* All slots in reach are paid, and this is the first of those paid to a line delivered at the same
 * time; NULL: it is not so. */
static const struct slot *slot_paid_together(const struct group *group,
                                             const struct open_line *open)
{
    const struct slot *together = NULL;
    size_t first, end;

    group_slots_near(group, open, &first, &end);
    for (size_t i = first; i < end; i++) {
        const struct slot *slot = &group->slots[i];
        if (!slot_in_reach(slot, open))
            continue;
        if (!slot->is_paid)
            return NULL;
        if (together == NULL && delivered_together(open, slot->paid_start_s, slot->paid_end_s))
            together = slot;
    }
    return together;
}

static bool is_of_slot(const struct past_state *state, const struct slot *slot)
{
    const struct past_line *past = state->past;

    if (past->is_before) /* of such a visit only the start is known */
        return past->delivered_start_s == slot->paid_start_s;
    return past_stands(state) && past->slot == slot->number &&
           text_equal(past->order_no, slot->order->order_no) &&
           text_equal(past->order_line, slot->order->order_line);
}

/* Who has it, by tonight's pairing, a decision or an earlier night; NULL: a line of another client,
 * whose the order was then. */
static const struct bill_line *line_of_paid_slot(const struct group *group, const struct slot *slot)
{
    if (slot->taken_by != NULL)
        return slot->taken_by->line;
    for (size_t i = 0; i < group->line_count; i++) {
        const struct verdict *verdict = group->lines[i]->verdict;
        if (verdict_is_paid(verdict) && verdict->order == slot->order &&
            verdict->slot == slot->number)
            return group->lines[i]->line;
    }
    for (size_t i = 0; i < group->past_count; i++)
        if (is_of_slot(group->past[i], slot))
            return &group->past[i]->past->line;
    return NULL;
}

/* Whether its basis is visit.  Mostly the first slot near enough, which moves on from line to line,
 * is in reach, and that is answer enough. */
static bool is_visit_line(const struct group *group, const struct open_line *open, size_t *near)
{
    int64_t earliest_s = open->delivered_start_s - group->widest_window_s;

    while (*near < group->slot_count && group->slots[*near].planned_start_s < earliest_s)
        ++*near;
    return (*near < group->slot_count && slot_in_reach(&group->slots[*near], open)) ||
           group_basis_of(group, open) == BASIS_VISIT;
}

/* The group's open lines of basis visit, in the order in which rounds take them: that of the group
 * where none names an order. */
static struct open_line **visit_lines(struct arena *arena, const struct group *group,
                                      size_t *count_r)
{
    struct open_line **lines = ARENA_ROOM(arena, struct open_line *, group->line_count);
    size_t count = 0, near = 0;
    bool any_names_order = false;

    for (size_t i = 0; i < group->line_count; i++) {
        struct open_line *open = group->lines[i];
        if (open->is_final || !is_visit_line(group, open, &near))
            continue;
        lines[count++] = open;
        any_names_order = any_names_order || open->names_order;
    }
    if (any_names_order)
        sort_items(lines, count, sizeof(*lines), compare_named);
    *count_r = count;
    return lines;
}

static size_t round_end(struct open_line **lines, size_t count, size_t first)
{
    size_t end = first + 1;

    while (end < count && names_same(lines[first], lines[end]))
        end++;
    return end;
}

void visits_pair(struct workbench *bench, struct arena *scratch, struct group *group)
{
    size_t count;
    struct open_line **lines = visit_lines(scratch, group, &count);

    for (size_t first = 0, end; first < count; first = end) {
        end = round_end(lines, count, first);
        struct round round = round_open(bench, scratch, group, &lines[first], end - first);
        round_give(&round);
    }
}

/* A line that got a slot is perhaps held after all: its client's purse was spent. */
static void slots_note_paid(struct group *group)
{
    for (size_t i = 0; i < group->slot_count; i++) {
        struct slot *slot = &group->slots[i];
        if (slot->taken_by != NULL && verdict_is_paid(slot->taken_by->verdict)) {
            slot->is_paid = true;
            slot->paid_start_s = slot->taken_by->delivered_start_s;
            slot->paid_end_s = slot->taken_by->delivered_end_s;
        }
    }
}

static bool has_open_line(const struct group *group)
{
    for (size_t i = 0; i < group->line_count; i++)
        if (!group->lines[i]->is_final)
            return true;
    return false;
}

void visits_end_unpaired(const struct workbench *bench, struct group *group)
{
    if (!has_open_line(group))
        return;
    slots_note_paid(group);
    for (size_t i = 0; i < group->line_count; i++) {
        struct open_line *open = group->lines[i];
        if (open->is_final)
            continue;
        const struct slot *slot = slot_paid_together(group, open);
        if (slot == NULL)
            open_line_hold(open, REASON_NO_SLOT);
        else
            open_line_hold_again(bench, open, line_of_paid_slot(group, slot));
    }
}

/* --- looking at it again --------------------------------------------------- */

static struct pairing_worth round_worth(struct round *round)
{
    const size_t *taken = round_align(round);
    struct pairing_worth worth = {0, 0, 0, 0};

    for (size_t i = 0; i < round->line_count; i++) {
        if (taken[i] == NO_SLOT_TAKEN)
            continue;
        struct pair_worth pair = pair_worth(round, i, taken[i]);
        worth.paid += pair.is_paid;
        worth.matched += pair.is_matched;
        worth.pairs++;
        worth.minutes_off += pair.minutes_off;
    }
    for (size_t i = 0; i < round->line_count; i++)
        open_line_drop_draft(round->lines[i]);
    return worth;
}

bool pairing_look(struct workbench *bench, struct group *group, const struct open_line *open,
                  struct pairing_sight *sight_r)
{
    size_t count;
    struct open_line **lines = visit_lines(bench->arena, group, &count);

    for (size_t first = 0, end; first < count; first = end) {
        end = round_end(lines, count, first);
        struct round round = round_open(bench, bench->arena, group, &lines[first], end - first);
        for (size_t i = 0; i < round.line_count; i++) {
            if (round.lines[i] == open) {
                *sight_r = (struct pairing_sight){
                    i,           round.line_count,       lines + first,      round.slot_count,
                    round.slots, group->widest_window_s, round_worth(&round)};
                return true;
            }
        }
        round_give(&round);
    }
    return false;
}

/* Pairs never cross, so that what comes before the pair and what comes after it are paired each
 * by itself. */
struct pairing_worth pairing_worth_with(const struct workbench *bench,
                                        const struct pairing_sight *sight, size_t slot)
{
    size_t line = sight->line;
    int64_t window_s = sight->widest_window_s;
    struct arena *arena = bench->arena;
    struct round before = {bench, arena, line, sight->lines, slot, sight->slots, window_s};
    struct round pair = {bench, arena, 1, sight->lines + line, 1, sight->slots + slot, window_s};
    struct round after = {bench,
                          arena,
                          sight->line_count - line - 1,
                          sight->lines + line + 1,
                          sight->slot_count - slot - 1,
                          sight->slots + slot + 1,
                          window_s};
    struct pairing_worth a = round_worth(&before), b = round_worth(&pair), c = round_worth(&after);

    return (struct pairing_worth){a.paid + b.paid + c.paid, a.matched + b.matched + c.matched,
                                  a.pairs + b.pairs + c.pairs,
                                  a.minutes_off + b.minutes_off + c.minutes_off};
}
