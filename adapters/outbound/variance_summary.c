#include "adapters/outbound/text_buffer.h"
#include "adapters/outbound/variance_parts.h"
#include "adapters/outbound/wording.h"

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void add_finding(struct variance_summary *summary, const struct finding *finding)
{
    if (finding->kind == VERDICT_HELD) {
        summary->held_count++;
        if (given(finding->billed_pence))
            summary->held_pence += finding->billed_pence;
        else if (given(finding->expected_pence))
            summary->held_pence += finding->expected_pence;
    } else {
        summary->varied_count++;
        if (given(finding->expected_pence))
            summary->varied_pence += finding->payable_pence - finding->expected_pence;
    }
}

/* The body's rows go to what comes first. */
static void share_body_rows(struct variance_summary *summary)
{
    size_t left = BODY_ROWS_MAX;
    summary->held_shown = smaller(summary->held_count, left);
    left -= summary->held_shown;
    summary->varied_shown = smaller(summary->varied_count, left);
    left -= summary->varied_shown;
    summary->missed_shown = smaller(summary->report->missed_count, left);
    left -= summary->missed_shown;
    summary->unread_shown = smaller(summary->report->unread_count, left);
}

struct variance_summary variance_summarise(struct arena *arena,
                                           const struct variance_report *report)
{
    struct variance_summary summary = {.report = report};
    for (size_t i = 0; i < report->finding_count; i++)
        add_finding(&summary, &report->findings[i]);

    size_t held = 0, varied = summary.held_count;
    summary.findings = ARENA_ARRAY(arena, const struct finding *, report->finding_count);
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        summary.findings[finding->kind == VERDICT_HELD ? held++ : varied++] = finding;
    }
    share_body_rows(&summary);
    return summary;
}

size_t variance_count(const struct variance_summary *summary)
{
    return summary->held_count + summary->varied_count + summary->report->missed_count;
}

size_t variance_not_shown(const struct variance_summary *summary)
{
    return variance_count(summary) - summary->held_shown - summary->varied_shown -
           summary->missed_shown;
}

static const char *varied_words(struct arena *arena, const struct variance_summary *summary)
{
    if (summary->varied_pence == 0)
        return "at the agreed price";
    return arena_printf(arena, "%s %s the agreed price",
                        words_pounds(arena, magnitude(summary->varied_pence)),
                        summary->varied_pence > 0 ? "above" : "below");
}

const char *variance_sentence(struct arena *arena, const struct variance_summary *summary)
{
    struct text_buffer sentence = {.arena = arena};
    const char *separator = "";
    if (summary->held_count > 0) {
        text_buffer_printf(&sentence, "%s not paid (%s waiting)",
                           words_count(arena, summary->held_count, "visit was", "visits were"),
                           words_pounds(arena, summary->held_pence));
        separator = ", ";
    }
    if (summary->varied_count > 0) {
        text_buffer_printf(&sentence, "%s%s paid with a difference (together %s)", separator,
                           words_count(arena, summary->varied_count, "visit was", "visits were"),
                           varied_words(arena, summary));
        separator = ", ";
    }
    if (summary->report->missed_count > 0) {
        text_buffer_printf(&sentence, "%s%s not billed by anyone", separator,
                           words_count(arena, summary->report->missed_count, "planned visit was",
                                       "planned visits were"));
        separator = ", ";
    }
    if (summary->report->unread_count > 0)
        text_buffer_printf(&sentence, "%s%s not read", separator,
                           words_count(arena, summary->report->unread_count, "file or row was",
                                       "files or rows were"));
    return arena_printf(arena, "%.*s.", TEXT_ARGS(text_buffer_text(&sentence)));
}
