/* Section "Checks" of explain_page.h: matching.md, section 5. */
#include <inttypes.h>

#include "adapters/outbound/explain_words.h"
#include "matcher/engine/judge.h"

#define CHECKS "Checks"

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
        if (told->line->totals.length > 0)
            return arena_printf(arena, "the invoice does not add up: %.*s",
                                TEXT_ARGS(told->line->totals));
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
    const char *difference =
        told_measure(teller, check, verdict->checks->results[check].difference_e4);

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
static const char *pardon_words(const struct check_result *result,
                                const struct tolerance *tolerance)
{
    if (result->zone != ZONE_WITHIN ||
        judge_inside_pay(tolerance, result->difference_e4, result->expected_e4))
        return "";
    return tolerance->exceed_report ? " (the terms only report what is beyond)"
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
    const struct check_result *result = &teller->told->verdict->checks->results[check];

    if (result->zone == ZONE_OFF) {
        SAY(teller, CHECKS, check_word(check), "off: %s",
            off_words(teller->told->checks_off[check]));
        return;
    }
    const struct tolerance *tolerance = &teller->told->verdict->checks->settings->tolerances[check];
    SAY(teller, CHECKS, check_word(check), "%s; %s \u2192 %s%s", difference_words(teller, check),
        told_tolerance(teller, check, tolerance, result->expected_e4),
        zone_of_check_word(result->zone), pardon_words(result, tolerance));
}

void tell_checks(const struct teller *teller)
{
    const struct verdict *verdict = teller->told->verdict;

    if (verdict->checks == NULL) {
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
