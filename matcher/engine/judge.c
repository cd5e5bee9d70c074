#include "matcher/engine/judge.h"

#include <assert.h>

#include "matcher/engine/pricing.h"
#include "matcher/engine/rounding.h"

/* One judgement in the making: the line, the terms it is held against, what came out. */
struct judgement {
    const struct workbench *bench;
    const struct open_line *open;
    const struct settings *settings;
    struct verdict *verdict; /* the line's */
    uint64_t reasons;        /* checks that do not agree */
    bool is_outside;         /* one of them at least */
    struct checks *checks;   /* NULL: of a draft, which has none */
};

int64_t start_difference_minutes(int64_t a_s, int64_t b_s)
{
    return minutes_half_up(magnitude(a_s - b_s));
}

/* --- zones ---------------------------------------------------------------- */

static bool inside_limit(int64_t difference_e4, int64_t expected_e4, int64_t limit_e4,
                         int64_t percent_e4)
{
    if (given(limit_e4) && difference_e4 > limit_e4)
        return false;
    return !given(percent_e4) || !exceeds_percent(difference_e4, expected_e4, percent_e4);
}

bool judge_inside_pay(const struct tolerance *tolerance, int64_t difference_e4, int64_t expected_e4)
{
    return inside_limit(difference_e4, expected_e4, tolerance->pay_e4, tolerance->pay_percent_e4);
}

static enum zone_of_check zone_of(const struct tolerance *tolerance, int64_t difference_e4,
                                  int64_t expected_e4)
{
    if (difference_e4 == 0) /* as mostly: no limit is below that */
        return ZONE_AGREES;
    if (inside_limit(difference_e4, expected_e4, tolerance->agree_e4, tolerance->agree_percent_e4))
        return ZONE_AGREES;
    if (tolerance->exceed_report || judge_inside_pay(tolerance, difference_e4, expected_e4))
        return ZONE_WITHIN;
    return ZONE_OUTSIDE;
}

/* Inline, because every line has most of the checks. */
static inline void note(struct judgement *judgement, enum check which, enum zone_of_check zone,
                        int64_t difference_e4, int64_t expected_e4)
{
    if (judgement->checks != NULL)
        judgement->checks->results[which] = (struct check_result){zone, difference_e4, expected_e4};
    judgement->reasons |= (uint64_t)(zone != ZONE_AGREES) << which;
    judgement->is_outside = judgement->is_outside || zone == ZONE_OUTSIDE;
}

/* Where a tolerance meets a difference. */
static inline void check(struct judgement *judgement, enum check which, int64_t difference_e4,
                         int64_t expected_e4)
{
    const struct tolerance *tolerance = &judgement->settings->tolerances[which];

    assert(difference_e4 >= 0);
    if (!tolerance->off)
        note(judgement, which, zone_of(tolerance, difference_e4, expected_e4), difference_e4,
             expected_e4);
}

/* For rate and amount: a bill below what is expected is never outside. */
static void check_bill(struct judgement *judgement, enum check which, int64_t billed_e4,
                       int64_t expected_e4)
{
    const struct tolerance *tolerance = &judgement->settings->tolerances[which];
    int64_t difference_e4 = magnitude(billed_e4 - expected_e4);

    if (tolerance->off)
        return;
    enum zone_of_check zone = zone_of(tolerance, difference_e4, expected_e4);
    if (zone == ZONE_OUTSIDE && billed_e4 < expected_e4)
        zone = ZONE_WITHIN;
    note(judgement, which, zone, difference_e4, expected_e4);
}

/* --- single checks -------------------------------------------------------- */

static void check_visit_time(struct judgement *judgement, const struct order_line *order)
{
    const struct open_line *open = judgement->open;
    int64_t planned_e4 = (int64_t)order->planned_minutes * E4;
    int64_t longer_e4 = (open->delivered_minutes - order->planned_minutes) * E4;
    int64_t start_e4 =
        start_difference_minutes(open->delivered_start_s, order->planned_start_s) * E4;

    check(judgement, CHECK_START, start_e4, planned_e4);
    check(judgement, CHECK_SHORT, longer_e4 < 0 ? -longer_e4 : 0, planned_e4);
    check(judgement, CHECK_LONG, longer_e4 > 0 ? longer_e4 : 0, planned_e4);
}

static void check_billed_minutes(struct judgement *judgement)
{
    int64_t billed = judgement->open->billed_minutes;
    int64_t expected = judgement->verdict->expected_minutes;

    if (given(billed) && !bill_line_is_self_billed(judgement->open->line))
        check(judgement, CHECK_BILLED, magnitude(billed - expected) * E4, expected * E4);
}

static bool unit_of_line_is_time(const struct judgement *judgement)
{
    return quantity_unit_is_time(open_line_unit(judgement->open));
}

/* A millionth of a pound an hour is a ten-thousandth of a penny an hour. */
static void check_rate(struct judgement *judgement, int64_t contract_rate_e6)
{
    int64_t billed_e6 = judgement->open->line->rate_e6;

    if (given(billed_e6) && given(contract_rate_e6) && unit_of_line_is_time(judgement))
        check_bill(judgement, CHECK_RATE, billed_e6, contract_rate_e6);
}

static void check_amount(struct judgement *judgement)
{
    int64_t net_pence = judgement->open->line->net_pence;

    if (given(net_pence)) {
        check_bill(judgement, CHECK_AMOUNT, net_pence * E4,
                   judgement->verdict->expected_pence * E4);
    }
}

int64_t judge_product_pence(int64_t rate_e6, int64_t quantity_e4, enum quantity_unit unit)
{
    const int64_t parts_per_penny = (int64_t)E4 * E4;
    int128 parts = (int128)rate_e6 * quantity_e4;

    return unit == QUANTITY_UNIT_MINUTE ? divide_half_away(parts, 60 * parts_per_penny)
                                        : divide_half_away(parts, parts_per_penny);
}

/* Which line of a document makes its totals wrong cannot be told: none is paid, whatever the
 * tolerance. */
static void hold_for_totals(struct judgement *judgement)
{
    const struct bill_line *line = judgement->open->line;

    note(judgement, CHECK_ARITHMETIC, ZONE_OUTSIDE, line->totals_differ_pence * E4,
         magnitude(line->net_pence) * E4);
    if (judgement->checks != NULL)
        judgement->checks->totals = line->totals;
}

static void check_arithmetic(struct judgement *judgement)
{
    const struct bill_line *line = judgement->open->line;

    if (line->totals.length > 0) {
        hold_for_totals(judgement);
        return;
    }
    if (!given(line->net_pence) || !given(line->rate_e6) || !given(line->quantity_e4))
        return;
    int64_t product = judge_product_pence(magnitude(line->rate_e6), magnitude(line->quantity_e4),
                                          open_line_unit(judgement->open));
    int64_t net_pence = magnitude(line->net_pence);
    check(judgement, CHECK_ARITHMETIC, magnitude(net_pence - product) * E4, net_pence * E4);
}

static void check_vat(struct judgement *judgement)
{
    const struct bill_line *line = judgement->open->line;

    if (bill_line_is_self_billed(line))
        return;
    int64_t net_pence = magnitude(line->net_pence);
    int64_t percent_e4 = open_line_vat_percent_e4(judgement->open, judgement->settings);
    int64_t expected_pence = percent_of_pence(net_pence, percent_e4);
    int64_t billed_pence = magnitude(judgement->verdict->billed_vat_pence);
    check(judgement, CHECK_VAT, magnitude(billed_pence - expected_pence) * E4, net_pence * E4);
}

static void check_evidence(struct judgement *judgement)
{
    bool is_missing = judgement->settings->require_evidence && judgement->open->evidence == NULL;
    check(judgement, CHECK_EVIDENCE, is_missing ? E4 : 0, E4);
}

static void check_quantity(struct judgement *judgement, int64_t total_after_e4,
                           int64_t commissioned_e4)
{
    int64_t excess_e4 = total_after_e4 - commissioned_e4;
    check(judgement, CHECK_QUANTITY, excess_e4 > 0 ? excess_e4 : 0, commissioned_e4);
}

/* --- expected minutes and price ------------------------------------------- */

static int64_t expected_minutes_of_visit(const struct judgement *judgement,
                                         const struct order_line *order)
{
    const struct settings *settings = judgement->settings;
    int64_t rounded = rounding_apply(&settings->rounding, judgement->open->delivered_minutes);
    int64_t planned = order->planned_minutes;

    switch (settings->pay_on) {
    case PAY_ON_ACTUAL:
        return rounded;
    case PAY_ON_PLANNED:
        return planned;
    case PAY_ON_LESSER:
        return rounded < planned ? rounded : planned;
    case PAY_ON_COUNT:
        break;
    }
    assert(0 && "a pay_on");
    return planned;
}

struct price_question judge_question(const struct settings *settings,
                                     const struct order_line *order, int64_t civil_start_s,
                                     int64_t minutes)
{
    return (struct price_question){
        .service = order->service,
        .day = civil_day(civil_start_s),
        .time_of_day_s = civil_time_of_day_s(civil_start_s),
        .minutes = minutes,
        .visit_pricing = settings->visit_pricing,
        .own_rate_e6 = order->rate_e6,
    };
}

static struct price price_at(const struct judgement *judgement, const struct order_line *order,
                             int64_t civil_start_s, int64_t minutes)
{
    struct price_question question =
        judge_question(judgement->settings, order, civil_start_s, minutes);
    return price_of_time(judgement->bench->rate_card, &question);
}

static bool notice_fits(const struct outcome_price *entry, const struct bill_line *line,
                        int64_t planned_start_s)
{
    if (!given(entry->notice_below_hours_e4))
        return true;
    if (!given(line->notice_at_s))
        return false;
    int64_t notice_s = planned_start_s - line->notice_at_s;
    return (int128)notice_s * E4 < (int128)entry->notice_below_hours_e4 * 3600;
}

const struct outcome_price *judge_outcome(const struct settings *settings,
                                          const struct bill_line *line, int64_t planned_start_s)
{
    for (size_t i = 0; i < settings->outcome_count; i++) {
        const struct outcome_price *entry = &settings->outcomes[i];
        if (text_equal(entry->outcome, line->outcome) && notice_fits(entry, line, planned_start_s))
            return entry;
    }
    return NULL;
}

/* The share of the price that an outcome earns: all of it if delivered. */
static int64_t outcome_percent_e4(const struct judgement *judgement, int64_t planned_start_s)
{
    if (judgement->open->is_delivered)
        return PERCENT_ALL;
    const struct outcome_price *entry =
        judge_outcome(judgement->settings, judgement->open->line, planned_start_s);
    return entry == NULL ? 0 : entry->percent_e4;
}

/* --- verdict and money ---------------------------------------------------- */

bool judge_keeps_checks(const struct workbench *bench, const struct verdict *verdict)
{
    return verdict->kind != VERDICT_MATCHED || bench->keeps_all_checks;
}

static void checks_keep(const struct judgement *judgement)
{
    struct checks *kept = ARENA_ROOM(judgement->bench->verdict_arena, struct checks, 1);

    *kept = *judgement->checks;
    kept->settings = judgement->settings;
    judgement->verdict->checks = kept;
}

static void conclude_zones(const struct judgement *judgement)
{
    struct verdict *verdict = judgement->verdict;

    verdict->reasons = judgement->reasons;
    verdict->kind = judgement->is_outside     ? VERDICT_HELD
                    : judgement->reasons != 0 ? VERDICT_VARIANCE
                                              : VERDICT_MATCHED;
    if (judgement->checks != NULL && judge_keeps_checks(judgement->bench, verdict))
        checks_keep(judgement);
}

static int64_t payable_pence_of(const struct judgement *judgement)
{
    int64_t net_pence = judgement->open->line->net_pence;
    int64_t expected_pence = judgement->verdict->expected_pence;

    if (!given(net_pence))
        return expected_pence;
    bool pays_expected = judgement->settings->pay == PAY_LESSER && expected_pence < net_pence;
    return pays_expected ? expected_pence : net_pence;
}

int64_t judge_payable_vat_pence(const struct open_line *open, const struct settings *settings,
                                int64_t payable_pence, int64_t billed_vat_pence)
{
    int64_t net_pence = open->line->net_pence;

    if (given(net_pence) && payable_pence == net_pence)
        return billed_vat_pence;
    return percent_of_pence(payable_pence, open_line_vat_percent_e4(open, settings));
}

static void conclude_money(struct judgement *judgement)
{
    struct verdict *verdict = judgement->verdict;

    if (!verdict_is_paid(verdict))
        return;
    verdict->payable_pence = payable_pence_of(judgement);
    verdict->payable_vat_pence = judge_payable_vat_pence(
        judgement->open, judgement->settings, verdict->payable_pence, verdict->billed_vat_pence);
}

static void conclude_no_rate(struct verdict *verdict)
{
    verdict->kind = VERDICT_HELD;
    verdict->reasons = REASON_BIT(NO_RATE);
}

day_t judge_day(const struct workbench *bench, const struct open_line *open,
                const struct order_line *order)
{
    return order != NULL && order->basis == BASIS_VISIT
               ? wall_clock_day(bench->clock, order->planned_start_s)
               : open->delivered_day;
}

/* Delivered times and billed VAT are in the verdict already. */
static struct judgement judgement_begin(const struct workbench *bench, struct open_line *open,
                                        const struct order_line *order,
                                        const struct settings *settings, struct checks *checks)
{
    open_line_drop_draft(open);
    open->verdict->order = order;
    return (struct judgement){bench, open, settings, open->verdict, 0, false, checks};
}

static const struct settings *settings_for(const struct workbench *bench,
                                           const struct open_line *open,
                                           const struct order_line *order)
{
    return open_line_terms(bench, open->line, judge_day(bench, open, order));
}

/* The checks of money that every basis has, and the verdict that all checks make. */
static void conclude(struct judgement *judgement)
{
    check_amount(judgement);
    check_arithmetic(judgement);
    check_vat(judgement);
    conclude_zones(judgement);
    conclude_money(judgement);
}

static void visit_judge(struct judgement *judgement, const struct slot *slot)
{
    const struct order_line *order = slot->order;
    struct verdict *verdict = judgement->verdict;
    bool is_delivered = judgement->open->is_delivered;

    verdict->expected_minutes =
        is_delivered ? expected_minutes_of_visit(judgement, order) : order->planned_minutes;
    struct price price =
        price_at(judgement, order, slot->planned_civil_s, verdict->expected_minutes);
    if (!price.is_known) {
        conclude_no_rate(verdict);
        return;
    }
    verdict->expected_pence =
        price_pence(&price, outcome_percent_e4(judgement, order->planned_start_s));
    if (is_delivered) {
        check_visit_time(judgement, order);
        check_billed_minutes(judgement);
        check_evidence(judgement);
    }
    check_rate(judgement, price.contract_rate_e6);
    conclude(judgement);
}

void judge_visit(const struct workbench *bench, struct open_line *open, const struct slot *slot)
{
    struct checks checks = {.totals = {0}};
    struct judgement judgement = judgement_begin(bench, open, slot->order, slot->settings, &checks);

    visit_judge(&judgement, slot);
}

void judge_visit_draft(const struct workbench *bench, struct open_line *open,
                       const struct slot *slot)
{
    struct judgement judgement = judgement_begin(bench, open, slot->order, slot->settings, NULL);

    visit_judge(&judgement, slot);
}

/* An outcome other than delivered uses up nothing. */
int64_t judge_counted_e4(const struct open_line *open, const struct order_line *order)
{
    if (!open->is_delivered)
        return 0;
    if (order->basis == BASIS_UNIT)
        return given(open->line->quantity_e4) ? open->line->quantity_e4 : E4;
    return (given(open->billed_minutes) ? open->billed_minutes : open->delivered_minutes) * E4;
}

void judge_period(const struct workbench *bench, struct open_line *open,
                  const struct order_line *order, int64_t total_before_e4)
{
    struct checks checks = {.totals = {0}};
    struct judgement judgement =
        judgement_begin(bench, open, order, settings_for(bench, open, order), &checks);
    struct verdict *verdict = open->verdict;

    verdict->counted_e4 = judge_counted_e4(open, order);
    verdict->expected_minutes =
        rounding_apply(&judgement.settings->rounding, open->delivered_minutes);
    struct price price =
        price_at(&judgement, order, wall_clock_civil(bench->clock, open->delivered_start_s),
                 verdict->expected_minutes);
    if (!price.is_known) {
        conclude_no_rate(verdict);
        return;
    }
    verdict->expected_pence =
        price_pence(&price, outcome_percent_e4(&judgement, open->delivered_start_s));
    if (open->is_delivered) {
        check_billed_minutes(&judgement);
        check_evidence(&judgement);
    }
    check_rate(&judgement, price.contract_rate_e6);
    check_quantity(&judgement, total_before_e4 + verdict->counted_e4, order->quantity_e4);
    conclude(&judgement);
}

void judge_unit(const struct workbench *bench, struct open_line *open,
                const struct order_line *order, int64_t total_before_e4)
{
    struct checks checks = {.totals = {0}};
    struct judgement judgement =
        judgement_begin(bench, open, order, settings_for(bench, open, order), &checks);
    struct verdict *verdict = open->verdict;
    int64_t quantity_e4 = given(open->line->quantity_e4) ? open->line->quantity_e4 : E4;
    struct price price = price_of_units(order->unit_price_e6, quantity_e4);

    verdict->counted_e4 = judge_counted_e4(open, order);
    if (!price.is_known) {
        conclude_no_rate(verdict);
        return;
    }
    verdict->expected_pence =
        price_pence(&price, outcome_percent_e4(&judgement, open->delivered_start_s));
    check_quantity(&judgement, total_before_e4 + verdict->counted_e4, order->quantity_e4);
    conclude(&judgement);
}

void judge_credit(const struct workbench *bench, struct open_line *open)
{
    struct checks checks = {.totals = {0}};
    struct judgement judgement =
        judgement_begin(bench, open, NULL, settings_for(bench, open, NULL), &checks);
    struct verdict *verdict = open->verdict;

    check_arithmetic(&judgement);
    check_vat(&judgement);
    conclude_zones(&judgement);
    if (verdict_is_paid(verdict)) {
        verdict->payable_pence = open->line->net_pence;
        verdict->payable_vat_pence = -magnitude(verdict->billed_vat_pence);
    }
}
