#include "matcher/engine/quantity.h"

#include <assert.h>

#include "matcher/base/sort.h"
#include "matcher/engine/judge.h"

bool order_has_one_period(const struct order_line *order)
{
    return order->basis == BASIS_UNIT || order->period == PERIOD_TOTAL;
}

day_t period_first_day(const struct order_line *order, day_t day)
{
    if (order_has_one_period(order))
        return order->valid_from;
    switch (order->period) {
    case PERIOD_WEEK:
        return day_monday(day);
    case PERIOD_4WEEK:
        return day - (day - order->valid_from) % 28;
    case PERIOD_MONTH:
        return day_month_first(day);
    case PERIOD_TOTAL:
    case PERIOD_COUNT:
        break;
    }
    assert(0 && "a period");
    return day;
}

day_t period_last_day(const struct order_line *order, day_t first)
{
    if (order_has_one_period(order))
        return order->valid_to;
    switch (order->period) {
    case PERIOD_WEEK:
        return first + 6;
    case PERIOD_4WEEK:
        return first + 27;
    case PERIOD_MONTH:
        return day_month_first(first + 31) - 1;
    case PERIOD_TOTAL:
    case PERIOD_COUNT:
        break;
    }
    assert(0 && "a period");
    return first;
}

/* --- running totals ------------------------------------------------------- */

struct running_total {
    const struct order_line *order;
    day_t period_first;
    int64_t total_e4; /* minutes or units of paid lines */
};

struct tally {
    struct workbench *bench;
    struct group *group;
    size_t total_count, total_room;
    struct running_total *totals;
    size_t set_size; /* a power of two */
    const struct bill_line **paid_services;
};

/* What is in running totals from the start, whatever client and service its order line has now. */
struct counted {
    size_t past_count;
    const struct past_line **past; /* that stand, by order line */
    size_t decided_count;
    struct open_line **decided; /* tonight */
};

static int counted_compare(const void *a, const void *b)
{
    const struct past_line *left = *(const struct past_line *const *)a;
    const struct past_line *right = *(const struct past_line *const *)b;
    int order = text_compare(left->order_no, right->order_no);
    return order != 0 ? order : text_compare(left->order_line, right->order_line);
}

/* Decided to be paid before it was known how often the service was paid and given back. */
static bool is_decided_without_slot(const struct verdict *verdict)
{
    return verdict_is_decided(verdict) && verdict->order != NULL &&
           verdict->order->basis != BASIS_VISIT;
}

static struct counted *counted_gather(const struct workbench *bench)
{
    struct counted *counted = ARENA_NEW(bench->arena, struct counted);

    counted->past = ARENA_ROOM(bench->arena, const struct past_line *, bench->past_count);
    for (size_t i = 0; i < bench->past_count; i++)
        if (bench->past[i].past->counted_e4 != 0 && past_stands(&bench->past[i]))
            counted->past[counted->past_count++] = bench->past[i].past;
    sort_items(counted->past, counted->past_count, sizeof(*counted->past), counted_compare);
    counted->decided = ARENA_ROOM(bench->arena, struct open_line *, bench->input->carried_count);
    for (size_t i = 0; i < bench->input->carried_count; i++)
        if (is_decided_without_slot(bench->lines[i].verdict))
            counted->decided[counted->decided_count++] = &bench->lines[i];
    return counted;
}

static const struct counted *counted_of(struct workbench *bench)
{
    if (bench->counted == NULL)
        bench->counted = counted_gather(bench);
    return bench->counted;
}

/* The first of the order line, or where it would stand. */
static size_t counted_first(const struct counted *counted, const struct order_line *order)
{
    const struct past_line key = {.order_no = order->order_no, .order_line = order->order_line};
    const struct past_line *wanted = &key;
    size_t low = 0, high = counted->past_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (counted_compare(&counted->past[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int64_t total_of_past(struct workbench *bench, const struct order_line *order,
                             day_t period_first)
{
    const struct counted *counted = counted_of(bench);
    int64_t total_e4 = 0;

    for (size_t i = counted_first(counted, order); i < counted->past_count; i++) {
        const struct past_line *past = counted->past[i];
        if (!text_equal(past->order_no, order->order_no) ||
            !text_equal(past->order_line, order->order_line))
            break;
        if (order_has_one_period(order) || past->period_first == period_first)
            total_e4 += past->counted_e4;
    }
    return total_e4;
}

/* Lines of tonight that a person decided to pay. */
static int64_t total_of_decided(struct workbench *bench, const struct order_line *order,
                                day_t period_first)
{
    const struct counted *counted = counted_of(bench);
    int64_t total_e4 = 0;

    for (size_t i = 0; i < counted->decided_count; i++) {
        const struct verdict *verdict = counted->decided[i]->verdict;
        if (verdict->order == order && verdict_is_paid(verdict) &&
            (order_has_one_period(order) || verdict->period_first == period_first))
            total_e4 += verdict->counted_e4;
    }
    return total_e4;
}

static struct running_total *total_of(struct tally *tally, const struct order_line *order,
                                      day_t period_first)
{
    for (size_t i = 0; i < tally->total_count; i++) {
        struct running_total *total = &tally->totals[i];
        if (total->order == order && total->period_first == period_first)
            return total;
    }
    tally->totals = arena_grow(tally->bench->arena, tally->totals, &tally->total_room,
                               tally->total_count + 1, sizeof(*tally->totals));
    struct running_total *total = &tally->totals[tally->total_count++];
    *total = (struct running_total){order, period_first,
                                    total_of_past(tally->bench, order, period_first) +
                                        total_of_decided(tally->bench, order, period_first)};
    return total;
}

/* --- same service again --------------------------------------------------- */

static uint64_t service_hash(const struct bill_line *line)
{
    uint64_t seed = TEXT_HASH_SEED ^ (uint64_t)line->claimed_start_s ^ (uint64_t)line->secondary;
    return text_hash(line->carer_ref, seed);
}

bool service_is_same(const struct bill_line *a, const struct bill_line *b)
{
    return a->claimed_start_s == b->claimed_start_s && a->secondary == b->secondary &&
           text_equal(a->carer_ref, b->carer_ref);
}

/* Where a paid line of the same service stands, or the free place for one. */
static const struct bill_line **service_place(const struct tally *tally,
                                              const struct bill_line *line)
{
    size_t at = (size_t)service_hash(line) & (tally->set_size - 1);

    while (tally->paid_services[at] != NULL && !service_is_same(tally->paid_services[at], line))
        at = (at + 1) & (tally->set_size - 1);
    return &tally->paid_services[at];
}

static void service_note(struct tally *tally, const struct bill_line *line)
{
    if (!bill_line_is_credit(line))
        *service_place(tally, line) = line;
}

/* How often this service was paid and credited in full, plus one. */
static int32_t service_turn(const struct tally *tally, const struct bill_line *line)
{
    const struct group *group = tally->group;
    int32_t turn = 1;

    for (size_t i = 0; i < group->past_count; i++) {
        const struct past_line *past = group->past[i]->past;
        if (past_is_given_back(group->past[i]) &&
            past_is_own(tally->bench->input, group->past[i]) &&
            service_is_same(&past->line, line) && past->turn >= turn)
            turn = past->turn + 1;
    }
    return turn;
}

/* Two people may have decided to pay the same service twice: the second line stays held. */
static void decided_count_up(struct tally *tally, struct open_line *open)
{
    struct verdict *verdict = open->verdict;

    if (*service_place(tally, open->line) == NULL) {
        verdict->turn = service_turn(tally, open->line);
        service_note(tally, open->line);
        return;
    }
    verdict->payable_pence = verdict->payable_vat_pence = verdict->counted_e4 = 0;
    verdict->expected_pence = NOT_GIVEN;
    verdict->order = NULL;
    open->is_final = false;
    open_line_hold_again(tally->bench, open, *service_place(tally, open->line));
}

struct tally *tally_open(struct workbench *bench, struct group *group)
{
    struct tally *tally = ARENA_NEW(bench->arena, struct tally);

    *tally = (struct tally){.bench = bench, .group = group, .set_size = 2};
    while (tally->set_size < 2 * (group->past_count + group->line_count))
        tally->set_size *= 2;
    tally->paid_services = ARENA_ARRAY(bench->arena, const struct bill_line *, tally->set_size);
    for (size_t i = 0; i < group->past_count; i++)
        if (past_stands(group->past[i]) && past_is_own(bench->input, group->past[i]))
            service_note(tally, &group->past[i]->past->line);
    /* decisions took effect before tonight's pairing */
    for (size_t i = 0; i < group->line_count; i++)
        if (is_decided_without_slot(group->lines[i]->verdict))
            decided_count_up(tally, group->lines[i]);
    for (size_t i = 0; i < group->line_count; i++)
        if (group->lines[i]->is_final && verdict_is_paid(group->lines[i]->verdict))
            service_note(tally, group->lines[i]->line);
    return tally;
}

/* --- one line ------------------------------------------------------------- */

/* The first order line that the line would not exceed, else the lowest. */
static struct running_total *total_for(struct tally *tally, const struct open_line *open,
                                       enum basis basis)
{
    const struct group *group = tally->group;
    const struct order_line *lowest = NULL;

    for (size_t i = 0; i < group->order_count; i++) {
        const struct order_line *order = group->orders[i];
        if (order->basis != basis || !line_names(open, order) ||
            !order_is_valid_on(order, open->delivered_day))
            continue;
        lowest = lowest == NULL ? order : lowest;
        struct running_total *total =
            total_of(tally, order, period_first_day(order, open->delivered_day));
        if (total->total_e4 + judge_counted_e4(open, order) <= order->quantity_e4)
            return total;
    }
    return lowest == NULL ? NULL
                          : total_of(tally, lowest, period_first_day(lowest, open->delivered_day));
}

static void line_judge(struct tally *tally, struct open_line *open, enum basis basis)
{
    const struct running_total *total = total_for(tally, open, basis);

    assert(total != NULL);
    if (basis == BASIS_PERIOD)
        judge_period(tally->bench, open, total->order, total->total_e4);
    else
        judge_unit(tally->bench, open, total->order, total->total_e4);
    open->verdict->period_first = total->period_first;
    open->verdict->turn = service_turn(tally, open->line);
    open->is_final = true;
}

bool tally_judge(struct tally *tally, struct open_line *open)
{
    if (open->is_final)
        return false;
    enum basis basis = group_basis_of(tally->group, open);
    if (basis == BASIS_VISIT) /* left without a slot: pairing.h */
        return false;
    if (basis == BASIS_COUNT) {
        open_line_hold(open, REASON_NO_SLOT);
        return false;
    }
    const struct bill_line *paid = *service_place(tally, open->line);
    if (paid != NULL) {
        open_line_hold_again(tally->bench, open, paid);
        return false;
    }
    line_judge(tally, open, basis);
    return true;
}

void tally_add(struct tally *tally, const struct open_line *open)
{
    const struct verdict *verdict = open->verdict;

    if (!verdict_is_paid(verdict))
        return;
    total_of(tally, verdict->order, verdict->period_first)->total_e4 += verdict->counted_e4;
    service_note(tally, open->line);
}

int64_t quantity_total_before_e4(struct workbench *bench, struct group *group,
                                 const struct order_line *order, day_t period_first,
                                 const struct open_line *open)
{
    int64_t total_e4 =
        total_of_past(bench, order, period_first) + total_of_decided(bench, order, period_first);

    if (verdict_is_decided(open->verdict)) /* it is among the decided ones itself */
        return total_e4 - open->verdict->counted_e4;
    for (size_t i = 0; i < group->line_count && group->lines[i] != open; i++) {
        const struct verdict *verdict = group->lines[i]->verdict;
        bool is_decided = verdict_is_decided(verdict);
        if (verdict_is_paid(verdict) && !is_decided && verdict->order == order &&
            verdict->period_first == period_first)
            total_e4 += verdict->counted_e4;
    }
    return total_e4;
}
