#include "adapters/outbound/finding_words.h"
#include "adapters/outbound/text_buffer.h"
#include "adapters/outbound/variance_parts.h"
#include "adapters/outbound/wording.h"

static void add_heading(struct text_buffer *text, const char *words, size_t count)
{
    size_t begin = text->length;
    text_buffer_printf(text, "%s (%zu)", words, count);
    size_t length = text->length - begin;
    text_buffer_add_string(text, "\n");
    while (length-- > 0)
        text_buffer_add_string(text, "-");
    text_buffer_add_string(text, "\n\n");
}

static const char *planned_words(struct arena *arena, const struct zone *zone,
                                 const struct finding *finding)
{
    if (!given(finding->planned_start_s))
        return "no planned visit";
    day_t planned = zone_day(zone, finding->planned_start_s);
    const char *day = planned == zone_day(zone, finding->delivered_start_s)
                          ? ""
                          : arena_printf(arena, "%s, ", words_day(arena, planned));
    return arena_printf(arena, "planned %s%s for %s", day,
                        words_time(arena, zone, finding->planned_start_s),
                        words_minutes(arena, finding->planned_minutes));
}

static void add_finding(struct text_buffer *text, const struct zone *zone,
                        const struct finding *finding)
{
    struct arena *arena = text->arena;
    text_buffer_printf(text, "%.*s  %s  %.*s\n", TEXT_ARGS(finding->client_ref),
                       words_day(arena, zone_day(zone, finding->delivered_start_s)),
                       TEXT_ARGS(finding->service));
    text_buffer_printf(text, "  %.*s\n", TEXT_ARGS(finding_in_words(arena, finding)));
    text_buffer_printf(text, "  %s; delivered %s for %s; billed %s\n",
                       planned_words(arena, zone, finding),
                       words_time(arena, zone, finding->delivered_start_s),
                       words_minutes(arena, finding->delivered_minutes),
                       words_minutes(arena, finding->billed_minutes));
    text_buffer_printf(
        text, "  billed %s, agreed price %s, paid %s\n", words_pounds(arena, finding->billed_pence),
        words_pounds(arena, finding->expected_pence), words_pounds(arena, finding->payable_pence));
    text_buffer_printf(text, "  %.*s (%.*s), invoice %.*s line %.*s%s\n\n",
                       TEXT_ARGS(finding->provider_name), TEXT_ARGS(finding->provider),
                       TEXT_ARGS(finding->invoice_no), TEXT_ARGS(finding->line_no),
                       finding->kind == VERDICT_HELD && !finding->is_new ? "; since earlier" : "");
}

static void add_missed(struct text_buffer *text, const struct zone *zone,
                       const struct missed_visit *missed)
{
    struct arena *arena = text->arena;
    text_buffer_printf(text, "%.*s  %s %s for %s  %.*s, %.*s (order %.*s line %.*s)\n",
                       TEXT_ARGS(missed->client_ref),
                       words_day(arena, zone_day(zone, missed->planned_start_s)),
                       words_time(arena, zone, missed->planned_start_s),
                       words_minutes(arena, missed->planned_minutes), TEXT_ARGS(missed->service),
                       TEXT_ARGS(missed->provider_name), TEXT_ARGS(missed->order_no),
                       TEXT_ARGS(missed->order_line));
}

static void add_unread(struct text_buffer *text, const struct variance_summary *summary)
{
    const struct variance_report *report = summary->report;
    if (summary->unread_shown == 0)
        return;
    add_heading(text, "NOT READ", report->unread_count);
    for (size_t i = 0; i < summary->unread_shown; i++)
        text_buffer_printf(text, "%.*s: %.*s\n", TEXT_ARGS(report->unread[i].place),
                           TEXT_ARGS(report->unread[i].reason));
    if (report->unread_count > summary->unread_shown)
        text_buffer_printf(text, "... and %zu more; `tallystick status` has them all.\n",
                           report->unread_count - summary->unread_shown);
    text_buffer_add_string(text, "\n");
}

static void add_sections(struct text_buffer *text, const struct variance_summary *summary)
{
    const struct variance_report *report = summary->report;
    if (summary->held_shown > 0)
        add_heading(text, "NOT PAID", summary->held_count);
    for (size_t i = 0; i < summary->held_shown; i++)
        add_finding(text, report->zone, summary->findings[i]);
    if (summary->varied_shown > 0)
        add_heading(text, "PAID, WITH A DIFFERENCE", summary->varied_count);
    for (size_t i = 0; i < summary->varied_shown; i++)
        add_finding(text, report->zone, summary->findings[summary->held_count + i]);
    if (summary->missed_shown > 0)
        add_heading(text, "PLANNED, AND NOBODY BILLED IT", report->missed_count);
    for (size_t i = 0; i < summary->missed_shown; i++)
        add_missed(text, report->zone, &report->missed[i]);
    if (summary->missed_shown > 0)
        text_buffer_add_string(text, "\n");
}

struct text variance_text(struct arena *arena, const struct variance_summary *summary)
{
    const struct variance_report *report = summary->report;
    struct text_buffer text = {.arena = arena};
    text_buffer_printf(&text, "%s home care, %s\n\n", report->council_name,
                       words_long_day(arena, report->business_date));
    text_buffer_printf(&text, "%s\n\n", variance_sentence(arena, summary));
    add_sections(&text, summary);
    add_unread(&text, summary);
    if (variance_not_shown(summary) > 0)
        text_buffer_printf(&text, "%zu more are in the attached file only.\n\n",
                           variance_not_shown(summary));
    text_buffer_add_string(
        &text,
        "The attached file has every line. A line that is not paid is looked at again every\n"
        "night until it agrees or a person decides. Clients are named by reference only.\n");
    return text_buffer_text(&text);
}
