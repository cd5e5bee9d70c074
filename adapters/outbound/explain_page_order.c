/* Section "Order" of explain_page.h: what the line was compared with, and running totals. */
#include <inttypes.h>

#include "adapters/outbound/explain_words.h"

#define ORDER "Order"

static void tell_credited(const struct teller *teller)
{
    const struct explanation *told = teller->told;
    struct arena *arena = teller->arena;
    const struct past_line *past = told->credited.past;

    SAY(teller, ORDER, "", "A credit is not compared with an order line.");
    if (past == NULL)
        return;
    int64_t taken_pence = -told->line->net_pence;
    int64_t left_pence = past->payable_pence - told->credited_before_pence;
    SAY(teller, ORDER, "Credits", "%s: %s net was paid for it", told_line(teller, &told->credited),
        words_pounds(arena, past->payable_pence));
    SAY(teller, ORDER, "Left of it", "%s paid \u2212 %s credited before = %s",
        words_pounds(arena, past->payable_pence), words_pounds(arena, told->credited_before_pence),
        words_pounds(arena, left_pence));
    if (taken_pence > left_pence)
        SAY(teller, ORDER, "This credit", "%s, which is more than is left",
            words_pounds(arena, taken_pence));
    else
        SAY(teller, ORDER, "This credit", "%s, after which %s is left",
            words_pounds(arena, taken_pence), words_pounds(arena, left_pence - taken_pence));
}

static void tell_planned(const struct teller *teller, const struct order_line *order)
{
    int32_t slot = teller->told->verdict->slot;

    SAY(teller, ORDER, "Planned", "%s, %s, %s",
        words_long_day(teller->arena, zone_day(teller->zone, order->planned_start_s)),
        told_clock(teller, order->planned_start_s), told_minutes(teller, order->planned_minutes));
    if (slot > 0)
        SAY(teller, ORDER, "Slot", "%d of %d", slot, order->carers);
    else
        SAY(teller, ORDER, "Slot",
            "none: the one that it was last paired with is gone or paid to another line");
}

static const char *days_words(const struct teller *teller, day_t first, day_t last)
{
    if (last == DAY_NOT_GIVEN)
        return arena_printf(teller->arena, "from %s on", told_day(teller, first));
    return arena_printf(teller->arena, "%s to %s", told_day(teller, first), told_day(teller, last));
}

static const char *period_words(const struct order_line *order)
{
    static const char *const words[PERIOD_COUNT] = {"every week", "every four weeks", "every month",
                                                    "in total"};
    return order->basis == BASIS_UNIT ? "in total" : words[order->period];
}

static void tell_total(const struct teller *teller, const struct total_told *total)
{
    const struct order_line *order = total->order;
    const char *outcome_words = total->adds_e4 == 0 ? " (an outcome uses up nothing)" : "";

    if (!total->is_chosen) {
        SAY(teller, ORDER, "Not against",
            "%s, though valid on the day: %s before + %s would exceed its %s",
            told_order(teller, order), told_number(teller, total->before_e4),
            told_number(teller, total->adds_e4), told_quantity(teller, order, order->quantity_e4));
        return;
    }
    SAY(teller, ORDER, "Ordered", "%s %s", told_quantity(teller, order, order->quantity_e4),
        period_words(order));
    SAY(teller, ORDER, order->basis == BASIS_UNIT ? "Validity" : "Period", "%s",
        days_words(teller, total->first, total->last));
    SAY(teller, ORDER, "Running total", "%s before + %s of this line%s = %s, of %s ordered",
        told_number(teller, total->before_e4), told_number(teller, total->adds_e4), outcome_words,
        told_number(teller, total->before_e4 + total->adds_e4),
        told_quantity(teller, order, order->quantity_e4));
    if (!verdict_is_paid(teller->told->verdict))
        SAY(teller, ORDER, "", "As the line is not paid, it does not add to the running total.");
}

void tell_order(const struct teller *teller)
{
    const struct explanation *told = teller->told;
    const struct order_line *order = told->verdict->order;

    if (bill_line_is_credit(told->line)) {
        tell_credited(teller);
        return;
    }
    if (order == NULL) {
        SAY(teller, ORDER, "", "The line was not compared with any order line.");
        return;
    }
    const char *version = order->version == 0
                              ? ""
                              : arena_printf(teller->arena, ", version %" PRId64, order->version);
    SAY(teller, ORDER, "Order line", "%s%s, for client %.*s and service %.*s%s",
        told_order(teller, order), version, TEXT_ARGS(order->client_ref), TEXT_ARGS(order->service),
        text_is_empty(told->line->order_no) ? "" : "; the bill line names it");
    if (order->basis == BASIS_VISIT)
        tell_planned(teller, order);
    for (size_t i = 0; i < told->total_count; i++)
        tell_total(teller, &told->totals[i]);
}
