/*
 * The night report: one page for finance on what a night did, what waits and
 * why, and what it proves.  Self-contained HTML (docs/files-out.md).
 */
#ifndef TALLYSTICK_OUTBOUND_NIGHT_PAGE_H
#define TALLYSTICK_OUTBOUND_NIGHT_PAGE_H

#include "adapters/outbound/variance_report.h"

/* The run row's totals: lines and net pence. */
struct night_totals {
    int64_t lines_in, pence_in, carried, carried_pence;
    int64_t lines[VERDICT_COUNT], pence[VERDICT_COUNT];
    int64_t paid_pence, not_paid_pence;
};

struct night_provider {
    struct text provider, name;
    int64_t lines[VERDICT_COUNT]; /* held since earlier among the held */
    int64_t held_pence;           /* billed, or expected where self-billed */
    int64_t paid_pence;           /* net and VAT */
    int64_t missed;               /* planned visits that nobody billed */
};

struct night_batch {
    struct text batch;
    struct text rail, state;
    int64_t transactions, lines, pence; /* net and VAT */
    day_t due_date;
};

/* Due within the next working day, or late, and not yet on its way. */
struct night_due {
    struct text what; /* held, invoice, batch */
    day_t due_date;
    struct text provider_name; /* of a batch empty */
    struct text item;
    int64_t lines, pence;
    uint64_t reasons;
};

/* Held lines under each reason that holds them. */
struct night_reason {
    int64_t lines, pence;
};

struct night_page {
    const char *council_name;
    day_t business_date;
    int number;             /* of the run on its date */
    bool waits_for_release; /* what is to be paid, until people release its batch */
    struct night_totals totals;
    int64_t left_lines, left_on_time; /* lines whose file left, and in time */
    struct night_reason reasons[REASON_COUNT];
    size_t provider_count;
    const struct night_provider *providers; /* most held first */
    size_t batch_count;
    const struct night_batch *batches;
    size_t due_count;
    const struct night_due *due;
    int64_t due_of_all; /* of which due holds the first */
    size_t care_signal_count, short_count;
    size_t drift_count;
    const struct provider_drift *drifts;
    size_t payment_count;
    const struct payment_notice *payments;
    size_t waiting_count;
    const struct waiting_notice *waiting;
    size_t unread_count;
    const struct unread_input *unread; /* of more than the page shows, the first */
    size_t repeated_count;
    const struct unread_input *repeated; /* content loaded before; as unread */
};

struct text night_page_html(struct arena *arena, const struct night_page *page);

#endif
