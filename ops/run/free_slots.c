#include "ops/run/free_slots.h"

#include <assert.h>

/* Slots of order i are taken[first[i]] and those after it. */
struct slot_sheet {
    const struct match_input *input;
    size_t *first;
    bool *taken;
};

static bool has_slots(const struct order_line *order)
{
    return order->basis == BASIS_VISIT && order->status == ORDER_STATUS_ACTIVE;
}

static struct slot_sheet sheet_open(struct arena *arena, const struct match_input *input)
{
    struct slot_sheet sheet = {input, ARENA_ARRAY(arena, size_t, input->order_count), NULL};
    size_t count = 0;

    for (size_t i = 0; i < input->order_count; i++) {
        sheet.first[i] = count;
        count += has_slots(&input->orders[i]) ? (size_t)input->orders[i].carers : 0;
    }
    sheet.taken = ARENA_ARRAY(arena, bool, count);
    return sheet;
}

static void sheet_take(const struct slot_sheet *sheet, const struct verdict *verdict)
{
    bool takes = verdict_is_paid(verdict) || verdict->kind == VERDICT_HELD;

    if (!takes || verdict->slot == 0 || !has_slots(verdict->order))
        return;
    if (verdict->slot > verdict->order->carers)
        return; /* decided, and the order opens fewer slots since */
    size_t order = (size_t)(verdict->order - sheet->input->orders);
    assert(order < sheet->input->order_count);
    sheet->taken[sheet->first[order] + (size_t)verdict->slot - 1] = true;
}

static void slot_add(struct arena *arena, struct free_slots *slots, const struct order_line *order,
                     int32_t slot)
{
    slots->items =
        arena_grow(arena, slots->items, &slots->room, slots->count + 1, sizeof(*slots->items));
    slots->items[slots->count++] = (struct free_slot){order, slot};
}

struct free_slots free_slots_find(struct arena *arena, const struct match_input *input,
                                  const struct match_output *output, int64_t before_s,
                                  int64_t first_order_id)
{
    struct slot_sheet sheet = sheet_open(arena, input);
    struct free_slots found = {.count = 0};

    for (size_t i = 0; i < input->line_count; i++)
        sheet_take(&sheet, &output->verdicts[i]);
    for (size_t i = 0; i < input->order_count; i++) {
        const struct order_line *order = &input->orders[i];
        if (!has_slots(order) || order->planned_start_s >= before_s ||
            order->order_key < first_order_id)
            continue;
        for (int32_t slot = 1; slot <= order->carers; slot++)
            if (!sheet.taken[sheet.first[i] + (size_t)slot - 1])
                slot_add(arena, &found, order, slot);
    }
    return found;
}

static const struct order_line *order_copy(struct arena *arena, const struct order_line *order)
{
    struct order_line *copy = ARENA_NEW(arena, struct order_line);

    *copy = *order;
    copy->order_no = arena_text(arena, order->order_no);
    copy->order_line = arena_text(arena, order->order_line);
    copy->provider = arena_text(arena, order->provider);
    copy->client_ref = arena_text(arena, order->client_ref);
    copy->service = arena_text(arena, order->service);
    copy->cost_centre = arena_text(arena, order->cost_centre);
    copy->gl_code = arena_text(arena, order->gl_code);
    copy->care_manager = arena_text(arena, order->care_manager);
    return copy;
}

void free_slots_keep(struct arena *arena, struct free_slots *kept, const struct free_slots *found)
{
    for (size_t i = 0; i < found->count; i++)
        slot_add(arena, kept, order_copy(arena, found->items[i].order), found->items[i].slot);
}
