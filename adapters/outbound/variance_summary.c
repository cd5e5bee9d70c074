#include "adapters/outbound/adjustment_words.h"
#include "adapters/outbound/text_buffer.h"
#include "adapters/outbound/variance_parts.h"
#include "adapters/outbound/wording.h"

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static int64_t held_pence(const struct finding *finding)
{
    if (given(finding->billed_pence))
        return finding->billed_pence;
    return given(finding->expected_pence) ? finding->expected_pence : 0;
}

static int64_t varied_pence(const struct finding *finding)
{
    return given(finding->expected_pence) ? finding->payable_pence - finding->expected_pence : 0;
}

static void add_finding(struct arena *arena, struct variance_summary *summary,
                        const struct finding *finding)
{
    const struct told_finding told = {finding, finding_tell(arena, finding)};
    if (finding->kind == VERDICT_HELD) {
        summary->held[summary->counts[NEWS_HELD]++] = told;
        summary->held_pence += held_pence(finding);
    } else {
        summary->varied[summary->counts[NEWS_VARIED]++] = told;
        summary->varied_pence += varied_pence(finding);
    }
}

static void limit_sections(struct variance_summary *summary)
{
    for (int kind = 0; kind < NEWS_KIND_COUNT; kind++)
        summary->shown[kind] =
            smaller(summary->counts[kind], news_shown_most((enum news_kind)kind));
}

struct variance_summary variance_summarise(struct arena *arena,
                                           const struct variance_report *report)
{
    struct variance_summary summary = {
        .report = report,
        .held = ARENA_ARRAY(arena, struct told_finding, report->finding_count),
        .varied = ARENA_ARRAY(arena, struct told_finding, report->finding_count),
        .counts = {[NEWS_CARE_SIGNAL] = report->care_signal_count,
                   [NEWS_MISSED] = report->missed_count,
                   [NEWS_SHORT_PERIOD] = report->short_count,
                   [NEWS_DRIFT] = report->drift_count,
                   [NEWS_UNREAD] = report->unread_count,
                   [NEWS_PAYMENT] = report->payment_count,
                   [NEWS_WAITING] = report->waiting_count,
                   [NEWS_ADJUSTED] = report->adjusted_count},
    };
    for (size_t i = 0; i < report->finding_count; i++)
        add_finding(arena, &summary, &report->findings[i]);
    limit_sections(&summary);
    return summary;
}

const char *variance_count_words(struct arena *arena, const struct variance_summary *summary)
{
    const size_t visits =
        summary->counts[NEWS_HELD] + summary->counts[NEWS_MISSED] + summary->counts[NEWS_VARIED];
    size_t all = 0;
    for (int kind = 0; kind < NEWS_KIND_COUNT; kind++)
        all += summary->counts[kind];
    return visits == all ? words_count(arena, all, "visit", "visits")
                         : words_count(arena, all, "thing", "things");
}

static size_t left_out(const struct variance_summary *summary, enum news_kind kind)
{
    return summary->counts[kind] - summary->shown[kind];
}

const char *variance_left_out_words(struct arena *arena, const struct variance_summary *summary,
                                    enum news_kind kind)
{
    const size_t count = left_out(summary, kind);
    if (count == 0)
        return NULL;
    const char *more = words_count(arena, count, "more is", "more are");
    if (news_is_attached(kind))
        return arena_printf(arena, "%s in the attached files only.", more);
    return arena_printf(arena, "%s not in the attached files: %s.", more,
                        kind == NEWS_UNREAD ? "tallystick status has every file, "
                                              "the view tallystick.rejected_row every row"
                                            : "tallystick status has them all");
}

const char *variance_attached_words(const struct variance_summary *summary)
{
    size_t attached = 0;

    for (int kind = 0; kind < NEWS_KIND_COUNT; kind++)
        if (news_is_attached((enum news_kind)kind))
            attached += summary->counts[kind];
    if (attached == 0)
        return "The attached files are empty.";
    return left_out(summary, NEWS_UNREAD) > 0 ? "The attached files have every line that was read."
                                              : "The attached files have every line.";
}

const char *variance_adjusted_words(struct arena *arena, const struct adjusted_line *adjusted)
{
    const struct adjustment_news *news = &adjusted->news;

    return arena_printf(arena, "%s; %s%s", adjustment_in_words(arena, news),
                        news->is_self_billed ? "" : "the provider is to ",
                        adjustment_outcome(arena, news));
}

/* --- the sentence --------------------------------------------------------- */

static const char *difference_words(struct arena *arena, int64_t pence)
{
    if (pence == 0)
        return "at the agreed price";
    return arena_printf(arena, "%s %s the agreed price", words_pounds(arena, magnitude(pence)),
                        pence > 0 ? "above" : "below");
}

static const char *clause(struct arena *arena, const struct variance_summary *summary,
                          enum news_kind kind)
{
    const size_t count = summary->counts[kind];
    switch (kind) {
    case NEWS_HELD:
        return arena_printf(arena, "%s not paid (%s waiting)",
                            words_count(arena, count, "visit was", "visits were"),
                            words_pounds(arena, summary->held_pence));
    case NEWS_CARE_SIGNAL:
        return words_count(arena, count, "care signal was raised", "care signals were raised");
    case NEWS_MISSED:
        return words_count(arena, count, "planned visit was not billed by anyone",
                           "planned visits were not billed by anyone");
    case NEWS_SHORT_PERIOD:
        return words_count(arena, count, "period had less delivered than ordered",
                           "periods had less delivered than ordered");
    case NEWS_VARIED:
        return arena_printf(arena, "%s paid with a difference (together %s)",
                            summary->report->waits_for_release
                                ? words_count(arena, count, "visit is to be", "visits are to be")
                                : words_count(arena, count, "visit was", "visits were"),
                            difference_words(arena, summary->varied_pence));
    case NEWS_DRIFT:
        return words_count(arena, count, "provider's weekly total was beyond its limit",
                           "providers' weekly totals were beyond their limits");
    case NEWS_PAYMENT:
        return words_count(arena, count, "payment needs a look", "payments need a look");
    case NEWS_WAITING:
        return words_count(arena, count, "thing waits for a second person",
                           "things wait for a second person");
    case NEWS_ADJUSTED:
        return words_count(arena, count, "paid line was priced again",
                           "paid lines were priced again");
    default:
        return words_count(arena, count, "file or row was not read", "files or rows were not read");
    }
}

const char *variance_sentence(struct arena *arena, const struct variance_summary *summary)
{
    struct text_buffer sentence = {.arena = arena};
    for (int kind = 0; kind < NEWS_KIND_COUNT; kind++)
        if (summary->counts[kind] > 0)
            text_buffer_printf(&sentence, "%s%s", sentence.length > 0 ? ", " : "",
                               clause(arena, summary, (enum news_kind)kind));
    return arena_printf(arena, "%.*s.", TEXT_ARGS(text_buffer_text(&sentence)));
}
