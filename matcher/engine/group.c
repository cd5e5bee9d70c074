#include "matcher/engine/group.h"

#include <assert.h>
#include <stdlib.h>

bool line_names(const struct bill_line *line, const struct order_line *order)
{
    if (text_is_empty(line->order_no))
        return true;
    return text_equal(line->order_no, order->order_no) &&
           (text_is_empty(line->order_line) || text_equal(line->order_line, order->order_line));
}

/* --- order lines ---------------------------------------------------------- */

static int order_compare(const void *a, const void *b)
{
    const struct order_line *left = *(const struct order_line *const *)a;
    const struct order_line *right = *(const struct order_line *const *)b;
    int order = text_compare(left->client_ref, right->client_ref);
    if (order == 0)
        order = text_compare(left->service, right->service);
    return order != 0 ? order : order_line_compare_key(left, right);
}

static const struct order_line **orders_gather(const struct workbench *bench, size_t *count_r)
{
    const struct match_input *input = bench->input;
    const struct order_line **orders =
        ARENA_ARRAY(bench->arena, const struct order_line *, input->order_count);
    size_t count = 0;

    for (size_t i = 0; i < input->order_count; i++)
        if (input->orders[i].status == ORDER_STATUS_ACTIVE)
            orders[count++] = &input->orders[i];
    qsort(orders, count, sizeof(*orders), order_compare);
    *count_r = count;
    return orders;
}

/* --- slots ---------------------------------------------------------------- */

static int slot_compare_key(const void *a, const void *b)
{
    const struct slot *left = a, *right = b;
    int order = order_line_compare_key(left->order, right->order);
    return order != 0 ? order : left->number - right->number;
}

static int slot_compare_start(const void *a, const void *b)
{
    const struct slot *left = a, *right = b;
    int order = text_compare(left->order->client_ref, right->order->client_ref);
    if (order == 0)
        order = text_compare(left->order->service, right->order->service);
    if (order == 0) {
        order = (left->order->planned_start_s > right->order->planned_start_s) -
                (left->order->planned_start_s < right->order->planned_start_s);
    }
    return order != 0 ? order : slot_compare_key(a, b);
}

static struct slot slot_new(const struct workbench *bench, const struct order_line *order,
                            int32_t number)
{
    day_t day = zone_day(bench->rules->zone, order->planned_start_s);
    const struct settings *settings = terms_in_force(bench->terms, order->service, day);

    return (struct slot){
        .order = order,
        .number = number,
        .turn = 1,
        .window_s = (int64_t)settings->pair_window * 60,
    };
}

static struct slot *slots_open(const struct workbench *bench, const struct order_line **orders,
                               size_t order_count, size_t *slot_count_r)
{
    size_t count = 0;

    for (size_t i = 0; i < order_count; i++)
        count += orders[i]->basis == BASIS_VISIT ? (size_t)orders[i]->carers : 0;
    struct slot *slots = ARENA_ARRAY(bench->arena, struct slot, count);
    *slot_count_r = count;
    count = 0;
    for (size_t i = 0; i < order_count; i++)
        for (int32_t number = 1; orders[i]->basis == BASIS_VISIT && number <= orders[i]->carers;
             number++)
            slots[count++] = slot_new(bench, orders[i], number);
    assert(count == *slot_count_r);
    return slots;
}

static struct slot *slot_by_key(struct slot *slots, size_t count, struct text order_no,
                                struct text order_line, int32_t number)
{
    struct order_line order = {.order_no = order_no, .order_line = order_line};
    struct slot key = {.order = &order, .number = number};
    return bsearch(&key, slots, count, sizeof(*slots), slot_compare_key);
}

static void slot_pay(struct slot *slot, int64_t start_s, int64_t end_s)
{
    slot->is_paid = slot->is_taken = true;
    slot->paid_start_s = start_s;
    slot->paid_end_s = end_s;
}

static void slots_mark_past(const struct workbench *bench, struct slot *slots, size_t count)
{
    for (size_t i = 0; i < bench->past_count; i++) {
        const struct past_line *past = bench->past[i].past;
        struct slot *slot = past->paid && past->slot > 0 ? slot_by_key(slots, count, past->order_no,
                                                                       past->order_line, past->slot)
                                                         : NULL;
        if (slot == NULL)
            continue;
        if (past_stands(&bench->past[i]))
            slot_pay(slot, past->delivered_start_s, past->delivered_end_s);
        else if (past->turn >= slot->turn)
            slot->turn = past->turn + 1;
    }
}

/* Lines that a person decided to pay keep the slot they were last paired with. */
static void slots_mark_decided(const struct workbench *bench, struct slot *slots, size_t count)
{
    for (size_t i = 0; i < bench->line_count; i++) {
        struct open_line *open = &bench->lines[i];
        struct verdict *verdict = open->verdict;
        if (!open->is_final || !verdict_is_paid(verdict) || verdict->slot == 0)
            continue;
        struct slot *slot = slot_by_key(slots, count, verdict->order->order_no,
                                        verdict->order->order_line, verdict->slot);
        if (slot == NULL || slot->is_paid) {
            verdict->slot = 0; /* no longer ordered, or gone to another line */
            continue;
        }
        verdict->turn = slot->turn;
        slot_pay(slot, open->delivered_start_s, open->delivered_end_s);
    }
}

static struct slot *slots_gather(const struct workbench *bench, const struct order_line **orders,
                                 size_t order_count, size_t *count_r)
{
    struct slot *slots = slots_open(bench, orders, order_count, count_r);

    qsort(slots, *count_r, sizeof(*slots), slot_compare_key);
    slots_mark_past(bench, slots, *count_r);
    slots_mark_decided(bench, slots, *count_r);
    qsort(slots, *count_r, sizeof(*slots), slot_compare_start);
    return slots;
}

/* --- lines ---------------------------------------------------------------- */

static int64_t widest_window_s(const struct group *group)
{
    int64_t widest_s = 0;

    for (size_t i = 0; i < group->slot_count; i++)
        if (group->slots[i].window_s > widest_s)
            widest_s = group->slots[i].window_s;
    return widest_s;
}

static int past_compare(const void *a, const void *b)
{
    const struct past_line *left = (*(struct past_state *const *)a)->past;
    const struct past_line *right = (*(struct past_state *const *)b)->past;
    int order = text_compare(left->line.client_ref, right->line.client_ref);
    return order != 0 ? order : text_compare(left->line.service, right->line.service);
}

static struct open_line **lines_gather(const struct workbench *bench, size_t *count_r)
{
    struct open_line **lines = ARENA_ARRAY(bench->arena, struct open_line *, bench->line_count);
    size_t count = 0;

    for (size_t i = 0; i < bench->line_count; i++) {
        const struct open_line *open = &bench->lines[i];
        if (!open->is_final || verdict_is_paid(open->verdict))
            lines[count++] = &bench->lines[i];
    }
    qsort(lines, count, sizeof(*lines), open_line_compare_group);
    *count_r = count;
    return lines;
}

static struct past_state **past_gather(const struct workbench *bench)
{
    struct past_state **past = ARENA_ARRAY(bench->arena, struct past_state *, bench->past_count);

    for (size_t i = 0; i < bench->past_count; i++)
        past[i] = &bench->past[i];
    qsort(past, bench->past_count, sizeof(*past), past_compare);
    return past;
}

/* --- groups --------------------------------------------------------------- */

/* An array in order of client and service, of which each group takes the next run. */
struct run {
    const char *items;
    size_t count;
    size_t size;
    void (*key)(const void *item, struct text *client_ref_r, struct text *service_r);
    size_t at;
};

static int run_compare(const struct run *run, const struct group *group)
{
    struct text client_ref, service;

    run->key(run->items + run->at * run->size, &client_ref, &service);
    int order = text_compare(client_ref, group->client_ref);
    return order != 0 ? order : text_compare(service, group->service);
}

/* Index of the group's first item; *count_r of them. */
static size_t run_take(struct run *run, const struct group *group, size_t *count_r)
{
    while (run->at < run->count && run_compare(run, group) < 0)
        run->at++;
    size_t first = run->at;
    while (run->at < run->count && run_compare(run, group) == 0)
        run->at++;
    *count_r = run->at - first;
    return first;
}

static void line_key(const void *item, struct text *client_ref_r, struct text *service_r)
{
    const struct bill_line *line = (*(struct open_line *const *)item)->line;
    *client_ref_r = line->client_ref;
    *service_r = line->service;
}

static void order_key(const void *item, struct text *client_ref_r, struct text *service_r)
{
    const struct order_line *order = *(const struct order_line *const *)item;
    *client_ref_r = order->client_ref;
    *service_r = order->service;
}

static void slot_key(const void *item, struct text *client_ref_r, struct text *service_r)
{
    order_key(&((const struct slot *)item)->order, client_ref_r, service_r);
}

static void past_key(const void *item, struct text *client_ref_r, struct text *service_r)
{
    const struct bill_line *line = &(*(struct past_state *const *)item)->past->line;
    *client_ref_r = line->client_ref;
    *service_r = line->service;
}

struct groups groups_gather(struct workbench *bench)
{
    size_t line_count, order_count, slot_count;
    struct open_line **lines = lines_gather(bench, &line_count);
    const struct order_line **orders = orders_gather(bench, &order_count);
    struct slot *slots = slots_gather(bench, orders, order_count, &slot_count);
    struct past_state **past = past_gather(bench);
    struct run line_run = {(const char *)lines, line_count, sizeof(*lines), line_key, 0};
    struct run order_run = {(const char *)orders, order_count, sizeof(*orders), order_key, 0};
    struct run slot_run = {(const char *)slots, slot_count, sizeof(*slots), slot_key, 0};
    struct run past_run = {(const char *)past, bench->past_count, sizeof(*past), past_key, 0};
    struct groups groups = {0, ARENA_ARRAY(bench->arena, struct group, line_count)};

    while (line_run.at < line_count) {
        struct group *group = &groups.items[groups.count++];
        line_key(&lines[line_run.at], &group->client_ref, &group->service);
        group->lines = &lines[run_take(&line_run, group, &group->line_count)];
        group->orders = &orders[run_take(&order_run, group, &group->order_count)];
        group->slots = &slots[run_take(&slot_run, group, &group->slot_count)];
        group->past = &past[run_take(&past_run, group, &group->past_count)];
        group->widest_window_s = widest_window_s(group);
    }
    return groups;
}

/* --- reach ---------------------------------------------------------------- */

static bool names_order_line(const struct bill_line *line)
{
    return !text_is_empty(line->order_no) && !text_is_empty(line->order_line);
}

bool slot_in_reach(const struct slot *slot, const struct open_line *open)
{
    int64_t apart_s = magnitude(open->delivered_start_s - slot->order->planned_start_s);

    return line_names(open->line, slot->order) &&
           (names_order_line(open->line) || apart_s <= slot->window_s);
}

/* First slot planned at or after a moment. */
static size_t slot_from(const struct group *group, int64_t start_s)
{
    size_t low = 0, high = group->slot_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (group->slots[middle].order->planned_start_s < start_s)
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
    if (!names_order_line(open->line)) {
        *first_r = slot_from(group, open->delivered_start_s - group->widest_window_s);
        *end_r = slot_from(group, open->delivered_start_s + group->widest_window_s + 1);
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
        if (order->basis == basis && line_names(open->line, order) &&
            (basis == BASIS_VISIT || order_is_valid_on(order, open->delivered_day)))
            return true;
    }
    return false;
}

enum basis group_basis_of(const struct group *group, const struct open_line *open)
{
    bool is_named = !text_is_empty(open->line->order_no);
    bool is_visit = is_named ? has_order(group, open, BASIS_VISIT) : has_slot_in_reach(group, open);

    if (is_visit)
        return BASIS_VISIT;
    if (has_order(group, open, BASIS_PERIOD))
        return BASIS_PERIOD;
    return has_order(group, open, BASIS_UNIT) ? BASIS_UNIT : BASIS_COUNT;
}

static bool is_ordered(const struct group *group, const struct bill_line *line)
{
    for (size_t i = 0; i < group->order_count; i++)
        if (line_names(line, group->orders[i]))
            return true;
    return false;
}

static bool claims_no_length(const struct bill_line *line)
{
    return line->claimed_end_s == line->claimed_start_s;
}

static void line_sort_out(const struct group *group, struct open_line *open)
{
    if (!is_ordered(group, open->line)) {
        open_line_hold(open, REASON_NO_ORDER);
        return;
    }
    if (claims_no_length(open->line)) {
        enum basis basis = group_basis_of(group, open);
        if (basis == BASIS_VISIT || basis == BASIS_PERIOD)
            open_line_end(open, VERDICT_REJECTED, REASON_BIT(MISSING));
    }
}

void group_sort_out(struct group *group)
{
    for (size_t i = 0; i < group->line_count; i++)
        if (!group->lines[i]->is_final)
            line_sort_out(group, group->lines[i]);
}
