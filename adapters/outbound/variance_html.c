/*
 * The report as HTML for mail clients: tables, inline styles, no pictures from
 * elsewhere, no scripts.  Bars are table cells with a background, which every
 * client shows.
 */
#include <inttypes.h>

#include "adapters/outbound/finding_words.h"
#include "adapters/outbound/html.h"
#include "adapters/outbound/variance_parts.h"
#include "adapters/outbound/week_picture.h"
#include "adapters/outbound/wording.h"

#define TABLE  "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\""
#define INK    "#24302c"
#define MUTED  "#68736d"
#define RULE   "#e4e7e1"
#define GREEN  "#1f5141"
#define PLAN   "#b9c4bd"
#define MARGIN "padding-left:24px;padding-right:24px;"

static const char *const kind_colours[] = {
    [VISIT_HELD] = "#b5402f", [VISIT_VARIED] = "#cf9a34", [VISIT_MISSED] = "#5f7186"};
static const char *const kind_names[] = {
    [VISIT_HELD] = "not paid", [VISIT_VARIED] = "paid, differs", [VISIT_MISSED] = "not billed"};

/* --- top ------------------------------------------------------------------ */

static void add_top(struct text_buffer *html, const struct variance_summary *summary)
{
    const struct variance_report *report = summary->report;
    text_buffer_add_string(
        html, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
              "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
    html_add_string(html, report->council_name);
    text_buffer_add_string(html, " home care</title></head>\n"
                                 "<body style=\"margin:0;padding:0;background:#f1f3ee;color:" INK
                                 ";font-family:Helvetica,Arial,sans-serif;font-size:15px;"
                                 "line-height:1.45\">\n" TABLE
                                 " width=\"100%\" style=\"background:#f1f3ee\"><tr>"
                                 "<td align=\"center\" style=\"padding:20px 8px\">\n" TABLE
                                 " width=\"100%\" style=\"max-width:640px;background:#ffffff;"
                                 "border:1px solid " RULE ";border-radius:6px\">\n"
                                 "<tr><td style=\"" MARGIN "padding-top:24px\">"
                                 "<div style=\"font-size:13px;color:" GREEN ";font-weight:bold\">");
    html_add_string(html, report->council_name);
    text_buffer_printf(html,
                       " &middot; home care</div>\n<div style=\"font-size:24px;font-weight:bold;"
                       "line-height:1.25;padding-top:4px\">%s to look at</div>"
                       "<div style=\"color:" MUTED ";padding-top:2px\">%s</div></td></tr>\n",
                       words_count(html->arena, variance_count(summary), "visit", "visits"),
                       words_long_day(html->arena, report->business_date));
}

static void add_tile(struct text_buffer *html, enum visit_kind kind, size_t count,
                     const char *below)
{
    text_buffer_printf(html,
                       "<td width=\"33%%\" valign=\"top\" style=\"border-top:3px solid %s;"
                       "padding:8px 6px 0 0\"><div style=\"font-size:26px;line-height:1.1;"
                       "font-weight:bold;color:%s\">%zu</div><div>%s</div>"
                       "<div style=\"font-size:13px;color:" MUTED "\">%s</div></td>",
                       kind_colours[kind], count > 0 ? INK : PLAN, count, kind_names[kind], below);
}

static const char *varied_below(const struct variance_summary *summary, struct arena *arena)
{
    if (summary->varied_count == 0)
        return "";
    if (summary->varied_pence == 0)
        return "at the agreed price";
    return arena_printf(arena, "%s %s agreed",
                        words_pounds(arena, magnitude(summary->varied_pence)),
                        summary->varied_pence > 0 ? "above" : "below");
}

static void add_tiles(struct text_buffer *html, const struct variance_summary *summary)
{
    struct arena *arena = html->arena;
    const char *gap = "<td width=\"12\" style=\"font-size:0\">&nbsp;</td>";
    text_buffer_add_string(html, "<tr><td style=\"" MARGIN "padding-top:20px\">" TABLE
                                 " width=\"100%\"><tr>");
    add_tile(html, VISIT_HELD, summary->held_count,
             summary->held_count > 0
                 ? arena_printf(arena, "%s waiting", words_pounds(arena, summary->held_pence))
                 : "");
    text_buffer_add_string(html, gap);
    add_tile(html, VISIT_VARIED, summary->varied_count, varied_below(summary, arena));
    text_buffer_add_string(html, gap);
    add_tile(html, VISIT_MISSED, summary->report->missed_count,
             summary->report->missed_count > 0 ? "planned, no bill" : "");
    text_buffer_add_string(html, "</tr></table></td></tr>\n");
}

/* --- the picture of the week ---------------------------------------------- */

static void add_bar_cells(struct text_buffer *html, const struct day_bar *bar, size_t longest)
{
    size_t rest = 100;
    for (int kind = 0; kind < VISIT_KIND_COUNT; kind++) {
        const size_t percent = bar->counts[kind] * 100 / longest;
        if (percent == 0)
            continue;
        text_buffer_printf(html,
                           "<td width=\"%zu%%\" bgcolor=\"%s\" style=\"background:%s;"
                           "font-size:0;line-height:0;height:14px\">&nbsp;</td>",
                           percent, kind_colours[kind], kind_colours[kind]);
        rest -= percent;
    }
    if (rest > 0)
        text_buffer_printf(html, "<td width=\"%zu%%\" style=\"font-size:0\">&nbsp;</td>", rest);
}

static void add_day(struct text_buffer *html, const char *label, const struct day_bar *bar,
                    size_t longest)
{
    text_buffer_printf(html,
                       "<tr><td width=\"84\" style=\"font-size:13px;color:" MUTED
                       ";white-space:nowrap;padding:2px 8px 2px 0\">%s</td><td>" TABLE
                       " width=\"100%%\"><tr>",
                       label);
    add_bar_cells(html, bar, longest);
    text_buffer_add_string(html, "</tr></table></td><td width=\"32\" align=\"right\" "
                                 "style=\"font-size:13px;color:" MUTED "\">");
    if (day_bar_total(bar) > 0)
        text_buffer_printf(html, "%zu", day_bar_total(bar));
    text_buffer_add_string(html, "</td></tr>\n");
}

static void add_picture(struct text_buffer *html, const struct variance_report *report)
{
    const struct week_picture picture = week_picture_of(report);
    if (picture.longest == 0)
        return;
    text_buffer_add_string(html, "<tr><td style=\"" MARGIN "padding-top:20px\">" TABLE
                                 " width=\"100%\">\n");
    if (day_bar_total(&picture.earlier) > 0)
        add_day(html, "earlier", &picture.earlier, picture.longest);
    for (int i = 0; i < 7; i++)
        add_day(html, words_day(html->arena, picture.first + i), &picture.days[i], picture.longest);
    text_buffer_add_string(html, "</table></td></tr>\n");
}

/* --- one visit ------------------------------------------------------------ */

static void add_section(struct text_buffer *html, const char *title, const char *explanation,
                        size_t count, enum visit_kind kind)
{
    text_buffer_printf(html,
                       "<tr><td style=\"" MARGIN
                       "padding-top:32px;padding-bottom:4px\"><div style=\"border-left:5px solid "
                       "%s;padding-left:10px\"><div style=\"font-size:18px;font-weight:bold\">"
                       "%s (%zu)</div><div style=\"font-size:13px;color:" MUTED
                       "\">%s</div></div></td></tr>\n",
                       kind_colours[kind], title, count, explanation);
}

static void open_card(struct text_buffer *html)
{
    text_buffer_add_string(
        html, "<tr><td style=\"" MARGIN "padding-top:12px\">" TABLE
              " width=\"100%\" style=\"border-top:1px solid " RULE "\"><tr>"
              "<td valign=\"top\" style=\"padding:10px 12px 0 0;word-break:break-word\"><b>");
}

static void close_card(struct text_buffer *html)
{
    text_buffer_add_string(html, "</table></td></tr>\n");
}

/* Planned above delivered on one scale, in seconds from the earlier start. */
struct time_scale {
    int64_t begin_s, length_s;
};

#define SCALE_PIXELS 120

static void stretch(struct time_scale *scale, int64_t start_s, int64_t minutes)
{
    const int64_t end_s = start_s + minutes * 60;
    if (scale->length_s < end_s - scale->begin_s)
        scale->length_s = end_s - scale->begin_s;
}

static int pixels(const struct time_scale *scale, int64_t seconds)
{
    return scale->length_s > 0 ? (int)(seconds * SCALE_PIXELS / scale->length_s) : 0;
}

static void add_bar_cell(struct text_buffer *html, int width, const char *style)
{
    text_buffer_printf(html,
                       "<td width=\"%d\" style=\"width:%dpx;height:8px;font-size:0;line-height:0"
                       "%s\">&nbsp;</td>",
                       width, width, style);
}

static void add_time_bar(struct text_buffer *html, const struct time_scale *scale,
                         const char *label, int64_t start_s, int64_t minutes, const char *colour,
                         const char *words)
{
    const int before = pixels(scale, start_s - scale->begin_s);
    const int width = pixels(scale, minutes * 60);
    text_buffer_printf(html,
                       "<tr><td width=\"66\" style=\"font-size:13px;color:" MUTED
                       "\">%s</td><td width=\"128\">" TABLE "><tr>",
                       label);
    if (before > 0)
        add_bar_cell(html, before, "");
    add_bar_cell(html, width > 2 ? width : 2, arena_printf(html->arena, ";background:%s", colour));
    text_buffer_printf(html, "</tr></table></td><td style=\"font-size:13px\">%s</td></tr>", words);
}

static const char *start_words(struct arena *arena, const struct zone *zone, int64_t start_s,
                               int64_t minutes, day_t said_day)
{
    const day_t day = zone_day(zone, start_s);
    return arena_printf(arena, "%s%s%s, %s", day == said_day ? "" : words_day(arena, day),
                        day == said_day ? "" : " ", words_time(arena, zone, start_s),
                        words_minutes(arena, minutes));
}

static const char *delivered_words(struct arena *arena, const struct zone *zone,
                                   const struct finding *finding)
{
    const char *words =
        start_words(arena, zone, finding->delivered_start_s, finding->delivered_minutes,
                    zone_day(zone, finding->delivered_start_s));
    if (!given(finding->billed_minutes) || finding->billed_minutes == finding->delivered_minutes)
        return words;
    return arena_printf(arena, "%s <span style=\"color:" MUTED "\">(%s billed)</span>", words,
                        words_minutes(arena, finding->billed_minutes));
}

/* One scale for both, unless a line that names its order line is half a day or
 * more away from it: then each bar begins at the left. */
static void add_time_bars(struct text_buffer *html, const struct zone *zone,
                          const struct finding *finding, enum visit_kind kind)
{
    const bool is_planned = given(finding->planned_start_s) && given(finding->planned_minutes);
    const int64_t delivered_s = finding->delivered_start_s;
    int64_t planned_s = is_planned ? finding->planned_start_s : delivered_s;
    if (magnitude(planned_s - delivered_s) >= SECONDS_PER_DAY / 2)
        planned_s = delivered_s;

    struct time_scale scale = {.begin_s = planned_s < delivered_s ? planned_s : delivered_s};
    stretch(&scale, delivered_s, finding->delivered_minutes);
    if (is_planned)
        stretch(&scale, planned_s, finding->planned_minutes);

    text_buffer_add_string(html, "<tr><td colspan=\"2\" style=\"padding-top:6px\">" TABLE ">");
    if (is_planned)
        add_time_bar(html, &scale, "planned", planned_s, finding->planned_minutes, PLAN,
                     start_words(html->arena, zone, finding->planned_start_s,
                                 finding->planned_minutes, zone_day(zone, delivered_s)));
    add_time_bar(html, &scale, "delivered", delivered_s, finding->delivered_minutes,
                 kind_colours[kind], delivered_words(html->arena, zone, finding));
    text_buffer_add_string(html, "</table></td></tr>\n");
}

static void add_lesser_amount(struct text_buffer *html, int64_t pence, const char *what)
{
    text_buffer_printf(html, "<br><span style=\"font-size:13px;color:" MUTED "\">%s %s</span>",
                       words_pounds(html->arena, pence), what);
}

/* What was paid, or is asked for, on the right; what it stands against below it. */
static void add_money(struct text_buffer *html, const struct finding *finding)
{
    const bool is_paid = finding->kind != VERDICT_HELD;
    const bool is_billed = given(finding->billed_pence);
    const int64_t first_pence = is_paid     ? finding->payable_pence
                                : is_billed ? finding->billed_pence
                                            : finding->expected_pence;
    text_buffer_printf(html,
                       "</td><td valign=\"top\" align=\"right\" style=\"white-space:nowrap;"
                       "padding-top:10px\"><b>%s</b> <span style=\"color:" MUTED "\">%s</span>",
                       words_pounds(html->arena, first_pence),
                       is_paid     ? "paid"
                       : is_billed ? "billed"
                                   : "agreed");
    if (is_paid && is_billed && finding->billed_pence != finding->payable_pence)
        add_lesser_amount(html, finding->billed_pence, "billed");
    if ((is_paid || is_billed) && given(finding->expected_pence))
        add_lesser_amount(html, finding->expected_pence, "agreed");
    text_buffer_add_string(html, "</td></tr>\n");
}

static void add_invoice(struct text_buffer *html, const struct finding *finding)
{
    text_buffer_add_string(html, "<tr><td colspan=\"2\" style=\"font-size:13px;color:" MUTED
                                 ";padding-top:4px\">");
    html_add(html, finding->provider_name);
    text_buffer_add_string(html, " (");
    html_add(html, finding->provider);
    text_buffer_add_string(html, "), invoice ");
    html_add(html, finding->invoice_no);
    text_buffer_add_string(html, " line ");
    html_add(html, finding->line_no);
    if (!text_is_empty(finding->carer_ref)) {
        text_buffer_add_string(html, ", carer ");
        html_add(html, finding->carer_ref);
    }
    if (finding->kind == VERDICT_HELD && !finding->is_new)
        text_buffer_add_string(html, " &middot; waiting since an earlier night");
    text_buffer_add_string(html, "</td></tr>");
}

static void add_finding(struct text_buffer *html, const struct zone *zone,
                        const struct finding *finding)
{
    struct arena *arena = html->arena;
    open_card(html);
    html_add(html, finding->client_ref);
    text_buffer_printf(html, "</b> &middot; %s &middot; ",
                       words_day(arena, zone_day(zone, finding->delivered_start_s)));
    html_add(html, finding->service);
    text_buffer_add_string(html, "<br>");
    html_add(html, finding_in_words(arena, finding));
    add_money(html, finding);
    add_time_bars(html, zone, finding, finding->kind == VERDICT_HELD ? VISIT_HELD : VISIT_VARIED);
    add_invoice(html, finding);
    close_card(html);
}

static void add_missed(struct text_buffer *html, const struct zone *zone,
                       const struct missed_visit *missed)
{
    struct arena *arena = html->arena;
    open_card(html);
    html_add(html, missed->client_ref);
    text_buffer_printf(html, "</b> &middot; %s, %s for %s &middot; ",
                       words_day(arena, zone_day(zone, missed->planned_start_s)),
                       words_time(arena, zone, missed->planned_start_s),
                       words_minutes(arena, missed->planned_minutes));
    html_add(html, missed->service);
    text_buffer_add_string(html, "<div style=\"font-size:13px;color:" MUTED "\">");
    html_add(html, missed->provider_name);
    text_buffer_add_string(html, " (");
    html_add(html, missed->provider);
    text_buffer_add_string(html, "), order ");
    html_add(html, missed->order_no);
    text_buffer_add_string(html, " line ");
    html_add(html, missed->order_line);
    text_buffer_add_string(html, "</div></td></tr>");
    close_card(html);
}

static void add_unread(struct text_buffer *html, const struct variance_summary *summary)
{
    const struct variance_report *report = summary->report;
    if (summary->unread_shown > 0)
        add_section(html, "Not read", "The sender has to correct these and send them again.",
                    report->unread_count, VISIT_HELD);
    for (size_t i = 0; i < summary->unread_shown; i++) {
        open_card(html);
        html_add(html, report->unread[i].place);
        text_buffer_add_string(html, "</b><br>");
        html_add(html, report->unread[i].reason);
        text_buffer_add_string(html, "</td></tr>");
        close_card(html);
    }
    if (report->unread_count > summary->unread_shown)
        text_buffer_printf(html,
                           "<tr><td style=\"" MARGIN "\">%zu more: tallystick status.</td></tr>",
                           report->unread_count - summary->unread_shown);
}

/* --- the whole ------------------------------------------------------------ */

static void add_sections(struct text_buffer *html, const struct variance_summary *summary)
{
    const struct variance_report *report = summary->report;
    if (summary->held_shown > 0)
        add_section(html, "Not paid", "Please look at these first.", summary->held_count,
                    VISIT_HELD);
    for (size_t i = 0; i < summary->held_shown; i++)
        add_finding(html, report->zone, summary->findings[i]);
    if (summary->varied_shown > 0)
        add_section(html, "Paid, with a difference", "Inside the agreed tolerance, so it was paid.",
                    summary->varied_count, VISIT_VARIED);
    for (size_t i = 0; i < summary->varied_shown; i++)
        add_finding(html, report->zone, summary->findings[summary->held_count + i]);
    if (summary->missed_shown > 0)
        add_section(html, "Planned, and not billed",
                    "Nobody has billed these visits. Did they take place?", report->missed_count,
                    VISIT_MISSED);
    for (size_t i = 0; i < summary->missed_shown; i++)
        add_missed(html, report->zone, &report->missed[i]);
    add_unread(html, summary);
}

static void add_bottom(struct text_buffer *html, const struct variance_summary *summary)
{
    text_buffer_add_string(html, "<tr><td style=\"" MARGIN "padding-top:28px;padding-bottom:24px;"
                                 "font-size:13px;color:" MUTED "\">");
    if (variance_not_shown(summary) > 0)
        text_buffer_printf(html,
                           "<div style=\"padding-bottom:8px;color:" INK
                           "\"><b>%zu more are in the attached file only.</b></div>",
                           variance_not_shown(summary));
    text_buffer_add_string(html,
                           "The attached file has every line. A line that is not paid is looked "
                           "at again every night until it agrees or a person decides. Clients are "
                           "named by reference only.</td></tr>\n</table>\n</td></tr></table>\n"
                           "</body></html>\n");
}

static void add_sentence(struct text_buffer *html, const struct variance_summary *summary)
{
    text_buffer_add_string(html, "<tr><td style=\"" MARGIN "padding-top:16px\">");
    html_add_string(html, variance_sentence(html->arena, summary));
    text_buffer_add_string(html, "</td></tr>\n");
}

struct text variance_html(struct arena *arena, const struct variance_summary *summary)
{
    struct text_buffer html = {.arena = arena};
    add_top(&html, summary);
    add_sentence(&html, summary);
    add_tiles(&html, summary);
    add_picture(&html, summary->report);
    add_sections(&html, summary);
    add_bottom(&html, summary);
    return text_buffer_text(&html);
}
