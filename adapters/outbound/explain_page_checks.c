/* Checks and terms of explain_page.h: matching.md, section 5. */
#include <inttypes.h>

#include "adapters/outbound/explain_words.h"
#include "adapters/outbound/text_buffer.h"
#include "matcher/engine/judge.h"

#define CHECKS "Checks"
#define TERMS  "Terms"

/* --- limits -------------------------------------------------------------------------- */

/* "£1.00 and 2 % of £9.50 = 19p"; of a limit in the terms, whose expected value is not known
 * yet: "£1.00 and 2 %". */
static const char *limit_words(const struct teller *teller, enum check check, int64_t limit_e4,
                               int64_t percent_e4, int64_t expected_e4)
{
    struct text_buffer words = {.arena = teller->arena};

    if (given(limit_e4))
        text_buffer_add_string(&words, told_measure(teller, check, limit_e4));
    if (given(percent_e4))
        text_buffer_printf(&words, "%s%s", words.length > 0 ? " and " : "",
                           told_percent(teller, percent_e4));
    if (given(percent_e4) && given(expected_e4)) {
        int64_t part_e4 = (int64_t)((int128)percent_e4 * expected_e4 / (100 * E4));
        text_buffer_printf(&words, " of %s = %s", told_measure(teller, check, expected_e4),
                           told_measure(teller, check, part_e4));
        if ((int128)percent_e4 * expected_e4 % (100 * E4) != 0)
            text_buffer_add_string(&words, "\u2026");
    }
    return told_text(teller, text_buffer_text(&words));
}

static const char *tolerance_words(const struct teller *teller, enum check check,
                                   const struct tolerance *tolerance, int64_t expected_e4)
{
    return arena_printf(
        teller->arena, "agree %s, pay %s%s",
        limit_words(teller, check, tolerance->agree_e4, tolerance->agree_percent_e4, expected_e4),
        limit_words(teller, check, tolerance->pay_e4, tolerance->pay_percent_e4, expected_e4),
        tolerance->exceed_report ? ", beyond it only reported" : "");
}

/* --- differences ------------------------------------------------------------------------ */

static const char *start_words(const struct teller *teller, const char *difference)
{
    int64_t delivered_s = teller->told->verdict->delivered_start_s;
    int64_t planned_s = teller->told->verdict->order->planned_start_s;
    bool is_one_day = zone_day(teller->zone, delivered_s) == zone_day(teller->zone, planned_s);
    const char *way = delivered_s > planned_s   ? " later"
                      : delivered_s < planned_s ? " earlier"
                                                : "";
    return arena_printf(teller->arena, "delivered %s, planned %s: %s%s",
                        is_one_day ? told_clock(teller, delivered_s)
                                   : told_moment(teller, delivered_s),
                        is_one_day ? told_clock(teller, planned_s) : told_moment(teller, planned_s),
                        difference, way);
}

static const char *length_words(const struct teller *teller, bool is_short, const char *difference)
{
    int64_t delivered = teller->told->verdict->delivered_minutes;
    int64_t planned = teller->told->verdict->order->planned_minutes;

    if (is_short ? delivered >= planned : delivered <= planned)
        return arena_printf(teller->arena,
                            "delivered %" PRId64 " is not %s than planned %" PRId64 ": %s",
                            delivered, is_short ? "shorter" : "longer", planned, difference);
    if (is_short)
        return arena_printf(teller->arena, "planned %" PRId64 " \u2212 delivered %" PRId64 " = %s",
                            planned, delivered, difference);
    return arena_printf(teller->arena, "delivered %" PRId64 " \u2212 planned %" PRId64 " = %s",
                        delivered, planned, difference);
}

static const char *product_words(const struct teller *teller)
{
    const struct bill_line *line = teller->told->line;
    int64_t pence = judge_product_pence(magnitude(line->rate_e6), magnitude(line->quantity_e4),
                                        teller->told->unit);
    bool is_counted = teller->told->unit >= QUANTITY_UNIT_DAY;
    const char *plural = is_counted && magnitude(line->quantity_e4) != E4 ? "s" : "";
    const char *sixtieth = teller->told->unit == QUANTITY_UNIT_MINUTE ? " \u00F7 60" : "";
    return arena_printf(
        teller->arena, "%s \u00D7 %s %s%s%s = %s", told_rate(teller, magnitude(line->rate_e6)),
        told_number(teller, magnitude(line->quantity_e4)), quantity_unit_word(teller->told->unit),
        plural, sixtieth, words_pounds(teller->arena, pence));
}

static const char *evidence_words(const struct teller *teller)
{
    const struct setting_told *required = told_setting(teller, SETTING_REQUIRE_EVIDENCE);

    if (required == NULL || !required->settings->require_evidence)
        return "the terms require none: 0";
    return teller->told->verdict->evidence_id == 0 ? "required, and the line has none: 1"
                                                   : "required, and the line has a piece: 0";
}

static const char *quantity_words(const struct teller *teller, const char *difference)
{
    for (size_t i = 0; i < teller->told->total_count; i++) {
        const struct total_told *total = &teller->told->totals[i];
        int64_t after_e4 = total->before_e4 + total->adds_e4;
        if (!total->is_chosen)
            continue;
        return arena_printf(teller->arena, "total %s %s ordered %s%s%s",
                            told_number(teller, after_e4),
                            total->is_exceeded ? "\u2212" : "is not beyond",
                            told_number(teller, total->order->quantity_e4),
                            total->is_exceeded ? " = " : ": ", difference);
    }
    return difference;
}

static const char *money_words(const struct teller *teller, enum check check,
                               const char *difference)
{
    const struct explanation *told = teller->told;
    struct arena *arena = teller->arena;
    int64_t vat_pence = magnitude(told->verdict->billed_vat_pence);

    switch (check) {
    case CHECK_RATE:
        return arena_printf(
            arena, "billed %s, contract %s: %s", told_rate(teller, told->line->rate_e6),
            told_rate(teller, told->price.course.price.contract_rate_e6), difference);
    case CHECK_AMOUNT:
        return arena_printf(arena, "billed %s, expected %s: %s",
                            words_pounds(arena, told->line->net_pence),
                            words_pounds(arena, told->verdict->expected_pence), difference);
    case CHECK_ARITHMETIC:
        return arena_printf(arena, "%s, billed %s: %s", product_words(teller),
                            words_pounds(arena, magnitude(told->line->net_pence)), difference);
    default: {
        int64_t due_pence =
            percent_of_pence(magnitude(told->line->net_pence), told->vat_percent_e4);
        return arena_printf(arena, "billed %s, due %s: %s", words_pounds(arena, vat_pence),
                            words_pounds(arena, due_pence), difference);
    }
    }
}

static const char *difference_words(const struct teller *teller, enum check check)
{
    const struct verdict *verdict = teller->told->verdict;
    const char *difference = told_measure(teller, check, verdict->checks[check].difference_e4);

    switch (check) {
    case CHECK_START:
        return start_words(teller, difference);
    case CHECK_SHORT:
    case CHECK_LONG:
        return length_words(teller, check == CHECK_SHORT, difference);
    case CHECK_BILLED:
        return arena_printf(teller->arena, "billed %" PRId64 ", expected %" PRId64 ": %s",
                            verdict->billed_minutes, verdict->expected_minutes, difference);
    case CHECK_EVIDENCE:
        return evidence_words(teller);
    case CHECK_QUANTITY:
        return quantity_words(teller, difference);
    default:
        return money_words(teller, check, difference);
    }
}

/* --- checks ----------------------------------------------------------------------------- */

/* Why a difference beyond the limit is not outside. */
static const char *pardon_words(const struct check_result *result)
{
    if (result->zone != ZONE_WITHIN ||
        judge_inside_pay(&result->tolerance, result->difference_e4, result->expected_e4))
        return "";
    return result->tolerance.exceed_report ? " (the terms only report what is beyond)"
                                           : " (a bill below what is expected is never outside)";
}

static const char *off_words(enum check_off off)
{
    static const char *const words[] = {
        [CHECK_IS_ON] = "",
        [CHECK_OFF_IN_TERMS] = "the terms switch it off",
        [CHECK_NOT_OF_BASIS] = "not for an order of this basis",
        [CHECK_NOT_OF_OUTCOME] = "not for an outcome other than delivered",
        [CHECK_NOT_OF_SELF_BILLED] = "the line bills no amount (self-billed)",
        [CHECK_NOT_OF_CREDIT] = "not for a credit",
        [CHECK_NOT_GIVEN] = "the line does not give what would be compared",
        [CHECK_NO_CONTRACT] = "the price did not come from one hourly rate",
        [CHECK_RATE_OF_UNIT] = "the billed rate is not per hour",
        [CHECK_NOT_REACHED] = "nothing was compared",
    };
    return words[off];
}

static void tell_check(const struct teller *teller, enum check check)
{
    const struct check_result *result = &teller->told->verdict->checks[check];

    if (result->zone == ZONE_OFF) {
        SAY(teller, CHECKS, check_word(check), "off: %s",
            off_words(teller->told->checks_off[check]));
        return;
    }
    SAY(teller, CHECKS, check_word(check), "%s; %s \u2192 %s%s", difference_words(teller, check),
        tolerance_words(teller, check, &result->tolerance, result->expected_e4),
        zone_of_check_word(result->zone), pardon_words(result));
}

void tell_checks(const struct teller *teller)
{
    const struct verdict *verdict = teller->told->verdict;

    if (!verdict->has_checks) {
        SAY(teller, CHECKS, "", "No check was made: %s.",
            verdict_is_decided(verdict) ? "a person decided"
            : (verdict->reasons & REASON_BIT(NO_RATE)) != 0
                ? "without a rate there is no expected price"
                : "the line was not compared with anything");
        return;
    }
    for (int check = 0; check < CHECK_COUNT; check++)
        tell_check(teller, (enum check)check);
}

/* --- terms ---------------------------------------------------------------------------- */

static const char *outcomes_words(const struct teller *teller, const struct settings *settings)
{
    struct text_buffer words = {.arena = teller->arena};

    for (size_t i = 0; i < settings->outcome_count; i++) {
        const struct outcome_price *entry = &settings->outcomes[i];
        text_buffer_printf(&words, "%s%.*s", i == 0 ? "" : "; ", TEXT_ARGS(entry->outcome));
        if (given(entry->notice_below_hours_e4))
            text_buffer_printf(&words, " with notice below %s",
                               told_hours(teller, entry->notice_below_hours_e4));
        text_buffer_printf(&words, " %s", told_percent(teller, entry->percent_e4));
    }
    return words.length == 0 ? "none" : told_text(teller, text_buffer_text(&words));
}

static const char *rounding_words(const struct teller *teller, const struct rounding *rounding)
{
    const char *minimum =
        rounding->minimum == 0
            ? ""
            : arena_printf(teller->arena, ", at least %s", told_minutes(teller, rounding->minimum));
    const char *rule = rounding->rule == ROUNDING_NONE ? "none" : told_rounding(teller, rounding);
    return arena_printf(teller->arena, "%s%s", rule, minimum);
}

static const char *setting_words(const struct teller *teller, const struct setting_told *setting)
{
    const struct settings *settings = setting->settings;

    switch (setting->setting) {
    case SETTING_PAY_ON:
        return pay_on_word(settings->pay_on);
    case SETTING_PAY:
        return pay_word(settings->pay);
    case SETTING_ROUNDING:
        return rounding_words(teller, &settings->rounding);
    case SETTING_VISIT_PRICING:
        return visit_pricing_word(settings->visit_pricing);
    case SETTING_PAIR_WINDOW:
        return told_minutes(teller, settings->pair_window);
    case SETTING_CARER_OVERLAP:
        return told_minutes(teller, settings->carer_overlap);
    case SETTING_REQUIRE_EVIDENCE:
        return settings->require_evidence ? "yes" : "no";
    case SETTING_OUTCOMES:
        return outcomes_words(teller, settings);
    case SETTING_PURSE_PENCE:
        return given(settings->purse_pence)
                   ? arena_printf(teller->arena, "%s for a client's week",
                                  words_pounds(teller->arena, settings->purse_pence))
                   : "off";
    case SETTING_VAT_PERCENT:
        return given(settings->vat_percent_e4) ? told_percent(teller, settings->vat_percent_e4)
                                               : "the service's";
    default:
        return "";
    }
}

/* Evidence is looked for about the claimed start, all else is of the day told first. */
static const char *setting_item(const struct teller *teller, const struct setting_told *setting)
{
    return setting->setting == SETTING_PAIR_WINDOW && setting->day_of == TERMS_DAY_CLAIMED
               ? "pair_window of evidence"
               : arena_printf(teller->arena, "%s", setting_word(setting->setting));
}

void tell_terms(const struct teller *teller)
{
    static const char *const days[] = {
        [TERMS_DAY_PLANNED] = "the planned start",
        [TERMS_DAY_DELIVERED] = "the delivered start",
        [TERMS_DAY_CLAIMED] = "the claimed start",
    };
    const struct explanation *told = teller->told;

    const struct setting_told *first = told->settings;

    if (told->setting_count > 0)
        SAY(teller, TERMS, "In force on", "%s, the date of %s", told_day(teller, first->day),
            days[first->day_of]);
    for (size_t i = 0; i < told->setting_count; i++) {
        const struct setting_told *setting = &told->settings[i];
        SAY(teller, TERMS, setting_item(teller, setting), "%s (%s)%s",
            setting_words(teller, setting), told_source(teller, setting->from),
            setting->day == first->day
                ? ""
                : arena_printf(teller->arena, ", for %s, the date of %s",
                               told_day(teller, setting->day), days[setting->day_of]));
    }
    for (size_t i = 0; i < told->tolerance_count; i++) {
        const struct tolerance_told *tolerance = &told->tolerances[i];
        SAY(teller, TERMS, check_word(tolerance->check), "%s (%s)",
            tolerance->tolerance->off
                ? "off"
                : tolerance_words(teller, tolerance->check, tolerance->tolerance, NOT_GIVEN),
            told_source(teller, tolerance->from));
    }
}
