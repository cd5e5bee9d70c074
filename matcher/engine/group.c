#include "matcher/engine/group.h"

#include <assert.h>
#include <stdlib.h>

#include "matcher/base/sort.h"

/* --- slots ---------------------------------------------------------------- */

static int slot_compare_key(const struct slot *left, const struct slot *right)
{
    int order = order_line_compare_key(left->order, right->order);
    return order != 0 ? order : left->number - right->number;
}

static int slot_compare_start(const void *a, const void *b)
{
    const struct slot *left = a, *right = b;
    int order = (left->planned_start_s > right->planned_start_s) -
                (left->planned_start_s < right->planned_start_s);
    return order != 0 ? order : slot_compare_key(left, right);
}

void slot_begin(const struct workbench *bench, const struct order_line *order, int32_t number,
                struct slot *slot_r)
{
    int64_t start_s = order->planned_start_s, civil_s = wall_clock_civil(bench->clock, start_s);
    const struct settings *settings =
        terms_in_force(bench->terms, order->service, civil_day(civil_s));

    *slot_r = (struct slot){
        .order = order,
        .settings = settings,
        .planned_start_s = start_s,
        .planned_civil_s = civil_s,
        .number = number,
        .turn = 1,
        .window_s = (int64_t)settings->pair_window * 60,
    };
}

static size_t slot_count_of(const struct order_line *order)
{
    return order->basis == BASIS_VISIT && order->status == ORDER_STATUS_ACTIVE
               ? (size_t)order->carers
               : 0;
}

/* One after the other of an order line; returns how many. */
static size_t slots_open(const struct workbench *bench, const struct order_line *order,
                         struct slot *slots_r)
{
    size_t count = slot_count_of(order);

    for (size_t i = 0; i < count; i++)
        slot_begin(bench, order, (int32_t)i + 1, &slots_r[i]);
    return count;
}

/* --- slots that are gone -------------------------------------------------- */

/* All slots of the night, by (order_no, order_line, number); made when it is first asked. */
struct slot_index {
    struct arena *arena;
    size_t count;
    struct slot *slots;
    struct slot **by_key;
};

static int slot_compare_pointed(const void *a, const void *b)
{
    return slot_compare_key(*(struct slot *const *)a, *(struct slot *const *)b);
}

static void slot_index_make(struct slot_index *index)
{
    index->by_key = ARENA_ROOM(index->arena, struct slot *, index->count);
    for (size_t i = 0; i < index->count; i++)
        index->by_key[i] = &index->slots[i];
    sort_items(index->by_key, index->count, sizeof(struct slot *), slot_compare_pointed);
}

static struct slot *slot_by_key(struct slot_index *index, struct text order_no,
                                struct text order_line, int32_t number)
{
    struct order_line order = {.order_no = order_no, .order_line = order_line};
    struct slot wanted = {.order = &order, .number = number}, *key = &wanted;

    if (index->by_key == NULL)
        slot_index_make(index);
    struct slot **found =
        bsearch(&key, index->by_key, index->count, sizeof(struct slot *), slot_compare_pointed);
    return found == NULL ? NULL : *found;
}

static void slot_pay(struct slot *slot, int64_t start_s, int64_t end_s)
{
    slot->is_paid = slot->is_taken = true;
    slot->paid_start_s = start_s;
    slot->paid_end_s = end_s;
}

static void slots_mark_past(const struct workbench *bench, struct slot_index *index)
{
    for (size_t i = 0; i < bench->past_count; i++) {
        const struct past_line *past = bench->past[i].past;
        struct slot *slot = past->paid && past->slot > 0
                                ? slot_by_key(index, past->order_no, past->order_line, past->slot)
                                : NULL;
        if (slot == NULL)
            continue;
        if (past_stands(&bench->past[i]))
            slot_pay(slot, past->delivered_start_s, past->delivered_end_s);
        else if (past->turn >= slot->turn)
            slot->turn = past->turn + 1;
    }
}

/* The slot nearest in time that no other such visit took, unless it is out of reach; of equals the
 * first. */
static struct slot *slot_of_visit(size_t count, struct slot *slots, const bool *taken,
                                  int64_t start_s)
{
    struct slot *nearest = NULL;

    for (size_t i = 0; i < count; i++) {
        int64_t away_s = magnitude(slots[i].planned_start_s - start_s);
        if (!taken[i] && away_s <= slots[i].window_s &&
            (nearest == NULL || away_s < magnitude(nearest->planned_start_s - start_s)))
            nearest = &slots[i];
    }
    return nearest;
}

/* Visits that another process paid use up slots of their client and service: matching.md, section
 * 12.  Only when they began is known, so that they last as long as planned. */
static void slots_mark_before(const struct workbench *bench, struct slot *slots,
                              const size_t *slot_starts, size_t slot_count)
{
    bool *taken = ARENA_ARRAY(bench->arena, bool, slot_count);

    for (size_t i = 0; i < bench->past_count; i++) {
        const struct past_line *past = bench->past[i].past;
        uint32_t package = past->is_before ? numbering_find(bench->packages, past->line.client_ref,
                                                            past->line.service)
                                           : NUMBER_NONE;
        if (package == NUMBER_NONE)
            continue;
        size_t first = slot_starts[package], count = slot_starts[package + 1] - first;
        struct slot *slot =
            slot_of_visit(count, &slots[first], &taken[first], past->line.claimed_start_s);
        if (slot == NULL)
            continue;
        taken[slot - slots] = true;
        if (!slot->is_paid)
            slot_pay(slot, past->delivered_start_s,
                     past->delivered_start_s + (int64_t)slot->order->planned_minutes * 60);
    }
}

/* A slot of an order line that was cancelled, or needs fewer carers now. */
static void slot_leave(const struct workbench *bench, struct verdict *verdict)
{
    const struct order_line *order = verdict->order;

    for (size_t i = 0; i < bench->past_count; i++) {
        const struct past_line *past = bench->past[i].past;
        if (!past->paid || past->slot != verdict->slot ||
            !text_equal(past->order_no, order->order_no) ||
            !text_equal(past->order_line, order->order_line))
            continue;
        if (past_stands(&bench->past[i])) {
            verdict->slot = 0;
            return;
        }
        if (past->turn >= verdict->turn)
            verdict->turn = past->turn + 1;
    }
}

/* Lines that a person decided to pay keep the slot they were last paired with, ordered or not: the
 * order may come back, and the visit must not be paid twice. */
static void slots_mark_decided(const struct workbench *bench, struct slot_index *index)
{
    for (size_t i = 0; i < bench->line_count; i++) {
        struct open_line *open = &bench->lines[i];
        struct verdict *verdict = open->verdict;
        if (!open->is_final || !verdict_is_paid(verdict) || verdict->slot == 0)
            continue;
        struct slot *slot =
            slot_by_key(index, verdict->order->order_no, verdict->order->order_line, verdict->slot);
        if (slot == NULL) {
            verdict->turn = 1;
            slot_leave(bench, verdict);
        } else if (slot->is_paid) {
            verdict->slot = 0; /* gone to another line */
        } else {
            verdict->turn = slot->turn;
            slot_pay(slot, open->delivered_start_s, open->delivered_end_s);
        }
    }
}

/* --- reach ---------------------------------------------------------------- */

/* First slot planned at or after a moment. */
static size_t slot_from(const struct group *group, int64_t start_s)
{
    size_t low = 0, high = group->slot_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (group->slots[middle].planned_start_s < start_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void group_slots_near(const struct group *group, const struct open_line *open, size_t *first_r,
                      size_t *end_r)
{
    *first_r = 0;
    *end_r = group->slot_count;
    if (!names_order_line(open)) {
        *first_r = slot_from(group, open->delivered_start_s - group->widest_window_s);
        int64_t latest_s = open->delivered_start_s + group->widest_window_s;
        *end_r = *first_r;
        while (*end_r < group->slot_count && group->slots[*end_r].planned_start_s <= latest_s)
            ++*end_r;
    }
}

static bool has_slot_in_reach(const struct group *group, const struct open_line *open)
{
    size_t first, end;

    group_slots_near(group, open, &first, &end);
    for (size_t i = first; i < end; i++)
        if (slot_in_reach(&group->slots[i], open))
            return true;
    return false;
}

/* --- basis ---------------------------------------------------------------- */

bool order_is_valid_on(const struct order_line *order, day_t day)
{
    return order->valid_from <= day && (order->valid_to == DAY_NOT_GIVEN || day <= order->valid_to);
}

/* Whether an order line of this basis is among those that the line's name allows. */
static bool has_order(const struct group *group, const struct open_line *open, enum basis basis)
{
    for (size_t i = 0; i < group->order_count; i++) {
        const struct order_line *order = group->orders[i];
        if (order->basis == basis && line_names(open, order) &&
            (basis == BASIS_VISIT || order_is_valid_on(order, open->delivered_day)))
            return true;
    }
    return false;
}

enum basis group_basis_of(const struct group *group, const struct open_line *open)
{
    bool is_visit =
        open->names_order ? has_order(group, open, BASIS_VISIT) : has_slot_in_reach(group, open);

    if (is_visit)
        return BASIS_VISIT;
    if (has_order(group, open, BASIS_PERIOD))
        return BASIS_PERIOD;
    return has_order(group, open, BASIS_UNIT) ? BASIS_UNIT : BASIS_COUNT;
}

static bool is_ordered(const struct group *group, const struct open_line *open)
{
    for (size_t i = 0; i < group->order_count; i++)
        if (line_names(open, group->orders[i]))
            return true;
    return false;
}

static void line_sort_out(const struct group *group, struct open_line *open)
{
    if (!is_ordered(group, open)) {
        open_line_hold(open, REASON_NO_ORDER);
        return;
    }
    if (!open->claims_length) {
        enum basis basis = group_basis_of(group, open);
        if (basis == BASIS_VISIT || basis == BASIS_PERIOD)
            open_line_end(open, VERDICT_REJECTED, REASON_BIT(MISSING));
    }
}

/* Ends lines for which nothing is ordered, or not what they name (held no_order), and lines that
 * need a length but claim none (rejected missing). */
static void group_sort_out(const struct group *group)
{
    for (size_t i = 0; i < group->line_count; i++)
        if (!group->lines[i]->is_final)
            line_sort_out(group, group->lines[i]);
}

/* --- groups --------------------------------------------------------------- */

/* The parts of all groups, those of package n together: at starts[n] up to starts[n + 1].  What no
 * package has comes last. */
struct gathering {
    struct workbench *bench;
    struct arena *scratch;
    struct open_line **lines;
    const size_t *line_starts;
    const struct order_line **orders;
    const size_t *order_starts;
    size_t slot_count; /* so far */
    struct slot *slots;
    size_t *slot_starts;
    struct past_state **past;
    const size_t *past_starts;
};

static bool belongs_to_group(const struct open_line *open)
{
    return !open->is_final || verdict_is_paid(open->verdict);
}

static void lines_gather(struct gathering *gathering)
{
    const struct workbench *bench = gathering->bench;
    uint32_t *numbers = ARENA_ROOM(gathering->scratch, uint32_t, bench->line_count);
    size_t *places = ARENA_ROOM(gathering->scratch, size_t, bench->line_count);

    for (size_t i = 0; i < bench->line_count; i++) {
        const struct open_line *open = &bench->lines[i];
        numbers[i] = belongs_to_group(open) ? open->package : NUMBER_NONE;
    }
    gathering->line_starts = numbers_gather(bench->arena, bench->line_count, numbers,
                                            gathering->bench->packages->count, places);
    gathering->lines = ARENA_ROOM(bench->arena, struct open_line *, bench->line_count);
    for (size_t i = 0; i < bench->line_count; i++)
        gathering->lines[places[i]] = &bench->lines[i];
}

static void orders_gather(struct gathering *gathering)
{
    const struct match_input *input = gathering->bench->input;
    struct arena *arena = gathering->bench->arena;
    uint32_t *numbers = ARENA_ROOM(gathering->scratch, uint32_t, input->order_count);
    size_t *places = ARENA_ROOM(gathering->scratch, size_t, input->order_count);
    size_t slot_count = 0;

    for (size_t i = 0; i < input->order_count; i++) {
        const struct order_line *order = &input->orders[i];
        numbers[i] =
            order->status == ORDER_STATUS_ACTIVE
                ? numbering_find(gathering->bench->packages, order->client_ref, order->service)
                : NUMBER_NONE;
        slot_count += slot_count_of(order);
    }
    gathering->order_starts = numbers_gather(arena, input->order_count, numbers,
                                             gathering->bench->packages->count, places);
    gathering->orders = ARENA_ROOM(arena, const struct order_line *, input->order_count);
    for (size_t i = 0; i < input->order_count; i++)
        gathering->orders[places[i]] = &input->orders[i];
    gathering->slots = ARENA_ROOM(arena, struct slot, slot_count);
}

static void past_gather(struct gathering *gathering)
{
    const struct workbench *bench = gathering->bench;
    uint32_t *numbers = ARENA_ROOM(gathering->scratch, uint32_t, bench->past_count);
    size_t *places = ARENA_ROOM(gathering->scratch, size_t, bench->past_count);

    for (size_t i = 0; i < bench->past_count; i++) {
        const struct bill_line *line = &bench->past[i].past->line;
        numbers[i] = numbering_find(gathering->bench->packages, line->client_ref, line->service);
    }
    gathering->past_starts = numbers_gather(bench->arena, bench->past_count, numbers,
                                            gathering->bench->packages->count, places);
    gathering->past = ARENA_ROOM(bench->arena, struct past_state *, bench->past_count);
    for (size_t i = 0; i < bench->past_count; i++)
        gathering->past[places[i]] = &bench->past[i];
}

/* Those of the order lines first up to end, behind the slots that are there. */
static void slots_gather(struct gathering *gathering, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++)
        gathering->slot_count += slots_open(gathering->bench, gathering->orders[i],
                                            &gathering->slots[gathering->slot_count]);
}

static void slots_mark(const struct gathering *gathering)
{
    const struct workbench *bench = gathering->bench;
    struct slot_index index = {
        .arena = bench->arena, .count = gathering->slot_count, .slots = gathering->slots};

    slots_mark_past(bench, &index);
    slots_mark_before(bench, gathering->slots, gathering->slot_starts, gathering->slot_count);
    slots_mark_decided(bench, &index);
}

static int order_compare(const void *a, const void *b)
{
    return order_line_compare_key(*(const struct order_line *const *)a,
                                  *(const struct order_line *const *)b);
}

static bool are_visits_alone(const struct group *group)
{
    for (size_t i = 0; i < group->order_count; i++)
        if (group->orders[i]->basis != BASIS_VISIT)
            return false;
    return true;
}

static int64_t widest_window_s(const struct group *group)
{
    int64_t widest_s = 0;

    for (size_t i = 0; i < group->slot_count; i++)
        if (group->slots[i].window_s > widest_s)
            widest_s = group->slots[i].window_s;
    return widest_s;
}

static struct group group_make(struct gathering *gathering, size_t n)
{
    const struct text_pair *package = &gathering->bench->packages->pairs[n];
    size_t first_slot = gathering->slot_count;

    slots_gather(gathering, gathering->order_starts[n], gathering->order_starts[n + 1]);
    struct group group = {
        .client_ref = package->first,
        .service = package->second,
        .line_count = gathering->line_starts[n + 1] - gathering->line_starts[n],
        .lines = &gathering->lines[gathering->line_starts[n]],
        .order_count = gathering->order_starts[n + 1] - gathering->order_starts[n],
        .orders = &gathering->orders[gathering->order_starts[n]],
        .slot_count = gathering->slot_count - first_slot,
        .slots = &gathering->slots[first_slot],
        .past_count = gathering->past_starts[n + 1] - gathering->past_starts[n],
        .past = &gathering->past[gathering->past_starts[n]],
    };

    sort_items(group.lines, group.line_count, sizeof(*group.lines), open_line_compare_delivered);
    sort_items(group.slots, group.slot_count, sizeof(*group.slots), slot_compare_start);
    if (!are_visits_alone(&group))
        sort_items(group.orders, group.order_count, sizeof(*group.orders), order_compare);
    group.widest_window_s = widest_window_s(&group);
    return group;
}

static int group_compare(const void *a, const void *b)
{
    const struct group *left = a, *right = b;
    int order = text_compare(left->client_ref, right->client_ref);
    return order != 0 ? order : text_compare(left->service, right->service);
}

/* Each while it is in the cache, those without lines too, for their slots. */
static struct groups groups_make(struct gathering *gathering)
{
    struct arena *arena = gathering->bench->arena;
    size_t count = gathering->bench->packages->count;
    struct groups groups = {0, ARENA_ROOM(arena, struct group, count)};

    gathering->slot_starts = ARENA_ROOM(arena, size_t, count + 1);
    for (size_t n = 0; n < count; n++) {
        gathering->slot_starts[n] = gathering->slot_count;
        struct group group = group_make(gathering, n);
        group_sort_out(&group);
        if (group.line_count > 0)
            groups.items[groups.count++] = group;
    }
    gathering->slot_starts[count] = gathering->slot_count;
    return groups;
}

struct groups groups_gather(struct workbench *bench)
{
    struct gathering gathering = {.bench = bench, .scratch = arena_new()};

    lines_gather(&gathering);
    orders_gather(&gathering);
    past_gather(&gathering);
    arena_free(gathering.scratch);
    struct groups groups = groups_make(&gathering);
    /* a decided line may have been in a slot that no group has */
    slots_gather(&gathering, gathering.order_starts[bench->packages->count],
                 bench->input->order_count);
    slots_mark(&gathering);
    sort_items(groups.items, groups.count, sizeof(*groups.items), group_compare);
    return groups;
}
