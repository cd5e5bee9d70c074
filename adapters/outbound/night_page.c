#include "adapters/outbound/night_page.h"

#include <assert.h>
#include <inttypes.h>

#include "adapters/outbound/html.h"
#include "adapters/outbound/signal_words.h"
#include "adapters/outbound/text_buffer.h"
#include "adapters/outbound/wording.h"

#define SHOWN_MOST ((size_t)100) /* rows of a table that may have any number */

/* A table of more columns than a telephone has room for: there, each row is a card, and each cell
 * has its heading before it. */
#define NARROW_COLUMNS_MOST 4
#define LABEL(n)            ".cards td:nth-child(" n ")::before{content:var(--h" n ")}\n"
#define LABELS_MOST         9
#define LABELS                                                                                     \
    LABEL("1")                                                                                     \
    LABEL("2") LABEL("3") LABEL("4") LABEL("5") LABEL("6") LABEL("7") LABEL("8") LABEL("9")

static const char head[] =
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
    "<style>\n"
    "body{margin:0;background:#f1f3ee;color:#24302c;font:15px/1.45 Helvetica,Arial,sans-serif}\n"
    "main{max-width:1040px;margin:24px auto;padding:28px 32px;background:#fff;"
    "border:1px solid #e4e7e1;border-radius:6px}\n"
    "h1{font-size:26px;line-height:1.2;margin:2px 0}\n"
    "h2{font-size:18px;margin:34px 0 4px;padding-left:10px;border-left:5px solid #1f5141}\n"
    ".who{font-size:13px;font-weight:bold;color:#1f5141}\n"
    ".dim{color:#5c6761}.small{font-size:13px}\n"
    ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:14px;"
    "margin:22px 0 4px}\n"
    ".tile{border-top:3px solid #1f5141;padding-top:8px;min-width:0}\n"
    ".tile b{display:block;font-size:25px;line-height:1.15;overflow-wrap:anywhere}\n"
    ".tile.look{border-color:#a4432a}\n"
    ".wide{overflow-x:auto}\n"
    "table{border-collapse:collapse;width:100%;margin-top:8px}\n"
    "th{text-align:left;font-size:13px;color:#5c6761;font-weight:normal}\n"
    "th,td{padding:6px 14px 6px 0;border-bottom:1px solid #e4e7e1;vertical-align:top}\n"
    "td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;"
    "padding-right:22px}\n"
    "td:last-child,th:last-child{padding-right:0}\n"
    "td.w{white-space:nowrap}td.c{min-width:17em}\n"
    "tr.sum td{border-bottom:0;font-weight:bold}\n"
    "code{font:13px/1.4 Consolas,Menlo,monospace;background:#f1f3ee;padding:1px 5px;"
    "overflow-wrap:anywhere}\n"
    ".late{color:#a4432a;font-weight:bold}\n"
    "@media screen and (max-width:640px){\n"
    "main{margin:0;padding:18px 14px;border:0;border-radius:0}\n"
    "h1{font-size:22px}td,th{padding-right:10px}\n"
    ".cards thead{display:none}.cards,.cards tbody,.cards tr{display:block}\n"
    ".cards tr{padding:8px 0;border-bottom:1px solid #e4e7e1}\n"
    ".cards td,.cards td.n{display:flex;justify-content:flex-end;gap:6px;padding:2px 0;"
    "border:0;text-align:right;white-space:normal;overflow-wrap:anywhere}\n"
    ".cards td:empty{display:none}.cards td:first-child{font-weight:bold}\n"
    ".cards td::before{color:#5c6761;font-weight:normal;text-align:left;flex:none;"
    "margin-right:auto}\n" LABELS "}\n"
    "@media print{body{background:#fff;font-size:11px}"
    "main{border:0;margin:0;padding:0;max-width:none}\n"
    "h2{break-after:avoid}tr{break-inside:avoid}.wide{overflow:visible}}\n"
    "</style>\n";

/* --- cells -------------------------------------------------------------------- */

static const char *count_words(struct arena *arena, int64_t count)
{
    return words_number(arena, count * E4);
}

static void put(struct text_buffer *html, const char *markup)
{
    text_buffer_add_string(html, markup);
}

static void cell(struct text_buffer *html, struct text value)
{
    put(html, "<td>");
    html_add(html, value);
    put(html, "</td>");
}

static void cell_word(struct text_buffer *html, struct text value)
{
    put(html, "<td class=\"w\">");
    html_add(html, value);
    put(html, "</td>");
}

static void cell_count(struct text_buffer *html, int64_t count)
{
    text_buffer_printf(html, "<td class=\"n\">%s</td>", count_words(html->arena, count));
}

static void cell_pounds(struct text_buffer *html, int64_t pence)
{
    text_buffer_printf(html, "<td class=\"n\">%s</td>", words_pounds(html->arena, pence));
}

static void add_labels(struct text_buffer *html, size_t count, const char *const *headings)
{
    assert(count <= LABELS_MOST);
    put(html, " class=\"cards\" style=\"");
    for (size_t i = 0; i < count; i++)
        text_buffer_printf(html, "--h%zu:'%s';", i + 1, headings[i] + (headings[i][0] == '#'));
    put(html, "\"");
}

/* Headings, without apostrophes; those that begin with '#' are of numbers. */
static void open_table(struct text_buffer *html, size_t count, const char *const *headings)
{
    put(html, "<div class=\"wide\"><table");
    if (count > NARROW_COLUMNS_MOST)
        add_labels(html, count, headings);
    put(html, "><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        bool is_number = headings[i][0] == '#';
        text_buffer_printf(html, "<th scope=\"col\"%s>%s</th>", is_number ? " class=\"n\"" : "",
                           headings[i] + is_number);
    }
    put(html, "</tr></thead><tbody>\n");
}
#define OPEN_TABLE(html, ...)                                                                      \
    open_table(html, sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *),                 \
               (const char *const[]){__VA_ARGS__})

static void close_table(struct text_buffer *html)
{
    put(html, "</tbody></table></div>\n");
}

static void heading(struct text_buffer *html, const char *title, const char *below)
{
    text_buffer_printf(html, "<h2>%s</h2>\n<div class=\"dim small\">%s</div>\n", title, below);
}

/* --- top ---------------------------------------------------------------------- */

static void tile(struct text_buffer *html, bool is_to_look_at, const char *number, const char *name,
                 const char *below)
{
    text_buffer_printf(html,
                       "<div class=\"tile%s\"><b>%s</b>%s<div class=\"dim small\">%s</div></div>\n",
                       is_to_look_at ? " look" : "", number, name, below);
}

static void add_top(struct text_buffer *html, const struct night_page *page)
{
    put(html, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<title>");
    html_add_string(html, page->council_name);
    text_buffer_printf(html, ": night of %s</title>\n%s</head>\n<body>\n<main>\n",
                       words_date(html->arena, page->business_date), head);
    put(html, "<div class=\"who\">");
    html_add_string(html, page->council_name);
    text_buffer_printf(html,
                       " &middot; home care</div>\n<h1>Night report</h1>\n"
                       "<div class=\"dim\">%s",
                       words_long_day(html->arena, page->business_date));
    if (page->number > 1)
        text_buffer_printf(html, ", run %d of the day", page->number);
    put(html, "</div>\n");
}

static void add_tiles(struct text_buffer *html, const struct night_page *page)
{
    struct arena *arena = html->arena;
    const struct night_totals *totals = &page->totals;
    const int64_t held = totals->lines[VERDICT_HELD];
    const int64_t paid = totals->lines[VERDICT_MATCHED] + totals->lines[VERDICT_VARIANCE];

    put(html, "<div class=\"tiles\">\n");
    tile(html, false, words_pounds(arena, totals->paid_pence), "to be paid, without VAT",
         arena_printf(arena, "%s of %s lines", count_words(arena, paid),
                      count_words(arena, totals->lines_in)));
    tile(html, held > 0, words_pounds(arena, totals->pence[VERDICT_HELD]), "waiting",
         arena_printf(arena, "%s %s", count_words(arena, held),
                      held == 1 ? "line is held" : "lines are held"));
    tile(html, page->due_of_all > 0, count_words(arena, page->due_of_all), "due and not on the way",
         "by the next working day, or late");
    tile(html, page->left_on_time < page->left_lines,
         words_percent(arena, page->left_on_time, page->left_lines), "left in time",
         arena_printf(arena, "of %s lines that left", count_words(arena, page->left_lines)));
    put(html, "</div>\n");
}

/* --- what the night did --------------------------------------------------------- */

/* As it is, and where what is to be paid waits for a release. */
static const char *const verdict_meanings[VERDICT_COUNT][2] = {
    [VERDICT_MATCHED] = {"agrees, paid", "agrees, to be paid"},
    [VERDICT_VARIANCE] = {"differs inside the tolerance or was decided, paid and reported",
                          "differs inside the tolerance or was decided, to be paid and reported"},
    [VERDICT_HELD] = {"waits for a person, an order or a rate",
                      "waits for a person, an order or a rate"},
    [VERDICT_REJECTED] = {"cannot be read, or was refused", "cannot be read, or was refused"},
    [VERDICT_DUPLICATE] = {"sent before", "sent before"},
};

static void add_verdicts(struct text_buffer *html, const struct night_page *page)
{
    const struct night_totals *totals = &page->totals;
    int64_t lines = 0, pence = 0;

    heading(html, "Verdicts", "Lines read tonight, and lines held since earlier.");
    OPEN_TABLE(html, "Verdict", "", "#Lines", "#Billed, without VAT");
    for (int kind = 0; kind < VERDICT_COUNT; kind++) {
        put(html, "<tr>");
        cell_word(html, text_of(verdict_word((enum verdict_kind)kind)));
        put(html, "<td class=\"dim\">");
        put(html, verdict_meanings[kind][page->waits_for_release]);
        put(html, "</td>");
        cell_count(html, totals->lines[kind]);
        cell_pounds(html, totals->pence[kind]);
        put(html, "</tr>\n");
        lines += totals->lines[kind];
        pence += totals->pence[kind];
    }
    put(html, "<tr class=\"sum\"><td>total</td><td></td>");
    cell_count(html, lines);
    cell_pounds(html, pence);
    put(html, "</tr>\n");
    close_table(html);
}

static void proof_row(struct text_buffer *html, const char *what, const char *in, const char *out,
                      bool agrees)
{
    text_buffer_printf(html,
                       "<tr><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>"
                       "<td class=\"w%s\">%s</td></tr>\n",
                       what, in, out, agrees ? "" : " late", agrees ? "agrees" : "DIFFERS");
}

static void add_proof(struct text_buffer *html, const struct night_page *page)
{
    struct arena *arena = html->arena;
    const struct night_totals *totals = &page->totals;
    int64_t lines = 0, pence = 0;

    for (int kind = 0; kind < VERDICT_COUNT; kind++) {
        lines += totals->lines[kind];
        pence += totals->pence[kind];
    }
    int64_t agreed_pence = totals->pence[VERDICT_MATCHED] + totals->pence[VERDICT_VARIANCE];
    int64_t told_pence = totals->paid_pence + totals->not_paid_pence;
    heading(html, "Proof", "A night closes only if what came in is what went out.");
    OPEN_TABLE(html, "", "#In", "#Out", "");
    proof_row(
        html,
        arena_printf(arena, "Lines, %s of them carried over", count_words(arena, totals->carried)),
        count_words(arena, totals->lines_in), count_words(arena, lines), lines == totals->lines_in);
    proof_row(html, "Pounds of all lines", words_pounds(arena, totals->pence_in),
              words_pounds(arena, pence), pence == totals->pence_in);
    proof_row(html,
              arena_printf(arena,
                           "Pounds of lines to be paid, %s of it not paid by terms or "
                           "decision",
                           words_pounds(arena, totals->not_paid_pence)),
              words_pounds(arena, agreed_pence), words_pounds(arena, told_pence),
              agreed_pence == told_pence);
    close_table(html);
}

/* --- what needs a person ---------------------------------------------------------- */

static bool waits_for_release(const struct night_batch *batch)
{
    return text_equal(batch->state, TEXT_LITERAL("prepared"));
}

static void add_batches(struct text_buffer *html, const struct night_page *page)
{
    if (page->batch_count == 0)
        return;
    heading(html, "Batches", "A prepared batch leaves once a second person has released it.");
    OPEN_TABLE(html, "Batch", "Rail", "State", "#Transactions", "#Lines", "#Pounds with VAT", "Due",
               "What to do");
    for (size_t i = 0; i < page->batch_count; i++) {
        const struct night_batch *batch = &page->batches[i];
        put(html, "<tr>");
        cell_word(html, batch->batch);
        cell_word(html, batch->rail);
        cell_word(html, batch->state);
        cell_count(html, batch->transactions);
        cell_count(html, batch->lines);
        cell_pounds(html, batch->pence);
        text_buffer_printf(html, "<td class=\"w\">%s</td><td>",
                           words_date(html->arena, batch->due_date));
        if (waits_for_release(batch))
            text_buffer_printf(html, "<code>tallystick release %.*s --by NAME</code>",
                               TEXT_ARGS(batch->batch));
        put(html, "</td></tr>\n");
    }
    close_table(html);
}

/* The first of the reasons stands for them all. */
static const char *why_due(const struct night_due *due)
{
    for (int reason = 0; reason < REASON_COUNT; reason++)
        if ((due->reasons >> reason & 1) != 0)
            return reason_in_words((enum reason)reason);
    return text_equal(due->what, TEXT_LITERAL("batch")) ? "the batch has not left"
                                                        : "waits for a batch";
}

static void add_due(struct text_buffer *html, const struct night_page *page)
{
    if (page->due_count == 0)
        return;
    heading(html, "Due and not on the way",
            "Has to leave by the next working day to be in time, or is late already.");
    OPEN_TABLE(html, "Due", "Provider", "What", "#Lines", "#Pounds", "Why");
    for (size_t i = 0; i < page->due_count; i++) {
        const struct night_due *due = &page->due[i];
        const bool is_late = due->due_date < page->business_date;
        text_buffer_printf(html, "<tr><td class=\"w%s\">%s%s</td>", is_late ? " late" : "",
                           words_date(html->arena, due->due_date), is_late ? " late" : "");
        cell(html, due->provider_name);
        cell(html, due->item);
        cell_count(html, due->lines);
        cell_pounds(html, due->pence);
        cell(html, text_of(why_due(due)));
        put(html, "</tr>\n");
    }
    close_table(html);
    if ((int64_t)page->due_count < page->due_of_all)
        text_buffer_printf(html,
                           "<div class=\"dim small\">%s more: <code>tallystick lines --verdict "
                           "held</code></div>\n",
                           count_words(html->arena, page->due_of_all - (int64_t)page->due_count));
}

static void add_more(struct text_buffer *html, size_t count)
{
    if (count > 0)
        text_buffer_printf(html, "<div class=\"dim small\">%zu more.</div>\n", count);
}

static void add_payments(struct text_buffer *html, const struct night_page *page)
{
    size_t shown = page->payment_count < SHOWN_MOST ? page->payment_count : SHOWN_MOST;

    if (shown == 0)
        return;
    heading(html, "Payments to look at",
            "What waits goes with the first night on which it can be paid; what was declined, once "
            "it is tried again.");
    OPEN_TABLE(html, "What", "#Pounds", "Why");
    for (size_t i = 0; i < shown; i++) {
        const struct payment_notice *payment = &page->payments[i];
        put(html, "<tr>");
        cell(html, payment->place);
        if (given(payment->pence))
            cell_pounds(html, payment->pence);
        else
            put(html, "<td></td>");
        cell(html, payment->words);
        put(html, "</tr>\n");
    }
    close_table(html);
    add_more(html, page->payment_count - shown);
}

static void add_waiting(struct text_buffer *html, const struct night_page *page)
{
    size_t shown = page->waiting_count < SHOWN_MOST ? page->waiting_count : SHOWN_MOST;

    if (shown == 0)
        return;
    heading(html, "Waits for a second person",
            "Nothing of it is used, and no batch leaves, before somebody else says yes. "
            "tallystick status has every changed rate.");
    OPEN_TABLE(html, "What", "Since", "#Pounds", "Why", "What to do");
    for (size_t i = 0; i < shown; i++) {
        const struct waiting_notice *waiting = &page->waiting[i];
        put(html, "<tr>");
        cell_word(html, waiting->place);
        cell_word(html, text_of(waiting->is_new ? "tonight" : "earlier"));
        if (given(waiting->pence))
            cell_pounds(html, waiting->pence);
        else
            put(html, "<td></td>");
        cell(html, waiting->words);
        put(html, "<td class=\"c\"><code>");
        html_add(html, waiting->command);
        put(html, "</code></td></tr>\n");
    }
    close_table(html);
    add_more(html, page->waiting_count - shown);
}

static void add_reasons(struct text_buffer *html, const struct night_page *page)
{
    if (page->totals.lines[VERDICT_HELD] == 0)
        return;
    heading(html, "What waits, and why",
            "A line counts under each reason that holds it; one within its limit, or only "
            "reported, holds nothing.");
    OPEN_TABLE(html, "Why", "#Lines", "#Billed, without VAT", "What the provider was told to do");
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        if (page->reasons[reason].lines == 0)
            continue;
        put(html, "<tr>");
        cell(html, text_of(reason_in_words((enum reason)reason)));
        cell_count(html, page->reasons[reason].lines);
        cell_pounds(html, page->reasons[reason].pence);
        put(html, "<td class=\"dim\">");
        html_add_string(html, reason_what_to_do((enum reason)reason));
        put(html, "</td></tr>\n");
    }
    close_table(html);
}

static void add_inputs(struct text_buffer *html, size_t count, const struct unread_input *inputs,
                       const char *title, const char *below)
{
    size_t shown = count < SHOWN_MOST ? count : SHOWN_MOST;

    if (shown == 0)
        return;
    heading(html, title, below);
    OPEN_TABLE(html, "Where", "Why");
    for (size_t i = 0; i < shown; i++) {
        put(html, "<tr>");
        cell(html, inputs[i].place);
        cell(html, inputs[i].reason);
        put(html, "</tr>\n");
    }
    close_table(html);
    add_more(html, count - shown);
}

static void add_unread(struct text_buffer *html, const struct night_page *page)
{
    add_inputs(html, page->unread_count, page->unread,
               "Files missing, not read or set aside, and rows rejected",
               "The sender has to correct these.");
    add_inputs(html, page->repeated_count, page->repeated, "Files loaded before, not read again",
               "Nothing to do, unless one was sent to change something back: then it needs a new "
               "version.");
}

/* --- providers ---------------------------------------------------------------------- */

static void add_providers(struct text_buffer *html, const struct night_page *page)
{
    if (page->provider_count == 0)
        return;
    heading(html, "Providers", "Most held first.");
    OPEN_TABLE(html, "Provider", "#Agree",
               page->waits_for_release ? "#Differ, to be paid" : "#Differ, paid", "#Held",
               "#Held, without VAT", "#Rejected", "#Sent before", "#Not billed",
               page->waits_for_release ? "#To be paid with VAT" : "#Paid with VAT");
    for (size_t i = 0; i < page->provider_count; i++) {
        const struct night_provider *provider = &page->providers[i];
        put(html, "<tr><td>");
        html_add(html, provider->name);
        put(html, " <span class=\"dim\">");
        html_add(html, provider->provider);
        put(html, "</span></td>");
        cell_count(html, provider->lines[VERDICT_MATCHED]);
        cell_count(html, provider->lines[VERDICT_VARIANCE]);
        cell_count(html, provider->lines[VERDICT_HELD]);
        cell_pounds(html, provider->held_pence);
        cell_count(html, provider->lines[VERDICT_REJECTED]);
        cell_count(html, provider->lines[VERDICT_DUPLICATE]);
        cell_count(html, provider->missed);
        cell_pounds(html, provider->paid_pence);
        put(html, "</tr>\n");
    }
    close_table(html);
    put(html, "<div class=\"dim small\">Not billed: planned visits that nobody has billed, found "
              "tonight.</div>\n");
}

static void add_drifts(struct text_buffer *html, const struct night_page *page)
{
    if (page->drift_count == 0)
        return;
    heading(html, "Providers that drift",
            "No line is held for it; a week of its lines leans one way.");
    OPEN_TABLE(html, "Provider", "What");
    for (size_t i = 0; i < page->drift_count; i++) {
        put(html, "<tr>");
        cell(html, page->drifts[i].provider_name);
        cell(html, text_of(provider_drift_in_words(html->arena, &page->drifts[i])));
        put(html, "</tr>\n");
    }
    close_table(html);
}

static void add_bottom(struct text_buffer *html, const struct night_page *page)
{
    put(html, "<p class=\"dim small\">");
    if (page->care_signal_count + page->short_count > 0)
        text_buffer_printf(
            html, "Care managers were told of %s and %s. ",
            words_count(html->arena, page->care_signal_count, "care signal", "care signals"),
            words_count(html->arena, page->short_count, "period below order",
                        "periods below order"));
    put(html, "Clients are named nowhere in this report. A held line is looked at again every "
              "night and keeps its due date.</p>\n</main>\n</body>\n</html>\n");
}

struct text night_page_html(struct arena *arena, const struct night_page *page)
{
    struct text_buffer html = {.arena = arena};

    add_top(&html, page);
    add_tiles(&html, page);
    add_waiting(&html, page);
    add_batches(&html, page);
    add_due(&html, page);
    add_payments(&html, page);
    add_reasons(&html, page);
    add_unread(&html, page);
    add_verdicts(&html, page);
    add_proof(&html, page);
    add_drifts(&html, page);
    add_providers(&html, page);
    add_bottom(&html, page);
    return text_buffer_text(&html);
}
