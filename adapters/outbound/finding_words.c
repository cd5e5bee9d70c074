#include "adapters/outbound/finding_words.h"

#include "adapters/outbound/check_detail.h"
#include "adapters/outbound/text_buffer.h"
#include "adapters/outbound/wording.h"

/* Which way a difference goes, where the finding has both sides of it. */
static const char *which_way(int64_t is, int64_t should_be, const char *above, const char *below,
                             const char *unknown)
{
    if (!given(is) || !given(should_be) || is == should_be)
        return unknown;
    return is > should_be ? above : below;
}

static const char *amount_words(struct arena *arena, enum check check, int64_t value_e4)
{
    const char *unit = check_unit(check);
    if (unit[0] == 'p')
        return words_pounds_e4(arena, value_e4);
    char digits[DECIMAL_TEXT_BYTES];
    decimal_format_short(value_e4, PLACES_QUANTITY, digits);
    return arena_printf(arena, "%s%s%s", digits, unit[0] ? " " : "", unit);
}

/* Beyond the limit and yet within: the terms only report such a difference, or the bill is below
 * what was agreed. */
static bool is_only_reported(const struct check_detail *detail)
{
    if (!detail->is_within)
        return false;
    return (given(detail->pay_e4) && detail->difference_e4 > detail->pay_e4) ||
           (given(detail->pay_percent_e4) && given(detail->expected_e4) &&
            exceeds_percent(detail->difference_e4, detail->expected_e4, detail->pay_percent_e4));
}

/* " (limit £1.00 or 2 %, whichever is less)", for a difference has to be inside both; " (beyond the
 * limit 30 min, only reported)"; nothing where no limit is known. */
static const char *limit_words(struct arena *arena, enum check check,
                               const struct check_detail *detail)
{
    const bool has_amount = given(detail->pay_e4), has_percent = given(detail->pay_percent_e4);
    char percent[DECIMAL_TEXT_BYTES] = "";
    if (!has_amount && !has_percent)
        return "";
    if (has_percent)
        decimal_format_short(detail->pay_percent_e4, PLACES_QUANTITY, percent);
    const bool is_beyond = is_only_reported(detail);
    return arena_printf(arena, " (%slimit %s%s%s%s%s%s)", is_beyond ? "beyond the " : "",
                        has_amount ? amount_words(arena, check, detail->pay_e4) : "",
                        has_amount && has_percent ? " or " : "", percent, has_percent ? " %" : "",
                        has_amount && has_percent ? ", whichever is less" : "",
                        is_beyond ? ", only reported" : "");
}

static const char *difference_words(struct arena *arena, enum check check, const char *by,
                                    const struct finding *finding)
{
    switch (check) {
    case CHECK_START:
        return arena_printf(arena, "started %s %s", by,
                            which_way(finding->delivered_start_s, finding->planned_start_s,
                                      "later than planned", "earlier than planned",
                                      "away from the planned time"));
    case CHECK_SHORT:
        return arena_printf(arena, "%s shorter than planned", by);
    case CHECK_LONG:
        return arena_printf(arena, "%s longer than planned", by);
    case CHECK_BILLED:
        return arena_printf(arena, "billed %s %s", by,
                            which_way(finding->billed_minutes, finding->expected_minutes,
                                      "more than was due", "less than was due",
                                      "off what was due"));
    case CHECK_RATE:
        return arena_printf(arena, "the billed rate is %s an hour off the contract", by);
    case CHECK_AMOUNT:
        return arena_printf(arena, "billed %s %s", by,
                            which_way(finding->billed_pence, finding->expected_pence,
                                      "more than the agreed price", "less than the agreed price",
                                      "off the agreed price"));
    case CHECK_ARITHMETIC:
        return arena_printf(arena, "rate times quantity is %s off the billed amount", by);
    case CHECK_VAT:
        return arena_printf(arena, "the VAT is %s off what is due", by);
    case CHECK_QUANTITY:
        return arena_printf(arena, "%s%s beyond the commissioned quantity", by,
                            given(finding->expected_minutes) ? " min" : "");
    default:
        return NULL;
    }
}

static const char *check_words(struct arena *arena, enum check check,
                               const struct check_detail *detail, const struct finding *finding)
{
    if (check == CHECK_EVIDENCE)
        return "no call-monitoring record";
    if (!given(detail->difference_e4))
        return reason_in_words((enum reason)check);
    if (detail->totals.length > 0)
        return arena_printf(arena, "the invoice does not add up: %.*s", TEXT_ARGS(detail->totals));
    const char *by = amount_words(arena, check, detail->difference_e4);
    const char *difference = difference_words(arena, check, by, finding);
    return arena_printf(arena, "%s%s", difference, limit_words(arena, check, detail));
}

/* The reason that was given may be about the client's health, and stays where it is. */
static const char *suspension_words(struct arena *arena, const struct suspension *suspension)
{
    const char *from = words_long_day(arena, suspension->from);
    if (suspension->to == DAY_NOT_GIVEN)
        return arena_printf(arena, "care was suspended from %s on", from);
    if (suspension->to == suspension->from)
        return arena_printf(arena, "care was suspended on %s", from);
    return arena_printf(arena, "care was suspended from %s to %s", from,
                        words_long_day(arena, suspension->to));
}

/* "invoice I1 line 3" */
static const char *line_words(struct arena *arena, struct text invoice_no, struct text line_no)
{
    if (text_is_empty(line_no))
        return arena_printf(arena, "invoice %.*s", TEXT_ARGS(invoice_no));
    return arena_printf(arena, "invoice %.*s line %.*s", TEXT_ARGS(invoice_no), TEXT_ARGS(line_no));
}

static const char *reason_words(struct arena *arena, int reason,
                                const struct check_details *details, const struct finding *finding)
{
    if (reason < CHECK_COUNT)
        return check_words(arena, (enum check)reason, &details->checks[reason], finding);
    if (reason == REASON_CHANGED_LINE && !text_is_empty(finding->invoice_no))
        return arena_printf(arena, "%s was paid before with other content",
                            line_words(arena, finding->invoice_no, finding->line_no));
    if (reason == REASON_DUPLICATE_VISIT && !text_is_empty(details->other_invoice_no))
        return arena_printf(arena, "%s, as %s", reason_in_words(REASON_DUPLICATE_VISIT),
                            line_words(arena, details->other_invoice_no, details->other_line_no));
    if (reason == REASON_CLIENT_SUSPENDED && finding->suspension != NULL)
        return suspension_words(arena, finding->suspension);
    return reason_in_words((enum reason)reason);
}

static bool has_reason(const struct finding *finding, int reason)
{
    return (finding->reasons >> reason & 1) != 0;
}

/* Of what is within its limits, or of the rest, which is what to look at. */
static struct text list_in_words(struct arena *arena, const struct check_details *details,
                                 const struct finding *finding, bool within)
{
    struct text_buffer words = {.arena = arena};
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        const bool is_within = reason < CHECK_COUNT && details->checks[reason].is_within;
        if (!has_reason(finding, reason) || is_within != within)
            continue;
        if (words.length > 0)
            text_buffer_add_string(&words, "; ");
        text_buffer_add_string(&words, reason_words(arena, reason, details, finding));
    }
    return text_buffer_text(&words);
}

struct finding_words finding_tell(struct arena *arena, const struct finding *finding)
{
    struct check_details details;
    check_details_read(finding->detail, &details);
    const struct text outside = list_in_words(arena, &details, finding, false);
    const struct text within = list_in_words(arena, &details, finding, true);
    if (outside.length == 0)
        return (struct finding_words){.what = within};
    return (struct finding_words){outside, within};
}

struct text finding_in_words(struct arena *arena, const struct finding *finding)
{
    const struct finding_words words = finding_tell(arena, finding);
    if (text_is_empty(words.within))
        return words.what;
    return text_of(arena_printf(arena, "%.*s; " FINDING_NOT_HELD_FOR ": %.*s",
                                TEXT_ARGS(words.what), TEXT_ARGS(words.within)));
}

struct text finding_codes(struct arena *arena, const struct finding *finding)
{
    struct text_buffer codes = {.arena = arena};
    for (int reason = 0; reason < REASON_COUNT; reason++)
        if (has_reason(finding, reason))
            text_buffer_printf(&codes, "%s%s", codes.length > 0 ? " " : "",
                               reason_code((enum reason)reason));
    return text_buffer_text(&codes);
}
