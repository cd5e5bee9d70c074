/* One card of the HTML report for each kind of news. */
#include "adapters/outbound/variance_cards.h"

#include <string.h>

#include "adapters/outbound/html.h"
#include "adapters/outbound/signal_words.h"
#include "adapters/outbound/wording.h"

const char *news_colour(enum news_kind kind)
{
    static const char *const colours[NEWS_KIND_COUNT] = {
        [NEWS_HELD] = "#b5402f",         [NEWS_CARE_SIGNAL] = "#8a3a62", [NEWS_MISSED] = "#5f7186",
        [NEWS_SHORT_PERIOD] = "#3f8079", [NEWS_VARIED] = "#cf9a34",      [NEWS_DRIFT] = "#8c6d46",
        [NEWS_UNREAD] = "#b5402f",       [NEWS_PAYMENT] = "#cf9a34",     [NEWS_WAITING] = "#b5402f",
        [NEWS_ADJUSTED] = "#3f8079",
    };
    return colours[kind];
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

/* On a telephone a number and its % stay on one line. */
static void add_sentence(struct text_buffer *html, struct text words)
{
    const char *percent;
    while (words.length > 0 && (percent = memmem(words.bytes, words.length, " %", 2)) != NULL) {
        const size_t length = (size_t)(percent - words.bytes);
        html_add(html, (struct text){words.bytes, length});
        text_buffer_add_string(html, "&nbsp;%");
        words = (struct text){percent + 2, words.length - length - 2};
    }
    html_add(html, words);
}

/* "Harbour Homecare (P001)" */
static void add_provider(struct text_buffer *html, struct text name, struct text reference)
{
    html_add(html, name);
    text_buffer_add_string(html, " (");
    html_add(html, reference);
    text_buffer_add_string(html, ")");
}

static void add_order(struct text_buffer *html, struct text order_no, struct text order_line)
{
    text_buffer_add_string(html, ", order ");
    html_add(html, order_no);
    text_buffer_add_string(html, " line ");
    html_add(html, order_line);
}

static void open_small_print(struct text_buffer *html)
{
    text_buffer_add_string(html, "<tr><td colspan=\"2\" style=\"font-size:13px;color:" MUTED
                                 ";padding-top:4px\">");
}

/* --- bars ----------------------------------------------------------------- */

/* One bar above the other on one scale, in any unit. */
struct bar_scale {
    int64_t begin, length;
};

#define SCALE_PIXELS 120

static void stretch(struct bar_scale *scale, int64_t begin, int64_t length)
{
    const int64_t end = begin + length;
    if (scale->length < end - scale->begin)
        scale->length = end - scale->begin;
}

static int pixels(const struct bar_scale *scale, int64_t length)
{
    return scale->length > 0 ? (int)((int128)length * SCALE_PIXELS / scale->length) : 0;
}

static void add_bar_cell(struct text_buffer *html, int width, const char *style)
{
    text_buffer_printf(html,
                       "<td width=\"%d\" style=\"width:%dpx;height:8px;font-size:0;line-height:0"
                       "%s\">&nbsp;</td>",
                       width, width, style);
}

static void add_bar(struct text_buffer *html, const struct bar_scale *scale, const char *label,
                    int64_t begin, int64_t length, const char *colour, const char *words)
{
    const int before = pixels(scale, begin - scale->begin);
    const int width = pixels(scale, length);
    text_buffer_printf(html,
                       "<tr><td width=\"66\" style=\"font-size:13px;color:" MUTED
                       "\">%s</td><td width=\"128\">" TABLE "><tr>",
                       label);
    if (before > 0)
        add_bar_cell(html, before, "");
    add_bar_cell(html, width > 2 ? width : 2, arena_printf(html->arena, ";background:%s", colour));
    text_buffer_printf(html, "</tr></table></td><td style=\"font-size:13px\">%s</td></tr>", words);
}

static void open_bars(struct text_buffer *html)
{
    text_buffer_add_string(html, "<tr><td colspan=\"2\" style=\"padding-top:6px\">" TABLE ">");
}

static void close_bars(struct text_buffer *html)
{
    text_buffer_add_string(html, "</table></td></tr>\n");
}

/* What was delivered below what should have been, in ten-thousandths. */
static void add_amount_bars(struct text_buffer *html, const char *label, int64_t whole_e4,
                            int64_t delivered_e4, const char *unit, const char *colour)
{
    struct arena *arena = html->arena;
    struct bar_scale scale = {0};
    stretch(&scale, 0, whole_e4);
    stretch(&scale, 0, delivered_e4);
    open_bars(html);
    add_bar(html, &scale, label, 0, whole_e4, PLAN,
            arena_printf(arena, "%s %s", words_number(arena, whole_e4), unit));
    add_bar(html, &scale, "delivered", 0, delivered_e4, colour,
            arena_printf(arena, "%s %s", words_number(arena, delivered_e4), unit));
    close_bars(html);
}

/* --- visits --------------------------------------------------------------- */

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
                          const struct finding *finding, const char *colour)
{
    const bool is_planned = given(finding->planned_start_s) && given(finding->planned_minutes);
    const int64_t delivered_s = finding->delivered_start_s;
    int64_t planned_s = is_planned ? finding->planned_start_s : delivered_s;
    if (magnitude(planned_s - delivered_s) >= SECONDS_PER_DAY / 2)
        planned_s = delivered_s;

    struct bar_scale scale = {.begin = planned_s < delivered_s ? planned_s : delivered_s};
    stretch(&scale, delivered_s, finding->delivered_minutes * 60);
    if (is_planned)
        stretch(&scale, planned_s, finding->planned_minutes * 60);

    open_bars(html);
    if (is_planned)
        add_bar(html, &scale, "planned", planned_s, finding->planned_minutes * 60, PLAN,
                start_words(html->arena, zone, finding->planned_start_s, finding->planned_minutes,
                            zone_day(zone, delivered_s)));
    add_bar(html, &scale, "delivered", delivered_s, finding->delivered_minutes * 60, colour,
            delivered_words(html->arena, zone, finding));
    close_bars(html);
}

static void add_lesser_amount(struct text_buffer *html, int64_t pence, const char *what)
{
    text_buffer_printf(html, "<br><span style=\"font-size:13px;color:" MUTED "\">%s %s</span>",
                       words_pounds(html->arena, pence), what);
}

/* What was paid, or is asked for, on the right; what it stands against below it. */
static void add_money(struct text_buffer *html, const struct finding *finding, const char *paid)
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
                       is_paid     ? paid
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
    open_small_print(html);
    add_provider(html, finding->provider_name, finding->provider);
    text_buffer_add_string(html, ", invoice ");
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

/* What holds nothing stands apart from what does. */
static void add_within(struct text_buffer *html, struct text words)
{
    if (text_is_empty(words))
        return;
    text_buffer_add_string(html, "<div style=\"font-size:13px;color:" MUTED
                                 "\">" FINDING_NOT_HELD_FOR ": ");
    add_sentence(html, words);
    text_buffer_add_string(html, "</div>");
}

static void add_finding(struct text_buffer *html, const struct variance_report *report,
                        const struct told_finding *told, const char *colour)
{
    const struct zone *zone = report->zone;
    const struct finding *finding = told->finding;
    struct arena *arena = html->arena;
    open_card(html);
    html_add(html, finding->client_ref);
    text_buffer_printf(html, "</b> &middot; %s &middot; ",
                       words_day(arena, zone_day(zone, finding->delivered_start_s)));
    html_add(html, finding->service);
    text_buffer_add_string(html, "<br>");
    add_sentence(html, told->words.what);
    add_within(html, told->words.within);
    add_money(html, finding, report->waits_for_release ? "to be paid" : "paid");
    add_time_bars(html, zone, finding, colour);
    add_invoice(html, finding);
    close_card(html);
}

static void add_held(struct text_buffer *html, const struct variance_summary *summary, size_t i)
{
    add_finding(html, summary->report, &summary->held[i], news_colour(NEWS_HELD));
}

static void add_varied(struct text_buffer *html, const struct variance_summary *summary, size_t i)
{
    add_finding(html, summary->report, &summary->varied[i], news_colour(NEWS_VARIED));
}

static void add_missed(struct text_buffer *html, const struct variance_summary *summary, size_t i)
{
    const struct missed_visit *missed = &summary->report->missed[i];
    const struct zone *zone = summary->report->zone;
    struct arena *arena = html->arena;
    open_card(html);
    html_add(html, missed->client_ref);
    text_buffer_printf(html, "</b> &middot; %s, %s for %s &middot; ",
                       words_day(arena, zone_day(zone, missed->planned_start_s)),
                       words_time(arena, zone, missed->planned_start_s),
                       words_minutes(arena, missed->planned_minutes));
    html_add(html, missed->service);
    text_buffer_add_string(html, "<div style=\"font-size:13px;color:" MUTED "\">");
    add_provider(html, missed->provider_name, missed->provider);
    add_order(html, missed->order_no, missed->order_line);
    text_buffer_add_string(html, words_carer(arena, missed->slot));
    text_buffer_add_string(html, "</div></td></tr>");
    close_card(html);
}

/* --- weeks and periods ---------------------------------------------------- */

static void add_care_signal(struct text_buffer *html, const struct variance_summary *summary,
                            size_t i)
{
    const struct care_signal_news *signal = &summary->report->care_signals[i];
    open_card(html);
    html_add(html, signal->client_ref);
    text_buffer_add_string(html, "</b><br>");
    add_sentence(html, text_of(care_signal_in_words(html->arena, signal)));
    text_buffer_add_string(html, "</td></tr>");
    if (signal->kind == CARE_SIGNAL_SHRINKING)
        add_amount_bars(html, "planned", signal->planned_minutes * E4, signal->counted * E4, "min",
                        news_colour(NEWS_CARE_SIGNAL));
    open_small_print(html);
    add_provider(html, signal->provider_name, signal->provider);
    text_buffer_add_string(html, "</td></tr>");
    close_card(html);
}

static void add_short_period(struct text_buffer *html, const struct variance_summary *summary,
                             size_t i)
{
    const struct short_period *period = &summary->report->short_periods[i];
    open_card(html);
    html_add(html, period->client_ref);
    text_buffer_add_string(html, "</b> &middot; ");
    html_add(html, period->service);
    text_buffer_add_string(html, "<br>");
    add_sentence(html, text_of(short_period_in_words(html->arena, period)));
    text_buffer_add_string(html, "</td></tr>");
    add_amount_bars(html, "ordered", period->quantity_e4, period->delivered_e4,
                    period->basis == BASIS_UNIT ? "units" : "min", news_colour(NEWS_SHORT_PERIOD));
    open_small_print(html);
    add_provider(html, period->provider_name, period->provider);
    add_order(html, period->order_no, period->order_line);
    text_buffer_add_string(html, "</td></tr>");
    close_card(html);
}

static void add_drift(struct text_buffer *html, const struct variance_summary *summary, size_t i)
{
    const struct provider_drift *drift = &summary->report->drifts[i];
    open_card(html);
    add_provider(html, drift->provider_name, drift->provider);
    text_buffer_add_string(html, "</b><br>");
    add_sentence(html, text_of(provider_drift_in_words(html->arena, drift)));
    text_buffer_add_string(html, "</td></tr>");
    close_card(html);
}

static void add_unread(struct text_buffer *html, const struct variance_summary *summary, size_t i)
{
    const struct unread_input *unread = &summary->report->unread[i];
    open_card(html);
    html_add(html, unread->place);
    text_buffer_add_string(html, "</b><br>");
    html_add(html, unread->reason);
    text_buffer_add_string(html, "</td></tr>");
    close_card(html);
}

static void add_payment(struct text_buffer *html, const struct variance_summary *summary, size_t i)
{
    const struct payment_notice *payment = &summary->report->payments[i];
    open_card(html);
    html_add(html, payment->place);
    if (given(payment->pence))
        text_buffer_printf(html, ", %s", words_pounds(html->arena, payment->pence));
    text_buffer_add_string(html, "</b><br>");
    add_sentence(html, payment->words);
    text_buffer_add_string(html, "</td></tr>");
    close_card(html);
}

static void add_waiting(struct text_buffer *html, const struct variance_summary *summary, size_t i)
{
    const struct waiting_notice *waiting = &summary->report->waiting[i];
    open_card(html);
    html_add(html, waiting->place);
    if (given(waiting->pence))
        text_buffer_printf(html, ", %s", words_pounds(html->arena, waiting->pence));
    text_buffer_printf(html, "</b>%s<br>", waiting->is_new ? " &middot; new" : "");
    add_sentence(html, waiting->words);
    text_buffer_add_string(html, "</td></tr>");
    open_small_print(html);
    html_add(html, waiting->command);
    text_buffer_add_string(html, "</td></tr>");
    close_card(html);
}

static void add_adjusted(struct text_buffer *html, const struct variance_summary *summary, size_t i)
{
    const struct adjusted_line *adjusted = &summary->report->adjusted[i];
    const day_t day = zone_day(summary->report->zone, adjusted->delivered_start_s);
    open_card(html);
    html_add(html, adjusted->client_ref);
    text_buffer_printf(html, "</b> &middot; %s &middot; ", words_day(html->arena, day));
    html_add(html, adjusted->service);
    text_buffer_add_string(html, "<br>");
    add_sentence(html, text_of(variance_adjusted_words(html->arena, adjusted)));
    text_buffer_add_string(html, "</td></tr>");
    open_small_print(html);
    add_provider(html, adjusted->provider_name, adjusted->provider);
    text_buffer_add_string(html, ", invoice ");
    html_add(html, adjusted->invoice_no);
    text_buffer_add_string(html, " line ");
    html_add(html, adjusted->line_no);
    text_buffer_add_string(html, "</td></tr>");
    close_card(html);
}

void variance_card(struct text_buffer *html, const struct variance_summary *summary,
                   enum news_kind kind, size_t i)
{
    static void (*const add[NEWS_KIND_COUNT])(struct text_buffer *, const struct variance_summary *,
                                              size_t) = {
        [NEWS_HELD] = add_held,       [NEWS_CARE_SIGNAL] = add_care_signal,
        [NEWS_MISSED] = add_missed,   [NEWS_SHORT_PERIOD] = add_short_period,
        [NEWS_VARIED] = add_varied,   [NEWS_DRIFT] = add_drift,
        [NEWS_UNREAD] = add_unread,   [NEWS_PAYMENT] = add_payment,
        [NEWS_WAITING] = add_waiting, [NEWS_ADJUSTED] = add_adjusted,
    };
    add[kind](html, summary, i);
}
