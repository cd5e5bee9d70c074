/* Section "Terms" of explain_page.h: matching.md, end of section 5. */
#include "adapters/outbound/explain_words.h"
#include "adapters/outbound/text_buffer.h"

#define TERMS "Terms"

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
                : told_tolerance(teller, tolerance->check, tolerance->tolerance, NOT_GIVEN),
            told_source(teller, tolerance->from));
    }
}
