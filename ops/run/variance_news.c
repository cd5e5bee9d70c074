#include "ops/run/variance_news.h"

#include "matcher/engine/missed.h"

/* --- one thing --------------------------------------------------------------- */

/* Why care was suspended that day; NULL: the line is held for something else. */
static const struct suspension *suspension_of(const struct notify_work *work,
                                              const struct reported_line *line)
{
    const struct rules rules = {.suspension_count = work->suspension_count,
                                .suspensions = work->suspensions};

    if ((line->reasons & REASON_BIT(CLIENT_SUSPENDED)) == 0)
        return NULL;
    return client_suspension(&rules, line->client_ref,
                             zone_day(work->night->zone, line->delivered_start_s));
}

struct finding variance_finding(const struct notify_work *work, struct arena *arena,
                                const struct reported_line *line)
{
    struct text provider = arena_text(arena, line->provider);

    return (struct finding){
        .provider = provider,
        .provider_name = notify_provider_name(work, provider),
        .invoice_no = arena_text(arena, line->invoice_no),
        .line_no = arena_text(arena, line->line_no),
        .client_ref = arena_text(arena, line->client_ref),
        .carer_ref = arena_text(arena, line->carer_ref),
        .service = arena_text(arena, line->service),
        .order_no = arena_text(arena, line->order_no),
        .order_line = arena_text(arena, line->order_line),
        .slot = line->slot,
        .planned_start_s = line->planned_start_s,
        .planned_minutes = line->planned_minutes,
        .delivered_start_s = line->delivered_start_s,
        .delivered_minutes = line->delivered_minutes,
        .billed_minutes = line->billed_minutes,
        .expected_minutes = line->expected_minutes,
        .billed_pence = line->billed_pence,
        .expected_pence = line->expected_pence,
        .payable_pence = line->payable_pence,
        .kind = line->kind,
        .reasons = line->reasons,
        .detail = arena_text(arena, line->detail),
        .suspension = suspension_of(work, line),
        .is_new = line->is_new,
    };
}

static struct missed_visit missed_of(const struct notify_work *work,
                                     const struct reported_missed *missed)
{
    return (struct missed_visit){
        .provider = missed->provider,
        .provider_name = notify_provider_name(work, missed->provider),
        .client_ref = missed->client_ref,
        .service = missed->service,
        .order_no = missed->order_no,
        .order_line = missed->order_line,
        .slot = missed->slot,
        .planned_start_s = missed->planned_start_s,
        .planned_minutes = missed->planned_minutes,
    };
}

static struct care_signal_news care_signal_of(const struct notify_work *work,
                                              const struct reported_care_signal *signal)
{
    return (struct care_signal_news){
        .kind = signal->kind,
        .provider = signal->provider,
        .provider_name = notify_provider_name(work, signal->provider),
        .client_ref = signal->client_ref,
        .week = signal->week,
        .last_week = signal->last_week,
        .counted = signal->counted,
        .planned_minutes = signal->planned_minutes,
    };
}

static struct short_period short_period_of(const struct notify_work *work,
                                           const struct reported_short_period *period)
{
    return (struct short_period){
        .provider = period->provider,
        .provider_name = notify_provider_name(work, period->provider),
        .client_ref = period->client_ref,
        .service = period->service,
        .order_no = period->order_no,
        .order_line = period->order_line,
        .basis = period->basis,
        .first = period->first,
        .last = period->last,
        .quantity_e4 = period->quantity_e4,
        .delivered_e4 = period->delivered_e4,
    };
}

/* --- what concerns one recipient, in the order in which it was read --------- */

static void take_care_signals(const struct notify_work *work, struct arena *arena,
                              struct variance_report *report)
{
    struct care_signal_news *signals =
        ARENA_ARRAY(arena, struct care_signal_news, work->signal_count);

    for (size_t i = 0; i < work->signal_count; i++)
        if (text_equal(work->signals[i].care_manager, report->recipient))
            signals[report->care_signal_count++] = care_signal_of(work, &work->signals[i]);
    report->care_signals = signals;
}

static void take_missed(const struct notify_work *work, struct arena *arena,
                        struct variance_report *report)
{
    struct missed_visit *missed = ARENA_ARRAY(arena, struct missed_visit, work->missed_count);

    for (size_t i = 0; i < work->missed_count; i++)
        if (text_equal(work->missed[i].care_manager, report->recipient))
            missed[report->missed_count++] = missed_of(work, &work->missed[i]);
    report->missed = missed;
}

static void take_short_periods(const struct notify_work *work, struct arena *arena,
                               struct variance_report *report)
{
    struct short_period *periods = ARENA_ARRAY(arena, struct short_period, work->short_count);

    for (size_t i = 0; i < work->short_count; i++)
        if (text_equal(work->short_periods[i].care_manager, report->recipient))
            periods[report->short_count++] = short_period_of(work, &work->short_periods[i]);
    report->short_periods = periods;
}

static struct adjusted_line adjusted_of(const struct notify_work *work,
                                        const struct reported_adjustment *adjustment)
{
    return (struct adjusted_line){
        .provider = adjustment->provider,
        .provider_name = notify_provider_name(work, adjustment->provider),
        .invoice_no = adjustment->invoice_no,
        .line_no = adjustment->line_no,
        .client_ref = adjustment->client_ref,
        .service = adjustment->service,
        .delivered_start_s = adjustment->delivered_start_s,
        .billed_pence = adjustment->billed_pence,
        .net_pence = adjustment->net_pence,
        .news = adjustment->news,
    };
}

static void take_adjusted(const struct notify_work *work, struct arena *arena,
                          struct variance_report *report)
{
    struct adjusted_line *adjusted =
        ARENA_ARRAY(arena, struct adjusted_line, work->adjustment_count);

    for (size_t i = 0; i < work->adjustment_count; i++)
        adjusted[i] = adjusted_of(work, &work->adjustments[i]);
    report->adjusted_count = work->adjustment_count;
    report->adjusted = adjusted;
}

static void take_finances(const struct notify_work *work, struct arena *arena,
                          struct variance_report *report)
{
    struct provider_drift *drifts = ARENA_ARRAY(arena, struct provider_drift, work->drift_count);
    struct unread_input *unread = ARENA_ARRAY(arena, struct unread_input, work->unread_count);

    for (size_t i = 0; i < work->drift_count; i++)
        drifts[i] = notify_drift(work, &work->drifts[i]);
    for (size_t i = 0; i < work->unread_count; i++)
        unread[i] = notify_unread(arena, &work->unread[i]);
    report->drift_count = work->drift_count;
    report->drifts = drifts;
    report->unread_count = work->unread_all;
    report->unread = unread;
    report->payment_count = work->payment_count;
    report->payments = notify_payments(work, arena);
    report->waiting_count = work->waiting_count;
    report->waiting = notify_waiting(work, arena);
}

void variance_news_fill(const struct notify_work *work, struct arena *arena,
                        struct variance_report *report)
{
    take_care_signals(work, arena, report);
    take_missed(work, arena, report);
    take_short_periods(work, arena, report);
    if (text_is_empty(report->recipient)) {
        take_finances(work, arena, report);
        take_adjusted(work, arena, report);
    }
}

bool variance_news_is_any(const struct variance_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].is_new)
            return true;
    for (size_t i = 0; i < report->waiting_count; i++)
        if (report->waiting[i].is_new)
            return true;
    return report->care_signal_count + report->missed_count + report->short_count +
               report->drift_count + report->unread_count + report->payment_count +
               report->adjusted_count >
           0;
}
