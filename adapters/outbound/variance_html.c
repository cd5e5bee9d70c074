/*
 * The report as HTML for mail clients: tables, inline styles, no pictures from
 * elsewhere, no scripts.  Bars are table cells with a background, which every
 * client shows.
 */
#include "adapters/outbound/html.h"
#include "adapters/outbound/variance_cards.h"
#include "adapters/outbound/week_picture.h"
#include "adapters/outbound/wording.h"

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
                       variance_count_words(html->arena, summary),
                       words_long_day(html->arena, report->business_date));
}

/* A row of three tiles is there only where one of them counts something. */
static bool has_any(const struct variance_summary *summary, enum news_kind a, enum news_kind b,
                    enum news_kind c)
{
    return summary->counts[a] + summary->counts[b] + summary->counts[c] > 0;
}

static void open_tiles(struct text_buffer *html)
{
    text_buffer_add_string(html, "<tr><td style=\"" MARGIN "padding-top:20px\">" TABLE
                                 " width=\"100%\"><tr>");
}

static void add_tile(struct text_buffer *html, const struct variance_summary *summary,
                     enum news_kind kind, const char *name, const char *below)
{
    const size_t count = summary->counts[kind];
    text_buffer_printf(html,
                       "<td width=\"33%%\" valign=\"top\" style=\"border-top:3px solid %s;"
                       "padding:8px 6px 0 0\"><div style=\"font-size:26px;line-height:1.1;"
                       "font-weight:bold;color:%s\">%zu</div><div>%s</div>"
                       "<div style=\"font-size:13px;color:" MUTED "\">%s</div></td>",
                       news_colour(kind), count > 0 ? INK : PLAN, count, name,
                       count > 0 ? below : "");
}

static void add_tile_gap(struct text_buffer *html)
{
    text_buffer_add_string(html, "<td width=\"12\" style=\"font-size:0\">&nbsp;</td>");
}

static void close_tiles(struct text_buffer *html)
{
    text_buffer_add_string(html, "</tr></table></td></tr>\n");
}

static const char *varied_below(struct arena *arena, int64_t pence)
{
    if (pence == 0)
        return "at the agreed price";
    return arena_printf(arena, "%s %s agreed", words_pounds(arena, magnitude(pence)),
                        pence > 0 ? "above" : "below");
}

static void add_visit_tiles(struct text_buffer *html, const struct variance_summary *summary)
{
    struct arena *arena = html->arena;
    if (!has_any(summary, NEWS_HELD, NEWS_MISSED, NEWS_VARIED))
        return;
    open_tiles(html);
    add_tile(html, summary, NEWS_HELD, "not paid",
             arena_printf(arena, "%s waiting", words_pounds(arena, summary->held_pence)));
    add_tile_gap(html);
    add_tile(html, summary, NEWS_MISSED, "not billed", "planned, no bill");
    add_tile_gap(html);
    add_tile(html, summary, NEWS_VARIED,
             summary->report->waits_for_release ? "to be paid, differs" : "paid, differs",
             varied_below(arena, summary->varied_pence));
    close_tiles(html);
}

static void add_week_tiles(struct text_buffer *html, const struct variance_summary *summary)
{
    if (!has_any(summary, NEWS_CARE_SIGNAL, NEWS_SHORT_PERIOD, NEWS_DRIFT))
        return;
    open_tiles(html);
    add_tile(html, summary, NEWS_CARE_SIGNAL, "care signals", "to check on");
    add_tile_gap(html);
    add_tile(html, summary, NEWS_SHORT_PERIOD, "below order", "less than ordered");
    add_tile_gap(html);
    if (text_is_empty(summary->report->recipient)) /* finance */
        add_tile(html, summary, NEWS_DRIFT, "drift", "weeks beyond a limit");
    else
        text_buffer_add_string(html, "<td width=\"33%\"></td>");
    close_tiles(html);
}

/* --- the picture of the week ---------------------------------------------- */

static const enum news_kind visit_news[] = {
    [VISIT_HELD] = NEWS_HELD, [VISIT_MISSED] = NEWS_MISSED, [VISIT_VARIED] = NEWS_VARIED};

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
                           percent, news_colour(visit_news[kind]), news_colour(visit_news[kind]));
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
    if (day_bar_total(&picture.later) > 0)
        add_day(html, "later", &picture.later, picture.longest);
    text_buffer_add_string(html, "</table></td></tr>\n");
}

/* --- the sections --------------------------------------------------------- */

static const struct {
    const char *title, *explanation;
} sections[NEWS_KIND_COUNT] = {
    [NEWS_HELD] = {"Not paid", "Please look at these first."},
    [NEWS_CARE_SIGNAL] = {"Care signals",
                          "Is this client well cared for? Each of these is told only once."},
    [NEWS_MISSED] = {"Planned, and not billed",
                     "Nobody has billed these visits. Did they take place?"},
    [NEWS_SHORT_PERIOD] =
        {"Less delivered than ordered",
         "These periods have ended. Was too little delivered, or is too much ordered?"},
    [NEWS_VARIED] = {"Paid, with a difference",
                     "Inside the agreed tolerance, or decided by a person, so it was paid."},
    [NEWS_DRIFT] = {"Providers that drift",
                    "No line is held for it; a week of its lines leans one way."},
    [NEWS_UNREAD] = {"Not read", "The sender has to correct these and send them again."},
    [NEWS_PAYMENT] = {"Payments to look at",
                      "What waits goes with the first night on which it can be paid; what was "
                      "declined, once it is tried again."},
    [NEWS_WAITING] = {"Waits for a second person",
                      "Nothing of it is used, and no batch leaves, before somebody else says yes. "
                      "tallystick status has every changed rate."},
    [NEWS_ADJUSTED] = {"Paid earlier, priced again",
                       "An order, a rate or call monitoring changed since. Each is told once."},
};

static void add_section(struct text_buffer *html, const struct variance_summary *summary,
                        enum news_kind kind)
{
    const bool is_to_be = kind == NEWS_VARIED && summary->report->waits_for_release;
    const char *title = is_to_be ? "To be paid, with a difference" : sections[kind].title;
    const char *explanation =
        is_to_be ? "Inside the agreed tolerance, or decided by a person, so it is paid once its "
                   "batch is released."
                 : sections[kind].explanation;

    if (summary->shown[kind] == 0)
        return;
    text_buffer_printf(html,
                       "<tr><td style=\"" MARGIN
                       "padding-top:32px;padding-bottom:4px\"><div style=\"border-left:5px solid "
                       "%s;padding-left:10px\"><div style=\"font-size:18px;font-weight:bold\">"
                       "%s (%zu)</div><div style=\"font-size:13px;color:" MUTED
                       "\">%s</div></div></td></tr>\n",
                       news_colour(kind), title, summary->counts[kind], explanation);
    for (size_t i = 0; i < summary->shown[kind]; i++)
        variance_card(html, summary, kind, i);
    const char *left_out = variance_left_out_words(html->arena, summary, kind);
    if (left_out != NULL)
        text_buffer_printf(
            html, "<tr><td style=\"" MARGIN "padding-top:12px\"><b>%s</b></td></tr>\n", left_out);
}

/* --- the whole ------------------------------------------------------------ */

static void add_bottom(struct text_buffer *html, const struct variance_summary *summary)
{
    text_buffer_add_string(html, "<tr><td style=\"" MARGIN "padding-top:28px;padding-bottom:24px;"
                                 "font-size:13px;color:" MUTED "\">");
    text_buffer_printf(html,
                       "%s A line that is not paid is looked at again every night until it agrees "
                       "or a person decides. Clients are named by reference "
                       "only.</td></tr>\n</table>\n</td></tr></table>\n"
                       "</body></html>\n",
                       variance_attached_words(summary));
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
    add_visit_tiles(&html, summary);
    add_week_tiles(&html, summary);
    add_picture(&html, summary->report);
    for (int kind = 0; kind < NEWS_KIND_COUNT; kind++)
        add_section(&html, summary, (enum news_kind)kind);
    add_bottom(&html, summary);
    return text_buffer_text(&html);
}
