/* Sections "Price" and "VAT" of explain_page.h: matching.md, sections 3 and 4. */
#include <inttypes.h>

#include "adapters/outbound/explain_words.h"
#include "adapters/outbound/text_buffer.h"
#include "matcher/engine/rounding.h"

#define PRICE "Price"
#define VAT   "VAT"

/* --- minutes to be paid ---------------------------------------------------------------- */

static int64_t tell_rounding(const struct teller *teller, const struct rounding *rounding)
{
    int64_t delivered = teller->told->verdict->delivered_minutes;
    struct rounding rule = *rounding;
    rule.minimum = 0;
    int64_t by_rule = rounding_apply(&rule, delivered);
    int64_t rounded = rounding_apply(rounding, delivered);

    if (rounding->rule == ROUNDING_NONE && rounded == delivered)
        SAY(teller, PRICE, "Rounding", "none: %s", told_minutes(teller, delivered));
    else if (rounded == by_rule)
        SAY(teller, PRICE, "Rounding", "%s, %s \u2192 %" PRId64, told_minutes(teller, delivered),
            told_rounding(teller, rounding), rounded);
    else
        SAY(teller, PRICE, "Rounding", "%s, %s \u2192 %" PRId64 ", at least %d \u2192 %" PRId64,
            told_minutes(teller, delivered), told_rounding(teller, rounding), by_rule,
            rounding->minimum, rounded);
    return rounded;
}

static void tell_pay_on(const struct teller *teller, enum pay_on pay_on, int64_t rounded)
{
    int64_t planned = teller->told->verdict->order->planned_minutes;
    const char *expected = told_minutes(teller, teller->told->verdict->expected_minutes);

    if (pay_on == PAY_ON_PLANNED)
        SAY(teller, PRICE, "Expected time", "%s, as planned", expected);
    else if (pay_on == PAY_ON_ACTUAL)
        SAY(teller, PRICE, "Expected time", "%s, as delivered and rounded", expected);
    else
        SAY(teller, PRICE, "Expected time",
            "%s, the smaller of %" PRId64 " delivered and %" PRId64 " planned", expected, rounded,
            planned);
}

static void tell_expected_minutes(const struct teller *teller)
{
    const struct explanation *told = teller->told;
    const struct setting_told *pay_on = told_setting(teller, SETTING_PAY_ON);
    const struct setting_told *rounding = told_setting(teller, SETTING_ROUNDING);
    int64_t rounded = 0;

    if (rounding != NULL)
        rounded = tell_rounding(teller, &rounding->settings->rounding);
    if (pay_on != NULL)
        tell_pay_on(teller, pay_on->settings->pay_on, rounded);
    else if (told->verdict->order->basis == BASIS_VISIT)
        SAY(teller, PRICE, "Priced time", "%s planned, as the outcome is %.*s",
            told_minutes(teller, told->verdict->expected_minutes), TEXT_ARGS(told->line->outcome));
    else
        SAY(teller, PRICE, "Expected time", "%s, as delivered and rounded",
            told_minutes(teller, told->verdict->expected_minutes));
}

/* --- rates --------------------------------------------------------------------------- */

static const char *const day_type_words[DAY_TYPE_COUNT] = {
    [DAY_TYPE_WEEKDAY] = "weekday",
    [DAY_TYPE_SATURDAY] = "Saturday",
    [DAY_TYPE_SUNDAY] = "Sunday",
    [DAY_TYPE_WEEKEND] = "weekend",
    [DAY_TYPE_BANKHOLIDAY] = "bank holiday",
};

static const char *tod_words(const struct teller *teller, int32_t time_of_day_s)
{
    return arena_printf(teller->arena, "%02d:%02d", time_of_day_s / 3600, time_of_day_s / 60 % 60);
}

/* "hour entry for weekday, £19.00 an hour, from 2020-01-01, 07:00 to 22:00" */
static const char *entry_words(const struct teller *teller, const struct rate_entry *entry)
{
    const char *what = entry->kind == RATE_KIND_HOUR
                           ? "hour"
                           : arena_printf(teller->arena, "%d-minute visit", entry->minutes);
    const char *window = entry->from_time_s < 0
                             ? ""
                             : arena_printf(teller->arena, ", for starts from %s to before %s",
                                            tod_words(teller, entry->from_time_s),
                                            tod_words(teller, entry->to_time_s));
    const char *to = entry->valid_to == DAY_NOT_GIVEN
                         ? ""
                         : arena_printf(teller->arena, " to %s", told_day(teller, entry->valid_to));
    return arena_printf(teller->arena, "%s entry for %s, %s%s, valid from %s%s%s", what,
                        day_type_words[entry->day_type], told_rate(teller, entry->rate_e6),
                        entry->kind == RATE_KIND_HOUR ? " an hour" : "",
                        told_day(teller, entry->valid_from), to, window);
}

static void tell_day(const struct teller *teller)
{
    const struct price_question *question = &teller->told->price.question;
    const char *day = words_long_day(teller->arena, question->day);
    bool is_holiday = calendar_is_holiday(teller->told->rules->calendar, question->day);
    int weekday = day_of_week(question->day);
    const char *type = is_holiday     ? "a bank holiday in the council's calendar"
                       : weekday == 6 ? "a Sunday"
                       : weekday == 5 ? "a Saturday"
                                      : "a weekday";
    const char *which =
        teller->told->verdict->order->basis == BASIS_VISIT ? "planned start" : "delivered start";

    SAY(teller, PRICE, "Day", "%s, %s (%s): %s", day, tod_words(teller, question->time_of_day_s),
        which, type);
}

/* Day types that were tried for nothing: "no bank holiday or Sunday entry is in force then" */
static void tell_fallback(const struct teller *teller, int tried)
{
    const struct price_course *course = &teller->told->price.course;
    struct text_buffer words = {.arena = teller->arena};

    for (int i = 0; i < tried; i++)
        text_buffer_printf(&words, "%s%s",
                           i == 0           ? ""
                           : i + 1 == tried ? " or "
                                            : ", ",
                           day_type_words[course->day_types[i]]);
    SAY(teller, PRICE, course->is_found ? "Fallback" : "Rate",
        "%sno %.*s entry for service %.*s is in force on that date and time%s",
        course->is_found ? "" : "missing: ", TEXT_ARGS(text_buffer_text(&words)),
        TEXT_ARGS(teller->told->price.question.service),
        course->is_found ? arena_printf(teller->arena, ", so that %s entries count",
                                        day_type_words[course->day_types[tried]])
                         : "");
}

static void tell_missing_hour(const struct teller *teller)
{
    const struct price_told *price = &teller->told->price;
    const char *minutes = told_minutes(teller, price->course.hour_minutes);

    if (price->course.visit != NULL)
        SAY(teller, PRICE, "Rate", "missing: the other %s need an hour entry, and none is in force",
            minutes);
    else if (price->question.visit_pricing == VISIT_PRICING_COVER)
        SAY(teller, PRICE, "Rate",
            "missing: no visit entry covers %s, and no hour entry is in force", minutes);
    else
        SAY(teller, PRICE, "Rate",
            "missing: no visit entry is as short as %s, and no hour entry is in force", minutes);
}

static void tell_entries(const struct teller *teller)
{
    const struct price_course *course = &teller->told->price.course;

    tell_day(teller);
    if (!course->is_found) {
        tell_fallback(teller, course->day_type_count);
        return;
    }
    if (course->day_type_count > 1)
        tell_fallback(teller, course->day_type_count - 1);
    if (course->visit != NULL)
        SAY(teller, PRICE, "Rate", "%s", entry_words(teller, course->visit));
    if (course->hour != NULL)
        SAY(teller, PRICE, "Rate", "%s", entry_words(teller, course->hour));
    if (course->hour_minutes > 0 && course->hour == NULL)
        tell_missing_hour(teller);
}

/* --- arithmetic ------------------------------------------------------------------------ */

#define TIME_PARTS_PER_PENNY ((int64_t)60 * E4)

/* What the parts come to: exact where an outcome's percentage is still to be taken. */
static const char *sum_words(const struct teller *teller)
{
    const struct price *price = &teller->told->price.course.price;
    return bill_line_is_delivered(teller->told->line)
               ? told_parts(teller, price->parts, price->parts_per_penny)
               : told_exact(teller, price->parts, price->parts_per_penny);
}

static void tell_by_hour(const struct teller *teller, int64_t rate_e6, int64_t minutes)
{
    SAY(teller, PRICE, "Price", "%s an hour \u00D7 %s \u00F7 60 = %s", told_rate(teller, rate_e6),
        told_minutes(teller, minutes), sum_words(teller));
}

static void tell_by_visit(const struct teller *teller)
{
    const struct price_told *price = &teller->told->price;
    const struct price_course *course = &price->course;
    const char *visit = arena_printf(teller->arena, "%d-minute visit %s", course->visit->minutes,
                                     told_rate(teller, course->visit->rate_e6));

    if (course->hour_minutes > 0)
        SAY(teller, PRICE, "Price", "%s + %s at %s an hour = %s: %s", visit,
            told_minutes(teller, course->hour_minutes), told_rate(teller, course->hour->rate_e6),
            told_exact(teller, (int128)course->hour->rate_e6 * course->hour_minutes,
                       TIME_PARTS_PER_PENNY),
            sum_words(teller));
    else if (price->question.visit_pricing == VISIT_PRICING_COVER)
        SAY(teller, PRICE, "Price", "%s, the shortest that covers %s: %s", visit,
            told_minutes(teller, price->question.minutes), sum_words(teller));
    else
        SAY(teller, PRICE, "Price", "%s, of just that length: %s", visit, sum_words(teller));
}

static void tell_time_price(const struct teller *teller)
{
    const struct price_told *price = &teller->told->price;
    const struct price_course *course = &price->course;

    tell_expected_minutes(teller);
    if (course->is_own_rate) {
        SAY(teller, PRICE, "Rate", "the order line's own, %s an hour",
            told_rate(teller, price->question.own_rate_e6));
        tell_by_hour(teller, price->question.own_rate_e6, price->question.minutes);
    } else if (course->is_nothing) {
        SAY(teller, PRICE, "Price", "no minutes cost nothing: %s", words_pounds(teller->arena, 0));
    } else {
        tell_entries(teller);
        if (course->price.is_known && course->visit != NULL)
            tell_by_visit(teller);
        else if (course->price.is_known)
            tell_by_hour(teller, course->hour->rate_e6, price->question.minutes);
    }
}

static void tell_unit_price(const struct teller *teller)
{
    const struct explanation *told = teller->told;
    const struct order_line *order = told->verdict->order;
    int64_t quantity_e4 = given(told->line->quantity_e4) ? told->line->quantity_e4 : E4;

    if (!told->price.course.price.is_known)
        SAY(teller, PRICE, "Unit price", "missing: the order line has none");
    else
        SAY(teller, PRICE, "Price", "%s \u00D7 %s = %s", told_rate(teller, order->unit_price_e6),
            told_quantity(teller, order, quantity_e4), sum_words(teller));
}

/* --- outcomes ------------------------------------------------------------------------- */

static const char *notice_words(const struct teller *teller)
{
    const struct price_told *price = &teller->told->price;
    const struct bill_line *line = teller->told->line;

    if (!given(line->notice_at_s))
        return "no notice is given";
    int64_t notice_s = price->planned_start_s - line->notice_at_s;
    bool is_before = notice_s >= 0;
    const char *hours = told_hours(teller, magnitude(notice_s) * E4 / 3600);
    return arena_printf(teller->arena, "notice %s, %s%s %s the start",
                        told_moment(teller, line->notice_at_s), hours,
                        notice_s * E4 % 3600 == 0 ? "" : "\u2026", is_before ? "before" : "after");
}

static const char *limit_words(const struct teller *teller, const struct outcome_price *entry,
                               bool fits)
{
    if (!given(entry->notice_below_hours_e4))
        return "any notice";
    const char *answer = fits ? "it is" : "it is not";
    if (!given(teller->told->line->notice_at_s))
        answer = "none is given";
    return arena_printf(teller->arena, "notice below %s: %s",
                        told_hours(teller, entry->notice_below_hours_e4), answer);
}

static void tell_outcome(const struct teller *teller)
{
    const struct price_told *price = &teller->told->price;
    const struct bill_line *line = teller->told->line;
    const struct settings *settings = told_setting(teller, SETTING_OUTCOMES)->settings;

    SAY(teller, PRICE, "Outcome", "%.*s, %s", TEXT_ARGS(line->outcome), notice_words(teller));
    for (size_t i = 0; i < settings->outcome_count; i++) {
        const struct outcome_price *entry = &settings->outcomes[i];
        if (!text_equal(entry->outcome, line->outcome))
            continue;
        SAY(teller, PRICE, "Outcome", "terms: %.*s, %s \u2192 %s", TEXT_ARGS(entry->outcome),
            limit_words(teller, entry, entry == price->outcome),
            entry == price->outcome ? told_percent(teller, entry->percent_e4) : "passed over");
        if (entry == price->outcome)
            break;
    }
    if (price->outcome == NULL)
        SAY(teller, PRICE, "Outcome", "no entry of the terms fits: 0 %%");
    if (price->course.price.is_known)
        SAY(teller, PRICE, "Share", "%s of %s = %s", told_percent(teller, price->percent_e4),
            told_exact(teller, price->course.price.parts, price->course.price.parts_per_penny),
            told_parts(teller, price->course.price.parts * price->percent_e4,
                       price->course.price.parts_per_penny * PERCENT_ALL));
}

void tell_price(const struct teller *teller)
{
    const struct explanation *told = teller->told;

    if (!told->price.is_asked) {
        if (verdict_is_decided(told->verdict) && given(told->verdict->expected_pence))
            SAY(teller, PRICE, "Expected price", "%s, of its last verdict before the decision",
                words_pounds(teller->arena, told->verdict->expected_pence));
        return;
    }
    if (told->verdict->order->basis == BASIS_UNIT)
        tell_unit_price(teller);
    else
        tell_time_price(teller);
    if (!bill_line_is_delivered(told->line))
        tell_outcome(teller);
    if (given(told->verdict->expected_pence))
        SAY(teller, PRICE, "Expected price", "%s",
            words_pounds(teller->arena, told->verdict->expected_pence));
}

/* --- VAT ------------------------------------------------------------------------------- */

void tell_vat(const struct teller *teller)
{
    const struct explanation *told = teller->told;
    const struct verdict *verdict = told->verdict;
    struct arena *arena = teller->arena;
    const struct setting_told *setting = told_setting(teller, SETTING_VAT_PERCENT);
    const char *percent = told_percent(teller, told->vat_percent_e4);

    if (setting == NULL)
        return;
    SAY(teller, VAT, "Rate", "%s, %s", percent,
        given(setting->settings->vat_percent_e4)
            ? "the terms'"
            : arena_printf(arena, "service %.*s's", TEXT_ARGS(told->line->service)));
    if (given(told->line->net_pence)) {
        int64_t net_pence = magnitude(told->line->net_pence);
        SAY(teller, VAT, "Due", "%s of %s billed = %s", percent, words_pounds(arena, net_pence),
            told_parts(teller, (int128)net_pence * told->vat_percent_e4, PERCENT_ALL));
        SAY(teller, VAT, "Billed", "%s%s", words_pounds(arena, verdict->billed_vat_pence),
            given(told->line->vat_pence) ? "" : ", as the line says none");
    }
    if (!verdict_is_paid(verdict))
        return;
    if (given(told->line->net_pence) && verdict->payable_pence == told->line->net_pence)
        SAY(teller, VAT, "Paid", "%s, as billed, for the billed net is paid",
            words_pounds(arena, verdict->payable_vat_pence));
    else
        SAY(teller, VAT, "Paid", "%s of %s payable = %s", percent,
            words_pounds(arena, verdict->payable_pence),
            told_parts(teller, (int128)verdict->payable_pence * told->vat_percent_e4, PERCENT_ALL));
}
