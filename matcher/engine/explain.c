#include "matcher/engine/explain.h"

#include <assert.h>

#include "matcher/engine/explain_parts.h"
#include "matcher/engine/judge.h"
#include "matcher/engine/receipt.h"

/* --- delivered time --------------------------------------------------------- */

/* receipts_look() knows whose a piece is, but not what became of that line. */
static struct line_told owner_tell(const struct scene *scene, const struct bill_line *owner)
{
    const struct workbench *bench = &scene->night.bench;

    for (size_t i = 0; i < bench->line_count; i++)
        if (bench->lines[i].line == owner)
            return scene_tell_line(scene, i);
    for (size_t i = 0; i < bench->past_count; i++)
        if (&bench->past[i].past->line == owner)
            return scene_tell_past(bench->past[i].past);
    assert(0 && "a line of the night");
    return (struct line_told){0};
}

static void explain_delivered(struct scene *scene)
{
    struct explanation *explanation = scene->explanation;
    const struct open_line *open = scene->open;
    struct walk walk = scene_walk(scene, WALK_RECEIPTS);
    const struct piece_told *pieces =
        receipts_look(&walk.bench, &walk.bench.lines[scene->line], &explanation->piece_count);
    struct piece_told *told =
        ARENA_ARRAY(scene->arena, struct piece_told, explanation->piece_count);

    for (size_t i = 0; i < explanation->piece_count; i++) {
        told[i] = pieces[i];
        if (told[i].owner.line != NULL)
            told[i].owner = owner_tell(scene, told[i].owner.line);
    }
    explanation->pieces = told;
    explanation->delivered_from = !bill_line_is_delivered(open->line) ? DELIVERED_FROM_CLAIMED
                                  : open->evidence != NULL            ? DELIVERED_FROM_EVIDENCE
                                  : given(open->line->actual_start_s) ? DELIVERED_FROM_ACTUAL
                                                                      : DELIVERED_FROM_CLAIMED;
}

/* --- price ------------------------------------------------------------------- */

static void explain_price(struct scene *scene)
{
    struct explanation *explanation = scene->explanation;
    const struct order_line *order = explanation->verdict->order;
    struct price_told *price = &explanation->price;

    price->percent_e4 = PERCENT_ALL;
    if (!scene_has_counterpart(scene))
        return;
    bool is_visit = order->basis == BASIS_VISIT;
    price->is_asked = true;
    price->planned_start_s = is_visit ? order->planned_start_s : scene->open->delivered_start_s;
    if (order->basis == BASIS_UNIT) {
        int64_t quantity_e4 = explanation->line->quantity_e4;
        price->course.price =
            price_of_units(order->unit_price_e6, given(quantity_e4) ? quantity_e4 : E4);
    } else {
        price->question = judge_question(
            scene->settings, order, zone_civil(explanation->rules->zone, price->planned_start_s),
            explanation->verdict->expected_minutes);
        price->course = price_course_of_time(scene->night.bench.rate_card, &price->question);
    }
    if (bill_line_is_delivered(explanation->line))
        return;
    price->outcome = judge_outcome(scene->settings, explanation->line, price->planned_start_s);
    price->percent_e4 = price->outcome == NULL ? 0 : price->outcome->percent_e4;
}

/* --- checks ------------------------------------------------------------------ */

#define BIT(check) (1U << CHECK_##check)
#define VISIT_CHECKS                                                                               \
    (BIT(START) | BIT(SHORT) | BIT(LONG) | BIT(BILLED) | BIT(RATE) | BIT(AMOUNT) |                 \
     BIT(ARITHMETIC) | BIT(VAT) | BIT(EVIDENCE))
#define PERIOD_CHECKS                                                                              \
    (BIT(BILLED) | BIT(RATE) | BIT(AMOUNT) | BIT(ARITHMETIC) | BIT(VAT) | BIT(EVIDENCE) |          \
     BIT(QUANTITY))
#define UNIT_CHECKS         (BIT(AMOUNT) | BIT(ARITHMETIC) | BIT(VAT) | BIT(QUANTITY))
#define CREDIT_CHECKS       (BIT(ARITHMETIC) | BIT(VAT))
#define DELIVERED_CHECKS    (BIT(START) | BIT(SHORT) | BIT(LONG) | BIT(BILLED) | BIT(EVIDENCE))
#define MONEY_BILLED_CHECKS (BIT(BILLED) | BIT(AMOUNT) | BIT(ARITHMETIC) | BIT(VAT))

static unsigned checks_of_basis(const struct order_line *order)
{
    if (order == NULL)
        return CREDIT_CHECKS;
    return order->basis == BASIS_VISIT    ? VISIT_CHECKS
           : order->basis == BASIS_PERIOD ? PERIOD_CHECKS
                                          : UNIT_CHECKS;
}

/* What the line or the contract does not give. */
static enum check_off missing_for(const struct explanation *explanation, enum check check)
{
    const struct bill_line *line = explanation->line;

    if (check == CHECK_BILLED)
        return given(explanation->verdict->billed_minutes) ? CHECK_IS_ON : CHECK_NOT_GIVEN;
    if (check == CHECK_ARITHMETIC)
        return line->totals.length > 0 || (given(line->rate_e6) && given(line->quantity_e4))
                   ? CHECK_IS_ON
                   : CHECK_NOT_GIVEN;
    if (check != CHECK_RATE)
        return CHECK_IS_ON;
    if (!given(line->rate_e6))
        return CHECK_NOT_GIVEN;
    if (!given(explanation->price.course.price.contract_rate_e6))
        return CHECK_NO_CONTRACT;
    return quantity_unit_is_time(explanation->unit) ? CHECK_IS_ON : CHECK_RATE_OF_UNIT;
}

static enum check_off off_because(const struct scene *scene, enum check check)
{
    const struct explanation *explanation = scene->explanation;
    const struct bill_line *line = explanation->line;
    const unsigned bit = 1U << check;

    if (explanation->verdict->checks == NULL)
        return CHECK_NOT_REACHED;
    if ((checks_of_basis(explanation->verdict->order) & bit) == 0)
        return bill_line_is_credit(line) ? CHECK_NOT_OF_CREDIT : CHECK_NOT_OF_BASIS;
    if (!bill_line_is_delivered(line) && !bill_line_is_credit(line) &&
        (DELIVERED_CHECKS & bit) != 0)
        return CHECK_NOT_OF_OUTCOME;
    if (bill_line_is_self_billed(line) && (MONEY_BILLED_CHECKS & bit) != 0)
        return CHECK_NOT_OF_SELF_BILLED;
    if (scene->settings->tolerances[check].off)
        return CHECK_OFF_IN_TERMS;
    return missing_for(explanation, check);
}

static void explain_checks(struct scene *scene)
{
    struct explanation *explanation = scene->explanation;

    for (int check = 0; check < CHECK_COUNT; check++) {
        enum check_off off = off_because(scene, (enum check)check);
        explanation->checks_off[check] = off;
        assert((off == CHECK_IS_ON) ==
               (verdict_zone(explanation->verdict, (enum check)check) != ZONE_OFF));
    }
}

/* --- terms ------------------------------------------------------------------- */

static void setting_tell(struct scene *scene, enum setting setting, enum terms_day day_of,
                         day_t day)
{
    const struct explanation *explanation = scene->explanation;
    const struct bill_line *line = explanation->line;

    assert(scene->setting_count < SETTINGS_TOLD_MAX);
    scene->settings_told[scene->setting_count++] = (struct setting_told){
        .setting = setting,
        .day_of = day_of,
        .day = day,
        .settings = open_line_terms(&scene->night.bench, line, day),
        .from = terms_block_of_setting(explanation->rules->terms, explanation->input->provider_ref,
                                       line->service, day, setting),
    };
}

static void setting_tell_if(struct scene *scene, bool is_looked_at, enum setting setting)
{
    if (is_looked_at)
        setting_tell(scene, setting, scene->day_of, scene->day);
}

/* Settings that a line was judged by against its counterpart. */
static void settings_tell_judged(struct scene *scene)
{
    const struct explanation *explanation = scene->explanation;
    const struct bill_line *line = explanation->line;
    const struct order_line *order = explanation->verdict->order;
    bool is_delivered = bill_line_is_delivered(line);
    bool is_visit = order->basis == BASIS_VISIT;
    bool is_time = order->basis != BASIS_UNIT;
    bool is_planned = is_visit && scene->settings->pay_on == PAY_ON_PLANNED;

    setting_tell_if(scene, is_visit && is_delivered, SETTING_PAY_ON);
    setting_tell_if(scene, (is_visit ? is_delivered : is_time) && !is_planned, SETTING_ROUNDING);
    setting_tell_if(scene, explanation->price.course.is_found, SETTING_VISIT_PRICING);
    setting_tell_if(scene, !is_delivered, SETTING_OUTCOMES);
    setting_tell_if(scene, is_time && is_delivered, SETTING_REQUIRE_EVIDENCE);
    setting_tell_if(scene, given(line->net_pence), SETTING_PAY);
}

static bool is_in_overlaps(const struct scene *scene)
{
    const struct bill_line *line = scene->explanation->line;
    return scene->is_open_for_overlaps && !text_is_empty(line->carer_ref) &&
           bill_line_is_delivered(line);
}

static void explain_settings(struct scene *scene)
{
    struct explanation *explanation = scene->explanation;
    const struct verdict *verdict = explanation->verdict;
    bool is_money =
        scene_has_counterpart(scene) || verdict_is_paid(verdict) || verdict->checks != NULL;

    scene->settings_told = ARENA_ARRAY(scene->arena, struct setting_told, SETTINGS_TOLD_MAX);
    if (scene_has_counterpart(scene))
        settings_tell_judged(scene);
    setting_tell_if(scene, is_money, SETTING_VAT_PERCENT);
    setting_tell_if(scene, verdict->purse != NULL, SETTING_PURSE_PENCE);
    setting_tell_if(scene,
                    explanation->slot_count > 0 || (verdict->reasons & REASON_BIT(NO_SLOT)) != 0,
                    SETTING_PAIR_WINDOW);
    if (is_in_overlaps(scene))
        setting_tell(scene, SETTING_CARER_OVERLAP, TERMS_DAY_DELIVERED, scene->open->delivered_day);
    if (explanation->piece_count > 0)
        setting_tell(scene, SETTING_PAIR_WINDOW, TERMS_DAY_CLAIMED,
                     zone_day(explanation->rules->zone, explanation->line->claimed_start_s));
    explanation->settings = scene->settings_told;
    explanation->setting_count = scene->setting_count;
}

static void explain_tolerances(struct scene *scene)
{
    struct explanation *explanation = scene->explanation;
    struct tolerance_told *told = ARENA_ARRAY(scene->arena, struct tolerance_told, CHECK_COUNT);

    explanation->tolerances = told;
    for (int check = 0; check < CHECK_COUNT; check++) {
        enum check_off off = explanation->checks_off[check];
        if (off != CHECK_IS_ON && off != CHECK_OFF_IN_TERMS)
            continue;
        told[explanation->tolerance_count++] = (struct tolerance_told){
            .check = (enum check)check,
            .day = scene->day,
            .tolerance = &scene->settings->tolerances[check],
            .from =
                terms_block_of_check(explanation->rules->terms, explanation->input->provider_ref,
                                     explanation->line->service, scene->day, (enum check)check),
        };
    }
}

/* --- the whole --------------------------------------------------------------- */

static void scene_take_day(struct scene *scene)
{
    const struct explanation *explanation = scene->explanation;
    const struct order_line *order = explanation->verdict->order;
    bool is_planned = order != NULL && order->basis == BASIS_VISIT;

    scene->day_of = is_planned ? TERMS_DAY_PLANNED : TERMS_DAY_DELIVERED;
    scene->day = judge_day(&scene->night.bench, scene->open, order);
    scene->settings = open_line_terms(&scene->night.bench, explanation->line, scene->day);
}

void match_explain(struct arena *arena, const struct rules *rules, const struct match_input *input,
                   size_t line_index, struct match_output *output_r,
                   struct explanation *explanation_r)
{
    struct scene scene = {.arena = arena, .explanation = explanation_r, .line = line_index};

    assert(line_index < input->line_count);
    *explanation_r = (struct explanation){.rules = rules,
                                          .input = input,
                                          .line = &input->lines[line_index],
                                          .carried = carried_of_line(input, line_index)};
    scene.night = scene_walk(&scene, WALK_END);
    scene.open = &scene.night.bench.lines[line_index];
    output_r->verdicts = scene.night.verdicts;
    explanation_r->verdict = &scene.night.verdicts[line_index];
    explanation_r->unit = open_line_unit(scene.open);
    scene_take_day(&scene);
    explanation_r->vat_percent_e4 = open_line_vat_percent_e4(scene.open, scene.settings);

    explain_delivered(&scene);
    explain_price(&scene);
    explain_checks(&scene);
    explain_obstacles(&scene);
    explain_credited(&scene);
    explain_totals(&scene);
    explain_slots(&scene);
    explain_settings(&scene);
    explain_tolerances(&scene);
}
