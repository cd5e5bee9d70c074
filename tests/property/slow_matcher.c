#include "tests/property/slow_matcher.h"

#include <assert.h>
#include <string.h>

/* --- what is known of the night -------------------------------------------- */

struct item { /* a bill line of tonight */
    const struct bill_line *line;
    const struct carried *carried;
    const struct evidence *evidence;
    bool is_done;
    bool is_compared;       /* with earlier lines of its identity */
    int64_t start_s, end_s; /* delivered */
    int64_t minutes;
    int64_t billed; /* minutes or NOT_GIVEN */
    day_t day;
    int64_t counted_e4;
    day_t period_first;
    bool is_left_over;   /* of basis visit, without a slot */
    bool is_walked;      /* by the purse */
    int64_t taken_pence; /* from the purse */
    struct slow_verdict verdict;
};

struct night {
    struct arena *arena;
    const struct rules *rules;
    const struct match_input *input;
    size_t count;
    struct item *items;
    int64_t *credited; /* pence taken from each past line */
    size_t place_count;
    struct place *places; /* slots */
};

static bool is_delivered(const struct bill_line *line)
{
    return text_equal(line->outcome, TEXT_LITERAL("delivered"));
}

static bool is_credit(const struct bill_line *line)
{
    return given(line->net_pence) && line->net_pence < 0;
}

static bool is_paid(const struct slow_verdict *verdict)
{
    return verdict->kind == VERDICT_MATCHED || verdict->kind == VERDICT_VARIANCE;
}

static void done(struct item *item, enum verdict_kind kind, uint64_t reasons)
{
    item->is_done = true;
    item->verdict.kind = kind;
    item->verdict.reasons = reasons;
}

static void hold(struct item *item, enum reason reason)
{
    done(item, VERDICT_HELD, UINT64_C(1) << reason);
}

/* Paid on an earlier night, and not credited in full. */
static bool stands(const struct night *night, size_t past)
{
    const struct past_line *line = &night->input->past[past];
    if (!line->paid)
        return false;
    return night->credited[past] == 0 || night->credited[past] < line->payable_pence;
}

/* Paid to this provider: order lines may go from one to another. */
static bool is_own(const struct night *night, size_t past)
{
    return text_equal(night->input->past[past].line.provider, night->input->provider_ref);
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t common_s(int64_t a_start, int64_t a_end, int64_t b_start, int64_t b_end)
{
    return larger(0, smaller(a_end, b_end) - larger(a_start, b_start));
}

static int64_t apart(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

/* Seconds to whole minutes, half up, by looking at the rest. */
static int64_t to_minutes(int64_t seconds)
{
    return seconds / 60 + (seconds % 60 >= 30 ? 1 : 0);
}

/* numerator / denominator to a whole number, halves away from zero. */
static int64_t to_whole(int128 numerator, int128 denominator)
{
    int128 size = numerator < 0 ? -numerator : numerator;
    int128 whole = size / denominator;
    if (size % denominator * 2 >= denominator)
        whole++;
    return (int64_t)(numerator < 0 ? -whole : whole);
}

/* --- terms ----------------------------------------------------------------- */

static int rank_of(const struct night *night, const struct terms_block *block, struct text service)
{
    bool provider_named = block->provider.length > 0, service_named = block->service.length > 0;
    if (provider_named && !text_equal(block->provider, night->input->provider_ref))
        return 0;
    if (service_named && !text_equal(block->service, service))
        return 0;
    return 1 + (service_named ? 1 : 0) + (provider_named ? 2 : 0);
}

static const struct terms_block *block_for(const struct night *night, struct text service,
                                           day_t day, uint32_t settings, uint32_t checks)
{
    const struct terms *terms = night->rules->terms;
    for (int rank = 4; rank >= 1; rank--) {
        const struct terms_block *latest = NULL;
        for (size_t i = 0; i < terms->block_count; i++) {
            const struct terms_block *block = &terms->blocks[i];
            bool speaks = (block->has_setting & settings) != 0 || (block->has_check & checks) != 0;
            if (speaks && rank_of(night, block, service) == rank && block->valid_from <= day &&
                (latest == NULL || block->valid_from > latest->valid_from))
                latest = block;
        }
        if (latest != NULL)
            return latest;
    }
    return NULL;
}

/* What one setting is; `otherwise` where no terms speak. */
#define TERM(night, service, day, SETTING, field, otherwise)                                       \
    (block_for(night, service, day, UINT32_C(1) << SETTING_##SETTING, 0) == NULL                   \
         ? (otherwise)                                                                             \
         : block_for(night, service, day, UINT32_C(1) << SETTING_##SETTING, 0)->values.field)

static struct tolerance tolerance_of(const struct night *night, struct text service, day_t day,
                                     enum check check)
{
    static const int64_t agree[] = {15, 0, 0, 0, 0, 0, 1, 0, 0, 0};
    static const int64_t pay[] = {30, 5, 5, 5, 0, 100, 1, 1, 0, 0};
    const struct terms_block *block = block_for(night, service, day, 0, UINT32_C(1) << check);
    if (block != NULL)
        return block->values.tolerances[check];
    return (struct tolerance){agree[check] * 10000,
                              NOT_GIVEN,
                              pay[check] * 10000,
                              check == CHECK_AMOUNT ? 2 * 10000 : NOT_GIVEN,
                              false,
                              false};
}

static enum quantity_unit unit_of(const struct night *night, const struct bill_line *line)
{
    enum quantity_unit unit = line->unit;
    for (size_t i = 0; unit == QUANTITY_UNIT_NOT_GIVEN && i < night->rules->service_count; i++)
        if (text_equal(night->rules->services[i].service, line->service))
            unit = night->rules->services[i].unit;
    return unit == QUANTITY_UNIT_NOT_GIVEN ? QUANTITY_UNIT_HOUR : unit;
}

static int64_t vat_percent_of(const struct night *night, const struct bill_line *line, day_t day)
{
    int64_t percent = TERM(night, line->service, day, VAT_PERCENT, vat_percent_e4, NOT_GIVEN);
    for (size_t i = 0; !given(percent) && i < night->rules->service_count; i++)
        if (text_equal(night->rules->services[i].service, line->service))
            percent = night->rules->services[i].vat_percent_e4;
    return given(percent) ? percent : 0;
}

static int64_t vat_on(int64_t pence, int64_t percent_e4)
{
    return to_whole((int128)pence * percent_e4, 1000000);
}

/* --- delivered and billed minutes ------------------------------------------ */

static void take_times(const struct night *night, struct item *item)
{
    const struct bill_line *line = item->line;
    item->start_s = line->claimed_start_s;
    item->end_s = line->claimed_end_s;
    if (is_delivered(line) && item->evidence != NULL) {
        item->start_s = item->evidence->log_in_s;
        item->end_s = item->evidence->log_out_s;
    } else if (is_delivered(line) && given(line->actual_start_s)) {
        item->start_s = line->actual_start_s;
        item->end_s = line->actual_end_s;
    }
    item->minutes = to_minutes(item->end_s - item->start_s);
    item->day = civil_day(zone_civil(night->rules->zone, item->start_s));
    enum quantity_unit unit = unit_of(night, line);
    item->billed = NOT_GIVEN;
    if (given(line->quantity_e4) && unit == QUANTITY_UNIT_HOUR)
        item->billed = to_whole((int128)line->quantity_e4 * 60, 10000);
    else if (given(line->quantity_e4) && unit == QUANTITY_UNIT_MINUTE)
        item->billed = to_whole(line->quantity_e4, 10000);
    else if (given(line->actual_start_s) || item->evidence != NULL)
        item->billed = to_minutes(line->claimed_end_s - line->claimed_start_s);
}

static int64_t rounded(const struct rounding *rounding, int64_t minutes)
{
    int64_t step = rounding->step, result = minutes;
    if (minutes == 0)
        return 0;
    if (rounding->rule == ROUNDING_BANDS) {
        result = -1;
        for (size_t i = 0; i < rounding->band_count && result < 0; i++)
            if (minutes <= rounding->bands[i] + rounding->grace)
                result = rounding->bands[i];
        for (int64_t b = rounding->bands[rounding->band_count - 1] + step; result < 0; b += step)
            if (minutes <= b + rounding->grace)
                result = b;
    } else if (rounding->rule != ROUNDING_NONE) {
        int64_t below = 0;
        while (below + step <= minutes)
            below += step;
        int64_t above = below == minutes ? below : below + step;
        bool goes_up = rounding->rule == ROUNDING_UP ||
                       (rounding->rule == ROUNDING_NEAREST && above - minutes <= minutes - below);
        result = goes_up ? above : below;
    }
    return larger(result, rounding->minimum);
}

/* --- price ----------------------------------------------------------------- */

struct cost { /* pence, as a fraction */
    bool is_known;
    int128 numerator, denominator;
    int64_t contract_rate_e6; /* or NOT_GIVEN */
};

static const struct cost cost_unknown = {false, 0, 1, NOT_GIVEN};

static bool entry_applies(const struct rate_entry *entry, struct text service, int64_t civil_s,
                          enum day_type day_type)
{
    day_t day = civil_day(civil_s);
    int32_t time = civil_time_of_day_s(civil_s);
    if (!text_equal(entry->service, service) || entry->day_type != day_type ||
        day < entry->valid_from || (entry->valid_to != DAY_NOT_GIVEN && day > entry->valid_to))
        return false;
    if (entry->from_time_s < 0)
        return true;
    /* walk from the window's beginning to its end, minute by minute */
    for (int32_t t = entry->from_time_s;; t = (t + 60) % 86400) {
        if (t == entry->to_time_s)
            return false;
        if (t == time / 60 * 60)
            return true;
    }
}

/* The day types to try on a date, one after the other. */
static const enum day_type *day_types_of(const struct night *night, day_t day)
{
    static const enum day_type holiday[] = {DAY_TYPE_BANKHOLIDAY, DAY_TYPE_SUNDAY, DAY_TYPE_WEEKEND,
                                            DAY_TYPE_WEEKDAY, DAY_TYPE_COUNT};
    static const enum day_type saturday[] = {DAY_TYPE_SATURDAY, DAY_TYPE_WEEKEND, DAY_TYPE_WEEKDAY,
                                             DAY_TYPE_COUNT};
    static const enum day_type sunday[] = {DAY_TYPE_SUNDAY, DAY_TYPE_WEEKEND, DAY_TYPE_WEEKDAY,
                                           DAY_TYPE_COUNT};
    static const enum day_type weekday[] = {DAY_TYPE_WEEKDAY, DAY_TYPE_COUNT};
    for (size_t i = 0; i < night->rules->calendar->holiday_count; i++)
        if (night->rules->calendar->holidays[i] == day)
            return holiday;
    return day_of_week(day) == 6 ? sunday : day_of_week(day) == 5 ? saturday : weekday;
}

/* The entries of one day type that count at that moment. */
static size_t entries_for(const struct night *night, struct text service, int64_t civil_s,
                          const struct rate_entry **found_r)
{
    const enum day_type *day_type = day_types_of(night, civil_day(civil_s));
    for (; *day_type != DAY_TYPE_COUNT; day_type++) {
        size_t count = 0, windows = 0, kept = 0;
        for (size_t i = 0; i < night->input->rate_count; i++) {
            const struct rate_entry *entry = &night->input->rates[i];
            if (entry_applies(entry, service, civil_s, *day_type)) {
                found_r[count++] = entry;
                windows += entry->from_time_s >= 0;
            }
        }
        for (size_t i = 0; i < count; i++)
            if (windows == 0 || found_r[i]->from_time_s >= 0)
                found_r[kept++] = found_r[i];
        if (kept > 0)
            return kept;
    }
    return 0;
}

static const struct rate_entry *latest_of(const struct rate_entry **entries, size_t count,
                                          enum rate_kind kind, int32_t minutes)
{
    const struct rate_entry *latest = NULL;
    for (size_t i = 0; i < count; i++)
        if (entries[i]->kind == kind && entries[i]->minutes == minutes &&
            (latest == NULL || entries[i]->valid_from > latest->valid_from))
            latest = entries[i];
    return latest;
}

static struct cost cost_of_hours(const struct rate_entry *hour, int64_t minutes)
{
    return hour == NULL
               ? cost_unknown
               : (struct cost){true, (int128)hour->rate_e6 * minutes, 600000, hour->rate_e6};
}

static struct cost cost_of_time(const struct night *night, const struct order_line *order,
                                enum visit_pricing pricing, int64_t start_s, int64_t minutes)
{
    if (given(order->rate_e6))
        return (struct cost){true, (int128)order->rate_e6 * minutes, 600000, order->rate_e6};
    if (minutes == 0)
        return (struct cost){true, 0, 1, NOT_GIVEN};
    const struct rate_entry **entries =
        ARENA_ARRAY(night->arena, const struct rate_entry *, night->input->rate_count);
    size_t count =
        entries_for(night, order->service, zone_civil(night->rules->zone, start_s), entries);
    const struct rate_entry *hour = latest_of(entries, count, RATE_KIND_HOUR, 0);
    const struct rate_entry *visit = NULL;
    if (pricing == VISIT_PRICING_COVER)
        for (int32_t m = (int32_t)minutes; visit == NULL && m <= 24 * 60; m++)
            visit = latest_of(entries, count, RATE_KIND_VISIT, m);
    else
        for (int32_t m = (int32_t)minutes; visit == NULL && m > 0; m--)
            visit = latest_of(entries, count, RATE_KIND_VISIT, m);
    if (visit == NULL)
        return cost_of_hours(hour, minutes);
    struct cost cost = {true, (int128)visit->rate_e6 * 60, 600000, NOT_GIVEN};
    if (minutes > visit->minutes) {
        struct cost rest = cost_of_hours(hour, minutes - visit->minutes);
        cost.is_known = rest.is_known;
        cost.numerator += rest.numerator;
    }
    return cost;
}

static int64_t outcome_percent_e4(const struct night *night, const struct item *item, day_t day,
                                  int64_t planned_start_s)
{
    const struct bill_line *line = item->line;
    const struct terms_block *block =
        block_for(night, line->service, day, UINT32_C(1) << SETTING_OUTCOMES, 0);
    if (is_delivered(line))
        return 1000000;
    for (size_t i = 0; block != NULL && i < block->values.outcome_count; i++) {
        const struct outcome_price *entry = &block->values.outcomes[i];
        if (!text_equal(entry->outcome, line->outcome))
            continue;
        if (!given(entry->notice_below_hours_e4))
            return entry->percent_e4;
        if (given(line->notice_at_s) && (int128)(planned_start_s - line->notice_at_s) * 10000 <
                                            (int128)entry->notice_below_hours_e4 * 3600)
            return entry->percent_e4;
    }
    return 0;
}

/* --- one line against one order line --------------------------------------- */

struct judging {
    const struct night *night;
    const struct item *item;
    day_t day; /* of the terms */
    int worst; /* 0 agrees, 1 within, 2 outside */
    uint64_t reasons;
};

static bool inside(int128 difference_e4, int128 expected_e4, int64_t limit_e4, int64_t percent_e4)
{
    if (given(limit_e4) && difference_e4 > limit_e4)
        return false;
    if (given(percent_e4) && difference_e4 * 100 * 10000 > percent_e4 * expected_e4)
        return false;
    return true;
}

static void look(struct judging *judging, enum check check, int128 difference_e4,
                 int128 expected_e4, bool never_outside)
{
    struct tolerance t =
        tolerance_of(judging->night, judging->item->line->service, judging->day, check);
    if (t.off)
        return;
    int zone = inside(difference_e4, expected_e4, t.agree_e4, t.agree_percent_e4) ? 0
               : inside(difference_e4, expected_e4, t.pay_e4, t.pay_percent_e4)   ? 1
                                                                                  : 2;
    if (zone == 2 && (t.exceed_report || never_outside))
        zone = 1;
    if (zone > 0)
        judging->reasons |= UINT64_C(1) << check;
    judging->worst = zone > judging->worst ? zone : judging->worst;
}

static void look_at_arithmetic_and_vat(struct judging *judging)
{
    const struct bill_line *line = judging->item->line;
    if (!given(line->net_pence))
        return;
    int64_t net = magnitude(line->net_pence);
    if (given(line->rate_e6) && given(line->quantity_e4)) {
        bool by_minutes = unit_of(judging->night, line) == QUANTITY_UNIT_MINUTE;
        int64_t product = to_whole((int128)magnitude(line->rate_e6) * magnitude(line->quantity_e4),
                                   by_minutes ? (int128)60 * 100000000 : 100000000);
        look(judging, CHECK_ARITHMETIC, (int128)apart(net, product) * 10000, (int128)net * 10000,
             false);
    }
    int64_t due = vat_on(net, vat_percent_of(judging->night, line, judging->day));
    int64_t billed = given(line->vat_pence) ? magnitude(line->vat_pence) : 0;
    look(judging, CHECK_VAT, (int128)apart(billed, due) * 10000, (int128)net * 10000, false);
}

static void look_at_amount(struct judging *judging, int64_t expected_pence)
{
    int64_t net = judging->item->line->net_pence;
    if (given(net)) {
        look(judging, CHECK_AMOUNT, (int128)apart(net, expected_pence) * 10000,
             (int128)expected_pence * 10000, net < expected_pence);
    }
}

static void look_at_rate(struct judging *judging, int64_t contract_e6)
{
    int64_t rate_e6 = judging->item->line->rate_e6;
    enum quantity_unit unit = unit_of(judging->night, judging->item->line);
    bool hourly = unit == QUANTITY_UNIT_HOUR || unit == QUANTITY_UNIT_MINUTE;
    if (given(rate_e6) && given(contract_e6) && hourly)
        look(judging, CHECK_RATE, apart(rate_e6, contract_e6), contract_e6, rate_e6 < contract_e6);
}

static void look_at_billed_and_evidence(struct judging *judging, int64_t expected_minutes)
{
    const struct item *item = judging->item;
    if (!is_delivered(item->line))
        return;
    if (given(item->billed) && given(item->line->net_pence)) {
        look(judging, CHECK_BILLED, (int128)apart(item->billed, expected_minutes) * 10000,
             (int128)expected_minutes * 10000, false);
    }
    bool required = TERM(judging->night, item->line->service, judging->day, REQUIRE_EVIDENCE,
                         require_evidence, false);
    look(judging, CHECK_EVIDENCE, required && item->evidence == NULL ? 10000 : 0, 10000, false);
}

static struct slow_verdict conclude(const struct judging *judging, const struct order_line *order,
                                    int64_t expected_pence)
{
    const struct bill_line *line = judging->item->line;
    struct slow_verdict verdict = {
        .kind = judging->worst == 2   ? VERDICT_HELD
                : judging->worst == 1 ? VERDICT_VARIANCE
                                      : VERDICT_MATCHED,
        .reasons = judging->reasons,
        .expected_pence = expected_pence,
        .order = order,
    };
    if (judging->worst == 2)
        return verdict;
    enum pay pay = TERM(judging->night, line->service, judging->day, PAY, pay, PAY_BILLED);
    bool pays_net =
        given(line->net_pence) && !(pay == PAY_LESSER && expected_pence < line->net_pence);
    verdict.payable_pence = pays_net ? line->net_pence : expected_pence;
    verdict.payable_vat_pence =
        pays_net ? (given(line->vat_pence) ? line->vat_pence : 0)
                 : vat_on(expected_pence, vat_percent_of(judging->night, line, judging->day));
    return verdict;
}

static struct slow_verdict no_rate(const struct order_line *order)
{
    return (struct slow_verdict){.kind = VERDICT_HELD,
                                 .reasons = REASON_BIT(NO_RATE),
                                 .expected_pence = NOT_GIVEN,
                                 .order = order};
}

static int64_t pence_of(const struct cost *cost, int64_t percent_e4)
{
    return to_whole(cost->numerator * percent_e4, cost->denominator * 1000000);
}

static struct slow_verdict against_visit(const struct night *night, const struct item *item,
                                         const struct order_line *order)
{
    const struct bill_line *line = item->line;
    day_t day = civil_day(zone_civil(night->rules->zone, order->planned_start_s));
    struct judging judging = {night, item, day, 0, 0};
    struct rounding none = {.rule = ROUNDING_NONE};
    struct rounding rounding = TERM(night, line->service, day, ROUNDING, rounding, none);
    enum pay_on pay_on = TERM(night, line->service, day, PAY_ON, pay_on, PAY_ON_ACTUAL);
    int64_t actual = rounded(&rounding, item->minutes), planned = order->planned_minutes;
    int64_t minutes = !is_delivered(line) || pay_on == PAY_ON_PLANNED ? planned
                      : pay_on == PAY_ON_LESSER                       ? smaller(actual, planned)
                                                                      : actual;
    enum visit_pricing pricing =
        TERM(night, line->service, day, VISIT_PRICING, visit_pricing, VISIT_PRICING_COVER);
    struct cost cost = cost_of_time(night, order, pricing, order->planned_start_s, minutes);
    if (!cost.is_known)
        return no_rate(order);
    int64_t expected =
        pence_of(&cost, outcome_percent_e4(night, item, day, order->planned_start_s));
    if (is_delivered(line)) {
        int64_t start = to_minutes(apart(item->start_s, order->planned_start_s));
        look(&judging, CHECK_START, (int128)start * 10000, (int128)planned * 10000, false);
        look(&judging, CHECK_SHORT, (int128)larger(0, planned - item->minutes) * 10000,
             (int128)planned * 10000, false);
        look(&judging, CHECK_LONG, (int128)larger(0, item->minutes - planned) * 10000,
             (int128)planned * 10000, false);
    }
    look_at_billed_and_evidence(&judging, minutes);
    look_at_rate(&judging, cost.contract_rate_e6);
    look_at_amount(&judging, expected);
    look_at_arithmetic_and_vat(&judging);
    return conclude(&judging, order, expected);
}

static int64_t adds_e4(const struct item *item, const struct order_line *order)
{
    if (!is_delivered(item->line))
        return 0;
    if (order->basis == BASIS_UNIT)
        return given(item->line->quantity_e4) ? item->line->quantity_e4 : 10000;
    return (given(item->billed) ? item->billed : item->minutes) * 10000;
}

/* Basis period and unit; `before_e4` of the quantity is used up. */
static struct slow_verdict against_quantity(const struct night *night, const struct item *item,
                                            const struct order_line *order, int64_t before_e4)
{
    const struct bill_line *line = item->line;
    struct judging judging = {night, item, item->day, 0, 0};
    struct cost cost;
    int64_t minutes = 0;
    if (order->basis == BASIS_UNIT) {
        int64_t quantity_e4 = given(line->quantity_e4) ? line->quantity_e4 : 10000;
        cost = (struct cost){given(order->unit_price_e6),
                             (int128)order->unit_price_e6 * quantity_e4, 100000000, NOT_GIVEN};
    } else {
        struct rounding none = {.rule = ROUNDING_NONE};
        struct rounding rounding = TERM(night, line->service, item->day, ROUNDING, rounding, none);
        minutes = rounded(&rounding, item->minutes);
        enum visit_pricing pricing = TERM(night, line->service, item->day, VISIT_PRICING,
                                          visit_pricing, VISIT_PRICING_COVER);
        cost = cost_of_time(night, order, pricing, item->start_s, minutes);
    }
    if (!cost.is_known)
        return no_rate(order);
    int64_t expected = pence_of(&cost, outcome_percent_e4(night, item, item->day, item->start_s));
    if (order->basis == BASIS_PERIOD) {
        look_at_billed_and_evidence(&judging, minutes);
        look_at_rate(&judging, cost.contract_rate_e6);
    }
    look_at_amount(&judging, expected);
    look_at_arithmetic_and_vat(&judging);
    int64_t excess_e4 = before_e4 + adds_e4(item, order) - order->quantity_e4;
    look(&judging, CHECK_QUANTITY, larger(0, excess_e4), order->quantity_e4, false);
    return conclude(&judging, order, expected);
}

/* --- decisions ------------------------------------------------------------- */

static const struct order_line *order_known_as(const struct night *night, struct text order_no,
                                               struct text order_line)
{
    for (size_t i = 0; i < night->input->order_count; i++) {
        const struct order_line *order = &night->input->orders[i];
        if (text_equal(order->order_no, order_no) && text_equal(order->order_line, order_line))
            return order;
    }
    return NULL;
}

static day_t first_day_of(const struct order_line *order, day_t day)
{
    if (order->basis == BASIS_UNIT || order->period == PERIOD_TOTAL)
        return order->valid_from;
    if (order->period == PERIOD_4WEEK) {
        day_t first = order->valid_from;
        while (first + 28 <= day)
            first += 28;
        return first;
    }
    bool is_first;
    for (;; day--) {
        int year, month, day_of_month;
        day_to_ymd(day, &year, &month, &day_of_month);
        is_first = order->period == PERIOD_WEEK ? day_of_week(day) == 0 : day_of_month == 1;
        if (is_first)
            return day;
    }
}

static bool slot_was_paid_before(const struct night *night, const struct order_line *order,
                                 int32_t slot)
{
    for (size_t i = 0; i < night->input->past_count; i++) {
        const struct past_line *past = &night->input->past[i];
        if (stands(night, i) && past->slot == slot && text_equal(past->order_no, order->order_no) &&
            text_equal(past->order_line, order->order_line))
            return true;
    }
    return false;
}

/* The paid line that a credit names, of which something is left; or past_count. */
static size_t credited_by(const struct night *night, const struct bill_line *credit)
{
    size_t i = 0;
    while (i < night->input->past_count) {
        const struct bill_line *line = &night->input->past[i].line;
        if (stands(night, i) && is_own(night, i) && !is_credit(line) &&
            text_equal(line->invoice_no, credit->credits_invoice_no) &&
            text_equal(line->line_no, credit->credits_line_no))
            return i;
        i++;
    }
    return i;
}

/* A credit must find as much as it takes, unless that it does not was why it was held. */
static bool is_spent_meanwhile(const struct night *night, const struct item *item)
{
    uint64_t known = REASON_BIT(NO_CREDITED_LINE) | REASON_BIT(NO_ORDER);
    size_t i = credited_by(night, item->line);
    if (!is_credit(item->line) || (item->carried->reasons & known) != 0)
        return false;
    return i == night->input->past_count ||
           night->credited[i] - item->line->net_pence > night->input->past[i].payable_pence;
}

static void decide_one(const struct night *night, struct item *item)
{
    const struct carried *carried = item->carried;
    const struct bill_line *line = item->line;
    if (!carried->is_decided)
        return;
    if (carried->decision == DECISION_REJECT) {
        done(item, VERDICT_REJECTED, REASON_BIT(DECIDED));
        return;
    }
    bool expected_wanted = carried->decision == DECISION_PAY_EXPECTED || !given(line->net_pence);
    if ((carried->reasons & REASON_BIT(CHANGED_LINE)) != 0 ||
        (carried->reasons & REASON_BIT(DUPLICATE_VISIT)) != 0 ||
        (expected_wanted && !given(carried->expected_pence)) || is_spent_meanwhile(night, item))
        return; /* refused */
    done(item, VERDICT_VARIANCE, REASON_BIT(DECIDED));
    item->verdict.expected_pence = carried->expected_pence;
    item->verdict.payable_pence = expected_wanted ? carried->expected_pence : line->net_pence;
    if (is_credit(line)) {
        size_t i = credited_by(night, line);
        if (i < night->input->past_count)
            night->credited[i] -= line->net_pence;
        item->verdict.payable_vat_pence = given(line->vat_pence) ? -magnitude(line->vat_pence) : 0;
        return;
    }
    const struct order_line *order = order_known_as(night, carried->order_no, carried->order_line);
    item->verdict.order = order;
    if (order != NULL && order->basis == BASIS_VISIT && carried->slot > 0 &&
        !slot_was_paid_before(night, order, carried->slot))
        item->verdict.slot = carried->slot;
}

/* Of a decided line, once it is known when it was delivered. */
static void measure_decided(const struct night *night, struct item *item)
{
    const struct bill_line *line = item->line;
    const struct order_line *order = item->verdict.order;
    if ((item->verdict.reasons & REASON_BIT(DECIDED)) == 0 || !is_paid(&item->verdict) ||
        is_credit(line))
        return;
    if (given(line->net_pence) && item->verdict.payable_pence == line->net_pence) {
        item->verdict.payable_vat_pence = given(line->vat_pence) ? line->vat_pence : 0;
    } else {
        day_t day = order != NULL && order->basis == BASIS_VISIT
                        ? civil_day(zone_civil(night->rules->zone, order->planned_start_s))
                        : item->day;
        item->verdict.payable_vat_pence =
            vat_on(item->verdict.payable_pence, vat_percent_of(night, line, day));
    }
    if (order != NULL && order->basis != BASIS_VISIT) {
        item->counted_e4 = adds_e4(item, order);
        item->period_first = first_day_of(order, item->day);
    }
}

/* --- the same line again --------------------------------------------------- */

static void repeat_one(struct night *night, struct item *item)
{
    const struct bill_line *line = item->line;
    bool is_same = false, is_paid_before = false;
    for (size_t i = 0; i < night->input->past_count; i++) {
        const struct past_line *past = &night->input->past[i];
        if (bill_line_same_identity(&past->line, line)) {
            is_same = is_same || bill_line_same_content(&past->line, line);
            is_paid_before = is_paid_before || past->paid;
        }
    }
    for (size_t i = 0; i < night->count; i++) {
        const struct item *other = &night->items[i];
        bool is_duplicate = other->is_done && other->verdict.kind == VERDICT_DUPLICATE;
        if (other->line->line_id < line->line_id && !is_duplicate &&
            bill_line_same_identity(other->line, line)) {
            is_same = is_same || bill_line_same_content(other->line, line);
            is_paid_before = is_paid_before || (other->is_done && is_paid(&other->verdict));
        }
    }
    if (is_same) {
        done(item, VERDICT_DUPLICATE, 0);
        return;
    }
    if (is_paid_before) {
        hold(item, REASON_CHANGED_LINE);
        return;
    }
    for (size_t i = 0; i < night->count; i++) {
        struct item *other = &night->items[i];
        bool is_duplicate = other->is_done && other->verdict.kind == VERDICT_DUPLICATE;
        if (other->line->line_id < line->line_id && !is_duplicate &&
            bill_line_same_identity(other->line, line))
            done(other, VERDICT_DUPLICATE, REASON_BIT(SUPERSEDED));
    }
}

static void repeats(struct night *night)
{
    for (;;) { /* the next line in loading order */
        struct item *next = NULL;
        for (size_t i = 0; i < night->count; i++) {
            struct item *item = &night->items[i];
            if (!item->is_done && !item->is_compared && !item->carried->is_carried &&
                (next == NULL || item->line->line_id < next->line->line_id))
                next = item;
        }
        if (next == NULL)
            break;
        next->is_compared = true;
        repeat_one(night, next);
    }
    for (size_t i = 0; i < night->count; i++) {
        struct item *item = &night->items[i];
        if (!item->is_done && (item->carried->reasons & REASON_BIT(CHANGED_LINE)) != 0)
            hold(item, REASON_CHANGED_LINE);
    }
}

/* --- provider, credits ----------------------------------------------------- */

static bool can_be_paid(const struct provider *provider)
{
    bool by_card = provider->card_token.length > 0;
    bool by_bank = provider->sort_code.length > 0 && provider->account_no.length > 0;
    if (provider->rail == RAIL_CARD)
        return by_card;
    return provider->rail == RAIL_BANK ? by_bank : by_card || by_bank;
}

static void provider_first(struct night *night)
{
    const struct provider *provider = night->input->provider;
    for (size_t i = 0; i < night->count; i++) {
        struct item *item = &night->items[i];
        if (item->is_done)
            continue;
        if (provider == NULL || !can_be_paid(provider))
            hold(item, REASON_PROVIDER_UNKNOWN);
        else if (provider->status == PROVIDER_STATUS_SUSPENDED)
            hold(item, REASON_PROVIDER_SUSPENDED);
    }
}

static bool comes_before(const struct item *a, const struct item *b) /* by delivered start */
{
    if (a->start_s != b->start_s)
        return a->start_s < b->start_s;
    return bill_line_compare_name(a->line, b->line) < 0;
}

static void credit_one(struct night *night, struct item *item)
{
    const struct bill_line *line = item->line;
    for (size_t i = 0; i < night->input->past_count; i++) {
        const struct past_line *past = &night->input->past[i];
        if (!past->paid || !is_own(night, i) ||
            !text_equal(past->line.invoice_no, line->credits_invoice_no) ||
            !text_equal(past->line.line_no, line->credits_line_no) ||
            night->credited[i] - line->net_pence > past->payable_pence)
            continue;
        struct judging judging = {night, item, item->day, 0, 0};
        look_at_arithmetic_and_vat(&judging);
        done(item,
             judging.worst == 2   ? VERDICT_HELD
             : judging.worst == 1 ? VERDICT_VARIANCE
                                  : VERDICT_MATCHED,
             judging.reasons);
        if (judging.worst < 2) {
            item->verdict.payable_pence = line->net_pence;
            item->verdict.payable_vat_pence =
                given(line->vat_pence) ? -magnitude(line->vat_pence) : 0;
            night->credited[i] -= line->net_pence;
        }
        return;
    }
    hold(item, REASON_NO_CREDITED_LINE);
}

static void credits(struct night *night)
{
    for (;;) {
        struct item *next = NULL;
        for (size_t i = 0; i < night->count; i++) {
            struct item *item = &night->items[i];
            if (!item->is_done && is_credit(item->line) &&
                (next == NULL || comes_before(item, next)))
                next = item;
        }
        if (next == NULL)
            return;
        credit_one(night, next);
    }
}

/* --- evidence -------------------------------------------------------------- */

struct belongs {
    const struct bill_line *line; /* NULL: to none */
    struct item *item;            /* NULL: a line paid before */
    int64_t overlap_s, distance_s;
};

static bool belongs_rather(const struct belongs *a, const struct belongs *b)
{
    if (b->line == NULL || (a->overlap_s > 0) != (b->overlap_s > 0))
        return b->line == NULL || a->overlap_s > 0;
    if (a->overlap_s > 0 && a->overlap_s != b->overlap_s)
        return a->overlap_s > b->overlap_s;
    if (a->overlap_s == 0 && a->distance_s != b->distance_s)
        return a->distance_s < b->distance_s;
    if (a->line->claimed_start_s != b->line->claimed_start_s)
        return a->line->claimed_start_s < b->line->claimed_start_s;
    int order = bill_line_compare_name(a->line, b->line);
    return order != 0 ? order < 0 : a->line->line_id < b->line->line_id;
}

static void offer(const struct night *night, const struct evidence *piece,
                  const struct bill_line *line, struct item *item, struct belongs *best)
{
    if (!text_equal(line->client_ref, piece->client_ref) ||
        (line->carer_ref.length > 0 && !text_equal(line->carer_ref, piece->carer_ref)))
        return;
    day_t day = civil_day(zone_civil(night->rules->zone, line->claimed_start_s));
    int64_t window = TERM(night, line->service, day, PAIR_WINDOW, pair_window, 120);
    struct belongs offered = {
        line, item,
        common_s(line->claimed_start_s, line->claimed_end_s, piece->log_in_s, piece->log_out_s),
        apart(line->claimed_start_s, piece->log_in_s)};
    if (offered.overlap_s == 0 && offered.distance_s > window * 60)
        return;
    if (belongs_rather(&offered, best))
        *best = offered;
}

static struct belongs owner_of(struct night *night, const struct evidence *piece)
{
    struct belongs best = {NULL, NULL, 0, 0};
    for (size_t i = 0; i < night->count; i++) {
        struct item *item = &night->items[i];
        bool is_out = item->is_done && (item->verdict.kind == VERDICT_REJECTED ||
                                        item->verdict.kind == VERDICT_DUPLICATE);
        if (!is_out && !is_credit(item->line))
            offer(night, piece, item->line, item, &best);
    }
    for (size_t i = 0; i < night->input->past_count; i++)
        if (stands(night, i) && is_own(night, i) && !is_credit(&night->input->past[i].line))
            offer(night, piece, &night->input->past[i].line, NULL, &best);
    return best;
}

static bool keeps_rather(const struct item *item, const struct evidence *a,
                         const struct evidence *b)
{
    const struct bill_line *line = item->line;
    int64_t a_s = common_s(line->claimed_start_s, line->claimed_end_s, a->log_in_s, a->log_out_s);
    int64_t b_s = common_s(line->claimed_start_s, line->claimed_end_s, b->log_in_s, b->log_out_s);
    if (a_s != b_s)
        return a_s > b_s;
    return a->log_in_s != b->log_in_s ? a->log_in_s < b->log_in_s : a->log_out_s < b->log_out_s;
}

static void assign_evidence(struct night *night)
{
    for (size_t i = 0; i < night->input->evidence_count; i++) {
        const struct evidence *piece = &night->input->evidence[i];
        struct item *item = owner_of(night, piece).item;
        if (item != NULL && (item->evidence == NULL || keeps_rather(item, piece, item->evidence)))
            item->evidence = piece;
    }
}

/* --- what stands before pairing -------------------------------------------- */

static bool suspended(const struct night *night, struct text client_ref, day_t day)
{
    for (size_t i = 0; i < night->rules->suspension_count; i++) {
        const struct suspension *s = &night->rules->suspensions[i];
        if (text_equal(s->client_ref, client_ref) && day >= s->from &&
            (s->to == DAY_NOT_GIVEN || day <= s->to))
            return true;
    }
    return false;
}

/* An active order line of the line's client and service, that its name allows. */
static bool allows(const struct order_line *order, const struct bill_line *line)
{
    if (order->status != ORDER_STATUS_ACTIVE || !text_equal(order->client_ref, line->client_ref) ||
        !text_equal(order->service, line->service))
        return false;
    if (line->order_no.length == 0)
        return true;
    return text_equal(order->order_no, line->order_no) &&
           (line->order_line.length == 0 || text_equal(order->order_line, line->order_line));
}

static bool is_exactly_named(const struct bill_line *line)
{
    return line->order_no.length > 0 && line->order_line.length > 0;
}

static int64_t window_of(const struct night *night, const struct order_line *order)
{
    day_t day = civil_day(zone_civil(night->rules->zone, order->planned_start_s));
    return TERM(night, order->service, day, PAIR_WINDOW, pair_window, 120) * INT64_C(60);
}

static bool in_reach(const struct night *night, const struct item *item,
                     const struct order_line *order)
{
    return order->basis == BASIS_VISIT && allows(order, item->line) &&
           (is_exactly_named(item->line) ||
            apart(item->start_s, order->planned_start_s) <= window_of(night, order));
}

static bool valid_on(const struct order_line *order, day_t day)
{
    return day >= order->valid_from && (order->valid_to == DAY_NOT_GIVEN || day <= order->valid_to);
}

/* Which basis the line is set against; BASIS_COUNT: none has room for it. */
static enum basis basis_for(const struct night *night, const struct item *item)
{
    bool has_visit = false, has_period = false, has_unit = false;
    for (size_t i = 0; i < night->input->order_count; i++) {
        const struct order_line *order = &night->input->orders[i];
        if (!allows(order, item->line))
            continue;
        if (order->basis == BASIS_VISIT) {
            has_visit =
                has_visit || item->line->order_no.length > 0 || in_reach(night, item, order);
        } else if (valid_on(order, item->day)) {
            has_period = has_period || order->basis == BASIS_PERIOD;
            has_unit = has_unit || order->basis == BASIS_UNIT;
        }
    }
    return has_visit    ? BASIS_VISIT
           : has_period ? BASIS_PERIOD
           : has_unit   ? BASIS_UNIT
                        : BASIS_COUNT;
}

static void before_pairing(struct night *night)
{
    for (size_t i = 0; i < night->count; i++) {
        struct item *item = &night->items[i];
        if (item->is_done)
            continue;
        bool is_ordered = false;
        for (size_t j = 0; j < night->input->order_count; j++)
            is_ordered = is_ordered || allows(&night->input->orders[j], item->line);
        enum basis basis = basis_for(night, item);
        if (is_delivered(item->line) && suspended(night, item->line->client_ref, item->day))
            hold(item, REASON_CLIENT_SUSPENDED);
        else if (item->day > night->rules->business_date)
            hold(item, REASON_FUTURE_VISIT);
        else if (!is_ordered)
            hold(item, REASON_NO_ORDER);
        else if (item->line->claimed_start_s == item->line->claimed_end_s &&
                 (basis == BASIS_VISIT || basis == BASIS_PERIOD))
            done(item, VERDICT_REJECTED, REASON_BIT(MISSING));
    }
}

/* --- carers ---------------------------------------------------------------- */

static bool walks_before(const struct item *a, const struct item *b)
{
    if (a->line->claimed_start_s != b->line->claimed_start_s)
        return a->line->claimed_start_s < b->line->claimed_start_s;
    if ((a->evidence != NULL) != (b->evidence != NULL))
        return a->evidence != NULL;
    return bill_line_compare_name(a->line, b->line) < 0;
}

static bool has_carers_time(const struct bill_line *line)
{
    return line->carer_ref.length > 0 && is_delivered(line) && !is_credit(line);
}

/* 0 no overlap, 1 with another client, 2 with the same. */
static int clash(const struct night *night, const struct item *item, const struct bill_line *other,
                 int64_t start_s, int64_t end_s)
{
    int64_t allowed =
        TERM(night, item->line->service, item->day, CARER_OVERLAP, carer_overlap, 0) * INT64_C(60);
    if (!has_carers_time(other) || !text_equal(other->carer_ref, item->line->carer_ref) ||
        common_s(item->start_s, item->end_s, start_s, end_s) <= allowed)
        return 0;
    return text_equal(other->client_ref, item->line->client_ref) ? 2 : 1;
}

static void walk_carers(struct night *night)
{
    bool *accepted = ARENA_ARRAY(night->arena, bool, night->count);
    bool *walked = ARENA_ARRAY(night->arena, bool, night->count);
    for (size_t i = 0; i < night->count; i++) /* paid already: by a decision */
        accepted[i] = night->items[i].is_done && is_paid(&night->items[i].verdict);
    for (;;) {
        size_t next = night->count;
        for (size_t i = 0; i < night->count; i++) {
            const struct item *item = &night->items[i];
            if (!item->is_done && !walked[i] && has_carers_time(item->line) &&
                (next == night->count || walks_before(item, &night->items[next])))
                next = i;
        }
        if (next == night->count)
            return;
        struct item *item = &night->items[next];
        int worst = 0, found;
        walked[next] = true;
        for (size_t i = 0; i < night->input->past_count; i++) {
            const struct past_line *past = &night->input->past[i];
            found = stands(night, i) && is_own(night, i)
                        ? clash(night, item, &past->line, past->delivered_start_s,
                                past->delivered_end_s)
                        : 0;
            worst = found > worst ? found : worst;
        }
        for (size_t i = 0; i < night->count; i++) {
            const struct item *other = &night->items[i];
            found = accepted[i] ? clash(night, item, other->line, other->start_s, other->end_s) : 0;
            worst = found > worst ? found : worst;
        }
        if (worst > 0)
            hold(item, worst == 2 ? REASON_DUPLICATE_VISIT : REASON_CARER_OVERLAP);
        else
            accepted[next] = true;
    }
}

/* --- pairing --------------------------------------------------------------- */

struct place { /* a slot */
    const struct order_line *order;
    int32_t number;
    bool is_paid, is_taken;
    int64_t paid_start_s, paid_end_s;
};

static bool place_before(const struct place *a, const struct place *b)
{
    if (a->order->planned_start_s != b->order->planned_start_s)
        return a->order->planned_start_s < b->order->planned_start_s;
    int order = text_compare(a->order->order_no, b->order->order_no);
    if (order == 0)
        order = text_compare_number(a->order->order_line, b->order->order_line);
    return order != 0 ? order < 0 : a->number < b->number;
}

/* Every slot of tonight, in order; what earlier nights and decisions paid is marked. */
static size_t places_open(const struct night *night, struct place **places_r)
{
    size_t count = 0;
    for (size_t i = 0; i < night->input->order_count; i++)
        count += (size_t)night->input->orders[i].carers;
    struct place *places = ARENA_ARRAY(night->arena, struct place, count);
    count = 0;
    for (size_t i = 0; i < night->input->order_count; i++) {
        const struct order_line *order = &night->input->orders[i];
        if (order->basis != BASIS_VISIT || order->status != ORDER_STATUS_ACTIVE)
            continue;
        for (int32_t number = 1; number <= order->carers; number++) {
            struct place place = {.order = order, .number = number};
            for (size_t j = 0; j < night->input->past_count; j++) {
                const struct past_line *past = &night->input->past[j];
                if (stands(night, j) && past->slot == number &&
                    text_equal(past->order_no, order->order_no) &&
                    text_equal(past->order_line, order->order_line)) {
                    place = (struct place){
                        order, number, true, true, past->delivered_start_s, past->delivered_end_s};
                }
            }
            for (size_t j = 0; j < night->count; j++) {
                const struct item *item = &night->items[j];
                if (item->is_done && is_paid(&item->verdict) && item->verdict.order == order &&
                    item->verdict.slot == number)
                    place = (struct place){order, number, true, true, item->start_s, item->end_s};
            }
            size_t at = count++;
            for (; at > 0 && place_before(&place, &places[at - 1]); at--)
                places[at] = places[at - 1];
            places[at] = place;
        }
    }
    *places_r = places;
    return count;
}

struct trial { /* all alignments of some lines with some slots, one after the other */
    size_t line_count, place_count;
    const struct slow_verdict *verdicts; /* line_count rows of place_count */
    const bool *possible;
    const int64_t *minutes_off;
    size_t *taken, *best; /* place_count: none */
    int64_t best_score[4];
    bool has_best;
};

static bool is_better_trial(const struct trial *trial, const int64_t score[4])
{
    for (int i = 0; i < 4; i++)
        if (score[i] != trial->best_score[i])
            return score[i] > trial->best_score[i];
    for (size_t i = 0; i < trial->line_count; i++)
        if (trial->taken[i] != trial->best[i])
            return trial->taken[i] < trial->best[i]; /* none is the last place */
    return false;
}

static void try_all(struct trial *trial, size_t line, size_t first_free)
{
    size_t places = trial->place_count;
    if (line < trial->line_count) {
        for (size_t place = first_free; place < places; place++) {
            if (trial->possible[line * places + place]) {
                trial->taken[line] = place;
                try_all(trial, line + 1, place + 1);
            }
        }
        trial->taken[line] = places;
        try_all(trial, line + 1, first_free);
        return;
    }
    int64_t score[4] = {0, 0, 0, 0};
    for (size_t i = 0; i < trial->line_count; i++) {
        if (trial->taken[i] < places) {
            size_t pair = i * places + trial->taken[i];
            score[0] += is_paid(&trial->verdicts[pair]);
            score[1] += trial->verdicts[pair].kind == VERDICT_MATCHED;
            score[2]++;
            score[3] -= trial->minutes_off[pair];
        }
    }
    if (!trial->has_best || is_better_trial(trial, score)) {
        trial->has_best = true;
        memcpy(trial->best_score, score, sizeof(score));
        memcpy(trial->best, trial->taken, trial->line_count * sizeof(*trial->taken));
    }
}

static void align(struct night *night, struct item **items, size_t item_count, struct place *places,
                  size_t place_count)
{
    size_t pairs = item_count * place_count;
    struct slow_verdict *verdicts = ARENA_ARRAY(night->arena, struct slow_verdict, pairs);
    bool *possible = ARENA_ARRAY(night->arena, bool, pairs);
    int64_t *minutes_off = ARENA_ARRAY(night->arena, int64_t, pairs);
    struct trial trial = {item_count,
                          place_count,
                          verdicts,
                          possible,
                          minutes_off,
                          ARENA_ARRAY(night->arena, size_t, item_count),
                          ARENA_ARRAY(night->arena, size_t, item_count),
                          {0, 0, 0, 0},
                          false};
    for (size_t i = 0; i < item_count; i++) {
        for (size_t j = 0; j < place_count; j++) {
            const struct order_line *order = places[j].order;
            size_t pair = i * place_count + j;
            possible[pair] = !places[j].is_taken && in_reach(night, items[i], order);
            if (possible[pair]) {
                verdicts[pair] = against_visit(night, items[i], order);
                minutes_off[pair] = to_minutes(apart(items[i]->start_s, order->planned_start_s)) +
                                    apart(items[i]->minutes, order->planned_minutes);
            }
        }
    }
    try_all(&trial, 0, 0);
    for (size_t i = 0; i < item_count; i++) {
        if (trial.best[i] == place_count)
            continue;
        struct place *place = &places[trial.best[i]];
        items[i]->verdict = verdicts[i * place_count + trial.best[i]];
        items[i]->verdict.slot = place->number;
        items[i]->is_done = true;
        place->is_taken = true;
        if (is_paid(&items[i]->verdict)) {
            place->is_paid = true;
            place->paid_start_s = items[i]->start_s;
            place->paid_end_s = items[i]->end_s;
        }
    }
}

/* Named before unnamed; order_no; named to the line before to the order; order_line. */
static int compare_names(const struct bill_line *a, const struct bill_line *b)
{
    bool a_named = a->order_no.length > 0, b_named = b->order_no.length > 0;
    if (!a_named || !b_named)
        return (int)b_named - (int)a_named;
    int order = text_compare(a->order_no, b->order_no);
    if (order != 0)
        return order;
    bool a_line = a->order_line.length > 0, b_line = b->order_line.length > 0;
    if (!a_line || !b_line)
        return (int)b_line - (int)a_line;
    return text_compare_number(a->order_line, b->order_line);
}

static bool same_group(const struct bill_line *a, const struct bill_line *b)
{
    return text_equal(a->client_ref, b->client_ref) && text_equal(a->service, b->service);
}

/* The lines to be aligned with `first`, in order: same group, same name. */
static size_t round_of(struct night *night, const bool *waits, const struct item *first,
                       struct item **round_r)
{
    size_t count = 0;
    for (size_t i = 0; i < night->count; i++) {
        struct item *item = &night->items[i];
        if (!waits[i] || item->is_done || !same_group(item->line, first->line) ||
            compare_names(item->line, first->line) != 0)
            continue;
        size_t at = count++;
        for (; at > 0 && comes_before(item, round_r[at - 1]); at--)
            round_r[at] = round_r[at - 1];
        round_r[at] = item;
    }
    return count;
}

static void hold_unpaired(const struct night *night, struct item *item, const struct place *places,
                          size_t place_count)
{
    bool all_paid = true, is_together = false;
    for (size_t i = 0; i < place_count; i++) {
        if (in_reach(night, item, places[i].order)) {
            all_paid = all_paid && places[i].is_paid;
            is_together = is_together || (places[i].is_paid && common_s(item->start_s, item->end_s,
                                                                        places[i].paid_start_s,
                                                                        places[i].paid_end_s) > 0);
        }
    }
    hold(item, all_paid && is_together ? REASON_DUPLICATE_VISIT : REASON_NO_SLOT);
}

static void pair_visits(struct night *night)
{
    bool *waits = ARENA_ARRAY(night->arena, bool, night->count);
    struct item **round = ARENA_ARRAY(night->arena, struct item *, night->count);
    night->place_count = places_open(night, &night->places);
    for (size_t i = 0; i < night->count; i++)
        waits[i] = !night->items[i].is_done && basis_for(night, &night->items[i]) == BASIS_VISIT;
    for (;;) {
        const struct item *first = NULL;
        for (size_t i = 0; i < night->count; i++) {
            const struct item *item = &night->items[i];
            if (waits[i] && !item->is_done &&
                (first == NULL || compare_names(item->line, first->line) < 0))
                first = item;
        }
        if (first == NULL)
            break;
        size_t count = round_of(night, waits, first, round);
        align(night, round, count, night->places, night->place_count);
        for (size_t i = 0; i < count; i++) {
            size_t at = (size_t)(round[i] - night->items);
            waits[at] = false;
            round[i]->is_left_over = !round[i]->is_done;
        }
    }
}

/* --- periods and units ----------------------------------------------------- */

static int64_t used_e4(const struct night *night, const struct order_line *order, day_t first)
{
    bool whole = order->basis == BASIS_UNIT || order->period == PERIOD_TOTAL;
    int64_t total_e4 = 0;
    for (size_t i = 0; i < night->input->past_count; i++) {
        const struct past_line *past = &night->input->past[i];
        if (stands(night, i) && text_equal(past->order_no, order->order_no) &&
            text_equal(past->order_line, order->order_line) &&
            (whole || past->period_first == first))
            total_e4 += past->counted_e4;
    }
    for (size_t i = 0; i < night->count; i++) {
        const struct item *item = &night->items[i];
        if (item->is_done && is_paid(&item->verdict) && item->verdict.order == order &&
            (whole || item->period_first == first))
            total_e4 += item->counted_e4;
    }
    return total_e4;
}

static bool same_service_as(const struct bill_line *a, const struct bill_line *b)
{
    return same_group(a, b) && a->claimed_start_s == b->claimed_start_s &&
           a->secondary == b->secondary && text_equal(a->carer_ref, b->carer_ref);
}

static bool same_service_again(const struct night *night, const struct item *item)
{
    const struct bill_line *line = item->line;
    for (size_t i = 0; i < night->input->past_count + night->count; i++) {
        bool is_past = i < night->input->past_count;
        const struct item *other = is_past ? NULL : &night->items[i - night->input->past_count];
        const struct bill_line *paid = is_past ? &night->input->past[i].line : other->line;
        bool counts = is_past ? stands(night, i) && is_own(night, i)
                              : other->is_done && is_paid(&other->verdict);
        if (counts && !is_credit(paid) && same_service_as(paid, line))
            return true;
    }
    return false;
}

static void count_one(struct night *night, struct item *item)
{
    enum basis basis = basis_for(night, item);
    const struct order_line *chosen = NULL, *lowest = NULL;
    if (basis == BASIS_COUNT) {
        hold(item, REASON_NO_SLOT);
        return;
    }
    if (same_service_again(night, item)) {
        hold(item, REASON_DUPLICATE_VISIT);
        return;
    }
    for (size_t i = 0; i < night->input->order_count; i++) {
        const struct order_line *order = &night->input->orders[i];
        if (order->basis != basis || !allows(order, item->line) || !valid_on(order, item->day))
            continue;
        bool fits = used_e4(night, order, first_day_of(order, item->day)) + adds_e4(item, order) <=
                    order->quantity_e4;
        if (lowest == NULL || order_line_compare_key(order, lowest) < 0)
            lowest = order;
        if (fits && (chosen == NULL || order_line_compare_key(order, chosen) < 0))
            chosen = order;
    }
    chosen = chosen == NULL ? lowest : chosen;
    day_t first = first_day_of(chosen, item->day);
    item->verdict = against_quantity(night, item, chosen, used_e4(night, chosen, first));
    item->counted_e4 = adds_e4(item, chosen);
    item->period_first = first;
    item->is_done = true;
}

static bool is_decided_without_slot(const struct item *item)
{
    const struct order_line *order = item->verdict.order;
    return item->is_done && (item->verdict.reasons & REASON_BIT(DECIDED)) != 0 &&
           is_paid(&item->verdict) && order != NULL && order->basis != BASIS_VISIT;
}

/* A service is not paid twice by two decisions: the line that comes later stays held. */
static bool is_decided_again(const struct night *night, const struct item *item)
{
    for (size_t i = 0; i < night->input->past_count; i++) {
        const struct bill_line *past = &night->input->past[i].line;
        if (stands(night, i) && is_own(night, i) && !is_credit(past) &&
            same_service_as(past, item->line))
            return true;
    }
    for (size_t i = 0; i < night->count; i++) {
        const struct item *other = &night->items[i];
        if (is_decided_without_slot(other) && comes_before(other, item) &&
            same_service_as(other->line, item->line))
            return true;
    }
    return false;
}

static void undo_second_decisions(struct night *night)
{
    for (size_t i = 0; i < night->count; i++) {
        struct item *item = &night->items[i];
        if (is_decided_without_slot(item) && is_decided_again(night, item)) {
            item->verdict = (struct slow_verdict){.expected_pence = NOT_GIVEN};
            item->counted_e4 = 0;
            item->is_done = false;
            hold(item, REASON_DUPLICATE_VISIT);
            i = SIZE_MAX; /* from the start again */
        }
    }
}

/* --- purses, and the walk that they need ----------------------------------- */

static day_t week_of(day_t day) /* day 0 was a Thursday */
{
    return (day + 3) / 7;
}

static int64_t difference_paid(const struct slow_verdict *verdict)
{
    return verdict->kind == VERDICT_VARIANCE && given(verdict->expected_pence)
               ? apart(verdict->payable_pence, verdict->expected_pence)
               : 0;
}

static bool is_given_back(const struct night *night, int64_t line_id)
{
    for (size_t i = 0; i < night->input->past_count; i++)
        if (night->input->past[i].line.line_id == line_id && !stands(night, i))
            return true;
    return false;
}

static int64_t spent_of(const struct night *night, struct text client_ref, day_t week)
{
    int64_t pence = 0;
    for (size_t i = 0; i < night->input->spent_count; i++) {
        const struct spent_line *spent = &night->input->spent[i];
        day_t day = civil_day(zone_civil(night->rules->zone, spent->delivered_start_s));
        if (text_equal(spent->client_ref, client_ref) && week_of(day) == week &&
            !is_given_back(night, spent->line_id))
            pence += spent->pence;
    }
    for (size_t i = 0; i < night->count; i++) {
        const struct item *item = &night->items[i];
        if (text_equal(item->line->client_ref, client_ref) && week_of(item->day) == week)
            pence += item->taken_pence;
    }
    return pence;
}

static void take_from_purse(const struct night *night, struct item *item)
{
    int64_t more = difference_paid(&item->verdict);
    const struct order_line *order = item->verdict.order;
    day_t day = order != NULL && order->basis == BASIS_VISIT
                    ? civil_day(zone_civil(night->rules->zone, order->planned_start_s))
                    : item->day;
    int64_t purse = TERM(night, item->line->service, day, PURSE_PENCE, purse_pence, NOT_GIVEN);
    int64_t spent = spent_of(night, item->line->client_ref, week_of(item->day));
    if (more > 0 && given(purse) && spent + more > purse) {
        hold(item, REASON_PURSE_SPENT);
        item->verdict.payable_pence = item->verdict.payable_vat_pence = 0;
        item->counted_e4 = 0;
        for (size_t i = 0; i < night->place_count; i++)
            if (night->places[i].order == order && night->places[i].number == item->verdict.slot)
                night->places[i].is_paid = false;
    } else {
        item->taken_pence = more;
    }
}

static bool is_decision(const struct item *item)
{
    return (item->verdict.reasons & REASON_BIT(DECIDED)) != 0;
}

/* Decided lines first; then every line in order, paired or not. */
static void walk_lines(struct night *night)
{
    for (size_t i = 0; i < night->count; i++) {
        struct item *item = &night->items[i];
        item->is_walked = is_decision(item) || item->is_left_over;
        if (is_decision(item))
            item->taken_pence = difference_paid(&item->verdict);
    }
    for (;;) {
        struct item *next = NULL;
        for (size_t i = 0; i < night->count; i++) {
            struct item *item = &night->items[i];
            if (!item->is_walked && (next == NULL || comes_before(item, next)))
                next = item;
        }
        if (next == NULL)
            break;
        if (!next->is_done)
            count_one(night, next);
        take_from_purse(night, next);
        next->is_walked = true;
    }
    for (size_t i = 0; i < night->count; i++)
        if (night->items[i].is_left_over)
            hold_unpaired(night, &night->items[i], night->places, night->place_count);
}

/* --- the whole night ------------------------------------------------------- */

void slow_match(struct arena *arena, const struct rules *rules, const struct match_input *input,
                struct slow_verdict *verdicts_r)
{
    struct night night = {arena,
                          rules,
                          input,
                          input->line_count,
                          ARENA_ARRAY(arena, struct item, input->line_count),
                          ARENA_ARRAY(arena, int64_t, input->past_count),
                          0,
                          NULL};
    for (size_t i = 0; i < input->past_count; i++)
        night.credited[i] = input->past[i].credited_pence;
    for (size_t i = 0; i < night.count; i++) {
        night.items[i] = (struct item){.line = &input->lines[i],
                                       .carried = carried_of_line(input, i),
                                       .period_first = DAY_NOT_GIVEN};
        night.items[i].verdict.expected_pence = NOT_GIVEN;
        take_times(&night, &night.items[i]);
    }
    for (int credits_first = 1; credits_first >= 0; credits_first--)
        for (size_t i = 0; i < night.count; i++)
            if (is_credit(night.items[i].line) == (credits_first == 1))
                decide_one(&night, &night.items[i]);
    repeats(&night);
    provider_first(&night);
    credits(&night);
    assign_evidence(&night);
    for (size_t i = 0; i < night.count; i++) {
        take_times(&night, &night.items[i]);
        measure_decided(&night, &night.items[i]);
    }
    before_pairing(&night);
    walk_carers(&night);
    pair_visits(&night);
    undo_second_decisions(&night);
    walk_lines(&night);
    for (size_t i = 0; i < night.count; i++) {
        assert(night.items[i].is_done);
        verdicts_r[i] = night.items[i].verdict;
    }
}
