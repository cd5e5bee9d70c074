#include "adapters/outbound/explain_words.h"

#include <inttypes.h>

#include "adapters/outbound/text_buffer.h"

const char *told_text(const struct teller *teller, struct text t)
{
    return arena_printf(teller->arena, "%.*s", TEXT_ARGS(t));
}

/* --- time -------------------------------------------------------------------- */

const char *told_day(const struct teller *teller, day_t day)
{
    return words_date(teller->arena, day);
}

const char *told_clock(const struct teller *teller, int64_t utc_s)
{
    return words_clock(teller->arena, teller->zone, utc_s);
}

const char *told_moment(const struct teller *teller, int64_t utc_s)
{
    return words_moment(teller->arena, teller->zone, utc_s);
}

const char *told_span(const struct teller *teller, int64_t start_s, int64_t end_s)
{
    bool is_one_day = zone_day(teller->zone, start_s) == zone_day(teller->zone, end_s);

    if (start_s == end_s) /* a day or a job, billed without times */
        return told_moment(teller, start_s);
    return arena_printf(teller->arena, "%s to %s", told_moment(teller, start_s),
                        is_one_day ? told_clock(teller, end_s) : told_moment(teller, end_s));
}

const char *told_minutes(const struct teller *teller, int64_t minutes)
{
    return arena_printf(teller->arena, "%" PRId64 " minute%s", minutes, minutes == 1 ? "" : "s");
}

const char *told_seconds(const struct teller *teller, int64_t seconds)
{
    int64_t rest = seconds % 60;
    const char *rest_words =
        arena_printf(teller->arena, "%" PRId64 " second%s", rest, rest == 1 ? "" : "s");

    if (rest == 0)
        return told_minutes(teller, seconds / 60);
    if (seconds < 60)
        return rest_words;
    return arena_printf(teller->arena, "%s %s", told_minutes(teller, seconds / 60), rest_words);
}

/* --- numbers and money --------------------------------------------------------- */

const char *told_number(const struct teller *teller, int64_t value_e4)
{
    char digits[DECIMAL_TEXT_BYTES];
    decimal_format_short(value_e4, PLACES_QUANTITY, digits);
    return arena_printf(teller->arena, "%s", digits);
}

const char *told_hours(const struct teller *teller, int64_t hours_e4)
{
    return arena_printf(teller->arena, "%s hour%s", told_number(teller, hours_e4),
                        hours_e4 == E4 ? "" : "s");
}

const char *told_percent(const struct teller *teller, int64_t percent_e4)
{
    return words_percent_e4(teller->arena, percent_e4);
}

const char *told_rate(const struct teller *teller, int64_t rate_e6)
{
    return words_pounds_e4(teller->arena, rate_e6);
}

const char *told_exact(const struct teller *teller, int128 parts, int64_t parts_per_penny)
{
    bool is_exact = parts * E4 % parts_per_penny == 0;
    int64_t exact_e6 = (int64_t)(parts * E4 / parts_per_penny);
    return arena_printf(teller->arena, "%s%s", told_rate(teller, exact_e6),
                        is_exact ? "" : "\u2026");
}

const char *told_parts(const struct teller *teller, int128 parts, int64_t parts_per_penny)
{
    const char *rounded = words_pounds(teller->arena, divide_half_away(parts, parts_per_penny));
    if (parts % parts_per_penny == 0)
        return rounded;
    return arena_printf(teller->arena, "%s, rounded to %s",
                        told_exact(teller, parts, parts_per_penny), rounded);
}

/* Less than a pound in pence, as people say it. */
static const char *told_pence_e4(const struct teller *teller, int64_t pence_e4)
{
    if (pence_e4 < (int64_t)PENCE_PER_POUND * E4)
        return arena_printf(teller->arena, "%sp", told_number(teller, pence_e4));
    return words_pounds_e4(teller->arena, pence_e4);
}

const char *told_measure(const struct teller *teller, enum check check, int64_t value_e4)
{
    const char *unit = check_unit(check);
    if (check == CHECK_RATE)
        return arena_printf(teller->arena, "%s an hour", told_pence_e4(teller, value_e4));
    if (unit[0] == 'p')
        return told_pence_e4(teller, value_e4);
    if (unit[0] == 'm')
        return arena_printf(teller->arena, "%s minute%s", told_number(teller, value_e4),
                            value_e4 == E4 ? "" : "s");
    if (check == CHECK_QUANTITY && teller->told->verdict->order != NULL)
        return told_quantity(teller, teller->told->verdict->order, value_e4);
    return told_number(teller, value_e4);
}

static const char *unit_words(const struct teller *teller)
{
    switch (teller->told->unit) {
    case QUANTITY_UNIT_DAY:
        return "day";
    case QUANTITY_UNIT_NIGHT:
        return "night";
    case QUANTITY_UNIT_MEAL:
        return "meal";
    case QUANTITY_UNIT_JOB:
        return "job";
    default:
        return "unit";
    }
}

const char *told_quantity(const struct teller *teller, const struct order_line *order,
                          int64_t quantity_e4)
{
    const char *unit = order->basis == BASIS_UNIT ? unit_words(teller) : "minute";
    return arena_printf(teller->arena, "%s %s%s", told_number(teller, quantity_e4), unit,
                        quantity_e4 == E4 ? "" : "s");
}

/* --- rounding ----------------------------------------------------------------- */

static const char *bands_words(const struct teller *teller, const struct rounding *rounding)
{
    struct text_buffer words = {.arena = teller->arena};

    text_buffer_add_string(&words, "bands ");
    for (size_t i = 0; i < rounding->band_count; i++)
        text_buffer_printf(&words, "%s%d", i == 0 ? "" : ", ", rounding->bands[i]);
    text_buffer_printf(&words, ", then steps of %d", rounding->step);
    if (rounding->grace > 0)
        text_buffer_printf(&words, ", grace %d", rounding->grace);
    return told_text(teller, text_buffer_text(&words));
}

const char *told_rounding(const struct teller *teller, const struct rounding *rounding)
{
    if (rounding->rule == ROUNDING_BANDS)
        return bands_words(teller, rounding);
    if (rounding->rule == ROUNDING_NONE)
        return "not rounded";
    return arena_printf(teller->arena, "%s %d", rounding_rule_word(rounding->rule), rounding->step);
}

/* --- limits -------------------------------------------------------------------- */

/* "£1.00 or 2 % of £9.50 = 19p, whichever is less", for a difference has to be inside both; of a
 * limit in the terms, whose expected value is not known yet: "£1.00 or 2 %, whichever is less". */
static const char *limit_words(const struct teller *teller, enum check check, int64_t limit_e4,
                               int64_t percent_e4, int64_t expected_e4)
{
    struct text_buffer words = {.arena = teller->arena};

    if (given(limit_e4))
        text_buffer_add_string(&words, told_measure(teller, check, limit_e4));
    if (given(percent_e4))
        text_buffer_printf(&words, "%s%s", words.length > 0 ? " or " : "",
                           told_percent(teller, percent_e4));
    if (given(percent_e4) && given(expected_e4)) {
        int64_t part_e4 = (int64_t)((int128)percent_e4 * expected_e4 / PERCENT_ALL);
        text_buffer_printf(&words, " of %s = %s", told_measure(teller, check, expected_e4),
                           told_measure(teller, check, part_e4));
        if ((int128)percent_e4 * expected_e4 % PERCENT_ALL != 0)
            text_buffer_add_string(&words, "\u2026");
    }
    if (given(limit_e4) && given(percent_e4))
        text_buffer_add_string(&words, ", whichever is less");
    return told_text(teller, text_buffer_text(&words));
}

const char *told_tolerance(const struct teller *teller, enum check check,
                           const struct tolerance *tolerance, int64_t expected_e4)
{
    return arena_printf(
        teller->arena, "agree %s, pay %s%s",
        limit_words(teller, check, tolerance->agree_e4, tolerance->agree_percent_e4, expected_e4),
        limit_words(teller, check, tolerance->pay_e4, tolerance->pay_percent_e4, expected_e4),
        tolerance->exceed_report ? ", beyond it only reported" : "");
}

/* --- names ---------------------------------------------------------------------- */

const char *told_order(const struct teller *teller, const struct order_line *order)
{
    return arena_printf(teller->arena, "%.*s/%.*s", TEXT_ARGS(order->order_no),
                        TEXT_ARGS(order->order_line));
}

/* "I1 line 3" */
static const char *told_name(const struct teller *teller, const struct bill_line *line)
{
    return arena_printf(teller->arena, "%.*s line %.*s", TEXT_ARGS(line->invoice_no),
                        TEXT_ARGS(line->line_no));
}

/* What became of another line, and when. */
static const char *told_end(const struct teller *teller, const struct line_told *line)
{
    if (line->past != NULL) {
        const char *night = line->past->ended_on == 0
                                ? "an earlier night"
                                : arena_printf(teller->arena, "the night of %s",
                                               told_day(teller, line->past->ended_on));
        return arena_printf(teller->arena, ", %s in %s", line->past->paid ? "paid" : "rejected",
                            night);
    }
    if (line->verdict == NULL)
        return "";
    if (verdict_is_paid(line->verdict))
        return ", paid in the same night";
    return arena_printf(teller->arena, ", %s in the same night", verdict_word(line->verdict->kind));
}

const char *told_line(const struct teller *teller, const struct line_told *line)
{
    struct text provider = line->line->provider;
    const char *whose = text_equal(provider, teller->told->input->provider_ref)
                            ? ""
                            : arena_printf(teller->arena, " of provider %.*s", TEXT_ARGS(provider));
    return arena_printf(teller->arena, "invoice %s%s%s", told_name(teller, line->line), whose,
                        told_end(teller, line));
}

const char *told_reasons(const struct teller *teller, uint64_t reasons)
{
    struct text_buffer words = {.arena = teller->arena};

    for (int reason = 0; reason < REASON_COUNT; reason++) {
        if ((reasons >> reason & 1) == 0)
            continue;
        bool is_last = reasons >> (reason + 1) == 0;
        text_buffer_add_string(&words, words.length == 0 ? "" : is_last ? " and " : ", ");
        text_buffer_add_string(&words, reason_code((enum reason)reason));
    }
    return told_text(teller, text_buffer_text(&words));
}

/* A block that names no first day holds since the first day there is. */
static bool is_since_ever(day_t day)
{
    int year, month, day_of_month;
    day_to_ymd(day, &year, &month, &day_of_month);
    return year == CIVIL_YEAR_FIRST && month == 1 && day_of_month == 1;
}

const char *told_source(const struct teller *teller, const struct terms_block *from)
{
    if (from == NULL)
        return "default";
    const char *provider =
        text_is_empty(from->provider)
            ? ""
            : arena_printf(teller->arena, "provider %.*s", TEXT_ARGS(from->provider));
    const char *service = text_is_empty(from->service) ? ""
                                                       : arena_printf(teller->arena, "service %.*s",
                                                                      TEXT_ARGS(from->service));
    const char *both = provider[0] && service[0] ? " and " : "";
    const char *council = provider[0] || service[0] ? "" : "council";
    const char *level = arena_printf(teller->arena, "%s%s%s%s", provider, both, service, council);
    if (is_since_ever(from->valid_from))
        return level;
    return arena_printf(teller->arena, "%s, from %s", level, told_day(teller, from->valid_from));
}

const struct setting_told *told_setting(const struct teller *teller, enum setting setting)
{
    for (size_t i = 0; i < teller->told->setting_count; i++)
        if (teller->told->settings[i].setting == setting)
            return &teller->told->settings[i];
    return NULL;
}
