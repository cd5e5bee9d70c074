#include "adapters/outbound/signal_words.h"
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
    const uint64_t nothing_there = REASON_BIT(NO_ORDER) | REASON_BIT(NO_SLOT);
    if (!given(finding->planned_start_s))
        return text_is_empty(finding->order_no) && (finding->reasons & nothing_there) == 0
                   ? "not compared with a planned visit"
                   : "no planned visit";
    day_t planned = zone_day(zone, finding->planned_start_s);
    const char *day = planned == zone_day(zone, finding->delivered_start_s)
                          ? ""
                          : arena_printf(arena, "%s, ", words_day(arena, planned));
    return arena_printf(arena, "planned %s%s for %s", day,
                        words_time(arena, zone, finding->planned_start_s),
                        words_minutes(arena, finding->planned_minutes));
}

/* --- one of each kind ------------------------------------------------------ */

static void add_finding(struct text_buffer *text, const struct variance_report *report,
                        const struct told_finding *told)
{
    const struct zone *zone = report->zone;
    const struct finding *finding = told->finding;
    struct arena *arena = text->arena;
    text_buffer_printf(text, "%.*s  %s  %.*s\n", TEXT_ARGS(finding->client_ref),
                       words_day(arena, zone_day(zone, finding->delivered_start_s)),
                       TEXT_ARGS(finding->service));
    text_buffer_printf(text, "  %.*s\n", TEXT_ARGS(told->words.what));
    if (!text_is_empty(told->words.within))
        text_buffer_printf(text, "  " FINDING_NOT_HELD_FOR ": %.*s\n",
                           TEXT_ARGS(told->words.within));
    text_buffer_printf(text, "  %s; delivered %s for %s; billed %s\n",
                       planned_words(arena, zone, finding),
                       words_time(arena, zone, finding->delivered_start_s),
                       words_minutes(arena, finding->delivered_minutes),
                       words_minutes(arena, finding->billed_minutes));
    text_buffer_printf(text, "  billed %s, agreed price %s, %spaid %s\n",
                       words_pounds(arena, finding->billed_pence),
                       words_pounds(arena, finding->expected_pence),
                       report->waits_for_release && finding->kind != VERDICT_HELD ? "to be " : "",
                       words_pounds(arena, finding->payable_pence));
    text_buffer_printf(text, "  %.*s (%.*s), invoice %.*s line %.*s%s\n",
                       TEXT_ARGS(finding->provider_name), TEXT_ARGS(finding->provider),
                       TEXT_ARGS(finding->invoice_no), TEXT_ARGS(finding->line_no),
                       finding->kind == VERDICT_HELD && !finding->is_new ? "; since earlier" : "");
}

static void add_held(struct text_buffer *text, const struct variance_summary *summary, size_t i)
{
    add_finding(text, summary->report, &summary->held[i]);
}

static void add_varied(struct text_buffer *text, const struct variance_summary *summary, size_t i)
{
    add_finding(text, summary->report, &summary->varied[i]);
}

static void add_care_signal(struct text_buffer *text, const struct variance_summary *summary,
                            size_t i)
{
    const struct care_signal_news *signal = &summary->report->care_signals[i];
    text_buffer_printf(text, "%.*s  %.*s (%.*s)\n  %s\n", TEXT_ARGS(signal->client_ref),
                       TEXT_ARGS(signal->provider_name), TEXT_ARGS(signal->provider),
                       care_signal_in_words(text->arena, signal));
}

static void add_missed(struct text_buffer *text, const struct variance_summary *summary, size_t i)
{
    const struct missed_visit *missed = &summary->report->missed[i];
    const struct zone *zone = summary->report->zone;
    struct arena *arena = text->arena;
    text_buffer_printf(text, "%.*s  %s %s for %s  %.*s, %.*s (order %.*s line %.*s%s)\n",
                       TEXT_ARGS(missed->client_ref),
                       words_day(arena, zone_day(zone, missed->planned_start_s)),
                       words_time(arena, zone, missed->planned_start_s),
                       words_minutes(arena, missed->planned_minutes), TEXT_ARGS(missed->service),
                       TEXT_ARGS(missed->provider_name), TEXT_ARGS(missed->order_no),
                       TEXT_ARGS(missed->order_line), words_carer(arena, missed->slot));
}

static void add_short_period(struct text_buffer *text, const struct variance_summary *summary,
                             size_t i)
{
    const struct short_period *period = &summary->report->short_periods[i];
    text_buffer_printf(text, "%.*s  %.*s\n  %s\n  %.*s (%.*s), order %.*s line %.*s\n",
                       TEXT_ARGS(period->client_ref), TEXT_ARGS(period->service),
                       short_period_in_words(text->arena, period), TEXT_ARGS(period->provider_name),
                       TEXT_ARGS(period->provider), TEXT_ARGS(period->order_no),
                       TEXT_ARGS(period->order_line));
}

static void add_drift(struct text_buffer *text, const struct variance_summary *summary, size_t i)
{
    const struct provider_drift *drift = &summary->report->drifts[i];
    text_buffer_printf(text, "%.*s (%.*s)\n  %s\n", TEXT_ARGS(drift->provider_name),
                       TEXT_ARGS(drift->provider), provider_drift_in_words(text->arena, drift));
}

static void add_unread(struct text_buffer *text, const struct variance_summary *summary, size_t i)
{
    const struct unread_input *unread = &summary->report->unread[i];
    text_buffer_printf(text, "%.*s: %.*s\n", TEXT_ARGS(unread->place), TEXT_ARGS(unread->reason));
}

static void add_payment(struct text_buffer *text, const struct variance_summary *summary, size_t i)
{
    const struct payment_notice *payment = &summary->report->payments[i];
    text_buffer_printf(text, "%.*s", TEXT_ARGS(payment->place));
    if (given(payment->pence))
        text_buffer_printf(text, ", %s", words_pounds(text->arena, payment->pence));
    text_buffer_printf(text, ": %.*s\n", TEXT_ARGS(payment->words));
}

static void add_waiting(struct text_buffer *text, const struct variance_summary *summary, size_t i)
{
    const struct waiting_notice *waiting = &summary->report->waiting[i];
    text_buffer_printf(text, "%.*s", TEXT_ARGS(waiting->place));
    if (given(waiting->pence))
        text_buffer_printf(text, ", %s", words_pounds(text->arena, waiting->pence));
    text_buffer_printf(text, "%s\n  %.*s\n  %.*s\n", waiting->is_new ? "; new" : "",
                       TEXT_ARGS(waiting->words), TEXT_ARGS(waiting->command));
}

static void add_adjusted(struct text_buffer *text, const struct variance_summary *summary, size_t i)
{
    const struct adjusted_line *adjusted = &summary->report->adjusted[i];
    const struct zone *zone = summary->report->zone;
    text_buffer_printf(text, "%.*s  %s  %.*s\n  %s\n  %.*s (%.*s), invoice %.*s line %.*s\n",
                       TEXT_ARGS(adjusted->client_ref),
                       words_day(text->arena, zone_day(zone, adjusted->delivered_start_s)),
                       TEXT_ARGS(adjusted->service), variance_adjusted_words(text->arena, adjusted),
                       TEXT_ARGS(adjusted->provider_name), TEXT_ARGS(adjusted->provider),
                       TEXT_ARGS(adjusted->invoice_no), TEXT_ARGS(adjusted->line_no));
}

/* --- the whole ------------------------------------------------------------ */

static const struct {
    const char *title;
    void (*add)(struct text_buffer *text, const struct variance_summary *summary, size_t i);
    bool is_list; /* of single lines, which no blank lines part */
} sections[NEWS_KIND_COUNT] = {
    [NEWS_HELD] = {"NOT PAID", add_held, false},
    [NEWS_CARE_SIGNAL] = {"CARE SIGNALS", add_care_signal, false},
    [NEWS_MISSED] = {"PLANNED, AND NOBODY BILLED IT", add_missed, true},
    [NEWS_SHORT_PERIOD] = {"LESS DELIVERED THAN ORDERED", add_short_period, false},
    [NEWS_VARIED] = {"PAID, WITH A DIFFERENCE", add_varied, false},
    [NEWS_DRIFT] = {"PROVIDERS THAT DRIFT", add_drift, false},
    [NEWS_UNREAD] = {"NOT READ", add_unread, true},
    [NEWS_PAYMENT] = {"PAYMENTS TO LOOK AT", add_payment, true},
    [NEWS_WAITING] = {"WAITS FOR A SECOND PERSON", add_waiting, false},
    [NEWS_ADJUSTED] = {"PAID EARLIER, PRICED AGAIN", add_adjusted, false},
};

static void add_section(struct text_buffer *text, const struct variance_summary *summary,
                        enum news_kind kind)
{
    if (summary->shown[kind] == 0)
        return;
    const bool is_to_be = kind == NEWS_VARIED && summary->report->waits_for_release;
    add_heading(text, is_to_be ? "TO BE PAID, WITH A DIFFERENCE" : sections[kind].title,
                summary->counts[kind]);
    for (size_t i = 0; i < summary->shown[kind]; i++) {
        sections[kind].add(text, summary, i);
        if (!sections[kind].is_list)
            text_buffer_add_string(text, "\n");
    }
    if (sections[kind].is_list)
        text_buffer_add_string(text, "\n");
    const char *left_out = variance_left_out_words(text->arena, summary, kind);
    if (left_out != NULL)
        text_buffer_printf(text, "%s\n\n", left_out);
}

struct text variance_text(struct arena *arena, const struct variance_summary *summary)
{
    const struct variance_report *report = summary->report;
    struct text_buffer text = {.arena = arena};
    text_buffer_printf(&text, "%s home care, %s\n\n", report->council_name,
                       words_long_day(arena, report->business_date));
    text_buffer_printf(&text, "%s\n\n", variance_sentence(arena, summary));
    for (int kind = 0; kind < NEWS_KIND_COUNT; kind++)
        add_section(&text, summary, (enum news_kind)kind);
    text_buffer_printf(
        &text,
        "%s\n"
        "A line that is not paid is looked at again every night until it agrees or a person\n"
        "decides. Clients are named by reference only.\n",
        variance_attached_words(summary));
    return text_buffer_text(&text);
}
